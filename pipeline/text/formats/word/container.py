"""What a file called ``.docx`` is if it is no Word document: each kind is refused in words of its own."""

from __future__ import annotations

import re

from pipeline.errors import DocumentError
from pipeline.messages import _

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_BYTE_ORDER = b"\xef\xbb\xbf"
_GUARDED = (b"%TSD-Header-###%", b"E-SafeNet")
"""How files begin that a company's document guard has encrypted (the second some bytes into it)."""


def looks_like_web(content: bytes) -> bool:
    """Whether ``content`` begins as a web page does."""
    return _WEB.match(content[:4096].removeprefix(_BYTE_ORDER)) is not None


def refuse_others(content: bytes, where: str) -> None:
    """
    Raises:
        DocumentError: ``content`` is known to be something else than a package: it says what, and what to do.
    """
    start = content[:1024].removeprefix(_BYTE_ORDER)
    if start.startswith(b"PK"):
        return
    told = _told(start, content)
    if told:
        raise DocumentError(told[0], where=where, next=told[1])


def _told(start: bytes, content: bytes) -> tuple[str, str] | None:
    """What the file is and what to do; ``None`` if that is not known."""
    again = _("open it in Word and save it again as .docx")
    if any(mark in start[:512] for mark in _GUARDED):
        return (
            _("encrypted by a company's document guard"),
            _("decrypt it on a computer that has the guard, or copy its text there into a new document"),
        )
    if start.startswith(_OLE):
        if _wide("EncryptedPackage") in content:
            return _("locked with a password"), _("take the password off in Word and save it again")
        old = _wide("WordDocument") in content
        return (_("a document of the old kind (.doc) that was only renamed"), again) if old else None
    if start.lstrip().startswith(b"{\\rtf"):
        return _("Rich Text (.rtf) that was only renamed"), again
    if looks_like_web(content):
        return _("a web page that was only renamed"), _("rename it to end in .html")
    if start[:512].lstrip().lower().startswith(b"mime-version:") or b"\nmime-version:" in start.lower():
        return _("a web page in one file (.mht) that was only renamed"), again
    if b'progid="Word.Document"' in start or b"http://schemas.microsoft.com/office/2006/xmlPackage" in start:
        return _("a Word document as XML that was only renamed"), again
    if start.startswith(b"%PDF"):
        return _("a PDF that was only renamed"), _("rename it to end in .pdf")
    return None


def other_package(content_types: bytes) -> tuple[str, str] | None:
    """What a package is whose list of contents names no Word document, and what to do; ``None`` if it names one."""
    for mark, suffix in ((b"spreadsheetml", ".xlsx"), (b"presentationml", ".pptx")):
        if mark in content_types and b"wordprocessingml" not in content_types:
            told = _("a file of another program ({suffix}) that was only renamed")
            return told.format(suffix=suffix), _("rename it to end in {suffix}").format(suffix=suffix)
    return None


def _wide(text: str) -> bytes:
    """``text`` as names stand in files of the old kind."""
    return text.encode("utf-16-le")
