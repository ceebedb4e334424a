"""Word documents."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pipeline.text.cleaning import cleaned_line
from pipeline.text.formats.docx_lists import Numbers, W
from pipeline.text.formats.docx_package import damaged, refuse_hostile
from pipeline.text.formats.docx_tables import is_table, said_rows
from pipeline.text.formats.list_labels import whole
from pipeline.text.front_matter import split_front_matter
from pipeline.text.lines import Line, Manuscript, Role

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
BODY_TEXT = 9
"""The outline level Word gives to what is no heading."""

_HEADING = re.compile(r"(?:heading|标题|標題)\s*(\d)$", re.IGNORECASE)
_TITLES = {"title": 1, "标题": 1, "subtitle": 2, "副标题": 2}


class WordDocument:
    """``.docx``: paragraphs, headings by style, lists with the numbers Word shows, tables row by row.

    Front matter may stand in the first paragraphs. The file's own properties are not used: they name whose computer it
    was written on, not who speaks.
    """

    largest = 20_000_000

    def read(self, content: bytes, where: str) -> Manuscript:
        refuse_hostile(content, where)
        body, numbering, styles = _opened(content, where)
        lines = tuple(_lines(body, numbering, styles))
        matter, taken = split_front_matter([cleaned_line(line.text) for line in lines], where)
        return Manuscript(lines[taken:], matter, (), "paragraph")


def _opened(content: bytes, where: str) -> tuple[Any, Any, dict[str, tuple[str, Any]]]:
    """The body element, the numbering definitions (or ``None``) and each style's name and element."""
    # Late: python-docx takes longer to load than a text file to read.
    import docx

    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        related = [
            r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering") and not r.is_external
        ]
        numbering = related[0].element if related else None
        styles = {style.style_id: (style.name or "", style.element) for style in document.styles}
    # python-docx lets out whatever it meets in a damaged file: KeyError, XMLSyntaxError, PackageNotFoundError …
    except Exception as exc:
        raise damaged(where) from exc
    if body is None:
        raise damaged(where)
    return body, numbering, styles


def _lines(body: Any, numbering: Any, styles: dict[str, tuple[str, Any]]) -> Iterator[Line]:
    numbers = Numbers(numbering, styles)
    count = 0

    def of_cell(cell: Any) -> str:
        return "\n".join((numbers.label(p) or "") + _text(p).strip() for p in _paragraphs(cell)).replace("\v", "\n")

    for element in _blocks(body):
        count += 1
        if element.tag == W + "tbl":
            for row in said_rows(element, of_cell):
                for text in row.lines:
                    yield Line(text, count, "row")
                count += 1
            count -= 1
            continue
        level = _heading_level(element, styles)
        label = numbers.label(element)
        listed = label is not None
        apart = True
        for raw in _text(element).split("\v"):
            text = raw.strip()
            if text:
                role: Role = "heading" if level else "item" if listed else ""
                yield Line((label or "") + text, count, role, level, apart=apart)
                label, apart = "", False


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in reading order, those in content controls, tracked insertions and text boxes too."""
    waiting = [iter(body)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == W + "p" or is_table(element):
            yield element
            waiting.append(_boxes(element))
        elif element.tag not in (W + "sectPr", W + "tblPr", W + "del", W + "moveFrom"):
            waiting.append(iter(element))


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes in a paragraph or a table, without those inside other boxes and copies for older programs."""
    return _found(element, W + "txbxContent", (_MC + "Fallback",))


def _paragraphs(cell: Any) -> Iterator[Any]:
    return _found(cell, W + "p", (W + "txbxContent", W + "del", W + "moveFrom"))


def _found(element: Any, name: str, passed_over: tuple[str, ...]) -> Iterator[Any]:
    """The elements called ``name`` below ``element``, none inside another, and none inside what is passed over."""
    waiting = [iter(element)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == name:
            yield child
        elif child.tag not in passed_over:
            waiting.append(iter(child))


def _text(element: Any) -> str:
    """What a paragraph or a cell shows: no deleted text, no field codes, no text boxes; line breaks as ``\\v``."""
    said: list[str] = []
    stack = [element]
    first = True
    while stack:
        node = stack.pop()
        if node.tag in (W + "del", W + "moveFrom", W + "txbxContent", _MC + "Fallback", W + "pPr", W + "rPr"):
            continue
        if node.tag == W + "t":
            said.append(node.text or "")
        elif node.tag in (W + "br", W + "cr") or (node.tag == W + "p" and not first):
            said.append("\v")
        elif node.tag == W + "tab":
            said.append(" ")
        elif node.tag == W + "noBreakHyphen":
            said.append("-")
        first = False
        stack.extend(reversed(list(node)))
    return "".join(said)


def _heading_level(paragraph: Any, styles: dict[str, tuple[str, Any]]) -> int:
    properties = paragraph.find(W + "pPr")
    if properties is None:
        return 0
    outline = properties.find(W + "outlineLvl")
    depth = whole(outline.get(W + "val"), BODY_TEXT) if outline is not None else BODY_TEXT
    if 0 <= depth < BODY_TEXT:
        return depth + 1
    style = properties.find(W + "pStyle")
    name = styles.get(style.get(W + "val"), ("", None))[0].strip() if style is not None else ""
    match = _HEADING.match(name)
    return int(match.group(1)) if match else _TITLES.get(name.lower(), 0)
