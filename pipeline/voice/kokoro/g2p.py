"""What Kokoro is given for an utterance: phonemes with spaces between words, as token numbers, in parts it can bear."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import VoiceError
from pipeline.messages import _
from pipeline.voice.engine import excerpt
from pipeline.voice.kokoro.english import LETTERS, word_phonemes
from pipeline.voice.kokoro.pinyin_ipa import syllable_phonemes
from pipeline.voice.kokoro.vocabulary import MARKS, OPENING, TOKENS
from pipeline.voice.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Utterance
    from pipeline.voice.pieces import Piece

MOST_TOKENS = 400
"""In one go: the model takes 510, but hurries and slurs near its limit."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece and its phonemes."""

    piece: Piece
    phonemes: str
    space: bool
    """Whether a space stands before it."""

    @property
    def tokens(self) -> list[int]:
        return [TOKENS[c] for c in (" " if self.space else "") + self.phonemes]


def script(utterance: Utterance) -> list[list[Sound]]:
    """The sounds of ``utterance``, in parts of at most ``MOST_TOKENS``; one part but for very long sentences.

    Raises:
        VoiceError: nothing to say, or a syllable that is none.
    """
    said = pieces(utterance)
    begins = _word_starts(utterance.reading.spoken)
    sounds: list[Sound] = []
    for piece in said:
        before = sounds[-1] if sounds else None
        space = before is not None and _apart(before.piece, piece, begins) and before.phonemes not in OPENING
        sounds.append(Sound(piece, _phonemes(piece, utterance), space))
    return [_without_first_space(part) for part in _parts(sounds)]


def phonemes(utterance: Utterance) -> str:
    """All that is heard of ``utterance`` but where its words begin, which jieba tells by its characters.

    Loads nothing heavy, so that a sound can be looked for in the store.

    Raises:
        VoiceError: as :func:`script`.
    """
    return " ".join(_phonemes(piece, utterance) for piece in pieces(utterance))


def _word_starts(spoken: str) -> frozenset[int]:
    """The positions in ``spoken`` where a Chinese word begins."""
    return frozenset(start for _word, start, _end in word_cutter().tokenize(spoken))


@cache
def word_cutter() -> Any:
    """jieba, with its dictionary of 350,000 words: half a second, once a process.

    Without the cache of that dictionary which jieba would keep, and believe, in a folder that all users can write to.
    """
    import jieba

    jieba.setLogLevel("ERROR")
    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    return cutter


def _apart(before: Piece, piece: Piece, begins: frozenset[int]) -> bool:
    """Whether a space stands between the two: between words, after marks, before opening ones."""
    if piece.kind == "mark":
        return MARKS.get(piece.text, ",") in OPENING
    return before.kind != "character" or piece.kind != "character" or piece.start in begins


def _phonemes(piece: Piece, utterance: Utterance) -> str:
    if piece.kind == "mark":
        return MARKS.get(piece.text, ",")
    if piece.kind == "letter":
        return LETTERS[piece.text]
    if piece.kind == "word":
        return word_phonemes(piece.text)
    try:
        return syllable_phonemes(piece.syllable)
    except KeyError as exc:
        raise VoiceError(
            _("{syllable} is not a syllable of Mandarin").format(syllable=piece.syllable),
            where=excerpt(utterance),
            next=_("correct the lexicon entry for {text} in station.toml").format(text=piece.text),
        ) from exc


def _parts(sounds: Sequence[Sound]) -> list[Sequence[Sound]]:
    """``sounds`` halved until each part is short enough: after the mark nearest to the middle, else between words."""
    if sum(len(sound.tokens) for sound in sounds) <= MOST_TOKENS:
        return [sounds]
    middle = len(sounds) // 2
    inner = range(len(sounds) // 4, len(sounds) * 3 // 4)
    cuts = [i + 1 for i in inner if sounds[i].piece.kind == "mark" and sounds[i + 1].piece.kind != "mark"]
    cuts = cuts or [i for i in inner if sounds[i].space and i > 0] or [middle]
    cut = min(cuts, key=lambda i: abs(i - middle))
    return [*_parts(sounds[:cut]), *_parts(sounds[cut:])]


def _without_first_space(part: Sequence[Sound]) -> list[Sound]:
    return [replace(part[0], space=False), *part[1:]]
