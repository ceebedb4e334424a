"""The files of ``feeds`` that list episodes: search, pages of the programme, playlists, feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pipeline.publish.addresses import MONTHS
from pipeline.publish.feed.paged import parts_of
from pipeline.publish.feed.rss import feed_bytes, items_of, with_master
from pipeline.publish.programmes import WORKSHOP, programmes_of, title_of
from pipeline.publish.site import latest, search
from pipeline.publish.site.pages import pages_of_station
from pipeline.publish.site.pagination import pages_of
from pipeline.publish.site.playlists import SIP_LIST, for_loudspeakers, for_today, m3u, m3u8, sip_m3u, sip_parts

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.feed.paged import Part
    from pipeline.publish.programmes import Programme
    from pipeline.publish.site.pages import MonthOf
    from pipeline.publish.site.pagination import Page
    from pipeline.station import Station


class Item(NamedTuple):
    """An episode as lists know it."""

    entry: Entry
    key: str
    """Of all that is said of it anywhere."""
    record: str
    """What the search knows of it."""

    def called(self, entry: Entry | None) -> Item:
        """The same, as ``entry`` calls it, where there is one."""
        return self if entry is None else Item(entry, f"{self.key} {entry.title}", self.record)


class Listing(NamedTuple):
    """One file that lists episodes."""

    name: str
    """In ``feeds``."""
    decided_by: Sequence[object]
    """All that its content depends on besides the station: while it is equal, so is the content."""
    entries: Sequence[Entry]
    make: Callable[[Sequence[Entry]], bytes]
    """Of :attr:`entries` what is to stand there; of some of them the same, to find one that spoils it. Other processes
    can call it."""
    leads: bool = False
    """Whether it leads clients to the others."""


def spoilers(listing: Listing | None) -> dict[str, Exception]:
    """Of a list that cannot be made: the episodes for whose sake, by slug; none if it cannot be made of none."""
    if listing is None or _trial(listing, []):
        return {}
    tried = {entry.slug: _trial(listing, [entry]) for entry in listing.entries}
    return {slug: exc for slug, exc in tried.items() if exc}


def _trial(listing: Listing, entries: Sequence[Entry]) -> Exception | None:
    try:
        listing.make(entries)
    except Exception as exc:  # whatever it is, it is told of the episode
        return exc
    return None


class Listings:
    """Makes the lists of one station."""

    def __init__(self, station: Station, addresses: Addresses, guids: Mapping[str, str]) -> None:
        """``guids``: the ``podcast:guid`` of each feed, by its name."""
        self._station, self._addresses, self._guids = station, addresses, guids
        self._known: dict[str, dict[str, tuple[str, bytes]]] = {
            programme.name: {} for programme in programmes_of(station)
        }
        """By feed and slug: an episode's key, and its item in the feed."""

    def of(self, items: Sequence[Item], now: datetime) -> Iterator[Listing]:
        """The lists of ``items``, newest first, at the moment ``now``."""
        entries = [item.entry for item in items]
        keys = {item.entry.slug: item.key for item in items}
        searched = list(search.parts_of([item.record for item in reversed(items)]))
        oldest_first = entries[::-1]
        for found in searched:
            within = oldest_first[(found.number - 1) * search.ON_PART : found.number * search.ON_PART]
            yield Listing(found.name, _keys(within, keys), within, partial(_search_part, found))
        pages = list(pages_of(entries))
        for page in pages:
            decided_by = (page.newer, page.older, len(searched), len(pages), _keys(page.entries, keys))
            make = partial(_page, self._station, self._addresses, page, len(searched), len(pages))
            yield Listing(page.name, decided_by, page.entries, make)
        newest = entries[: latest.MOST]
        yield Listing(latest.NAME, _keys(newest, keys), newest, partial(_latest, self._station, self._addresses))
        if len(pages) > 1:
            months = pages_of_station(self._station, self._addresses).months_of(pages)
            yield Listing(MONTHS, months, (), partial(_months, self._station, self._addresses, months))
        programmes = programmes_of(self._station)
        if WORKSHOP in programmes:
            yield from self._playlists(with_master(entries, WORKSHOP.profile), now, keys)
        if self._station.profiles.sip.enabled:
            ordered = for_loudspeakers([entry for entry in entries if sip_parts(entry)], self._station, now)
            make = partial(_sip_playlist, self._station, self._addresses)
            yield Listing(SIP_LIST, _keys(ordered, keys), ordered, make)
        for programme in reversed(programmes):
            for part in parts_of(programme.name, with_master(entries, programme.profile)):
                yield self._feed(part, programme, keys)

    def _playlists(self, entries: Sequence[Entry], now: datetime, keys: Mapping[str, str]) -> Iterator[Listing]:
        for stem, chosen in (("workshop", for_loudspeakers), ("today", for_today)):
            ordered = chosen(entries, self._station, now)
            for name in (f"{stem}.m3u8", f"{stem}.m3u"):
                make = partial(_playlist, name, self._station, self._addresses)
                yield Listing(name, _keys(ordered, keys), ordered, make)

    def _feed(self, part: Part, programme: Programme, keys: Mapping[str, str]) -> Listing:
        decided_by = (part.older, part.newer, self._guids[programme.name], _keys(part.entries, keys))
        if part.is_archive:
            make = partial(_archive_page, part, programme, self._station, self._addresses, self._guids[programme.name])
            return Listing(part.name, decided_by, part.entries, make)
        within = {entry.slug: keys[entry.slug] for entry in part.entries}
        return Listing(
            part.name, decided_by, part.entries, partial(self._current_feed, part, programme, within), leads=True
        )

    def _current_feed(
        self, part: Part, programme: Programme, keys: Mapping[str, str], entries: Sequence[Entry]
    ) -> bytes:
        """What clients subscribe to: made anew with each episode that comes, while most of its items stay."""
        known = self._known[programme.name]
        new = [entry for entry in entries if known.get(entry.slug, ("", b""))[0] != keys[entry.slug]]
        for entry, item in zip(new, items_of(new, programme, self._station, self._addresses), strict=True):
            known[entry.slug] = keys[entry.slug], item
        return feed_bytes(
            replace(part, entries=entries),
            programme,
            self._station,
            self._addresses,
            guid=self._guids[programme.name],
            items=[known[entry.slug][1] for entry in entries],
        )


