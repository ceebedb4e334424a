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

from pipeline.studio.sound import shaping_rule as rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rows = TypeVar("Rows", "NDArray[np.float32]", "NDArray[np.complex64]")

SPEECH_RMS = 0.1
"""Of full scale: the level at which speech is expected."""
WINDOW_SECONDS = 512 / 24_000
"""About one period of the lowest voice and a half; rounded to a power of two in samples."""
OVERLAP = 2
"""Windows over each sample."""


class Shaper:
    """Shapes mono blocks by :mod:`pipeline.studio.sound.shaping_rule`.

    A block is a multiple of :attr:`hop` samples; what :meth:`push` returns is :attr:`latency` samples late.
    Speech is expected at :data:`SPEECH_RMS`, and comes out at about that.
    """

    def __init__(self, rate: int) -> None:
        window = 1 << round(math.log2(WINDOW_SECONDS * rate))
        self.hop = window // OVERLAP
        # Hann over two hops adds up to 1; its root is used twice, for analysis and for synthesis.
        self._window = np.sqrt(np.hanning(window + 1)[:-1]).astype(np.float32)
        bins = np.arange(window // 2 + 1, dtype=np.float64) * (rate / window)
        # Real and imaginary parts lie side by side; the power is the sum of both squares.
        self._powers = np.repeat(rule.band_shapes(bins), 2, axis=1).T.copy()
        self._shapes = rule.gain_shapes(bins)
        self._limits = rule.horn_limits(bins)
        self._floor = np.float32(SPEECH_RMS**2 * window / 2 * 10 ** (-rule.FLOOR / 10))
        self._network = rule.network()
        self._all = np.float32(10) ** self._network.equaliser
        sums = rule.spans(rate / self.hop)
        self._sums = rule.shifted(sums)
        silence = np.zeros((1, bins.size), np.complex64)
        silent = self._levels(silence)
        spans, around, steadied = sums.shape[1], rule.AROUND[-1] - rule.AROUND[0], len(rule.STEADY)
        self._levels_around = _Recent(silent, spans - 1)
        x = rule.features(np.repeat(silent, spans, axis=0), self._sums)
        self._x_wait = _Recent(x, rule.AROUND[-1])
        seen = self._network.seen(x)
        self._seen_around = _Recent(seen, around)
        gains = self._network.gains(x, np.repeat(seen, around + 1, axis=0))
        self._gains_around = _Recent(gains, steadied - 1)
        late = spans // 2 + rule.AROUND[-1] + steadied // 2
        self._spectra_wait = _Recent(silence, late)
        self._samples = np.zeros(window - self.hop, np.float32)
        self._overlap = np.zeros(window - self.hop, np.float32)
        self.latency = late * self.hop + window - self.hop

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """The next ``block``, shaped: as many samples as came in, :attr:`latency` samples late."""
        waiting = np.concatenate((self._samples, block))
        self._samples = waiting[block.size :]
        windows = sliding_window_view(waiting, self._window.size)[:: self.hop]
        spectra = rfft(windows * self._window)
        levels = self._levels_around.joined(self._levels(spectra))
        x = rule.features(levels, self._sums)
        seen = self._seen_around.joined(self._network.seen(x))
        gains = self._network.gains(self._x_wait.joined(x)[: len(x)], seen)
        gains = rule.steady(self._gains_around.joined(gains))
        shaped = self._spectra_wait.joined(spectra)[: len(spectra)]
        return self._sum(shaped * (np.exp(np.float32(math.log(10) / 2) * gains @ self._shapes) * self._limits))

    def _levels(self, spectra: NDArray[np.complex64]) -> NDArray[np.float32]:
        """Bels of all bands together, behind the equaliser, and of each: times × (1 + bands)."""
        power = np.square(spectra.view(np.float32)) @ self._powers
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
