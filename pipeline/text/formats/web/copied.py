"""A web page whose words alone are left, its menus with them: copied into a text file or printed.

No link and no element is left of it; so a copied page must show itself beyond doubt, by the path to the article
(位置：首页 > 新闻), short lines alone above it, and what no text but a page has: buttons above or the copyright below.
Of a printed one the browser has noted the title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lxml import html

from pipeline.text.formats.plain import MOST_ABOVE
from pipeline.text.formats.web.article import article
from pipeline.text.formats.web.furniture import is_button, is_path, is_site
from pipeline.text.formats.web.headline import headline_of
from pipeline.text.formats.web.passages import Passage
from pipeline.text.formats.web.prose import is_prose, signs
from pipeline.text.lines import Line

LEAST_MENU = 4
"""Lines above the path."""
LONGEST_ENTRY = 20
"""Characters of an entry of a menu."""


def without_page(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """``lines`` without what stood around the article on their page, and what that was; all if they are no page.

    The line below the path is the title and becomes a heading.
    """
    start = _path(lines)
    if start is None or not _is_page(lines, start) or start + 2 >= len(lines):
        return tuple(lines), ()
    return _divided(lines, start + 1)


def article_of(lines: Sequence[Line], title: str) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """``lines`` of a page called ``title`` without what stands around its article, and what that is; all if none of
    them is that title."""
    headline = headline_of(_shown(lines, 0), [title])
    return (tuple(lines), ()) if headline is None else _divided(lines, headline)


def _divided(lines: Sequence[Line], title: int) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The article with line ``title`` as its heading, and what stands around it; above the title stand menus."""
    numbered = [replace(line, number=index) for index, line in enumerate(lines)]
    found = article(_shown(numbered, title), title)
    said = []
    for passage in found.said:
        line = replace(passage.line, number=lines[passage.line.number].number)
        said.append(replace(line, role="heading", level=1) if passage.line.number == title else line)
    return tuple(said), found.left


def _shown(lines: Sequence[Line], menus: int) -> list[Passage]:
    """``lines`` as passages of one page, those before ``menus`` as links."""
    root = html.Element("body")
    shown = []
    for index, line in enumerate(lines):
        element = html.Element("p")
        root.append(element)
        shown.append(Passage(line, element, signs(line.text) if index < menus else 0))
    return shown


def _path(lines: Sequence[Line]) -> int | None:
    """The index of the path below nothing but entries of menus."""
    for index, line in enumerate(lines[:MOST_ABOVE]):
        if is_path(line.text):
            return index if index >= LEAST_MENU else None
        if line.role or len(line.text) > LONGEST_ENTRY or is_prose(line.text):
            return None
    return None


def _is_page(lines: Sequence[Line], start: int) -> bool:
    """Whether buttons stand above the path at ``start``, or a copyright below, and an article between."""
    marked = sum(is_button(line.text) for line in lines[:start]) > 1 or any(
        is_site(line.text) for line in lines[start:]
    )
    return marked and any(is_prose(line.text) and not is_site(line.text) for line in lines[start + 1 :])
