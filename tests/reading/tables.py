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


def wrong_polyphones(name: str, syllables_at: Callable[[str, int], tuple[str, ...]]) -> list[str]:
    """The rows of a table of marked characters that ``syllables_at(sentence, place)`` reads otherwise.

    It gives the syllable before and, where the reader knows it, after tones in context: a light one may come there.
    """
    wrong = []
    for marked, expected in rows(name):
        place = marked.index("[")
        found = syllables_at(marked.replace("[", "").replace("]", ""), place)
        if expected not in (found if expected.endswith("5") else found[:1]):
            wrong.append(f"{marked} {found[0]}, not {expected}")
    return wrong


def size(name: str) -> int:
    """Rows in a table."""
    return sum(1 for _ in rows(name))
