"""Pages become what they say, in order: paragraphs and tables, some of which go on over several pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.text.formats.pdf.columns import Column, cells_of, in_reading_order
from pipeline.text.formats.pdf.furniture import contents, furniture, text_of
from pipeline.text.formats.pdf.glyphs import Page
from pipeline.text.formats.pdf.paragraphs import Paragraph, Text, joined, measured, paragraphs_of, texts_of
from pipeline.text.formats.pdf.rows import Piece, Row, rows_of
from pipeline.text.formats.pdf.ruled import RuledTable, ruled_tables
from pipeline.text.formats.tables import Cell

_SENT_TO = re.compile(r"(?:抄\s*[送报]|分\s*送|主\s*送|报\s*送)\s*[:：]")
_PRINTED = re.compile(r".{4}(?:19|20)\d\d\s*年\s*\d{1,2}\s*(?:月|月\s*\d{1,2}|月\s*\d{1,2}\s*日)?\s*(?:印发|印)?$")


@dataclass(frozen=True, slots=True)
class Laid:
    """What stands on one page in one direction, before it is known what recurs on all of them."""

    page: int
    rows: Sequence[Row]
    tables: Sequence[RuledTable]
    bottom: float
    top: float


@dataclass(slots=True)
class Table:
    """A table that may go on over several pages."""

    page: int
    rows: list[Sequence[Cell]]
    columns: int


@dataclass(frozen=True, slots=True)
class Said:
    """All that the pages say, and what of them is left out."""

    parts: Sequence[Paragraph | Table]
    furniture: Sequence[str]
    contents: Sequence[str]
    size: float
    """Height of most of its lines, in points."""


def laid_out(page: Page) -> list[Laid]:
    """The rows and the ruled tables of ``page``, one for each direction of writing."""
    laid = []
    for sheet in page.sheets:
        tables, loose = ruled_tables(sheet.glyphs, sheet.rules)
        laid.append(Laid(sheet.page, rows_of(loose), tables, sheet.bottom, sheet.top))
    return laid


def said(pages: Sequence[Laid]) -> Said:
    """What ``pages`` say."""
    out = furniture([(page.rows, page.bottom, page.top) for page in pages])
    left_out: list[str] = []
    listed: list[str] = []
    flows: list[Column | Table] = []
    at: list[int] = []
    for page, places in zip(pages, out, strict=True):
        entries = contents(page.rows) - places
        left_out += [text_of(page.rows[place]) for place in sorted(places)]
        listed += [text_of(page.rows[place]) for place in sorted(entries)]
        kept = [row for place, row in enumerate(page.rows) if place not in places | entries]
        before = len(flows)
        flows += _between_tables(page, kept)
        at += [page.page] * (len(flows) - before)
    prose = _with_edges(flows, at)
    measure = measured([part for part in prose if not isinstance(part, Table)])
    parts: list[Paragraph | Table] = []
    held: list[list[Text]] = []
    for part in [*prose, None]:
        if isinstance(part, list):
            held.append(part)
            continue
        parts += paragraphs_of(held, measure)
        held = []
        if part is not None and not _continues(parts, part):
            parts.append(part)
    left_out += _imprint(parts)
    return Said(parts, left_out, listed, measure.size)


def _imprint(parts: list[Paragraph | Table]) -> Iterator[str]:
    """Take away who printed a notice and when, which stands below those it was sent to or says that it is that."""
    for before, part in pairwise(list(parts)):
        if not (isinstance(part, Paragraph) and isinstance(before, Paragraph) and _PRINTED.search(part.text)):
            continue
        if _SENT_TO.match(before.text) or part.text.endswith("印发"):
            parts.remove(part)
            yield part.text


def _between_tables(page: Laid, rows: Sequence[Row]) -> Iterator[Column | Table]:
    """The columns and tables of a page from top to bottom."""
    waiting = list(rows)
    for table in page.tables:
        above = [row for row in waiting if row[0].middle > (table.bottom + table.top) / 2]
        waiting = waiting[len(above) :]
        yield from in_reading_order(above)
        yield Table(page.page, list(table.rows), sum(cell.columns for cell in table.rows[0]))
    yield from in_reading_order(waiting)


def _with_edges(flows: Sequence[Column | Table], pages: Sequence[int]) -> list[list[Text] | Table]:
    """Columns with the edges of their text: of one that stands alone those of all that do, of others their own."""
    alone = [row for part in flows if isinstance(part, Column) and part.alone and not part.table for row in part.rows]
    edges = _edges(alone)
    texts: list[list[Text] | Table] = []
    for part, page in zip(flows, pages, strict=True):
        if isinstance(part, Table):
            texts.append(part)
        elif part.table:
            texts.append(_loose(part, page))
        else:
            texts.append(texts_of(part.rows, page, edges if part.alone else _edges(part.rows)))
    return texts


def _edges(rows: Sequence[Row]) -> tuple[float, float]:
    """Left and right edge of lines: the furthest that several share; single ones stand further out."""
    if not rows:
        return 0.0, 0.0
    lefts = sorted(row[0].left for row in rows)
    rights = sorted(row[-1].right for row in rows)
    shared = Counter(round(right / 4) for right in rights)
    common = [right for right in rights if shared[round(right / 4)] > max(1, len(rights) // 10)]
    return lefts[len(lefts) // 20], common[-1] if common else rights[-1]


def _loose(column: Column, page: int) -> Table:
    """A table without lines. A row without its first cell goes on with what a cell above it did not hold."""
    rows: list[list[Piece | None]] = []
    for cells in cells_of(column):
        above = rows[-1] if rows else None
        if above and not cells[0] and all(above[at] for at, cell in enumerate(cells) if cell):
            for at, cell in enumerate(cells):
                before = above[at]
                if cell and before:
                    text = joined(before.text, cell.text)
                    above[at] = Piece(text, before.left, before.right, cell.bottom, before.top, before.size)
            continue
        rows.append(cells)
    table = [[Cell(cell.text if cell else "") for cell in row] for row in rows]
    return Table(page, [*table], len(table[0]))


def _continues(parts: list[Paragraph | Table], table: Table) -> bool:
    """Whether ``table`` is the rest of the one before it, to which it is then added without repeated headings."""
    before = parts[-1] if parts else None
    if not isinstance(before, Table) or before.columns != table.columns or table.page == before.page:
        return False
    same = 0
    while same < min(len(before.rows), len(table.rows), 3) and _texts(before.rows[same]) == _texts(table.rows[same]):
        same += 1
    before.rows += table.rows[same:]
    return True


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]
