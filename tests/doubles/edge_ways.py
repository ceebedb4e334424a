"""How differently the double of the online voice may say a sentence that is right all the same.

Voices are quick or slow, pause more or less, and no two syllables are of one length; words are told in other portions,
with their marks, with a number in figures, not quite in their places, or all at once.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tests.doubles.edge_lies import Part, Sound, parts_of
from tests.doubles.edge_sound import SYLLABLE_FRAMES, SaidWord, speech

if TYPE_CHECKING:
    from tests.doubles.edge_turn import Turn

PACES = (0.75, 0.9, 1.0, 1.15, 1.35)
"""Of a voice, in times the usual length of a syllable."""
VOICES = {"quick voice": 0.75, "slow voice": 1.35}
"""What a plan may ask for, as if it were a fault."""
OF_A_SENTENCE = 0.06
OF_A_SYLLABLE = 0.2
"""How far each differs from that, at most."""
ASTRAY = 2
"""Frames that a word is told too early or too late, at most: 48 ms."""

_FIGURES = {"一百一十": "110", "二十六": "26", "三十七": "37", "三十": "30", "二十": "20", "十二": "12", "十五": "15"}
_SYLLABLE = re.compile(r"[a-z]+|[^\W_]")

Words = list[SaidWord]


def said(text: str, voice: str, rate: str, pace: float, dice: random.Random) -> list[Part]:
    """``text`` as a voice of that ``pace`` may say it, syllable by syllable."""
    right = parts_of(speech(text, voice, rate))
    silence = right[0].frames[:1]
    own = pace * (1 + dice.uniform(-1, 1) * OF_A_SENTENCE)
    found = [Part("", silence * dice.randint(3, 8))]
    passed = 0
    for part in right[1:-1]:
        passed = text.index(part.text[-1], passed + len(part.text) - 1) + 1 if part.text else passed
        if not part.text:
            if part.frames:
                found.append(Part("", silence * dice.randint(*_pause(text, passed))))
            continue
        syllables = _SYLLABLE.findall(part.text)
        share = len(part.frames) // len(syllables)
        for at, syllable in enumerate(syllables):
            wanted = round(SYLLABLE_FRAMES * own * (1 + dice.uniform(-1, 1) * OF_A_SYLLABLE))
            inside = part.frames[at * share : (at + 1) * share]
            found.append(Part(syllable, tuple(inside[place * share // wanted] for place in range(wanted))))
    return [*found, Part("", silence * dice.randint(10, 40))]


def _pause(text: str, at: int) -> tuple[int, int]:
    """Shortest and longest, in frames, for the marks that begin there: 0.2 to 0.4 s at a full stop, 0.14 to 0.35 at a
    comma, hardly any at others."""
    marks = re.match(r"[^\w]*", text[at:])
    inside = set(marks[0]) if marks else set()
    return (9, 17) if inside & set("。！？") else (6, 15) if inside & set("，；：") else (0, 6)


def _words(sound: Sound, size: Callable[[], int], *, across: bool = False) -> Words:
    """Syllables put together, ``size`` at a time; ``across`` pauses too."""
    words: Words = []
    passed, left = 0, 0
    for part in sound:
        if part.text and left > 0 and words:
            words[-1] = SaidWord(words[-1].text + part.text, words[-1].start, passed + len(part.frames))
            left -= 1
        elif part.text:
            words.append(SaidWord(part.text, passed, passed + len(part.frames)))
            left = size() - 1
        elif not across:
            left = 0
        passed += len(part.frames)
    return words


def _with_marks(words: Words, text: str) -> Words:
    """The mark behind a word told with it."""
    found, passed = [], 0
    for word in words:
        passed = text.index(word.text[-1], passed + len(word.text) - 1) + 1
        marks = re.match(r"[^\w\s]*", text[passed:])
        found.append(SaidWord(word.text + (marks[0] if marks else ""), word.start, word.end))
    return found


def _in_figures(words: Words) -> Words:
    pattern = re.compile("|".join(_FIGURES))
    return [SaidWord(pattern.sub(lambda m: _FIGURES[m[0]], word.text), word.start, word.end) for word in words]


WAYS: Mapping[str, Callable[[Sound, str, random.Random], Words]] = {
    "by words": lambda sound, _text, dice: _words(sound, lambda: dice.randint(1, 3)),
    "by characters": lambda sound, _text, _dice: _words(sound, lambda: 1),
    "by long words": lambda sound, _text, dice: _words(sound, lambda: dice.randint(3, 6)),
    "across marks": lambda sound, _text, dice: _words(sound, lambda: dice.randint(2, 4), across=True),
    "with marks": lambda sound, text, _dice: _with_marks(_words(sound, lambda: 2), text),
    "in figures": lambda sound, _text, _dice: _in_figures(_words(sound, lambda: 4)),
    "all at once": lambda sound, _text, _dice: _words(sound, lambda: 1000, across=True),
}
"""How the words of a sound are told."""


def reply(text: str, voice: str, rate: str, pace: float, way: str, seed: int) -> tuple[bytes, Words]:
    """MP3 and words of a good reply; which one of many, ``seed`` decides."""
    dice = random.Random(seed)  # noqa: S311 - not a secret
    sound = said(text, voice, rate, pace, dice)
    words = [
        SaidWord(word.text, max(0, word.start + early), word.end + late)
        for word in WAYS[way](sound, text, dice)
        for early, late in [(dice.randint(-ASTRAY, ASTRAY), dice.randint(-ASTRAY, ASTRAY))]
    ]
    return b"".join(frame for part in sound for frame in part.frames), words


async def answer(turn: Turn, voice: str) -> None:
    """Say it as one of :data:`VOICES`."""
    asked = turn.asked
    mp3, words = reply(asked.text, asked.voice, asked.rate, VOICES[voice], "by words", asked.number)
    await turn.start()
    for word in words:
        await turn.boundary(word.text, word.start, word.end)
    await turn.audio(mp3)
    await turn.end()
    await turn.close()
