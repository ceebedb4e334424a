"""What an operator drops: a name that is safe, a size that is bounded, a file that appears whole or not at all."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from pipeline.desk.place import Place
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.system.files import make_folder, told_as_output_error
from pipeline.text import COMMON_SUFFIXES, SUFFIXES

LARGEST = 100_000_000
"""Bytes of the largest document that any reader takes."""
_LONGEST = 180
"""Bytes of a file's name: systems allow 255, and numbers and marks are added."""


def clean_name(given: str) -> str:
    """The name under which a document called ``given`` by a browser is kept: its last step, in NFC.

    Raises:
        UsageError: it is no name for a document.
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2].strip()
    stem, dot, suffix = name.rpartition(".")
    if not name.isprintable() or not _encodable(name) or name.startswith((".", "~$")) or not stem:
        raise UsageError(_("is no name for a document"), where=name, next=_("rename the file and drop it again"))
    if f"{dot}{suffix}".lower() not in SUFFIXES:
        raise UsageError(
            _("{suffix} files cannot be read").format(suffix=f"{dot}{suffix}"),
            where=name,
            next=_("save it as one of {suffixes}").format(suffixes=" ".join(COMMON_SUFFIXES)),
        )
    while len(stem.encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{stem}{dot}{suffix}"


def name_for(text: str) -> str:
    """A name for a text that was pasted: its first words."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    kept = "".join(c for c in first.lstrip("#").strip() if c.isalnum() or c in "-_（）")[:30]
    return clean_name(f"{kept or 'notice'}.txt")


def free_name(name: str, place: Place) -> str:
    """``name``, or with a number behind it, so that no draft has it yet."""
    stem, dot, suffix = name.rpartition(".")
    number = 1
    while (place.drafts / name).exists():
        number += 1
        name = f"{stem} ({number}){dot}{suffix}"
    return name


async def received(chunks: AsyncIterator[bytes], place: Place, largest: int = LARGEST) -> bytes:
    """All that arrives, by way of a file that is gone afterwards: memory holds it only when it is whole.

    Raises:
        UsageError: it is larger than ``largest`` bytes, or empty.
        OutputError: it cannot be kept.
    """
    with told_as_output_error(place.incoming):
        make_folder(place.incoming)
        handle, name = tempfile.mkstemp(dir=place.incoming, suffix=".part")
    try:
        with os.fdopen(handle, "w+b") as file:
            size = 0
            async for chunk in chunks:
                size += len(chunk)
                if size > largest:
                    raise UsageError(
                        _("larger than {n} MB").format(n=largest // 1_000_000),
                        next=_("divide it into several documents"),
                    )
                with told_as_output_error(place.incoming):
                    file.write(chunk)
            if not size:
                raise UsageError(_("the file is empty"), next=_("write something into it and drop it again"))
            file.seek(0)
            return file.read()
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def sweep(place: Place) -> None:
    """Remove what a desk that was killed was just being sent."""
    for path in place.incoming.glob("*.part"):
        path.unlink(missing_ok=True)


def _encodable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
