"""Spaces that typesetting puts around figures (2026 年 3 月, 8 : 30, 5 元 / 月): the rules never see them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.chinese.measure_words import RATED
from pipeline.reading.normalise.numerals import is_measure, is_ordinal
from pipeline.reading.spans import Stretch

_BLANK = "[ \u00a0\u2002-\u200a\u202f]"
_BESIDE_A_FIGURE = re.compile(rf"(?<=\d){_BLANK}{{1,2}}(?=[^\s\dA-Za-z])|(?<=[^\s\dA-Za-z]){_BLANK}{{1,2}}(?=\d)")
_BESIDE_A_STROKE = re.compile(rf"[{RATED}]({_BLANK}?)/({_BLANK}?)(?=[一-鿿])")
_FOLLOWS = re.compile(
    r"[余多几][^，。]|[万亿千百]|[以之]?[上下内外前后](?![一-鿿])|年[度代底初末]?|月份?|[时点分秒日]|[%％#℃‰]"
)
_NUMBER = re.compile(rf"[\d,.]{{1,16}}{_BLANK}?")
_JOINTS = ":：/-"


def tightened(text: str, kept: Sequence[tuple[int, int]]) -> tuple[str, list[int]]:
    """``text`` without such spaces, and for each character that is left its place in ``text``."""
    loose: set[int] = set()
    for run in _BESIDE_A_FIGURE.finditer(text):
        if _is_loose(text, *run.span()):
            loose.update(range(*run.span()))
    if loose or " /" in text or "/ " in text:
        for stroke in _BESIDE_A_STROKE.finditer(text):
            loose.update((*range(*stroke.span(1)), *range(*stroke.span(2))))
    for start, end in kept:
        loose.difference_update(range(start, end))
    places = [place for place in range(len(text)) if place not in loose]
    return "".join(text[place] for place in places), places


def _is_loose(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1], text[end]
    if before in _JOINTS:
        return text[max(0, start - 4) : start - 1].rstrip()[-1:].isdecimal()
    if after in _JOINTS:
        return text[end + 1 : end + 4].lstrip()[:1].isdecimal()
    if before in "#第年月日时点":
        return True
    if before.isdecimal():
        return _is_counted(text[end : end + 6])
    ahead = _NUMBER.match(text, end)
    return "一" <= before <= "鿿" and ahead is not None and _is_counted(text[ahead.end() : ahead.end() + 6])


def _is_counted(follower: str) -> bool:
    return _FOLLOWS.match(follower) is not None or is_measure(follower) or is_ordinal(follower)


def placed(stretches: Iterable[Stretch], places: Sequence[int], length: int) -> Iterable[Stretch]:
    """``stretches`` of tightened text at their places in the whole; the spaces between them say nothing."""
    at = 0
    for stretch in stretches:
        start, end = places[stretch.start], places[stretch.end - 1] + 1
        if at < start:
            yield Stretch(at, start, "", "space")
        yield replace(stretch, start=start, end=end)
        at = end
    if at < length:
        yield Stretch(at, length, "", "space")


def within(kept: Sequence[tuple[int, int]], places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Spans of the whole text as spans of the tightened one."""
    return tuple((bisect_left(places, start), bisect_left(places, end)) for start, end in kept)
