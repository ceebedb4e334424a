"""Places whose reading is uncertain, with the line that would settle them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.reading.reader import Reader

CLOSE = 0.9
"""A place is doubtful when its likeliest reading has less than this probability."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One uncertain place."""

    start: int
    """First character of the text it stands for."""
    end: int
    """One past the last."""
    character: str
    candidates: tuple[tuple[str, float], ...]
    """Syllables with probabilities (two decimals), the likeliest first; the first is what is said now."""
    line: str
    """What an operator would put under ``[lexicon]`` to have it said otherwise."""


def doubtful(reader: Reader, text: str, close: float = CLOSE) -> tuple[Doubtful, ...]:
    """The uncertain places of one sentence, from the left."""
    return tuple(_told(reader, text, close))


def _told(reader: Reader, text: str, close: float) -> Iterable[Doubtful]:
    for doubt in reader.doubts(text):
        if doubt.chances[0][1] >= close:
            continue
        word, syllables = doubt.word, list(doubt.syllables)
        syllables[doubt.inside] = doubt.chances[1][0]
        candidates = tuple((syllable, round(chance, 2)) for syllable, chance in doubt.chances if chance >= 0.005)
        line = f'"{word}" = "{" ".join(syllables)}"'
        yield Doubtful(doubt.start, doubt.end, word[doubt.inside], candidates, line)
