"""Which passages of a page are its article.

Each passage has a weight: prose speaks for an article by its length, links and what is known as furniture speak against
it, and what may be either counts little. The article is the run of neighbours within one element of the page whose
weights add up to most; known furniture at its edges and within it is left out. Where that is not convincing, all that
is not known as furniture is said: to say too much is the smaller mistake.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lxml import html

from pipeline.chinese.characters import is_sayable
from pipeline.text.cleaning import cleaned_line
from pipeline.text.formats.web.furniture import (
    BODY_NAMES,
    RELATED,
    ends_the_article,
    is_about_site,
    is_furniture,
    is_named_furniture,
    is_plainly_furniture,
    is_site,
    names_editors,
    without_tools,
)
from pipeline.text.formats.web.passages import Passage
from pipeline.text.formats.web.prose import is_prose
from pipeline.text.shapes import is_date, leads_on

MOST_PROSE = 400
"""Signs of one passage that count: a page that is one long paragraph is as good as two."""
MOST_LINKS_WITHIN = 12
"""Passages that are links and stand between two paragraphs of an article."""
LEAST_LINKS_HEADED = 2
"""Links below a heading that make it one of other pages."""
CONVINCING = 0.6
"""Share of a page's prose that the article must hold."""

LEAST_TEASERS = 2
"""Beginnings of other articles on a page that shows such."""

_CUT_OFF = re.compile(r".{20}(?:\.{3}|…{1,2})$")
_LEAD = re.compile(r"[:：]$")
_ATTACHED = re.compile(r"附件|附表|文件|下载|名单|资料")


@dataclass(frozen=True, slots=True)
class Article:
    """A page divided into what is said and what is left out."""

    said: tuple[Passage, ...]
    left: tuple[str, ...]
    """The lines around the article, in order."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A passage with what speaks for and against it."""

    passage: Passage
    chain: tuple[html.HtmlElement, ...]
    """The elements it stands in, from the page down."""
    furniture: bool
    """Whether it most likely belongs to the page."""
    plain: bool
    """Whether it does so wherever it stands."""
    link: bool
    """Whether it is a link for the greater part."""
    prose: bool

    @property
    def weight(self) -> float:
        size = self.passage.signs
        if self.plain:
            return -10.0 - min(size, 40) / 2
        if self.furniture:
            return -4.0
        if self.link:
            return -5.0 - min(size, 40) / 2
        return float(min(size, MOST_PROSE)) if self.prose else min(0.3 * size, 8.0)


def article(passages: Sequence[Passage], headline: int | None) -> Article:
    """The article among ``passages``; ``headline`` is the index of its title among them, if it was found."""
    judged = _judged(passages)
    first, last = _run(judged)
    within = set(_chosen(judged, first, _extended(judged, first, last)))
    if not _convincing(judged, within):
        within = set(_unfurnished(judged, range(len(judged))))
    if headline is not None:
        within = _from_headline(judged, within, headline)
    said = [trimmed for index in sorted(within) if (trimmed := _trimmed(passages[index]))]
    left = tuple(cleaned_line(one.passage.line.text) for index, one in enumerate(judged) if index not in within)
    return Article(tuple(said), left)


def _judged(passages: Sequence[Passage]) -> list[_Judged]:
    chains = [(*reversed(tuple(p.element.iterancestors())), p.element) for p in passages]
    prose = [is_prose(p.line.text) and 2 * p.linked < p.signs and not is_furniture(p.line.text) for p in passages]
    held: dict[html.HtmlElement, int] = {}
    for passage, chain, speaks in zip(passages, chains, prose, strict=True):
        for element in chain if speaks else ():
            held[element] = held.get(element, 0) + passage.signs
    everything = max(held.values(), default=0)
    named = {e for chain in chains for e in chain if is_named_furniture(e) and 2 * held.get(e, 0) < everything}
    around = _beside_copyright(passages) | _teasers(passages)
    judged = []
    for index, (passage, chain) in enumerate(zip(passages, chains, strict=True)):
        text = passage.line.text
        link = 2 * passage.linked >= passage.signs > 0
        plain = any(e in named for e in chain) or index in around or is_plainly_furniture(text)
        likely = is_furniture(text) and not (passage.line.role == "row" and not link)
        judged.append(
            _Judged(passage, chain, plain or likely, plain or (likely and link), link, prose[index] and not plain)
        )
    return judged


def _beside_copyright(passages: Sequence[Passage]) -> set[int]:
    """Addresses and the like that stand next to whose the site is."""
    found = {index for index, passage in enumerate(passages) if is_site(passage.line.text)}
    for start in sorted(found):
        for step in (-1, 1):
            index = start + step
            while 0 <= index < len(passages) and index not in found and is_about_site(passages[index].line.text):
                found.add(index)
                index += step
    return found


def _teasers(passages: Sequence[Passage]) -> set[int]:
    """The beginnings of other articles, cut off and dated, with their headings; one alone may be a quotation."""
    found = [
        index
        for index, (passage, below) in enumerate(pairwise(passages))
        if _CUT_OFF.search(passage.line.text) and is_date(below.line.text)
    ]
    if len(found) < LEAST_TEASERS:
        return set()
    headings = {index - 1 for index in found if index and passages[index - 1].line.role == "heading"}
    return {*found, *(index + 1 for index in found), *headings}


