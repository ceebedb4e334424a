"""What an engine has to say, piece by piece: Chinese characters with their syllables, letters, words, marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from pipeline.chinese.characters import HAN
from pipeline.errors import VoiceError
from pipeline.messages import _
from pipeline.voice.engine import excerpt

if TYPE_CHECKING:
    from pipeline.model import Utterance

PieceKind = Literal["character", "letter", "word", "mark"]

_PIECES = re.compile(
    rf"(?P<character>[{HAN}])"
    r"|(?P<letter>[A-Z])|(?P<word>[a-z]+(?:'[a-z]+)*)|(?P<mark>\S)"
)
"""Its groups are named after the kinds."""
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest stretch of ``Reading.spoken`` that has a sound of its own, or a mark."""

    kind: PieceKind
    text: str
    """As in ``Reading.spoken``."""
    start: int
    """Its first character in ``Reading.spoken``."""
    syllable: str = ""
    """Of a character: pinyin with tone digit, after sandhi."""

    @property
    def syllables(self) -> int:
        """How many are heard, about: W has three, a word one for each group of vowels, a mark none."""
        if self.kind == "mark":
            return 0
        if self.kind == "word":
            return max(1, len(_VOWELS.findall(self.text)))
        return 3 if self.text == "W" else 1


def pieces(utterance: Utterance) -> tuple[Piece, ...]:
    """All of ``utterance`` in order.

    Raises:
        VoiceError: there is nothing in it that has a sound, or its syllables do not match its characters.
    """
    reading = utterance.reading
    syllables = iter(reading.pinyin_said)
    found = []
    for match in _PIECES.finditer(reading.spoken):
        kind = cast("PieceKind", match.lastgroup)
        syllable = next(syllables, "") if kind == "character" else ""
        found.append(Piece(kind, match.group(), match.start(), syllable))
    characters = sum(piece.kind == "character" for piece in found)
    if characters != len(reading.pinyin_said):
        what = _("{characters} characters are to be said with {syllables} syllables")
        raise VoiceError(
            what.format(characters=characters, syllables=len(reading.pinyin_said)),
            where=excerpt(utterance),
            next=_("correct the lexicon entry for this sentence in station.toml"),
        )
    if all(piece.kind == "mark" for piece in found):
        raise VoiceError(
            _("there is nothing in it that can be said"),
            where=excerpt(utterance),
            next=_("write it in Chinese characters or Latin letters, or remove it"),
        )
    return tuple(found)
