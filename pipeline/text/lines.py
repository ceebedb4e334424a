"""What every format yields before its structure is understood: lines in order, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Role = Literal["", "heading", "item", "row", "head", "title"]
"""What a line is known to be: nothing, a heading, a point of a list, a row of a table, all by the format itself; a line
of the head of an office's paper, the title below it (:mod:`pipeline.text.letterhead`)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text file, or one paragraph of a format that has paragraphs."""

    text: str
    """Without white space at its edges; never empty."""
    number: int
    """Where it stands in its file, from 1."""
    role: Role = ""
    level: int = 0
    """Of a heading, from 1; else 0."""
    apart: bool = True
    """Whether a blank line, or the format itself, divides it from the line before."""
    indent: int = 0
    """Columns of white space before it, a Chinese character being two."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A file taken apart by its format's reader."""

    lines: tuple[Line, ...]
    matter: Mapping[str, str | tuple[str, ...] | bool] = field(default_factory=dict)
    """Front matter by key, checked."""
    notices: tuple[str, ...] = ()
    place: Literal["line", "paragraph", "row", "page"] = "line"
    """What ``Line.number`` counts."""
    paragraphs: bool = False
    """Whether the format says where paragraphs end, though what ``place`` counts are lines. In a text file a blank line
    may only be where a column ended."""
    left_out: tuple[str, ...] = ()
    """Lines around the article that the file shows and that are not said, in order."""


class Format(Protocol):
    """A reader of one format."""

    largest: int
    """Bytes a file of this format may have."""

    def read(self, content: bytes, where: str) -> Manuscript:
        """Take ``content`` apart; ``where`` names the file in messages.

        Raises:
            DocumentError: it is not what its suffix says, is damaged, or is hostile.
        """
        ...
