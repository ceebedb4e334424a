"""Entries and episodes to HTML pages: no clock, no I/O but reading the templates, no address outside."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from importlib.resources import files
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.publish.addresses import COVER, STYLESHEET, THUMB
from pipeline.publish.programmes import PODCAST, WORKSHOP, programmes_of
from pipeline.publish.site.pagination import FRONT
from pipeline.publish.site.transcript import transcript_of
from pipeline.publish.xml_text import clock, one_line, without_forbidden

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.model import Episode
    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.site.pagination import Page
    from pipeline.station import Station

_ASSETS = (STYLESHEET, "broadcast.css", "broadcast.js")
_MASTERS = {"podcast": "手机版", "workshop": "车间广播版"}
_TRANSCRIPTS = {"transcript.vtt": "字幕 VTT", "transcript.srt": "字幕 SRT"}


class Text(NamedTuple):
    """What an episode's page has of its sentences: so much less than they are that it is quickly sent elsewhere."""

    timed: bool
    """Whether the audio begins where the manifest's times begin."""
    chapters: tuple[tuple[str, int, str], ...]
    """Seconds to the hundredth, as an address has them; whole seconds; title."""
    transcript: Markup
    """See :func:`pipeline.publish.site.transcript.transcript_of`."""


def text_of(episode: Episode, entry: Entry) -> Text:
    """The text of an episode's page."""
    timed = PODCAST.profile in entry.files  # the workshop master begins with a chime, and may say all twice
    chapters = tuple(
        (f"{chapter.start / episode.rate:.2f}", seconds, title)
        for chapter, (seconds, title) in zip(episode.chapters, entry.chapters, strict=True)
    )
    return Text(timed, chapters, transcript_of(episode, timed=timed))


class Pages:
    """The pages of one station."""

    def __init__(self, station: Station, addresses: Addresses) -> None:
        templates = Environment(
            loader=PackageLoader("pipeline.publish.site"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.filters |= {"clock": clock, "day": self.day, "length": _length, "one_line": one_line}
        templates.globals |= {
            "station": station,
            "name": one_line(station.name),
            "label": one_line(station.programme.label_text),
            "addresses": addresses,
            "programmes": programmes_of(station),
            "cover": COVER,
            "thumb": THUMB,
            "front": FRONT,
        }
        self._addresses = addresses
        self._zone = station.zone
        self._subscription = _subscription(station, addresses)
        self._index = templates.get_template("index.html")
        self._episode = templates.get_template("episode.html")

    def assets(self) -> Iterator[tuple[str, bytes]]:
        """Files that pages and feeds refer to: name, content."""
        folder = files("pipeline.publish.site") / "templates"
        for name in _ASSETS:
            yield name, (folder / name).read_bytes()

    def programme(self, page: Page, *, search_parts: int, pages: int) -> bytes:
        """A page of the programme, one of ``pages``; ``search_parts``: files of the search index."""
        return _html(self._index.render(page=page, search_parts=search_parts, pages=pages, **self._subscription))

    def episode(self, entry: Entry, text: Text) -> bytes:
        """One episode: player, chapters, transcript."""
        # Worked out here: what a template calls takes it several times as long.
        folder = partial(self._addresses.local, entry.folder)
        masters = [
            (folder(file.published), file.published, _MASTERS.get(profile, profile), f"{file.bytes / 1_000_000:.1f} MB")
            for profile, file in entry.files.items()
        ]
        transcripts = [(folder(name), f"{entry.slug}-{name}", words) for name, words in _TRANSCRIPTS.items()]
        audio = entry.files.get(PODCAST.profile) or entry.files.get(WORKSHOP.profile)
        page = self._episode.render(
            entry=entry,
            audio=audio,
            source=folder(audio.published) if audio else "",
            thumb=folder(THUMB),
            chapters=text.chapters,
            transcript=text.transcript,
            timed=text.timed,
            masters=masters,
            transcripts=transcripts,
        )
        return _html(page)

    def day(self, date: datetime) -> str:
        """The day as listeners say it, where the station is."""
        local = date.astimezone(self._zone)
        return f"{local.year}年{local.month}月{local.day}日"


def _subscription(station: Station, addresses: Addresses) -> Mapping[str, object]:
    """The address to copy, and its QR code where another device can reach that address."""
    programmes = programmes_of(station)
    if not programmes:
        return {"feed": "", "qr": "", "elsewhere": False}
    feed = addresses.feed(f"{programmes[0].name}.xml")
    if not _reachable(addresses.base):
        return {"feed": feed, "qr": "", "elsewhere": False}
    code = segno.make(feed, error="m", micro=False)
    # Black on white in the dark too, or phones fail to read it.
    drawing = code.svg_inline(omitsize=True, svgclass=None, lineclass=None, border=2, dark="#000", light="#fff")
    return {"feed": feed, "qr": Markup(drawing), "elsewhere": True}  # noqa: S704  # drawn by segno, no text in it


def _reachable(base: str) -> bool:
    """Whether an address may mean something to another device than this one."""
    host = urlsplit(base).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host != "localhost"
    return not (address.is_loopback or address.is_unspecified)


def _length(milliseconds: int) -> str:
    return f"{round(milliseconds / 60_000)}分钟" if milliseconds >= 60_000 else f"{milliseconds // 1000}秒"


def _html(page: str) -> bytes:
    return without_forbidden(page).encode()
