"""Why a character is read as it is: which layer decided, and by which entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pipeline.chinese.words import Words, words
from pipeline.reading import entries
from pipeline.reading.polyphones.decide import Token
from pipeline.reading.reader import AS_WRITTEN, Piece, Reader, Workings
from pipeline.reading.tones.neutral import light_words


@dataclass(frozen=True, slots=True)
class Cause:
    """What decided."""

    layer: str
    """One of ``lexicon given figure phrase name rule model word default``, or ``tone``."""
    entry: str
    """The word, kind or probabilities it went by; empty where there is nothing to tell."""
    where: str
    """File, and line where there is one."""


@dataclass(frozen=True, slots=True)
class Why:
    """One character of what is said."""

    character: str
    syllable: str
    """As decided, before tones change."""
    said: str
    """As it is said."""
    cause: Cause
    tone: Cause | None
    """What changed its tone; None where nothing did."""


def explained(reader: Reader, text: str) -> tuple[Why, ...]:
    """For each Chinese character that is said for ``text`` what decided its reading, from the left."""
    return tuple(_told(reader, reader.workings(text)))


def _told(reader: Reader, work: Workings) -> Iterator[Why]:
    pieces = _by_place(work.pieces)
    said = iter(work.said)
    for token, syllables, decided in zip(work.tokens, work.syllables, work.decided.syllables, strict=True):
        piece = pieces[token.start]
        for inside, character in enumerate(token.word):
            if syllables[inside] != decided[inside]:
                cause = Cause("rule", "", entries.TRADITIONAL)
            else:
                cause = _settled(reader, piece, token) or _decided(work, token, inside)
            syllable, as_said = syllables[inside], next(said)
            tone = _tone(token.word, syllable, as_said) if syllable != as_said else None
            yield Why(character, syllable, as_said, cause, tone)


def _by_place(pieces: list[Piece]) -> list[Piece]:
    """For each character that is said the piece it stands in."""
    return [piece for piece in pieces for _character in piece.spoken]


def _settled(reader: Reader, piece: Piece, token: Token) -> Cause | None:
    """What left nothing to decide: the operator, the text itself, a figure, a name."""
    if piece.entry and piece.rule == "lexicon":
        return Cause("lexicon", piece.entry.word, reader.where(piece.entry.word))
    if piece.entry:
        return Cause("given", piece.entry.word, "")
    if token.forced:
        return Cause("name", token.word, entries.NAMES)
    if piece.origin.rule not in AS_WRITTEN:
        return Cause("figure", piece.origin.rule, entries.of_kind(piece.origin.rule))
    return None


def _decided(work: Workings, token: Token, inside: int) -> Cause:
    place = token.start + inside
    if token.start in work.decided.homographs:
        return Cause("rule", token.word, entries.of_homograph(token.word))
    row = work.decided.rows.get(place)
    if row is not None:
        return Cause("rule", "", entries.of_row(row))
    for doubt in work.decided.doubts:
        if doubt.place == place:
            return Cause("model", ", ".join(f"{s} {chance:.0%}" for s, chance in doubt.chances[:3]), entries.MODEL)
    return _listed(token.word, inside)


def _listed(word: str, inside: int) -> Cause:
    """By the dictionary: the word's own entry, or that of a shorter word in it."""
    dictionary = words()
    if inside not in dictionary.known(word):
        return Cause("default", "", entries.DICTIONARY)
    entry = word if inside in dictionary.reading(word) else _part(dictionary, word, inside)
    line = entries.of_phrase(entry)
    return Cause("phrase", entry, line) if line else Cause("word", entry, entries.DICTIONARY)


def _part(dictionary: Words, word: str, inside: int) -> str:
    parts = dictionary.split(word, whole=False)
    return next(part for part, end in zip(parts, accumulate(map(len, parts)), strict=True) if inside < end)


def _tone(word: str, syllable: str, said: str) -> Cause:
    light = next((listed for listed in (word, word[-2:]) if listed in light_words()), "")
    if said[-1] == "5" and light:
        return Cause("tone", light, entries.of_light_word(light))
    if said[-1] == "5" and syllable not in ("yi1", "bu4"):
        return Cause("tone", "", entries.NEUTRAL)
    return Cause("tone", "", entries.SANDHI)
