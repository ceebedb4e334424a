"""How loud sound is to a listener: ITU-R BS.1770-4, for any sample rate, in blocks of any size.

Loudness is the mean square behind a filter that models the head (K-weighting), gated so that pauses do not
count (Annex 1). True peak is the peak of the curve *between* the samples, found by interpolating to four times
the rate (Annex 2).
"""

from __future__ import annotations

import math
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import firwin, sosfilt

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPEECH_LEVEL = -23.0
"""LUFS; every clip is brought here before it is stitched (the level of EBU R 128, with room for any voice's peaks)."""
GREATEST_GAIN = 20.0
"""dB up or down; a clip further off is not speech at a wrong level but something else."""
CLIP_PEAK = 0.95 * 32_767
"""The highest sample a clip may reach when its level is changed."""

ABSOLUTE_GATE = -70.0
"""LUFS, BS.1770-4 Annex 1, eq. 6."""
RELATIVE_GATE = -10.0
"""LU below the mean of what passed the absolute gate, eq. 6."""
STEPS_PER_BLOCK = 4
"""Blocks of 400 ms that overlap by 75 %, eq. 3: each is four steps of 100 ms."""

PHASES = 4
TAPS = 24
"""Of each phase of the interpolator; Annex 2 asks for at least 12."""


@lru_cache(maxsize=8)
def k_weighting(rate: int) -> NDArray[np.float64]:
    """The two K-weighting filters of BS.1770-4 Annex 1 (tables 1 and 2) at ``rate``, as second-order sections.

    The recommendation lists coefficients for 48 kHz only. They are the bilinear transforms, with pre-warped
    corner, of the analogue prototypes recovered in B. De Man, “Evaluation of implementations of the EBU R128
    loudness measurement”, AES 145 (2018), sections 2.1 and 2.2: a shelf
    H(s) = (V_h s² + V_b s ω/Q + ω²) / (s² + s ω/Q + ω²) and a high-pass H(s) = s² / (s² + s ω/Q + ω²).
    At 48 kHz the printed digits come out again. The high-pass is printed with its numerator rounded to (1, −2, 1),
    which is 0.04 dB too loud; that gain is kept at all rates, so that one sound has one loudness.
    """
    corner, quality, gain = 1681.974450955533, 0.7071752369554196, 3.999843853973347
    warped = math.tan(math.pi * corner / rate)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    norm = 1 + warped / quality + warped**2
    shelf = [
        (high + band * warped / quality + warped**2) / norm,
        2 * (warped**2 - high) / norm,
        (high - band * warped / quality + warped**2) / norm,
        1.0,
        2 * (warped**2 - 1) / norm,
        (1 - warped / quality + warped**2) / norm,
    ]
    corner, quality = 38.13547087602444, 0.5003270373238773
    printed = math.tan(math.pi * corner / 48_000)
    warped = math.tan(math.pi * corner / rate)
    norm = 1 + warped / quality + warped**2
    level = (1 + printed / quality + printed**2) / norm
    high_pass = [level, -2 * level, level, 1.0, 2 * (warped**2 - 1) / norm, (1 - warped / quality + warped**2) / norm]
    return np.array([shelf, high_pass])


class LoudnessMeter:
    """Integrated loudness of mono sound that arrives in blocks (±1.0 full scale).

    It keeps one number for each 100 ms: 80 bytes a second.
    """

    def __init__(self, rate: int) -> None:
        self._weighting = KWeighting(rate)
        self._gate = Gate(rate)

    def add(self, block: NDArray[np.float32]) -> None:
        """Listen to ``block``, the next one."""
        if block.size:
            self._gate.add(np.square(self._weighting.push(block)))

    def integrated(self) -> float:
        """As :meth:`Gate.integrated`."""
        return self._gate.integrated()


class KWeighting:
    """The filter of :func:`k_weighting` over blocks."""

    def __init__(self, rate: int) -> None:
        self._sections = k_weighting(rate)
        self._state = np.zeros((2, 2))

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float64]:
        """The next ``block``, weighted."""
        weighted: NDArray[np.float64]
        weighted, self._state = sosfilt(self._sections, block, zi=self._state)
        return weighted


