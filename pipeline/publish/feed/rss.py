"""Entries to RSS 2.0: no clock, no I/O, the same bytes every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedgen.ext.podcast import PodcastExtension
from feedgen.ext.podcast_entry import PodcastEntryExtension
from feedgen.feed import FeedGenerator

from pipeline.publish.feed.channel import describe
from pipeline.publish.feed.item import ItemWriter
from pipeline.publish.feed.paged import history_tags
from pipeline.publish.feed.podcast_namespace import ChannelTags, ItemTags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.feed.paged import Part
    from pipeline.publish.programmes import Programme
    from pipeline.station import Station


def feed_bytes(part: Part, programme: Programme, station: Station, addresses: Addresses, *, guid: str) -> bytes:
    """One file of a feed as RSS in UTF-8; each of its entries has the programme's master.

    ``guid`` is the feed's ``podcast:guid``.

    Raises:
        PublishError: the station's name cannot be shown.
    """
    feed = FeedGenerator()
    # Before the first entry: an entry gets the extensions known when it is added.
    feed.register_extension("podcast", PodcastExtension, PodcastEntryExtension)
    feed.register_extension("tags", ChannelTags, ItemTags)
    # feedgen takes the last link for <link>, so this one comes first.
    feed.link(href=addresses.feed(part.name), rel="self", type="application/rss+xml")
    describe(feed, station, programme, addresses, guid=guid, entries=part.entries)
    feed.tags.tags += history_tags(part, addresses)
    writer = ItemWriter(programme, station, addresses)
    for entry in part.entries:
        writer.fill(feed.add_entry(order="append"), entry)
    content: bytes = feed.rss_str(pretty=True)
    return content


def with_master(entries: Sequence[Entry], profile: str) -> list[Entry]:
    """Those of ``entries`` that have this master."""
    return [entry for entry in entries if profile in entry.files]
