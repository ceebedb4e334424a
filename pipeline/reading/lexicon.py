"""The operator's lexicon: how words are said, written in ``station.toml`` as pinyin or as other words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from pipeline.chinese.characters import HAN, is_sayable
from pipeline.chinese.words import words
from pipeline.errors import StationError
from pipeline.messages import _
from pipeline.reading.normalise import normalise
from pipeline.reading.pinyin import divided, has_marks, plain

_SPELT = re.compile(r"[a-z]+[0-9]?(?:[\s'’·,、/-]*[a-z]+[0-9]?)*")
_PARTED = re.compile(r"[\s'’·,、/-]+")
_PLAINLY_SPELT = re.compile(r"[a-z0-9\s']+")
"""Without marks that names of things have (Wi-Fi): what is no syllable here is a slip."""
_AMONG_CHARACTERS = re.compile(rf"[{HAN}][（(\s]*([a-z]{{2,6}}[1-5])|([a-z]{{2,6}}[1-5])[)）\s]*[{HAN}]")
_WRAPPED = re.compile(r"^[(（\[【{/“‘\"'<《「]+|[)）\]】}/”’\"'>》」，。,.;；:：!！?？]+$")
"""What people put around pinyin."""
_LOOSE_TONE = re.compile(r"(?<=[a-z])\s+(?=[1-5](?!\d))")
_ODD_MARKS = re.compile(r"[_.+;；|，、&~—–=]+")
"""What people put between syllables and no word of Latin letters has."""
LONGEST = 120
"""Letters of a line that are looked at as pinyin."""


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
    try:
        syllables = _spelt(word, unicodedata.normalize("NFKC", value))
    except ValueError as wrong:
        what, remedy = wrong.args
        raise StationError(what, where=where(word), next=remedy) from None
    return Entry(word, _in_words(word), syllables) if syllables else Entry(word, _in_words(value), ())


def _spelt(word: str, value: str) -> tuple[str, ...]:
    """The syllables that ``value`` spells for ``word``; none where it is other words to say.

    Raises:
        ValueError: it is pinyin, and wrong; with what is wrong and what to write.
    """
    letters = _tidied(word, plain(value).lower())
    marked = has_marks(value)
    if not _SPELT.fullmatch(letters) or len(letters) > LONGEST or _is_abbreviation(word, value, letters):
        _refuse_mixed(word, value, marked or _has_odd_tones(word, letters))
        return ()
    pieces = [piece for piece in _PARTED.split(letters.replace("0", "5")) if piece]
    wrong = next((number for number, piece in enumerate(pieces) if not any(divided([piece]))), None)
    if wrong is not None and (marked or _PLAINLY_SPELT.fullmatch(letters)):
        written = [piece for piece in _PARTED.split(unicodedata.normalize("NFC", value)) if piece][wrong]
        base, tones = re.sub(r"\d", "", pieces[wrong]), re.sub(r"\D", "", pieces[wrong])
        raise ValueError(
            _("{syllable!r} is not a Mandarin syllable").format(syllable=written), _remedy(base + tones[-1:])
        )
    if wrong is not None:
        return ()
    spoken = [character for character in _in_words(word) if character in words().defaults]
    return _toned(word, _fitting(pieces, spoken), spoken, marked)


def _tidied(word: str, letters: str) -> str:
    """``letters`` without marks around and between syllables, if that leaves one syllable for each character."""
    bare = _LOOSE_TONE.sub("", _WRAPPED.sub("", _ODD_MARKS.sub(" ", letters)).strip())
    if bare == letters or not _SPELT.fullmatch(bare) or len(bare) > LONGEST:
        return letters
    pieces = [piece for piece in _PARTED.split(bare) if piece]
    size = sum(character in words().defaults for character in _in_words(word))
    return bare if any(len(syllables) == size for syllables in divided(pieces)) else letters


def _is_abbreviation(word: str, value: str, letters: str) -> bool:
    """Whether capitals are said one by one (CNC): not where they spell a syllable for each of several characters."""
    if not (value.isupper() and value.isalpha()) or has_marks(value):
        return False
    size = sum(character in words().defaults for character in word)
    return size < 2 or all(len(syllables) != size for syllables in divided([letters]))


def _has_odd_tones(word: str, letters: str) -> bool:
    """Whether the letters spell a syllable for each of several characters, beside figures that are no tones."""
    size = sum(character in words().defaults for character in word)
    spelt = re.findall("[a-z]+", letters)
    return (
        1 < size < len(letters) < LONGEST
        and re.search(r"\d", letters) is not None
        and re.search(rf"[{HAN}]", letters) is None
        and any(len(syllables) == size for syllables in divided(spelt))
    )


def _refuse_mixed(word: str, value: str, marked: bool) -> None:
    """Pinyin among characters would be said as Latin letters, other letters not at all."""
    among = _AMONG_CHARACTERS.search(value)
    if marked or (among and (among[1] or among[2]) in all_syllables()) or not is_sayable(value):
        raise ValueError(
            _("{value!r} cannot be said for {word!r}").format(value=value, word=word),
            _("write pinyin alone, as in “chong2 qing4”, or words without pinyin"),
        )


def _fitting(pieces: list[str], characters: list[str]) -> tuple[str, ...]:
    """The division into as many syllables as there are characters that is most like what they are usually read as."""
    usual = [syllable[:-1] for syllable in words().syllables("".join(characters))] if characters else []

    def strange(syllables: tuple[str, ...]) -> tuple[bool, int]:
        same = sum(one.rstrip("12345") == other for one, other in zip(syllables, usual, strict=False))
        return len(syllables) != len(characters), -same

    return min(divided(pieces), key=strange)


def _toned(word: str, syllables: tuple[str, ...], characters: list[str], marked: bool) -> tuple[str, ...]:
    """``syllables``, checked; beside marked ones those without a mark are light."""
    if len(syllables) != len(characters):
        raise ValueError(
            _("{word!r} has {wanted} Chinese characters but {given} syllables").format(
                word=word, wanted=len(characters), given=len(syllables)
            ),
            _("give one syllable for each character, as in “{whole}”").format(
                whole=" ".join(words().syllables("".join(characters)))
            )
            if characters
            else _("write how it is said in Chinese characters"),
        )
    if marked:
        syllables = tuple(syllable if syllable[-1].isdigit() else f"{syllable}5" for syllable in syllables)
    for syllable in syllables:
        if syllable not in all_syllables():
            lacking = not syllable[-1].isdigit() and _with_tones(syllable)
            raise ValueError(
                (_("{syllable!r} has no tone") if lacking else _("{syllable!r} is not a Mandarin syllable")).format(
                    syllable=syllable
                ),
                _right_form(syllables, characters) or _remedy(syllable),
            )
    return syllables


def _right_form(syllables: tuple[str, ...], characters: list[str]) -> str:
    """The remedy where tones are missing and the characters tell which: as they are usually read."""
    usual = words().syllables("".join(characters))
    whole = [
        one if one[-1].isdigit() else other if other[:-1] == one else ""
        for one, other in zip(syllables, usual, strict=True)
    ]
    if not all(one in all_syllables() for one in whole):
        return ""
    lacking = next(syllable for syllable in syllables if not syllable[-1].isdigit())
    return _("write “{whole}”, or with another tone: {choices}").format(
        whole=" ".join(whole), choices=", ".join(_with_tones(lacking))
    )


def _in_words(text: str) -> str:
    """``text`` with figures and signs written out: what a voice is given."""
    return "".join(stretch.spoken for stretch in normalise(text))


def _remedy(syllable: str) -> str:
    if not syllable[-1].isdigit() and (tones := _with_tones(syllable)):
        return _("add the tone: {choices}").format(choices=", ".join(tones))
    if syllable[-1].isdigit() and (tones := _with_tones(syllable.rstrip("0123456789"))):
        return _("its tones are {choices}").format(choices=", ".join(tones))
    near = get_close_matches(syllable, sorted(one for one in all_syllables() if one[-1] != "5"), n=1, cutoff=0.4)
    return _("did you mean {near!r}?").format(near=near[0]) if near else _("write it as in “chong2 qing4”")


def _with_tones(syllable: str) -> list[str]:
    return [f"{syllable}{tone}" for tone in "12345" if f"{syllable}{tone}" in all_syllables()]


@cache
def all_syllables() -> frozenset[str]:
    """Every syllable of the language with its tone, light ones included."""
    with_tone = set(words().defaults.values())
    talk = {"dei3", "zhei4"}  # 得 must, 这一: no character is read so most often
    return frozenset(with_tone | talk | {f"{syllable[:-1]}5" for syllable in with_tone})
