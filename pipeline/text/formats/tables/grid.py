"""A table's cells in the columns that they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_COLUMNS = 100
"""Columns whose places are kept; a cell further right is said without its heading."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as its file has it."""

    text: str
    """Paragraphs and forced line breaks divided by ``\\n``; may be empty."""
    columns: int = 1
    """How many it spans."""
    rows: int = 1
    """How many it spans, its own included."""
    heading: bool = False
    """Whether the file itself says that it names a column."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell in one of the rows that it covers."""

    cell: Cell
    column: int
    """The first one it covers, from 0."""
    first: bool = True
    """Whether this is its first row."""

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.column + max(1, self.cell.columns)


def placed(rows: Iterable[Sequence[Cell]]) -> list[list[Place]]:
    """Each row's cells from left to right, with those that reach down into it from above.

    Takes time and memory in proportion to the cells, however many rows and columns they claim to span.
    """
    grid: list[list[Place]] = []
    hanging: list[tuple[Place, int]] = []
    for row in rows:
        covering = [place for place, _ in hanging]
        line: list[Place] = []
        column = at = 0
        for cell in row:
            while at < len(covering) and column + max(1, cell.columns) > covering[at].column and column < MOST_COLUMNS:
                column = max(column, covering[at].end)
                line.append(covering[at])
                at += 1
            line.append(Place(cell, column))
            column = line[-1].end
        line += covering[at:]
        grid.append(line)
        hanging = [(place, left - 1) for place, left in hanging if left > 1]
        begun = [place for place in line if place.first and place.cell.rows > 1]
        if begun:
            hanging += [(Place(place.cell, place.column, first=False), place.cell.rows - 1) for place in begun]
            hanging = sorted(hanging, key=lambda hung: hung[0].column)[:MOST_COLUMNS]
    return grid
