"""Shaping for loudspeakers: exact where nothing is to be done, by its formula elsewhere, and true to the melody."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.studio import shaping_rule as rule
from pipeline.studio.shaping import SPEECH_RMS, Shaper

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


def test_horn_limits_are_3_db_down_where_they_say() -> None:
    low, middle, high = rule.horn_limits(np.array([rule.HORN[0], 1_500.0, rule.HORN[1]]))
    assert 20 * math.log10(low) == pytest.approx(-3.01, abs=0.02)
    assert 20 * math.log10(high) == pytest.approx(-3.01, abs=0.02)
    assert middle == pytest.approx(1.0, abs=1e-3)


def test_neighbours_count_by_a_bell() -> None:
    around = rule.neighbourhood()
    assert around.sum(axis=1) == pytest.approx(1.0)
    assert around[10, 12] / around[10, 10] == pytest.approx(math.exp(-((2 / rule.AROUND) ** 2) / 2))


def test_gains_by_the_formula() -> None:
    """A steady flat sound: the onset vanishes, and a band's gain is e + (w₁ + w₂) P + (w₃ + … + w₆) p."""
    levels = np.full((3, rule.BANDS + 1), 0.7, np.float32)
    w = rule.weights()
    steady = rule.band_gains(levels, levels, levels)
    assert steady[1] == pytest.approx(rule.equaliser() + 0.7 * w[:6].sum(axis=0), abs=1e-5)
    jump = levels.copy()
    jump[:, 1:] += 0.5
    raised = rule.band_gains(jump, levels, levels) - steady
    assert raised[1] == pytest.approx(0.5 * (w[2] + w[3] + w[6]), abs=1e-5)
    louder = levels.copy()
    louder[:, 0] += 0.5
    assert (rule.band_gains(louder, levels, levels) - steady)[1] == pytest.approx(0.5 * w[0], abs=1e-5)


def test_without_gains_every_sample_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "band_gains", lambda now, _short, _long: np.zeros((len(now), rule.BANDS), np.float32))
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
