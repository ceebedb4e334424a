"""The numbers in front of paragraphs that Word counts itself and keeps out of their text (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pipeline.text.formats.list_labels import whole
from pipeline.text.formats.word.names import W, is_yes, value_of
from pipeline.text.formats.word.number_formats import is_known, written
from pipeline.text.formats.word.styles import Styles

DEEPEST_LINK = 8
"""List styles that refer to one another before it is taken for a circle."""

_CLOSE = ("、", "，", "。", "：", "；", "）", "〉", "》", "】", "〕", "」", "．")
_PART = re.compile("%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    kind: str
    """The number format: ``decimal``, ``chineseCounting``, ``bullet`` …"""
    pattern: str
    """What is written, ``%1`` being the number of the first level."""
    start: int
    restarts_after: int | None
    """The level (from 1) at or above which a point starts this one again; 0: none; ``None``: any above it."""
    legal: bool
    """Whether all numbers in it are shown as plain figures."""
    style: str
    """The id of the paragraph style that belongs to it."""
    follows: str
    """What stands between number and text: ``tab``, ``space`` or ``nothing``."""


@dataclass(frozen=True, slots=True)
class _List:
    """A ``w:num``: a use of an abstract list, with what it changes of it."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]
    """Where a level starts again when this use of the list comes to it first."""


class Numbers:
    """Counts the points of each list, as Word does when it shows them."""

    def __init__(self, part: Any, styles: Styles) -> None:
        """``part``: the ``w:numbering`` element, ``None`` if the document has none."""
        self._styles = styles
        self._abstract = (
            {} if part is None else {n.get(W + "abstractNumId"): n for n in part.iterchildren(W + "abstractNum")}
        )
        nums = {} if part is None else {n.get(W + "numId"): n for n in part.iterchildren(W + "num")}
        self._lists = {key: found for key, num in nums.items() if (found := self._list(num, nums)) is not None}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Any) -> str | None:
        """The number in front of ``paragraph``, which is counted by that; ``None`` if it is no point of a list.

        Empty for a bullet and where the list says nothing of such a level.
        """
        place = self._place(paragraph)
        if place is None:
            return None
        key, depth = place
        listing = self._lists.get(key)
        level = listing.levels.get(depth) if listing else None
        if listing is None or level is None:
            return ""
        self._count(key, depth, listing, level)
        if level.kind == "bullet":
            return level.pattern if re.search(r"[\u4e00-\u9fff\d]", level.pattern) else ""
        return _set_off(self._shown(listing, level), level.follows)

    def _count(self, key: str, depth: int, listing: _List, level: Level) -> None:
        counts = self._counts[listing.abstract]
        for above in range(depth):
            if above in listing.levels:
                counts.setdefault(above, listing.starts.get(above, listing.levels[above].start))
        if depth in listing.starts and (key, depth) not in self._begun:
            counts[depth] = listing.starts[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        self._begun.add((key, depth))
        for deeper in [d for d in counts if d > depth]:
            after = listing.levels[deeper].restarts_after if deeper in listing.levels else None
            if after is None or depth < after:
                del counts[deeper]

    def _shown(self, listing: _List, level: Level) -> str:
        counts = self._counts[listing.abstract]

        def number(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            of = listing.levels.get(place, level)
            return written(counts.get(place, of.start), "decimal" if level.legal and is_known(of.kind) else of.kind)

        return _PART.sub(number, level.pattern)

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """The list and the level (from 0) that ``paragraph`` stands in, by itself or by its styles."""
        key = depth = ""
        for source in (paragraph, *self._styles.of_paragraph(paragraph)):
            key = key or value_of(source, "pPr/numPr/numId")
            depth = depth or value_of(source, "pPr/numPr/ilvl")
            if key and (depth or source is paragraph):
                break
        if not key or whole(key, 0) == 0:
            return None
        return key, whole(depth, 0) if depth else self._level_of_style(key, paragraph)

    def _level_of_style(self, key: str, paragraph: Any) -> int:
        levels = self._lists[key].levels if key in self._lists else {}
        for style in self._styles.of_paragraph(paragraph):
            style_id = style.get(W + "styleId")
            if (found := next((depth for depth, level in levels.items() if level.style == style_id), None)) is not None:
                return found
        return 0

    def _list(self, num: Any, nums: dict[str, Any]) -> _List | None:
        abstract = self._abstract.get(value_of(num, "abstractNumId"))
        for _step in range(DEEPEST_LINK):
            link = value_of(abstract, "numStyleLink")
            if not link:
                break
            target = next(
                (key for style in self._styles.chain(link) if (key := value_of(style, "pPr/numPr/numId"))), ""
            )
            abstract = self._abstract.get(value_of(nums.get(target), "abstractNumId"))
        if abstract is None:
            return None
        levels = dict(map(_level, abstract.iterchildren(W + "lvl")))
        starts: dict[int, int] = {}
        for change in num.iterchildren(W + "lvlOverride"):
            depth = whole(change.get(W + "ilvl"), 0)
            levels.update(map(_level, change.iterchildren(W + "lvl")))
            if start := value_of(change, "startOverride"):
                starts[depth] = whole(start, 1)
        return _List(abstract.get(W + "abstractNumId"), levels, starts)


def _level(definition: Any) -> tuple[int, Level]:
    """Depth (from 0) and what the file says of one level of a list."""
    restarts = value_of(definition, "lvlRestart")
    legal = definition.find(W + "isLgl")
    return whole(definition.get(W + "ilvl"), 0), Level(
        value_of(definition, "numFmt", "decimal"),
        value_of(definition, "lvlText"),
        whole(value_of(definition, "start"), 1),
        whole(restarts, 0) if restarts else None,
        legal is not None and is_yes(legal),
        value_of(definition, "pStyle"),
        value_of(definition, "suff", "tab"),
    )


def _set_off(label: str, follows: str) -> str:
    """``label`` with the gap that Word shows behind it, where the label's own last mark is none."""
    label = label.strip()
    wide = label.endswith(_CLOSE) or re.search("[①-⒇⒈-⒛㈠-㈩㉑-㊿]$", label)
    return label if not label or wide or follows == "nothing" else label + " "
