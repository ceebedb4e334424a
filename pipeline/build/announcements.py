"""What the timetable says and the standing messages: recorded by a build, so that nothing is synthesised on the air."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.air.schedule.choice import BELL, SAID, said, time_text
from pipeline.build import fingerprints
from pipeline.build.engine_choice import Casting
from pipeline.build.output_folder import CLIPS
from pipeline.errors import BroadcastError, VoiceError
from pipeline.model import Line, Utterance
from pipeline.station_air import FOLDER
from pipeline.system.files import told_as_output_error, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.model import Reading
    from pipeline.reading import Reader
    from pipeline.settings import Settings
    from pipeline.station import Station
    from pipeline.station_air import Air
    from pipeline.voice.engine import Engine

NOW = "now"
"""The folder, in that of the air, of what the operator has had said at once."""
NOW_KEPT = 50
"""Files that are kept there: all but the newest have been heard."""
_INDEX = "index.json"
"""In the folder of what was said: of what each file was made, by its name."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A few words to be recorded."""

    text: str
    lead: bool = True
    """Whether chime and label come before them; a standing message loses no time."""


def announcements(air: Air) -> Iterator[Announcement]:
    """All that has to be said for ``air``, each text once."""
    standing = set(air.emergency.values())
    midnight = datetime(2000, 1, 1, tzinfo=UTC)
    times = (at for entry in air.timetable if entry.play.kind == "time" for at in entry.at)
    spoken = (time_text(midnight + timedelta(seconds=at)) for at in times)
    for text in dict.fromkeys((*air.emergency.values(), *air.texts(), *spoken)):
        yield Announcement(text, text not in standing)


class Announcer:
    """Records announcements for one station; who speaks is found out when there is something to say."""

    def __init__(self, station: Station, settings: Settings, audio_out: Path, asked: str | None, jobs: int) -> None:
        """``asked`` is an engine in place of the station's."""
        self._station, self._settings, self._audio_out, self._jobs = station, settings, audio_out, jobs
        self._asked = asked or station.voice.engine
        self._folder = audio_out / FOLDER

    def record_all(self) -> list[BroadcastError]:
        """Record all that has to be said and is not there as it should be; why some could not be.

        What is said no more stays: the disk is large, and tomorrow it may be said again.
        """
        air = self._station.air
        if not (air.timetable or air.emergency):
            return []
        failures: list[BroadcastError] = []
        index = self._index()
        if not (self._folder / BELL).exists():
            from pipeline.studio.announcement import ring  # late, as below: a build with nothing to do ends before

            ring(self._folder / BELL)
        before = dict(index)
        for each in announcements(air):
            path, stamp = said(self._folder, each.text), self._stamp(each)
            if index.get(path.name) == stamp and path.exists():
                continue
            try:
                self.record(each, path)
            except BroadcastError as exc:
                failures.append(exc.at(each.text))
            else:
                index[path.name] = stamp
        if index != before:
            write_whole(self._folder / SAID / _INDEX, (json.dumps(index, indent=1, sort_keys=True) + "\n").encode())
        return failures

    def record(self, announcement: Announcement, path: Path) -> None:
        """Record one to ``path``.

        Raises:
            UsageError: there is nothing to say in it.
            VoiceError, StudioError, OutputError: it cannot be said or written.
        """
        from pipeline.build.script import few_words

        casting = self._casting
        readings = few_words(announcement.text, self._reader)
        engine = casting.for_new().engine
        try:
            self._speak(readings, engine, announcement, path)
        except VoiceError as exc:
            stand_in = casting.after(engine, exc)
            if stand_in is None:
                raise
            self._speak(readings, stand_in.engine, announcement, path)

    def say_now(self, text: str, *, lead: bool) -> Path:
        """Record the operator's ``text``, with chime and label or without; the file, which is there until it was heard.

        Raises:
            UsageError, VoiceError, StudioError, OutputError: as :meth:`record`.
        """
        path = said(self._folder / NOW, text)
        self.record(Announcement(text, lead), path)
        with told_as_output_error(path.parent):
            newest_first = sorted(path.parent.glob(f"*{path.suffix}"), key=lambda each: -each.stat().st_mtime_ns)
            for heard in newest_first[NOW_KEPT:]:
                heard.unlink(missing_ok=True)
        return path.resolve()

    @cached_property
    def _casting(self) -> Casting:
        return Casting(self._station, self._settings, self._asked)

    @cached_property
    def _reader(self) -> Reader:
        from pipeline.reading import Reader

        return Reader(self._station.lexicon, where=self._settings.where_in("lexicon"))

    def _speak(self, readings: Sequence[Reading], engine: Engine, announcement: Announcement, path: Path) -> None:
        from pipeline.studio.announcement import announce
        from pipeline.voice import ClipStore, Recording, play

        voice, pace = getattr(self._station.voice.presenters, engine.name)[0], self._station.voice.pace
        said_by = [Utterance(reading, voice, pace) for reading in readings]
        lines = [Line(f"a{n:03}", each.reading.text, "sentence", "", each) for n, each in enumerate(said_by, start=1)]
        store = ClipStore(self._audio_out / CLIPS)
        keys = Recording(said_by, engine, store, jobs=self._jobs).finish()
        announce(lines, play(keys, said_by, store), self._station, path, lead=announcement.lead)

    def _stamp(self, announcement: Announcement) -> str:
        station = self._station
        voiced = (self._asked, asdict(station.voice), station.lexicon, asdict(station.pauses))
        label = station.programme.label if announcement.lead else ""
        return fingerprints.fingerprint(
            fingerprints.of_code(), asdict(announcement), voiced, asdict(station.profiles.workshop), label
        )

    def _index(self) -> dict[str, str]:
        with suppress(OSError, ValueError):
            index = json.loads((self._folder / SAID / _INDEX).read_bytes())
            if isinstance(index, dict):
                return {str(name): str(stamp) for name, stamp in index.items()}
        return {}
