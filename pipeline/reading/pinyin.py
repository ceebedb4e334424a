"""Pinyin as people write it: chóng qìng, Chóngqìng, chong2qing4, lv3, lu:3, nü3."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.chinese.words import words

LONGEST = 6
"""Letters of a syllable (zhuang, shuang)."""
MARKED = "āáǎàăēéěèĕīíǐìĭōóǒòŏūúǔùŭǖǘǚǜǹńňḿ"
"""Letters with a tone mark; a breve stands for the third tone's mark."""
_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0306": "3", "\u0300": "4"}


def has_marks(spelt: str) -> bool:
    """Whether a letter of ``spelt`` has a tone mark."""
    return any(sign in _TONES for sign in unicodedata.normalize("NFD", spelt))


def plain(spelt: str) -> str:
    """``spelt`` in ASCII with each tone as a figure behind its vowel, ü as v."""
    letters = ""
    for sign in unicodedata.normalize("NFD", spelt.replace("ɡ", "g").replace("ɑ", "a")):
        if sign == "\u0308" and letters.rstrip("12345")[-1:] in ("u", "U"):
            at = len(letters.rstrip("12345")) - 1
            letters = letters[:at] + "v" + letters[at + 1 :]
        else:
            letters += _TONES.get(sign, sign)
    return letters.replace("u:", "v")


def divided(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """All ways to take the letters for syllables, each with its tone at its end if it has one."""
    if not parts:
        yield ()
        return
    if not parts[0]:
        yield from divided(parts[1:])
        return
    for first in _syllables(parts[0]):
        for others in divided(parts[1:]):
            yield first + others


def _syllables(letters: str) -> Iterator[tuple[str, ...]]:
    if not letters:
        yield ()
        return
    for size in range(min(len(letters), LONGEST + 1), 0, -1):
        piece = letters[:size]
        tones = re.findall(r"\d", piece)
        base = re.sub(r"\d", "", piece)
        follows = letters[size : size + 1]
        if len(tones) > 1 or follows.isdigit():
            continue
        if base not in bases():
            if base[-1:] == "r" and base[:-1] in bases() and not follows:  # 花儿 huār
                yield base[:-1] + "".join(tones), "er5"
            continue
        for others in _syllables(letters[size:]):
            yield (base + "".join(tones), *others)


@cache
def bases() -> frozenset[str]:
    """Every syllable of the language without its tone."""
    return frozenset(syllable[:-1] for syllable in words().defaults.values()) | {"dei", "zhei", "shei"}
