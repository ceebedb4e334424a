"""Entries and episodes to HTML pages: no clock, no I/O but reading the templates, no address outside."""

from __future__ import annotations

import html
import json
from datetime import datetime
from functools import lru_cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

import segno
from markupsafe import Markup

from pipeline.publish.addresses import COVER, HELP, MONTHS, THUMB
from pipeline.publish.programmes import PODCAST, WORKSHOP, programmes_of
from pipeline.publish.site.pagination import FRONT
from pipeline.publish.site.playlists import SIP_LIST, sip_parts
from pipeline.publish.site.subscribing import apps_for, is_public, is_reachable
from pipeline.publish.site.transcript import transcript_of
from pipeline.publish.templates import templates_of
from pipeline.publish.xml_text import clock, one_line, without_forbidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.model import Episode
    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.site.pagination import Page
    from pipeline.station import Station

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


Month = tuple[int, int]
"""Year and month where the station is."""


class MonthOf(NamedTuple):
    """A month of the programme."""

    month: Month
    address: str
    """Where it begins."""
    episodes: int
    """How many there are."""


class Pages:
    """The pages of one station."""

    def __init__(self, station: Station, addresses: Addresses) -> None:
        templates = templates_of("pipeline.publish.site")
        templates.filters |= {
            "clock": clock,
            "day": self.day,
            "length": _length,
            "one_line": one_line,
            "by_month": self.by_month,
            "month": lambda month: f"{month[0]}年{month[1]}月",
            "anchor": _anchor,
        }
        templates.globals |= {
            "station": station,
            "name": one_line(station.name),
            "label": one_line(station.programme.label_text),
            "addresses": addresses,
            "programmes": programmes_of(station),
            "cover": COVER,
            "thumb_name": THUMB,
            "front": FRONT,
            "help": HELP,
            "months": MONTHS,
            "here": "",
            **_subscription(station, addresses),
        }
        self._addresses = addresses
        self._station, self._zone = station, station.zone
        self._index = templates.get_template("index.html")
        self._episode = templates.get_template("episode.html")
        self._months = templates.get_template("months.html")
        self._help = templates.get_template("subscribe.html")
        self._missing = templates.get_template("missing.html")

    def programme(self, page: Page, *, search_parts: int, pages: int) -> bytes:
        """A page of the programme, one of ``pages``; ``search_parts``: files of the search index."""
        return _html(self._index.render(page=page, search_parts=search_parts, pages=pages))

    def months(self, months: Iterable[MonthOf]) -> bytes:
        """Where each month of the programme begins; ``months`` from :meth:`months_of`."""
        years = groupby(months, key=lambda each: each.month[0])
        return _html(self._months.render(years=[(year, list(within)) for year, within in years]))

    def months_of(self, pages: Iterable[Page]) -> list[MonthOf]:
        """The months of the programme on ``pages``, the newest first."""
        found: dict[Month, MonthOf] = {}
        for page in pages:
            for month, entries in self.by_month(page.entries):
                known = found.get(month) or MonthOf(month, f"{page.name}#{_anchor(month)}", 0)
                found[month] = known._replace(episodes=known.episodes + len(entries))
        return list(found.values())

    def help(self) -> bytes:
        """How to subscribe. To be asked for only where there is a feed."""
        return _html(self._help.render())

    def app(self) -> bytes:
        """What makes the pages something to install: a web app manifest (W3C)."""
        station = self._station
        name = one_line(station.name)
        record = {
            "name": name,
            "short_name": name[:12],
            "description": one_line(station.description),
            "lang": one_line(station.language),
            "start_url": FRONT,
            "scope": "./",
            "display": "standalone",
            "background_color": "#f6f3ed",
            "theme_color": "#ad2117",
            "icons": [{"src": _icon(name), "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}],
        }
        return (json.dumps(record, ensure_ascii=False, indent=0) + "\n").encode()

    def missing(self) -> bytes:
        """What is shown where nothing is: at any address, so its own addresses begin at the root."""
        root = urlsplit(self._addresses.base).path
        return _html(self._missing.render(here=f"{root}/feeds/"))

    def by_month(self, entries: Iterable[Entry]) -> list[tuple[Month, Sequence[Entry]]]:
        """``entries``, newest first, by the months they are of."""

        def month_of(entry: Entry) -> Month:
            local = entry.date.astimezone(self._zone)
            return local.year, local.month

        return [(month, list(within)) for month, within in groupby(entries, key=month_of)]

    def episode(self, entry: Entry, text: Text) -> bytes:
        """One episode: player, chapters, transcript."""
        # Worked out here: what a template calls takes it several times as long.
        folder = partial(self._addresses.local, entry.folder)
        masters = [
            (folder(file.published), file.published, _MASTERS.get(profile, profile), f"{file.bytes / 1_000_000:.1f} MB")
            for profile, file in entry.files.items()
            if not profile.startswith("sip-")
        ]
        parts = [(folder(part), part.rpartition("/")[2]) for part in sip_parts(entry)]
        transcripts = [(folder(name), f"{entry.slug}-{name}", words) for name, words in _TRANSCRIPTS.items()]
        audio = entry.audio
        page = self._episode.render(
            entry=entry,
            audio=audio,
            source=folder(audio.published) if audio else "",
            thumb=folder(THUMB),
            chapters=text.chapters,
            transcript=text.transcript,
            timed=text.timed,
            masters=masters,
            parts=parts,
            parts_list=folder("sip/play.m3u"),
            transcripts=transcripts,
        )
        return _html(page)

    def day(self, date: datetime) -> str:
        """The day as listeners say it, where the station is."""
        local = date.astimezone(self._zone)
        return f"{local.year}年{local.month}月{local.day}日"


pages_of_station = lru_cache(maxsize=1)(Pages)
"""The templates are read once in each process."""


def _subscription(station: Station, addresses: Addresses) -> Mapping[str, object]:
    """What pages say of subscribing: the address to copy, the apps that open it, and the help page's QR code where
    another device can reach that page."""
    programmes = programmes_of(station)
    elsewhere, closed = is_reachable(addresses.base), bool(station.serve.password)
    shown: dict[str, object] = {
        "feed": addresses.feed(f"{programmes[0].name}.xml") if programmes else "",
        "elsewhere": elsewhere,
        "public": is_public(addresses.base),
        "closed": closed,
        "apps": apps_for(addresses.base, closed=closed),
        "others": _other_addresses(station, addresses),
        "qr": "",
    }
    if programmes and elsewhere:
        code = segno.make(addresses.feed(HELP), error="m", micro=False)
        # Black on white in the dark too, or phones fail to read it.
        drawing = code.svg_inline(omitsize=True, svgclass=None, lineclass=None, border=2, dark="#000", light="#fff")
        shown["qr"] = Markup(drawing)  # noqa: S704  # drawn by segno, no text in it
    return shown


def _other_addresses(station: Station, addresses: Addresses) -> list[tuple[str, str]]:
    """What is there besides the first feed: in words, address."""
    programmes = programmes_of(station)
    found = [(f"{programme.invitation}（RSS）", addresses.feed(f"{programme.name}.xml")) for programme in programmes]
    if WORKSHOP in programmes:
        found.append(("喇叭的播放列表", addresses.feed("workshop.m3u8")))
        found.append(("喇叭今天放的", addresses.feed("today.m3u8")))
    if station.profiles.sip.enabled:
        found.append(("SIP 喇叭的播放列表", addresses.feed(SIP_LIST)))
    return found


def _icon(name: str) -> str:
    """The first character of ``name`` on the colour of the pages, as an address that needs no file."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#ad2117"/>'
        '<text x="50" y="69" font-size="54" font-family="sans-serif" text-anchor="middle" fill="#fff">'
        f"{html.escape(name[:1])}</text></svg>"
    )
    return f"data:image/svg+xml,{quote(drawing)}"


def _anchor(month: Month) -> str:
    return f"m{month[0]:04}-{month[1]:02}"


def _length(milliseconds: int) -> str:
    return f"{round(milliseconds / 60_000)}分钟" if milliseconds >= 60_000 else f"{milliseconds // 1000}秒"


def _html(page: str) -> bytes:
    return without_forbidden(page).encode()
