"""Beeps can be counted: every length follows from a formula."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.model import Word
from pipeline.voice.tone import INTERVALS, PITCHES, RATE, ToneEngine
from tests.voice.readings import utterance


@pytest.mark.parametrize("pace", [120, 233, 250, 400])
def test_a_syllable_takes_its_share_of_a_minute(pace: int) -> None:
    clip = ToneEngine().say(utterance("你好，CNC机床！", pace=pace))
    assert len(clip.samples) == 7 * (60 * RATE // pace)
    assert clip.words[-1] == Word("床", 6 * (60 * RATE // pace), 7 * (60 * RATE // pace))
    assert not clip.estimated


def test_a_w_takes_three_and_a_word_one_for_each_group_of_vowels() -> None:
    unit = 60 * RATE // 250
    clip = ToneEngine().say(utterance("Wwifi好"))
    assert [(word.text, (word.end - word.start) // unit) for word in clip.words] == [("W", 3), ("wifi", 2), ("好", 1)]


@pytest.mark.parametrize("voice", ["high", "low"])
@pytest.mark.parametrize(("character", "tone"), [("安", "1"), ("停", "2"), ("好", "3"), ("坏", "4"), ("们", "5")])
def test_the_pitch_tells_voice_and_tone(voice: str, character: str, tone: str) -> None:
    clip = ToneEngine().say(utterance(character, voice, pace=120))
    strongest = int(np.argmax(np.abs(np.fft.rfft(clip.samples)))) * RATE / len(clip.samples)
    assert strongest == pytest.approx(PITCHES[voice] * INTERVALS[tone], abs=3)


def test_beeps_begin_and_end_without_a_click() -> None:
    samples = ToneEngine().say(utterance("安全生产。")).samples
    assert np.abs(np.diff(samples.astype(int))).max() < 32768 * 0.25 * 2 * np.pi * 440 / RATE * 1.1
