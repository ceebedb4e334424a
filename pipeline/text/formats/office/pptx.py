"""Slides: ``.pptx``."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.formats.list_labels import whole
from pipeline.text.formats.office.package import opened
from pipeline.text.formats.tables import Cell, rows_said
from pipeline.text.lines import Line, Manuscript

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TITLES = ("title", "ctrTitle")
LEVEL = 200_000
"""EMU (1/914400 inch) within which boxes stand level with one another: some six millimetres."""
_FURNITURE = ("sldNum", "dt", "ftr", "hdr")
"""Kinds of places that stand alike on every slide."""


class Slides:
    """``.pptx``: slide by slide, the title first, then the boxes from top to bottom; no notes, no hidden slides."""

    largest = 100_000_000

    def read(self, content: bytes, where: str) -> Manuscript:
        with opened(content, where, _damaged(where)) as package:
            try:
                return _manuscript(package)
            except (etree.XMLSyntaxError, KeyError, ValueError) as exc:
                raise _damaged(where) from exc


def _damaged(where: str) -> DocumentError:
    return DocumentError(
        _("not a PowerPoint file, or a damaged one"), where=where, next=_("open it and save it again as .pptx")
    )


def _manuscript(package: zipfile.ZipFile) -> Manuscript:
    names = set(package.namelist())
    targets = _related(package, "ppt/presentation.xml", names)
    lines: list[Line] = []
    hidden = notes = 0
    for number, reference in enumerate(_root(package, "ppt/presentation.xml").iter(P + "sldId"), 1):
        link = next(str(v) for k, v in reference.attrib.items() if etree.QName(k).namespace)
        path = targets[link]
        slide = _root(package, path)
        if slide.get("show") in ("0", "false"):
            hidden += 1
            continue
        notes += any("/notesSlides/" in target for target in _related(package, path, names).values())
        lines += _lines(slide, number)
    notices = []
    if hidden:
        notices.append(_("slides that are hidden are left out: {n}").format(n=hidden))
    if notes:
        notices.append(_("notes to slides are left out: {n}").format(n=notes))
    return Manuscript(tuple(lines), {}, tuple(notices), "page")


def _root(package: zipfile.ZipFile, path: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(package.read(path), parser)


def _related(package: zipfile.ZipFile, path: str, names: set[str]) -> dict[str, str]:
    folder, file = posixpath.split(path)
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in names:
        return {}
    return {
        str(relation.get("Id")): posixpath.normpath(posixpath.join(folder, str(relation.get("Target") or "")))
        for relation in _root(package, relations).iter("{*}Relationship")
        if relation.get("TargetMode") != "External"
    }


def _lines(slide: Any, number: int) -> Iterator[Line]:
    tree = slide.find(f"{P}cSld/{P}spTree")
    shapes = [] if tree is None else sorted(_shapes(tree), key=_order)
    for shape in shapes:
        kind = _kind(shape)
        if kind in _FURNITURE:
            continue
        for table in shape.iter(A + "tbl"):
            yield from _rows(table, number)
        if shape.tag == P + "sp":
            titled = kind in _TITLES
            text = [part for paragraph in shape.iterfind(f"{P}txBody/{A}p") for part in _text(paragraph).split("\v")]
            said = [part.strip() for part in text if part.strip()]
            if titled and said:
                yield Line("".join(said), number, "heading", 1 if kind == "ctrTitle" else 2)
            else:
                yield from (Line(part, number, "item") for part in said)


def _shapes(tree: Any) -> Iterator[Any]:
    """The boxes and tables of a slide, those in groups too."""
    waiting = [iter(tree)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag in (P + "sp", P + "graphicFrame"):
            yield child
        elif child.tag == P + "grpSp":
            waiting.append(iter(child))


def _kind(shape: Any) -> str:
    place = next(shape.iter(P + "ph"), None)
    return "" if place is None else str(place.get("type") or "body")


def _order(shape: Any) -> tuple[int, int, int]:
    """The title, then places of the layout, which say nothing of where they are, then boxes from top to bottom."""
    if _kind(shape) in _TITLES:
        return 0, 0, 0
    at = next(shape.iter(A + "off"), None)
    if at is None:
        return 1, 0, 0
    down, aside = (_length(at.get(name)) for name in ("y", "x"))
    return 2, down // LEVEL, aside


def _length(text: str | None) -> int:
    """A length in EMU (1/914400 inch)."""
    return int(text) if text and re.fullmatch(r"-?\d{1,12}", text) else 0


def _rows(table: Any, number: int) -> Iterator[Line]:
    rows = [row.iterchildren(A + "tc") for row in table.iterchildren(A + "tr")]
    for row in rows_said([[_cell(cell) for cell in row if not _covered(cell)] for row in rows]):
        for text in row.lines:
            yield Line(text, number, "row")


def _covered(cell: Any) -> bool:
    return cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true")


def _cell(cell: Any) -> Cell:
    text = "\n".join(_text(paragraph).replace("\v", "\n") for paragraph in cell.iter(A + "p"))
    return Cell(text.strip(), max(1, whole(cell.get("gridSpan"), 1)), max(1, whole(cell.get("rowSpan"), 1)))


def _text(paragraph: Any) -> str:
    """What a paragraph shows; fields that count slides or tell the day are furniture."""
    said = []
    for run in paragraph.iterchildren(A + "r", A + "br", A + "fld"):
        if run.tag == A + "br":
            said.append("\v")
        elif run.tag == A + "r" or str(run.get("type") or "").startswith("author"):
            said.append(run.findtext(A + "t") or "")
    return "".join(said)
