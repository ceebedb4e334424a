"""Speech intelligibility index, ANSI S3.5-1997, one-third octave band procedure (section 4 and table 3)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.signal import welch

Levels = np.ndarray[Any, np.dtype[np.float64]]

CENTRES: Levels = np.array(
    [160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000], np.float64
)
IMPORTANCE: Levels = np.array([
    0.0083, 0.0095, 0.0150, 0.0289, 0.0440, 0.0578, 0.0653, 0.0711, 0.0818,
    0.0844, 0.0882, 0.0898, 0.0868, 0.0844, 0.0771, 0.0527, 0.0364, 0.0185,
])  # fmt: skip
NORMAL_SPEECH: Levels = np.array([
    32.41, 34.48, 34.75, 33.98, 34.59, 34.27, 32.06, 28.30, 25.01,
    23.00, 20.15, 17.32, 13.18, 11.55, 9.33, 5.31, 2.59, 1.13,
])  # fmt: skip
INTERNAL_NOISE: Levels = np.array([
    0.6, -1.7, -3.9, -6.1, -8.2, -9.7, -10.8, -11.9, -12.5,
    -13.5, -15.4, -17.7, -21.2, -24.2, -25.9, -23.6, -15.8, -7.1,
])  # fmt: skip

FULL_SCALE = 100.0
"""dB SPL of an RMS of 1: noise with an RMS of 0.1 is then 80 dB, a workshop's."""


def spectrum_levels(sound: np.ndarray[Any, Any], rate: int) -> Levels:
    """dB SPL per hertz in each band."""
    hertz, density = welch(sound, rate, nperseg=4_096)
    edges = 2 ** (1 / 6)
    inside = [(hertz >= centre / edges) & (hertz < centre * edges) for centre in CENTRES]
    return np.array([10 * math.log10(max(density[band].mean(), 1e-20)) + FULL_SCALE for band in inside])


def index(speech: Levels, noise: Levels) -> float:
    """SII, 0 to 1, of spectrum levels in dB; normal hearing. Equation numbers are the standard's."""
    masking = np.maximum(noise, speech - 24)  # eqs. 3 and 4: the speech masks itself
    slope = -80 + 0.6 * (masking + 10 * np.log10(CENTRES) - 6.353)  # eq. 7
    spread = np.array([_spread(noise, masking, slope, band) for band in range(CENTRES.size)])
    disturbance = np.maximum(spread, INTERNAL_NOISE)  # eq. 11
    distortion = np.clip(1 - (speech - NORMAL_SPEECH - 10) / 160, 0, 1)  # eq. 12
    audible = np.clip((speech - disturbance + 15) / 30, 0, 1)  # eq. 13
    return float((IMPORTANCE * distortion * audible).sum())  # eqs. 14 and 15


def _spread(noise: Levels, masking: Levels, slope: Levels, band: int) -> float:
    """Eq. 9: what the bands below mask in this one, and the noise in it."""
    below = masking[:band] + 3.32 * slope[:band] * np.log10(0.89 * CENTRES[band] / CENTRES[:band])
    return float(10 * np.log10(10 ** (noise[band] / 10) + (10 ** (below / 10)).sum()))
