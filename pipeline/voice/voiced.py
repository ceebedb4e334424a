"""Where in a clip the voice is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.model import Clip

FRAME_MS = 10
SILENT_DBFS = -60.0
"""A clip whose loudest frame lies below this is silent; speech lies 30 to 40 dB above it."""
RANGE_DB = 40.0
"""Frames further below the loudest one are not part of the voice: noise, decoder ringing, room."""


def voiced_seconds(clip: Clip) -> float:
    """Seconds from the first to the last sounding frame of ``clip``; 0 if it is silent."""
    start, end = voiced_span(clip)
    return (end - start) / clip.rate


def voiced_span(clip: Clip) -> tuple[int, int]:
    """First sample of the first sounding frame, one past the last of the last; ``(0, 0)`` if all is silent."""
    sounding = np.flatnonzero(sounding_frames(clip))
    if not sounding.size:
        return 0, 0
    frame = clip.rate * FRAME_MS // 1000
    return int(sounding[0]) * frame, min((int(sounding[-1]) + 1) * frame, len(clip.samples))


def sounding_frames(clip: Clip) -> NDArray[np.bool_]:
    """For each frame of ``clip`` whether there is a voice in it; in none if all is silent."""
    frame = clip.rate * FRAME_MS // 1000
    count = -(-len(clip.samples) // frame)
    padded = np.zeros(count * frame)
    padded[: len(clip.samples)] = clip.samples
    power = np.mean(np.square(padded.reshape(count, frame)), axis=1) / 32768.0**2
    if not count or power.max() < 10 ** (SILENT_DBFS / 10):
        return np.zeros(count, bool)
    sounding: NDArray[np.bool_] = power >= power.max() * 10 ** (-RANGE_DB / 10)
    return sounding
