"""A limiter that looks ahead: no true peak passes the ceiling, and the gain moves too gently to be heard.

The attenuation that is needed is found for each group of samples, held for as long as the look-ahead, released
exponentially and smoothed by two moving averages that together are as long as the look-ahead. At a peak the smoothed
attenuation is thus a mean of values that are each at least what the peak needs: the ceiling holds by construction,
not by tuning.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from pipeline.studio.sound.loudness import PHASES, TAPS, interpolator

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
SEGMENT = 32
"""Samples for which it is decided together whether their curve can reach the ceiling at all."""
WAYS = GROUP + GROUP + (GROUP + 1) * (PHASES - 1)
"""Of measuring a group: its samples, the steps to each, and what lies in the gaps before, within and behind it."""


class Limiter:
    """Keeps the true peak of mono blocks below ``ceiling`` (linear, full scale 1.0).

    A block is a multiple of :data:`SEGMENT` samples; what :meth:`push` returns is :attr:`latency` samples late.
    """

    def __init__(self, rate: int, ceiling: float) -> None:
        self._ceiling = np.float32(ceiling)
        self._heights = Heights(rate, ceiling)
        self._attenuation = Attenuation(rate)
        self.latency = (self._heights.latency + self._attenuation.latency) * GROUP
        self._delayed = np.zeros(self.latency, np.float32)
        self._gain = np.float32(1)
        share = np.arange(1, GROUP + 1, dtype=np.float32) / GROUP
        self._crossing = np.array([1 - share, share])

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """The next ``block``, limited: as many samples as came in, :attr:`latency` samples late."""
        needed = np.log(np.maximum(self._heights.push(block) / self._ceiling, 1))
        delayed = np.concatenate((self._delayed, block))
        self._delayed = delayed[block.size :]
        return delayed[: block.size] * self._ramps(np.exp(-self._attenuation.push(needed)))

    def _ramps(self, gains: NDArray[np.float32]) -> NDArray[np.float32]:
        """From one group's gain to the next in a straight line, for each sample."""
        from_to = np.column_stack((np.append(self._gain, gains[:-1]), gains))
        self._gain = gains[-1]
        ramps: NDArray[np.float32] = (from_to @ self._crossing).reshape(-1)
        return ramps


class Heights:
    """How high each group of samples goes, in blocks; below ``least`` it may say 0."""

    latency = SEGMENT // GROUP
    """Groups that what :meth:`push` returns is late."""

    def __init__(self, rate: int, least: float) -> None:
        self._reach = reach(rate).reshape(-1, SEGMENT + TAPS)
        self._quiet = np.float32(least / np.abs(self._reach).sum(axis=1).max())
        self._context = np.zeros(SEGMENT + TAPS // 2, np.float32)

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each group the greatest of its samples, of the curve around them, and of what their steepness counts."""
        waiting = np.concatenate((self._context, block))
        self._context = waiting[block.size :]
        segments = sliding_window_view(waiting, SEGMENT + TAPS)[::SEGMENT][: block.size // SEGMENT]
        near = np.abs(segments).max(axis=1) > self._quiet
        reached = self._reach @ segments[near].T
        np.abs(reached, out=reached)
        heights = np.zeros((len(segments), self.latency), np.float32)
        heights[near] = reached.reshape(WAYS, self.latency, reached.shape[1]).max(axis=0).T
        return heights.reshape(-1)


@lru_cache(maxsize=8)
def reach(rate: int) -> NDArray[np.float32]:
    """All that a group is measured by are weighted sums of samples: ways × groups × (a segment with its context)."""
    ways = np.zeros((WAYS, SEGMENT // GROUP, SEGMENT + TAPS), np.float32)
    # x[n] − x[n−1] of a sine of amplitude 1 reaches 2 sin(π f / rate).
    steepness = 1 / (2 * math.sin(math.pi * STEEPEST / rate))
    for group in range(SEGMENT // GROUP):
        first = TAPS // 2 + group * GROUP
        for sample in range(GROUP):
            ways[sample, group, first + sample] = 1
            ways[GROUP + sample, group, first + sample - 1 : first + sample + 1] = (-steepness, steepness)
        for gap in range(GROUP + 1):
            before = first + gap - TAPS // 2
            curve = 2 * GROUP + gap * (PHASES - 1)
            ways[curve : curve + PHASES - 1, group, before : before + TAPS] = interpolator().T
    return ways


class Attenuation:
    """From what each group needs to what it gets, in nepers, over blocks: early enough, held, and gently let go."""

    def __init__(self, rate: int) -> None:
        half = max(1, round(LOOK_AHEAD * rate / GROUP / 2))
        self._averages = (_Running(half), _Running(half + 1))
        self.latency = 2 * half
        """Groups that what :meth:`push` returns is late."""
        self._needed = np.zeros(self.latency, np.float32)
        self.decay = GROUP / (RELEASE * rate)
        self._released = 0.0

    def push(self, needed: NDArray[np.float32]) -> NDArray[np.float32]:
        """The next groups' attenuation, :attr:`latency` groups late."""
        given = self._release(self._held(needed))
        for average in self._averages:
            given = average.push(given)
        return given.astype(np.float32)

    def _held(self, needed: NDArray[np.float32]) -> NDArray[np.float32]:
        waiting = np.concatenate((self._needed, needed))
        self._needed = waiting[needed.size :]
        # The filter's window is centred; ``origin`` makes the newest value its last one.
        width = self.latency + 1
        held: NDArray[np.float32] = maximum_filter1d(waiting, width, origin=width // 2)
        return held[width - 1 :]

    def _release(self, held: NDArray[np.float32]) -> NDArray[np.float64]:
        """e[n] = max(h[n], a·e[n-1]) without a loop: e[n] / a^n is the running maximum of h[n] / a^n."""
        decay = _falling(self.decay, held.size)
        released: NDArray[np.float64] = np.maximum(np.maximum.accumulate(held / decay), self._released) * decay
        self._released = float(released[-1])
        return released


@lru_cache(maxsize=8)
def _falling(decay: float, size: int) -> NDArray[np.float64]:
    return np.asarray(np.exp(-decay * np.arange(1, size + 1)))


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
