"""How much each band of speech is raised or lowered, so that it is understood among machines at the same power.

Nothing is known about the noise but that workshops are loud. What is known is speech, and what a listener needs of it:

* The ear needs the bands around 1 to 4 kHz more than the low ones that hold most of the power: an equaliser.
* Weak sounds between strong ones are lost first: what is loud for a moment is lowered, in all bands together
  (the dynamic range compression of SSDRC: Zorilă, Kandia, Stylianou, “Speech-in-noise intelligibility improvement based
  on spectral shaping and dynamic range compression”, Interspeech 2012, section 2.2).
* A vowel and a sibilant need different equalisers, what begins suddenly needs more, and what stands out of noise are
  the peaks of the spectrum. How much of each, depends on all the others.

So the bands' levels are looked at over several spans of time, from one window to two seconds around it, and a small
network turns them into gains. With x the levels in bels of all bands, each taken apart into what changes fast, more
slowly, and hardly, and how it rises (:func:`spans`), the gains in bels are

    g = e + M tanh((A x + V l) / M),    l = k + tanh(R [k around] + r),    k = h + tanh(W h + d),    h = tanh(U x + c),

steadied over time (:data:`STEADY`) and over the bands (:data:`SPREAD`). [k around] is k at several times
(:data:`AROUND`): what a consonant needs is seen from the vowel behind it, and from what comes before.

The linear part A alone is the static characteristic of a compressor, a slope in a log-log plane, once for each band
and span. M bounds what any sound, speech or not, can do to a band.

The numbers are made by ``training/shaping/train_shaping.py``: gradient ascent of a recogniser's certainty of the
right syllables at equal power, over sentences of Mandarin news and notices in eight voices, most of them in the two
that present by default, in pink and speech-shaped noise, behind the master's limiter, as long as the pitch of voiced
sounds stays and ESTOI (Jensen and Taal, IEEE TASLP 24(11), 2016) above what is asked for there and in a reverberant
machine hall; and without noise the recogniser should expect what it does of the unprocessed sound. ESTOI alone, which
hears nothing above 4.3 kHz, gives the sibilants away, and with them j, q, x, z, c, s. ``make bench`` measures on other
sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUMBERS = Path(__file__).with_name("shaping.npz")
BANDS = 28
LOWEST, HIGHEST = 120.0, 8_000.0
"""Hz; centres of the first and last band."""
LEVELS = BANDS + 1
"""One for all bands together, then one for each."""

SPANS = (0.012, 0.025, 0.050, 0.100, 0.200, 0.400)
"""Seconds: standard deviations of the bells that levels are averaged with."""
WIDEST = 3.0
"""Standard deviations of the widest bell to either side."""
RISES = ((0.012, 0.020), (0.025, 0.043), (0.050, 0.086), (0.100, 0.172))
"""Seconds: whether a level rises is seen from bells of the first deviation, as long as the second before and after."""
AROUND = (-4, -2, 0, 2, 4)
"""Windows from now, that the last layer looks at together."""
TOGETHER = 32
"""Moments that are worked on at once."""
USUAL = -1.0
"""Bels: what the levels of speech are about."""
SPREAD = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)
"""Of a band's gain over the places of two bands below to two above."""
STEADY = (1 / 5, 3 / 5, 1 / 5)
"""Of a band's gain over the times of the window before to the one after."""
MOST = 2.0
"""Bels, M above."""

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


def gain_shapes(bins: NDArray[np.float64]) -> NDArray[np.float32]:
    """Bands × bins: where each band's gain counts, by :data:`SPREAD` in its own place and its neighbours'.

    So gains are nowhere steep over frequency: in a glide, partials on a steep slope seem to lie elsewhere. Half as many
    voiced frames are read more than 1 % beside their pitch as with a spread of 1/4, 2/4, 1/4 (an earlier network).
    """
    wide = len(SPREAD) // 2
    ends = np.pad(np.eye(BANDS), ((wide, wide), (0, 0)), "edge")
    blurred = sum(weight * ends[start : start + BANDS] for start, weight in enumerate(SPREAD))
    return np.asarray(np.transpose(blurred) @ band_shapes(bins), np.float32)


def horn_limits(bins: NDArray[np.float64]) -> NDArray[np.float32]:
    """Linear gain at ``bins`` (Hz) of the band limits for horn loudspeakers, with no phase."""
    low, high = HORN
    below = np.sqrt(1 + (low / np.maximum(bins, 1e-3)) ** (2 * HORN_ORDERS[0]))
    above = np.sqrt(1 + (bins / high) ** (2 * HORN_ORDERS[1]))
    return np.asarray(1 / (below * above), np.float32)


