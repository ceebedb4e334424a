"""The limiter: a ceiling that holds for any sound, and nothing done where nothing is needed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.studio.sound.limiter import GROUP, LOOK_AHEAD, RELEASE, SEGMENT, STEEPEST, Limiter
from pipeline.studio.sound.loudness import true_peak

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 24_000
CEILING = 0.5


def limited(samples: NDArray[np.float32], size: int = 64 * SEGMENT) -> NDArray[np.float32]:
    """``samples`` through a limiter in blocks of ``size``, its latency taken out."""
    limiter = Limiter(RATE, CEILING)
    total = -(-(samples.size + limiter.latency) // size) * size
    padded = np.pad(samples, (0, total - samples.size)).astype(np.float32)
    out = np.concatenate([limiter.push(padded[start : start + size]) for start in range(0, total, size)])
    return out[limiter.latency : limiter.latency + samples.size]


def hard_sounds() -> dict[str, NDArray[np.float32]]:
    rng = np.random.default_rng(3)
    times = np.arange(RATE)
    impulse = np.zeros(RATE)
    impulse[RATE // 2] = 1
    sounds = {
        "square": np.sign(np.sin(2 * math.pi * 100 * times / RATE)),
        "offset": np.ones(RATE),
        "impulse": impulse,
        "noise": rng.standard_normal(RATE),
        "between samples": np.sin(math.pi / 2 * times + math.pi / 4),
        "bursts": rng.standard_normal(RATE) * (times // 600 % 5 == 0),
    }
    return {name: sound.astype(np.float32) for name, sound in sounds.items()}


@pytest.mark.parametrize("name", hard_sounds())
def test_the_ceiling_holds(name: str) -> None:
    out = limited(hard_sounds()[name])
    assert np.abs(out).max() <= CEILING * 1.0001
    assert true_peak(out) <= CEILING * 1.02
    assert np.isfinite(out).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 30.0))
def test_the_ceiling_holds_for_anything(seed: int, level: float) -> None:
    rng = np.random.default_rng(seed)
    sound = (level * rng.standard_normal(4_000) * rng.random(4_000) ** 8).astype(np.float32)
    assert np.abs(limited(sound)).max() <= CEILING * 1.0001


def test_what_stays_below_is_not_touched() -> None:
    quiet = (0.4 * np.sin(2 * math.pi * 300 * np.arange(RATE) / RATE) * np.hanning(RATE)).astype(np.float32)
    assert np.array_equal(limited(quiet), quiet)


def test_silence_stays_silence() -> None:
    assert not limited(np.zeros(RATE, np.float32)).any()


@pytest.mark.parametrize("size", [SEGMENT, 5 * SEGMENT, 64 * SEGMENT])
def test_blocks_of_any_size_give_the_same(size: int) -> None:
    sound = hard_sounds()["bursts"]
    assert limited(sound, size) == pytest.approx(limited(sound, 200 * SEGMENT), abs=1e-6)


def test_it_looks_ahead_and_lets_go_slowly() -> None:
    """A tone with one click: the gain is whole until the look-ahead before it, then comes back exponentially in dB."""
    tone = np.full(RATE, 0.1, np.float32)
    at = RATE // 2
    tone[at] = 1.0
    out = limited(tone)
    gain = out / tone
    ahead = round(LOOK_AHEAD * RATE) + 3 * GROUP + 12
    assert gain[at - ahead] == pytest.approx(1.0, abs=1e-6)
    assert gain[at] <= CEILING * 1.0001
    later = at + 600
    fall = math.log(gain[later]) / math.log(gain[later + round(RELEASE * RATE)])
    assert fall == pytest.approx(math.e, rel=0.02)


@pytest.mark.parametrize("frequency", [5_003.0, 7_001.0])
def test_a_sibilant_is_held_lower_than_a_vowel(frequency: float) -> None:
    """Nothing is steeper than a sine of 2.8 kHz at the ceiling: A sin(π f / rate) stays below its value there."""
    out = limited(np.asarray(np.sin(2 * math.pi * frequency * np.arange(RATE) / RATE), np.float32))
    allowed = CEILING * math.sin(math.pi * STEEPEST / RATE) / math.sin(math.pi * frequency / RATE)
    assert 0.97 * allowed < np.abs(out[2_000:-2_000]).max() < 1.02 * allowed
