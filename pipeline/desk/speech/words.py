"""One sentence to be mended: its characters with their syllables, and the lines of ``[lexicon]`` that would say one
of them otherwise, everywhere or here alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from pipeline.chinese.traditional import simplified
from pipeline.desk.speech.syllables import marked
from pipeline.reading import Reader, doubtful_places
from pipeline.reading.reader import AS_WRITTEN, Piece

_AROUND = 6
"""Characters on either side that tell a place from others."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is said as one: a character, or a figure as a whole."""

    start: int
    """First character of the sentence."""
    end: int
    text: str
    spoken: str
    """In place of ``text``; equal to it where nothing is put in its place."""
    syllables: tuple[str, ...]
    """As decided, before tones change; none for marks and letters."""
    said: tuple[str, ...]
    word: tuple[int, int] = (0, 0)
    """Where in the sentence the word lies that it is a part of; empty where that is not known."""
    entry: str = ""
    """The word of ``[lexicon]`` that settles it; empty where none does."""
    doubtful: bool = False

    @property
    def pinyin(self) -> str:
        return " ".join(map(marked, self.said))

    @property
    def single(self) -> bool:
        """Whether it is one character that is read as it is written."""
        return len(self.syllables) == 1 and len(self.text) == 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line for ``[lexicon]``."""

    word: str
    value: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Another way to say a unit."""

    shown: str
    everywhere: Line
    here: Line
    now: bool = False
    """Whether it is said so already."""


def units(reader: Reader, text: str) -> tuple[Unit, ...]:
    """All of ``text``, in order and without a gap."""
    doubts = [(place.start, place.end, place.character) for place in doubtful_places(reader, text)]
    return tuple(_marked(_units(reader, text), doubts))


def _marked(found: Iterator[Unit], doubts: Sequence[tuple[int, int, str]]) -> Iterator[Unit]:
    for unit in found:
        doubtful = any(
            start <= unit.start < end and (unit.text == character or not unit.single)
            for start, end, character in doubts
        )
        yield replace(unit, doubtful=doubtful)


def _units(reader: Reader, text: str) -> Iterator[Unit]:
    work = reader.workings(text)
    plain: dict[int, _Said] = {}
    said = iter(work.said)
    for token, syllables in zip(work.tokens, work.syllables, strict=True):
        for inside in range(len(token.word)):
            plain[token.start + inside] = _Said(syllables[inside], next(said), token.start, len(token.word))
    place = 0
    for piece in work.pieces:
        here = [plain.get(at) for at in range(place, place + len(piece.spoken))]
        if _is_as_written(piece, text):
            yield from _characters(piece, text, here, piece.origin.start - place)
        else:
            known = [found for found in here if found]
            start, end = piece.origin.start, piece.origin.end
            decided, said_there = tuple(one.decided for one in known), tuple(one.said for one in known)
            yield Unit(start, end, text[start:end], piece.spoken, decided, said_there, entry=_entry(piece))
        place += len(piece.spoken)


class _Said(NamedTuple):
    """A Chinese character of what is said."""

    decided: str
    said: str
    word: int
    """Where its word begins in what is said."""
    size: int
    """Of that word."""


def _is_as_written(piece: Piece, text: str) -> bool:
    written = simplified(text[piece.origin.start : piece.origin.end])
    return piece.spoken == written or (piece.entry is None and piece.origin.rule in AS_WRITTEN and
        len(piece.spoken) == len(written))  # fmt: skip


def _entry(piece: Piece) -> str:
    return piece.entry.word if piece.entry and piece.rule == "lexicon" else ""


def _characters(piece: Piece, text: str, here: Sequence[_Said | None], shift: int) -> Iterator[Unit]:
    """Each Chinese character and mark of a piece that is said as written; Latin letters together."""
    at = piece.origin.start
    for kind, run in groupby(zip(text[at : piece.origin.end], here, strict=True), lambda one: _kind(*one)):
        together = list(run)
        if kind == "letters":
            written = "".join(character for character, _found in together)
            yield Unit(at, at + len(written), written, written, (), (), entry=_entry(piece))
            at += len(written)
            continue
        for character, found in together:
            if found is None:
                yield Unit(at, at + 1, character, character, (), (), entry=_entry(piece))
            else:
                start = max(found.word + shift, piece.origin.start)
                end = min(found.word + found.size + shift, piece.origin.end)
                word = (start, end)
                yield Unit(at, at + 1, character, character, (found.decided,), (found.said,), word, _entry(piece))
            at += 1


def _kind(character: str, found: _Said | None) -> str:
    return "letters" if found is None and character.isalnum() else "characters"


def choices(reader: Reader, found: Sequence[Unit], at: int) -> tuple[Choice, ...]:
    """The ways to say the unit that begins at ``at``: what is said now first."""
    number = next((n for n, unit in enumerate(found) if unit.start == at), None)
    if number is None:
        return ()
    unit = found[number]
    if unit.single:
        readings = dict.fromkeys((unit.syllables[0], *reader.readings(unit.text)))
        return tuple(read_as(found, number, syllable) for syllable in readings)
    text = "".join(each.text for each in found)
    others = [
        said for place in doubtful_places(reader, text) if place.start == at for said, _chance in place.candidates[1:]
    ]
    return tuple(said_as(found, number, said) for said in dict.fromkeys((unit.spoken, *others)))


def read_as(found: Sequence[Unit], number: int, syllable: str) -> Choice:
    """The single character ``found[number]`` read as ``syllable``."""
    unit = found[number]
    start, end = _word(found, number)
    everywhere = _line(found[start:end], number - start, syllable)
    first = _reach(found, number, -1)
    last = _reach(found, number, 1)
    here = _line(found[first : last + 1], number - first, syllable)
    return Choice(marked(syllable), everywhere, here, now=syllable == unit.syllables[0])


def said_as(found: Sequence[Unit], number: int, words: str) -> Choice:
    """The unit ``found[number]`` said in other words."""
    unit = found[number]
    before = found[number - 1].text if number and found[number - 1].single else ""
    after = found[number + 1].text if number + 1 < len(found) and found[number + 1].single else ""
    here = Line(f"{before}{unit.text}{after}", f"{before}{words}{after}")
    # A figure alone would be found within longer ones as well.
    return Choice(words, here, here, now=words == unit.spoken)


def _word(found: Sequence[Unit], number: int) -> tuple[int, int]:
    """The units of the word around ``found[number]``; a character that is a word of its own comes with a neighbour,
    for one alone is something else elsewhere."""
    unit = found[number]
    size = len(unit.entry)
    if size:
        first = last = number
        while first and found[first - 1].entry == unit.entry and found[number].start - found[first - 1].start < size:
            first -= 1
        while last + 1 < len(found) and found[last + 1].entry == unit.entry and last - first + 1 < size:
            last += 1
        return first, last + 1
    inside = [n for n, each in enumerate(found) if each.single and unit.word[0] <= each.start < unit.word[1]]
    if len(inside) > 1:
        return inside[0], inside[-1] + 1
    if number + 1 < len(found) and found[number + 1].single:
        return number, number + 2
    return (number - 1, number + 1) if number and found[number - 1].single else (number, number + 1)


def _reach(found: Sequence[Unit], number: int, step: int) -> int:
    at = number
    while abs(at + step - number) <= _AROUND and 0 <= at + step < len(found) and found[at + step].single:
        at += step
    return at


def _line(part: Sequence[Unit], number: int, syllable: str) -> Line:
    syllables = [syllable if n == number else unit.syllables[0] for n, unit in enumerate(part)]
    return Line("".join(unit.text for unit in part), " ".join(syllables))
