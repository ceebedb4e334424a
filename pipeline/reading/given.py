"""Readings that the text itself gives: 铣（xǐ）床, 龋[qǔ]齿, 解（音同“谢”）. The note is silent and is the reading.

A note stands in brackets behind what it reads, or, with tone marks, right behind it (龋qǔ齿). It is pinyin with marks,
with figures for the tones or without tones, in one piece or by syllables, or another character of the same sound.
Without tones it is one only where it spells what it stands behind: 铁（Fe） is no reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.chinese.words import words
from pipeline.reading.pinyin import MARKED, divided, has_marks, plain

Readings = Callable[[str], Sequence[str]]
"""From a character to its readings, the commonest first: ``("bai3", "bo2")``."""

_OPEN, _CLOSE = "（([［【〔{", "）)]］】〕}"
_NOTE = re.compile(
    rf"(?P<word>[㐀-鿿〇\U00020000-\U0003ffff]+)(?P<quote>[”\"’」』》]?)\s?[{re.escape(_OPEN)}]"
    rf"(?P<inner>[^{re.escape(_OPEN + _CLOSE)}\n]{{1,40}})[{re.escape(_CLOSE)}]"
)
_BESIDE = re.compile(
    rf"(?P<word>[㐀-鿿〇\U00020000-\U0003ffff]+)(?P<quote>)(?:/(?P<between>[a-zü{MARKED}]*[{MARKED}][a-zü{MARKED}]*)/"
    rf"|(?P<inner>[a-zü{MARKED}]*[{MARKED}][a-zü{MARKED}]*))(?=[㐀-鿿，。、；])"
)
_WORTH_LOOKING = re.compile(rf"[{re.escape(_OPEN)}{MARKED}]|[\u0300-\u0304\u0306\u030c]")
_LEAD = re.compile(
    r"(?:注意|此处|这里|应|应当|应该|普通话|正确)*(?:读音|读作|读为|读|念作|念|发音|拼音|注音|汉语拼音|音)[为是作：:]?\s*"
)
_QUOTES = "“”\"‘’「」『』'/[] "
_ASIDE = re.compile(
    r"\s?[，,；;、]\s?(?:而?[不非]|勿|切|口语|又|旧|也|姓|名|多音|同|意|指|古|去声|上声|阳平|阴平|第?[一二三四]声).*$"
)
_SAME = re.compile(
    r"(?:读音|发音|音|读|念)(?P<sure>[同如若为作似是：:]|字?同)?\s*[：:]?[“\"‘「『]?(?P<same>[一-鿿]{1,4}?)(?P<end>[”\"’」』]?[音字声]?)"
    r"|[与和同跟][“\"‘「『]?(?P<other>[一-鿿]{1,4}?)[”\"’」』]?字?同音"
)
_READ_AS = re.compile("(?:[读念]作?[为成]?|[读发拼]音[为是]?)$")
_SYMBOL_IS_NAME = frozenset("锂钠铋")
"""Elements whose symbol spells their name: Li, Na, Bi."""


@dataclass(frozen=True, slots=True)
class Given:
    """A reading that the text gives."""

    start: int
    """First character it reads; the last one stands before ``end``."""
    end: int
    syllables: tuple[str, ...]
    """One for each of them; empty where the note has no tones and says what is read anyway."""
    note: tuple[int, int]
    """Where the note stands, brackets included: nothing is said there."""
    aloud: bool = False
    """Whether the note is itself what is said: 这个字读qú."""


def given(text: str, readings: Readings) -> tuple[Given, ...]:
    """The readings that ``text`` gives, from the left; their places and notes do not overlap."""
    if not _WORTH_LOOKING.search(text):
        return ()
    return tuple(_found(text, readings))


def _found(text: str, readings: Readings) -> Iterator[Given]:
    at = 0
    while match := min(
        filter(None, (_NOTE.search(text, at), _BESIDE.search(text, at))), key=lambda m: m.end("word"), default=None
    ):
        at = match.end("word") + 1
        inner = match["inner"] or match["between"]
        told = _told(match, readings)
        if told:
            at = match.end()
            yield Given(match.end("word"), at, told, (match.end("word"), at), aloud=True)
            continue
        syllables = _read(inner, match["word"], readings)
        if syllables is None:
            continue
        at = match.end()
        end = match.end("word")
        note = (match.end("quote"), match.end())
        yield Given(end - len(syllables), end, syllables if all(syllables) else (), note)


def _told(match: re.Match[str], readings: Readings) -> tuple[str, ...]:
    """The syllables of pinyin behind 读 or 念 that is no note on that verb; empty where there are none."""
    if match["inner"] is None or match.re is not _BESIDE or not _READ_AS.search(match["word"]):
        return ()
    spelt = min(divided([plain(match["inner"]).lower()]), key=len, default=())
    if not spelt or _matches(spelt[-1], readings(match["word"][-1])):
        return ()
    return tuple(s if s[-1].isdigit() else f"{s}5" for s in spelt)


def _read(inner: str, word: str, readings: Readings) -> tuple[str, ...] | None:
    """The syllables of the last characters of ``word``; empty ones where the dictionary is to say; None: no reading."""
    note = unicodedata.normalize("NFKC", inner).strip()
    same = _SAME.fullmatch(_ASIDE.sub("", note))
    if same:
        return _like(same, word, readings)
    lead = _LEAD.match(note)
    spelt = _ASIDE.sub("", note[lead.end() :] if lead else note).strip(_QUOTES).removesuffix("音").strip(_QUOTES)
    return _spelt(spelt, word, readings)


def _like(same: re.Match[str], word: str, readings: Readings) -> tuple[str, ...] | None:
    """音同“谢”: as another character is read most often; 音乐 and 读书 are words, no notes."""
    other = same["same"] or same["other"]
    known = words().costs
    if same["same"] and not same["sure"] and not same["end"] and (len(other) > 1 or same.group()[-2:] in known):
        return None
    if len(other) > len(word):
        return None
    return tuple(readings(character)[0] for character in other if readings(character)) or None


def _spelt(spelt: str, word: str, readings: Readings) -> tuple[str, ...] | None:
    letters = plain(spelt)
    marked = letters != spelt and has_marks(spelt)
    if not re.fullmatch(r"[a-zA-Z'’\s·1-5-]+", letters) or (letters.isupper() and not marked):
        return None
    best: tuple[int, tuple[str, ...]] | None = None
    for syllables in divided(re.split(r"['’\s·-]+", letters.lower())):
        if not 0 < len(syllables) <= len(word):
            continue
        characters = word[-len(syllables) :]
        strange = sum(not _matches(s, readings(c)) for s, c in zip(syllables, characters, strict=True))
        if best is None or strange < best[0]:
            best = strange, syllables
    numbered = re.fullmatch(r"(?:[a-z]{2,6}[1-5]\s?)+", letters) is not None
    if best is None or (best[0] and not marked and not numbered):
        return None
    return _toned(best[1], word[-len(best[1]) :], spelt, readings)


def _toned(syllables: tuple[str, ...], characters: str, spelt: str, readings: Readings) -> tuple[str, ...] | None:
    """With tones for those that have none: the character's own; empty where only its commonest reading is spelt."""
    if any(s[-1].isdigit() for s in syllables):
        return tuple(s if s[-1].isdigit() else f"{s}5" for s in syllables)
    if characters[-1] in _SYMBOL_IS_NAME and spelt.istitle():
        return None
    own = [next(r for r in readings(c) if r[:-1] == s) for s, c in zip(syllables, characters, strict=True)]
    usual = [readings(c)[0] for c in characters]
    return tuple("" for _ in own) if own == usual else tuple(own)


def _matches(syllable: str, readings: Sequence[str]) -> bool:
    base = syllable.rstrip("12345")
    return any(r[:-1] == base for r in readings)
