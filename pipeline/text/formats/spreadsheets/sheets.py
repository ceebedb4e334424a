"""The sheets of a workbook, as its reader found them, become lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.formats.tables import Cell, rows_said
from pipeline.text.lines import Line, Manuscript
from pipeline.text.repair import ends_like_a_sentence
from pipeline.text.shapes import is_short

MOST_ROWS = 5_000
"""Rows of one sheet that are said: some seven hours; a sheet with more is a register and no broadcast."""
LONG = 300
"""Rows from which the operator is told how many there are."""

_REMARK = re.compile(r"(?:填表|填写|填报|说明|备注|注|单位|日期|时间|附件?)\s*\d*\s*[:：]?|.{0,12}[:：]")
"""How a line above a form begins that is no title."""
_UNNAMED = re.compile(r"(?:sheet|chart|工作表|工作簿|表)\s*\d*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet."""

    name: str
    rows: Mapping[int, Mapping[int, str]]
    """What its cells show, by row and column, both from 1; only cells that show something."""
    merged: Sequence[tuple[int, int, int, int]] = ()
    """First row, last row, first column and last column of cells made one."""
    hidden: str = ""
    """What of it is hidden and left out, for a notice; empty if nothing is."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a workbook shows."""

    sheets: Sequence[Sheet]
    hidden: tuple[str, ...] = field(default=())
    """Names of sheets that it hides."""
    notices: tuple[str, ...] = ()


def manuscript(workbook: Workbook, where: str) -> Manuscript:
    """The lines of ``workbook``: of each sheet its name, where there are several, its title and its rows.

    Raises:
        DocumentError: a sheet is far too long to be said.
    """
    notices = list(workbook.notices)
    if workbook.hidden:
        told = _("sheets that the workbook hides are left out: {names}")
        notices.append(told.format(names=", ".join(workbook.hidden)))
    filled = [sheet for sheet in workbook.sheets if sheet.rows]
    lines: list[Line] = []
    for sheet in workbook.sheets:
        notices += _told(sheet, where, alone=len(workbook.sheets) == 1)
        lines += _lines(sheet, named=len(filled) > 1)
    return Manuscript(tuple(lines), {}, tuple(notices), "row")


def _told(sheet: Sheet, where: str, *, alone: bool) -> Iterator[str]:
    if len(sheet.rows) > MOST_ROWS:
        raise DocumentError(
            _("the sheet “{name}” has {n} rows; more than {most} are no broadcast").format(
                name=sheet.name, n=len(sheet.rows), most=MOST_ROWS
            ),
            where=where,
            next=_("put the rows that are to be said into a file of their own"),
        )
    if not sheet.rows and not alone:
        yield _("the sheet “{name}” is empty").format(name=sheet.name)
    if len(sheet.rows) > LONG:
        yield _("the sheet “{name}” has {n} rows, all of which are said").format(name=sheet.name, n=len(sheet.rows))
    if sheet.hidden:
        yield _("hidden in the sheet “{name}” and left out: {what}").format(name=sheet.name, what=sheet.hidden)


def _lines(sheet: Sheet, *, named: bool) -> Iterator[Line]:
    if not sheet.rows:
        return
    numbers, table = _table(sheet)
    said = rows_said(table)
    level = 1
    if named and not _UNNAMED.fullmatch(sheet.name.strip()):
        yield Line(sheet.name.strip(), numbers[0], "heading", level)
        level = 2
    for index, (number, row) in enumerate(zip(numbers, said, strict=True)):
        title = row.title or _over_a_form(table, index)
        for line in row.lines:
            if title and not index and line != sheet.name.strip():
                yield Line(line, number, "heading", level)
            elif not title or index or level == 1:
                yield Line(line, number, "row")


def _over_a_form(table: Sequence[Sequence[Cell]], index: int) -> bool:
    """Whether row ``index`` is the first and one cell across a form, which has labels and no headings below it."""
    if index:
        return False
    filled = [[cell for cell in row if cell.text.strip()] for row in table]
    if len(filled[0]) != 1 or not any(len(row) > 1 for row in filled):
        return False
    text = filled[0][0].text.strip()
    remark = _REMARK.match(text) is not None or ends_like_a_sentence(text)
    return filled[0][0].columns > 1 and is_short(text) and not remark


def _table(sheet: Sheet) -> tuple[list[int], list[list[Cell]]]:
    """The rows that hold something, with one empty row for any number of empty ones, and the number of each."""
    numbers = sorted(sheet.rows)
    columns = sorted({column for row in sheet.rows.values() for column in row})
    merges = sorted(merge for merge in sheet.merged if merge[2] in sheet.rows.get(merge[0], {}))
    reaching: list[tuple[int, int, int, int]] = []
    places: list[int] = []
    table: list[list[Cell]] = []
    waiting = 0
    for number in numbers:
        reaching = [merge for merge in reaching if merge[1] >= number]
        if places and number > places[-1] + 1 and not reaching:
            places.append(places[-1] + 1)
            table.append([])
        here: dict[int, tuple[int, int, int, int]] = {}
        while waiting < len(merges) and merges[waiting][0] <= number:
            here[merges[waiting][2]] = merges[waiting]
            waiting += 1
        places.append(number)
        table.append(list(_cells(sheet.rows[number], columns, here, reaching, numbers)))
        reaching += here.values()
    return places, table


def _cells(
    row: Mapping[int, str],
    columns: Sequence[int],
    begun: Mapping[int, tuple[int, int, int, int]],
    reaching: Sequence[tuple[int, int, int, int]],
    numbers: Sequence[int],
) -> Iterator[Cell]:
    """The cells of one row; ``begun`` are merged ones that begin in it, ``reaching`` those that reach into it."""
    taken = {
        column
        for _top, _bottom, first, last in reaching
        for column in columns[bisect_left(columns, first) : bisect_right(columns, last)]
    }
    covered = 0
    for column in columns:
        if column <= covered or column in taken:
            continue
        top, bottom, _first, covered = begun.get(column, (0, 0, column, column))
        wide = bisect_right(columns, covered) - bisect_left(columns, column)
        high = bisect_right(numbers, bottom) - bisect_left(numbers, top) if bottom > top else 1
        yield Cell(row.get(column, ""), wide, high)
