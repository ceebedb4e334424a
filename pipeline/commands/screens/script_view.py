"""What a presenter would see: each sentence as written, as said, and why."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.model import Reading, Sentence

if TYPE_CHECKING:
    from pipeline.reading import Doubtful
    from pipeline.reading.why import Cause, Why

WIDTH = 76
"""Columns of a line of pinyin above characters."""

QUIET = {"punctuation", "space", "character variant"}
"""Rules that change no word; an operator looks for those that do. JSON has them all."""


def as_json(sentence: Sentence, reading: Reading, section: str, left_out: Sequence[str] = ()) -> Iterator[str]:
    """One JSON object: the sentence, its reading, and the rules that fired with their spans of ``text``.

    ``left_out`` are lines of the file that are not said; where there are any, they are one more key.
    """
    record: dict[str, object] = {
        "id": sentence.id,
        "section": section,
        "text": reading.text,
        "spoken": reading.spoken,
        "pinyin": list(reading.pinyin),
        "pinyin_said": list(reading.pinyin_said),
        "rules": [
            {"name": rule.name, "start": rule.start, "end": rule.end, "spoken": rule.spoken} for rule in reading.rules
        ],
        "unsaid": [list(span) for span in reading.unsaid],
    }
    if left_out:
        record["left_out"] = list(left_out)
    yield json.dumps(record, ensure_ascii=False)


def as_text(sentence: Sentence, reading: Reading) -> Iterator[str]:
    """The sentence; below it what was changed and which rule did it."""
    yield f"{sentence.id}  {reading.text}"
    yield from _changes(reading)


def as_pinyin(sentence: Sentence, reading: Reading) -> Iterator[str]:
    """What is said, with the syllables as they are said above their characters."""
    yield sentence.id
    above, below = "", ""
    for syllable, character in _columns(reading):
        width = max(len(syllable), _width(character)) + (1 if syllable else 0)
        if len(above) + width > WIDTH:
            yield from (above.rstrip(), below.rstrip())
            above, below = "", ""
        above += syllable.ljust(width)
        below += character + " " * (width - _width(character))
    yield from (above.rstrip(), below.rstrip())
    yield from _changes(reading)


def as_doubtful(sentence: Sentence, reading: Reading, places: Iterable[Doubtful]) -> Iterator[str]:
    """Each place whose reading is uncertain, with the line that would say it otherwise; nothing for a sure sentence."""
    for place in places:
        chances = ", ".join(f"{said} {chance:.0%}" if chance else said for said, chance in place.candidates)
        yield f"{sentence.id}  {reading.text}"
        yield f"          {place.character}: {chances}"
        yield f"          {place.line}"


def as_why(sentence: Sentence, reading: Reading, whys: Iterable[Why]) -> Iterator[str]:
    """The sentence; below it each character that is said, its syllable, the layer that decided, its entry and where."""
    yield f"{sentence.id}  {reading.text}"
    for why in whys:
        yield _why_line(f"  {why.character}  {why.syllable:<8}", why.cause)
        if why.tone:
            yield _why_line(f"    → {why.said:<8}", why.tone)


def _why_line(head: str, cause: Cause) -> str:
    entry = cause.entry + " " * max(0, 16 - sum(map(_width, cause.entry)))
    return f"{head}{cause.layer:<8} {entry} {cause.where}".rstrip()


def _changes(reading: Reading) -> Iterator[str]:
    for rule in reading.rules:
        if rule.name not in QUIET:
            yield f"          {reading.text[rule.start : rule.end]} → {rule.spoken}   [{rule.name}]"
    for start, end in reading.unsaid:
        yield f"        ! {reading.text[start:end]} → ∅"


def _columns(reading: Reading) -> Iterable[tuple[str, str]]:
    """Pairs of syllable and character; what has no syllable of its own has an empty one."""
    syllables = iter(reading.pinyin_said)
    for character in reading.spoken:
        chinese = unicodedata.category(character) == "Lo" or character == "〇"
        yield (next(syllables, "") if chinese else ""), character


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
