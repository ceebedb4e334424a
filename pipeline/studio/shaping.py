"""Speech shaped for loudspeakers among machines: bands of a short-time spectrum, each with a gain of its own.

The gains are real and smooth over frequency, so every harmonic stays where it is: the melody, which in Mandarin is
meaning, is untouched.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.fft import irfft, rfft
from scipy.ndimage import uniform_filter1d

from pipeline.studio import shaping_rule as rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rows = TypeVar("Rows", "NDArray[np.float32]", "NDArray[np.complex64]")

SPEECH_RMS = 0.1
"""Of full scale: the level at which speech is expected."""
WINDOW_SECONDS = 512 / 24_000
"""About one period of the lowest voice and a half; rounded to a power of two in samples."""
OVERLAP = 4
"""Windows over each sample."""
SHORT, LONG = 0.050, 0.200
"""Seconds: standard deviations of the two bells that levels are averaged with."""
PASSES = 3
"""Moving averages in a row that make a bell."""


class Shaper:
    """Shapes mono blocks by :mod:`pipeline.studio.shaping_rule`.

    A block is a multiple of :attr:`hop` samples; what :meth:`push` returns is :attr:`latency` samples late.
    Speech is expected at :data:`SPEECH_RMS`.
    """

    def __init__(self, rate: int) -> None:
        window = 1 << round(math.log2(WINDOW_SECONDS * rate))
        self.hop = window // OVERLAP
        # Hann over four hops adds up to OVERLAP / 2; its root is used twice, for analysis and for synthesis.
        self._window = np.sqrt(np.hanning(window + 1)[:-1]).astype(np.float32)
        bins = np.arange(window // 2 + 1, dtype=np.float64) * (rate / window)
        self._bands = rule.band_shapes(bins)
        self._all = np.asarray(10 ** rule.equaliser(), np.float32)
        self._limits = rule.horn_limits(bins) * np.float32(2 / OVERLAP)
        self._floor = np.float32(SPEECH_RMS**2 * window / 2 * 10 ** (-rule.FLOOR / 10))
        widths = [bell(seconds * rate / self.hop) for seconds in (SHORT, LONG)]
        late_short, late = (PASSES * (width - 1) // 2 for width in widths)
        silence = self._levels(np.zeros((1, bins.size), np.complex64))
        self._short = [_Recent(silence, widths[0] - 1) for _pass in range(PASSES)]
        self._long = [_Recent(silence, widths[1] - 1) for _pass in range(PASSES)]
        self._now_waits = _Recent(silence, late)
        self._short_waits = _Recent(silence, late - late_short)
        self._spectra_wait = _Recent(np.zeros((1, bins.size), np.complex64), late)
        self._samples = np.zeros(window - self.hop, np.float32)
        self._overlap = np.zeros(window - self.hop, np.float32)
        self.latency = late * self.hop + window - self.hop

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """The next ``block``, shaped: as many samples as came in, :attr:`latency` samples late."""
        waiting = np.concatenate((self._samples, block))
        self._samples = waiting[block.size :]
        windows = sliding_window_view(waiting, self._window.size)[:: self.hop]
        spectra = rfft(windows * self._window)
        levels = self._levels(spectra)
        now = self._now_waits.before(levels)
        short = self._short_waits.before(_averaged(levels, self._short))
        long = _averaged(levels, self._long)
        gains = np.exp(np.float32(math.log(10) / 2) * rule.band_gains(now, short, long)) @ self._bands
        return self._sum(self._spectra_wait.before(spectra) * (gains * self._limits))

    def _levels(self, spectra: NDArray[np.complex64]) -> NDArray[np.float32]:
        """Bels of all bands together, behind the equaliser, and of each: times × (1 + bands)."""
        power = (np.square(spectra.real) + np.square(spectra.imag)) @ self._bands.T
        together = power @ self._all + self._floor * rule.BANDS
        levels: NDArray[np.float32] = np.log10(np.column_stack((together, power + self._floor)))
        return levels

    def _sum(self, spectra: NDArray[np.complex64]) -> NDArray[np.float32]:
        """Windows back to samples by overlap and addition."""
        pieces = (irfft(spectra) * self._window).reshape(len(spectra), OVERLAP, self.hop)
        total = np.zeros((len(spectra) + OVERLAP - 1, self.hop), np.float32)
        total[: OVERLAP - 1] = self._overlap.reshape(OVERLAP - 1, self.hop)
        for part in range(OVERLAP):
            total[part : part + len(spectra)] += pieces[:, part]
        self._overlap = total[len(spectra) :].reshape(-1)
        return total[: len(spectra)].reshape(-1)


class _Recent(Generic[Rows]):
    """The last ``length`` rows of a stream; before it began there was ``silence``."""

    def __init__(self, silence: Rows, length: int) -> None:
        self._rows: Rows = np.repeat(silence, length, axis=0)

    def joined(self, rows: Rows) -> Rows:
        """What came before, and ``rows``."""
        both = np.concatenate((self._rows, rows))
        self._rows = both[len(rows) :]
        return both

    def before(self, rows: Rows) -> Rows:
        """The stream ``length`` rows ago: as many rows as came in."""
        return self.joined(rows)[: len(rows)]


def bell(deviation: float) -> int:
    """Width of the moving averages, odd, that in a row have about this deviation: σ² = PASSES (w² − 1) / 12."""
    return 1 + 2 * round((math.sqrt(12 * deviation**2 / PASSES + 1) - 1) / 2)


def _averaged(levels: NDArray[np.float32], passes: list[_Recent[NDArray[np.float32]]]) -> NDArray[np.float32]:
    for recent in passes:
        joined = recent.joined(levels)
        width = len(joined) - len(levels) + 1
        levels = uniform_filter1d(joined, width, axis=0, origin=(width - 1) // 2)[width - 1 :]
    return levels
