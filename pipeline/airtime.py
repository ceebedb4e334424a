"""When an episode is on the air: from its date on, until the end that its document names.

Pure: the moment it is asked for comes from outside, so that the same moment gives the same answer on any day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Imprint


class State(Enum):
    """What an episode is at one moment."""

    WAITING = "waiting"
    """Made, and told to nobody yet."""
    ON_THE_AIR = "on the air"
    EXPIRED = "expired"
    """Still to be found, and marked; no loudspeaker plays it any more."""


@dataclass(frozen=True, slots=True)
class Airtime:
    """From when until when an episode is on the air, and whether it goes before others."""

    begins: datetime
    """With its offset, as the other one."""
    ends: datetime | None = None
    """The first moment at which it is on the air no more; None: no end was named."""
    urgent: bool = False

    def state(self, now: datetime) -> State:
        """What the episode is at the moment ``now`` (with an offset)."""
        if now < self.begins:
            return State.WAITING
        return State.EXPIRED if self.ends and now >= self.ends else State.ON_THE_AIR

    def is_due_today(self, now: datetime, zone: tzinfo) -> bool:
        """Whether it is on the air now and is of this day in ``zone``: begun today, or bound to last until some end."""
        return self.is_on(now, first_moment(now, zone, 1))

    def is_played(self, now: datetime, zone: tzinfo, days: int) -> bool:
        """Whether lists for loudspeakers have it: until its end, or where none is named for ``days`` days in ``zone``,
        the one on which it begins included."""
        return self.is_on(now, first_moment(now, zone, days))

    def is_on(self, now: datetime, since: datetime) -> bool:
        """The same for many episodes: whether it is on the air at ``now``, begun after ``since`` or bound to an end."""
        return self.begins <= now and (now < self.ends if self.ends else self.begins >= since)

    def next_change(self, now: datetime, zone: tzinfo, days: int) -> datetime | None:
        """The first moment after ``now`` at which one of the answers above is another; None: there is none."""
        return min((moment for moment in self._changes(zone, days) if moment > now), default=None)

    def _changes(self, zone: tzinfo, days: int) -> Iterator[datetime]:
        yield self.begins
        if self.ends:
            yield self.ends
        else:
            yield _midnight(self.begins, 1, zone)
            yield _midnight(self.begins, days, zone)


def airtime_of(episode: Imprint) -> Airtime:
    """When ``episode`` is on the air.

    Raises:
        ValueError: its date or its end is none, or has no offset.
    """
    begins = datetime.fromisoformat(episode.date)
    ends = datetime.fromisoformat(episode.until) if episode.until else None
    if begins.tzinfo is None or (ends and ends.tzinfo is None):
        raise ValueError(episode.date)
    return Airtime(begins, ends, episode.urgent or episode.first)


def first_moment(now: datetime, zone: tzinfo, days: int) -> datetime:
    """The beginning of the first of the last ``days`` days in ``zone``, today's included."""
    return _midnight(now, 1 - days, zone)


def beginning(written: str, zone: tzinfo) -> datetime:
    """The moment at which what is dated ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM`` begins in ``zone``."""
    return datetime.fromisoformat(written).replace(tzinfo=zone)


def end(written: str, zone: tzinfo) -> datetime:
    """The first moment after ``written``, which is as for :func:`beginning`: a day lasts until it is over."""
    moment = beginning(written, zone)
    return moment if "T" in written else moment + timedelta(days=1)


def _midnight(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """The beginning of the day that is ``days`` after that of ``moment`` in ``zone``."""
    day = moment.astimezone(zone).date().toordinal()
    within = min(max(day + days, date.min.toordinal()), date.max.toordinal())
    return datetime.combine(date.fromordinal(within), time(), zone)
