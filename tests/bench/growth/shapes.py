"""How a document of any size is made: a piece over and over, each a little different."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

Build = Callable[[int], bytes]
"""Makes a document of about so many bytes, before it is packed."""
SENTENCE = "今天上午车间要做好防暑降温工作，发现隐患马上报告；"


def filled(piece: Callable[[int], str], size: int) -> str:
    """``piece(0)``, ``piece(1)`` … until they are ``size`` bytes."""
    found, passed, number = [], 0, 0
    while passed < size:
        found.append(piece(number))
        passed += len(found[-1].encode())
        number += 1
    return "".join(found)


def zipped(parts: Mapping[str, str]) -> bytes:
    """A package of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return written.getvalue()


def related(*targets: tuple[str, str, str]) -> str:
    """A part of relations: id, kind, target of each."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(f'<Relationship Id="{name}" Type="{office}/{kind}" Target="{to}"/>' for name, kind, to in targets)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )
