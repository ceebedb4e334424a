"""Rows of text in the order in which they are read: columns one after the other, tables without lines row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.text.formats.pdf.rows import Piece, Row

GUTTER = 0.9
"""Of the height of a line: the least space between two columns."""
LEAST_ROWS = 3
"""Rows that must stand side by side to be columns, or below one another to be a table."""
DEEPEST = 12
"""Columns within columns."""
MOST_ROWS = 600
"""Rows of one page that are looked at for columns; a page has some sixty."""

Strip = tuple[float, float]
"""Left and right edge of an empty space between columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """Rows that are read from top to bottom."""

    rows: tuple[Row, ...]
    table: bool = False
    """Whether the pieces of a row are cells."""
    alone: bool = True
    """Whether nothing stands beside it."""


def in_reading_order(rows: Sequence[Row]) -> Iterator[Column]:
    """The columns that ``rows``, from top to bottom, make up."""
    for start in range(0, len(rows), MOST_ROWS):
        yield from _divided(rows[start : start + MOST_ROWS], 0)


def _divided(rows: Sequence[Row], depth: int) -> Iterator[Column]:
    if not rows:
        return
    edges = min(row[0].left for row in rows), max(row[-1].right for row in rows)
    start = undivided = 0
    while start < len(rows):
        end, strip = _side_by_side(rows, start, edges) if depth < DEEPEST else (start + 1, None)
        if strip is None:
            start += 1
            continue
        left = [part for row in rows[start:end] if (part := [piece for piece in row if piece.left < strip[0]])]
        right = [part for row in rows[start:end] if (part := [piece for piece in row if piece.left >= strip[0]])]
        if _is_table(left, right):
            start, end = _shared(rows, start, end, strip)
            yield from _plain(rows[undivided:start], alone=not depth)
            yield Column(tuple(rows[start:end]), table=True)
        else:
            yield from _plain(rows[undivided:start], alone=not depth)
            yield from _divided(left, depth + 1)
            yield from _divided(right, depth + 1)
        start = undivided = end
    yield from _plain(rows[undivided:], alone=not depth)


def _side_by_side(rows: Sequence[Row], start: int, edges: Strip) -> tuple[int, Strip | None]:
    """Where the rows from ``start`` on end that one empty strip divides, and that strip; ``None`` if there is none,
    or too little stands on one of its sides."""
    strips: list[Strip] = [edges]
    found: tuple[int, Strip | None] = (start + 1, None)
    for end in range(start + 1, len(rows) + 1):
        strips = _empty(strips, rows[end - 1])
        if not strips:
            break
        dividing = [strip for strip in strips if _divides(rows[start:end], strip)]
        if dividing:
            found = (end, max(dividing, key=lambda strip: strip[1] - strip[0]))
    return found


def _empty(strips: Sequence[Strip], row: Row) -> list[Strip]:
    """What of ``strips`` no piece of ``row`` covers, where it is wide enough to divide columns."""
    least = GUTTER * max(piece.size for piece in row)
    left: list[Strip] = []
    for first, last in strips:
        at = first
        for piece in row:
            if piece.right > at and piece.left < last:
                left.append((at, piece.left))
                at = piece.right
        left.append((at, last))
    return [strip for strip in left if strip[1] - strip[0] >= least]


def _divides(rows: Sequence[Row], strip: Strip) -> bool:
    """Whether enough stands on both sides of ``strip``, side by side."""
    left = [row[0].middle for row in rows if row[0].left < strip[0]]
    right = [row[-1].middle for row in rows if row[-1].left >= strip[0]]
    if min(len(left), len(right)) < LEAST_ROWS:
        return False
    shared = min(left[0], right[0]) - max(left[-1], right[-1])
    return shared > 0.4 * max(left[0] - left[-1], right[0] - right[-1])


def _is_table(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether what stands on both sides of a strip are cells: rows that stand level, and on one side at least not the
    lines of paragraphs, which fill their column."""
    levels = [row[0].middle for row in right]
    size = median(piece.size for row in left for piece in row)
    level = sum(any(abs(row[0].middle - other) < 0.3 * size for other in levels) for row in left)
    return 2 * level > len(left) and min(_full(left), _full(right)) < 0.5


def _shared(rows: Sequence[Row], start: int, end: int, strip: Strip) -> tuple[int, int]:
    """The rows from ``start`` to ``end`` without those on top and at the end that stand on one side of ``strip``."""
    both = [at for at in range(start, end) if rows[at][0].left < strip[0] and rows[at][-1].left >= strip[0]]
    return (both[0], both[-1] + 1) if both else (start, end)


def _full(rows: Sequence[Row]) -> float:
    """The share of rows that reach the right edge of their column and are more than a few words."""
    edge = max(row[-1].right for row in rows)
    full = [row for row in rows if row[-1].right > edge - 1.5 * row[-1].size and edge - row[0].left > 9 * row[0].size]
    return len(full) / len(rows)


def _plain(rows: Sequence[Row], *, alone: bool) -> Iterator[Column]:
    """Rows that nothing divides into columns; those of several pieces below one another are a table."""
    start = 0
    for index in range(1, len(rows) + 1 if rows else 0):
        if index < len(rows) and (len(rows[index]) > 1) == (len(rows[start]) > 1):
            continue
        run = rows[start:index]
        table = len(run) >= LEAST_ROWS and len(run[0]) > 1
        yield Column(tuple(run), table, alone)
        start = index


def cells_of(column: Column) -> list[list[Piece | None]]:
    """The pieces of a table in the columns that its fullest row has; what a cell's width broke off is not joined."""
    model = max(column.rows, key=len)
    table: list[list[Piece | None]] = []
    for row in column.rows:
        cells: list[Piece | None] = [None] * len(model)
        for piece in row:
            nearest = min(range(len(model)), key=lambda at: _apart(piece, model[at]))
            cells[nearest] = piece if cells[nearest] is None else _one(cells[nearest], piece)
        table.append(cells)
    return table


def _apart(piece: Piece, other: Piece) -> tuple[float, float]:
    """How far two pieces are apart from side to side: nothing where they overlap, their middles decide then."""
    gap = max(piece.left - other.right, other.left - piece.right, 0.0)
    return gap, abs(piece.left + piece.right - other.left - other.right)


def _one(piece: Piece | None, other: Piece) -> Piece:
    if piece is None:
        return other
    return Piece(f"{piece.text} {other.text}", piece.left, other.right, piece.bottom, piece.top, piece.size)
