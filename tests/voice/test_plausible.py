"""The guard lets whole clips pass and stops silence, halves and endless ones."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.errors import VoiceError
from pipeline.model import Clip
from pipeline.voice.clip_checks import bounds_seconds, check_plausible
from pipeline.voice.voiced import voiced_seconds, voiced_span
from tests.voice.readings import utterance

RATE = 24_000
SENTENCE = utterance("工友们，大家辛苦了，安全生产二十六台车间机床开始。")
SYLLABLES = 22


def buzz(seconds: float, *, before: float = 0.3, after: float = 0.5, level: float = 0.1, noise: float = 0.0) -> Clip:
    time = np.arange(int(seconds * RATE)) / RATE
    voice = level * np.sin(2 * np.pi * 200 * time)
    samples = np.concatenate([np.zeros(int(before * RATE)), voice, np.zeros(int(after * RATE))])
    samples += noise * np.sin(np.arange(len(samples)))
    return Clip(np.rint(samples * 32767).astype(np.int16), RATE)


@pytest.mark.parametrize("per_syllable", [0.16, 0.24, 0.30])
def test_speech_of_any_usual_pace_passes(per_syllable: float) -> None:
    check_plausible(buzz(SYLLABLES * per_syllable), SENTENCE)


@pytest.mark.parametrize(
    ("clip", "reason"),
    [
        (Clip(np.zeros(0, np.int16), RATE), "silent"),
        (Clip(np.zeros(5 * RATE, np.int16), RATE), "silent"),
        (buzz(5, level=0.0005), "silent"),
        (buzz(SYLLABLES * 0.24 * 0.45), "lasts 2.4 s"),
        (buzz(1, after=10), "lasts 1.0 s"),
        (buzz(1, after=4, noise=0.0005), "lasts 1.0 s"),
        (buzz(60), "lasts 60.0 s"),
    ],
)
def test_what_cannot_be_the_sentence_is_refused(clip: Clip, reason: str) -> None:
    with pytest.raises(VoiceError, match=reason) as caught:
        check_plausible(clip, SENTENCE)
    assert caught.value.where.startswith("“工友们")
    assert caught.value.next


def test_the_pace_asked_for_moves_the_bounds() -> None:
    slow = bounds_seconds(utterance("安全生产。", pace=120))
    fast = bounds_seconds(utterance("安全生产。", pace=400))
    assert slow[0] > fast[0]
    assert slow[1] > fast[1]


def test_letters_and_words_may_take_longer_than_characters() -> None:
    shortest, longest = bounds_seconds(utterance("WWW wifi"))
    assert shortest < 3 * 0.24
    assert longest > (3 * 3 + 2) * 0.24


def test_the_span_is_told_to_the_frame() -> None:
    assert voiced_span(buzz(1.0, before=0.3)) == (int(0.3 * RATE), int(1.3 * RATE))
    assert voiced_seconds(buzz(1.0)) == pytest.approx(1.0)


def test_a_clip_that_ends_within_a_frame_has_no_sample_beyond_its_end() -> None:
    clip = Clip(np.full(RATE // 100 * 3 + 7, 9000, np.int16), RATE)
    assert voiced_span(clip) == (0, len(clip.samples))
