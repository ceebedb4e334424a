"""The operator's lexicon: how words are said, written in ``station.toml`` as pinyin or as other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from pipeline.chinese.words import words
from pipeline.errors import StationError
from pipeline.messages import _
from pipeline.reading.normalise import normalise

_SYLLABLES = re.compile(r"^[a-zA-ZüÜ:]+[0-9]?(?:[\s']+[a-zA-ZüÜ:]+[0-9]?)*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lexicon."""

    word: str
    """As written in documents."""
    spoken: str
    """What is said for it, figures written out; the word itself when only its reading is given."""
    pinyin: tuple[str, ...]
    """A syllable for each Chinese character of ``spoken``; empty when other words are given."""


def read_lexicon(lexicon: Mapping[str, str], where: Callable[[str], str] = lambda word: word) -> dict[str, Entry]:
    """The operator's lines, checked.

    ``where`` tells the file and line of a word, for messages.

    Raises:
        StationError: a syllable that the language does not have, or not one syllable for each Chinese character.
    """
    return {word: _entry(word, value.strip(), where) for word, value in lexicon.items()}


def _entry(word: str, value: str, where: Callable[[str], str]) -> Entry:
    if not word.strip() or not value:
        raise StationError(
            _("the lexicon has an empty line for {word!r}").format(word=word),
            where=where(word),
            next=_("write how it is said, or remove the line"),
        )
    letters_only = value.isupper() and not any(map(str.isdigit, value))
    if letters_only or not _SYLLABLES.match(value):
        return Entry(word, _in_words(value), ())
    syllables = tuple(_plain(syllable) for syllable in re.split(r"[\s']+", value))
    for syllable in syllables:
        if syllable not in all_syllables():
            raise StationError(
                _("{syllable!r} is not a Mandarin syllable").format(syllable=syllable),
                where=where(word),
                next=_remedy(syllable),
            )
    spoken = _in_words(word)
    wanted = sum(character in words().defaults for character in spoken)
    if wanted != len(syllables):
        raise StationError(
            _("{word!r} has {wanted} Chinese characters but {given} syllables").format(
                word=word, wanted=wanted, given=len(syllables)
            ),
            where=where(word),
            next=_("give one syllable for each character, separated by spaces"),
        )
    return Entry(word, spoken, syllables)


def _in_words(text: str) -> str:
    """``text`` with figures and signs written out: what a voice is given."""
    return "".join(stretch.spoken for stretch in normalise(text))


def _plain(syllable: str) -> str:
    return syllable.lower().replace("u:", "v").replace("ü", "v")


def _remedy(syllable: str) -> str:
    if not syllable[-1].isdigit():
        tones = [f"{syllable}{tone}" for tone in "12345" if f"{syllable}{tone}" in all_syllables()]
        if tones:
            return _("add the tone: {choices}").format(choices=", ".join(tones))
    near = get_close_matches(syllable, sorted(all_syllables()), n=1, cutoff=0.4)
    return _("did you mean {near!r}?").format(near=near[0]) if near else _("write it as in “chong2 qing4”")


@cache
def all_syllables() -> frozenset[str]:
    """Every syllable of the language with its tone, light ones included."""
    with_tone = set(words().defaults.values())
    return frozenset(with_tone | {f"{syllable[:-1]}5" for syllable in with_tone})
