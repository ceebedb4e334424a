"""What stands on every page and is no text: running heads and feet, page numbers, contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.text.formats.pdf.rows import Row
from pipeline.text.shapes import is_page_number

EDGE = 0.13
"""Share of a page's height, at its top and at its bottom, in which running heads and page numbers stand."""
OFTEN = 3
"""Pages that bear a text at the same height before it counts as a running head."""
MOST_RUNNING = 4
"""Rows of a running head or foot."""

MOST_NUMBERS = 4
"""Numbers of a row that may be that of its page."""

_FIGURES = re.compile(r"\d{1,6}")
_NUMBER = re.compile(
    r"[-–—―~·•.\s\[（(]*(?:\d{1,4}|[ivxlc]{1,6})[-–—―~·•.\s\]）)]*|第?\s*\d{1,4}\s*页?\s*[/／,，共]+\s*\d{1,4}\s*页?|[PpＰ]\.?\s*\d{1,4}"
)
_LEADERS = re.compile(r"(?:[.．。·…‥_\-]\s*){4,}[(（]?\s*(?:\d{1,4}|[ivxlc]{1,6})[)）]?$", re.IGNORECASE)


def said_of(row: Row, page: int) -> set[str]:
    """The text of a row on the page with this index, as running heads are compared: as it is, and with one number or
    all of them counted from that of the page. 第3号设备 on one page and 第8号设备 on the next are no running head.
    """
    text = "".join(piece.text for piece in row).replace(" ", "")
    numbers = list(_FIGURES.finditer(text))[:MOST_NUMBERS]
    counted = {text, _FIGURES.sub(lambda number: f"#{int(number.group()) - page}", text)}
    for number in numbers:
        counted.add(f"{text[: number.start()]}#{int(number.group()) - page}{text[number.end() :]}")
    return counted


def furniture(pages: Sequence[tuple[Sequence[Row], float, float]]) -> list[set[int]]:
    """The indices of the rows of each page that are running heads, feet or page numbers.

    A page is its rows from top to bottom, and the heights of its lower and upper edge.
    """
    edges = [_at_edges(rows, bottom, top) for rows, bottom, top in pages]
    seen: Counter[tuple[str, int]] = Counter()
    for page, ((rows, _bottom, top), places) in enumerate(zip(pages, edges, strict=True)):
        seen.update({(said, _height(rows[place], top)) for place in places for said in said_of(rows[place], page)})
    least = min(OFTEN, max(2, len(pages)))
    left_out: list[set[int]] = []
    for page, ((rows, _bottom, top), places) in enumerate(zip(pages, edges, strict=True)):
        often = {
            place
            for place in places
            if max(
                sum(seen[said, _height(rows[place], top) + near] for near in (-1, 0, 1))
                for said in said_of(rows[place], page)
            )
            >= least
        }
        out = {place for place in often if _outermost(place, often, len(rows))}
        left_out.append(out | _numbers(rows, places - out, out))
    return left_out


def _outermost(place: int, often: set[int], rows: int) -> bool:
    """Whether nothing but what recurs stands between a row and the nearer edge of its page."""
    beyond = range(place) if 2 * place < rows else range(place + 1, rows)
    return len(beyond) < MOST_RUNNING and often.issuperset(beyond)


def _at_edges(rows: Sequence[Row], bottom: float, top: float) -> set[int]:
    margin = EDGE * (top - bottom)
    return {place for place, row in enumerate(rows) if row[0].middle > top - margin or row[0].middle < bottom + margin}


def _height(row: Row, top: float) -> int:
    return round((top - row[0].middle) / 4)


def _numbers(rows: Sequence[Row], places: set[int], out: set[int]) -> set[int]:
    """Page numbers, which are the outermost rows of a page."""
    found: set[int] = set()
    rest = [place for place in range(len(rows)) if place not in out]
    for place in {rest[0], rest[-1]} if rest else set():
        text = "".join(piece.text for piece in rows[place]).strip()
        if place in places and (is_page_number(text) or _NUMBER.fullmatch(text)):
            found.add(place)
    return found


def contents(rows: Sequence[Row]) -> set[int]:
    """The indices of the rows that are entries of a list of contents: a heading, dots, a page number."""
    entries = {place for place, row in enumerate(rows) if _LEADERS.search(text_of(row))}
    return entries if len(entries) > 1 else set()


def text_of(row: Row) -> str:
    """The text of a row."""
    return " ".join(piece.text for piece in row)
