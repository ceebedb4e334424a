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

if TYPE_CHECKING:
    from numpy.typing import NDArray

RECIPE = "master 1"
"""Changes whenever the same clips would give another master: part of an episode's fingerprint."""

Source = Callable[[], Iterator["NDArray[np.float32]"]]
"""Mono blocks at ±1.0 full scale, from the start at each call."""

FRAME = 16_384
"""Samples worked on at a time, whatever the size of the blocks that come in: the same sound gives the same bytes."""
LOWEST = 30.0
"""Hz; below is no voice, only offset and handling noise."""
ENCODER_SCALES = ((160, 0.95), (192, 0.97), (224, 0.98))
"""Up to so many kbit/s, LAME's presets for constant bit rates multiply what they are given by so much; above, by 1."""
ENCODER_OVERSHOOT = 1.0
"""dB by which peaks may grow in MP3, which rounds the spectrum."""
WORKSHOP_PEAK = -1.0
"""dBTP of the loudspeakers' master; how loud it is, the amplifier decides."""
NEAR_ENOUGH = 0.5
"""LU; so close to the goal the limiter's share of the loss no longer changes."""
MOST_TRIALS = 5


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
    gain = goal - SPEECH_LEVEL
    for _trial in range(MOST_TRIALS):
        meter = LoudnessMeter(rate)
        for frame in _through(blocks, _Louder(rate, gain), Limiter(rate, ceiling)):
            meter.add(frame)
        reached = meter.integrated()
        if math.isinf(reached):
            break
        gain += goal - reached
        if abs(goal - reached) < NEAR_ENOUGH:
            break
    yield from _pcm(_through(blocks, _Louder(rate, gain), Limiter(rate, ceiling)))


def _workshop(blocks: Source, rate: int, profile: WorkshopProfile) -> Iterator[NDArray[np.int16]]:
    ceiling = _linear(WORKSHOP_PEAK + _lost_in_encoder(profile.kilobits) - ENCODER_OVERSHOOT)
    yield from _pcm(_through(blocks, _Louder(rate, 12.0, lowest=300.0), Limiter(rate, ceiling)))


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
    for frame in _frames(_with_tail(blocks, late)):
        passed = frame
        for stage in stages:
            passed = stage.push(passed)
        dropped = min(late, passed.size)
        late -= dropped
        if passed.size > dropped:
            yield passed[dropped:]


def _with_tail(blocks: Source, silence: int) -> Iterator[NDArray[np.float32]]:
    yield from blocks()
    yield np.zeros(silence, np.float32)


def _frames(blocks: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
    """The same samples in frames of :data:`FRAME`, the last one shorter."""
    waiting: list[NDArray[np.float32]] = []
    size = 0
    for block in blocks:
        waiting.append(block)
        size += block.size
        if size >= FRAME:
            joined = np.concatenate(waiting)
            whole = size - size % FRAME
            yield from joined[:whole].reshape(-1, FRAME)
            waiting, size = [joined[whole:]], size - whole
    if size:
        yield np.concatenate(waiting)


def _pcm(frames: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.int16]]:
    for frame in frames:
        yield np.clip(np.rint(frame * 32_767), -32_768, 32_767).astype(np.int16)


def _lost_in_encoder(kilobits: int) -> float:
    """dB that the MP3 is quieter than what is given to the encoder."""
    scale = next((scale for most, scale in ENCODER_SCALES if kilobits <= most), 1.0)
    return -20 * math.log10(scale)


def _linear(decibels: float) -> float:
    return float(10 ** (decibels / 20))
