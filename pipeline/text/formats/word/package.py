"""A Word file's package, looked into before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.formats.word.container import other_package, refuse_others

MOST_ENTRIES = 4_000
"""Parts of a package; a long document with hundreds of pictures has some hundreds."""
MOST_UNPACKED = 200_000_000
"""Bytes of all parts unpacked."""
MOST_XML = 40_000_000
"""Bytes of one XML part unpacked: some 5 MB of text with its mark-up."""
MOST_RATIO = 300
"""Times a part over a megabyte may be larger than it is packed; real ones stay below 50."""

_DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T\x00?Y)")


def refuse_hostile(content: bytes, where: str) -> None:
    """Sizes first, then the XML for entities.

    Raises:
        DocumentError: the package is damaged, would fill the memory, or declares entities.
    """
    refuse_others(content, where)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            _refuse_bomb(parts, where)
            _refuse_others(package, where)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")) and _DOCTYPE.search(package.read(part)):
                    raise DocumentError(
                        _("it declares entities in {part}, which no Word document does").format(part=part.filename),
                        where=where,
                        next=_("do not open it; ask whoever sent it for a clean copy"),
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as exc:
        raise damaged(where) from exc


def _refuse_others(package: zipfile.ZipFile, where: str) -> None:
    names = package.namelist()
    if "[Content_Types].xml" in names:
        told = other_package(package.read("[Content_Types].xml"))
    elif "mimetype" in names and package.read("mimetype").startswith(b"application/vnd.oasis.opendocument"):
        told = _("an OpenDocument file that was only renamed"), _("open it in its own program and save it as .docx")
    else:
        told = None
    if told:
        raise DocumentError(told[0], where=where, next=told[1])


def _refuse_bomb(parts: list[zipfile.ZipInfo], where: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        (part.file_size > 1_000_000 and part.file_size > MOST_RATIO * max(part.compress_size, 1))
        or (part.file_size > MOST_XML and part.filename.lower().endswith((".xml", ".rels")))
        for part in parts
    )
    if len(parts) > MOST_ENTRIES or unpacked > MOST_UNPACKED or swollen:
        raise DocumentError(
            _("unpacked it would be {n} MB in {parts} parts, far more than a document").format(
                n=unpacked // 1_000_000, parts=len(parts)
            ),
            where=where,
            next=_("copy its text into a new document"),
        )


def damaged(where: str) -> DocumentError:
    """The error for a file that is no Word document, or no longer one."""
    return DocumentError(
        _("not a Word document, or a damaged one"), where=where, next=_("open it in Word and save it again as .docx")
    )
