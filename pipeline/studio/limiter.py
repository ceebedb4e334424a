"""A limiter that looks ahead: no true peak passes the ceiling, and the gain moves too gently to be heard.

The attenuation that is needed is found for each group of samples, held for as long as the look-ahead, released
exponentially and smoothed by two moving averages that together are as long as the look-ahead. At a peak the smoothed
attenuation is thus a mean of values that are each at least what the peak needs: the ceiling holds by construction,
not by tuning.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from pipeline.studio.loudness import TAPS, greatest_between, peaks

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOOK_AHEAD = 0.004
"""Seconds: the ramp down into a peak, short enough for backward masking to hide it."""
RELEASE = 0.080
"""Seconds in which attenuation (in decibels) falls to 1/e: several periods of the lowest voice, none is reshaped."""
STEEPEST = 2_800.0
"""Hz of a sine at the ceiling; nothing may be steeper. MP3 rebuilds sibilants as noise with peaks of its own, some 2 dB
above those it was given (measured at 64 kbit/s); lower before the encoder, they stay below the ceiling behind it."""
GROUP = 8
"""Samples that share one needed attenuation."""
SEGMENT = 128
"""Samples for which it is decided together whether their curve can reach the ceiling at all."""


class Limiter:
    """Keeps the true peak of mono blocks below ``ceiling`` (linear, full scale 1.0).

    A block is a multiple of :data:`SEGMENT` samples; what :meth:`push` returns is :attr:`latency` samples late.
    """

    def __init__(self, rate: int, ceiling: float) -> None:
        self._ceiling = np.float32(ceiling)
        # x[n] - x[n-1] of a sine of amplitude 1 reaches 2 sin(π f / rate).
        self._steepness = np.float32(1 / (2 * math.sin(math.pi * STEEPEST / rate)))
        half = max(1, round(LOOK_AHEAD * rate / GROUP / 2))
        self._averages = (_Running(half), _Running(half + 1))
        groups = 2 * half
        self._hold = groups + 1
        self._decay = GROUP / (RELEASE * rate)
        self.latency = TAPS // 2 + groups * GROUP
        self._context = np.zeros(TAPS, np.float32)
        self._needed = np.zeros(groups, np.float32)
        self._released = 0.0
        self._gain = 1.0
        self._delayed = np.zeros(self.latency, np.float32)

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """The next ``block``, limited: as many samples as came in, :attr:`latency` samples late."""
        attenuation = self._release(self._held(self._need(block)))
        for average in self._averages:
            attenuation = average.push(attenuation)
        delayed = np.concatenate((self._delayed, block))
        self._delayed = delayed[block.size :]
        return delayed[: block.size] * self._ramps(np.exp(-attenuation))

    def _need(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Attenuation each group needs, in nepers. Where the curve cannot reach the ceiling it is not computed."""
        waiting = np.concatenate((self._context, block))
        self._context = waiting[block.size :]
        here = waiting[TAPS // 2 - 1 : -TAPS // 2]
        needs = _greatest(np.abs(np.diff(here))).reshape(-1, SEGMENT // GROUP) * self._steepness
        near = self._near(np.abs(waiting))
        segments = sliding_window_view(waiting, SEGMENT + TAPS)[::SEGMENT][near]
        needs[near] = np.maximum(needs[near], _greatest(peaks(segments)).reshape(-1, SEGMENT // GROUP))
        nepers: NDArray[np.float32] = np.log(np.maximum(needs / self._ceiling, 1)).reshape(-1)
        return nepers

    def _near(self, sizes: NDArray[np.float32]) -> NDArray[np.bool_]:
        """For each segment, whether its curve can reach the ceiling, by the sizes of its samples and its context."""
        own = sizes[:-TAPS].reshape(-1, SEGMENT).max(axis=1)
        after = sliding_window_view(sizes[SEGMENT:], TAPS)[::SEGMENT].max(axis=1)
        return np.asarray(np.maximum(own, after) * greatest_between() > self._ceiling)

    def _held(self, needs: NDArray[np.float32]) -> NDArray[np.float32]:
        waiting = np.concatenate((self._needed, needs))
        self._needed = waiting[needs.size :]
        # The filter's window is centred; ``origin`` makes the newest value its last one.
        held: NDArray[np.float32] = maximum_filter1d(waiting, self._hold, origin=self._hold // 2)
        return held[self._hold - 1 :]

    def _release(self, held: NDArray[np.float32]) -> NDArray[np.float64]:
        """e[n] = max(h[n], a·e[n-1]) without a loop: e[n] / a^n is the running maximum of h[n] / a^n."""
        decay = np.exp(-self._decay * np.arange(1, held.size + 1))
        released: NDArray[np.float64] = np.maximum(np.maximum.accumulate(held / decay), self._released) * decay
        self._released = float(released[-1])
        return released

    def _ramps(self, gains: NDArray[np.float64]) -> NDArray[np.float32]:
        """From one group's gain to the next in a straight line, for each sample."""
        before = np.append(self._gain, gains[:-1])
        self._gain = float(gains[-1])
        share = np.arange(1, GROUP + 1, dtype=np.float32) / GROUP
        start, change = before.astype(np.float32), (gains - before).astype(np.float32)
        ramps: NDArray[np.float32] = start[:, None] + change[:, None] * share
        return ramps.reshape(-1)


def _greatest(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of each :data:`GROUP`. By halves: numpy is slow along so short an axis."""
    halves = values.reshape(-1, GROUP)
    while (half := halves.shape[1] // 2) > 0:
        halves = np.maximum(halves[:, :half], halves[:, half:])
    return halves[:, 0]


class _Running:
    """The mean of each value and the ``width - 1`` before it, over blocks."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._before = np.zeros(width - 1)

    def push(self, block: NDArray[np.float64]) -> NDArray[np.float64]:
        waiting = np.concatenate((self._before, block))
        self._before = waiting[block.size :]
        # The filter's window is centred; ``origin`` makes the newest value its last one.
        mean: NDArray[np.float64] = uniform_filter1d(waiting, self._width, origin=(self._width - 1) // 2)
        return mean[self._width - 1 :]
