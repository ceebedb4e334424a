"""What a feed says of one episode: an ``<item>``."""

from __future__ import annotations

import html
from email.utils import format_datetime
from typing import TYPE_CHECKING

from pipeline.publish.addresses import COVER, THUMB
from pipeline.publish.entries import show_notes
from pipeline.publish.feed.channel import author_of, explicit_tag
from pipeline.publish.xml_text import has_forbidden, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    """Writes entries as items of one programme's feed, in feedgen's layout.

    As text, not as a tree: a long feed has ten thousand items of some twenty-five elements, and is to be made in a
    second.
    """

    def __init__(self, programme: Programme, station: Station, addresses: Addresses) -> None:
        self._programme = programme
        self._addresses = addresses
        # What is the same in each item is worked out once, not ten thousand times.
        self._zone = station.zone
        self._author = author_of(station)
        self._label = one_line(station.programme.label_text)
        self._block = [_element("itunes:block", "yes")] if station.private else []
        explicit = explicit_tag(station)
        self._explicit = _element(explicit.name, explicit.text)
        language = one_line(station.language)
        self._transcripts = [
            (name, {"type": mime, "language": language} | ({"rel": "captions"} if timed else {}))
            for name, mime, timed in TRANSCRIPTS
            if programme.timed or not timed
        ]

    def item(self, entry: Entry) -> bytes:
        """``entry``, which has the programme's master, as an ``<item>``.

        Raises:
            ValueError: something in it cannot stand in XML.
        """
        elements = [*self._plain(entry), *self._itunes(entry), *self._podcast(entry)]
        item = "".join(["    <item>\n", *(f"      {element}\n" for element in elements), "    </item>\n"])
        if has_forbidden(item):
            raise ValueError(f"a character of {entry.slug} that XML forbids")
        return item.encode()

    def _plain(self, entry: Entry) -> Iterator[str]:
        """RSS 2.0, and ``content:encoded``."""
        audio = entry.files[self._programme.profile]
        page = self._addresses.page(entry.slug)
        notes = show_notes(entry, page, self._label, chapters=self._programme.timed)
        yield _element("title", entry.title)
        yield _element("link", page)
        # RSS takes a description for HTML.
        yield _element("description", html.escape(entry.summary or entry.title, quote=False))
        yield f"<content:encoded><![CDATA[{notes}]]></content:encoded>"
        yield _element("guid", entry.guid, {"isPermaLink": "false"})
        address = self._addresses.episode(entry.folder, audio.published)
        yield _element("enclosure", "", {"url": address, "length": str(audio.bytes), "type": audio.mime})
        yield _element("pubDate", format_datetime(entry.date))

    def _itunes(self, entry: Entry) -> Iterator[str]:
        yield _element("itunes:author", entry.author or self._author)
        yield from self._block
        yield _element("itunes:image", "", {"href": self._addresses.episode(entry.folder, COVER)})
        yield _element("itunes:duration", str(max(1, entry.seconds(self._programme.profile))))
        yield "<itunes:episodeType>full</itunes:episodeType>"
        yield self._explicit
        if entry.number:
            yield _element("itunes:season", str(self._season(entry)))
            yield _element("itunes:episode", str(entry.number))

    def _podcast(self, entry: Entry) -> Iterator[str]:
        def address(name: str) -> str:
            return self._addresses.episode(entry.folder, name)

        if entry.number:
            season = self._season(entry)
            yield _element("podcast:season", str(season), {"name": f"{season} 年"})
            yield _element("podcast:episode", str(entry.number), {"display": f"第 {entry.number} 期"})
        for name, attributes in self._transcripts:
            yield _element("podcast:transcript", "", {"url": address(name), **attributes})
        if entry.chapters and self._programme.timed:
            name, mime = CHAPTERS
            yield _element("podcast:chapters", "", {"url": address(name), "type": mime})
        yield _element("podcast:person", entry.author or self._author, {"group": "writing", "role": "author"})
        yield _element("podcast:images", "", {"srcset": f"{address(COVER)} 3000w, {address(THUMB)} 320w"})
        if entry.synthetic:
            yield _element("podcast:txt", "true", {"purpose": "ai-content"})
        if self._programme.alternate in entry.files:
            yield self._alternate(entry)

    def _season(self, entry: Entry) -> int:
        """A year of the programme."""
        return entry.date.astimezone(self._zone).year

    def _alternate(self, entry: Entry) -> str:
        audio = entry.files[self._programme.alternate]
        attributes = {"type": audio.mime, "length": str(audio.bytes), "title": self._programme.alternate_title}
        if audio.milliseconds:
            attributes["bitrate"] = str(round(audio.bytes * 8000 / audio.milliseconds))
        source = _element("podcast:source", "", {"uri": self._addresses.episode(entry.folder, audio.published)})
        name = "podcast:alternateEnclosure"
        return f"<{name}{_attributes(attributes)}>\n        {source}\n      </{name}>"


def _element(name: str, text: str, attributes: Mapping[str, str] | None = None) -> str:
    told = _attributes(attributes) if attributes else ""
    return f"<{name}{told}>{html.escape(text, quote=False)}</{name}>" if text else f"<{name}{told}/>"


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_attribute(value)}"' for name, value in attributes.items())


def _attribute(value: str) -> str:
    return html.escape(value, quote=False).replace('"', "&quot;")
