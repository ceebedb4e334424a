"""Tables of Word documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.text.formats.list_labels import whole
from pipeline.text.formats.tables import Cell, SaidRow, rows_said
from pipeline.text.formats.word.names import W

_AROUND = (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo")
"""What may stand between a table and its rows, or a row and its cells."""


def is_table(element: Any) -> bool:
    """Whether ``element`` is a table of several columns with no other inside; one of a single column is a frame."""
    if element.tag != W + "tbl" or element.find(f".//{W}tbl") is not None:
        return False
    return any(sum(1 for _ in _inside(row, "tc")) > 1 for row in _inside(element, "tr"))


def said_rows(table: Any, text_of: Callable[[Any], str]) -> list[SaidRow]:
    """What the rows of ``table`` say; ``text_of`` gives the text of a cell, its paragraphs divided by ``\\n``."""
    rows = [
        row for row in _inside(table, "tr") if row.find(f"{W}trPr/{W}del") is None and not _is_on(row, "trPr", "hidden")
    ]
    return rows_said(_merged([list(_cells(row, text_of)) for row in rows]))


def hidden_rows(table: Any) -> Iterator[Any]:
    """The rows of ``table`` that Word does not show."""
    return (row for row in _inside(table, "tr") if _is_on(row, "trPr", "hidden"))


def _inside(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those in content controls and insertions too."""
    waiting = [iter(element)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == W + name:
            yield child
        elif child.tag in _AROUND:
            waiting.append(iter(child))


def _cells(row: Any, text_of: Callable[[Any], str]) -> Iterator[tuple[Cell, bool]]:
    """Each cell of a row, and whether it goes on with the one above it."""
    heads = _is_on(row, "trPr", "tblHeader")
    before = _value(row, "trPr", "gridBefore")
    if before:
        yield Cell("", whole(before, 1)), False
    for cell in _inside(row, "tc"):
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        goes_on = merged is not None and merged.get(W + "val", "continue") != "restart"
        columns = max(1, whole(_value(cell, "tcPr", "gridSpan"), 1))
        yield Cell(text_of(cell).strip(), columns, heading=heads), goes_on


def _value(element: Any, properties: str, name: str) -> str | None:
    found = element.find(f"{W}{properties}/{W}{name}")
    return None if found is None else found.get(W + "val")


def _is_on(element: Any, properties: str, name: str) -> bool:
    found = element.find(f"{W}{properties}/{W}{name}")
    return found is not None and found.get(W + "val", "true") not in ("0", "false", "off")


def _merged(rows: Sequence[Sequence[tuple[Cell, bool]]]) -> list[list[Cell]]:
    """The rows with each cell as high as those that go on with it, which are no cells of their own."""
    heights: dict[tuple[int, int], int] = {}
    first_of: dict[int, tuple[int, int]] = {}
    for index, row in enumerate(rows):
        column = 0
        for cell, goes_on in row:
            if goes_on and column in first_of and not cell.text:
                heights[first_of[column]] = index - first_of[column][0] + 1
            else:
                first_of[column] = (index, column)
            column += cell.columns
    return [list(_high(index, row, heights)) for index, row in enumerate(rows)]


def _high(index: int, row: Sequence[tuple[Cell, bool]], heights: dict[tuple[int, int], int]) -> Iterator[Cell]:
    column = 0
    for cell, goes_on in row:
        if not goes_on or cell.text:
            yield Cell(cell.text, cell.columns, heights.get((index, column), 1), cell.heading)
        column += cell.columns
