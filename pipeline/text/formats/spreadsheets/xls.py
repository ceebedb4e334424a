"""Excel's workbooks of before 2007, and those of WPS: ``.xls``, ``.et``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from pipeline.errors import DocumentError
from pipeline.messages import _, ngettext
from pipeline.text.formats.spreadsheets.number_formats import shown
from pipeline.text.formats.spreadsheets.sheets import Sheet, Workbook, manuscript
from pipeline.text.lines import Manuscript

_WORDS = 1, 2, 3, 4, 5
"""xlrd's kinds of cells: text, number, date, truth, error."""


class OldWorkbook:
    """``.xls``: what its cells show, without what is hidden."""

    largest = 20_000_000

    def read(self, content: bytes, where: str) -> Manuscript:
        # Late: only who has such a file needs it.
        import xlrd

        try:
            # What it would write to the terminal about odd files helps nobody.
            with open(os.devnull, "w") as silent:  # noqa: PTH123  # a device, no path
                book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=silent)
            visible = [sheet for sheet in book.sheets() if sheet.visibility == 0]
            hidden = tuple(sheet.name for sheet in book.sheets() if sheet.visibility != 0)
            workbook = Workbook([_sheet(book, sheet) for sheet in visible], hidden)
        # xlrd lets out whatever it meets in a damaged file: XLRDError, struct.error, IndexError, AssertionError …
        except Exception as exc:
            raise _refused(exc, where) from exc
        return manuscript(workbook, where)


def _refused(exc: Exception, where: str) -> DocumentError:
    if "encrypt" in str(exc).lower():
        return DocumentError(
            _("is protected with a password"), where=where, next=_("open it and save it without a password")
        )
    return DocumentError(
        _("not an Excel workbook, or a damaged one"), where=where, next=_("open it in Excel and save it again as .xlsx")
    )


def _sheet(book: Any, sheet: Any) -> Sheet:
    hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    rows: dict[int, dict[int, str]] = {}
    hidden_rows = 0
    for number in range(sheet.nrows):
        cells = dict(_cells(book, sheet, number, hidden_columns))
        if cells and number in sheet.rowinfo_map and sheet.rowinfo_map[number].hidden:
            hidden_rows += 1
        elif cells:
            rows[number + 1] = cells
    merged = [(top + 1, bottom, left + 1, right) for top, bottom, left, right in sheet.merged_cells]
    parts = [ngettext("{n} row", "{n} rows", hidden_rows).format(n=hidden_rows)] if hidden_rows else []
    if used := sum(column < sheet.ncols for column in hidden_columns):
        parts.append(ngettext("{n} column", "{n} columns", used).format(n=used))
    return Sheet(sheet.name, rows, merged, ", ".join(parts))


def _cells(book: Any, sheet: Any, number: int, hidden: set[int]) -> Iterator[tuple[int, str]]:
    for column, cell in enumerate(sheet.row(number)):
        if cell.ctype in _WORDS and column not in hidden:
            text = _shown(book, cell)
            if text:
                yield column + 1, text


def _shown(book: Any, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value).strip()
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "√" if cell.value else "×"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, ""))
    style = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return shown(float(cell.value), style.format_str if style else "General", since_1904=bool(book.datemode))
