"""Shapes of Word documents."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.growth.shapes import SENTENCE, Build, filled, related, zipped

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def _p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _row(number: int) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{_p(f'格{number}')}</w:tc>" for _column in range(4)) + "</w:tr>"


def _nested_tables(size: int) -> str:
    """Each of three in one another."""
    inner = f"<w:tbl>{_row(1)}</w:tbl>"
    for _level in range(2):
        inner = f"<w:tbl><w:tr><w:tc>{inner}{_p('格')}</w:tc></w:tr></w:tbl>"
    return filled(lambda i: inner + _p(f"第{i}段。"), size)


def _merged(number: int) -> str:
    merge = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' if not number % 50 else "<w:tcPr><w:vMerge/></w:tcPr>"
    return f"<w:tr><w:tc>{merge}{_p(f'组{number}')}</w:tc><w:tc>{_p(f'格{number}')}</w:tc></w:tr>"


_PIECES: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda i: _p(f"第{i}段，今天开会。"),
    "headings": lambda i: _p(f"标题{i}", '<w:outlineLvl w:val="0"/>') + _p("正文。"),
    "numbered": lambda i: _p(
        f"第{i}条。", f'<w:numPr><w:ilvl w:val="{i % 9}"/><w:numId w:val="{i % 3 + 1}"/></w:numPr>'
    ),
    "fields": lambda i: (
        f"<w:p>{_FIELD.format('begin')}<w:r><w:instrText>PAGE</w:instrText></w:r>{_FIELD.format('separate')}"
        f"<w:r><w:t>{i}</w:t></w:r>{_FIELD.format('end')}<w:r><w:t>今天。</w:t></w:r></w:p>"
    ),
    "bookmarks": lambda i: (
        f'<w:bookmarkStart w:id="{i}" w:name="b{i}"/>{_p("今天。")}<w:bookmarkEnd w:id="{i}"/>'
        f"<w:p>{_FIELD.format('begin')}<w:r><w:instrText>REF b{i} \\h</w:instrText></w:r>{_FIELD.format('end')}</w:p>"
    ),
    "tables": lambda i: f"<w:tbl>{_row(i)}</w:tbl>{_p('间')}",
    "changes": lambda i: (
        f'<w:p><w:ins w:id="{i}"><w:r><w:t>今天{i}</w:t></w:r></w:ins>'
        f'<w:del w:id="{i}"><w:r><w:delText>昨天</w:delText></w:r></w:del></w:p>'
    ),
    "equations": lambda i: (
        f"<w:p><m:oMath><m:f><m:num><m:r><m:t>{i}</m:t></m:r></m:num><m:den><m:r><m:t>x</m:t></m:r></m:den></m:f>"
        f"</m:oMath><w:r><w:t>。</w:t></w:r></w:p>"
    ),
    "links": lambda i: f'<w:p><w:hyperlink w:anchor="b{i}"><w:r><w:t>链接{i}。</w:t></w:r></w:hyperlink></w:p>',
    "hidden": lambda i: f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐{i}</w:t></w:r><w:r><w:t>今天。</w:t></w:r></w:p>",
    "content controls": lambda i: f"<w:sdt><w:sdtContent>{_p(f'第{i}段。')}</w:sdtContent></w:sdt>",
    "text boxes": lambda i: (
        f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{_p(f'框{i}。')}</w:txbxContent></v:textbox></v:shape>"
        "</w:pict></w:r></w:p>"
    ),
    "alternatives": lambda i: (
        f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="w14"><w:t>今天{i}。</w:t></mc:Choice>'
        f"<mc:Fallback><w:t>今天{i}。</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    ),
}
_WHOLE: dict[str, Callable[[int], str]] = {
    "one run": lambda size: _p(filled(lambda i: f"{i}{SENTENCE}", size)),
    "many runs": lambda size: f"<w:p>{filled(lambda i: f'<w:r><w:t>今天{i}</w:t></w:r>', size)}</w:p>",
    "one table": lambda size: f"<w:tbl>{filled(_row, size)}</w:tbl>",
    "merged rows": lambda size: f"<w:tbl>{filled(_merged, size)}</w:tbl>",
    "nested tables": _nested_tables,
    "fields in fields": lambda size: (
        f"<w:p>{filled(lambda _i: _FIELD.format('begin') + '<w:r><w:instrText>QUOTE</w:instrText></w:r>', size)}</w:p>"
        + _p("完。")
    ),
}


def _document(body: str, **parts: str) -> bytes:
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{name}+xml"/>'
        for name in ("document.main", *parts)
    ).replace("/document.main.xml", "/document.xml")
    namespaces = (
        f'xmlns:w="{_MAIN}" xmlns:m="{_MATHS}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    )
    return zipped(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
            ),
            "_rels/.rels": related(("r1", "officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": related(*((name, name, f"{name}.xml") for name in parts)),
            "word/document.xml": f"<w:document {namespaces}><w:body>{body}</w:body></w:document>",
            **{f"word/{name}.xml": f"<w:{name} {namespaces}>{content}</w:{name}>" for name, content in parts.items()},
        }
    )


def _notes(size: int) -> bytes:
    """Footnotes, each with its mark in the text."""
    count = size // 300
    marks = "".join(
        f'<w:p><w:r><w:t>第{i}段</w:t></w:r><w:r><w:footnoteReference w:id="{i}"/></w:r></w:p>' for i in range(count)
    )
    notes = "".join(f'<w:footnote w:id="{i}">{_p(f"注{i}。")}</w:footnote>' for i in range(count))
    return _document(marks, footnotes=notes)


def _styles(size: int) -> bytes:
    """Styles, each based on the one before it."""
    count = size // 400
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{i}"><w:name w:val="s{i}"/><w:basedOn w:val="s{i - 1}"/></w:style>'
        for i in range(count)
    )
    return _document("".join(_p(f"第{i}段。", f'<w:pStyle w:val="s{i}"/>') for i in range(count)), styles=styles)


WORD: dict[str, dict[str, Build]] = {
    ".docx": {
        **{name: (lambda size, piece=piece: _document(filled(piece, size))) for name, piece in _PIECES.items()},  # type: ignore[misc]
        **{name: (lambda size, whole=whole: _document(whole(size))) for name, whole in _WHOLE.items()},  # type: ignore[misc]
        "footnotes": _notes,
        "chain of styles": _styles,
    }
}
