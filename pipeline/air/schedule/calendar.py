"""Which days are worked: public holidays in China where they are known, and the station's own exceptions.

The days of a year are announced by the State Council in the autumn before it. What is known comes with the package
``chinesecalendar``; for a year it does not know, weeks are as everywhere and the operator is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipeline.messages import _
from pipeline.station_timetable import TURN, WEEKDAYS, first_and_last

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.station_air import CalendarSettings
    from pipeline.station_shifts import Shift

WARNED_FROM = 12
"""The month from which on it is told that next year is not known."""
_WEEKEND = ("Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Day:
    """One day, as the timetable sees it."""

    worked: bool
    weekday: str
    """Whose timetable it has, of :data:`WEEKDAYS`; empty: it is off by exception, and has no weekday's."""


class Calendar:
    """What kind of day each is."""

    def __init__(self, settings: CalendarSettings, shifts: Mapping[str, Shift]) -> None:
        """``shifts`` are the teams that work by turns, by name: their rosters go on over holidays."""
        self._shifts = shifts
        self._off = [days for text in settings.off if (days := first_and_last(text))]
        self._work: Mapping[date, str] = {date.fromisoformat(day): weekday for day, weekday in settings.work.items()}
        self._days: dict[date, Day] = {}

    def day(self, day: date) -> Day:
        """What ``day`` is: by the station's exceptions first, then by the known holidays, then by its weekday."""
        if day not in self._days:
            self._days[day] = self._decided(day)
        return self._days[day]

    def holds(self, days: Iterable[str], day: date) -> bool:
        """Whether ``day`` is among ``days``, words as an entry of the timetable has them.

        A weekday's name does not hold on a day that is off by exception; a day named by its date always holds.
        """
        return any(self._is(word, day) for word in days)

    def turns(self, day: date) -> Iterator[tuple[str, str]]:
        """Each team with the turn it has on ``day``; one whose roster has not begun has none."""
        for team, shift in self._shifts.items():
            if turn := shift.turn(day):
                yield team, turn

    def complaints(self, today: date) -> Iterator[str]:
        """What an operator should know: years whose holidays are not known, this one or, from December on, the next;
        teams whose roster has not begun."""
        years = [today.year, *([today.year + 1] if today.month >= WARNED_FROM else [])]
        for year in years:
            if not _is_known(year) and not self._speaks_of(year):
                yield _(
                    "the public holidays of {year} are not known: write them into [air.calendar], "
                    "or run pip install --upgrade chinesecalendar"
                ).format(year=year)
        for team, shift in self._shifts.items():
            if shift.turn(today) is None:
                yield _("{team}: its roster begins on {day}; until then nothing plays for it").format(
                    team=team, day=shift.first
                )

    def _decided(self, day: date) -> Day:
        if day in self._work:
            return Day(worked=True, weekday=self._work[day])
        if any(first <= day <= last for first, last in self._off):
            return Day(worked=False, weekday="")
        weekday = WEEKDAYS[day.weekday()]
        if not _is_known(day.year):
            return Day(weekday not in _WEEKEND, weekday)
        holidays, workdays = _known()
        if day in holidays:
            return Day(worked=False, weekday="")
        return Day(day in workdays or weekday not in _WEEKEND, weekday)

    def _is(self, word: str, day: date) -> bool:
        kind = self.day(day)
        if word == "daily":
            return True
        if word in ("workdays", "offdays"):
            return kind.worked == (word == "workdays")
        if word in WEEKDAYS:
            return kind.weekday == word
        team, _colon, turn = word.partition(TURN)
        if team in self._shifts:
            return self._shifts[team].holds(turn, day)
        days = first_and_last(word)
        return days is not None and days[0] <= day <= days[1]

    def _speaks_of(self, year: int) -> bool:
        """Whether the station's own exceptions have a holiday in ``year``: then somebody has seen to it."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return any(begin <= last and end >= first for begin, end in self._off)


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from ``first`` to ``last``, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _known() -> tuple[Mapping[date, str], Mapping[date, str]]:
    """Holidays and worked weekends that are known, by their names."""
    from chinese_calendar.constants import holidays, workdays  # late: only who plans needs it

    return holidays, workdays


def _is_known(year: int) -> bool:
    holidays, _workdays = _known()
    return min(holidays).year <= year <= max(holidays).year
