"""What is left of a page's foot below a text that was copied or turned into Markdown: where the neighbours lead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.messages import ngettext
from pipeline.text.lines import Line

_NEIGHBOURS = re.compile(
    r"[\[【（(]?[上下]一(?:篇|条|页|则)(?:文章|新闻|信息)?[\]】）)]?\s*(?:[:：]|$|没有|[上下]一)|[\[【（(]\s*(?:打印|关闭|返回)\S{0,4}[\]】）)]"
)
MOST_LINES = 6


def without_foot(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """``lines`` without those at their end that lead to the articles before and behind, and what those say."""
    end = len(lines)
    while 1 < end > len(lines) - MOST_LINES and _NEIGHBOURS.match(lines[end - 1].text):
        end -= 1
    return tuple(lines[:end]), tuple(line.text for line in lines[end:])


def told_around(left: Sequence[str]) -> tuple[str, ...]:
    """The notice that ``left`` stood around an article; none if nothing did."""
    if not left:
        return ()
    said = ngettext("left out around the article: {n} line", "left out around the article: {n} lines", len(left))
    return (said.format(n=len(left)),)
