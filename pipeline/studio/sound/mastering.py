"""Two masters of one episode: one for phones, one for loudspeakers among machines.

Both take the stitched sound as a source that can be played again, stream it, and give back as many samples as
came in, each where it was.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.signal import butter, sosfilt

from pipeline.station import PodcastProfile, WorkshopProfile
from pipeline.studio.sound.limiter import GROUP, Attenuation, Heights, Limiter
from pipeline.studio.sound.loudness import SPEECH_LEVEL, Gate, KWeighting, LoudnessMeter
from pipeline.studio.sound.shaping import Shaper

if TYPE_CHECKING:
    from numpy.typing import NDArray

Source = Callable[[], Iterator["NDArray[np.float32]"]]
"""Mono blocks at ±1.0 full scale, from the start at each call."""

FRAME = 65_536
"""Samples worked on at a time, whatever the size of the blocks that come in: the same sound gives the same bytes."""
LOWEST = 30.0
"""Hz; below is no voice, only offset and handling noise."""
ENCODER_SCALES = ((160, 0.95), (192, 0.97), (224, 0.98))
"""Up to so many kbit/s, LAME's presets for constant bit rates multiply what they are given by so much; above, by 1."""
ENCODER_OVERSHOOT = 1.5
"""dB by which peaks may grow in MP3, which rounds the spectrum."""
WORKSHOP_PEAK = -1.0
"""dBTP of the loudspeakers' master; how loud it is, the amplifier decides."""
SHAPING_LEVEL = -20.0
"""LUFS of speech at the shaper: its loudness when its RMS is what the shaper expects."""
DRIVE = 3.0
"""dB between shaper and limiter: peaks 15 dB above the RMS. With 6 dB (13 dB above) the limiter takes what the shaper
gave to the beginnings of consonants: a network that had learnt without it was misheard a seventh more in pink noise."""
TYPICAL_LOSS = 1.2
"""LU that the limiter takes from speech at the usual goal."""
TRIED = (-1.2, 0.0, 1.2, 3.0)
"""dB about the likely gain: what each would give is found at once, and the right one lies between."""
LEAST_SLOPE = 0.15
"""LU gained for each dB more, at the least, where none of them was near."""
GREATEST_GAIN = 60.0
"""dB; what needs more is no sound."""
MOST_TRIALS = 8
NEPER = 20 / math.log(10)
"""dB."""
SILENT = 1e-6
"""Of the ceiling."""


class Stage(Protocol):
    """A step that takes frames in and gives as many samples out, ``latency`` samples late."""

    latency: int

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]: ...


def master(blocks: Source, rate: int, profile: PodcastProfile | WorkshopProfile) -> Iterator[NDArray[np.int16]]:
    """The master of ``blocks`` for ``profile``: as many samples, none moved, in frames of 16-bit PCM.

    ``blocks`` is played several times: to measure, then to make. Memory does not grow with the length.
    """
    if isinstance(profile, PodcastProfile):
        yield from _podcast(blocks, rate, profile)
    else:
        yield from _workshop(blocks, rate, profile)


def _podcast(blocks: Source, rate: int, profile: PodcastProfile) -> Iterator[NDArray[np.int16]]:
    """Gain, found by listening to the limited result, and a true-peak limiter."""
    lost = _lost_in_encoder(profile.kilobits)
    ceiling = _linear(profile.peak + lost - ENCODER_OVERSHOOT)
    goal = profile.loudness + lost
    gain = _gain_for(goal, lambda gains: _loudness_with(gains, blocks, rate, ceiling))
    yield from _pcm(_through(blocks, _LowCut(rate), _Louder(gain), Limiter(rate, ceiling)))


def _gain_for(goal: float, reached_with: Callable[[list[float]], list[float]]) -> float:
    """The gain in dB with which the limited sound is as loud as ``goal``: by a straight line between two tried ones."""
    likely = goal - SPEECH_LEVEL + TYPICAL_LOSS
    for _trial in range(MOST_TRIALS):
        gains = [likely + apart for apart in TRIED]
        reached = reached_with(gains)
        if math.isinf(reached[0]):
            break
        if reached[0] <= goal <= reached[-1]:
            return float(np.interp(goal, reached, gains))
        nearest = 0 if goal < reached[0] else -1
        slope = (reached[-1] - reached[0]) / (gains[-1] - gains[0])
        likely = min(gains[nearest] + (goal - reached[nearest]) / max(slope, LEAST_SLOPE), GREATEST_GAIN)
    return likely


