"""One clip on its way into the programme."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.errors import StudioError
from pipeline.model import Clip, Word
from pipeline.studio.sound.loudness import SPEECH_LEVEL, loudness
from pipeline.studio.sound.trim import FADE, FRAME, GUARD_AFTER, GUARD_BEFORE, RATE, sounding, tidy
from tests.studio.scenes import clip, silence, tone


def test_silence_is_trimmed_to_the_guards() -> None:
    before, said, after = 50 * FRAME, 200 * FRAME, 80 * FRAME
    ready = tidy(clip(said, before=before, after=after), "s001-001")
    assert ready.samples.size == GUARD_BEFORE + said + GUARD_AFTER


@pytest.mark.parametrize(("before", "after"), [(0, 0), (FRAME, 2 * FRAME), (GUARD_BEFORE, GUARD_AFTER)])
def test_a_clip_without_much_silence_keeps_what_it_has(before: int, after: int) -> None:
    ready = tidy(clip(100 * FRAME, before=before, after=after), "s001-001")
    assert ready.samples.size == before + 100 * FRAME + after


def test_a_weak_beginning_is_speech_and_stays() -> None:
    # A fricative is some 30 to 40 dB weaker than the vowels around it.
    weak = (tone(20 * FRAME) / 100).astype(np.int16)
    sound = np.concatenate([silence(50 * FRAME), weak, tone(200 * FRAME), silence(50 * FRAME)])
    assert tidy(Clip(sound, RATE), "x").samples.size == GUARD_BEFORE + 220 * FRAME + GUARD_AFTER


def test_background_noise_is_not_speech() -> None:
    hiss = np.random.default_rng(1).normal(0, 8, 300 * FRAME)
    hiss[100 * FRAME : 200 * FRAME] += tone(100 * FRAME)
    start, end = sounding(hiss.astype(np.float32))
    assert (start, end) == (100 * FRAME - GUARD_BEFORE, 200 * FRAME + GUARD_AFTER)


def test_edges_begin_and_end_at_zero_without_a_step() -> None:
    ready = tidy(clip(RATE), "x").samples.astype(int)
    peak = np.abs(ready).max()
    assert ready[0] == 0
    assert abs(ready[-1]) <= peak // 1000
    assert np.abs(ready[: FADE // 8]).max() < peak / 10
    # Inside the fades no step between two samples is larger than in the tone itself.
    assert np.abs(np.diff(ready)).max() <= np.abs(np.diff(ready[FADE:-FADE])).max() * 1.01


@pytest.mark.parametrize("level", [0.15, 1.0, 4.0])
def test_every_clip_comes_out_equally_loud(level: float) -> None:
    sound = (tone(2 * RATE) * level).astype(np.int16)
    ready = tidy(Clip(sound, RATE), "x").samples
    assert loudness(ready.astype(np.float32) / np.float32(32768), RATE) == pytest.approx(SPEECH_LEVEL, abs=0.2)


def test_an_offset_is_taken_out() -> None:
    sound = Clip((tone(RATE, 400) + 900).astype(np.int16), RATE)
    assert abs(tidy(sound, "x").samples.mean()) < 3


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_other_rates_become_the_programmes(rate: int) -> None:
    ready = tidy(clip(2 * rate, rate=rate), "x")
    assert ready.rate == RATE
    assert ready.samples.size == pytest.approx(2 * RATE, abs=FRAME)
    spectrum = np.abs(np.fft.rfft(ready.samples))
    assert np.argmax(spectrum) * RATE / ready.samples.size == pytest.approx(400, abs=1)


def test_words_move_with_the_sound_and_stay_inside_it() -> None:
    words = (Word("全", 100 * FRAME, 150 * FRAME), Word("体", 150 * FRAME, 10_000 * FRAME), Word("早", 0, 5))
    ready = tidy(clip(100 * FRAME, before=100 * FRAME, words=words), "x")
    end = ready.samples.size
    assert [(w.text, w.start, w.end) for w in ready.words] == [
        ("全", GUARD_BEFORE, GUARD_BEFORE + 50 * FRAME),
        ("体", GUARD_BEFORE + 50 * FRAME, end),
        ("早", 0, 0),
    ]


def test_words_are_counted_at_the_programmes_rate() -> None:
    words = (Word("全", 0, 24_000),)
    assert tidy(clip(48_000, rate=48_000, words=words), "x").words[0].end == pytest.approx(12_000, abs=FRAME)


@pytest.mark.parametrize("sound", [silence(0), silence(RATE), np.full(RATE, 700, np.int16), silence(3)])
def test_a_clip_with_nothing_to_hear_is_refused(sound: np.ndarray[tuple[int], np.dtype[np.int16]]) -> None:
    with pytest.raises(StudioError, match=r"s004-002: .*no sound"):
        tidy(Clip(sound, RATE), "s004-002")