def _run(judged: Sequence[_Judged]) -> tuple[int, int]:
    """The first and one past the last passage of the run of neighbours with the greatest weight."""
    best = (0.0, 0, 0, 0)
    units: dict[html.HtmlElement, list[tuple[object, float, int, int]]] = {}
    for index, one in enumerate(judged):
        for depth, element in enumerate(one.chain):
            unit: object = one.chain[depth + 1] if depth + 1 < len(one.chain) else index
            known = units.setdefault(element, [])
            if known and known[-1][0] is unit:
                _, weight, start, _ = known[-1]
                known[-1] = (unit, weight + one.weight, start, index + 1)
            else:
                known.append((unit, one.weight, index, index + 1))
    for element, known in units.items():
        favoured = 1.2 if BODY_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}") else 1.0
        depth = sum(1 for _ in element.iterancestors())
        total, start = 0.0, 0
        for _, weight, first, last in known:
            if total <= 0:
                total, start = 0.0, first
            total += weight
            best = max(best, (total * favoured, depth, start, last), key=lambda found: found[:2])
    return best[2], best[3]


def _chosen(judged: Sequence[_Judged], first: int, last: int) -> list[int]:
    """The passages of the run without furniture, and without links under a heading that announces other pages."""
    last = min((index for index in range(first, last) if _ends(judged, index, first, last)), default=last)
    kept = _unfurnished(judged, range(first, last))
    return [index for index in kept if not (judged[index].link and _heads_others(judged, index, first))]


def _unfurnished(judged: Sequence[_Judged], places: range) -> list[int]:
    """Those of ``places`` that are no furniture; between two paragraphs only what is plainly furniture goes."""
    prose = [index for index in places if judged[index].prose]
    midst = range(prose[0], prose[-1]) if prose else range(0)
    return [i for i in places if not (judged[i].plain or (judged[i].furniture and i not in midst))]


def _ends(judged: Sequence[_Judged], index: int, first: int, last: int) -> bool:
    """Whether the article ends before passage ``index``: behind it stand no prose, or links with a word on each.

    Who edited it is told below some texts and above others, and below some stands an annex all the same.
    """
    text = judged[index].passage.line.text
    if not ends_the_article(text):
        return False
    rest = judged[index + 1 : last]
    if names_editors(text):
        annexed = any(one.passage.line.role == "row" or _ATTACHED.search(one.passage.line.text) for one in rest)
        return not (annexed or any(one.prose for one in rest)) and any(one.prose for one in judged[first:index])
    prose = sum(one.prose for one in rest)
    return prose == 0 or 3 * sum(one.link for one in rest) >= len(rest)


def _heads_others(judged: Sequence[_Judged], index: int, first: int) -> bool:
    """Whether the links around ``index`` stand under a heading that announces other pages."""
    while index > first and judged[index].link:
        index -= 1
    return RELATED.match(judged[index].passage.line.text) is not None


def _extended(judged: Sequence[_Judged], first: int, last: int) -> int:
    """Past what stands behind the run in the same element and belongs to it: links that are announced, short lines,
    and what leads to more prose."""
    if last <= first:
        return last
    if _heads_links(judged, last - 1):
        return last - 1
    home = _common(judged[first].chain, judged[last - 1].chain)
    end = last
    links = 0
    for index in range(last, len(judged)):
        one = judged[index]
        if home not in one.chain or _heads_links(judged, index):
            break
        if one.furniture and not names_editors(one.passage.line.text):
            break
        announced = _LEAD.search(judged[last - 1].passage.line.text) or leads_on(judged[last - 1].passage.line.text)
        links += one.link
        if links > MOST_LINKS_WITHIN:
            break
        if not (one.link or one.furniture) or announced:
            end = index + 1
    return end


def _heads_links(judged: Sequence[_Judged], index: int) -> bool:
    """Whether passage ``index`` is the heading of nothing but links, and they are not what belongs to a notice."""
    one, below = judged[index], judged[index + 1 : index + 1 + LEAST_LINKS_HEADED]
    text = one.passage.line.text
    if one.passage.line.role != "heading" or _LEAD.search(text) or _ATTACHED.search(text):
        return False
    return len(below) == LEAST_LINKS_HEADED and all(other.link for other in below)


def _common(one: Sequence[html.HtmlElement], other: Sequence[html.HtmlElement]) -> html.HtmlElement:
    shared = one[0]
    for a, b in zip(one, other, strict=False):
        if a is not b:
            break
        shared = a
    return shared


def _convincing(judged: Sequence[_Judged], within: set[int]) -> bool:
    everywhere = sum(one.passage.signs for one in judged if one.prose and not one.furniture)
    inside = sum(judged[i].passage.signs for i in within if judged[i].prose)
    return inside > 0 and inside >= CONVINCING * everywhere


def _from_headline(judged: Sequence[_Judged], within: set[int], headline: int) -> set[int]:
    """From the title on: what stands above it goes, and what stands between it and the text stays."""
    start = min(within, default=headline)
    if headline < start:
        between = range(headline + 1, start)
        return within | {headline} | {i for i in between if not (judged[i].furniture or judged[i].link)}
    above = {index for index in within if index < headline}
    if any(judged[index].prose for index in above):
        return within
    return (within - above) | {headline}


def _trimmed(passage: Passage) -> Passage | None:
    """``passage`` without the pieces of it that are about the page; ``None`` if nothing else is in it."""
    text = passage.line.text
    kept = without_tools(text)
    if passage.tail_link and is_furniture(passage.tail_link) and is_sayable(kept):
        kept = without_tools(text.removesuffix(passage.tail_link).rstrip())
    if not is_sayable(kept):
        return None
    return passage if kept == passage.line.text else replace(passage, line=replace(passage.line, text=kept))
