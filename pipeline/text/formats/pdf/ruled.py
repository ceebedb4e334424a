"""Tables that are drawn with lines: which cells the lines make, and which characters stand in each."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.text.formats.pdf.glyphs import Glyph, Rule
from pipeline.text.formats.pdf.rows import rows_of
from pipeline.text.formats.tables import Cell
from pipeline.text.shapes import is_item

NEAR = 3.0
"""Points within which lines are one, and meet."""
MOST_CELLS = 4_000
"""Cells of one grid; graph paper has more."""


@dataclass(frozen=True, slots=True)
class RuledTable:
    """One table and where it stands."""

    rows: tuple[tuple[Cell, ...], ...]
    left: float
    right: float
    bottom: float
    top: float


def ruled_tables(glyphs: Sequence[Glyph], rules: Sequence[Rule]) -> tuple[list[RuledTable], list[Glyph]]:
    """The tables on a page, from top to bottom, and the characters that stand in none."""
    tables: list[RuledTable] = []
    left_over = list(glyphs)
    for group in _connected(rules):
        grid = _Grid(group)
        if not grid.is_table:
            continue
        inside = [glyph for glyph in left_over if grid.holds(glyph)]
        if not inside:
            continue
        left_over = [glyph for glyph in left_over if not grid.holds(glyph)]
        tables.append(RuledTable(grid.rows(inside), grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1]))
    return sorted(tables, key=lambda table: -table.top), left_over


def _connected(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Lines in groups that meet one another; groups of few lines make no table and are left out."""
    levels = [rule for rule in rules if rule.level]
    plumbs = [rule for rule in rules if not rule.level]
    owner = list(range(len(levels) + len(plumbs)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    if len(levels) * len(plumbs) > 4_000_000:
        return  # hatching, not a table
    for above, level in enumerate(levels):
        for beside, plumb in enumerate(plumbs):
            if _meet(level, plumb):
                owner[root(above)] = root(len(levels) + beside)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for index, rule in enumerate([*levels, *plumbs]):
        groups[root(index)].append(rule)
    yield from (group for group in groups.values() if len(group) > 3)


def _meet(level: Rule, plumb: Rule) -> bool:
    return (
        level.left - NEAR <= plumb.right
        and plumb.left <= level.right + NEAR
        and plumb.bottom - NEAR <= level.top
        and level.bottom <= plumb.top + NEAR
    )


def _places(values: Iterable[float]) -> list[float]:
    """``values`` with those that lie near one another as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > NEAR:
            places.append(value)
    return places


class _Grid:
    """The cells that one group of lines makes."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._levels = [rule for rule in rules if rule.level]
        self._plumbs = [rule for rule in rules if not rule.level]
        self.xs = _places((rule.left + rule.right) / 2 for rule in self._plumbs)
        self.ys = _places((rule.bottom + rule.top) / 2 for rule in self._levels)

    @property
    def is_table(self) -> bool:
        """Whether there are at least two columns and not too many cells; a frame around text is none."""
        return len(self.xs) > 2 and len(self.ys) > 1 and len(self.xs) * len(self.ys) <= MOST_CELLS

    def holds(self, glyph: Glyph) -> bool:
        """Whether a character stands in it."""
        across, middle = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
        return self.xs[0] - 1 <= across <= self.xs[-1] + 1 and self.ys[0] - 1 <= middle <= self.ys[-1] + 1

    def rows(self, glyphs: Sequence[Glyph]) -> tuple[tuple[Cell, ...], ...]:
        """Its cells row by row, those that no line divides as one."""
        held: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        merged = self._merged()
        for glyph in glyphs:
            column = self._interval(self.xs, (glyph.left + glyph.right) / 2)
            row = self._interval(self.ys, (glyph.bottom + glyph.top) / 2)
            held[merged[column, row][:2]].append(glyph)
        table = []
        for row in reversed(range(len(self.ys) - 1)):
            cells = []
            for column in range(len(self.xs) - 1):
                first, top, wide, high = merged[column, row]
                if (first, top) == (column, row):
                    text = _text(held[column, row], self.xs[column], self.xs[column + wide])
                    cells.append(Cell(text, wide, high))
            table.append(tuple(cells))
        return tuple(table)

    @staticmethod
    def _interval(places: Sequence[float], value: float) -> int:
        return min(max(bisect_right(places, value) - 1, 0), len(places) - 2)

    def _merged(self) -> dict[tuple[int, int], tuple[int, int, int, int]]:
        """For each interval of columns and rows the upper left one of its cell, and its width and height."""
        owners: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        columns, rows = len(self.xs) - 1, len(self.ys) - 1
        for row in reversed(range(rows)):
            for column in range(columns):
                if (column, row) in owners:
                    continue
                wide = 1
                while (
                    column + wide < columns
                    and (column + wide, row) not in owners
                    and not self._divided(self._plumbs, column + wide, row)
                ):
                    wide += 1
                high = 1
                while row - high >= 0 and not any(
                    self._ruled(across, row - high + 1) for across in range(column, column + wide)
                ):
                    high += 1
                for across in range(column, column + wide):
                    for down in range(row - high + 1, row + 1):
                        owners.setdefault((across, down), (column, row, wide, high))
        return owners

    def _divided(self, plumbs: Sequence[Rule], column: int, row: int) -> bool:
        """Whether a line stands on the left of an interval."""
        x, middle = self.xs[column], (self.ys[row] + self.ys[row + 1]) / 2
        return any(
            abs((rule.left + rule.right) / 2 - x) <= NEAR and rule.bottom <= middle <= rule.top for rule in plumbs
        )

    def _ruled(self, column: int, row: int) -> bool:
        """Whether a line lies under an interval of row ``row``."""
        y, middle = self.ys[row], (self.xs[column] + self.xs[column + 1]) / 2
        return any(
            abs((rule.bottom + rule.top) / 2 - y) <= NEAR and rule.left <= middle <= rule.right for rule in self._levels
        )


def _text(glyphs: Sequence[Glyph], left: float, right: float) -> str:
    """The text of a cell; a line that fills the cell goes on in the next, others end where they end."""
    text = ""
    full = False
    for row in rows_of(glyphs):
        line = " ".join(piece.text for piece in row)
        text += ("" if not text or (full and not is_item(line)) else "\n") + line
        full = row[-1].right + 1.2 * row[-1].size >= right - 0.1 * (right - left) * (right - left < 120)
    return text
