"""Entries and episodes to HTML pages: no clock, no I/O but reading the templates, no address outside."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.publish.addresses import COVER, STYLESHEET, THUMB
from pipeline.publish.channel import programmes_of
from pipeline.publish.plain_text import clock, one_line, without_forbidden

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Episode
    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.station import Station

WITH_PLAYER = 60
"""Episodes on the first page that have a player; older ones are links by year."""
_ASSETS = (STYLESHEET, "broadcast.css")


class Pages:
    """The pages of one station."""

    def __init__(self, station: Station, addresses: Addresses) -> None:
        templates = Environment(
            loader=PackageLoader("pipeline.publish"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.filters |= {"clock": clock, "one_line": one_line, "day": self._day}
        templates.globals |= {
            "station": station,
            "label": one_line(station.programme.label_text),
            "addresses": addresses,
            "programmes": programmes_of(station),
            "cover": COVER,
            "thumb": THUMB,
        }
        self._zone = station.zone
        self._index = templates.get_template("index.html")
        self._episode = templates.get_template("episode.html")

    def assets(self) -> Iterator[tuple[str, bytes]]:
        """Files that pages and feeds refer to: name, content."""
        folder = files("pipeline.publish") / "templates"
        for name in _ASSETS:
            yield name, (folder / name).read_bytes()

    def index(self, entries: Sequence[Entry]) -> bytes:
        """The programme, ``entries`` newest first."""
        older: dict[int, list[Entry]] = {}
        for entry in entries[WITH_PLAYER:]:
            older.setdefault(entry.date.astimezone(self._zone).year, []).append(entry)
        return _html(self._index.render(entries=entries[:WITH_PLAYER], older=older))

    def episode(self, episode: Episode, entry: Entry) -> bytes:
        """One episode: player, chapters, transcript."""
        headings = {chapter.start: chapter.title for chapter in episode.chapters}
        lines = [(cue.start // episode.rate, cue.text, headings.get(cue.start, "")) for cue in episode.cues]
        return _html(self._episode.render(entry=entry, lines=lines))

    def _day(self, date: datetime) -> str:
        local = date.astimezone(self._zone)
        return f"{local.year} 年 {local.month} 月 {local.day} 日"


def _html(page: str) -> bytes:
    return without_forbidden(page).encode()
