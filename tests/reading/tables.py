"""The tables of this folder and how a reader does on them; the bench prints what the tests ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[tuple[str, str]]:
    """What is written and what is expected."""
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            written, expected = line.split("\t")
            yield written, expected


def wrong_polyphones(name: str, syllable_at: Callable[[str, int], str]) -> list[str]:
    """The rows of a table of marked characters that ``syllable_at(sentence, place)`` reads otherwise."""
    wrong = []
    for marked, expected in rows(name):
        place = marked.index("[")
        found = syllable_at(marked.replace("[", "").replace("]", ""), place)
        if found != expected:
            wrong.append(f"{marked} {found}, not {expected}")
    return wrong


def size(name: str) -> int:
    """Rows in a table."""
    return sum(1 for _ in rows(name))
