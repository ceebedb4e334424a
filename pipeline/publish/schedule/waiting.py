"""What comes on the air and goes by itself, episode by episode: who waits, and when what is published changes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.airtime import Airtime, State

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.station import Station


class Waiting(NamedTuple):
    """An episode that is made and not on the air yet."""

    slug: str
    title: str
    airtime: Airtime


class Schedule:
    """The airtimes of all episodes of a station, and the moment they are looked at."""

    def __init__(self, station: Station, now: datetime) -> None:
        self._zone, self._days = station.zone, station.programme.days
        self._airtimes: dict[str, Airtime] = {}
        self._waiting: dict[str, Waiting] = {}
        self.now = now
        self.next: datetime | None = None
        """When something changes by itself: not later than this, and after :attr:`now`; None: never."""

    @property
    def waiting(self) -> list[Waiting]:
        """Who waits, the next first."""
        return sorted(self._waiting.values(), key=lambda one: (one.airtime.begins, one.slug))

    def waits(self, slug: str) -> bool:
        """Whether ``slug`` is among :attr:`waiting`."""
        return slug in self._waiting

    def put(self, slug: str, title: str, airtime: Airtime, *, heard: bool) -> bool:
        """Have ``slug`` on the air at ``airtime``; whether it is told of now, which it is if it has been ``heard``."""
        self._airtimes[slug] = airtime
        change = airtime.next_change(self.now, self._zone, self._days)
        if change and (self.next is None or change < self.next):
            self.next = change
        waits = airtime.state(self.now) is State.WAITING and not heard
        if waits:
            self._waiting[slug] = Waiting(slug, title, airtime)
        else:
            self._waiting.pop(slug, None)
        return not waits

    def drop(self, slug: str) -> Waiting | None:
        """Have ``slug`` on the air no more, and not wait for it; what it was if it waited."""
        self._airtimes.pop(slug, None)
        return self._waiting.pop(slug, None)

    def turn(self, now: datetime) -> list[str]:
        """Go on to the moment ``now``; who has begun or ended between the two."""
        before, self.now = self.now, max(now, self.now)
        changes = (airtime.next_change(self.now, self._zone, self._days) for airtime in self._airtimes.values())
        self.next = min(filter(None, changes), default=None)
        return [
            slug for slug, airtime in self._airtimes.items() if airtime.state(before) is not airtime.state(self.now)
        ]
