"""One sentence in, its reading out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING

from pipeline.chinese.characters import is_chinese
from pipeline.chinese.traditional import READINGS, simplified
from pipeline.chinese.words import Words, words
from pipeline.model import Reading, Rule
from pipeline.reading.given import given
from pipeline.reading.homophones import respelt, spelt
from pipeline.reading.lexicon import Entry, read_lexicon
from pipeline.reading.normalise import normalise
from pipeline.reading.polyphones.decide import Decided, Doubt, Polyphones, Token, in_company
from pipeline.reading.spans import Stretch
from pipeline.reading.tones import sandhi

if TYPE_CHECKING:
    from pipeline.reading.polyphones.names import Name, Names

AS_WRITTEN = frozenset({"", "character variant", "space", "punctuation"})
"""Rules of the normaliser that put no other words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is said for a stretch of the text, and what the operator's lexicon or a note in the text says of it."""

    spoken: str
    origin: Stretch
    entry: Entry | None = None
    rule: str = ""
    """Whose the entry is: ``lexicon`` or ``reading given``."""

    @property
    def settled(self) -> bool:
        """Whether other words than those written are said: an entry's, or a figure's."""
        return self.entry is not None or self.origin.rule not in AS_WRITTEN


@dataclass(frozen=True, slots=True)
class Workings:
    """How a sentence came to its reading."""

    pieces: list[Piece]
    spoken: str
    """What the pieces say together, in simplified characters."""
    tokens: list[Token]
    """Its Chinese words."""
    decided: Decided
    syllables: list[tuple[str, ...]]
    """A tuple for each token: as decided, or as a traditional character settles it."""
    said: list[str]
    """All syllables, their tones in context."""


