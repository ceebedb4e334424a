"""What a feed says of one episode: an ``<item>``."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from pipeline.publish.addresses import COVER, THUMB
from pipeline.publish.channel import author_of, explicit_tag
from pipeline.publish.entries import show_notes
from pipeline.publish.plain_text import one_line
from pipeline.publish.podcast_namespace import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pipeline.publish.addresses import Addresses
    from pipeline.publish.channel import Programme
    from pipeline.publish.entries import Entry
    from pipeline.station import Station

TRANSCRIPTS = (
    ("transcript.vtt", "text/vtt"),
    ("transcript.html", "text/html"),
    ("transcript.srt", "application/x-subrip"),
)
"""Files of an episode and their types, in the order clients are to prefer them."""
CHAPTERS = ("chapters.json", "application/json+chapters")


def fill(item: Any, entry: Entry, programme: Programme, station: Station, addresses: Addresses) -> None:
    """Write ``entry`` into a new feedgen ``item``; the entry has the programme's master."""
    audio = entry.files[programme.profile]
    page = addresses.page(entry.slug)
    item.title(entry.title)
    item.link(href=page, rel="alternate")
    # RSS takes a description for HTML.
    item.description(html.escape(entry.summary or entry.title, quote=False))
    label = one_line(station.programme.label_text)
    item.content(show_notes(entry, page, label, chapters=programme.timed), type="CDATA")
    item.guid(entry.guid, permalink=False)
    item.enclosure(addresses.episode(entry.slug, audio.path), audio.bytes, audio.mime)
    item.published(entry.date)
    item.podcast.itunes_author(entry.author or author_of(station))
    item.podcast.itunes_duration(max(1, entry.seconds(programme.profile)))
    item.podcast.itunes_image(addresses.episode(entry.slug, COVER))
    item.podcast.itunes_episode_type("full")
    if station.private:
        item.podcast.itunes_block(True)
    item.tags.tags += _tags(entry, programme, station, addresses)


def _tags(entry: Entry, programme: Programme, station: Station, addresses: Addresses) -> Iterator[Tag]:
    yield explicit_tag(station)
    yield from _numbers(entry, station)
    for name, mime in TRANSCRIPTS:
        if mime != "text/html" and not programme.timed:
            continue
        attributes = {"url": addresses.episode(entry.slug, name), "type": mime, "language": one_line(station.language)}
        # Captions are timed text; the page is for reading.
        yield Tag("podcast:transcript", attributes=attributes | ({} if mime == "text/html" else {"rel": "captions"}))
    if entry.chapters and programme.timed:
        name, mime = CHAPTERS
        yield Tag("podcast:chapters", attributes={"url": addresses.episode(entry.slug, name), "type": mime})
    person = entry.author or author_of(station)
    yield Tag("podcast:person", person, {"group": "writing", "role": "author"})
    sizes = (f"{addresses.episode(entry.slug, COVER)} 3000w", f"{addresses.episode(entry.slug, THUMB)} 320w")
    yield Tag("podcast:images", attributes={"srcset": ", ".join(sizes)})
    if entry.synthetic:
        yield Tag("podcast:txt", "true", {"purpose": "ai-content"})
    if programme.alternate in entry.files:
        yield _alternate(entry, programme, addresses)


def _numbers(entry: Entry, station: Station) -> Iterator[Tag]:
    """Place in the programme; a season is a year of it."""
    if not entry.number:
        return
    year = entry.date.astimezone(station.zone).year
    yield Tag("itunes:season", str(year))
    yield Tag("itunes:episode", str(entry.number))
    yield Tag("podcast:season", str(year), {"name": f"{year} 年"})
    yield Tag("podcast:episode", str(entry.number), {"display": f"第 {entry.number} 期"})


def _alternate(entry: Entry, programme: Programme, addresses: Addresses) -> Tag:
    audio = entry.files[programme.alternate]
    attributes = {"type": audio.mime, "length": str(audio.bytes), "title": programme.alternate_title}
    if audio.milliseconds:
        attributes["bitrate"] = str(round(audio.bytes * 8000 / audio.milliseconds))
    source = Tag("podcast:source", attributes={"uri": addresses.episode(entry.slug, audio.path)})
    return Tag("podcast:alternateEnclosure", attributes=attributes, children=(source,))
