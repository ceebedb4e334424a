"""What goes before all others is known before any document is read: by its name, or by a glance at its head."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from pipeline.errors import BroadcastError
from pipeline.text.documents import read_document
from pipeline.text.front_matter import date_of_name, is_urgent_name

_GLANCE = 1 << 14
"""Bytes in which a head stands."""
_AS_TEXT = (".txt", ".md", ".html", ".htm", ".shtml", ".xhtml")
_MARKS = tuple(
    mark.encode(code) for mark in ("急", "urgent") for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
)
"""One of them is in every head that says 紧急, 加急 or urgent; in small letters."""


def is_urgent(path: Path) -> bool:
    """Whether the document in the file ``path`` says that it goes before all others; no, where it cannot be read.

    Read whole only where a glance at its beginning leaves that open.
    """
    _date, rest = date_of_name(unicodedata.normalize("NFC", path.stem))
    try:
        if is_urgent_name(rest) or any(mark in _beginning(path).lower() for mark in _MARKS):
            return read_document(path).urgent
    except (OSError, BadZipFile, KeyError, NotImplementedError, BroadcastError):  # told in its turn
        pass
    return False


def _beginning(path: Path) -> bytes:
    suffix = path.suffix.lower()
    if suffix in _AS_TEXT:
        with path.open("rb") as file:
            return file.read(_GLANCE)
    if suffix == ".docx":
        with ZipFile(path) as archive, archive.open("word/document.xml") as document:
            return document.read(_GLANCE)
    return b""
