"""Over-long sentences in pieces: at comma-like marks, else between words, else between characters."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import ceil

from pipeline.chinese.characters import CLOSERS, OPENERS
from pipeline.chinese.words import word_ends

LIMIT = 80
"""Syllables a piece may say. The tightest engine takes 510 phoneme tokens; a Mandarin syllable has up to six."""

QUARTERS = 4
"""Weights are whole quarters of a syllable, so that marks count a little without fractions."""

HEAVIEST = 4 * QUARTERS
"""What no single character weighs more than."""

Mark = tuple[int, str, bool]
"""Offset after the mark, the mark, whether it lies within quotes or brackets."""

_PENALTY = {"。": 0.0, "；": 0.2, ";": 0.2, "：": 0.2, ":": 0.2, "，": 0.3, ",": 0.3, "、": 0.6}
"""How much further from the ideal place, in shares of the limit, a better mark may lie."""

_LONG_SIGNS = dict.fromkeys("%‰℃℉=<>≤≥≈≠±×÷~～@Ww０１２３４５６７８９0123456789", 2) | dict.fromkeys("%‰℃℉≤≥≠", 3)
_SHORT_SIGNS = "+-/#&*_\\|^°–—−→"


class _Weights(dict[str, int]):
    """Quarters of a syllable by character, worked out once each."""

    def __missing__(self, character: str) -> int:
        self[character] = quarters = _quarters(character)
        return quarters


def _quarters(character: str) -> int:
    if character in _LONG_SIGNS:
        return QUARTERS * _LONG_SIGNS[character]
    if character in _SHORT_SIGNS:
        return QUARTERS
    category = unicodedata.category(character)
    if category in ("No", "Nl") or "\u3200" <= character <= "\u33ff" or "\u2100" <= character <= "\u214f":
        return HEAVIEST  # ½ 二分之一, ㎡ 平方米, Ⅷ
    if category in ("Nd", "Sc"):
        return QUARTERS * 2
    if category == "Sm":
        return QUARTERS * 3
    return QUARTERS if category[0] == "L" else 1


_WEIGHTS = _Weights()


def weight(text: str) -> int:
    """An upper estimate of what saying ``text`` takes, in quarters of a syllable.

    Marks and spaces count a quarter, so that length is bounded too; a figure counts two syllables (30000 is said
    三万, 38 三十八), a letter one, a percent sign three.
    """
    return sum(map(_WEIGHTS.__getitem__, text))


def divide(text: str, marks: Sequence[Mark], limit: int) -> list[str]:
    """``text`` in pieces of at most ``limit`` syllables, as even as the marks allow; lossless, linear.

    ``marks`` are in order. A nested one is used only where nothing else lies within reach. Only a single grapheme
    heavier than ``limit`` is itself divided.
    """
    bound = QUARTERS * limit
    if len(text) * HEAVIEST <= bound or weight(text) <= bound:
        return [text]
    sums = list(accumulate(map(_WEIGHTS.__getitem__, text), initial=0))
    places = [place for place, _, _ in marks]
    pieces = []
    start = 0
    while sums[-1] - sums[start] > bound:
        rest = sums[-1] - sums[start]
        ideal = sums[start] + rest / ceil(rest / bound)
        last = max(bisect_right(sums, sums[start] + bound) - 1, start + 1)
        within = marks[bisect_right(places, start) : bisect_right(places, last)]
        place = _place(text, within, sums, start, last, ideal)
        pieces.append(text[start:place])
        start = place
    return [*pieces, text[start:]]


def _place(text: str, marks: Sequence[Mark], sums: Sequence[int], start: int, last: int, ideal: float) -> int:
    """The best offset to cut at, in ``text[start + 1 : last + 1]``.

    A mark outside quotes and brackets; else between words outside them, where a cut may be heard but misleads nobody;
    else a mark inside; else between words anywhere. The first three must not leave a stub behind.
    """
    reach = sums[last] - sums[start]
    far = [mark for mark in marks if 5 * (sums[mark[0]] - sums[start]) >= reach]
    outside = [mark for mark in far if not mark[2]]
    if outside or not marks:
        return _best_mark(outside, sums, ideal, reach) or _between_words(text, start, last, bisect_left(sums, ideal))
    ends = [end for end in _outside_quotes(text, start, last) if 3 * (sums[end] - sums[start]) >= reach] if far else []
    words = ends and _word_cuts(text, start, last)
    nearest = min(set(ends) & set(words), key=lambda place: (abs(sums[place] - ideal), place), default=0)
    return nearest or _best_mark(far or marks, sums, ideal, reach)


def _best_mark(marks: Sequence[Mark], sums: Sequence[int], ideal: float, reach: int) -> int:
    """Offset of the best mark, 0 if there is none."""
    scored = ((abs(sums[place] - ideal) / reach + _PENALTY[mark], place) for place, mark, _ in marks)
    return min(scored, default=(0.0, 0))[1]


def _outside_quotes(text: str, start: int, last: int) -> list[int]:
    """The offsets that lie in no quotes or brackets which begin after ``start``."""
    depth, places = 0, []
    for place in range(start + 1, last + 1):
        depth += (text[place - 1] in OPENERS) - (text[place - 1] in CLOSERS and depth > 0)
        if not depth:
            places.append(place)
    return places


def _between_words(text: str, start: int, last: int, ideal: int) -> int:
    """The end of a word nearest to ``ideal`` in ``text[start + 1 : last + 1]``, else of a character."""
    ends = _word_cuts(text, start, last)
    ends = ends or [place for place in range(start + 1, last + 1) if not _inside_grapheme(text, start, place)]
    return min(ends, key=lambda place: (abs(place - ideal), place), default=_no_surrogate_pair(text, last))


def _word_cuts(text: str, start: int, last: int) -> list[int]:
    ahead = text[start : last + 8]
    return [start + end for end in word_ends(ahead) if start + end <= last and _parts(text, start + end)]


def _parts(text: str, place: int) -> bool:
    """Whether a cut at ``place`` leaves Latin words, numbers, addresses and white space whole."""
    before, after = text[place - 1], text[place : place + 1]
    if after.isspace() or _inside_grapheme(text, place - 1, place):
        return False
    return before.isspace() or not ("!" <= before <= "~" and "!" <= after <= "~")


def _inside_grapheme(text: str, start: int, place: int) -> bool:
    """Whether a cut at ``place`` would take a mark off its letter, or a sign off a sequence that shows as one."""
    if place >= len(text):
        return False
    before, after = text[place - 1], text[place]
    if unicodedata.category(after)[0] == "M" or "\u200d" in (before, after) or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if "\U0001f1e6" <= after <= "\U0001f1ff":
        flags = place
        while flags > start and "\U0001f1e6" <= text[flags - 1] <= "\U0001f1ff":
            flags -= 1
        return (place - flags) % 2 == 1
    return (before == "\r" and after == "\n") or _surrogates(before, after)


def _surrogates(before: str, after: str) -> bool:
    return "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"


def _no_surrogate_pair(text: str, place: int) -> int:
    inside = 0 < place < len(text) and _surrogates(text[place - 1], text[place])
    return place + 1 if inside else place
