"""Tones in context: 一, 不, third tones by phrasing, light syllables.

The rules are those of the standard language as newsreaders keep it (Putonghua Shuiping Ceshi Gangyao, 2004, on
changed tones and light syllables): 一 and 不 by what follows, light between two equal verbs; a third tone before a
third tone rises, first inside words, then inside a foot of two or three syllables, never across punctuation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ORDINAL_BEFORE = frozenset("第初周期零〇十百千万亿点")
"""After these 一 is a figure or an ordinal and keeps its tone, unless a measure of hundreds follows."""
ORDINAL_AFTER = frozenset({"月", "月份", "号", "日", "楼", "级", "等奖", "季度", "班组", "车间", "中全会"})
"""Words before which a lone 一 counts in order: 一月, 一号楼, 一季度."""
HUNDREDS = frozenset("百千万亿")
POINTING = frozenset(
    {
        "每一",
        "这一",
        "那一",
        "某一",
        "另一",
        "同一",
        "有一",
        "又一",
        "是一",
        "新一",
        "上一",
        "下一",
        "前一",
        "后一",
        "哪一",
        "近一",
        "任一",
        "不一",
        "在一",
    }
)
"""Words that end in 一 but point at what follows, so that their 一 changes with it."""
RESULTS = frozenset("了起住动得上下到开见着来去清完成好尽过懂错通出准定全")
"""What may follow 不 between a verb and its result: 看不见, 了不起, 买不到."""


@dataclass(frozen=True, slots=True)
class Said:
    """One word of a run: its characters, syllables as in the dictionary, and whether it stands for figures."""

    word: str
    syllables: tuple[str, ...]
    digits: bool = False


def said(run: Sequence[Said]) -> list[str]:
    """The syllables of a run of words without punctuation inside, as they are said."""
    characters = "".join(piece.word for piece in run)
    syllables = [syllable for piece in run for syllable in piece.syllables]
    digits = [piece.digits for piece in run for _ in piece.word]
    last_of_word = _last_of_word(run)
    for place, character in enumerate(characters):
        if character == "一" and syllables[place] == "yi1" and not digits[place]:
            syllables[place] = _one(characters, syllables, place, last_of_word)
        elif character == "不" and syllables[place] == "bu4":
            syllables[place] = _not(characters, syllables, place)
    _third_tones(run, syllables)
    return syllables


def _last_of_word(run: Sequence[Said]) -> set[int]:
    """Places where a word of several characters ends that does not point at the next."""
    ends, place = set(), 0
    for piece in run:
        place += len(piece.word)
        if len(piece.word) > 1 and piece.word not in POINTING:
            ends.add(place - 1)
    return ends


def _one(characters: str, syllables: Sequence[str], place: int, last_of_word: set[int]) -> str:
    before = characters[place - 1] if place else ""
    after = characters[place + 1 :]
    if before and after and before == after[0] and before not in "一十百千万亿零":
        return "yi5"
    if not after or place in last_of_word or after[0] in "的之一是和":
        return "yi1"
    if before in ORDINAL_BEFORE and after[0] not in HUNDREDS:
        return "yi1"
    if after[0] == "十" or after.startswith(tuple(ORDINAL_AFTER)):
        return "yi1"
    return "yi2" if _tone(syllables[place + 1]) in "45" else "yi4"


def _not(characters: str, syllables: Sequence[str], place: int) -> str:
    before = characters[place - 1] if place else ""
    after = characters[place + 1] if place + 1 < len(characters) else ""
    if before and before == after:
        return "bu5"
    return "bu2" if after and _tone(syllables[place + 1]) == "4" else "bu4"


def _tone(syllable: str) -> str:
    return syllable[-1]


def _third_tones(run: Sequence[Said], syllables: list[str]) -> None:
    place = 0
    for foot in feet([len(piece.word) for piece in run]):
        for size in foot:
            _raise(syllables, place, place + size)
            place += size
        start = place - sum(foot)
        for size in foot[:-1]:
            start += size
            _raise(syllables, start - 1, start + 1)


def _raise(syllables: list[str], start: int, end: int) -> None:
    """Third tones before third tones rise, from the left; all but the last of a chain."""
    for place in range(start, end - 1):
        if syllables[place][-1] == "3" and syllables[place + 1][-1] == "3":
            syllables[place] = f"{syllables[place][:-1]}2"


def feet(sizes: Sequence[int]) -> list[list[int]]:
    """Words, by their sizes, in feet: singles in pairs from the left; one left over joins what follows."""
    grouped: list[list[int]] = []
    place = 0
    while place < len(sizes):
        size = sizes[place]
        following = sizes[place + 1] if place + 1 < len(sizes) else 0
        if size == 1 and following in (1, 2):
            grouped.append([1, following])
            place += 2
        elif size == 2 and following == 1 and (place + 2 == len(sizes) or sizes[place + 2] != 1):
            grouped.append([2, 1])
            place += 2
        else:
            grouped.append([size])
            place += 1
    return grouped
