"""The timetable: which entries are due when. Pure: ``station.toml`` and the calendar in, due items out, in samples."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from pipeline.air.mixing.items import Level
from pipeline.air.samples import moment_of, of_moment, seconds
from pipeline.air.schedule.calendar import Calendar, days_between

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.station_air import Air
    from pipeline.station_timetable import Entry

KEPT_DAYS = 8
"""Days whose due items are kept in memory."""


@dataclass(frozen=True, slots=True)
class Due:
    """One entry at one of its times on one day."""

    entry: Entry
    at: int
    """Samples since 1970."""
    local: datetime
    """The same by the station's clock, without its zone."""

    @property
    def key(self) -> str:
        """By which it is known whether it has played: its time, what it plays and where."""
        return key_of(self.local.isoformat(sep=" "), str(self.entry.play), self.entry.zones)

    @property
    def level(self) -> Level:
        return Level.BELL if self.entry.play.rings else Level.PROGRAMME


class Timetable:
    """All that is due by ``[air]``, by a clock that is always the same distance from UTC."""

    def __init__(self, air: Air, zone: tzinfo) -> None:
        """``zone`` is the station's; that of the machine does not matter."""
        self._air, self.zone = air, zone
        self.calendar = Calendar(air.calendar, air.shifts)
        self._days: dict[date, list[Due]] = {}

    @property
    def offset(self) -> int:
        """Samples that the station's clock is ahead of UTC."""
        return seconds((self.zone.utcoffset(None) or timedelta()).total_seconds())

    def between(self, begin: int, end: int) -> list[Due]:
        """What is due from ``begin`` up to, not including, ``end``, both in samples since 1970.

        In the order of time; of what is due together the higher level first, then as in the file.
        """
        if begin >= end:
            return []
        first, last = moment_of(begin, self.zone).date(), moment_of(end, self.zone).date()
        due = [due for day in days_between(first, last) for due in self.of_day(day)]
        return due[bisect_left(due, begin, key=_at) : bisect_left(due, end, key=_at)]

    def of_day(self, day: date) -> list[Due]:
        """What is due on ``day``, by the station's clock."""
        if day not in self._days:
            while len(self._days) >= KEPT_DAYS:
                del self._days[next(iter(self._days))]
            self._days[day] = self._made(day)
        return self._days[day]

    def _made(self, day: date) -> list[Due]:
        midnight = datetime.combine(day, time(), self.zone)
        start = of_moment(midnight)
        due = [
            Due(entry, start + seconds(at), midnight.replace(tzinfo=None) + timedelta(seconds=at))
            for entry in self._air.timetable
            if self.calendar.holds(entry.days, day)
            for at in entry.at
        ]
        return sorted(due, key=lambda each: (each.at, -each.level))


def key_of(local: str, play: str, zones: tuple[str, ...] | str) -> str:
    """The key of a :class:`Due` from what a record says of it."""
    return "\t".join((local, play, zones if isinstance(zones, str) else " ".join(zones)))


def outputs_of(air: Air, zones: tuple[str, ...]) -> frozenset[int]:
    """The numbers of the outputs that feed ``zones``; of all where none is named."""
    if not zones:
        return frozenset(range(len(air.outputs)))
    return frozenset(air.outputs.index(output) for zone in zones for output in air.zones[zone])


def volume_at(volume: Mapping[str, float], at: int, zone: tzinfo) -> float:
    """The gain, as a factor, of the hour in which the sample ``at`` (since 1970) falls: that of the last time of day
    that has passed, yesterday's last before the first."""
    if not volume:
        return 1.0
    now = moment_of(at, zone).strftime("%H:%M:%S")
    times = sorted(volume)
    passed = [text for text in times if text <= now]
    return float(10 ** (volume[(passed or times)[-1]] / 20))


def _at(due: Due) -> int:
    return due.at
