"""A document becomes text: readers by suffix, mended paragraphs, sentences that every engine can say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.text.long_sentences import LIMIT

if TYPE_CHECKING:
    from pipeline.model import Document

__all__ = ["COMMON_SUFFIXES", "LIMIT", "SUFFIXES", "is_urgent", "read_document", "split_text"]

COMMON_SUFFIXES = (".docx", ".pdf", ".xlsx", ".html", ".md", ".txt")
"""Of what people have most, for messages."""

# fmt: off
SUFFIXES = (
    *COMMON_SUFFIXES, ".htm", ".shtml", ".xhtml", ".xlsm", ".xls", ".et", ".csv", ".pptx", ".mhtml", ".mht", ".eml",
    ".epub", ".doc", ".wps", ".rtf", ".odt", ".ods", ".ppt", ".dps", ".odp",
)
# fmt: on
"""Of files that can be read, in lower case; the last ones through LibreOffice."""


def read_document(path: Path) -> Document:
    """The document in the file ``path``; see :func:`pipeline.text.documents.read_document`.

    Raises:
        DocumentError: it cannot be read, or says nothing.
    """
    # Late, like all rooms' doors: a build with nothing to do reads no document.
    from pipeline.text import documents

    return documents.read_document(path)


def is_urgent(path: Path) -> bool:
    """Whether the document in the file ``path`` goes before all others; see :func:`pipeline.text.urgency.is_urgent`."""
    from pipeline.text import urgency  # likewise

    return urgency.is_urgent(path)


def split_text(text: str, limit: int = LIMIT) -> list[str]:
    """The sentences of ``text``, none longer than ``limit`` syllables; ``"".join(split_text(t)) == t``."""
    from pipeline.text import sentences

    return sentences.split_text(text, limit)
