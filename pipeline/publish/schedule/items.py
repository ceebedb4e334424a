"""All episodes of a publication: those that are told of, in their order, and those that wait."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING, NamedTuple

from pipeline.publish.entries import place
from pipeline.publish.schedule.same_titles import told_apart
from pipeline.publish.schedule.waiting import Schedule

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from pipeline.publish.entries import Entry
    from pipeline.publish.listings import Item
    from pipeline.publish.schedule.waiting import Waiting
    from pipeline.station import Station


class Removed(NamedTuple):
    """What was known of an episode."""

    item: Item | None
    """Where it was told of."""
    waited: Waiting | None
    """Where it was not yet."""


class Items:
    """Of one station."""

    def __init__(self, station: Station, now: datetime) -> None:
        self.schedule = Schedule(station, now)
        self.by_slug: dict[str, Item] = {}
        """Those that are told of."""
        self._zone = station.zone
        self._order: list[tuple[datetime, int, str]] = []
        """Of those, oldest first."""

    @property
    def entries(self) -> list[Entry]:
        """All that are told of, newest first, by their own titles."""
        return [self.by_slug[slug].entry for _date, _number, slug in reversed(self._order)]

    def listed(self) -> list[Item]:
        """The same as lists have them: no two of a day by one title."""
        items = [self.by_slug[slug] for _date, _number, slug in reversed(self._order)]
        others = told_apart([item.entry for item in reversed(items)], self._zone)
        return [item.called(others.get(item.entry.slug)) for item in items] if others else items

    def add(self, item: Item) -> None:
        """Have ``item``, which the schedule has already, told of."""
        self.by_slug[item.entry.slug] = item
        insort(self._order, place(item.entry))

    def remove(self, slug: str) -> Removed:
        """Have nothing tell of ``slug``, and it wait for nothing."""
        item = self.by_slug.pop(slug, None)
        if item:
            del self._order[bisect_left(self._order, place(item.entry))]
        return Removed(item, self.schedule.drop(slug))

    def restore(self, removed: Removed) -> None:
        """Have it as it was before :meth:`remove`."""
        if removed.waited:
            self.schedule.put(*removed.waited, heard=False)
        if removed.item:
            entry = removed.item.entry
            self.schedule.put(entry.slug, entry.title, entry.airtime, heard=True)
            self.add(removed.item)

    def keep_only(self, slugs: Collection[str]) -> None:
        """Remove all others."""
        for slug in [*self.by_slug, *(one.slug for one in self.schedule.waiting)]:
            if slug not in slugs:
                self.remove(slug)
