"""A web page that a browser printed into a PDF: the browser's own head and foot name the page and its address.

Chromium writes 2026/6/9 10:00 and the title above, the address and 1/3 below; Firefox the title and the address above,
the pages and the date below; Internet Explorer the title above, the address and the date below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.text.formats.pdf.furniture import text_of
from pipeline.text.formats.pdf.layout import Laid

_ADDRESS = re.compile(
    r"(?:https?|file):/{2,3}\S+|(?:[\w-]+\.)+[a-z]{2,6}(?::\d+)?/\S*|(?:www\.)(?:[\w-]+\.)+[a-z]{2,6}"
)
_DATE = re.compile(
    r"(?<!\d)\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?!\d)(?:\s*[,，]?\s*(?:上午|下午|AM|PM)?\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?:\s*[AP]M)?)?",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"第\s*\d{1,4}\s*页\s*[/／,，]?\s*共\s*\d{1,4}\s*页|\d{1,4}\s*[/／]\s*\d{1,4}$|(?:Page\s+)?\d{1,4}\s+of\s+\d{1,4}",
    re.IGNORECASE,
)


def printed_page(pages: Sequence[Laid]) -> tuple[list[Laid], str, tuple[str, ...]]:
    """``pages`` without a browser's heads and feet, the title that these give, and what they were; an empty title if no
    browser printed them."""
    if not pages or len(pages[0].rows) < 3:
        return list(pages), "", ()
    title = _title(text_of(pages[0].rows[0]), text_of(pages[0].rows[-1]))
    if not title:
        return list(pages), "", ()
    kept: list[Laid] = []
    left: list[str] = []
    for page in pages:
        rows = list(page.rows)
        while rows and len(rows) > len(page.rows) - 2 and _is_head(text_of(rows[0]), title):
            left.append(text_of(rows.pop(0)))
        if rows and _is_foot(text_of(rows[-1])):
            left.append(text_of(rows.pop()))
        kept.append(replace(page, rows=rows))
    return kept, title, tuple(left)


def _title(head: str, foot: str) -> str:
    """What ``head`` says beside a date, an address and a page number, if it and ``foot`` hold both of the first."""
    if not (_ADDRESS.search(f"{head}\n{foot}") and _DATE.search(f"{head}\n{foot}") and _is_foot(foot)):
        return ""
    return _rest(head)


def _rest(text: str) -> str:
    for pattern in (_ADDRESS, _DATE, _PAGE):
        text = pattern.sub(" ", text).strip()
    return " ".join(text.split())


def _is_head(text: str, title: str) -> bool:
    return _rest(text) == title


def _is_foot(text: str) -> bool:
    """Whether ``text`` is an address, a page number, a date, several of them, and nothing else."""
    return not _rest(text)
