"""What the service says it said, held against what it was asked: every letter, in order.

It may tell words in other portions than a reader would, with marks in them, a whole sentence at once, or a number in
figures; it may not leave out, add or change one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from pipeline.messages import _
from pipeline.voice.edge.errors import Setback

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EXCERPT = 24
"""Characters of what was told that an error shows."""

_DIGITS = "零一二三四五六七八九"
_HEARD_AS = {"零": "[零〇]", "一": "[一幺]", "二": "[二两]", "十": "一?十"}
_MOST_FIGURES = 12
"""Of a number that is counted; longer ones are said figure by figure."""
_PLACES = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))
NUMBER = re.compile(r"(\d[\d,]*)(?:\.(\d+))?(%)?")
"""A number in figures: its whole part, its decimals, per cent."""
ENDS = frozenset("，；：。！？,;:!?")
"""Marks that end a clause: whoever reads aloud pauses there."""
_RUN = re.compile(r"[a-z']+|[A-Z]|.", re.DOTALL)
_VOWELS = re.compile(r"[aeiouy]+")


class Beats(NamedTuple):
    """How many syllables are heard: at least, and at most."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence as it was asked, letter by letter."""

    letters: str
    """All that has a sound, in one writing."""
    beats: tuple[Beats, ...]
    """Of each letter."""
    marks: tuple[int, ...]
    """How many marks stand before each letter; the last entry: after the last."""
    ends: tuple[bool, ...]
    """Likewise, whether one of :data:`ENDS` is among them."""

    def between(self, first: int, last: int) -> Beats:
        """Of the letters from ``first``, and before ``last``."""
        taken = self.beats[first:last]
        return Beats(sum(each.least for each in taken), sum(each.most for each in taken))

    @property
    def total(self) -> Beats:
        return self.between(0, len(self.letters))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Letters that were told in one piece, and where."""

    start: int
    """In units of 100 ns from the start of the sound."""
    end: int
    first: int
    """Of the letters asked for; ``last`` is one past the last."""
    last: int


def asked_for(text: str) -> Asked:
    """``text`` letter by letter."""
    letters: list[str] = []
    beats: list[Beats] = []
    marks, ends = [0], [False]
    for run in _RUN.findall(text):
        plain = _letters(run)
        if not plain and not run.isspace():
            marks[-1] += 1
            ends[-1] |= run in ENDS
        each = _beats(run, len(plain))
        for letter in plain:
            letters.append(letter)
            beats.append(each)
            marks.append(0)
            ends.append(False)
    return Asked("".join(letters), tuple(beats), tuple(marks), tuple(ends))


def placed(asked: Asked, told: Sequence[tuple[str, int, int]]) -> tuple[Stretch, ...]:
    """The stretches of ``asked`` that ``told`` (text, start, end) tells of.

    Raises:
        Setback: something is missing, or more, or other.
    """
    patterns = [_pattern(text) for text, _start, _end in told]
    match = re.fullmatch("".join(f"({pattern})" for pattern in patterns), asked.letters)
    if match:
        spans = (match.span(number) for number in range(1, len(told) + 1))
        found = ((start, end, *span) for (_text, start, end), span in zip(told, spans, strict=True))
        return tuple(Stretch(*each) for each in found if each[2] < each[3])
    whole = "".join(text for text, _start, _end in told)
    said = _letters(whole)
    if re.fullmatch(_pattern(asked.letters), said):
        return (Stretch(told[0][1], told[-1][2], 0, len(asked.letters)),)
    if asked.letters.startswith(said):
        raise Setback(_("the sound ends before the sentence does"))
    told_of = whole if len(whole) <= EXCERPT else f"{whole[: EXCERPT - 1]}…"
    raise Setback(_("the online voice said something else: “{told}”").format(told=told_of))


def _letters(text: str) -> str:
    return "".join(c for c in normalize("NFKC", text).casefold() if c.isalnum())


def _beats(run: str, letters: int) -> Beats:
    """Of each of the ``letters`` of ``run``. A Latin letter by its Chinese name has two syllables at most, W three; a
    word has about as many as groups of vowels."""
    if run.isascii() and run.isalpha():
        if run.isupper():
            return Beats(1, 3 if run == "W" else 2)
        groups = len(_VOWELS.findall(run))
        return Beats(max(1, groups / 2) / letters, (groups + 2) / letters)
    return Beats(0.5, 1) if run == "儿" else Beats(1, 1)


def _pattern(text: str) -> str:
    """A regular expression for the letters of ``text``, its numbers in figures or as they are said."""
    plain = normalize("NFKC", text)
    found = []
    passed = 0
    for match in NUMBER.finditer(plain):
        found.append(re.escape(_letters(plain[passed : match.start()])))
        found.append(f"(?:{'|'.join(_said(match))})")
        passed = match.end()
    return "".join(found) + re.escape(_letters(plain[passed:]))


def _said(match: re.Match[str]) -> Iterator[str]:
    """Regular expressions for the ways in which a number is written."""
    yield match[1].replace(",", "") + (match[2] or "")
    for reading in readings(match):
        yield "".join(_HEARD_AS.get(c, c) for c in reading)


def readings(number: re.Match[str]) -> tuple[str, ...]:
    """The ways in which ``number`` (of :data:`NUMBER`) is said: figure by figure, and counted."""
    whole, fraction = number[1].replace(",", ""), number[2] or ""
    tail = f"点{_one_by_one(fraction)}" if fraction else ""
    head = "百分之" if number[3] else ""
    ways = [_one_by_one(whole), *([_counted(int(whole))] if len(whole) <= _MOST_FIGURES else [])]
    return tuple(head + way + tail for way in ways)


def _one_by_one(figures: str) -> str:
    return "".join(_DIGITS[int(figure)] for figure in figures)


def _counted(value: int) -> str:
    """``value`` as a number word: 一百零五, 十二."""
    if value < 10:
        return _DIGITS[value]
    size, place = next((size, place) for size, place in _PLACES if value >= size)
    count, rest = divmod(value, size)
    head = "" if (size, count) == (10, 1) else _counted(count)
    gap = "零" if 0 < rest < size // 10 else ""
    return head + place + gap + (_counted(rest) if rest else "")
