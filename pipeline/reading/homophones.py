"""A forced reading written with other characters, for a voice that takes no phonemes.

The characters come from the national standard's set (GB 2312) and have one reading only, so that no service can misread
them. One is passed over where it would make a word of the dictionary with a neighbour: words pull readings and stress.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from pipeline.chinese.words import words


def respelt(before: str, word: str, syllables: tuple[str, ...], after: str) -> str:
    """``word`` in characters that can only be read as ``syllables`` (one for each Chinese character of it).

    ``before`` and ``after`` are what is said around it. A character that has no other reading stays; so does one whose
    syllable no such character has (``de5``, ``le5``).
    """
    dictionary = words()
    done = ""
    wanted = iter(syllables)
    for place, character in enumerate(word):
        if character not in dictionary.defaults:
            done += character
            continue
        syllable = next(wanted)
        if character in dictionary.single and dictionary.defaults[character] == syllable:
            done += character
            continue
        next_one = (word[place + 1 :] + after)[:1]
        done += _choice(f"{before}{done}"[-1:], syllable, next_one) or character
    return done


def spelt(syllables: tuple[str, ...]) -> str:
    """A character for each syllable, ``("qu2",)`` → 渠: what pinyin that is to be said aloud is written with.

    One that no character with a single reading has is left out.
    """
    return "".join(_choice("", syllable, "") for syllable in syllables)


def _choice(previous: str, syllable: str, following: str) -> str:
    choices = _by_syllable().get(syllable, ())
    costs = words().costs
    free = (
        c
        for c in choices
        if not (previous and f"{previous}{c}" in costs) and not (following and f"{c}{following}" in costs)
    )
    return next(free, choices[0] if choices else "")


@cache
def _by_syllable() -> dict[str, tuple[str, ...]]:
    """Characters with one reading, the commonest first."""
    dictionary = words()
    found: dict[str, list[str]] = defaultdict(list)
    for character in dictionary.single:
        found[dictionary.defaults[character]].append(character)
    rank = dictionary.costs
    return {syllable: tuple(sorted(each, key=lambda c: (rank.get(c, 999), c))) for syllable, each in found.items()}
