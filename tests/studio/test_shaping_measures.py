"""The rulers of the shaping's bench: the intelligibility index against closed forms, syllables counted by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any, get_args

import numpy as np
import pytest

from pipeline.voice.kokoro.voices import VOICES
from tests.bench.sound_sii import CENTRES, IMPORTANCE, NORMAL_SPEECH, index, spectrum_levels
from training.shaping import noise, pitch, recogniser, speech

Floats = np.ndarray[Any, np.dtype[np.float64]]


def test_importances_are_shares() -> None:
    assert IMPORTANCE.sum() == pytest.approx(1.0, abs=1e-9)


def test_normal_speech_in_quiet_is_understood() -> None:
    """ANSI S3.5-1997: the standard speech spectrum at normal effort, no noise."""
    assert index(NORMAL_SPEECH, np.full(CENTRES.size, -50.0)) == pytest.approx(0.996, abs=0.003)


def test_speech_under_noise_is_lost() -> None:
    assert index(NORMAL_SPEECH - 20, NORMAL_SPEECH + 10) == 0.0


def test_a_single_band_by_hand() -> None:
    """Only the lowest band stands out of the noise, by 3 dB, and nothing spreads upward: I·(3 + 15)/30."""
    masked = NORMAL_SPEECH + 30
    speech = NORMAL_SPEECH.copy()
    masked[0] = speech[0] - 3
    assert index(speech, masked) == pytest.approx(IMPORTANCE[0] * 18 / 30, abs=1e-6)


def test_levels_of_white_noise() -> None:
    """RMS 0.1 is 80 dB SPL; spread evenly over 12 kHz that is 80 − 10 log 12,000 = 39.2 dB for each hertz."""
    sound = 0.1 * np.random.default_rng(1).standard_normal(480_000)
    assert spectrum_levels(sound, 24_000) == pytest.approx(39.2, abs=0.5)


@pytest.mark.parametrize(
    ("heard", "syllables"),
    [
        ("12%", ["bai", "fen", "zhi", "shi", "er"]),
        ("四十六条", ["si", "shi", "liu", "tiao"]),
        ("46条", ["si", "shi", "liu", "tiao"]),
        ("305，200", ["san", "bai", "ling", "wu", "er", "bai"]),
        ("两百", ["er", "bai"]),
        ("10005", ["yi", "wan", "ling", "wu"]),
    ],
)
def test_figures_count_as_they_are_said(heard: str, syllables: list[str]) -> None:
    assert recogniser.syllables(heard) == syllables


def test_errors_are_counted() -> None:
    assert recogniser.distance(list("abcd"), list("abcd")) == 0
    assert recogniser.distance(list("abcd"), list("axd")) == 2
    assert recogniser.distance(list("ab"), []) == 2


def test_no_sentence_is_learnt_from_chosen_by_and_reported() -> None:
    parts = [speech.sentences(purpose) for purpose in get_args(speech.Purpose)]
    assert len(set().union(*parts)) == sum(map(len, parts))
    assert list(map(len, parts)) == [18, 435, 16, 436, 1216]


def test_each_voice_is_learnt_from_and_the_man_most() -> None:
    voices = Counter(voice for voice, _text in speech.voices_and_sentences("trained with"))
    assert voices.keys() == {voice.name for voice in VOICES}
    assert [voice for voice, _times in voices.most_common(2)] == ["zm_yunjian", "zf_xiaobei"]


def test_noise_has_the_spectrum_of_a_voice() -> None:
    """White below 3 kHz and nothing above."""
    white = np.fft.rfft(np.random.default_rng(5).standard_normal(1 << 17))
    hertz = np.fft.rfftfreq(1 << 17, 1 / 24_000)
    voice = np.fft.irfft(white * (hertz < 3_000))
    power = np.abs(np.fft.rfft(noise.speech_shaped(1 << 17, 24_000, 1, voice))) ** 2
    thirds = [power[(hertz >= low) & (hertz < low + 900)].sum() for low in (50, 1_000, 2_000)]
    assert thirds == pytest.approx([thirds[0]] * 3, rel=0.1)
    assert power[hertz > 3_100].sum() < 1e-3 * power.sum()


@pytest.mark.parametrize("make", [noise.pink, noise.machine_hall])
def test_noises_have_one_power_and_one_seed_one_sound(make: object) -> None:
    assert callable(make)
    sound = make(24_000, 24_000, 3)
    assert noise.rms(sound) == pytest.approx(1.0)
    assert np.array_equal(sound, make(24_000, 24_000, 3))
    assert not np.array_equal(sound, make(24_000, 24_000, 4))


def test_pink_falls_by_3_db_an_octave() -> None:
    power = np.abs(np.fft.rfft(noise.pink(1 << 18, 24_000, 1))) ** 2
    hertz = np.fft.rfftfreq(1 << 18, 1 / 24_000)
    octaves = [power[(hertz >= low) & (hertz < 2 * low)].sum() for low in (100, 400, 1_600)]
    assert octaves == pytest.approx([octaves[0]] * 3, rel=0.1)


def test_the_hall_rings_for_its_time() -> None:
    click = np.zeros(36_000)
    click[0] = 1.0
    tail = noise.in_the_hall(click, 24_000)
    early, late = (np.sum(tail[start : start + 4_800] ** 2) for start in (2_400, 2_400 + 18_000))
    assert 10 * np.log10(early / late) == pytest.approx(60 * 0.75 / noise.REVERBERATION, abs=1.0)


def glide(factor: float = 1.0) -> tuple[Floats, Floats]:
    """A voice of 25 partials that rises and falls, and its pitch at each sample."""
    hertz = factor * (200 + 60 * np.sin(2 * np.pi * np.arange(48_000) / 24_000))
    phase = 2 * np.pi * np.cumsum(hertz) / 24_000
    partials = [np.sin(k * phase) / k for k in range(1, 26)]
    return 0.1 * np.sum(partials, axis=0), hertz


def test_the_ruler_of_the_melody_reads_a_glide() -> None:
    voice, hertz = glide()
    own, same = pitch.contours(voice, voice, 24_000)
    true = hertz[480::240][: own.size]
    assert own.size > 190
    assert np.abs(own / true - 1).max() < 0.01
    assert np.array_equal(own, same)


@pytest.mark.parametrize("factor", [0.985, 1.02])
def test_the_ruler_of_the_melody_finds_what_is_out_of_tune(factor: float) -> None:
    own, other = pitch.contours(glide()[0], glide(factor)[0], 24_000)
    assert np.median(other / own) == pytest.approx(factor, abs=0.002)


def test_an_equaliser_is_not_out_of_tune() -> None:
    voice = glide()[0]
    brighter = np.convolve(voice, [-0.5, 1.0, -0.5], "same")
    own, other = pitch.contours(voice, brighter, 24_000)
    assert np.abs(other / own - 1).max() < 0.002
