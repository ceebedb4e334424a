"""Text that any XML parser, any terminal and any podcast client takes."""

from __future__ import annotations

import re

FRAME = ("opening", "label", "closing")
"""Cues that say the same in every episode."""
_CLOSING = "。．.！!？?；;：:，, "
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""All but the Char production of XML 1.0, section 2.2: most control characters, surrogates, U+FFFE and U+FFFF."""


def without_forbidden(text: str) -> str:
    """``text`` without the characters that XML 1.0 forbids; one of them would make a whole feed unreadable."""
    return _NOT_XML.sub("", text)


def has_forbidden(text: str) -> bool:
    """Whether ``text`` has a character that XML 1.0 forbids."""
    return _NOT_XML.search(text) is not None


def one_line(text: str) -> str:
    """``text`` on one line, XML-safe, without white space at its ends."""
    return " ".join(without_forbidden(text).split())


def at_most_bytes(text: str, limit: int) -> str:
    """``text``, or as much of its beginning as fits into ``limit`` bytes of UTF-8, with ``…`` for what is missing."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    return encoded[: limit - len("…".encode())].decode(errors="ignore").rstrip() + "…"


def clock(seconds: int) -> str:
    """``5:07`` or ``1:02:03``: the form podcast clients turn into links."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def words_of(text: str) -> str:
    """A sentence or a title without what it ends or begins with: a sentence that is just a title has the same."""
    return text.strip(_CLOSING)
