"""Tables of contents: listeners cannot turn to a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipeline.text.formats.word.names import W, value_of
from pipeline.text.formats.word.styles import Styles

FEWEST_TYPED = 3
"""Lines in a row that lead to a page number by dots before they are taken for a typed table of contents; after a
heading that says so, one is enough."""

_STYLE = re.compile(
    r"(?:toc|目录|目錄|wpsoffice\S{0,4}目录)\s*(?:\d|heading|标题|標題)"
    r"|table of (?:figures|authorities)|图表目录|index \d",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(?:目|图|表|图表|章节|内容|插图|表格)\s*(?:录|錄|次)|contents|table of contents", re.IGNORECASE)
_PAGE = r"[\s(（\-–—]*(?:\d{1,4}|[ivxlcIVXLC]{1,6})[\s)）\-–—]*$"
_DOTTED = re.compile(rf".*\S\s*(?:[.．…·•∙⋯_﹒。]\s?){{3,}}\s*{_PAGE}")
_TABBED = re.compile(rf".*\S\s*\t\s*{_PAGE}")


def is_contents_heading(text: str) -> bool:
    """Whether ``text`` heads a table of contents: 目录, 目 次."""
    return _HEADING.fullmatch(text.strip()) is not None


def is_contents_style(paragraph: Any, styles: Styles) -> bool:
    """Whether ``paragraph`` has one of the styles that Word keeps for tables of contents."""
    return any(_STYLE.match(name) for name in styles.names(paragraph))


def in_contents_part(paragraph: Any) -> bool:
    """Whether ``paragraph`` stands in the building block that Word makes for a table of contents."""
    return any(
        value_of(around, "sdtPr/docPartObj/docPartGallery") == "Table of Contents"
        for around in paragraph.iterancestors(W + "sdt")
    )


def leads_to_a_page(text: str, paragraph: Any, styles: Styles) -> bool:
    """Whether ``text`` ends in a page number behind a row of dots, typed or drawn by a tab stop."""
    if _DOTTED.match(text):
        return True
    if not _TABBED.match(text):
        return False
    tabs = styles.paragraph_property(paragraph, "tabs")
    leaders = () if tabs is None else (tab.get(W + "leader", "none") for tab in tabs.iterchildren(W + "tab"))
    return any(leader != "none" for leader in leaders)


def ends_in_a_page(text: str) -> bool:
    """Whether ``text`` ends in what may be the number of a page, set off by a tab or dots."""
    return _DOTTED.match(text) is not None or _TABBED.match(text) is not None


def typed_contents(texts: Sequence[str], leads: Sequence[bool], known: Sequence[bool]) -> list[bool]:
    """Which of the paragraphs ``texts`` belong to a table of contents.

    ``leads``: which of them lead to a page; ``known``: which are known to be contents by their style or field.
    """
    found = list(known)
    leads = _with_tabbed(texts, leads)
    for start, end in _runs(leads):
        headed = start > 0 and (is_contents_heading(texts[start - 1]) or found[start - 1])
        if headed or end - start >= FEWEST_TYPED:
            found[start:end] = [True] * (end - start)
    for place in range(len(texts) - 1):
        if found[place + 1] and is_contents_heading(texts[place]):
            found[place] = True
    return found


def _with_tabbed(texts: Sequence[str], leads: Sequence[bool]) -> list[bool]:
    """``leads`` with the lines below the heading of a table of contents that lead to a page by a tab alone."""
    below = False
    found: list[bool] = []
    for text, lead in zip(texts, leads, strict=True):
        found.append(lead or (below and ends_in_a_page(text)))
        below = is_contents_heading(text) or found[-1]
    return found


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Start and end of each run of true ``flags``."""
    runs: list[tuple[int, int]] = []
    for place, flag in enumerate(flags):
        if flag and place and flags[place - 1]:
            runs[-1] = (runs[-1][0], place + 1)
        elif flag:
            runs.append((place, place + 1))
    return runs
