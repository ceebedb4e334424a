"""What Kokoro is given and what is made of its answers; the model itself speaks in the contract's tests."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, RuntimeException

from pipeline.errors import EngineMissing, VoiceError
from pipeline.model import Clip, Reading, Utterance
from pipeline.voice.kokoro import engine
from pipeline.voice.kokoro.engine import JOIN_MS, RATE, KokoroEngine
from pipeline.voice.kokoro.g2p import MOST_TOKENS, script
from pipeline.voice.kokoro.vocabulary import TOKENS
from pipeline.voice.kokoro.voices import NATURAL_PACE, ROWS, VOICES, VOICES_FILE, VOICES_SHA256, WIDTH, styles
from tests.voice.readings import utterance

SIGNS = {number: sign for sign, number in TOKENS.items()}
LONG = "安全生产大家辛苦了" * 20


class Model:
    """Answers 0.24 s of buzz for each syllable with a tone, between silences, and remembers what it was asked."""

    def __init__(self, level: float = 0.5) -> None:
        self.asked: list[dict[str, Any]] = []
        self._level = level

    def run(self, _outputs: None, inputs: dict[str, Any]) -> list[np.ndarray[Any, Any]]:
        self.asked.append(inputs)
        syllables = sum(SIGNS.get(token, "") in "→↗↓↘" for token in inputs["tokens"][0, 1:-1])
        buzz = self._level * np.sin(np.arange(int(syllables * 0.24 / inputs["speed"][0] * RATE)) * 0.05)
        silence = np.zeros(RATE // 4)
        return [np.concatenate([silence, buzz, silence])[None].astype(np.float32)]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    model = Model()
    monkeypatch.setattr(engine, "_session", lambda: model)
    return model


def given_to_the_model(spoken: str) -> str:
    (part,) = script(utterance(spoken, "zf_xiaobei"))
    return "".join(SIGNS[token] for sound in part for token in sound.tokens)


@pytest.mark.parametrize(
    ("spoken", "signs"),
    [
        ("你好。", "ni↓xau↓."),
        ("工友们，大家辛苦了！", "kʊ→ŋjou↓ mən, ta↘ʨja→ ɕi→nkʰu↓ lɤ!"),
        ("“安全”生产：", "“a→nʨʰɥɛ↗n” ʂə→ŋꭧʰa↓n:"),
        ("好，（工友）", "xau↓, (kʊ→ŋjou↓)"),
        ("机床……", "ʨi→ꭧʰwa↗ŋ……"),
        ("开始～停", "kʰai→ʂɨ↓, tʰi↗ŋ"),
        ("CNC机床", "si→ ɛ→n si→ ʨi→ꭧʰwa↗ŋ"),
        ("开app了", "kʰai→ ˈæp lɤ"),
    ],
)
def test_words_stand_apart_and_marks_become_pauses(spoken: str, signs: str) -> None:
    assert given_to_the_model(spoken) == signs


def test_a_sentence_too_long_for_one_go_is_parted_at_its_marks_and_nothing_is_lost() -> None:
    asked = utterance("，".join([LONG[:60], LONG[:70], LONG[:80]]) + "。", "zf_xiaobei")
    parts = script(asked)
    assert len(parts) >= 3
    assert all(sum(len(sound.tokens) for sound in part) <= MOST_TOKENS for part in parts)
    assert "".join(sound.piece.text for part in parts for sound in part) == asked.reading.spoken
    assert any(part[-1].piece.text == "，" for part in parts)
    assert not any(part[0].piece.kind == "mark" or part[0].space for part in parts)


@pytest.mark.parametrize("spoken", [LONG, "好" * 500, "N" * 300])
def test_a_sentence_without_marks_is_parted_between_words(spoken: str) -> None:
    parts = script(utterance(spoken, "zf_xiaobei"))
    assert all(0 < sum(len(sound.tokens) for sound in part) <= MOST_TOKENS for part in parts)
    assert "".join(sound.piece.text for part in parts for sound in part) == spoken


def test_the_parts_are_joined_by_a_short_silence_with_words_in_place(model: Model) -> None:
    joined_in_place(KokoroEngine().say(utterance(f"{LONG}，{LONG}。", "zm_yunjian")), model)


def joined_in_place(clip: Clip, model: Model) -> None:
    """Twice :data:`LONG` was said in parts, with a short silence between them and each word in its place."""
    assert len(model.asked) > 1
    quiet = np.abs(clip.samples) < 50
    gaps = np.flatnonzero(np.diff(np.flatnonzero(~quiet)) > RATE * JOIN_MS // 1000 - 500)
    assert len(gaps) == len(model.asked) - 1
    assert "".join(word.text for word in clip.words) == LONG * 2
    assert clip.words[-1].end <= len(clip.samples) - RATE // 5
    assert clip.estimated


def test_the_model_gets_padded_tokens_the_style_of_their_count_and_the_pace_as_speed(model: Model) -> None:
    KokoroEngine().say(utterance("你好。", "zm_yunjian", pace=NATURAL_PACE["zm_yunjian"]))
    (asked,) = model.asked
    tokens = asked["tokens"]
    assert (tokens.dtype, tokens[0, 0], tokens[0, -1]) == (np.int64, 0, 0)
    style = styles()["zm_yunjian"][tokens.shape[1] - 2].astype(np.float32)
    assert np.array_equal(asked["style"], style[None])
    assert asked["speed"].tolist() == [1.0]


@pytest.mark.parametrize(("pace", "speed"), [(120, 0.5), (700, 2.0)])
def test_a_pace_no_voice_can_keep_is_kept_within_reason(pace: int, speed: float, model: Model) -> None:
    KokoroEngine().say(utterance("安全生产。", "zf_xiaobei", pace=pace))
    assert model.asked[0]["speed"] == pytest.approx([speed])


def test_a_sound_beyond_full_scale_is_made_quieter_not_clipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_session", lambda: Model(level=2.0))
    samples = KokoroEngine().say(utterance("安全生产。", "zf_xiaobei")).samples
    assert np.abs(samples.astype(int)).max() == 32767
    assert np.count_nonzero(np.abs(samples.astype(int)) > 32700) < len(samples) * 0.05


def test_silence_from_the_model_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_session", lambda: Model(level=0.0))
    with pytest.raises(VoiceError, match="“安全生产。”: the voice stayed silent"):
        KokoroEngine().say(utterance("安全生产。", "zf_xiaobei"))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemoryError(), "memory ran out"),
        (RuntimeException("Exception during initialization: std::bad_alloc"), "memory ran out"),
        (Fail("Failed to allocate memory for requested buffer of size 30900224"), "memory ran out"),
        (Fail("the graph is damaged"), "the graph is damaged"),
        (ValueError(), "ValueError"),
    ],
)
def test_a_model_that_fails_is_told_with_the_sentence(
    error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing:
        def run(self, _outputs: None, _inputs: object) -> None:
            raise error

    monkeypatch.setattr(engine, "_session", Failing)
    with pytest.raises(VoiceError, match=rf"“你好。”: the model could not compute it \({reason}\) .* fewer --jobs"):
        KokoroEngine().say(utterance("你好。", "zf_xiaobei"))


@pytest.mark.parametrize("megabytes", [100, 200, 300])
def test_the_real_model_at_its_memory_limit_is_told_with_the_sentence(megabytes: int) -> None:
    """While it is loaded, and while it computes: in a process of its own, which may use so much more than it has."""
    tried = f"""\
