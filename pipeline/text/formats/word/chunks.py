"""Whole files inside a Word document (``w:altChunk``), which Word puts in their place when it opens it."""

from __future__ import annotations

from pipeline.errors import DocumentError
from pipeline.text.cleaning import normal_line_ends
from pipeline.text.decoding import decode
from pipeline.text.formats.word.container import looks_like_web


def chunk_lines(content: bytes, kind: str, where: str) -> list[str] | None:
    """What the file says, line by line; ``None`` if it is of a kind that is not read. ``kind``: its content type."""
    try:
        if "html" in kind or looks_like_web(content):
            # Late: only who has such a file waits for the reader of web pages.
            from pipeline.text.formats.html import lines_of

            return [line.text for line in lines_of(decode(content, where), where)]
        if kind.startswith("text/plain") or kind.endswith("/txt"):
            return [line for line in normal_line_ends(decode(content, where)).split("\n") if line.strip()]
    except DocumentError:
        return None
    return None
