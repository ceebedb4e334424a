"""The title of a page: what its head calls it, without the site's name, and where on the page that stands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml import html

from pipeline.text.cleaning import cleaned_line
from pipeline.text.formats.web.furniture import is_furniture, is_information
from pipeline.text.formats.web.passages import Passage
from pipeline.text.formats.web.prose import is_prose, signs

LONGEST = 80
"""Characters of a headline."""
LEAST = 4
"""Signs from which a line is compared with the title of the page: 通知 stands on any page."""

_METAS = ("articletitle", "og:title", "twitter:title", "title", "dc.title")
_TAIL = re.compile(
    r"\s*(?:[-—_|｜–·•:：]{1,3}|--|>>|<<|»)\s*(?=[^-—_|｜–]{2,40}$)"
    r"|\s+(?=\S*(?:网|网站|门户|频道|报|官网|委员会|政府|大学|公司|医院|工会|集团|局|厅|部|中心|办)$)"
)
_COLUMN = re.compile(
    r"^.{0,6}(?:动态|新闻|公告|信息|要闻|之窗|天地|专栏|频道|中心|公开|资讯|详情|详细|内容|正文|浏览|文章|内页|页面|公示)$"
)
"""What sites call their columns; no title of an article where a longer one names the site beside it."""
_SITE = re.compile(
    r"(?:网|网站|门户|首页|官网|频道|主页|平台|系统|协会|学会|分会|研究会|总会|工会|公司|集团|厂|政府|委员会|大学|学院|医院|中心|局|厅|部|在线|日报|晚报|时报)$"
)
_UNTITLED = re.compile(
    r"(?:新建网页|无标题(?:文档|网页|页面)?|未命名(?:文档|网页)?|未标题|(?:新建)?文档|网页标题|untitled(?:\s*(?:document|page))?|new\s*page|document"
    r"|index|home\s*page|test|title)\s*[-_]?\s*\d*$",
    re.IGNORECASE,
)
"""What programs call a page that nobody has given a title."""
_OF_PROGRAM = re.compile(r"^Microsoft (?:Word|Excel|PowerPoint) - |\.(?:docx?|wps|html?|txt)$", re.IGNORECASE)
_SCRIPTED = re.compile(r"\bmsg_title\s*=\s*(['\"])((?:(?!\1)[^\n\\]){2,120})\1")
"""The title that WeChat hands to its scripts."""
_BETWEEN = re.compile(r"\s*[-—_|｜–·»›>]+\s*|\s+")
_FLAT = re.compile(r"[^\w\u3400-\u9fff]+|_")
_TITLE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:h?title|tit|bt|biaoti|headline|article-?title|activity-name|rich_media_title)(?:$|[-_\s])",
    re.IGNORECASE,
)


_OTHER_TITLES = re.compile(r"log-?in|register|site|nav|side|foot|menu|modal|box|tab|logo", re.IGNORECASE)
"""Names of titles that are none of the article's."""


def declared_titles(root: html.HtmlElement) -> list[str]:
    """What the page's head gives as its title, the most trusted first."""
    metas = {
        str(m.get("name") or m.get("property") or "").lower(): str(m.get("content") or "") for m in root.iter("meta")
    }
    found = [metas.get(name, "") for name in _METAS]
    found.append(root.findtext(".//head/title") or root.findtext(".//title") or "")
    found += [match[2] for script in root.iter("script") if (match := _SCRIPTED.search(script.text or ""))]
    titles = (_OF_PROGRAM.sub("", " ".join(cleaned_line(title).split())) for title in found)
    return [title for title in titles if title and not _UNTITLED.match(title)]


def headline_of(passages: Sequence[Passage], declared: Sequence[str]) -> int | None:
    """The index of the passage that is the page's title; ``None`` if none is.

    It is the line that the declared title begins with (or, cut short, begins itself): the longest; of equal ones a
    heading, then the first. Else the page's only heading of the first level, or what the page itself calls a title, or
    the line above the one that tells when and from where the article is, or the first heading right above prose.
    """
    candidates = [
        (index, p) for index, p in enumerate(passages) if LEAST <= p.signs <= LONGEST and not is_furniture(p.line.text)
    ]
    above = _above_information(passages)
    for title in (variant for whole in declared for variant in (without_site(whole), whole)):
        named = _COLUMN.search(title) or (above is not None and _is_site(title))
        wanted = "" if named else title
        known = [(i, p) for i, p in candidates if not _is_site(title) or (p.line.role == "heading" and not p.linked)]
        fitting = [(_fit(p.line.text, wanted), index, p) for index, p in known]
        best = max(((fit, _rank(p), -index) for fit, index, p in fitting if fit), default=None)
        if best is not None:
            return -best[2]
    sites = _flat(" ".join(declared))
    for choice in (_first_level(passages), _called_titles(passages)):
        unlike = [index for index in choice if _flat(passages[index].line.text) not in sites]
        if len(unlike) == 1:
            return unlike[0]
    return _heads_prose(passages) if above is None else above


