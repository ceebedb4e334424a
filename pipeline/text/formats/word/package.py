"""A Word file's package, looked into before anything is unpacked."""

from __future__ import annotations

import zipfile

from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.formats.office.package import opened
from pipeline.text.formats.word.container import other_package, refuse_others


def refuse_hostile(content: bytes, where: str) -> None:
    """Sizes first, then the XML for entities.

    Raises:
        DocumentError: the package is damaged, would fill the memory, or declares entities.
    """
    refuse_others(content, where)
    with opened(content, where, damaged(where)) as package:
        _refuse_others(package, where)


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


def damaged(where: str) -> DocumentError:
    """The error for a file that is no Word document, or no longer one."""
    return DocumentError(
        _("not a Word document, or a damaged one"), where=where, next=_("open it in Word and save it again as .docx")
    )