class Gate:
    """The mean of the powers that count, which arrive in blocks, so many ``a_second``."""

    def __init__(self, a_second: float) -> None:
        self._step = max(1, round(a_second / 10))
        self._rest = np.zeros(0)
        self._energies = array("d")

    def add(self, powers: NDArray[np.float64]) -> None:
        """The next squares of K-weighted samples, or means of several."""
        waiting = np.concatenate((self._rest, powers))
        steps = waiting.size // self._step
        self._rest = waiting[steps * self._step :]
        self._energies.extend(waiting[: steps * self._step].reshape(steps, self._step).mean(axis=1))

    def integrated(self) -> float:
        """LUFS of all heard so far (BS.1770-4 Annex 1, eqs. 2–7); −inf when nothing passed the gates.

        Sound shorter than a block of 400 ms counts as one block of its own length.
        """
        steps = np.array(self._energies)
        if steps.size < STEPS_PER_BLOCK:
            heard = np.append(steps * self._step, self._rest.sum())
            blocks = np.atleast_1d(heard.sum() / max(1, steps.size * self._step + self._rest.size))
        else:
            blocks = sliding_window_view(steps, STEPS_PER_BLOCK).mean(axis=1)
        blocks = blocks[blocks > from_lufs(ABSOLUTE_GATE)]
        if not blocks.size:
            return -math.inf
        return lufs(float(blocks[blocks > blocks.mean() * 10 ** (RELATIVE_GATE / 10)].mean()))


def lufs(mean_square: float) -> float:
    """Loudness of one K-weighted channel, eq. 2."""
    return -0.691 + 10 * math.log10(mean_square)


def from_lufs(level: float) -> float:
    """The K-weighted mean square that has the loudness ``level``; undoes :func:`lufs`."""
    return float(10 ** ((level + 0.691) / 10))


def loudness(samples: NDArray[np.float32], rate: int) -> float:
    """Integrated loudness of one piece of mono sound in LUFS (±1.0 full scale); −inf for silence."""
    meter = LoudnessMeter(rate)
    meter.add(samples)
    return meter.integrated()


def clip_gain(samples: NDArray[np.int16], rate: int) -> float:
    """The linear gain that brings one clip to :data:`SPEECH_LEVEL`.

    By loudness, not by peak, so that two presenters sound alike. Never more than :data:`GREATEST_GAIN` either way,
    never so much that a sample would pass :data:`CLIP_PEAK`; 1.0 for silence.
    """
    measured = loudness(samples.astype(np.float32) / np.float32(32_768), rate)
    if math.isinf(measured):
        return 1.0
    wanted = min(max(SPEECH_LEVEL - measured, -GREATEST_GAIN), GREATEST_GAIN)
    peak = int(np.abs(samples.astype(np.int32)).max())
    return min(float(10 ** (wanted / 20)), CLIP_PEAK / peak)


# ── true peak ───────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def interpolator() -> NDArray[np.float32]:
    """:data:`TAPS` × 3 taps of the curve a quarter, a half and three quarters of the way between two samples.

    A windowed sinc, cut off at the old Nyquist frequency (Annex 2 leaves the filter free); the fourth phase is the
    samples themselves. Sample ``TAPS // 2 - 1`` of a window is the one before the gap.
    """
    kernel = firwin(PHASES * TAPS - 1, 1 / PHASES, window=("kaiser", 7.0)) * PHASES
    padded = np.append(kernel, 0.0).reshape(TAPS, PHASES)
    quarters = padded[::-1, [2, 1, 0]]
    return np.ascontiguousarray(quarters / quarters.sum(axis=0), dtype=np.float32)


def true_peak(samples: NDArray[np.float32]) -> float:
    """The greatest value of the curve through ``samples``, linear (BS.1770-4 Annex 2); 0.0 for no samples."""
    padded = np.pad(samples.astype(np.float32), TAPS)
    starts = range(0, padded.size - TAPS + 1, 1 << 16)
    pieces = (padded[start : start + (1 << 16) + TAPS - 1] for start in starts)
    between = max(float(np.abs(sliding_window_view(piece, TAPS) @ interpolator()).max()) for piece in pieces)
    return max(between, float(np.abs(padded).max()))
