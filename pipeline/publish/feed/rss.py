"""Entries to RSS 2.0: no clock, no I/O, the same bytes every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedgen.ext.podcast import PodcastExtension
from feedgen.feed import FeedGenerator

from pipeline.publish.feed.channel import describe
from pipeline.publish.feed.item import ItemWriter
from pipeline.publish.feed.paged import history_tags
from pipeline.publish.feed.podcast_namespace import ChannelTags

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.feed.paged import Part
    from pipeline.publish.programmes import Programme
    from pipeline.station import Station

_CHANNEL_END = b"  </channel>"


def feed_bytes(
    part: Part,
    programme: Programme,
    station: Station,
    addresses: Addresses,
    *,
    guid: str,
    items: Sequence[bytes] | None = None,
) -> bytes:
    """One file of a feed as RSS in UTF-8; each of its entries has the programme's master.

    ``guid`` is the feed's ``podcast:guid``. ``items`` are those of the part's entries, where :func:`items_of` has made
    them before.

    Raises:
        PublishError: the station's name cannot be shown.
    """
    feed = _empty_feed()
    # feedgen takes the last link for <link>, so this one comes first.
    feed.link(href=addresses.feed(part.name), rel="self", type="application/rss+xml")
    describe(feed, station, programme, addresses, guid=guid, entries=part.entries)
    feed.tags.tags += history_tags(part, addresses)
    head, end, rest = feed.rss_str(pretty=True).rpartition(_CHANNEL_END)
    return b"".join([head, *(items or items_of(part.entries, programme, station, addresses)), end, rest])


def items_of(entries: Sequence[Entry], programme: Programme, station: Station, addresses: Addresses) -> Sequence[bytes]:
    """The item of each of ``entries``, as it stands in any feed of ``programme``."""
    writer = ItemWriter(programme, station, addresses)
    return [writer.item(entry) for entry in entries]


def with_master(entries: Sequence[Entry], profile: str) -> list[Entry]:
    """Those of ``entries`` that have this master."""
    return [entry for entry in entries if profile in entry.files]


def _empty_feed() -> Any:
    feed = FeedGenerator()
    feed.register_extension("podcast", PodcastExtension)
    feed.register_extension("tags", ChannelTags)
    return feed
