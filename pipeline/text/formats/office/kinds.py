"""What a file is, whatever its suffix says: offices send web pages as .xls, and Word's files of today as .doc."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from pipeline.errors import DocumentError
from pipeline.messages import _

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = {
    "EncryptedPackage": "",
    "WordDocument": ".doc",
    "Workbook": ".xls",
    "PowerPoint Document": ".ppt",
}
"""Kind by the stream that a compound file (MS-CFB) has; its names are in UTF-16. Empty: protected with a password."""
_SAME = {".doc": (".wps",), ".xls": (".et",), ".ppt": (".dps",)}
"""Suffixes under which WPS saves Microsoft's formats."""
_FOLDERS = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}
_OPEN_DOCUMENT = {b"text": ".odt", b"spreadsheet": ".ods", b"presentation": ".odp"}
_MAIL = re.compile(
    rb"\s*(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,40}?(?:MIME-Version|Content-Type):", re.IGNORECASE
)
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}\?>\s*){0,9}"
    rb"<(?:!doctype html|html|head|body|meta|table|div|style)",
    re.IGNORECASE | re.DOTALL,
)

OFFICE = frozenset(
    (".doc", ".dps", ".et", ".odp", ".ods", ".odt", ".ppt", ".pptx", ".rtf", ".wps", ".xls", ".xlsm", ".xlsx")
)
"""Suffixes that programs disagree on, so that the content decides; what is wrongly called .docx its reader refuses."""


def kind_of(content: bytes, suffix: str, where: str) -> str:
    """The suffix (in lower case) that ``content`` should have; ``suffix`` itself where nothing speaks against it.

    Raises:
        DocumentError: it is protected with a password.
    """
    if suffix in (".htm", ".html", ".shtml", ".xhtml", ".mht", ".mhtml"):
        return ".mhtml" if _MAIL.match(content[:20_000]) else ".html"
    if suffix == ".csv" and content.startswith(b"PK\x03\x04"):
        return _in_package(content) or suffix
    if suffix not in OFFICE:
        return suffix
    if content.startswith(_OLE):
        return _in_compound(content, suffix, where)
    if content.startswith(b"PK\x03\x04"):
        found = _in_package(content)
        return suffix if (found, suffix) == (".xlsx", ".xlsm") else found or suffix
    if content.startswith(b"{\\rtf"):
        return ".rtf"
    if content.startswith(b"%PDF"):
        return ".pdf"
    return _written(content, suffix)


def _in_compound(content: bytes, suffix: str, where: str) -> str:
    for name, kind in _STREAMS.items():
        if name.encode("utf-16-le") in content:
            if not kind:
                raise DocumentError(
                    _("is protected with a password"), where=where, next=_("open it and save it without a password")
                )
            return suffix if suffix in _SAME[kind] else kind
    return suffix


def _in_package(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()[:5_000]
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                declared = package.read("mimetype").strip()
                return next((kind for name, kind in _OPEN_DOCUMENT.items() if declared.endswith(name)), "")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return ""
    return next((kind for folder, kind in _FOLDERS.items() if any(name.startswith(folder) for name in names)), "")


def _written(content: bytes, suffix: str) -> str:
    """Kind of what is no binary file of an office program."""
    if _MAIL.match(content[:20_000]) and b"\0" not in content[:20_000]:
        return ".mhtml"
    if _PAGE.match(content[:20_000]):
        return ".html"
    return (
        ".csv" if suffix == ".xls" and content[:1] not in (b"<", b"\x09", b"\x89") and b"\0" not in content else suffix
    )