import resource
import jieba, numpy, onnxruntime
from pipeline.errors import VoiceError
from pipeline.voice.kokoro.engine import KokoroEngine
from tests.voice.readings import utterance

has = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (has + {megabytes} * 2**20, resource.RLIM_INFINITY))
try:
    KokoroEngine().say(utterance("安全生产。" * 12, "zf_xiaobei"))
except VoiceError as exc:
    print(exc)
"""
    done = subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, timeout=120, check=False)  # noqa: S603  # our own words
    assert "the model could not compute it (memory ran out)" in done.stdout, done.stderr


def test_without_onnxruntime_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    engine._session.cache_clear()
    with pytest.raises(EngineMissing, match="pip install --force-reinstall onnxruntime"):
        KokoroEngine().say(utterance("你好。", "zf_xiaobei"))


@pytest.mark.parametrize(
    ("pinyin", "reason"), [(("ni3", "hqo3"), "hqo3 is not a syllable"), (("ni3",), "2 characters")]
)
def test_a_reading_that_cannot_be_said_is_told(pinyin: tuple[str, ...], reason: str) -> None:
    with pytest.raises(VoiceError, match=f"“你好。”: .*{reason}.* station.toml"):
        KokoroEngine().say(Utterance(Reading("你好。", "你好。", pinyin, pinyin), "zf_xiaobei", 250))


def test_the_voices_file_is_the_one_that_is_meant() -> None:
    assert sha256(VOICES_FILE.read_bytes()).hexdigest() == VOICES_SHA256
    assert VOICES_FILE.stat().st_size == len(VOICES) * ROWS * WIDTH * 2
    assert set(styles()) == set(NATURAL_PACE) == {voice.name for voice in VOICES}


def test_the_style_of_each_voice_is_its_own() -> None:
    vectors = [style.astype(np.float32) for style in styles().values()]
    assert all(np.isfinite(vector).all() and vector.std() > 0.05 for vector in vectors)
    assert len({vector.tobytes() for vector in vectors}) == len(VOICES)


def test_the_dictionary_of_words_is_not_read_from_where_everybody_can_write(tmp_path: Path) -> None:
    poisoned = tmp_path / "jieba.cache"
    poisoned.write_bytes(marshal.dumps(({"通知": 0, "知": 1}, 1)))
    asked = "from pipeline.voice.kokoro.g2p import word_cutter; print(*word_cutter().cut('安全通知'))"
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    told = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)  # noqa: S603  # a command of our own
    assert told.stdout == "安全 通知\n"
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]
