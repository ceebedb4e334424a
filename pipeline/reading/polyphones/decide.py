"""Which reading (多音字): homographs and phrases first, then rules, then the model, then the commonest reading."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.chinese.words import Words
from pipeline.reading.polyphones.homographs import WAYS, homograph
from pipeline.reading.polyphones.rules import SETTLED, by_rule, ruled, syllables_of

if TYPE_CHECKING:
    from pipeline.reading.polyphones.model import Floats

Opinion = tuple[int, int, tuple[tuple[str, float], ...]]
"""A token's number, a place in it, and readings with their probabilities, the likeliest first."""

_LOOSE_SPACE = re.compile(r" +(?=[，。！？；：、”》）A-Za-z]|$)|(?<=[，。！？；：、“《（A-Za-z]) +|^ +")
"""Spaces that no reading may hang on: beside punctuation and Latin. Between two characters one parts words."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of what is said."""

    start: int
    """Its first character in ``spoken``."""
    word: str
    digits: bool = False
    """Whether it stands for figures."""
    forced: tuple[str, ...] = ()
    """The operator's syllables for it."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place that may be read otherwise, and what the model thinks of it."""

    place: int
    """In ``spoken``."""
    chances: tuple[tuple[str, float], ...]
    """Readings with their probabilities, the likeliest or what is said first."""
    word: str
    """The word it stands in, or for a character by itself that and a word beside it."""
    inside: int
    """Its place in the word."""
    syllables: tuple[str, ...]
    """The word's syllables as decided."""
    start: int = 0
    """First character of the text the word stands for."""
    end: int = 0
    """One past the last."""
    alone: bool = False
    """Whether the character is a word by itself."""

    @property
    def character(self) -> str:
        """The one it is about."""
        return self.word[self.inside]


@dataclass(frozen=True, slots=True)
class Decided:
    """The syllables of a sentence's words, and what decided where the dictionary did not."""

    syllables: list[tuple[str, ...]]
    """A tuple for each token."""
    doubts: list[Doubt]
    """The places that the model decided."""
    rows: dict[int, int]
    """Place in ``spoken`` → the row of the rule that decided; see :class:`pipeline.reading.polyphones.rules.Ruling`."""
    homographs: frozenset[int]
    """Places of words that are written like others and were told apart by what stands around them."""


def in_company(doubt: Doubt, words: Sequence[tuple[Token, tuple[str, ...]]]) -> Doubt:
    """The doubt about a single character with the longer of the words beside it: a lexicon can tell it from others."""
    number = next(n for n, (token, _syllables) in enumerate(words) if token.start == doubt.place)
    before = words[number - 1] if number and _end(words[number - 1][0]) == doubt.place else None
    after = words[number + 1] if number + 1 < len(words) and words[number + 1][0].start == doubt.place + 1 else None
    if after and not (before and len(before[0].word) > len(after[0].word)):
        return replace(doubt, word=doubt.word + after[0].word, syllables=doubt.syllables + after[1])
    if before:
        word, syllables = before[0].word + doubt.word, before[1] + doubt.syllables
        return replace(doubt, word=word, syllables=syllables, inside=len(before[0].word))
    return doubt


def _end(token: Token) -> int:
    return token.start + len(token.word)


