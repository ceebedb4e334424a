"""Plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.chinese.characters import is_sayable
from pipeline.text.cleaning import cleaned, normal_line_ends
from pipeline.text.decoding import decode
from pipeline.text.formats.markdown_marks import heading_of
from pipeline.text.formats.page_foot import told_around, without_foot
from pipeline.text.formats.tables import Cell, rows_said
from pipeline.text.front_matter import split_front_matter
from pipeline.text.lines import Line, Manuscript
from pipeline.text.repair import indent_of
from pipeline.text.shapes import is_item, is_short

LARGEST_TEXT = 5_000_000
"""Bytes of a text file: some ten days of speech; more is a mistake."""


MOST_ABOVE = 400
"""Lines among which a copied page shows its menus: those of the largest portals."""


class PlainText:
    """``.txt``: any of the encodings of :mod:`pipeline.text.decoding`, front matter, lines."""

    largest = LARGEST_TEXT

    def read(self, content: bytes, where: str) -> Manuscript:
        text, notices = cleaned(normal_line_ends(decode(content, where)))
        raw = text.split("\n")
        matter, taken, foreign = split_front_matter(raw, where)
        lines = numbered(raw[taken:], taken + 1)
        left: tuple[str, ...] = ()
        if any(name in line.text for line in lines[:MOST_ABOVE] for name in ("位置", "首页")):
            # Late: lxml is not needed for text that was typed.
            from pipeline.text.formats.web.copied import without_page

            lines, left = without_page(lines)
            notices += told_around(left)
        lines, foot = without_foot(lines)
        return Manuscript(lines, matter, (*notices, *foreign, *told_around(foot)), left_out=left + foot)


def numbered(raw: Sequence[str], first: int) -> tuple[Line, ...]:
    """The lines of ``raw`` that are not blank; ``first`` is the number of the first of all. A heading marked as in
    Markdown is one."""
    lines: list[Line] = []
    table: list[tuple[int, list[str]]] = []
    apart = True
    for number, text in enumerate(raw, first):
        cells = _cells(text, within=bool(table))
        if table and not cells:
            lines += _table(table, apart=table[0][0] == first or not raw[table[0][0] - first - 1].strip())
            table = []
        if cells:
            table.append((number, cells))
        elif heading := heading_of(text.strip()):
            lines.append(Line(heading[1], number, "heading", heading[0], apart=apart))
        elif stripped := text.strip():
            lines.append(Line(stripped.replace("\t", " "), number, apart=apart, indent=indent_of(text)))
        apart = not text.strip()
    if table:
        lines += _table(table, apart=table[0][0] == first or not raw[table[0][0] - first - 1].strip())
    return tuple(lines)


def _table(rows: Sequence[tuple[int, list[str]]], *, apart: bool) -> Iterator[Line]:
    said = rows_said([[Cell(cell.strip()) for cell in cells] for _, cells in rows])
    for (number, _cells), row in zip(rows, said, strict=True):
        for text in row.lines:
            yield Line(text, number, "row", apart=apart)
            apart = False


def _cells(text: str, *, within: bool) -> list[str]:
    """The cells that tabs divide, if ``text`` is a row of a table and not a number before its point or a gap in a
    sentence; tabs before the first one are empty cells ``within`` a table, an indent elsewhere."""
    cells = (text.rstrip() if within else text.strip()).split("\t")
    filled = [cell for cell in cells if cell.strip()]
    if len(cells) < 2 or not filled or is_item(filled[0] + "\t"):
        return []
    return cells if all(is_short(cell) or not is_sayable(cell) for cell in filled) else []
