"""Places whose reading is uncertain, with the line that would settle them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.chinese.words import UNLISTED, words
from pipeline.reading.normalise.numerals import digits
from pipeline.reading.polyphones.decide import Doubt
from pipeline.reading.reader import Reader
from pipeline.reading.why import explained

CLOSE = 0.93
"""What the model decided is doubtful when it gives what is said less than this probability."""
COMMON, COMMON_CLOSE = 78, 0.75
"""Characters that are commoner words than this (cost, see :mod:`pipeline.chinese.words`) have that limit: 中 and 为 are
everywhere, the model knows them best, and they would fill the list."""
DOUBTED = {"rule": 0.4, "default": 0.6, "word": 0.3}
"""The same for what others decided, by the layer. A phrase is seldom wrong, whatever the model thinks."""
_BARE = re.compile(
    r"(?<![\d.,:：/第A-Za-z-])[1-9]\d{2,4}(?<!00)(?![\d.,:：/%％‰℃A-Za-z-])(?=[\u4e00-\u9fff，。；！？、）]|$)"
)
"""A figure that may be a quantity or a number of something: not a round one, no unit, nothing that tells."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One uncertain place."""

    start: int
    """First character of the text it stands for."""
    end: int
    """One past the last."""
    character: str
    candidates: tuple[tuple[str, float], ...]
    """What is said now, then the others, the likeliest first, with probabilities (two decimals; 0: nobody knows)."""
    line: str
    """What an operator would put under ``[lexicon]`` to have it said otherwise."""


def doubtful(reader: Reader, text: str, close: float = CLOSE) -> tuple[Doubtful, ...]:
    """The uncertain places of one sentence, from the left."""
    return tuple(sorted((*_readings(reader, text, close), *_figures(reader, text)), key=lambda place: place.start))


def _readings(reader: Reader, text: str, close: float) -> Iterator[Doubtful]:
    tokens = reader.workings(text).tokens
    places = (token.start + inside for token in tokens for inside in range(len(token.word)))
    layers = {place: why.cause.layer for place, why in zip(places, explained(reader, text), strict=True)}
    for doubt in reader.doubts(text):
        if len(doubt.chances) < 2 or doubt.chances[0][1] >= _limit(layers[doubt.place], doubt, close):
            continue
        word, syllables = doubt.word, list(doubt.syllables)
        syllables[doubt.inside] = doubt.chances[1][0]
        candidates = tuple((syllable, round(chance, 2)) for syllable, chance in doubt.chances if chance >= 0.005)
        line = f'"{word}" = "{" ".join(syllables)}"'
        yield Doubtful(doubt.start, doubt.end, word[doubt.inside], candidates, line)


def _limit(layer: str, doubt: Doubt, close: float) -> float:
    rare = words().costs.get(doubt.character, UNLISTED) >= COMMON
    if layer == "model" or (layer == "default" and doubt.alone):
        return close if rare or close > CLOSE else min(close, COMMON_CLOSE)
    return DOUBTED.get(layer, 0.0)


def _figures(reader: Reader, text: str) -> Iterator[Doubtful]:
    """Figures that are said as quantities and may be numbers of something, which are said figure by figure."""
    counted = {rule.start: rule for rule in reader.read(text).rules if rule.name == "number"}
    for match in _BARE.finditer(text):
        rule = counted.get(match.start())
        if rule and rule.end == match.end():
            single = digits(match.group())
            candidates = ((rule.spoken, 0.0), (single, 0.0))
            yield Doubtful(match.start(), match.end(), match.group(), candidates, f'"{match.group()}" = "{single}"')