def title_of(declared: Sequence[str], said: Sequence[Passage], headline: Passage | None) -> str:
    """What the document is called: the line that is its title, else what its head says, if that is not the name of the
    site or of a column, else the first heading above its text; empty if nothing tells."""
    fits = headline is not None and any(_fit(headline.line.text, title) for title in declared)
    for title in () if fits else declared:
        vague = headline is not None and (_COLUMN.search(title) or signs(title) < LEAST)
        if without_site(title) == title and not (_is_site(title) or vague):
            return title
    if headline is not None:
        return cleaned_line(headline.line.text)
    headings = itertools.takewhile(lambda p: not is_prose(p.line.text) or p.line.role == "heading", said)
    first = next((cleaned_line(p.line.text) for p in headings if p.line.role == "heading"), "")
    return first or (without_site(declared[0]) if declared else "")


def without_site(title: str) -> str:
    """``title`` without the name of the site or its column behind it."""
    while match := _last(_TAIL, title):
        head = title[: match.start()].strip()
        tail = title[match.end() :]
        if signs(head) < LEAST or (len(head) < 8 and signs(head) < signs(tail) and not _SITE.search(tail)):
            break
        title = head
    return title


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text))), None)


def _fit(text: str, declared: str) -> int:
    """How many characters a line has in common with the start of the title that is declared; 0 if it is another line.

    What stands behind the name of the site counts as much as all of the title.
    """
    line, title = _flat(text), _flat(declared)
    if len(line) < LEAST:
        return 0
    first, *others = _BETWEEN.split(declared)
    if others and line == _flat(others[-1]) and _is_site(first):
        return len(title)
    if title.startswith(line) and 3 * len(line) >= len(title):
        return len(line)
    if line.startswith(title) and len(title) >= LEAST and len(line) <= 3 * len(title):
        return len(title)
    if title.endswith(line) and 2 * len(line) >= len(title):
        return len(line)  # behind the name of a column: 【人物】一颗螺丝
    return 0


def _rank(passage: Passage) -> int:
    return 2 * (passage.line.role == "heading") + (2 * passage.linked < passage.signs)


def _flat(text: str) -> str:
    return _FLAT.sub("", text).lower()


def _first_level(passages: Sequence[Passage]) -> list[int]:
    return [i for i, p in enumerate(passages) if p.line.role == "heading" and p.line.level == 1 and p.linked == 0]


def _above_information(passages: Sequence[Passage]) -> int | None:
    """The line right above the first one that tells when, from where and by whom; above both stand neither prose nor
    headings."""
    for index, passage in enumerate(passages):
        text = passage.line.text
        if is_information(text) and index:
            before = passages[index - 1]
            fits = LEAST <= before.signs <= LONGEST and 2 * before.linked < before.signs
            if fits and not is_furniture(before.line.text):
                return index - 1
        if passage.line.role == "heading" or passage.signs > LONGEST or text.endswith(("。", "；")):
            return None
    return None


def _heads_prose(passages: Sequence[Passage]) -> int | None:
    """The first heading with prose right below it; above it stands no other prose."""
    for index, (passage, below) in enumerate(pairwise(passages)):
        heads = passage.line.role == "heading" and LEAST <= passage.signs <= LONGEST and not passage.linked
        if heads and is_prose(below.line.text) and not is_furniture(passage.line.text):
            return index
        if is_prose(passage.line.text) and 2 * passage.linked < passage.signs:
            return None
    return None


def _is_site(title: str) -> bool:
    """Whether ``title`` is the name of the site and not of a page of it."""
    return _SITE.search(title) is not None and not is_prose(title)


def _called_titles(passages: Sequence[Passage]) -> list[int]:
    names = (list(_names(p.element)) for p in passages)
    return [
        index
        for index, of_it in enumerate(names)
        if any(_TITLE_NAMES.search(name) and not _OTHER_TITLES.search(name) for name in of_it)
    ]


def _names(element: html.HtmlElement) -> Iterator[str]:
    yield str(element.get("class") or "")
    yield str(element.get("id") or "")
