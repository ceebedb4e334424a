"""The blended presenters beside the model's own voices; the model itself speaks in the contract's tests."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.errors import VoiceError
from pipeline.voice.clip_store import clip_key
from pipeline.voice.kokoro import engine as eight
from pipeline.voice.kokoro.blended import engine as blended
from pipeline.voice.kokoro.blended.engine import KokoroBlends
from pipeline.voice.kokoro.blended.pace import FRAMES, SPEEDS, speed
from pipeline.voice.kokoro.blended.voices import NAMES, STYLES_FILE, STYLES_SHA256, everyone, styles
from pipeline.voice.kokoro.engine import KokoroEngine
from pipeline.voice.kokoro.g2p import script
from pipeline.voice.kokoro.voices import NATURAL_PACE as EIGHT
from pipeline.voice.kokoro.voices import ROWS, WIDTH
from pipeline.voice.kokoro.voices import styles as own_styles
from tests.bench.voices import utterances as spoken_in_the_bench
from tests.voice.readings import utterance
from tests.voice.test_kokoro import LONG, Model, joined_in_place
from training.make_voices import BLENDS
from training.measure_pace import Durations, spoken

SENTENCE = "工友们，大家辛苦了。"


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    model = Model()
    monkeypatch.setattr(eight, "_session", lambda: model)
    return model


@pytest.mark.parametrize("voice", sorted(EIGHT))
def test_sounds_of_the_eight_lie_where_they_lay_before_there_were_others(voice: str) -> None:
    asked = utterance(SENTENCE, voice)
    assert clip_key(asked, KokoroBlends()) == clip_key(asked, KokoroEngine())


def test_the_eight_sound_as_they_did(model: Model) -> None:
    asked = utterance(SENTENCE, "zf_xiaobei")
    both = [engine.say(asked) for engine in (KokoroEngine(), KokoroBlends())]
    assert np.array_equal(both[0].samples, both[1].samples)
    assert both[0].words == both[1].words
    assert np.array_equal(model.asked[0]["style"], model.asked[1]["style"])


@pytest.mark.parametrize("voice", NAMES)
def test_what_decides_how_a_blended_voice_sounds_touches_no_other(voice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [utterance(SENTENCE, each) for each in (voice, "zf_xiaobei")]
    before = [clip_key(each, KokoroBlends()) for each in asked]
    monkeypatch.setattr(blended, "code_digest", lambda *_names: "another")
    after = [clip_key(each, KokoroBlends()) for each in asked]
    assert after[0] != before[0]
    assert after[1] == before[1]


@pytest.mark.parametrize("voice", NAMES)
def test_the_model_gets_the_style_of_the_blend(voice: str, model: Model) -> None:
    KokoroBlends().say(utterance(SENTENCE, voice))
    (asked,) = model.asked
    style = styles()[voice][asked["tokens"].shape[1] - 2].astype(np.float32)
    assert np.array_equal(asked["style"], style[None])


@pytest.mark.parametrize("voice", NAMES)
@pytest.mark.parametrize(("asked", "slower"), [(150, 140), (210, 205), (250, 245), (300, 290), (345, 335), (400, 390)])
def test_a_higher_pace_is_a_higher_speed_that_the_model_can_bear(voice: str, asked: int, slower: int) -> None:
    assert SPEEDS[0] <= speed(voice, slower) < speed(voice, asked) <= SPEEDS[-1]


@pytest.mark.parametrize("voice", NAMES)
@pytest.mark.parametrize(("pace", "nearest"), [(110, SPEEDS[0]), (700, SPEEDS[-1])])
def test_a_pace_no_voice_can_keep_is_kept_within_reason(voice: str, pace: int, nearest: float, model: Model) -> None:
    KokoroBlends().say(utterance("安全生产。", voice, pace=pace))
    assert model.asked[0]["speed"] == pytest.approx([nearest])


@pytest.mark.slow
def test_the_model_takes_as_long_as_the_paces_say(tmp_path: Path) -> None:
    """In sentences that they were not measured with: so few are not said at just the pace of a whole document."""
    durations = Durations(tmp_path)
    parts = [part for asked in spoken_in_the_bench() for part in script(asked)]
    syllables = sum(sound.piece.syllables for part in parts for sound in part)
    for voice in NAMES:
        frames = [durations.frames(part, voice) for part in parts]
        for asked in (200, 250, 300, 390):
            taken = sum(map(spoken, parts, frames, [speed(voice, asked)] * len(parts)))
            assert syllables / taken * FRAMES == pytest.approx(asked, rel=0.06), (voice, asked)


def test_a_long_sentence_is_joined_with_its_words_in_place(model: Model) -> None:
    joined_in_place(KokoroBlends().say(utterance(f"{LONG}，{LONG}。", "zm_tao")), model)


def test_a_voice_that_is_none_is_told_with_all_that_are() -> None:
    with pytest.raises(VoiceError, match=r"no voice nobody → choose from: zf_lan, zm_tao, zf_xiaobei"):
        KokoroBlends().say(utterance(SENTENCE, "nobody"))


def test_a_model_that_fails_is_told_with_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def run(self, _outputs: None, _inputs: object) -> None:
            raise MemoryError

    monkeypatch.setattr(eight, "_session", Failing)
    with pytest.raises(VoiceError, match=r"“工友们，.*memory ran out\) .* fewer --jobs"):
        KokoroBlends().say(utterance(SENTENCE, "zf_lan"))


def test_the_file_of_styles_is_the_one_that_is_meant() -> None:
    assert sha256(STYLES_FILE.read_bytes()).hexdigest() == STYLES_SHA256
    assert STYLES_FILE.stat().st_size == len(NAMES) * ROWS * WIDTH * 2
    assert {voice.name for voice in everyone()} == {*EIGHT, *NAMES}


@pytest.mark.parametrize("voice", NAMES)
def test_a_blend_is_whole_and_holds_what_its_recipe_says(voice: str) -> None:
    """The share of voices whose vectors are shipped can be seen: without it, less is left."""
    for shares, half in zip(BLENDS[voice], (slice(0, WIDTH // 2), slice(WIDTH // 2, WIDTH)), strict=True):
        assert sum(shares.values()) == pytest.approx(1)
        rest = styles()[voice][:, half].astype(np.float64)
        for name, share in shares.items():
            if name in own_styles():
                rest -= share * own_styles()[name][:, half]
        assert _size(rest) < 0.6 * _size(styles()[voice][:, half])


def _size(values: np.ndarray[Any, Any]) -> float:
    return float(np.sqrt(np.square(values.astype(np.float64)).mean()))
