"""Web pages saved whole (``.mhtml``) and letters (``.eml``): messages of several parts (RFC 2045, RFC 2557)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.cleaning import cleaned_line
from pipeline.text.formats.html import WebPage
from pipeline.text.formats.plain import PlainText
from pipeline.text.front_matter import Matter
from pipeline.text.lines import Manuscript

_MARK = b"\xef\xbb\xbf"
"""Of UTF-8: a page that bears it is read as such, whatever it declares."""


class SavedPage:
    """``.mhtml``, ``.mht``: the page itself; its pictures, frames and styles are not read."""

    largest = 60_000_000

    def read(self, content: bytes, where: str) -> Manuscript:
        message = _parsed(content, where)
        start = str(message.get_param("start") or "").strip("<>")
        pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
        first = next((part for part in pages if start and str(part["Content-ID"] or "").strip("<>") == start), None)
        page = first or next(iter(pages), None)
        if page is None:
            raise _nothing(where)
        return WebPage().read(_as_utf8(page), where)


class Letter:
    """``.eml``: subject, date and text; what is attached is left out and told."""

    largest = 60_000_000

    def read(self, content: bytes, where: str) -> Manuscript:
        message = _parsed(content, where)
        if message.get_content_type() in ("application/pkcs7-mime", "multipart/encrypted"):
            raise DocumentError(_("is encrypted"), where=where, next=_("open it in the mail program and save its text"))
        body = message.get_body(("html", "plain"))
        if not isinstance(body, EmailMessage):
            raise _nothing(where)
        reader = WebPage() if body.get_content_type() == "text/html" else PlainText()
        said = reader.read(_as_utf8(body), where)
        return Manuscript(
            said.lines, _head(message) | dict(said.matter), (*said.notices, *_attached(message)), said.place
        )


def _parsed(content: bytes, where: str) -> EmailMessage:
    try:
        message = BytesParser(policy=policy.default).parsebytes(content)
    # The parser of headers lets out whatever it meets in a damaged one.
    except (MessageError, ValueError, LookupError, IndexError, AttributeError, TypeError, RecursionError) as exc:
        raise _nothing(where) from exc
    if not message.keys():
        raise _nothing(where)
    return message


def _nothing(where: str) -> DocumentError:
    return DocumentError(
        _("there is no page or letter in it"), where=where, next=_("open it and save its text as .docx or .txt")
    )


def _as_utf8(part: EmailMessage) -> bytes:
    """The text of ``part`` in UTF-8; as it is where its charset is not told or not known."""
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    charset = part.get_content_charset()
    if not charset:
        return raw
    # What declares GB2312 holds characters of its supersets as a rule.
    name = "gb18030" if charset in ("gb2312", "gbk", "x-gbk") else charset
    try:
        return _MARK + raw.decode(name).encode()
    except (LookupError, ValueError):
        return raw


def _head(message: EmailMessage) -> Matter:
    found: Matter = {}
    if subject := cleaned_line(str(message["Subject"] or "")):
        found["title"] = re.sub(r"^(?:\s*(?:re|fw|fwd|回复|转发|答复)\s*[:：]\s*)+", "", subject, flags=re.IGNORECASE)
    with suppress(ValueError, TypeError):
        found["date"] = parsedate_to_datetime(str(message["Date"])).strftime("%Y-%m-%d")
    return found


def _attached(message: EmailMessage) -> Iterator[str]:
    names = [cleaned_line(part.get_filename() or "?") for part in message.iter_attachments()]
    if names:
        yield _("what is attached is left out: {names}").format(names=", ".join(names[:5]))
