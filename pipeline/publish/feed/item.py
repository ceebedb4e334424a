"""What a feed says of one episode: an ``<item>``."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from pipeline.publish.addresses import COVER, THUMB
from pipeline.publish.entries import show_notes
from pipeline.publish.feed.channel import author_of, explicit_tag
from pipeline.publish.feed.podcast_namespace import Tag
from pipeline.publish.xml_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.programmes import Programme
    from pipeline.station import Station

TRANSCRIPTS = (
    ("transcript.vtt", "text/vtt", True),
    ("transcript.html", "text/html", False),
    ("transcript.srt", "application/x-subrip", True),
)
"""Files of an episode, their types, and whether they hold times; in the order clients are to prefer them."""
CHAPTERS = ("chapters.json", "application/json+chapters")


class ItemWriter:
    """Writes entries as items of one programme's feed."""

    def __init__(self, programme: Programme, station: Station, addresses: Addresses) -> None:
        self._programme = programme
        self._addresses = addresses
        self._private = station.private
        # What is the same in each item is worked out once, not ten thousand times.
        self._zone = station.zone
        self._author = author_of(station)
        self._label = one_line(station.programme.label_text)
        self._explicit = explicit_tag(station)
        self._transcripts = [
            (name, {"type": mime, "language": one_line(station.language)} | ({"rel": "captions"} if timed else {}))
            for name, mime, timed in TRANSCRIPTS
            if programme.timed or not timed
        ]

    def fill(self, item: Any, entry: Entry) -> None:
        """Write ``entry``, which has the programme's master, into a new feedgen ``item``."""
        audio = entry.files[self._programme.profile]
        page = self._addresses.page(entry.slug)
        item.title(entry.title)
        item.link(href=page, rel="alternate")
        # RSS takes a description for HTML.
        item.description(html.escape(entry.summary or entry.title, quote=False))
        item.content(show_notes(entry, page, self._label, chapters=self._programme.timed), type="CDATA")
        item.guid(entry.guid, permalink=False)
        item.enclosure(self._addresses.episode(entry.folder, audio.published), audio.bytes, audio.mime)
        item.published(entry.date)
        item.podcast.itunes_author(entry.author or self._author)
        item.podcast.itunes_duration(max(1, entry.seconds(self._programme.profile)))
        item.podcast.itunes_image(self._addresses.episode(entry.folder, COVER))
        item.podcast.itunes_episode_type("full")
        if self._private:
            item.podcast.itunes_block(True)
        item.tags.tags += self._tags(entry)

    def _tags(self, entry: Entry) -> Iterator[Tag]:
        def address(name: str) -> str:
            return self._addresses.episode(entry.folder, name)

        yield self._explicit
        yield from self._numbers(entry)
        for name, attributes in self._transcripts:
            yield Tag("podcast:transcript", attributes={"url": address(name), **attributes})
        if entry.chapters and self._programme.timed:
            name, mime = CHAPTERS
            yield Tag("podcast:chapters", attributes={"url": address(name), "type": mime})
        yield Tag("podcast:person", entry.author or self._author, {"group": "writing", "role": "author"})
        yield Tag("podcast:images", attributes={"srcset": f"{address(COVER)} 3000w, {address(THUMB)} 320w"})
        if entry.synthetic:
            yield Tag("podcast:txt", "true", {"purpose": "ai-content"})
        if self._programme.alternate in entry.files:
            yield self._alternate(entry)

    def _numbers(self, entry: Entry) -> Iterator[Tag]:
        """Place in the programme; a season is a year of it."""
        if not entry.number:
            return
        year = entry.date.astimezone(self._zone).year
        yield Tag("itunes:season", str(year))
        yield Tag("itunes:episode", str(entry.number))
        yield Tag("podcast:season", str(year), {"name": f"{year} 年"})
        yield Tag("podcast:episode", str(entry.number), {"display": f"第 {entry.number} 期"})

    def _alternate(self, entry: Entry) -> Tag:
        audio = entry.files[self._programme.alternate]
        attributes = {"type": audio.mime, "length": str(audio.bytes), "title": self._programme.alternate_title}
        if audio.milliseconds:
            attributes["bitrate"] = str(round(audio.bytes * 8000 / audio.milliseconds))
        source = Tag("podcast:source", attributes={"uri": self._addresses.episode(entry.folder, audio.published)})
        return Tag("podcast:alternateEnclosure", attributes=attributes, children=(source,))
