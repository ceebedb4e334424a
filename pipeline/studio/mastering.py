"""Two masters of one episode: one for phones, one for loudspeakers among machines.

Both take the stitched sound as a source that can be played again, stream it, and give back as many samples as
came in, each where it was.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.signal import butter, sosfilt

from pipeline.station import PodcastProfile, WorkshopProfile
from pipeline.studio.limiter import Limiter
from pipeline.studio.loudness import SPEECH_LEVEL, LoudnessMeter
from pipeline.studio.shaping import Shaper

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
DRIVE = 14.0
"""dB between shaper and limiter: peaks 15 dB above the RMS, where the limiter costs 0.2 dB of understanding."""
NEAR_ENOUGH = 0.75
"""LU; one more step from here lands well within the 0.3 LU that are allowed."""
TYPICAL_LOSS = 1.2
"""LU that the limiter takes from speech at the usual goal."""
GIVING_WAY = 0.8
"""With L LU lost in the limiter, another dB gives 1 / (1 + 0.8 L) LU more: found with both voices, L from 0 to 2."""
MOST_LOST = 4.0
"""LU; what is lower still is no work of the limiter: the sound itself was not at the common loudness."""
LEAST_SLOPE = 0.15
"""LU gained for each dB more, at the least."""
MOST_TRIALS = 8


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
    gain = _gain_for(goal, lambda trial: _loudness_at(trial, blocks, rate, ceiling))
    yield from _pcm(_through(blocks, _Louder(rate, gain), Limiter(rate, ceiling)))


def _gain_for(goal: float, reached_with: Callable[[float], float]) -> float:
    """The gain in dB with which the limited sound is as loud as ``goal``; secant steps, for a limiter gives way."""
    gain = goal - SPEECH_LEVEL + TYPICAL_LOSS
    before = (-math.inf, 0.0)
    for _trial in range(MOST_TRIALS):
        reached = reached_with(gain)
        if math.isinf(reached):
            break
        if math.isinf(before[0]):
            lost = SPEECH_LEVEL + gain - reached
            slope = 1 / (1 + GIVING_WAY * lost) if 0 < lost < MOST_LOST else 1.0
        else:
            slope = min(max((reached - before[1]) / (gain - before[0]), LEAST_SLOPE), 1.0)
        before = (gain, reached)
        gain += (goal - reached) / slope
        if abs(goal - reached) < NEAR_ENOUGH:
            break
    return gain


def _loudness_at(gain: float, blocks: Source, rate: int, ceiling: float) -> float:
    meter = LoudnessMeter(rate)
    for frame in _through(blocks, _Louder(rate, gain), Limiter(rate, ceiling)):
        meter.add(frame)
    return meter.integrated()


def _workshop(blocks: Source, rate: int, profile: WorkshopProfile) -> Iterator[NDArray[np.int16]]:
    """Speech at the level the shaper expects, shaped, and driven into the limiter."""
    meter = LoudnessMeter(rate)
    for block in blocks():
        meter.add(block)
    spoken = meter.integrated()
    level = 0.0 if math.isinf(spoken) else SHAPING_LEVEL - spoken
    ceiling = _linear(WORKSHOP_PEAK + _lost_in_encoder(profile.kilobits) - ENCODER_OVERSHOOT)
    stages = (_Louder(rate, level), Shaper(rate), _Louder(rate, DRIVE), Limiter(rate, ceiling))
    yield from _pcm(_through(blocks, *stages))


class _Louder:
    """Removes what lies below the voice and applies a gain in dB."""

    latency = 0

    def __init__(self, rate: int, gain: float, lowest: float = LOWEST) -> None:
        self._sections = butter(2, lowest, "highpass", fs=rate, output="sos")
        self._state = np.zeros((self._sections.shape[0], 2))
        self._gain = _linear(gain)

    def push(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        filtered, self._state = sosfilt(self._sections, block * self._gain, zi=self._state)
        return np.asarray(filtered, np.float32)


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
        yield np.clip(np.rint(frame * 32_767), -32_768, 32_767).astype(np.int16)


def _lost_in_encoder(kilobits: int) -> float:
    """dB that the MP3 is quieter than what is given to the encoder."""
    scale = next((scale for most, scale in ENCODER_SCALES if kilobits <= most), 1.0)
    return -20 * math.log10(scale)


def _linear(decibels: float) -> float:
    return float(10 ** (decibels / 20))
