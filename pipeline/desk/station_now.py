"""The station as its file stands now, with the reader that its lexicon makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from pipeline.build.engine_choice import Casting
from pipeline.desk.place import version_of
from pipeline.reading import Reader
from pipeline.settings import Settings
from pipeline.station import Station, read_station


@dataclass(slots=True)
class Now:
    """One state of the file."""

    version: str
    station: Station
    settings: Settings
    reader: Reader
    _casting: Casting | None = None
    _lock: Lock = field(default_factory=Lock)

    def casting(self) -> Casting:
        """Who may speak; the online voice is asked once whether it answers, when somebody is to be heard.

        Raises:
            StationError, EngineMissing: as :class:`pipeline.build.engine_choice.Casting`.
        """
        with self._lock:
            if self._casting is None:
                self._casting = Casting(self.station, self.settings, self.station.voice.engine)
            return self._casting


class StationNow:
    """Reads the file again whenever it has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._now: Now | None = None

    def get(self) -> Now:
        """The station.

        Raises:
            StationError: the file is wrong.
        """
        version = version_of(self.path)
        if self._now is None or self._now.version != version:
            station, settings = read_station(self.path)
            reader = Reader(station.lexicon, where=settings.where_in("lexicon"))
            reader.read("")  # a wrong line of the lexicon is told at once
            self._now = Now(version, station, settings, reader)
        return self._now
