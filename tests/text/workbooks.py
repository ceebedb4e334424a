"""Excel workbooks written by hand, part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Value = str | float | bool | tuple[float, str] | None
"""A cell: text, a number, a truth, or a number and its format code."""


def sheet_of(rows: Sequence[Sequence[Value]], formats: list[str], tail: str = "", head: str = "") -> str:
    """A worksheet part; format codes are gathered in ``formats``; ``tail`` follows the rows, ``head`` precedes them."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(value, f"{_letters(column)}{number}", formats) for column, value in enumerate(row, 1))
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{_MAIN}">{head}<sheetData>{"".join(lines)}</sheetData>{tail}</worksheet>'


def workbook_of(
    sheets: Mapping[str, str], formats: Sequence[str] = (), hidden: Sequence[str] = (), **extra: bytes
) -> bytes:
    """A package of worksheet parts by name; ``extra`` are parts by path, with ``__`` for ``/``."""
    state = dict.fromkeys(hidden, ' state="hidden"')
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"{state.get(name, "")}/>'
        for n, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    own = "".join(f'<numFmt numFmtId="{200 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(formats)))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _types(len(sheets)))
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}">'
            f'<Relationship Id="b" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        package.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>'
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}">{related}'
            f'<Relationship Id="s" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>',
        )
        package.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{_MAIN}"><numFmts>{own}</numFmts>'
            f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        )
        for n, part in enumerate(sheets.values(), 1):
            package.writestr(f"xl/worksheets/sheet{n}.xml", part)
        for path, content in extra.items():
            package.writestr(path.replace("__", "/"), content)
    return written.getvalue()


def _types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{parts}</Types>'
    )


def _letters(column: int) -> str:
    return ("" if column <= 26 else _letters((column - 1) // 26)) + chr(65 + (column - 1) % 26)


def _cell(value: Value, place: str, formats: list[str]) -> str:
    if value is None:
        return f'<c r="{place}"/>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    number, code = value if isinstance(value, tuple) else (value, "General")
    if code not in formats:
        formats.append(code)
    return f'<c r="{place}" s="{formats.index(code) + 1}"><v>{number!r}</v></c>'
