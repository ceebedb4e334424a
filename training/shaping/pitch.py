"""Whether the melody survives: the pitch of a changed sound beside the original's, by what both make of its partials.

A ruler that takes the whole wave, such as the autocorrelation, weighs the partials by their strength and so reads
another pitch in a glide whenever their strengths change, even behind a fixed equaliser, which can move none. Here each
partial's own frequency is read, and the same weights count in both sounds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Sound = np.ndarray[Any, np.dtype[np.float64]]

WINDOW_SECONDS, STEP_SECONDS = 0.040, 0.010
LOWEST, HIGHEST = 70.0, 450.0
"""Hz of voices."""
VOICED = 0.75
"""Of a perfect period's likeness to the one before it."""
LOUD = 0.05
"""Of the loud frames' RMS."""
PARTIALS = np.arange(1, 25)
HEARD = (200.0, 1_500.0)
"""Hz of the partials that count: loudspeakers play them, and 2 % are less there than the width of a window's lobe."""
NEAR = 0.06
"""A partial further from its place is another sound."""
FFT = 4_096


def contours(original: Sound, changed: Sound, rate: int) -> tuple[Sound, Sound]:
    """Hz in each frame where ``original`` is voiced: its own pitch, and that of ``changed``."""
    size, step = round(WINDOW_SECONDS * rate), round(STEP_SECONDS * rate)
    pitches, voiced = rough(original, rate)
    places = pitches[voiced][:, None] * PARTIALS
    own, strong = _read(original, voiced, places, size, step, rate)
    other, left = _read(changed[: original.size], voiced, places, size, step, rate)
    weights = np.sqrt(strong * left) * ((places > HEARD[0]) & (places < HEARD[1]))
    for read in (own, other):
        weights[np.abs(read / places - 1) > NEAR] = 0
    some = weights.sum(axis=1) > 0
    first, second = ((weights * read / PARTIALS).sum(axis=1)[some] / weights.sum(axis=1)[some] for read in (own, other))
    return first, second


def rough(sound: Sound, rate: int) -> tuple[Sound, np.ndarray[Any, np.dtype[np.bool_]]]:
    """Hz of each frame by autocorrelation, and which frames have a pitch."""
    size, step = round(WINDOW_SECONDS * rate), round(STEP_SECONDS * rate)
    frames = sliding_window_view(sound[:-1], size)[::step]
    window = np.hanning(frames.shape[1])
    lags = np.arange(round(rate / HIGHEST), round(rate / LOWEST))
    of_window = np.fft.irfft(np.abs(np.fft.rfft(window, FFT)) ** 2)
    likeness = np.fft.irfft(np.abs(np.fft.rfft(frames * window, FFT)) ** 2)
    heights = likeness[:, lags] / np.maximum(likeness[:, :1], 1e-12) * (of_window[0] / of_window[lags])
    # Twice the period is as alike as one: the shortest that will do is the pitch.
    best = np.argmax(heights - 0.03 * np.log2(lags / lags[0]), axis=1)
    power = np.sqrt(np.mean(np.square(frames), axis=1))
    loud = power > LOUD * np.percentile(power, 95)
    return rate / lags[best], (heights.max(axis=1) > VOICED) & loud


def _read(
    sound: Sound, voiced: np.ndarray[Any, np.dtype[np.bool_]], places: Sound, size: int, step: int, rate: int
) -> tuple[Sound, Sound]:
    """Frequency (Hz) of what lies at ``places``, by how far its phase comes in one sample, and its share of a frame."""
    window = np.hanning(size)
    bins = np.rint(places * (FFT / rate)).astype(int)
    now, next_ = (
        np.take_along_axis(np.fft.rfft(frames[::step][: voiced.size][voiced] * window, FFT), bins, axis=1)
        for frames in (sliding_window_view(sound[:-1], size), sliding_window_view(sound[1:], size))
    )
    strength = np.abs(now)
    return np.angle(next_ * np.conj(now)) * (rate / (2 * np.pi)), strength / np.maximum(
        strength.max(axis=1, keepdims=True), 1e-12
    )