def spans(a_second: float) -> NDArray[np.float32]:
    """What a level is taken apart into: so many weighted sums × the levels, ``a_second``, around a moment.

    Now without its nearest surroundings, these without the wider ones, and so on; the widest; and how it rises. All
    but the last add up to the level itself.
    """
    half = round(WIDEST * SPANS[-1] * a_second)
    apart = np.arange(-half, half + 1) / a_second
    views = [np.where(apart == 0, 1.0, 0.0)] + [_bell(apart, span) for span in SPANS]
    parts = [near - far for near, far in pairwise(views)]
    rises = [_bell(apart - away, span) - _bell(apart + away, span) for span, away in RISES]
    return np.array([*parts, views[-1], *rises], np.float32)


def _bell(apart: NDArray[np.float64], deviation: float) -> NDArray[np.float64]:
    weights = np.exp(-np.square(apart / deviation) / 2)
    return np.asarray(weights / weights.sum())


@dataclass(frozen=True, slots=True)
class Network:
    """The numbers of the formula above; x has :data:`LEVELS` × spans."""

    level: NDArray[np.float32]
    """Bels that all gains are raised by, so that speech comes out as strong as it went in."""
    equaliser: NDArray[np.float32]
    """e: bands, bels."""
    slopes: NDArray[np.float32]
    """A: x × bands."""
    inner: NDArray[np.float32]
    """U: x × hidden."""
    inner_offset: NDArray[np.float32]
    """c: hidden."""
    middle: NDArray[np.float32]
    """W: hidden × hidden."""
    middle_offset: NDArray[np.float32]
    """d: hidden."""
    around: NDArray[np.float32]
    """R: (times of :data:`AROUND` × hidden) × hidden."""
    around_offset: NDArray[np.float32]
    """r: hidden."""
    outer: NDArray[np.float32]
    """V: hidden × bands."""

    def seen(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """k, times × hidden, from times × x."""
        seen: NDArray[np.float32] = np.tanh(x @ self.inner + self.inner_offset)
        seen += np.tanh(seen @ self.middle + self.middle_offset)
        return seen

    def gains(self, x: NDArray[np.float32], seen: NDArray[np.float32]) -> NDArray[np.float32]:
        """Bels, times × bands, from times × x and from k, which begins earlier and ends later by what is looked at."""
        now = -AROUND[0]
        around = np.hstack([seen[now + apart : now + apart + len(x)] for apart in AROUND])
        last = seen[now : now + len(x)] + np.tanh(around @ self.around + self.around_offset)
        bend = x @ self.slopes + last @ self.outer
        most = np.float32(MOST)
        return np.asarray(self.level + self.equaliser + most * np.tanh(bend / most), np.float32)


def steady(gains: NDArray[np.float32]) -> NDArray[np.float32]:
    """``gains`` (times × bands) by :data:`STEADY` in their own time and around it, but for the first and last times.

    So no gain changes so fast that partials seem to lie elsewhere: half as many voiced frames are read more than 1 %
    beside their pitch, and the recogniser is a little surer (an earlier network, which had not learnt to).
    """
    times = len(gains) - len(STEADY) + 1
    steadied = np.zeros((times, gains.shape[1]), np.float32)
    for start, weight in enumerate(STEADY):
        steadied += np.float32(weight) * gains[start : start + times]
    return steadied


@lru_cache(maxsize=1)
def network() -> Network:
    """The trained numbers."""
    with np.load(NUMBERS) as numbers:
        return Network(**{name: numbers[name].astype(np.float32) for name in numbers.files})


def shifted(sums: NDArray[np.float32]) -> NDArray[np.float32]:
    """What :func:`features` multiplies by: :data:`TOGETHER` moments with what is around them × the sums of each."""
    number, around = sums.shape
    moved = np.zeros((TOGETHER + around - 1, TOGETHER, number), np.float32)
    for moment in range(TOGETHER):
        moved[moment : moment + around, moment] = sums.T
    return moved.reshape(len(moved), -1)


def features(levels: NDArray[np.float32], moved: NDArray[np.float32]) -> NDArray[np.float32]:
    """x for each moment, times × x, from levels in bels: (times with what is around them) × :data:`LEVELS`.

    ``moved`` are the sums of :func:`spans`, :func:`shifted`: several moments at once, or each level would be copied as
    often as it is around another.
    """
    times = len(levels) - len(moved) + TOGETHER
    filled = np.pad(levels - np.float32(USUAL), ((0, -times % TOGETHER), (0, 0)))
    pieces = sliding_window_view(filled, len(moved), axis=0)[::TOGETHER]
    parts = (pieces.reshape(-1, len(moved)) @ moved).reshape(len(pieces), LEVELS, TOGETHER, -1)
    return parts.swapaxes(1, 2).reshape(len(pieces) * TOGETHER, -1)[:times]
