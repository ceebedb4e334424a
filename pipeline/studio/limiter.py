"""A limiter that looks ahead: no peak passes the ceiling, and no gain changes faster than the ear forgives.

The attenuation that each sample needs is held over the look-ahead, released exponentially and smoothed by two
moving averages that together are as long as the look-ahead. The smoothed attenuation at a peak is a mean of values
that are each at least what that peak needs, hence the ceiling holds by construction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from pipeline.studio.loudness import TAPS, peaks

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOOK_AHEAD = 0.004
"""Seconds: the ramp down into a peak, short enough for backward masking to hide it."""
RELEASE = 0.080
"""Seconds in which attenuation (in decibels) falls to 1/e: several periods of the lowest voice, none is reshaped."""


class Limiter:
    """Keeps the true peak of mono blocks below ``ceiling`` (linear, full scale 1.0).

    What :meth:`push` returns is :attr:`latency` samples late.
    """

    def __init__(self, rate: int, ceiling: float) -> None:
        self._ceiling = np.float32(ceiling)
        self._first = max(1, round(LOOK_AHEAD * rate / 2))
        self._second = self._first + 1
        self._held = self._first + self._second - 1
        self._decay = 1 / (RELEASE * rate)
        self.latency = TAPS // 2 + self._held - 1
        self._before = np.zeros(TAPS, np.float32)
        self._needs = np.zeros(self._held - 1, np.float32)
        self._released = 0.0
        self._smoothed = (np.zeros(self._first - 1), np.zeros(self._second - 1))
        self._delayed = np.zeros(self.latency, np.float32)

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """The next ``block``, limited: as many samples as came in, :attr:`latency` samples late."""
        if not block.size:
            return block
        attenuation = self._smooth(self._release(self._hold(self._need(block))))
        delayed = np.concatenate((self._delayed, block))
        self._delayed = delayed[block.size :]
        return delayed[: block.size] * np.exp(-attenuation).astype(np.float32)

    def _need(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Attenuation each sample needs, in nepers."""
        waiting = np.concatenate((self._before, block))
        self._before = waiting[block.size :]
        needs: NDArray[np.float32] = np.log(np.maximum(peaks(waiting) / self._ceiling, np.float32(1)))
        return needs

    def _hold(self, needs: NDArray[np.float32]) -> NDArray[np.float32]:
        waiting = np.concatenate((self._needs, needs))
        self._needs = waiting[needs.size :]
        # The filter's window is centred; shifted by half its length it covers what has been heard and nothing else.
        return maximum_filter1d(waiting, self._held, origin=(self._held - 1) // 2)[self._held - 1 :]

    def _release(self, held: NDArray[np.float32]) -> NDArray[np.float64]:
        """e[n] = max(h[n], a·e[n-1]), without a loop: a^-n e[n] is the running maximum of a^-n h[n]."""
        decay = np.exp(-self._decay * np.arange(1, held.size + 1))
        released: NDArray[np.float64] = np.maximum(np.maximum.accumulate(held / decay), self._released) * decay
        self._released = float(released[-1])
        return released

    def _smooth(self, released: NDArray[np.float64]) -> NDArray[np.float64]:
        once, first = _moving_average(released, self._smoothed[0], self._first)
        twice, second = _moving_average(once, self._smoothed[1], self._second)
        self._smoothed = (first, second)
        return twice


def _moving_average(
    block: NDArray[np.float64], before: NDArray[np.float64], width: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean of each value and the ``width - 1`` before it, and what the next block has before it."""
    waiting = np.concatenate((before, block))
    mean = uniform_filter1d(waiting, width, origin=(width - 1) // 2)[width - 1 :]
    return mean, waiting[block.size :]
