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

COLUMN_GAP = 0.8
"""Of the height of a line: what several lines leave empty at one place is the space between two columns of text."""
COLUMN_LINES = 5
"""Lines that have to leave it."""
COLUMN_RUN = 8
"""Characters that stand without a gap on either side of it; names in a list (王　强　李建国) have fewer."""

_WIDE = re.compile(rf"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’—…]")
_CLOSING = frozenset("，。、；：！？）》”’")


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
            # A mark alone stands at the foot of its line.
            apart = 0.6 if glyph.char in _CLOSING and glyph.size < 0.5 * first.size else 0.4
            if abs((first.bottom + first.top) / 2 - middle) < apart * tall:
                row.append(glyph)
                break
        else:
            rows.append([glyph])
    lines = [sorted(row, key=lambda g: (g.left, g.right)) for row in rows]
    starts = _column_starts(lines)
    return [pieces for line in lines if (pieces := list(_pieces(line, starts)))]


def _column_starts(lines: Iterable[Sequence[Glyph]]) -> list[float]:
    """Left edges of columns of text that stand closer to their neighbours than the cells of a table."""
    found: list[float] = []
    for line in lines:
        shown = [glyph for glyph in line if not glyph.char.isspace()]
        gaps = [
            at for at in range(1, len(shown)) if _gap(shown, at) > COLUMN_GAP * max(shown[at - 1].size, shown[at].size)
        ]
        for before, at, after in zip([0, *gaps], gaps, [*gaps[1:], len(shown)], strict=False):
            if min(at - before, after - at) >= COLUMN_RUN:
                found.append(shown[at].left)
    found.sort()
    clusters: list[list[float]] = []
    for left in found:
        if clusters and left - clusters[-1][-1] < 2:
            clusters[-1].append(left)
        else:
            clusters.append([left])
    return [median(cluster) for cluster in clusters if len(cluster) >= COLUMN_LINES]


def _gap(shown: Sequence[Glyph], at: int) -> float:
    """Between the character at ``at`` and those before it; a closing mark fills only the left half of its square."""
    return shown[at].left - max(_ink(glyph) for glyph in shown[max(0, at - 2) : at])


def _ink(glyph: Glyph) -> float:
    return min(glyph.right, glyph.left + glyph.size / 2) if glyph.char in _CLOSING else glyph.right


def _pieces(row: Sequence[Glyph], starts: Sequence[float]) -> Iterator[Piece]:
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
            begins = (
                any(abs(glyph.left - start) < 2 for start in starts)
                and _gap([*held[-2:], glyph], len(held[-2:])) > COLUMN_GAP * tall
            )
            if gap > CELL_GAP * tall or begins:
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
        max(map(_ink, glyphs)),
        min(glyph.bottom for glyph in glyphs),
        max(glyph.top for glyph in glyphs),
        size,
    )
