"""Excel's workbooks of today: ``.xlsx`` and, their macros never run, ``.xlsm``."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import DocumentError
from pipeline.messages import _, ngettext
from pipeline.text.formats.office.package import opened
from pipeline.text.formats.spreadsheets.number_formats import BUILT_IN, shown
from pipeline.text.formats.spreadsheets.sheets import Sheet, Workbook, manuscript
from pipeline.text.lines import Manuscript

MOST_CELLS = 200_000
"""Cells that hold something, in all sheets: a book's worth; more fills the memory before anybody could hear it."""

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
_UNREADABLE = (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, OverflowError)


class ExcelWorkbook:
    """``.xlsx``: what its cells show. What is hidden is not said; formulas are not reckoned, their last result is."""

    largest = 20_000_000

    def read(self, content: bytes, where: str) -> Manuscript:
        with opened(content, where, _damaged(where)) as package:
            try:
                return manuscript(_Package(package, where).workbook(), where)
            except _UNREADABLE as exc:
                raise _damaged(where) from exc


def _damaged(where: str) -> DocumentError:
    return DocumentError(
        _("not an Excel workbook, or a damaged one"), where=where, next=_("open it in Excel and save it again as .xlsx")
    )


@dataclass(slots=True)
class _Found:
    """What a sheet's part holds, as far as it has been read."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    unreckoned: int = 0
    """Formulas without a result."""


class _Package:
    """The parts of one workbook."""

    def __init__(self, package: zipfile.ZipFile, where: str) -> None:
        self._package, self._where = package, where
        self._names = set(package.namelist())
        self._cells = 0

    def workbook(self) -> Workbook:
        folder = "xl" if "xl/workbook.xml" in self._names else self._main_folder()
        book = self._root(f"{folder}/workbook.xml")
        targets = self._targets(f"{folder}/_rels/workbook.xml.rels", folder)
        parts = dict(targets.values())
        self._since_1904 = any(p.get("date1904") in ("1", "true") for p in book.iter("{*}workbookPr"))
        self._formats = self._number_formats(parts.get("styles", ""))
        self._strings = list(self._shared(parts.get("sharedStrings", "")))
        sheets: list[Sheet] = []
        hidden: list[str] = []
        notices: list[str] = []
        for sheet in book.iter("{*}sheet"):
            name = str(sheet.get("name") or "")
            link = next((v for k, v in sheet.attrib.items() if etree.QName(k).localname == "id"), "")
            kind, path = targets.get(str(link), ("", ""))
            if sheet.get("state", "visible") != "visible":
                hidden.append(name)
            elif kind == "worksheet":
                found = self._sheet(path)
                sheets.append(Sheet(name, found.rows, found.merged, _hidden(found)))
                notices += self._notices(name, path, found)
            else:
                notices.append(_("the sheet “{name}” is a chart and left out").format(name=name))
        return Workbook(sheets, tuple(hidden), tuple(notices))

    def _main_folder(self) -> str:
        """Where the workbook's parts lie, if not where all known programs put them."""
        for kind, path in self._targets("_rels/.rels", "").values():
            if kind == "officeDocument":
                return posixpath.dirname(path)
        raise KeyError("workbook.xml")

    def _root(self, path: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        return etree.fromstring(self._package.read(path), parser)

    def _targets(self, path: str, folder: str) -> dict[str, tuple[str, str]]:
        """The kind and the path of each related part, by the id of the relation."""
        if path not in self._names:
            return {}
        found = {}
        for relation in self._root(path).iter("{*}Relationship"):
            target = str(relation.get("Target") or "")
            if relation.get("TargetMode") != "External":
                whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = str(relation.get("Type") or "").rpartition("/")[2]
                found[str(relation.get("Id"))] = (kind, posixpath.normpath(whole))
        return found

    def _number_formats(self, path: str) -> list[str]:
        """The format code of each cell style."""
        if path not in self._names:
            return []
        root = self._root(path)
        own = {f.get("numFmtId"): str(f.get("formatCode") or "") for f in root.iter("{*}numFmt")}
        styles = root.find("{*}cellXfs")
        ids = [] if styles is None else [style.get("numFmtId") or "0" for style in styles.iter("{*}xf")]
        return [own.get(i) or BUILT_IN.get(int(i), "General") for i in ids]

    def _shared(self, path: str) -> Iterator[str]:
        if path in self._names:
            for item in self._elements(path, "si"):
                yield _text(item)

    def _elements(self, path: str, *names: str) -> Iterator[etree._Element]:
        """The elements called ``names``, one at a time: each is gone when the next comes."""
        tags = [f"{{*}}{name}" for name in names]
        with self._package.open(path) as part:
            for _event, element in etree.iterparse(
                part, tag=tags, resolve_entities=False, no_network=True, huge_tree=True
            ):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _sheet(self, path: str) -> _Found:
        found = _Found()
        number = 0
        for element in self._elements(path, "row", "col", "mergeCell"):
            kind = etree.QName(element).localname
            if kind == "row":
                number = int(element.get("r") or number + 1)
                self._row(element, number, found)
            elif kind == "col":
                if element.get("hidden") in ("1", "true"):
                    found.hidden_columns.append((int(element.get("min", 0)), int(element.get("max", 0))))
            elif (corners := str(element.get("ref") or "").split(":")) and len(corners) == 2:
                (top, left), (bottom, right) = map(_place, corners)
                found.merged.append((top, bottom, left, right))
        return found

    def _row(self, row: etree._Element, number: int, found: _Found) -> None:
        cells: dict[int, str] = {}
        column = 0
        for cell in row.iterchildren("{*}c"):
            column = _place(str(cell.get("r")))[1] if cell.get("r") else column + 1
            text = self._shown(cell)
            if cell.find("{*}f") is not None and not text and not (cell.findtext("{*}v") or ""):
                found.unreckoned += 1
            if text and not any(first <= column <= last for first, last in found.hidden_columns):
                cells[column] = text
        self._cells += len(cells)
        if self._cells > MOST_CELLS:
            raise DocumentError(
                _("has more than {n} cells, which no broadcast could say").format(n=MOST_CELLS),
                where=self._where,
                next=_("put the rows that are to be said into a file of their own"),
            )
        if cells and row.get("hidden") in ("1", "true"):
            found.hidden_rows += 1
        elif cells:
            found.rows[number] = cells

    def _shown(self, cell: etree._Element) -> str:
        """What ``cell`` shows."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find("{*}is")
            return "" if inline is None else _text(inline)
        value = (cell.findtext("{*}v") or "").strip()
        if not value:
            return ""
        if kind == "s":
            return self._strings[int(value)]
        if kind == "b":
            return "√" if value == "1" else "×"
        if kind in ("str", "e", "d"):
            return _unescaped(value).strip()
        style = int(cell.get("s", 0))
        code = self._formats[style] if style < len(self._formats) else "General"
        return shown(float(value), code, since_1904=self._since_1904)

    def _notices(self, name: str, path: str, found: _Found) -> Iterator[str]:
        if found.unreckoned:
            told = _(
                "the sheet “{name}” has {n} formulas without a result; open and save it in Excel to have them said"
            )
            yield told.format(name=name, n=found.unreckoned)
        folder, file = posixpath.split(path)
        for kind, target in self._targets(f"{folder}/_rels/{file}.rels", folder).values():
            if kind == "drawing" and target in self._names:
                said = " ".join(text.text or "" for text in self._root(target).iter("{*}t")).strip()
                if said:
                    told = _("text boxes in the sheet “{name}” are left out: {text}")
                    yield told.format(name=name, text=said[:40])


def _hidden(found: _Found) -> str:
    parts = []
    if found.hidden_rows:
        parts.append(ngettext("{n} row", "{n} rows", found.hidden_rows).format(n=found.hidden_rows))
    if found.hidden_columns:
        columns = sum(last - first + 1 for first, last in found.hidden_columns if last <= 256)
        if columns:
            parts.append(ngettext("{n} column", "{n} columns", columns).format(n=columns))
    return ", ".join(parts)


def _place(name: str) -> tuple[int, int]:
    """Row and column of a cell's name: B3 → 3, 2."""
    match = _CELL.match(name.replace("$", ""))
    if not match:
        raise ValueError(name)
    column = 0
    for letter in match.group(1):
        column = 26 * column + ord(letter) - 64
    return int(match.group(2)), column


def _text(element: etree._Element) -> str:
    """The text of a string without its phonetic guide."""
    runs = (
        run.text or ""
        for run in element.iter("{*}t")
        if not any(etree.QName(above).localname == "rPh" for above in run.iterancestors())
    )
    return _unescaped("".join(runs)).strip()


def _unescaped(text: str) -> str:
    """Control characters that a workbook writes as ``_x000D_``."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match.group(1), 16)), text).replace("\r\n", "\n")
