"""A sentence without a pause, asked for a second time with a mark in its middle: both must sound alike.

A sound of the right length with its words told to match gives itself away by its pauses only. Where a sentence has
none, the same words in another text do: whatever made the service answer with something else (a mixed up answer, half
of one, something kept under the wrong name) does not do the same to both.

Sounds are compared as words were recognised before there were models: cepstra, laid over one another by dynamic time
warping (Sakoe and Chiba 1978, symmetric, weights 1 2 1). Of 27 sentences by six of kokoro's voices, with and without
the mark, the worse half was 0.37 to 0.61 apart and the length differed by at most 0.5 syllables; where half of the
sentence was another, it was 0.88 to 1.02 apart, with halves exchanged 0.96 to 1.13.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from pipeline.chinese.characters import is_chinese
from pipeline.messages import _
from pipeline.voice.edge.errors import Setback
from pipeline.voice.edge.mp3 import RATE
from pipeline.voice.edge.sound_checks import check_end, speaking_seconds
from pipeline.voice.voiced import sounding_frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.model import Clip
    from pipeline.voice.edge.told_words import Asked

FEWEST = 4
"""Syllables of a sentence that is asked for twice; shorter ones are all beginning and end."""
FARTHEST = 0.75
"""Between the halves of two sounds of the same words that are least alike."""
LONGER = (1.2, 0.03)
"""Syllables, and a share of all, by which one may be longer than the other."""
HOP, WINDOW, POINTS = RATE // 50, RATE // 40, 1024
"""Samples from frame to frame (20 ms), of a frame (25 ms), and of its spectrum."""
BANDS, LOWEST, HIGHEST = 24, 100.0, 7000.0
"""Of the mel scale, from and to so many hertz."""
CEPSTRA = 13
ASIDE, ASIDE_FRAMES = 0.12, 10
"""How far the path may stray from the straight one: a share of the sound, and at least so many frames."""


def with_mark(text: str, asked: Asked) -> str:
    """``text`` with a comma between the two Chinese characters nearest to its middle; empty if it has a pause already,
    or is too short."""
    if any(asked.ends[1:-1]) or asked.total.least < FEWEST:
        return ""
    inside = [place for place in range(1, len(text)) if all(map(is_chinese, text[place - 1 : place + 1]))]
    if not inside:
        return ""
    middle = min(inside, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}，{text[middle:]}"


def check_alike(one: Clip, other: Clip, asked: Asked) -> None:
    """Let two sounds of the same words pass.

    Raises:
        Setback: they are not of the same words.
    """
    sounding = [sounding_frames(clip) for clip in (one, other)]
    for each in sounding:
        check_end(each)
    seconds = [speaking_seconds(each) for each in sounding]
    syllables, share = LONGER
    off = syllables / asked.total.least + share
    if abs(seconds[0] / seconds[1] - 1) > off or distance(_cepstra(one), _cepstra(other)) > FARTHEST:
        raise Setback(_("asked for the same words once more, the online voice said something else"))


def distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Between two series of cepstra, each a row: per step and coefficient, on that half of the best path where they are
    farthest apart."""
    cost = np.sqrt(np.mean((one[:, None] - other[None]) ** 2, axis=2))
    rows, columns = cost.shape
    straight = np.arange(1, rows + 1)[:, None] / rows - np.arange(1, columns + 1)[None] / columns
    cost[np.abs(straight) > max(ASIDE, ASIDE_FRAMES / min(rows, columns))] = np.inf
    passed = _passed(cost)
    half = (rows + columns) // 2
    return float(np.max(passed[half:] - passed[:-half]) / half)


def _passed(cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the best path through ``cost`` has cost after each of its steps; a diagonal one is two."""
    rows, columns = cost.shape
    best = np.full((rows + 1, columns + 1), np.inf)
    best[0, 0] = 0.0
    for diagonal in range(2, rows + columns + 1):
        i = np.arange(max(1, diagonal - columns), min(rows, diagonal - 1) + 1)
        j = diagonal - i
        step = cost[i - 1, j - 1]
        best[i, j] = np.minimum.reduce([best[i - 1, j - 1] + 2 * step, best[i - 1, j] + step, best[i, j - 1] + step])
    i, j = rows, columns
    steps, sums = [i + j], [best[i, j]]
    while i + j > 0:
        step, before = cost[i - 1, j - 1], ((i - 1, j - 1), (i - 1, j), (i, j - 1))
        i, j = min(before, key=lambda at: float(best[at] + (i + j - sum(at)) * step))
        steps.append(i + j)
        sums.append(best[i, j])
    passed: NDArray[np.float64] = np.interp(np.arange(rows + columns + 1), steps[::-1], sums[::-1])
    return passed


def _cepstra(clip: Clip) -> NDArray[np.float64]:
    """Of each frame with sound in it, a row; each coefficient with mean 0 and deviation 1, so that neither loudness nor
    the colour of the voice counts."""
    padded = np.pad(clip.samples / 32768.0, (WINDOW // 2, WINDOW // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    sounding = sounding_frames(clip)[::2]
    frames = frames[: len(sounding)][sounding[: len(frames)]]
    power = np.abs(np.fft.rfft(frames * np.hanning(WINDOW), POINTS)) ** 2
    bands, cosines = _filters()
    found = np.log(power @ bands.T + 1e-7) @ cosines.T
    scaled: NDArray[np.float64] = (found - found.mean(axis=0)) / (found.std(axis=0) + 1e-6)
    return scaled


@cache
def _filters() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Triangles of the mel scale over the spectrum, and the cosines that make cepstra of them (without the first, the
    loudness)."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (LOWEST, HIGHEST))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    spectrum = np.fft.rfftfreq(POINTS, 1 / RATE)
    rising = (spectrum[None] - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - spectrum[None]) / np.diff(edges)[1:, None]
    number = np.arange(1, CEPSTRA + 1)[:, None]
    return np.clip(np.minimum(rising, falling), 0, None), np.cos(np.pi / BANDS * number * (np.arange(BANDS) + 0.5))
