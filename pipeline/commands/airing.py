"""The station's air from the command line: its folders, the plan of a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.messages import _, shown
from pipeline.station import Station

if TYPE_CHECKING:
    from pipeline.air.as_run import Record
    from pipeline.air.choice import Source
    from pipeline.air.items import Sound

AIR = ".air"
"""The folder in ``audio_out`` where all lies that belongs to the air."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things are."""

    audio_out: Path
    feeds: Path
    files: Path
    """Where ``station.toml`` lies, and where the paths in it begin."""

    @property
    def air(self) -> Path:
        return self.audio_out / AIR


def plan(station: Station, folders: Folders, day: date) -> Iterator[str]:
    """What would play on ``day``, a line for each item; then what an operator should know.

    Raises:
        StudioError: ffmpeg is missing.
    """
    # Late, here and below: numpy takes longer to import than all other commands take.
    from pipeline.air.decoding import Decoder
    from pipeline.air.episodes import Episodes
    from pipeline.air.plan import Length, planned
    from pipeline.air.preparing import Preparing
    from pipeline.air.samples import seconds
    from pipeline.air.timetable import Timetable
    from pipeline.studio.sound.encode import ffmpeg

    decoder = Decoder(ffmpeg(), folders.air / "pcm")

    def sound(source: Source) -> Sound:
        if source.milliseconds and source.path.exists():
            return Length(seconds(source.milliseconds / 1000))
        return decoder.sound(source.path)

    preparing = Preparing(sound, folders.files, folders.air)
    programmes = Episodes(folders.audio_out, station.zone).now()
    records = planned(station.air, station.zone, day, lambda due: preparing.ready(due, programmes, ()))
    for record in records:
        yield _line(record, station)
    if not records:
        yield _("Nothing is due that day.")
    calendar = Timetable(station.air, station.zone).calendar
    known = calendar.day(day)
    yield (_("{day}: worked") if known.worked else _("{day}: off")).format(day=day)
    yield from calendar.complaints(day)


def _line(record: Record, station: Station) -> str:
    times = [_time(at, station) for at in (record.begun, record.ended) if at is not None]
    when = "–".join(times) or f"{_time(record.due, station)} ({shown(record.result)})"
    parts = (when, record.play, " ".join(record.zones), " ".join(record.heard), record.why)
    return "  ".join(part for part in parts if part)


def _time(at: int, station: Station) -> str:
    from pipeline.air.samples import moment_of

    return moment_of(at, station.zone).strftime("%H:%M:%S")
