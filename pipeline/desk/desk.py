"""All that one desk has at hand, put together once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

from pipeline.desk.builds import Builds, Progress
from pipeline.desk.changes.journal import Change, Journal
from pipeline.desk.changes.seen import Seen
from pipeline.desk.documents import Documents
from pipeline.desk.events import Events
from pipeline.desk.notices import Notice, Notices, Stage
from pipeline.desk.on_air.microphone import LiveMicrophone, microphone_here
from pipeline.desk.on_air.station_on_air import StationOnAir
from pipeline.desk.place import Place
from pipeline.desk.speech.sound import Auditions
from pipeline.desk.station_now import StationNow
from pipeline.station_air import FOLDER

PLAYED = "today.m3u"
"""In ``feeds``: what loudspeakers play today."""
LATELY = 600.0
"""Seconds for which the last change is offered to be taken back at the top of each page."""


@dataclass(slots=True)
class Desk:
    """One station's desk, whoever looks at it."""

    place: Place
    station: StationNow
    documents: Documents
    journal: Journal
    notices: Notices
    builds: Builds
    events: Events
    auditions: Auditions
    on_air: StationOnAir
    microphone: LiveMicrophone
    clock: Callable[[], datetime]
    changing: Lock = field(default_factory=Lock)
    """One change at a time."""
    _reading: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="reading"))
    _asked: set[Path] = field(default_factory=set)

    def listed(self) -> list[Notice]:
        """All documents; those that nobody has read yet are read meanwhile, and the list is told to have changed."""
        found = self.notices.all(self.builds.progress, self.clock())
        for notice in found:
            if notice.stage in (Stage.DRAFT, Stage.TO_BE_MADE) and self.documents.known(notice.path) is None:
                self._read(notice.path)
        return found

    def find(self, key: str) -> Notice:
        """The document at ``key``.

        Raises:
            UsageError: there is none.
        """
        return self.notices.find(key, self.builds.progress, self.clock())

    def played(self, found: Sequence[Notice]) -> list[Notice]:
        """Of ``found`` what loudspeakers play today, in their order."""
        try:
            lines = (self.place.feeds / PLAYED).read_text("utf-8").splitlines()
        except OSError:
            return []
        by_slug = {notice.episode.slug: notice for notice in found if notice.episode}
        slugs = (unquote(urlsplit(line).path).split("/")[-2] for line in lines if "/" in line and line[:1] != "#")
        return [by_slug[slug] for slug in dict.fromkeys(slugs) if slug in by_slug]

    @staticmethod
    def titles(found: Sequence[Notice]) -> dict[str, str]:
        """Of the episodes of ``found``, by slug."""
        return {notice.episode.slug: notice.title for notice in found if notice.episode}

    def last(self) -> Change | None:
        """What was done last, if it can be taken back and was just now."""
        undone = self.journal.undone()
        for change in self.journal.changes[:1]:
            age = self.clock() - datetime.fromisoformat(change.at)
            if change.number not in undone and change.act != "undo" and age.total_seconds() < LATELY:
                return change
        return None

    def close(self) -> None:
        """Nothing goes on when this returns."""
        self._reading.shutdown(wait=False, cancel_futures=True)
        self.microphone.close()
        self.on_air.close()
        self.auditions.close()
        self.builds.close()

    def _read(self, path: Path) -> None:
        if path in self._asked:
            return
        self._asked.add(path)

        def read() -> None:
            try:
                self.documents.get(path)
            finally:
                self._asked.discard(path)
                self.events.changed()

        with suppress(RuntimeError):  # the desk is being closed
            self._reading.submit(read)


def open_desk(place: Place, progress: Callable[[Progress], str], now: Callable[[], datetime]) -> Desk:
    """The desk of ``place``; ``progress`` gives the fragment of a page that tells how far its build is."""
    documents, journal = Documents(), Journal(place, now)
    events = Events(lambda: desk.builds.progress, progress)
    desk = Desk(
        place=place,
        station=StationNow(place.station),
        documents=documents,
        journal=journal,
        notices=Notices(place, documents, journal, Seen(place)),
        builds=Builds(place, events.told),
        events=events,
        auditions=Auditions(place.audio_out, lambda: desk.builds.progress.running),
        on_air=StationOnAir(place.audio_out / FOLDER, events.aired, lambda: events.watched),
        microphone=LiveMicrophone(place.audio_out / FOLDER, events.aired, microphone_here),
        clock=now,
    )
    desk.on_air.start()
    return desk