def _loudness_with(gains: list[float], blocks: Source, rate: int, ceiling: float) -> list[float]:
    """How loud the limited sound is with each of ``gains`` (dB), rising.

    The limiter moves so slowly that weighting what it limits and limiting what is weighted are as loud (0.05 LU).
    """
    low_cut, weighting, heights = _LowCut(rate), KWeighting(rate), Heights(rate, ceiling / _linear(gains[-1]))
    limited = [(gain, Attenuation(rate), Gate(rate / GROUP)) for gain in gains]
    late = heights.latency + limited[0][1].latency
    waiting = np.zeros(late)
    for frame in _frames(chain(blocks(), [np.zeros(late * GROUP, np.float32)])):
        sound = low_cut.push(frame)
        joined = np.append(waiting, np.square(weighting.push(sound)).reshape(-1, GROUP).mean(axis=1))
        powers, waiting = joined[:-late], joined[-late:]
        high = np.log(np.maximum(heights.push(sound) / ceiling, SILENT))
        for gain, attenuation, gate in limited:
            given = attenuation.push(np.maximum(high + gain / NEPER, 0))
            gate.add(powers * np.exp(2 * (gain / NEPER - given)))
    return [gate.integrated() for _gain, _attenuation, gate in limited]


def _workshop(blocks: Source, rate: int, profile: WorkshopProfile) -> Iterator[NDArray[np.int16]]:
    """Speech at the level the shaper expects, shaped, and driven into the limiter."""
    meter = LoudnessMeter(rate)
    for frame in _frames(blocks()):
        meter.add(frame)
    spoken = meter.integrated()
    level = 0.0 if math.isinf(spoken) else SHAPING_LEVEL - spoken
    stages = (_Louder(level), Shaper(rate), _Louder(DRIVE), Limiter(rate, workshop_ceiling(profile)))
    yield from _pcm(_through(blocks, *stages))


def workshop_ceiling(profile: WorkshopProfile) -> float:
    """Of full scale: what no true peak of the loudspeakers' master passes before the encoder."""
    return _linear(WORKSHOP_PEAK + _lost_in_encoder(profile.kilobits) - ENCODER_OVERSHOOT)


class _LowCut:
    """Removes what lies below the voice."""

    latency = 0

    def __init__(self, rate: int) -> None:
        self._sections = butter(2, LOWEST, "highpass", fs=rate, output="sos")
        self._state = np.zeros((self._sections.shape[0], 2))

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        filtered, self._state = sosfilt(self._sections, block, zi=self._state)
        return np.asarray(filtered, np.float32)


class _Louder:
    """Applies a gain in dB."""

    latency = 0

    def __init__(self, gain: float) -> None:
        self._gain = np.float32(_linear(gain))

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        return block * self._gain


def _through(blocks: Source, *stages: Stage) -> Iterator[NDArray[np.float32]]:
    """``blocks`` through ``stages``, their latency taken out again."""
    late = sum(stage.latency for stage in stages)
    heard = 0

    def counted() -> Iterator[NDArray[np.float32]]:
        nonlocal heard
        for block in blocks():
            heard += block.size
            yield block
        yield np.zeros(late, np.float32)

    given = -late
    for frame in _frames(counted()):
        passed = frame
        for stage in stages:
            passed = stage.push(passed)
        given += passed.size
        # What comes out before the first sample, and what the padding of the last frame became, is nobody's sound.
        yield passed[max(0, passed.size - given) : passed.size - max(0, given - heard)]


def _frames(blocks: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """The same samples in frames of :data:`FRAME`, the last one filled up with silence."""
    waiting: list[NDArray[np.float32]] = []
    size = 0
    for block in blocks:
        waiting.append(block)
        size += block.size
        if size >= FRAME:
            joined = np.concatenate(waiting)
            whole = size - size % FRAME
            yield from joined[:whole].reshape(-1, FRAME)
            waiting, size = [joined[whole:].copy()], size - whole
    if size:
        yield np.pad(np.concatenate(waiting), (0, FRAME - size))


def _pcm(frames: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.int16]]:
    for frame in frames:
        steps = frame * np.float32(32_767)
        yield np.clip(np.rint(steps, out=steps), -32_768, 32_767, out=steps).astype(np.int16)


def _lost_in_encoder(kilobits: int) -> float:
    """dB that the MP3 is quieter than what is given to the encoder."""
    scale = next((scale for most, scale in ENCODER_SCALES if kilobits <= most), 1.0)
    return -20 * math.log10(scale)


def _linear(decibels: float) -> float:
    return float(10 ** (decibels / 20))
