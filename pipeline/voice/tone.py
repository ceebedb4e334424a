"""A voice of beeps: deterministic, instant, with no weights and no network; for tests and for trying a layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import VoiceError
from pipeline.messages import _
from pipeline.model import Clip, Word
from pipeline.system.code_digest import code_digest
from pipeline.voice.engine import Voice, excerpt
from pipeline.voice.pieces import pieces

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from pipeline.model import Utterance
    from pipeline.voice.pieces import Piece

RATE = 24_000
AMPLITUDE = 0.25
"""Of full scale."""
SOUNDING = 0.8
"""Share of a syllable's time in which it beeps."""
FADE_MS = 5

PITCHES = {"high": 440.0, "low": 220.0}
"""Hz, of a syllable in the first tone."""
INTERVALS = {"1": 1.0, "2": 5 / 6, "3": 2 / 3, "4": 3 / 4, "5": 1 / 2}
"""What the tone of a syllable does to the pitch; a letter or a word without one sounds an octave higher."""
LATIN = 2.0


class ToneEngine:
    """One beep for each syllable, its pitch telling tone and voice.

    A piece of *s* syllables takes exactly ``s * (60 * RATE // pace)`` samples; marks take none.
    """

    name = "tone"
    remote = False

    def probe(self) -> None:
        """Nothing to ask."""

    @property
    def fingerprint(self) -> str:
        return f"tone {code_digest('voice/tone.py')}"

    def voices(self) -> tuple[Voice, ...]:
        return (
            Voice("high", "female", _("beeps around 400 Hz")),
            Voice("low", "male", _("beeps around 200 Hz")),
        )

    def heard(self, utterance: Utterance) -> str:
        said = pieces(utterance)
        return " ".join(piece.syllable or piece.text for piece in said if piece.kind != "mark")

    def say(self, utterance: Utterance) -> Clip:
        # numpy takes longer to import than everything else here.
        import numpy as np

        pitch = PITCHES.get(utterance.voice)
        if pitch is None:
            raise VoiceError(
                _("the engine tone has no voice {voice}").format(voice=utterance.voice),
                where=excerpt(utterance),
                next=_("choose from: {voices}").format(voices=", ".join(PITCHES)),
            )
        unit = 60 * RATE // utterance.pace
        time = np.arange(int(unit * SOUNDING)) / RATE
        fade = np.minimum(1, np.minimum(time, time[::-1]) * 1000 / FADE_MS)
        beeps = []
        words = []
        at = 0
        for piece in pieces(utterance):
            beep = np.zeros(unit, np.int16)
            hertz = pitch * _interval(piece)
            beep[: len(time)] = np.rint(32767 * AMPLITUDE * fade * np.sin(2 * np.pi * hertz * time))
            beeps += [beep] * piece.syllables
            if piece.syllables:
                words.append(Word(piece.text, at, at + unit * piece.syllables))
                at += unit * piece.syllables
        return Clip(np.concatenate(beeps), RATE, tuple(words))

    def executor(self, jobs: int) -> Executor:
        # Instant work wants no processes; a thread keeps the order of events of the other engines.
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(jobs, thread_name_prefix="tone")


def _interval(piece: Piece) -> float:
    return INTERVALS.get(piece.syllable[-1:], LATIN)
