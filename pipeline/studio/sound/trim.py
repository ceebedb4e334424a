"""One clip made ready for the programme: one rate, no offset, no silence at its ends, one loudness, soft edges."""

from __future__ import annotations

from dataclasses import replace
from math import gcd
from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import resample_poly

from pipeline.errors import StudioError
from pipeline.messages import _
from pipeline.model import Clip, Word
from pipeline.studio.sound.loudness import clip_gain

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 24_000
"""Samples a second of every programme: what both voices speak at."""
FRAME = RATE * 5 // 1000
"""Samples over which loudness is taken to find where speech begins: 5 ms."""
SPEECH = 10 ** (-46 / 20)
"""Of a clip's loud frames: weaker than the weakest fricative, stronger than a voice's background."""
FLOOR = 32_768 * 10 ** (-72 / 20)
"""Below this RMS nothing is heard, however quiet the clip."""
GUARD_BEFORE = RATE * 15 // 1000
"""Samples kept before the first loud frame, so that no onset is cut."""
GUARD_AFTER = RATE * 30 // 1000
"""Samples kept after the last one: endings fade."""
FADE = RATE * 4 // 1000
"""Samples of the raised-cosine fade at either end; it lies within the guards."""


def tidy(clip: Clip, where: str) -> Clip:
    """``clip`` at :data:`RATE`, from its first to its last sound, at the common loudness; its words moved along.

    Raises:
        StudioError: nothing is to be heard in it. ``where`` names its sentence.
    """
    sound = resampled(clip.samples.astype(np.float32), clip.rate, RATE)
    sound -= sound.mean(dtype=np.float64) if sound.size else 0
    start, end = sounding(sound)
    if start == end:
        raise StudioError(
            _("the sentence has no sound"), where=where, next=_("delete audio_out/.clips and run make again")
        )
    sound = sound[start:end]
    sound *= clip_gain(to_pcm(sound), RATE)
    soften(sound)
    words = tuple(_moved(word, clip.rate, start, sound.size) for word in clip.words)
    return replace(clip, samples=to_pcm(sound), rate=RATE, words=words)


def resampled(sound: NDArray[np.float32], rate: int, wanted: int) -> NDArray[np.float32]:
    """``sound`` at ``wanted`` samples a second, band-limited; the same array when nothing is to be done."""
    if rate == wanted or not sound.size:
        return sound
    common = gcd(rate, wanted)
    result: NDArray[np.float32] = resample_poly(sound, wanted // common, rate // common).astype(np.float32)
    return result


def sounding(sound: NDArray[np.float32]) -> tuple[int, int]:
    """First and one past last sample to keep; equal when nothing is loud enough to be heard."""
    frames = np.pad(sound, (0, -sound.size % FRAME)).reshape(-1, FRAME)
    level = np.sqrt(np.mean(np.square(frames), axis=1))
    if not level.size:
        return 0, 0
    loud = np.flatnonzero(level > max(FLOOR, SPEECH * np.percentile(level, 95)))
    if not loud.size:
        return 0, 0
    start = int(loud[0]) * FRAME - GUARD_BEFORE
    end = (int(loud[-1]) + 1) * FRAME + GUARD_AFTER
    return max(0, start), min(sound.size, end)


def soften(sound: NDArray[np.float32]) -> None:
    """Fade both ends of ``sound`` in place, so that it begins and ends at zero."""
    length = min(FADE, sound.size // 2)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(1, length))).astype(np.float32)
    sound[:length] *= ramp
    sound[sound.size - length :] *= ramp[::-1]


def to_pcm(sound: NDArray[np.float32]) -> NDArray[np.int16]:
    """Rounded to whole steps; what is beyond them is held at the last."""
    return np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)


def _moved(word: Word, rate: int, start: int, length: int) -> Word:
    first, last = (min(max(place * RATE // rate - start, 0), length) for place in (word.start, word.end))
    return Word(word.text, first, last)
