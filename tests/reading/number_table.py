"""The tables of numbers, units and symbols: one sentence a line, then the readings an announcer may give it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.reading.normalise import normalise


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence and its accepted readings, without punctuation and spaces."""

    text: str
    accepted: frozenset[str]


def rows(path: Path) -> list[Row]:
    """The rows of one table; lines that begin with ``# `` are headings."""
    lines = path.read_text("utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("# "))
    return [Row(text, frozenset(map(bare, accepted))) for text, *accepted in cells]


def bare(spoken: str) -> str:
    """``spoken`` without punctuation, spaces and anything else that has no sound of its own."""
    return re.sub(r"[^\u3400-\u4dbf\u4e00-\u9fff0-9A-Za-z%]", "", spoken)


def said(text: str) -> str:
    """What is said for ``text``, in one piece."""
    return "".join(stretch.spoken for stretch in normalise(text))
