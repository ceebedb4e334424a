"""Tables of web pages: which hold data and which lay out the page, and the rows of the former."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import html

from pipeline.text.formats.list_labels import whole
from pipeline.text.formats.tables import Cell, SaidRow, rows_said

WIDEST, HIGHEST = 1_000, 65_534
"""Columns and rows that a cell may span, as in every browser."""
LONGEST_CELL = 600
"""Characters of a cell that holds most of what its table says, from which the table lays out a page."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def is_data(table: html.HtmlElement) -> bool:
    """Whether ``table`` holds data: rows of several cells, none of which is a page's article or holds one."""
    if next(table.iter(*_HEADINGS), None) is not None or next(table.iterdescendants("table"), None) is not None:
        return False
    sizes = [[len("".join(cell.itertext()).strip()) for cell in _cells(row)] for row in _rows(table)]
    if max(map(len, sizes), default=0) < 2:
        return False
    longest = max((size for row in sizes for size in row), default=0)
    return longest < LONGEST_CELL or 10 * longest < 7 * sum(map(sum, sizes))


def said_rows(table: html.HtmlElement, text_of: Callable[[html.HtmlElement], str]) -> list[SaidRow]:
    """What the rows of ``table`` say; ``text_of`` gives the text of a cell, its paragraphs divided by ``\\n``."""
    return rows_said([[_cell(cell, text_of) for cell in _cells(row)] for row in _rows(table)])


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for part in table.iterchildren("thead", "tbody", "tfoot", "tr"):
        if part.tag == "tr":
            yield part
        else:
            yield from part.iterchildren("tr")


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return list(row.iterchildren("td", "th"))


def _cell(cell: html.HtmlElement, text_of: Callable[[html.HtmlElement], str]) -> Cell:
    columns = min(max(1, whole(cell.get("colspan"), 1)), WIDEST)
    rows = min(max(1, whole(cell.get("rowspan"), 1)), HIGHEST)
    return Cell(text_of(cell).strip(), columns, rows, heading=cell.tag == "th")
