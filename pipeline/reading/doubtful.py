"""Places whose reading is uncertain, with the line that would settle them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.reading.normalise.numerals import digits
from pipeline.reading.polyphones.decide import Doubt
from pipeline.reading.polyphones.rules import is_fallback
from pipeline.reading.reader import Reader, Workings
from pipeline.reading.suspicion import LIKELY_ENOUGH, Place, wrong_odds
from pipeline.reading.why import explained

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


def doubtful(reader: Reader, text: str, least: float = LIKELY_ENOUGH) -> tuple[Doubtful, ...]:
    """The places of one sentence that are wrong with log odds of ``least``, from the left."""
    return tuple(sorted((*_readings(reader, text, least), *_figures(reader, text)), key=lambda place: place.start))


def _readings(reader: Reader, text: str, least: float) -> Iterator[Doubtful]:
    work = reader.workings(text)
    layers = _layers(reader, text, work)
    for doubt in reader.doubts(text):
        if wrong_odds(_place(doubt, work, layers[doubt.place])) < least:
            continue
        word, syllables = doubt.word, list(doubt.syllables)
        syllables[doubt.inside] = doubt.chances[1][0]
        shown = doubt.chances[:2] + tuple(choice for choice in doubt.chances[2:] if choice[1] >= 0.005)
        candidates = tuple((syllable, round(chance, 2)) for syllable, chance in shown)
        line = f'"{word}" = "{" ".join(syllables)}"'
        yield Doubtful(doubt.start, doubt.end, word[doubt.inside], candidates, line)


def _layers(reader: Reader, text: str, work: Workings) -> dict[int, str]:
    """Place in what is said → the layer that decided; a rule without a condition apart from the others."""
    places = (token.start + inside for token in work.tokens for inside in range(len(token.word)))
    found = {place: why.cause.layer for place, why in zip(places, explained(reader, text), strict=True)}
    return found | {place: "fallback" for place, row in work.decided.rows.items() if is_fallback(row)}


def _place(doubt: Doubt, work: Workings, layer: str) -> Place:
    """``doubt`` as its odds are worked out."""
    known = any(chance for _syllable, chance in doubt.chances)
    return Place(
        doubt.character,
        doubt.chances[0][0],
        layer,
        doubt.alone,
        doubt.chances if known else (),
        work.spoken[: doubt.place],
        work.spoken[doubt.place + 1 :],
    )


def _figures(reader: Reader, text: str) -> Iterator[Doubtful]:
    """Figures that are said as quantities and may be numbers of something, which are said figure by figure."""
    counted = {rule.start: rule for rule in reader.read(text).rules if rule.name == "number"}
    for match in _BARE.finditer(text):
        rule = counted.get(match.start())
        if rule and rule.end == match.end():
            single = digits(match.group())
            candidates = ((rule.spoken, 0.0), (single, 0.0))
            yield Doubtful(match.start(), match.end(), match.group(), candidates, f'"{match.group()}" = "{single}"')
