"""Shaping for loudspeakers: exact where nothing is to be done, by its formula elsewhere, and true to the melody."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from pipeline.studio.sound import shaping_rule as rule
from pipeline.studio.sound.shaping import SPEECH_RMS, Shaper

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 24_000


def shaped(samples: NDArray[np.float32], blocks: int = 16, rate: int = RATE) -> NDArray[np.float32]:
    """``samples`` shaped in blocks of so many hops, the latency taken out."""
    shaper = Shaper(rate)
    size = blocks * shaper.hop
    total = -(-(samples.size + shaper.latency) // size) * size
    padded = np.pad(samples, (0, total - samples.size)).astype(np.float32)
    out = np.concatenate([shaper.push(padded[start : start + size]) for start in range(0, total, size)])
    return out[shaper.latency : shaper.latency + samples.size]


def noise(seconds: float, level: float = SPEECH_RMS) -> NDArray[np.float32]:
    return np.asarray(level * np.random.default_rng(2).standard_normal(round(seconds * RATE)), np.float32)


def gliding_voice(seconds: float = 3.0) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Harmonics of a voice whose pitch rises and falls like tones do, 160 to 300 Hz; and its pitch at each sample."""
    times = np.arange(round(seconds * RATE)) / RATE
    pitch = 230 + 70 * np.sin(2 * math.pi * times)
    phase = 2 * math.pi * np.cumsum(pitch) / RATE
    sound = sum(np.sin(k * phase) / k for k in range(1, 35))
    sound *= 1 + 0.5 * np.sin(2 * math.pi * 4 * times)
    return np.asarray(SPEECH_RMS * sound / np.std(sound), np.float32), pitch


