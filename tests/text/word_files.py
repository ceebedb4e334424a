"""Word documents written part by part, for what no library writes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.model import Document
from pipeline.text import read_document

_SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

Part = tuple[str, str, str]
"""Type of the relation, content type, content of a further part."""


def run(text: str, properties: str = "") -> str:
    """A ``w:r``; ``properties`` are the elements of its ``w:rPr``."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A ``w:p``; plain text becomes a run, ``properties`` are the elements of its ``w:pPr``."""
    inside = content if content.startswith("<") or not content else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def listed(text: str, num: int, depth: int = 0) -> str:
    """A point of the list ``num``."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>')


def level(depth: int, pattern: str, kind: str = "decimal", more: str = "", start: int = 1) -> str:
    """A ``w:lvl``; ``more`` stands between its number format and its pattern."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def field(code: str, result: str = "") -> str:
    """The runs of a field; ``result`` are those of what it shows, plain text becomes one."""
    shown = result if result.startswith("<") or not result else run(result)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        f"{mark.format('begin')}<w:r><w:instrText> {code} </w:instrText></w:r>{mark.format('separate')}{shown}"
        f"{mark.format('end')}"
    )


def package(
    folder: Path, body: str, *, styles: str = "", numbering: str = "", parts: Mapping[str, Part] | None = None
) -> Path:
    """A document with this body; ``parts`` by their names below ``word/``, which are the ids of their relations too."""
    listed_parts = {
        "document.xml": (
            "",
            f"{_WORD}.document.main+xml",
            f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        ),
        **(
            {"styles.xml": ("styles", f"{_WORD}.styles+xml", f"<w:styles {_SPACES}>{styles}</w:styles>")}
            if styles
            else {}
        ),
        **(
            {
                "numbering.xml": (
                    "numbering",
                    f"{_WORD}.numbering+xml",
                    f"<w:numbering {_SPACES}>{numbering}</w:numbering>",
                )
            }
            if numbering
            else {}
        ),
        **{
            name: (kind, type_, content.replace("SPACES", _SPACES))
            for name, (kind, type_, content) in (parts or {}).items()
        },
    }
    types = "".join(
        f'<Override PartName="/word/{name}" ContentType="{part[1]}"/>' for name, part in listed_parts.items()
    )
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{part[0]}" Target="{name}"/>'
        for name, part in listed_parts.items()
        if part[0]
    )
    around = "http://schemas.openxmlformats.org/package/2006"
    path = folder / "通知.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{around}/content-types"><Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        )
        written.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{around}/relationships"><Relationship Id="d" Type="{_RELATIONS}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        written.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{around}/relationships">{relations}</Relationships>'
        )
        for name, part in listed_parts.items():
            written.writestr(f"word/{name}", part[2])
    return path


def said(
    folder: Path, body: str, *, styles: str = "", numbering: str = "", parts: Mapping[str, Part] | None = None
) -> Document:
    """What is read of a document with this body."""
    return read_document(package(folder, body, styles=styles, numbering=numbering, parts=parts))


def lines(document: Document) -> list[str]:
    """The paragraphs of ``document``."""
    return document.text.splitlines()
