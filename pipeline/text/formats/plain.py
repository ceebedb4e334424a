"""Plain text."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.text.cleaning import cleaned, normal_line_ends
from pipeline.text.decoding import decode
from pipeline.text.formats.tables import row_text
from pipeline.text.front_matter import split_front_matter
from pipeline.text.lines import Line, Manuscript
from pipeline.text.repair import indent_of
from pipeline.text.shapes import is_item, is_short

LARGEST_TEXT = 5_000_000
"""Bytes of a text file: some ten days of speech; more is a mistake."""


class PlainText:
    """``.txt``: any of the encodings of :mod:`pipeline.text.decoding`, front matter, lines."""

    largest = LARGEST_TEXT

    def read(self, content: bytes, where: str) -> Manuscript:
        text, notices = cleaned(normal_line_ends(decode(content, where)))
        raw = text.split("\n")
        matter, taken = split_front_matter(raw, where)
        return Manuscript(numbered(raw[taken:], taken + 1), matter, notices)


def numbered(raw: Sequence[str], first: int) -> tuple[Line, ...]:
    """The lines of ``raw`` that are not blank; ``first`` is the number of the first of all."""
    lines = []
    apart = True
    for number, text in enumerate(raw, first):
        stripped = text.strip()
        if stripped:
            cells = stripped.split("\t")
            table = len(cells) > 1 and _are_cells(cells)
            said = row_text(cells) if table else stripped.replace("\t", " ")
            lines.append(Line(said, number, "row" if table else "", apart=apart, indent=indent_of(text)))
        apart = not stripped
    return tuple(lines)


def _are_cells(cells: Sequence[str]) -> bool:
    """Whether what tabs divide is a row of a table, not a number before its point or a gap in a sentence."""
    return not is_item(cells[0] + "\t") and all(is_short(cell) for cell in cells if cell.strip())