def pitch_of(samples: NDArray[np.float32], near: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hz every 10 ms: the autocorrelation's highest peak within 20 % of ``near``, refined by a parabola."""
    window = np.hanning(600)
    of_window = np.fft.irfft(np.abs(np.fft.rfft(window, 4_096)) ** 2)
    found = []
    for start in range(0, samples.size - window.size, 240):
        period = RATE / near[start + window.size // 2]
        lags = np.arange(int(period / 1.2), int(period * 1.2) + 1)
        correlation = np.fft.irfft(np.abs(np.fft.rfft(samples[start : start + window.size] * window, 4_096)) ** 2)
        heights = correlation[lags] / of_window[lags]
        best = min(max(int(np.argmax(heights)), 1), heights.size - 2)
        left, middle, right = heights[best - 1 : best + 2]
        found.append(RATE / (lags[best] + 0.5 * (left - right) / (left - 2 * middle + right)))
    return np.array(found)


def test_bands_share_every_frequency() -> None:
    shapes = rule.band_shapes(np.linspace(0, 12_000, 257))
    assert shapes.shape == (rule.BANDS, 257)
    assert shapes.sum(axis=0) == pytest.approx(1.0, abs=1e-6)
    assert shapes.min() >= 0


def test_a_gain_spreads_over_its_neighbours_and_equal_gains_are_flat() -> None:
    middles = (10 ** (rule.centres() / 21.4) - 1) / 0.00437
    shapes = rule.gain_shapes(middles)
    assert shapes.sum(axis=0) == pytest.approx(1.0, abs=1e-6)
    assert shapes[7, 5:10] == pytest.approx(rule.SPREAD, abs=1e-6)


def test_horn_limits_are_3_db_down_where_they_say() -> None:
    low, middle, high = rule.horn_limits(np.array([rule.HORN[0], 1_500.0, rule.HORN[1]]))
    assert 20 * math.log10(low) == pytest.approx(-3.01, abs=0.02)
    assert 20 * math.log10(high) == pytest.approx(-3.01, abs=0.02)
    assert middle == pytest.approx(1.0, abs=1e-3)


def test_what_a_level_is_taken_apart_into_adds_up_to_it() -> None:
    sums = rule.spans(93.75)
    levels = np.random.default_rng(1).standard_normal((sums.shape[1], 1))
    assert (sums @ levels)[: -len(rule.RISES)].sum() == pytest.approx(levels[len(levels) // 2, 0], abs=1e-5)


def test_a_steady_level_is_its_widest_mean_alone() -> None:
    parts = rule.spans(93.75) @ np.ones(rule.spans(93.75).shape[1])
    expected = np.zeros(len(rule.SPANS) + 1 + len(rule.RISES))
    expected[len(rule.SPANS)] = 1
    assert parts == pytest.approx(expected, abs=1e-5)


def test_a_level_that_rises_evenly_rises_by_its_slope() -> None:
    """No bell tells a straight line from its middle; the last sums see it over twice their distance."""
    sums = rule.spans(93.75)
    times = (np.arange(sums.shape[1]) - sums.shape[1] // 2) / 93.75
    parts = sums @ times
    rises = parts[-len(rule.RISES) :]
    assert parts[: -len(rule.RISES)] == pytest.approx(np.zeros(len(rule.SPANS) + 1), abs=1e-5)
    assert rises == pytest.approx([2 * away for _span, away in rule.RISES], rel=0.03)


@pytest.mark.parametrize("times", [1, rule.TOGETHER, rule.TOGETHER + 1])
def test_features_stand_band_by_band_about_nothing(times: int) -> None:
    """At each moment the sums over that band's levels around it; what is usual counts as nothing."""
    sums = rule.spans(93.75)
    levels = np.random.default_rng(4).normal(rule.USUAL, 1, (times + sums.shape[1] - 1, rule.LEVELS))
    x = rule.features(levels.astype(np.float32), rule.shifted(sums))
    assert x.shape == (times, rule.LEVELS * len(sums))
    around = sliding_window_view(levels - rule.USUAL, sums.shape[1], axis=0)
    assert x.reshape(times, rule.LEVELS, -1) == pytest.approx(around @ sums.T, abs=1e-5)


AROUND = np.linspace(-0.4, 0.6, len(rule.AROUND), dtype=np.float32)


def small_network(slope: float = 0.0, outer: float = 0.0) -> rule.Network:
    """One x, one hidden unit in each layer, every band alike."""
    return rule.Network(
        level=np.float32(0.1) * np.ones((), np.float32),
        equaliser=np.full(rule.BANDS, 0.2, np.float32),
        slopes=np.full((1, rule.BANDS), slope, np.float32),
        inner=np.ones((1, 1), np.float32),
        inner_offset=np.ones(1, np.float32),
        middle=np.full((1, 1), 0.5, np.float32),
        middle_offset=np.full(1, -0.2, np.float32),
        around=AROUND[:, None],
        around_offset=np.full(1, 0.3, np.float32),
        outer=np.full((1, rule.BANDS), outer, np.float32),
    )


@pytest.mark.parametrize(("slope", "outer", "x"), [(0, 0, 1.0), (-0.5, 0, 1.0), (-0.5, 0.7, -2.0), (3, 0, 9.0)])
def test_gains_by_the_formula(slope: float, outer: float, x: float) -> None:
    """g = level + e + M tanh((A x + V l) / M) with l from k now and around: within M of level + e."""
    network = small_network(slope, outer)
    before, after = -rule.AROUND[0], rule.AROUND[-1]
    times = np.arange(-before, after + 1)
    seen = network.seen((x + 0.1 * times[:, None]).astype(np.float32))
    hidden = np.tanh(x + 0.1 * times + 1)
    k = hidden + np.tanh(0.5 * hidden - 0.2)
    assert seen[:, 0] == pytest.approx(k, abs=1e-5)
    (gains,) = network.gains(np.full((1, 1), x, np.float32), seen)
    around = sum(weight * k[before + apart] for weight, apart in zip(AROUND, rule.AROUND, strict=True))
    bend = slope * x + outer * (k[before] + math.tanh(around + 0.3))
    assert gains == pytest.approx(0.3 + rule.MOST * math.tanh(bend / rule.MOST), abs=1e-5)
    assert np.abs(gains - 0.3).max() <= rule.MOST


def test_gains_are_steadied_around_their_time() -> None:
    gains = np.zeros((9, rule.BANDS), np.float32)
    gains[4] = 1
    wide = len(rule.STEADY) // 2
    assert rule.steady(gains)[4 - 2 * wide : 5, 0] == pytest.approx(rule.STEADY)
    assert rule.steady(gains).sum(axis=0) == pytest.approx(np.ones(rule.BANDS))
    assert rule.steady(np.ones((9, 2), np.float32)) == pytest.approx(np.ones((9 - 2 * wide, 2)))


def test_the_numbers_fit_each_other() -> None:
    network = rule.network()
    x = len(rule.spans(93.75)) * rule.LEVELS
    hidden = network.inner_offset.size
    assert network.slopes.shape == (x, rule.BANDS)
    assert network.inner.shape == (x, hidden)
    assert network.middle.shape == (hidden, hidden)
    assert network.middle_offset.shape == (hidden,)
    assert network.around.shape == (len(rule.AROUND) * hidden, hidden)
    assert network.around_offset.shape == (hidden,)
    assert network.outer.shape == (hidden, rule.BANDS)
    assert network.equaliser.shape == (rule.BANDS,)


def test_without_gains_every_sample_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule.Network, "gains", lambda _self, x, _seen: np.zeros((len(x), rule.BANDS), np.float32))
    monkeypatch.setattr(rule, "horn_limits", lambda bins: np.ones(bins.size, np.float32))
    sound = noise(1)
    assert shaped(sound) == pytest.approx(sound, abs=1e-5)


@pytest.mark.parametrize("blocks", [1, 7, 128])
def test_blocks_of_any_size_give_the_same(blocks: int) -> None:
    sound = gliding_voice(1.0)[0]
    assert shaped(sound, blocks) == pytest.approx(shaped(sound, 400), abs=1e-5)


def test_loud_and_soft_come_together() -> None:
    """Steady noise 20 dB down comes out less than 12 dB down, and not louder: a compressor."""
    loud, soft = (np.std(shaped(noise(2, level))[12_000:-12_000]) for level in (SPEECH_RMS, SPEECH_RMS / 10))
    assert -1 < 20 * math.log10(loud / soft) < 12


def test_power_goes_where_understanding_is() -> None:
    """Pink in, and the band from 1 to 4 kHz holds most of the power."""
    white = np.random.default_rng(4).standard_normal(3 * RATE)
    frequencies = np.fft.rfftfreq(white.size, 1 / RATE)
    slope = np.fft.irfft(np.fft.rfft(white) / np.sqrt(np.maximum(frequencies, 20)))
    pink = np.asarray(SPEECH_RMS * slope / slope.std(), np.float32)
    heard = (frequencies > 1_000) & (frequencies < 4_000)
    before, after = np.abs(np.fft.rfft(pink)) ** 2, np.abs(np.fft.rfft(shaped(pink))) ** 2
    assert before[heard].sum() / before.sum() < 0.25
    assert after[heard].sum() / after.sum() > 0.5


def test_what_horns_cannot_play_is_not_sent() -> None:
    sound = shaped(noise(2))
    power = np.abs(np.fft.rfft(sound)) ** 2
    frequencies = np.fft.rfftfreq(sound.size, 1 / RATE)
    assert power[frequencies < 100].sum() < 1e-3 * power.sum()
    assert power[frequencies > 11_000].sum() < 1e-2 * power.sum()


def test_the_melody_survives() -> None:
    """Voiced pitch of the result within 1 % of the original's at every moment."""
    voice, pitch = gliding_voice()
    before, after = pitch_of(voice, pitch), pitch_of(shaped(voice), pitch)
    true = pitch[300 : 300 + 240 * before.size : 240]
    assert np.abs(before / true - 1).max() < 0.02  # the ruler itself
    assert np.abs(after / before - 1).max() < 0.01


def test_nothing_moves_in_time() -> None:
    clicks = np.zeros(2 * RATE, np.float32)
    clicks[5_000::7_001] = 0.9
    out = shaped(clicks)
    for at in range(5_000, clicks.size, 7_001):
        assert abs(int(np.argmax(np.abs(out[at - 400 : at + 400]))) - 400) <= 1


def test_silence_stays_silence() -> None:
    assert not shaped(np.zeros(RATE, np.float32)).any()


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_other_rates(rate: int) -> None:
    out = shaped(noise(1), rate=rate)
    assert np.isfinite(out).all()
    assert out.any()