def _keys(entries: Sequence[Entry], keys: Mapping[str, str]) -> list[str]:
    return [keys[entry.slug] for entry in entries]


def _search_part(part: search.Part, _entries: Sequence[Entry]) -> bytes:
    return part.content()


def _page(
    station: Station, addresses: Addresses, page: Page, search_parts: int, pages: int, entries: Sequence[Entry]
) -> bytes:
    shown = replace(page, entries=entries)
    return pages_of_station(station, addresses).programme(shown, search_parts=search_parts, pages=pages)


def _latest(station: Station, addresses: Addresses, entries: Sequence[Entry]) -> bytes:
    return latest.latest(entries, addresses, pages_of_station(station, addresses).day)


def _months(station: Station, addresses: Addresses, months: Sequence[MonthOf], _entries: Sequence[Entry]) -> bytes:
    return pages_of_station(station, addresses).months(months)


def _playlist(name: str, station: Station, addresses: Addresses, entries: Sequence[Entry]) -> bytes:
    if not name.endswith("8"):
        return m3u(entries, WORKSHOP.profile, addresses)
    title = title_of(station, WORKSHOP)
    return m3u8(entries, WORKSHOP.profile, addresses, f"{title} · 今日" if name.startswith("today") else title)


def _sip_playlist(station: Station, addresses: Addresses, entries: Sequence[Entry]) -> bytes:
    return sip_m3u(entries, addresses, station.profiles.sip.repeat)


def _archive_page(
    part: Part, programme: Programme, station: Station, addresses: Addresses, guid: str, entries: Sequence[Entry]
) -> bytes:
    return feed_bytes(replace(part, entries=entries), programme, station, addresses, guid=guid)