class Reader:
    """Reads sentences with the built-in dictionary and an operator's lexicon.

    Nothing is loaded before the first sentence is read.

    Raises:
        StationError: the lexicon has a wrong line; see :func:`pipeline.reading.lexicon.read_lexicon`.
    """

    def __init__(
        self, lexicon: Mapping[str, str] | None = None, where: Callable[[str], str] = lambda word: word
    ) -> None:
        """``where`` tells the file and line of a lexicon's word, for messages."""
        self._lines = dict(lexicon or {})
        self.where = where
        self._known: frozenset[str] = frozenset()
        """Persons' names that are certain somewhere in the document that is read."""

    def of_document(self, texts: Iterable[str]) -> Reader:
        """A reader of sentences of one document, to which a name in one of them is known in all."""
        found = copy(self)
        found._known = frozenset(name for text in texts for name in self._names.certain(simplified(text)))
        return found

    @cached_property
    def _words(self) -> Words:
        return words()

    @cached_property
    def _polyphones(self) -> Polyphones:
        return Polyphones(self._words)

    @cached_property
    def _names(self) -> Names:
        # Late: numpy and the weights are for a reader that reads.
        from pipeline.reading.polyphones.names import names

        return names()

    @cached_property
    def _lexicon(self) -> dict[str, Entry]:
        return read_lexicon(self._lines, self.where)

    def read(self, text: str) -> Reading:
        """The reading of one sentence. Any string is read; what has no sound is told in ``unsaid``."""
        unsaid: list[tuple[int, int]] = []
        rules: list[Rule] = []
        work = self._work(text, rules, unsaid)
        base = tuple(syllable for word in work.syllables for syllable in word)
        other = self._respelt(work.pieces, work.spoken)
        shown = _as_written(work.pieces, text)
        return Reading(text, shown, base, tuple(work.said), tuple(rules), tuple(sorted(set(unsaid))), other)

    def workings(self, text: str) -> Workings:
        """How the reading of one sentence comes about."""
        return self._work(text, [], [])

    def _work(self, text: str, rules: list[Rule], unsaid: list[tuple[int, int]]) -> Workings:
        pieces = self._pieces(text, rules, unsaid)
        spoken = "".join(piece.spoken for piece in pieces)
        runs = list(self._runs(pieces))
        tokens = [token for run in runs for token in run]
        decided = self._polyphones.decide(spoken, tokens)
        shown = _as_written(pieces, text)
        syllables = decided.syllables
        if shown != spoken:
            syllables = list(_told_apart(shown, tokens, syllables))
        following = iter(syllables)
        said = [
            syllable
            for run in runs
            for syllable in sandhi.said([_said(token.word, next(following), token.digits) for token in run])
        ]
        return Workings(pieces, spoken, tokens, decided, syllables, said)

    def doubts(self, text: str) -> list[Doubt]:
        """Each place of one sentence that nothing settles and that has other readings, with its place in ``text``.

        Its readings come with what the model gives them, whether it was asked or not: what is said first, then the
        others, the likeliest first; 0 where the model does not know.
        """
        work = self.workings(text)
        words = list(zip(work.tokens, work.syllables, strict=True))
        settled = {
            place for place, piece in enumerate(piece for piece in work.pieces for _ in piece.spoken) if piece.settled
        }
        places = [
            (number, inside)
            for number, token in enumerate(work.tokens)
            if not token.forced and token.start not in settled
            for inside in range(len(token.word))
        ]
        opinions = {
            (number, inside): chances
            for number, inside, chances in self._polyphones.asked(work.spoken, work.tokens, places)
        }
        found = []
        for number, inside in places:
            token, syllables = words[number]
            said, character = syllables[inside], token.word[inside]
            given_chance = dict(opinions.get((number, inside), ()))
            readings = dict.fromkeys((said, *given_chance, *self._polyphones.readings(character, ruled=True)))
            if len(readings) > 1:
                chances = tuple((reading, given_chance.get(reading, 0.0)) for reading in readings)
                alone = len(token.word) == 1
                found.append(Doubt(token.start + inside, chances, token.word, inside, syllables, alone=alone))
        return [self._placed(doubt, words, work.pieces, text) for doubt in found]

    @staticmethod
    def _placed(doubt: Doubt, words: Sequence[tuple[Token, tuple[str, ...]]], pieces: list[Piece], text: str) -> Doubt:
        """``doubt`` with its place in ``text``; a character that is a word of its own comes with a neighbour."""
        wider = in_company(doubt, words) if len(doubt.word) == 1 else doubt
        for found in (wider, doubt):
            start, end = _span(pieces, found.place - found.inside, len(found.word))
            if text[start:end] == found.word:
                break
        return replace(found, start=start, end=end)

    def unused_words(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Words of the operator's lexicon that none of the texts says, in the lexicon's order."""
        unused = dict.fromkeys(self._lexicon)
        for text in texts:
            for _place, entry in self._forced(text):
                unused.pop(entry.word, None)
        return tuple(unused)

    def _pieces(self, text: str, rules: list[Rule], unsaid: list[tuple[int, int]]) -> list[Piece]:
        """What is said, stretch by stretch; rules that fired and spans without a sound are added to the lists."""
        forced = dict(self._settled(text))
        pieces: list[Piece] = []
        for stretch in normalise(
            simplified(text), tuple((start, start + len(entry.word)) for start, (entry, _) in forced.items())
        ):
            if stretch.start in forced:
                entry, rule = forced[stretch.start]
                pieces.append(Piece(entry.spoken, stretch, entry, rule))
                rules.append(Rule(rule, stretch.start, stretch.end, " ".join(entry.pinyin) or entry.spoken))
                continue
            if stretch.unsaid:
                unsaid.append((stretch.start, stretch.end))
            elif stretch.rule:
                rules.append(Rule(stretch.rule, stretch.start, stretch.end, stretch.spoken))
            pieces.append(Piece(self._sayable(stretch, unsaid), stretch))
        return pieces

    def _respelt(self, pieces: list[Piece], spoken: str) -> str:
        """``spoken`` with homophones for the words whose reading the lexicon forces; empty where there are none."""
        if not any(piece.entry and piece.entry.pinyin for piece in pieces):
            return ""
        done, place = "", 0
        for piece in pieces:
            place += len(piece.spoken)
            if piece.entry and piece.entry.pinyin:
                done += respelt(done, piece.spoken, piece.entry.pinyin, spoken[place:])
            else:
                done += piece.spoken
        return "" if done == spoken else done

    def _settled(self, text: str) -> Iterator[tuple[int, tuple[Entry, str]]]:
        """Places whose reading nothing else decides, with the rule: the text's own notes, then the lexicon's words."""
        taken: set[int] = set()
        for found in given(text, self.readings):
            taken.update(range(found.start, found.end), range(*found.note))
            word, note = text[found.start : found.end], text[slice(*found.note)]
            if found.aloud:
                yield found.start, (Entry(word, spelt(found.syllables), found.syllables), "reading given")
                continue
            if found.syllables:
                yield found.start, (Entry(word, word, found.syllables), "reading given")
            yield found.note[0], (Entry(note, "", ()), "reading given")
        for start, entry in self._forced(text):
            if taken.isdisjoint(range(start, start + len(entry.word))):
                yield start, (entry, "lexicon")

    def readings(self, character: str) -> tuple[str, ...]:
        """The readings of a character that are known, the commonest first; none for what is no Chinese character."""
        return self._polyphones.readings(character)

    def _forced(self, text: str) -> Iterator[tuple[int, Entry]]:
        """Places of the lexicon's words in the text, from the left, the longest first."""
        if not self._lexicon:
            return
        place, longest = 0, max(map(len, self._lexicon))
        while place < len(text):
            for size in range(min(longest, len(text) - place), 0, -1):
                entry = self._lexicon.get(text[place : place + size])
                if entry is not None:
                    yield place, entry
                    place += size
                    break
            else:
                place += 1

    def _sayable(self, stretch: Stretch, unsaid: list[tuple[int, int]]) -> str:
        """The stretch's words without characters that no dictionary reads; those go to ``unsaid``."""
        spoken = stretch.spoken.replace("〇", "零")
        if not any(map(is_chinese, set(spoken).difference(self._words.defaults))):
            return spoken
        kept = []
        for place, character in enumerate(spoken):
            if not is_chinese(character) or character in self._words.defaults:
                kept.append(character)
            elif len(spoken) == stretch.end - stretch.start:
                unsaid.append((stretch.start + place, stretch.start + place + 1))
            else:
                unsaid.append((stretch.start, stretch.end))
        return "".join(kept)

    def _runs(self, pieces: list[Piece]) -> Iterator[list[Token]]:
        """The Chinese words of the sentence, a list for each stretch without punctuation."""
        run: list[Token] = []
        start = 0
        spoken = "".join(piece.spoken for piece in pieces)
        for piece in pieces:
            syllables = iter(piece.entry.pinyin if piece.entry else ())
            for chinese, characters in groupby(piece.spoken, self._words.defaults.__contains__):
                stretch = "".join(characters)
                if not chinese:
                    if run:
                        yield run
                    run = []
                elif piece.entry and piece.entry.pinyin:
                    run.append(Token(start, stretch, forced=tuple(islice(syllables, len(stretch)))))
                elif piece.origin.rule:
                    run += self._tokens(self._words.split(stretch), start, piece.origin.digits)
                else:
                    beside = spoken[start - 1 : start], spoken[start + len(stretch) :][:1]
                    run += self._tokens(self._names.cut(stretch, *beside, self._known), start)
                start += len(stretch)
        if run:
            yield run

    @staticmethod
    def _tokens(parts: Iterable[str | Name], start: int, digits: bool = False) -> Iterator[Token]:
        """Words and names as tokens, the first of them at ``start``."""
        for part in parts:
            if isinstance(part, str):
                yield Token(start, part, digits)
                start += len(part)
            else:
                yield Token(start, part.text, forced=part.syllables)
                start += len(part.text)


@lru_cache(maxsize=8192)
def _said(word: str, syllables: tuple[str, ...], digits: bool) -> sandhi.Said:
    """A word as tones in context are worked out for it; most words of a sentence came up before."""
    return sandhi.Said(word, syllables, digits, words().parts(word))


def _as_written(pieces: list[Piece], text: str) -> str:
    """What is said, traditional characters left as they are written where nothing else is said for them."""
    plain = simplified(text)
    if plain == text:
        return "".join(piece.spoken for piece in pieces)
    return "".join(
        text[piece.origin.start : piece.origin.end]
        if piece.spoken == plain[piece.origin.start : piece.origin.end]
        else piece.spoken
        for piece in pieces
    )


def _told_apart(shown: str, tokens: Sequence[Token], decided: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The syllables of the tokens, with those that a traditional character settles."""
    for token, syllables in zip(tokens, decided, strict=True):
        written = shown[token.start : token.start + len(token.word)]
        if token.forced or written == token.word:
            yield syllables
        else:
            yield tuple(
                READINGS.get(character, syllable) if character != plain else syllable
                for character, plain, syllable in zip(written, token.word, syllables, strict=True)
            )


def _span(pieces: list[Piece], place: int, size: int) -> tuple[int, int]:
    """Which characters of the text a stretch of what is said stands for."""
    start = end = said = 0
    for piece in pieces:
        first, said = said, said + len(piece.spoken)
        if said <= place or first >= place + size:
            continue
        plain = len(piece.spoken) == piece.origin.end - piece.origin.start
        if first <= place:
            start = piece.origin.start + (place - first if plain else 0)
        end = piece.origin.end - (max(0, said - place - size) if plain else 0)
    return start, end
