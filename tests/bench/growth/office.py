"""Shapes of workbooks, slides, books, and of what LibreOffice reads."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.growth.shapes import SENTENCE, Build, filled, related, zipped

_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_A_CHAPTER = 200_000


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _letters(column: int) -> str:
    head, rest = divmod(column, 26)
    return (_letters(head - 1) if head else "") + chr(65 + rest)


def _workbook(sheets: list[str], shared: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    listed = "".join(f'<sheet name="表{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in range(len(sheets)))
    parts = {
        "_rels/.rels": related(("b", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": related(
            *((f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(len(sheets))),
            *([("s", "sharedStrings", "sharedStrings.xml")] if shared else []),
        ),
        **{
            f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>'
            for n, sheet in enumerate(sheets)
        },
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{shared}</sst>'
    return zipped(parts)


def _rows(size: int) -> bytes:
    def row(i: int) -> str:
        return f'<row r="{i + 1}">{_cell(f"A{i + 1}", f"格{i}")}<c r="B{i + 1}"><v>{i}</v></c></row>'

    return _workbook([f"<sheetData>{filled(row, size)}</sheetData>"])


def _long_cells(size: int) -> bytes:
    def row(i: int) -> str:
        return f'<row r="{i + 1}">{_cell(f"A{i + 1}", f"{i}" + SENTENCE * 40)}</row>'

    return _workbook([f"<sheetData>{filled(row, size)}</sheetData>"])


def _wide(size: int) -> bytes:
    """Few rows of many columns."""

    def row(i: int) -> str:
        cells = "".join(_cell(f"{_letters(column)}{i + 1}", f"格{i}") for column in range(256))
        return f'<row r="{i + 1}">{cells}</row>'

    return _workbook([f"<sheetData>{filled(row, size)}</sheetData>"])


def _shared(size: int) -> bytes:
    """Cells that name their texts."""
    count = size // 100
    texts = "".join(f"<si><t>格{i}，今天开会。</t></si>" for i in range(count))
    rows = "".join(f'<row r="{i + 1}"><c r="A{i + 1}" t="s"><v>{i}</v></c></row>' for i in range(count))
    return _workbook([f"<sheetData>{rows}</sheetData>"], texts)


def _sheets(size: int) -> bytes:
    rows = "".join(f'<row r="{i + 1}">{_cell(f"A{i + 1}", f"格{i}")}</row>' for i in range(20))
    one = f"<sheetData>{rows}</sheetData>"
    return _workbook([one] * max(1, min(3_000, size // len(one.encode()))))


def _merges(size: int) -> bytes:
    count = size // 150
    rows = "".join(f'<row r="{i + 1}">{_cell(f"A{i + 1}", f"格{i}")}</row>' for i in range(count))
    merged = "".join(f'<mergeCell ref="A{i + 1}:C{i + 1}"/>' for i in range(count))
    return _workbook([f"<sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells>"])


_DRAWING = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def _box(number: int, text: str) -> str:
    return (
        f'<p:sp><p:spPr><a:xfrm><a:off x="0" y="{number * 7919 % 999_983}"/></a:xfrm></p:spPr>'
        f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _slides(slides: list[str]) -> bytes:
    listed = "".join(f'<p:sldId id="{n + 256}" r:id="s{n}"/>' for n in range(len(slides)))
    return zipped(
        {
            "_rels/.rels": related(("b", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f"<p:presentation {_DRAWING}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": related(
                *((f"s{n}", "slide", f"slides/slide{n}.xml") for n in range(len(slides)))
            ),
            **{
                f"ppt/slides/slide{n}.xml": (f"<p:sld {_DRAWING}><p:cSld><p:spTree>{slide}</p:spTree></p:cSld></p:sld>")
                for n, slide in enumerate(slides)
            },
        }
    )


def _table(size: int) -> str:
    rows = filled(
        lambda i: (
            "<a:tr>" + f"<a:tc><a:txBody><a:p><a:r><a:t>格{i}</a:t></a:r></a:p></a:txBody></a:tc>" * 3 + "</a:tr>"
        ),
        size,
    )
    return (
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _many_slides(size: int) -> bytes:
    a_slide = "".join(_box(i, f"第{i}点，今天开会。") for i in range(40))
    return _slides([a_slide] * max(1, min(3_900, size // len(a_slide.encode()))))


def _book(chapters: list[str], extra: str = "") -> bytes:
    items = "".join(
        f'<item id="i{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                f'<container xmlns="{_OPEN}:container"><rootfiles><rootfile full-path="c.opf" '
                'media-type="application/oebps-package+xml"/></rootfiles></container>'
            ),
            "c.opf": (
                f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>{items}</manifest>'
                f"<spine>{spine}</spine></package>"
            ),
            **{
                f"{n}.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>章{n}</h1>{chapter}{extra}</body></html>'
                for n, chapter in enumerate(chapters)
            },
        }
    )


def _chapters(piece: Callable[[int], str], a_chapter: int = _A_CHAPTER) -> Build:
    def build(size: int) -> bytes:
        count = max(1, size // a_chapter)
        return _book([filled(piece, size // count)] * count)

    return build


def _open_document(kind: str, body: str) -> bytes:
    spaces = " ".join(f'xmlns:{name}="{_OPEN}:{name}:1.0"' for name in ("office", "text", "table", "style", "drawing"))
    media = f"application/vnd.oasis.opendocument.{kind}"
    return zipped(
        {
            "mimetype": media,
            "META-INF/manifest.xml": (
                f'<m:manifest xmlns:m="{_OPEN}:manifest:1.0" m:version="1.2">'
                f'<m:file-entry m:full-path="/" m:media-type="{media}"/>'
                '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
            ),
            "content.xml": (
                f'<office:document-content {spaces} office:version="1.2"><office:body>{body}</office:body>'
                "</office:document-content>"
            ),
        }
    )


def _open_text(size: int) -> bytes:
    inside = filled(lambda i: f"<text:p>第{i}段，今天开会。</text:p>", size)
    return _open_document("text", f"<office:text>{inside}</office:text>")


def _open_table(size: int) -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>格{}</text:p></table:table-cell>'
    rows = filled(lambda i: f"<table:table-row>{cell.format(i) * 2}</table:table-row>", size)
    return _open_document(
        "spreadsheet", f'<office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet>'
    )


def _rich(size: int) -> bytes:
    escaped = "".join(f"\\u{ord(c)}?" for c in "，今天开会。")
    return ("{\\rtf1\\ansi\\ansicpg936\\uc1 " + filled(lambda i: f"\\par {i}{escaped}\n", size) + "}").encode()


OFFICE: dict[str, dict[str, Build]] = {
    ".xlsx": {
        "rows": _rows,
        "long cells": _long_cells,
        "wide rows": _wide,
        "shared texts": _shared,
        "sheets": _sheets,
        "merged cells": _merges,
    },
    ".pptx": {
        "slides": _many_slides,
        "boxes": lambda size: _slides([filled(lambda i: _box(i, f"第{i}点。"), size)]),
        "one box": lambda size: _slides([_box(1, filled(lambda i: f"{i}{SENTENCE}", size))]),
        "table": lambda size: _slides([_table(size)]),
        "groups": lambda size: _slides([filled(lambda i: f"<p:grpSp>{_box(i, f'组{i}。')}</p:grpSp>", size)]),
    },
    ".epub": {
        "chapters": _chapters(lambda i: f"<p>第{i}段，今天开会。</p>"),
        "one chapter": _chapters(lambda i: f"<p>第{i}段，今天开会。</p>", 10**9),
        "short chapters": _chapters(lambda i: f"<p>第{i}段，今天开会。</p>", 6_000),
        "notes": _chapters(lambda i: f'<p>第{i}段<a href="#n{i}">[{i}]</a>。</p><aside id="n{i}">注。</aside>'),
        "tables": _chapters(lambda i: f"<table><tr><td>格{i}</td><td>乙</td></tr></table>"),
        "ruby": _chapters(lambda _i: "<p><ruby>今<rt>jin</rt></ruby>天。</p>"),
    },
    ".odt": {"paragraphs": _open_text},
    ".ods": {"rows": _open_table},
    ".rtf": {"paragraphs": _rich},
}
