"""Characters in their places become the pieces of text that stand on one line without a gap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.chinese.characters import HAN
from pipeline.text.formats.pdf.glyphs import Glyph

WORD_GAP = 0.2
"""Of the height of a line, between two Latin words."""
CELL_GAP = 1.6
"""Of the height of a line; what stands further apart is not one text."""

_WIDE = re.compile(rf"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’—…]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one line; distances in points."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    """Height of most of its characters."""

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.bottom + self.top) / 2


Row = Sequence[Piece]
"""Pieces that stand level with one another, from left to right."""


def rows_of(glyphs: Iterable[Glyph]) -> list[Row]:
    """The rows of text that ``glyphs`` make up, from top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (-(g.bottom + g.top), g.left)):
        middle = (glyph.bottom + glyph.top) / 2
        for row in rows[-1:-4:-1]:
            first = row[0]
            tall = max(first.size, glyph.size)
            if abs((first.bottom + first.top) / 2 - middle) < 0.4 * tall:
                row.append(glyph)
                break
        else:
            rows.append([glyph])
    return [pieces for row in rows if (pieces := list(_pieces(sorted(row, key=lambda g: (g.left, g.right)))))]


def _pieces(row: Sequence[Glyph]) -> Iterator[Piece]:
    held: list[Glyph] = []
    blank = False
    words: list[str] = []
    for glyph in row:
        if glyph.char.isspace():
            blank = True
            continue
        if held:
            before = held[-1]
            if _twice(before, glyph):
                continue
            tall = max(before.size, glyph.size)
            gap = glyph.left - max(g.right for g in held[-2:])
            if gap > CELL_GAP * tall:
                yield _piece(held, words)
                held, words = [], []
            elif _spaced(before.char, glyph.char, gap / (tall or 1.0), blank):
                words.append(" ")
        words.append(glyph.char)
        held.append(glyph)
        blank = False
    if held:
        yield _piece(held, words)


def _twice(before: Glyph, glyph: Glyph) -> bool:
    """Whether a character is drawn again a hair aside, which some programs take for bold."""
    shift = 0.15 * glyph.size
    same = before.char == glyph.char
    return same and abs(before.left - glyph.left) < shift and abs(before.bottom - glyph.bottom) < shift


def _spaced(before: str, after: str, gap: float, blank: bool) -> bool:
    """Whether a reader sees a space between two characters that stand ``gap`` line heights apart."""
    if _WIDE.match(before) and _WIDE.match(after):
        return gap > 0.6
    if _WIDE.match(before) or _WIDE.match(after):
        return gap > 0.6 or (blank and gap > 0.4)
    return blank or gap > WORD_GAP


def _piece(glyphs: Sequence[Glyph], words: Sequence[str]) -> Piece:
    size = median(glyph.size for glyph in glyphs)
    return Piece(
        "".join(words),
        min(glyph.left for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        min(glyph.bottom for glyph in glyphs),
        max(glyph.top for glyph in glyphs),
        size,
    )
