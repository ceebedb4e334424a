"""Tables, as they are read aloud: row by row."""

from __future__ import annotations

from collections.abc import Iterable


def row_text(cells: Iterable[str]) -> str:
    """The cells of one row with a pause between them; empty ones, and line breaks within one, are passed over."""
    return "，".join(text for cell in cells if (text := " ".join(cell.split())))
