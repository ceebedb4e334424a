"""An article as pages of all kinds hold it, and what is said of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model import Document

TITLE = "一号炉提前投产"
FIRST = "三月二十日，一号炉提前十天投产，全厂职工十分高兴。"
SECOND = "厂长说，这是大家一起努力的结果，二号炉也要加快进度。"
SAID = [TITLE, FIRST, SECOND]


def said(document: Document) -> list[str]:
    """Paragraph by paragraph."""
    return [paragraph.text.rstrip("\n") for section in document.sections for paragraph in section.paragraphs]
