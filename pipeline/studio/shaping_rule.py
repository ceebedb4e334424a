"""How much each band of speech is raised or lowered, so that it is understood among machines at the same power.

Nothing is known about the noise but that workshops are loud. What is known is speech, and what a listener needs of it:

* The ear needs the bands around 1 to 4 kHz more than the low ones that hold most of the power: a fixed equaliser.
* Weak sounds between strong ones are lost first: what is loud for a moment is lowered, in all bands together
  (the dynamic range compression of SSDRC).
* A vowel and a sibilant need different equalisers: each band is drawn towards its own steady level, over a fifth
  of a second. (SSDRC reaches the same with a probability of voicing that switches its high-frequency boost.)
* What stands out of noise are the peaks of the spectrum: a band is compared with its neighbours.
* What begins suddenly is weighed by itself.

In logarithms all of that is linear. With p the power of a band, q the mean of p around it, P the power of all bands
behind the equaliser, and the index telling over how long it is averaged, the gain of a band in bels is

    g = e + w₁ P_now + w₂ P_200ms + w₃ p_now + w₄ q_now + w₅ p_50ms + w₆ p_200ms + w₇ max(0, p_now − p_50ms)

(all levels in bels), the form of the static characteristic of a compressor (Zorilă, Kandia, Stylianou,
“Speech-in-noise intelligibility improvement based on spectral shaping and dynamic range compression”, Interspeech 2012,
section 2.2: a slope in a log-log plane), once for each band and time scale.

The numbers are what ``python -m tests.bench.train_shaping`` prints: gradient ascent of ESTOI (Jensen and Taal, IEEE
TASLP 24(11), 2016) and of a recogniser's certainty of the right words at equal power, over sentences of Mandarin news
and notices in two voices, in pink and speech-shaped noise and in a reverberant machine hall. ESTOI alone, which hears
nothing above 4.3 kHz, gives the sibilants away, and with them j, q, x, z, c, s. ``make bench`` measures on other
sentences.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BANDS = 20
LOWEST, HIGHEST = 120.0, 8_000.0
"""Hz; centres of the first and last band."""

EQUALISER_AT = (120.0, 250.0, 500.0, 900.0, 1_500.0, 2_500.0, 4_000.0, 6_000.0, 8_000.0)
"""Hz."""
EQUALISER = (5.8, -5.9, 5.0, 5.1, 12.4, 11.8, 13.7, 4.1, 6.3)
"""dB, e above."""
WEIGHTS_AT = (120.0, 500.0, 1_300.0, 3_000.0, 8_000.0)
"""Hz."""
WEIGHTS = (
    (-0.40, -0.46, -0.53, -0.30, -0.34),
    (0.23, 0.24, 0.14, -0.04, 0.09),
    (-0.02, -0.01, 0.08, 0.04, 0.01),
    (0.30, -0.01, -0.27, -0.18, -0.16),
    (-0.16, -0.26, -0.14, -0.34, -0.51),
    (-0.14, -0.22, -0.17, 0.06, 0.01),
    (-0.03, 0.00, 0.11, -0.26, 0.18),
)
"""w₁ to w₇ above, without unit."""
AROUND = 2.0
"""Bands: standard deviation of the bell by which neighbours count in q."""

FLOOR = 48.0
"""dB under the level of speech at which a level counts as no lower: a pause is not raised without end."""
HORN = (180.0, 8_000.0)
"""Hz, −3 dB: below, a horn only wears itself out; above, it beams past the listener."""
HORN_ORDERS = (4, 8)
"""Of the Butterworth magnitudes at either limit."""


def erb(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Place on the cochlea in ERB numbers (Glasberg and Moore, Hearing Research 47, 1990, eq. 4)."""
    return np.asarray(21.4 * np.log10(1 + 0.00437 * hertz))


def centres() -> NDArray[np.float64]:
    """Of the bands, in ERB numbers, evenly spaced."""
    lowest, highest = erb(np.array([LOWEST, HIGHEST]))
    return np.linspace(lowest, highest, BANDS)


def band_shapes(bins: NDArray[np.float64]) -> NDArray[np.float32]:
    """Bands × bins: triangles that add up to 1 at each frequency of ``bins`` (Hz)."""
    middle, place = centres(), erb(bins)
    return np.array([np.interp(place, middle, one) for one in np.eye(BANDS)], dtype=np.float32)


def horn_limits(bins: NDArray[np.float64]) -> NDArray[np.float32]:
    """Linear gain at ``bins`` (Hz) of the band limits for horn loudspeakers, with no phase."""
    low, high = HORN
    below = np.sqrt(1 + (low / np.maximum(bins, 1e-3)) ** (2 * HORN_ORDERS[0]))
    above = np.sqrt(1 + (bins / high) ** (2 * HORN_ORDERS[1]))
    return np.asarray(1 / (below * above), np.float32)


@lru_cache(maxsize=1)
def equaliser() -> NDArray[np.float32]:
    """e for each band, in bels."""
    return np.asarray(np.interp(centres(), erb(np.array(EQUALISER_AT)), EQUALISER) / 10, np.float32)


@lru_cache(maxsize=1)
def weights() -> NDArray[np.float32]:
    """w₁ … w₇ for each band: 7 × bands."""
    at = erb(np.array(WEIGHTS_AT))
    return np.array([np.interp(centres(), at, row) for row in WEIGHTS], dtype=np.float32)


@lru_cache(maxsize=1)
def neighbourhood() -> NDArray[np.float32]:
    """Bands × bands: how much each counts in the mean around each, itself included."""
    apart = np.subtract.outer(np.arange(BANDS), np.arange(BANDS))
    bell = np.exp(-np.square(apart / AROUND) / 2)
    return np.asarray(bell / bell.sum(axis=1, keepdims=True), np.float32)


def band_gains(now: NDArray[np.float32], short: NDArray[np.float32], long: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gains in bels, times × bands, from levels in bels at the three time scales.

    Each has a column for all bands together (P), then one for each band (p).
    """
    w = weights()
    p = now[:, 1:]
    gains = equaliser() + w[0] * now[:, :1] + w[1] * long[:, :1] + w[2] * p + w[3] * (p @ neighbourhood().T)
    gains += w[4] * short[:, 1:] + w[5] * long[:, 1:] + w[6] * np.maximum(p - short[:, 1:], 0)
    return np.asarray(gains, np.float32)
