"""Tones in context: 一, 不, third tones by phrasing, light syllables.

The rules are those of the standard language as newsreaders keep it (Putonghua Shuiping Ceshi Gangyao, 2004, on
changed tones and light syllables): 一 and 不 by what follows, light between two equal verbs; a third tone before a
third tone rises, first inside words, then inside a foot of two or three syllables, never across punctuation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reading.tones.neutral import lighten, lighten_words

FIGURES = frozenset("〇零一二三四五六七八九")
COUNTED = frozenset("第初周期十百千万亿点")
"""After these 一 is a figure or counts in order and keeps its tone, unless a measure of hundreds follows."""
IN_ORDER = ("月", "号", "日", "楼", "级", "等奖", "季度", "班组", "车间", "中全会")
"""Before these a lone 一 counts in order: 一月, 一号楼, 一季度."""
HUNDREDS = frozenset("百千万亿")
COUNTING = HUNDREDS | FIGURES | frozenset("年月日天周次个位步层代班批级点人岁")
"""Between two of these 一 counts (去年一年); between two equal verbs it is light (看一看)."""
POINTING = frozenset("每这那某另同有又是新上下前后哪近任在")
"""With one of these 一 makes a word that points at what follows, so that it changes: 每一个, 同一天."""
RESULTS = frozenset("了起住动上下到开见着来去清完成尽过懂错通出准定全多及得")
"""What may follow 不 between a verb and its result: 看不见, 了不起, 买不到."""


@dataclass(frozen=True, slots=True)
class Said:
    """One word of a run."""

    word: str
    syllables: tuple[str, ...]
    """As in the dictionary, one for each character."""
    digits: bool = False
    """Whether it stands for a date, an ordinal or a string of figures."""
    parts: tuple[int, ...] = ()
    """Sizes of the shorter words in it; empty when it has none."""

    @property
    def is_proverb(self) -> bool:
        """Whether it is one of 一…一…: it counts nothing and falls into halves (一五一十)."""
        return len(self.word) == 4 and self.word[::2] == "一一" and self.word[1] not in HUNDREDS

    @property
    def sets_one_against_many(self) -> bool:
        """Whether it is of the kind of 举一反三 and 以一当十, where 一 keeps its tone."""
        return len(self.word) == 4 and self.word[1] == "一" and self.word[3] in "二三十百千万"


def said(run: Sequence[Said]) -> list[str]:
    """The syllables of a run of words without punctuation inside, as they are said."""
    characters = "".join(piece.word for piece in run)
    syllables = [syllable for piece in run for syllable in piece.syllables]
    words = [piece.word for piece in run]
    lighten_words(words, [piece.parts for piece in run], syllables)
    if "一" in characters or "不" in characters:
        _one_and_not(run, characters, syllables)
    _third_tones(run, syllables)
    lighten(words, syllables)
    return syllables


def _one_and_not(run: Sequence[Said], characters: str, syllables: list[str]) -> None:
    place = 0
    ends = _ends(run)
    for piece in run:
        for inside, character in enumerate(piece.word):
            if character == "一" and syllables[place] == "yi1" and not (piece.digits or piece.sets_one_against_many):
                syllables[place] = _one(characters, syllables, place, ends, figures=not piece.is_proverb)
            elif character == "不" and syllables[place] == "bu4":
                light = len(piece.word) == 3 and inside == 1 and piece.word[2] in RESULTS
                syllables[place] = "bu5" if light else _not(characters, syllables, place)
            place += 1


def _ends(run: Sequence[Said]) -> set[int]:
    """Places of 一 that end a word, or a word within a word, and do not point at what follows."""
    ends, place = set(), 0
    for piece in run:
        for size in (2, 2) if piece.is_proverb else piece.parts or (len(piece.word),):
            start, place = place, place + size
            if size > 1 and not (size == 2 and piece.word[start - place + size] in POINTING):
                ends.add(place - 1)
    return ends


def _one(characters: str, syllables: Sequence[str], place: int, ends: set[int], *, figures: bool) -> str:
    earlier, before = tuple(characters[max(0, place - 2) : place].rjust(2))
    after = characters[place + 1 :]
    twice = after and before == after[0] and before not in COUNTING
    if twice and earlier != "一":  # 看一看, but not 一个一个
        return "yi5"
    if not after or place in ends or after[0] in "的之一是和":
        return "yi1"
    after_a_word = before == "一" and place - 1 in ends  # 唯一一次
    if figures and not after_a_word and _counts(earlier, before, after):
        return "yi1"
    return "yi2" if syllables[place + 1][-1] in "45" else "yi4"


def _counts(earlier: str, before: str, after: str) -> bool:
    """Whether 一 between these is a figure or an ordinal; ``earlier`` stands before ``before``."""
    if before in COUNTED and after[0] not in HUNDREDS:
        return True
    in_a_string = after[0] in FIGURES or (before in FIGURES and (before != "零" or earlier in HUNDREDS))
    return in_a_string or after[0] == "十" or after.startswith(IN_ORDER)


def _not(characters: str, syllables: Sequence[str], place: int) -> str:
    before = characters[place - 1] if place else ""
    after = characters[place + 1] if place + 1 < len(characters) else ""
    if before and before == after:
        return "bu5"
    return "bu2" if after and syllables[place + 1][-1] == "4" else "bu4"


def _third_tones(run: Sequence[Said], syllables: list[str]) -> None:
    if "33" not in "".join([syllable[-1] for syllable in syllables]):
        return
    place = 0
    words = iter(run)
    for foot in feet([len(piece.word) for piece in run]):
        start = place
        for size in foot:
            _inside(syllables, place, next(words).parts or (size,))
            place += size
        _between(syllables, start, foot)


def _inside(syllables: list[str], start: int, parts: Sequence[int]) -> None:
    """A word: each part by itself, then where the parts meet."""
    place = start
    for size in parts:
        for at in range(place, place + size - 1):
            _rise(syllables, at)
        place += size
    _between(syllables, start, parts)


def _between(syllables: list[str], start: int, sizes: Sequence[int]) -> None:
    """Where pieces of these sizes meet; of three single ones the last two go together first."""
    meetings = []
    place = start
    for size in sizes[:-1]:
        place += size
        meetings.append(place - 1)
    for at in reversed(meetings) if tuple(sizes) == (1, 1, 1) else meetings:
        _rise(syllables, at)


def _rise(syllables: list[str], place: int) -> None:
    if syllables[place][-1] == "3" and syllables[place + 1][-1] == "3":
        syllables[place] = f"{syllables[place][:-1]}2"


def feet(sizes: Sequence[int]) -> list[list[int]]:
    """Words, by their sizes, in feet: singles in pairs from the left; one left over joins its neighbour."""
    grouped: list[list[int]] = []
    place = 0
    while place < len(sizes):
        size, following = sizes[place], sizes[place + 1] if place + 1 < len(sizes) else 0
        third = sizes[place + 2] if place + 2 < len(sizes) else 0
        if size == following == third == 1 and place + 3 == len(sizes):
            grouped.append([1, 1, 1])
        elif (size == 1 and following in (1, 2)) or (size == 2 and following == 1 and third != 1):
            grouped.append([size, following])
        else:
            grouped.append([size])
        place += len(grouped[-1])
    return grouped
