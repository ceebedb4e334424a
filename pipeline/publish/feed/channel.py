"""What a feed says of the station: everything in ``<channel>`` above its items."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pipeline.publish.addresses import COVER, STYLESHEET
from pipeline.publish.feed.podcast_namespace import Tag
from pipeline.publish.programmes import title_of
from pipeline.publish.xml_text import at_most_bytes, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.programmes import Programme
    from pipeline.station import Station

DESCRIPTION_BYTES = 4_000
"""PSP-1's limit."""
GENERATOR = "workshop-broadcast"
_LATEST = 12
"""Days of publication that the rhythm is read from."""


def describe(
    feed: Any, station: Station, programme: Programme, addresses: Addresses, *, guid: str, entries: Sequence[Entry]
) -> None:
    """Fill a new feedgen ``feed`` with all that stands above the items.

    ``entries`` are all of the programme, newest first, also those on archive pages. ``feed`` has feedgen's
    ``podcast`` extension and ours as ``tags``.
    """
    title = title_of(station, programme)
    feed.title(title)
    feed.link(href=addresses.home, rel="alternate")
    feed.description(at_most_bytes(one_line(station.description), DESCRIPTION_BYTES) or title)
    feed.language(one_line(station.language))
    feed.generator(GENERATOR)
    feed.docs("https://www.rssboard.org/rss-specification")
    if station.copyright:
        feed.rights(one_line(station.copyright))
    if entries:
        feed.lastBuildDate(entries[0].date)
    cover = addresses.feed(COVER)
    feed.image(url=cover, title=title, link=addresses.home)
    feed.podcast.itunes_author(author_of(station))
    feed.podcast.itunes_category(station.category)
    feed.podcast.itunes_image(cover)
    feed.podcast.itunes_type("episodic")
    if station.private:
        feed.podcast.itunes_block(True)
    feed.tags.dated = bool(entries)
    feed.tags.stylesheet = STYLESHEET
    feed.tags.tags += _tags(station, addresses, guid, entries)


def author_of(station: Station) -> str:
    """Who stands for the programme: the author, else the station itself."""
    return one_line(station.author) or one_line(station.name)


def explicit_tag(station: Station) -> Tag:
    """``itunes:explicit`` as Apple and PSP-1 spell it; feedgen knows only the old yes and no."""
    return Tag("itunes:explicit", "true" if station.explicit else "false")


def _tags(station: Station, addresses: Addresses, guid: str, entries: Sequence[Entry]) -> list[Tag]:
    author, email = author_of(station), one_line(station.email)
    rule, words = rhythm([entry.date.astimezone(station.zone).date() for entry in entries])
    owner = (Tag("itunes:name", author), *([Tag("itunes:email", email)] if email else []))
    tags = [
        explicit_tag(station),
        Tag("itunes:owner", children=owner),
        Tag("podcast:guid", guid),
        Tag("podcast:locked", "yes", {"owner": email} if email else {}),
        Tag("podcast:medium", "podcast"),
        Tag("podcast:updateFrequency", words, {"rrule": rule}),
        Tag("podcast:person", author, {"group": "creative direction", "role": "producer"}),
        Tag("podcast:images", attributes={"srcset": f"{addresses.feed(COVER)} 3000w"}),
    ]
    if station.programme.label != "off":
        tags.append(Tag("podcast:txt", "true", {"purpose": "ai-content"}))
    return tags


def rhythm(days: Sequence[date]) -> tuple[str, str]:
    """How often the station publishes, as an RRULE (RFC 5545) and in words, read from its latest days, newest first.

    The middle gap between the days decides. Weekly where fewer than two days are known: what listeners
    of a works programme expect.
    """
    latest = sorted(set(days), reverse=True)[:_LATEST]
    gaps = [(later - earlier).days for later, earlier in pairwise(latest)]
    gap = median(gaps) if gaps else 7
    if gap < 2:
        return "FREQ=DAILY", "每天更新"
    if gap <= 10:
        return "FREQ=WEEKLY", "每周更新"
    if gap <= 20:
        return "FREQ=WEEKLY;INTERVAL=2", "每两周更新"
    if gap <= 45:
        return "FREQ=MONTHLY", "每月更新"
    return "FREQ=YEARLY", "不定期更新"
