"""One edition: everything in ``feeds/``, brought up to date with the episodes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from pipeline.publish.addresses import addresses_of
from pipeline.publish.cache_keys import Keys
from pipeline.publish.entries import entry_of, newest_first
from pipeline.publish.feed.paged import parts_of
from pipeline.publish.feed.rss import feed_bytes, with_master
from pipeline.publish.programmes import PODCAST, WORKSHOP, programmes_of, title_of
from pipeline.publish.published import feed_guid
from pipeline.publish.site.pages import Pages, Text, text_of
from pipeline.publish.site.pagination import pages_of
from pipeline.publish.site.playlists import m3u, m3u8, opml, play_order
from pipeline.publish.site.search import parts_of as search_parts_of
from pipeline.publish.site.search import record_of
from pipeline.publish.writer import Press

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.model import Episode
    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.site.pagination import Page
    from pipeline.station import Station


@dataclass(frozen=True, slots=True)
class Edition:
    """What was published."""

    feed_url: str
    """What listeners subscribe to."""
    page: Path
    """What people open."""
    removed: tuple[str, ...]
    """Files of ``feeds`` that were taken away: pages of withdrawn episodes and the like."""


def bring_out(episodes: Sequence[Episode], station: Station, *, audio_out: Path, feeds: Path) -> Edition:
    """Write feeds, playlists and pages; rewrite only what changed, remove only what was made here before.

    A pure function of the episodes, the station and the feeds' stored names (:mod:`pipeline.publish.published`).
    ``episodes`` is gone through once, in any order, and may be lazy. Every file appears whole; feeds,
    which send clients to the audio, come last, and what is withdrawn is removed after no feed names it.

    Raises:
        PublishError: a manifest or the station cannot be published as it is; nothing was removed.
        OutputError: a file cannot be written; what stood there stands there still.
    """
    addresses = addresses_of(station, audio_out=audio_out, feeds=feeds)
    pages = _pages(station, addresses)
    keys = Keys(station, addresses)
    with Press(feeds) as press:
        for name, content in pages.assets():
            press.put(name, content)
        entries, records = [], {}
        for episode in episodes:
            entry = entry_of(episode)
            key = keys.of_page(episode)
            if not press.keep(entry.page, key):
                text = text_of(episode, entry)
                press.put(entry.page, partial(_episode_page, station, addresses, entry, text), key)
            entries.append(entry)
            records[entry.slug] = record_of(episode, entry, addresses.page_link(entry.slug), pages.day(entry.date))
        entries = newest_first(entries)
        _put_programme(press, station, addresses, keys, entries, [records[entry.slug] for entry in reversed(entries)])
        _put_lists(press, entries, station, addresses)
        for programme in reversed(programmes_of(station)):
            guid = feed_guid(programme.name, addresses, audio_out, public=bool(station.base_url))
            for part in parts_of(programme.name, with_master(entries, programme.profile)):
                if not part.is_archive:
                    press.flush()  # What clients subscribe to is written when all it leads to stands.
                key = keys.of_part(part, guid)
                if not press.keep(part.name, key):
                    press.put(part.name, partial(feed_bytes, part, programme, station, addresses, guid=guid), key)
        removed = press.finish({entry.slug: entry.guid for entry in entries})
    return Edition(addresses.feed(f"{PODCAST.name}.xml"), feeds / "index.html", removed)


def _put_programme(
    press: Press, station: Station, addresses: Addresses, keys: Keys, entries: list[Entry], records: list[str]
) -> None:
    """``entries`` newest first, ``records`` of the search oldest first."""
    search = list(search_parts_of(records))
    for found in search:
        press.put(found.name, found.content)
    programme = list(pages_of(entries))
    for page in programme:
        key = keys.of_programme(page, len(search), len(programme))
        if not press.keep(page.name, key):
            make = partial(_programme_page, station, addresses, page, search_parts=len(search), pages=len(programme))
            press.put(page.name, make, key)


# What other processes call too; the templates are read once in each.
_pages = lru_cache(maxsize=1)(Pages)


def _episode_page(station: Station, addresses: Addresses, entry: Entry, text: Text) -> bytes:
    return _pages(station, addresses).episode(entry, text)


def _programme_page(station: Station, addresses: Addresses, page: Page, *, search_parts: int, pages: int) -> bytes:
    return _pages(station, addresses).programme(page, search_parts=search_parts, pages=pages)


def _put_lists(press: Press, entries: list[Entry], station: Station, addresses: Addresses) -> None:
    programmes = programmes_of(station)
    press.put("podcasts.opml", opml(programmes, station, addresses))
    if WORKSHOP not in programmes:
        return
    loud = play_order(with_master(entries, WORKSHOP.profile), station)
    press.put("workshop.m3u8", m3u8(loud, WORKSHOP.profile, addresses, title_of(station, WORKSHOP)))
    press.put("workshop.m3u", m3u(loud, WORKSHOP.profile, addresses))
