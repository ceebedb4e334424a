"""Episodes of one day that are called the same: some clients take the second for the first and drop it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

    from pipeline.publish.entries import Entry


def told_apart(entries: Sequence[Entry], zone: tzinfo) -> dict[str, Entry]:
    """Those of ``entries``, oldest first, that lists call otherwise than they are called, by slug: the second of a day
    in ``zone`` gets a （2） behind its title."""
    found: dict[str, Entry] = {}
    by_title = _by_title(entries)
    for alike in _alike(by_title, zone):
        free = (title for number in count(2) if (title := f"{alike[0].title}（{number}）") not in by_title)
        found |= {entry.slug: replace(entry, title=title) for entry, title in zip(alike[1:], free, strict=False)}
    return found


def same_titles(entries: Sequence[Entry], zone: tzinfo) -> list[tuple[str, tuple[str, ...]]]:
    """Each title that several of ``entries`` of one day have, and their slugs."""
    return [(alike[0].title, tuple(entry.slug for entry in alike)) for alike in _alike(_by_title(entries), zone)]


def _by_title(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.title].append(entry)
    return found


def _alike(by_title: Mapping[str, list[Entry]], zone: tzinfo) -> Iterator[list[Entry]]:
    for called_so in by_title.values():
        if len(called_so) > 1:  # only then is it worth while to ask for the days of thousands
            by_day: dict[object, list[Entry]] = defaultdict(list)
            for entry in called_so:
                by_day[entry.date.astimezone(zone).date()].append(entry)
            yield from (alike for alike in by_day.values() if len(alike) > 1)


def is_called(title: str, own: str) -> bool:
    """Whether ``title`` is what lists call an episode whose title is ``own``."""
    return title == own or re.fullmatch(re.escape(own) + r"（\d+）", title) is not None
