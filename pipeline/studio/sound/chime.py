"""What is heard before the first word: a chime, the rhythm that labels synthetic speech, a pause. All synthesised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from pipeline.studio.sound.trim import RATE, soften, to_pcm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.station import Station

Partial = tuple[float, float, float]
"""Multiple of the note's frequency, share of its amplitude, seconds until it has fallen to 1/e."""


@dataclass(frozen=True, slots=True)
class Bell:
    """A short melody on struck metal."""

    notes: tuple[float, ...]
    """Hz, one after the other."""
    apart: float
    """Seconds from one stroke to the next."""
    ring: float
    """Seconds that the last stroke sounds."""
    partials: tuple[Partial, ...]
    peak: float
    """Highest sample, of full scale."""


SOFT = Bell(
    notes=(659.26, 783.99, 1046.50),  # E5 G5 C6: a rising call that ends at home
    apart=0.24,
    ring=1.3,
    partials=((1.0, 1.0, 0.42), (2.0, 0.28, 0.24), (3.01, 0.12, 0.14), (4.17, 0.07, 0.09)),
    peak=0.22,
)
"""For phones: near the ear, so soft and short."""
CALLING = Bell(
    notes=(523.25, 659.26, 783.99, 1046.50),  # C5 E5 G5 C6
    apart=0.42,
    ring=1.6,
    partials=((1.0, 1.0, 0.60), (2.0, 0.75, 0.45), (3.0, 0.45, 0.32), (4.08, 0.25, 0.2)),
    peak=0.42,
)
"""For loudspeakers: slower, and strong from 1 to 3 kHz, where horns carry and machines are weaker."""

RHYTHM = "·— ··"
"""Short, long, short, short: GB 45438-2025's rhythm for synthetic sound, “AI” in Morse code."""
SHORT = 0.12
"""Seconds of a short beep and of the gap between beeps; a long beep, and the gap between letters, take three."""
PITCH = 880.0
"""Hz of the beeps."""
LOUD = 0.16
"""Of full scale: as loud as speech."""
BEFORE_RHYTHM = RATE * 350 // 1000
"""Samples of silence between chime and rhythm."""


def lead(station: Station, bell: Bell | None, silence: int) -> NDArray[np.int16]:
    """All that comes before the first word: ``bell``, the rhythm where ``station`` asks for it, ``silence``.

    ``silence`` is in milliseconds and follows only where something was heard.
    """
    parts = [] if bell is None else [ring(bell)]
    if station.programme.label == "rhythm":
        if parts:
            parts.append(np.zeros(BEFORE_RHYTHM, np.int16))
        parts.append(rhythm())
    if not parts:
        return np.zeros(0, np.int16)
    return np.concatenate([*parts, np.zeros(silence * RATE // 1000, np.int16)])


@cache
def ring(bell: Bell) -> NDArray[np.int16]:
    """The melody, each note ringing on under the next; not to be written to."""
    step = round(bell.apart * RATE)
    length = step * (len(bell.notes) - 1) + round(bell.ring * RATE)
    sound = np.zeros(length)
    for index, note in enumerate(bell.notes):
        time = np.arange(length - index * step) / RATE
        struck = sum(
            share * np.exp(-time / decay) * np.sin(2 * np.pi * note * multiple * time)
            for multiple, share, decay in bell.partials
        )
        sound[index * step :] += struck * -np.expm1(-time / 0.002)
    # The last tenth of a second takes what still rings down to nothing.
    tail = RATE // 10
    sound[-tail:] *= np.linspace(1, 0, tail) ** 2
    melody = _at_peak(sound, bell.peak)
    melody.flags.writeable = False
    return melody


def rhythm() -> NDArray[np.int16]:
    """The four beeps of :data:`RHYTHM`."""
    gap = np.zeros(round(SHORT * RATE), np.float32)
    parts = {"·": [_beep(SHORT), gap], "—": [_beep(3 * SHORT), gap], " ": [gap, gap]}
    return _at_peak(np.concatenate([part for sign in RHYTHM for part in parts[sign]][:-1]), LOUD)


def _beep(seconds: float) -> NDArray[np.float32]:
    sound = np.sin(2 * np.pi * PITCH * np.arange(round(seconds * RATE)) / RATE).astype(np.float32)
    soften(sound)
    return sound


def _at_peak(sound: NDArray[np.floating], peak: float) -> NDArray[np.int16]:
    return to_pcm((sound * (peak * 32_767 / np.abs(sound).max())).astype(np.float32))