class Polyphones:
    """Decides the syllables of words in their sentence."""

    def __init__(self, words: Words) -> None:
        # Late: numpy and the network's weights are for a reader that reads.
        from pipeline.reading.polyphones.model import model

        self._words = words
        self._model = model()
        self._ambiguous = frozenset(self._model.readings) | ruled()

    def readings(self, character: str, *, ruled: bool = False) -> tuple[str, ...]:
        """The readings of a character that are known, the commonest first; none for what is no Chinese character.

        With ``ruled``, those that only rules and surnames have, too.
        """
        default = self._words.defaults.get(character)
        if default is None:
            return ()
        of_rules = syllables_of(character) if ruled else ()
        return tuple(dict.fromkeys((default, *self._model.readings.get(character, ()), *of_rules)))

    def decide(self, spoken: str, tokens: Sequence[Token]) -> Decided:
        """The syllables of each token."""
        loose = (
            [place for run in _LOOSE_SPACE.finditer(spoken) for place in range(*run.span())] if " " in spoken else []
        )
        if not loose:
            return self._decide(spoken, tokens)
        tight = _LOOSE_SPACE.sub("", spoken)
        moved = [replace(token, start=token.start - bisect_left(loose, token.start)) for token in tokens]
        found = self._decide(tight, moved)
        places = sorted(set(range(len(spoken))).difference(loose))
        return Decided(
            found.syllables,
            [replace(doubt, place=places[doubt.place]) for doubt in found.doubts],
            {places[place]: row for place, row in found.rows.items()},
            frozenset(places[place] for place in found.homographs),
        )

    def _decide(self, spoken: str, tokens: Sequence[Token]) -> Decided:
        decided: list[list[str]] = []
        open_places: list[tuple[int, int]] = []
        rows: dict[int, int] = {}
        homographs = []
        for number, token in enumerate(tokens):
            if token.forced:
                decided.append(list(token.forced))
                continue
            alike = homograph(token.word, spoken, token.start) if token.word in WAYS else ()
            decided.append(list(alike or self._words.syllables(token.word)))
            if alike:
                homographs.append(token.start)
            elif not self._ambiguous.isdisjoint(token.word):
                open_places += ((number, inside) for inside in self._open(spoken, token, decided[-1], rows))
        doubts = self._by_model(spoken, tokens, decided, open_places)
        return Decided([tuple(syllables) for syllables in decided], doubts, rows, frozenset(homographs))

    def _open(self, spoken: str, token: Token, syllables: list[str], rows: dict[int, int]) -> Iterable[int]:
        """Applies the rules to what the dictionary leaves open in a word; places still open come back."""
        known = self._words.known(token.word)
        for inside, character in enumerate(token.word):
            if inside in known or character not in self._ambiguous:
                continue
            ruling = by_rule(spoken, token.start + inside)
            if ruling:
                syllables[inside], rows[token.start + inside] = ruling
            elif character not in SETTLED:
                yield inside

    def _by_model(
        self, spoken: str, tokens: Sequence[Token], decided: list[list[str]], places: list[tuple[int, int]]
    ) -> list[Doubt]:
        doubts = []
        for number, inside, chances in self.asked(spoken, tokens, places):
            decided[number][inside] = chances[0][0]
            token = tokens[number]
            doubts.append(Doubt(token.start + inside, chances, token.word, inside, tuple(decided[number])))
        return doubts

    def asked(self, spoken: str, tokens: Sequence[Token], places: Iterable[tuple[int, int]]) -> Iterator[Opinion]:
        """What the model thinks of places: each a token's number and a place in it."""
        from pipeline.reading.polyphones.model import neighbourhood, sentence_around

        oracle = self._model
        states: Floats | None = None
        first = last = 0
        places = [(number, at) for number, at in places if spoken[tokens[number].start + at] in oracle.readings]
        for order, (number, inside) in enumerate(places):
            token = tokens[number]
            place = token.start + inside
            if states is None or place >= last:
                first, last = sentence_around(spoken, place)
                asked = (tokens[other].start + at - first for other, at in places[order:])
                states = oracle.network.states(spoken[first:last], [at for at in asked if at < last - first])
            before = tokens[number - 1] if number else None
            after = tokens[number + 1] if number + 1 < len(tokens) else None
            near = (
                before.word if before and _end(before) == token.start else "^",
                token.word,
                after.word if after and _end(token) == after.start else "$",
            )
            around = neighbourhood(spoken[first:last], place - first, near, inside)
            yield number, inside, tuple(oracle.chances(spoken[place], states[place - first], around))
