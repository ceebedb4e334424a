"""Zipped packages (Word, Excel, EPUB), looked into before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pipeline.errors import DocumentError
from pipeline.messages import _

MOST_ENTRIES = 4_000
"""Parts of a package; a long document with hundreds of pictures has some hundreds."""
MOST_UNPACKED = 200_000_000
"""Bytes of all parts unpacked."""
MOST_XML = 40_000_000
"""Bytes of one XML part unpacked: some 5 MB of text with its mark-up."""
MOST_RATIO = 300
"""Times a part over a megabyte may be larger than it is packed; real ones stay below 50."""

_DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T\x00?Y)")
_XML = (".xml", ".rels", ".vml")


@contextmanager
def opened(
    content: bytes, where: str, damaged: DocumentError, *, declarations: bool = False
) -> Iterator[zipfile.ZipFile]:
    """The package in ``content``, found harmless: sizes first, then (unless it may have ``declarations``) the XML for
    entities. What goes wrong with the package later is ``damaged``, too.

    Raises:
        DocumentError: the package would fill the memory, or declares entities; ``damaged``, if it is.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            _refuse_bomb(parts, where)
            for part in () if declarations else parts:
                if part.filename.lower().endswith(_XML) and _DOCTYPE.search(package.read(part)):
                    raise DocumentError(
                        _("it declares entities in {part}, which no such document does").format(part=part.filename),
                        where=where,
                        next=_("do not open it; ask whoever sent it for a clean copy"),
                    )
            yield package
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as exc:
        raise damaged from exc


def _refuse_bomb(parts: Sequence[zipfile.ZipInfo], where: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        (part.file_size > 1_000_000 and part.file_size > MOST_RATIO * max(part.compress_size, 1))
        or (part.file_size > MOST_XML and part.filename.lower().endswith(_XML))
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
