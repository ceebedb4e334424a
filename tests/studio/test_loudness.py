"""Loudness and true peak against the recommendation's own numbers, closed forms and another implementation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pyloudnorm
import pytest

from pipeline.studio.sound.loudness import (
    CLIP_PEAK,
    GREATEST_GAIN,
    SPEECH_LEVEL,
    LoudnessMeter,
    clip_gain,
    k_weighting,
    loudness,
    true_peak,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sine(frequency: float, seconds: float, rate: int, level: float = 0.0) -> NDArray[np.float32]:
    times = np.arange(round(seconds * rate)) / rate
    return np.asarray(10 ** (level / 20) * np.sin(2 * math.pi * frequency * times), np.float32)


def noise(seconds: float, rate: int, seed: int = 1) -> NDArray[np.float32]:
    return np.asarray(0.1 * np.random.default_rng(seed).standard_normal(round(seconds * rate)), np.float32)


def pcm(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.rint(samples * 32_767).astype(np.int16)


def test_the_filters_are_the_printed_ones() -> None:
    shelf, high_pass = k_weighting(48_000)
    # ITU-R BS.1770-4 Annex 1, tables 1 and 2.
    printed_shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1, -1.69065929318241, 0.73248077421585]
    assert shelf == pytest.approx(printed_shelf, abs=1e-9)
    assert high_pass == pytest.approx([1, -2, 1, 1, -1.99004745483398, 0.99007225036621], abs=1e-9)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_a_full_sine_of_997_hertz_is_3_below_nought(rate: int) -> None:
    """BS.1770-4 Annex 1: a 0 dB FS sine of 997 Hz in one channel reads −3.01 LKFS."""
    assert loudness(sine(997, 3, rate), rate) == pytest.approx(-3.01, abs=0.15 if rate < 20_000 else 0.03)


# EBU Tech 3341, table 1, minimum requirements test signals 1 to 5, in one channel instead of two: 3.01 LU less.
@pytest.mark.parametrize(
    ("parts", "reads"),
    [
        ([(-23.0, 20)], -23.0),
        ([(-33.0, 20)], -33.0),
        ([(-36.0, 10), (-23.0, 60), (-36.0, 10)], -23.0),
        ([(-72.0, 10), (-36.0, 10), (-23.0, 60), (-36.0, 10), (-72.0, 10)], -23.0),
        ([(-26.0, 20), (-20.0, 20.1), (-26.0, 20)], -23.0),
    ],
)
def test_gates_as_the_ebu_wants_them(parts: list[tuple[float, float]], reads: float) -> None:
    sound = np.concatenate([sine(1_000, seconds, 24_000, level) for level, seconds in parts])
    assert loudness(sound, 24_000) == pytest.approx(reads - 3.01, abs=0.1)


@pytest.mark.parametrize("rate", [24_000, 44_100, 48_000])
def test_agrees_with_pyloudnorm(rate: int) -> None:
    sound = noise(8, rate)
    sound[2 * rate : 5 * rate] *= 0.03
    other = pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(sound.astype(np.float64))
    assert loudness(sound, rate) == pytest.approx(other, abs=0.05)


@pytest.mark.parametrize("size", [1_000, 4_801, 100_000])
def test_blocks_of_any_size_read_the_same(size: int) -> None:
    sound = noise(3, 24_000)
    meter = LoudnessMeter(24_000)
    for start in range(0, sound.size, size):
        meter.add(sound[start : start + size])
    assert meter.integrated() == pytest.approx(loudness(sound, 24_000), abs=1e-9)


def test_silence_has_no_loudness() -> None:
    assert loudness(np.zeros(24_000, np.float32), 24_000) == -math.inf
    assert LoudnessMeter(24_000).integrated() == -math.inf


def test_the_true_peak_lies_between_the_samples() -> None:
    """A sine at a quarter of the rate, caught at 45°: every sample is ±0.707, the curve reaches 1."""
    times = np.arange(4_800)
    fade = np.minimum(1, np.minimum(times, times[::-1]) / 1_000)
    caught = np.asarray(fade * np.sin(math.pi / 2 * times + math.pi / 4), np.float32)
    assert np.abs(caught).max() == pytest.approx(math.sqrt(0.5), abs=1e-4)
    assert true_peak(caught) == pytest.approx(1.0, abs=0.005)


@pytest.mark.parametrize("frequency", [100.0, 997.0, 3_001.0, 7_999.0, 10_001.0])
def test_a_sine_peaks_at_its_amplitude(frequency: float) -> None:
    """Annex 2's own figure: four times the rate reads at most 0.7 dB low up to 0.4 of it."""
    sound = sine(frequency, 1, 24_000) * np.hanning(24_000).astype(np.float32)
    assert -0.7 < 20 * math.log10(true_peak(sound)) < 0.1


def test_no_samples_have_no_peak() -> None:
    assert true_peak(np.zeros(0, np.float32)) == 0.0


@pytest.mark.parametrize("level", [-34.0, -23.0, -10.0])
@pytest.mark.parametrize("seconds", [0.15, 0.39, 0.41, 3.0])
def test_clips_come_to_one_level(level: float, seconds: float) -> None:
    clip = pcm(sine(440, seconds, 24_000, level))
    louder = clip.astype(np.float32) / np.float32(32_768) * np.float32(clip_gain(clip, 24_000))
    assert loudness(louder, 24_000) == pytest.approx(SPEECH_LEVEL, abs=0.1)


def test_a_clip_is_measured_where_it_speaks() -> None:
    """Two seconds of pause around it do not make a clip louder: the relative gate."""
    spoken = sine(440, 3, 24_000, -30)
    padded = np.pad(spoken, 24_000)
    assert clip_gain(pcm(padded), 24_000) == pytest.approx(clip_gain(pcm(spoken), 24_000), rel=0.08)


def test_gain_has_bounds() -> None:
    whisper = pcm(sine(440, 1, 24_000, -65))
    assert clip_gain(whisper, 24_000) == pytest.approx(10 ** (GREATEST_GAIN / 20), rel=1e-6)
    clicks = np.zeros(24_000, np.int16)
    clicks[::6_000] = 20_000
    assert clip_gain(clicks, 24_000) * 20_000 <= CLIP_PEAK + 1e-6


@pytest.mark.parametrize("clip", [np.zeros(0, np.int16), np.zeros(1, np.int16), np.zeros(24_000, np.int16)])
def test_silence_is_left_alone(clip: NDArray[np.int16]) -> None:
    assert clip_gain(clip, 24_000) == 1.0


@pytest.mark.parametrize("value", [-32_768, 32_767])
def test_the_lowest_sample_of_all_does_not_overflow(value: int) -> None:
    clip = np.full(24_000, value, np.int16)
    clip[::2] = 0
    assert 0 < clip_gain(clip, 24_000) < 1
