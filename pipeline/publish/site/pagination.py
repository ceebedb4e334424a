"""Pagination of the site (the feed's: feed/paged.py): the newest episodes on the front page, older ones behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.publish.entries import Entry

NEWEST = 20
"""Fewest episodes on the front page where there are older ones."""
ON_PAGE = 40
"""Episodes on a page behind it; with less than 800 bytes each, a page stays below 60 kB."""
FRONT = "index.html"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the programme."""

    name: str
    """Its file in ``feeds``."""
    entries: Sequence[Entry]
    """Newest first."""
    newer: str
    """The page with what came after; empty: none."""
    older: str
    """The page with what came before; empty: none."""


def pages_of(entries: Sequence[Entry]) -> Iterator[Page]:
    """The pages of ``entries`` (newest first), the front page first.

    Pages fill from the oldest episode on, so that one behind the front page changes only at its edges
    when episodes are added.
    """
    count = max(0, (len(entries) - NEWEST) // ON_PAGE)
    names = [FRONT, *(f"index-{page:04}.html" for page in range(count, 0, -1))]
    front = len(entries) - count * ON_PAGE
    for page, name in enumerate(names):
        start, stop = (0, front) if not page else (front + (page - 1) * ON_PAGE, front + page * ON_PAGE)
        older = names[page + 1] if page < count else ""
        yield Page(name, entries[start:stop], names[page - 1] if page else "", older)
