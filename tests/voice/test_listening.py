"""Who listens to the online voice: what is heard is held against what was to be said, syllable by syllable."""

from __future__ import annotations

import sys
from hashlib import sha256
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pipeline.errors import EngineMissing
from pipeline.model import Clip, Utterance
from pipeline.reading import Reader
from pipeline.voice.edge import listening
from pipeline.voice.edge.errors import Setback
from pipeline.voice.edge.listening import PACKAGES, Listener, distance, weights
from pipeline.voice.kokoro.engine import KokoroEngine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECOND = Clip(np.zeros(24_000, np.int16), 24_000)


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("an quan sheng chan", "an quan sheng chan", 0),
        ("an quan sheng chan", "an quan zeng chan", 1),
        ("an quan sheng chan", "an sheng chan", 1),
        ("an quan sheng chan", "an quan di yi sheng chan", 2),
        ("an quan", "", 2),
        ("chong qing", "zhong/chong qing", 0),
    ],
)
def test_how_many_syllables_are_others(said: str, heard: str, wrong: int) -> None:
    assert distance(said.split(), [each.split("/") for each in heard.split()]) == wrong


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """In place of faster-whisper: writes what it is told to, and keeps what it was asked."""
    seen: dict[str, Any] = {"writes": ""}

    class WhisperModel:
        def __init__(self, folder: str, **options: Any) -> None:
            seen["folder"] = folder
            seen["options"] = options

        def transcribe(self, audio: Any, **options: Any) -> tuple[list[Any], None]:
            seen["audio"] = audio
            return [SimpleNamespace(text=seen["writes"])], None

    module = ModuleType("faster_whisper")
    module.WhisperModel = WhisperModel  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "faster_whisper", module)
    monkeypatch.setattr(listening, "find_spec", lambda _name: SimpleNamespace(origin=str(tmp_path / "package")))
    monkeypatch.setattr(listening, "weights", lambda: tmp_path)
    yield seen


@pytest.mark.parametrize(
    ("text", "writes"),
    [
        ("今年六月是安全生产月，车间要做好防暑降温。", "今年六月是安全生产月车间要做好防暑降温"),
        ("今年六月是安全生产月，车间要做好防暑降温。", "今年六月是安全生产越，车间要做好防暑降温"),
        ("今年六月是安全生产月，车间要做好防暑降温。", "今年六月是安全生產月，車間要做好防暑降溫。"),
        ("今年六月是安全生产月，车间要做好防暑降温。", "今年六月试安全身产月车间要做好防暑降温"),
        ("同志们好。", "同志闷好"),
        ("什么时候赛", "神夢時候在"),
        ("数控CNC机床操作。", "数控西恩西机床操作"),
        ("这儿有花儿。", "这有花"),
        ("重庆银行的行长还钱了。", "重庆银行的行长还钱了"),
        ("二十六台。", "二十六台"),
        ("车间有二十六台机床，电话幺二零。", "车间有26台机床,电话120。"),
        ("二零二六年，百分之三十，三点五米，两千人。", "2026年30%3.5米2000人"),
    ],
)
def test_what_is_heard_as_it_was_to_be_said_is_believed(text: str, writes: str, recogniser: dict[str, Any]) -> None:
    recogniser["writes"] = writes
    Listener().check(SECOND, asked(text))


@pytest.mark.parametrize(
    ("text", "writes"),
    [
        ("今年六月是安全生产月，车间要做好防暑降温。", ""),
        ("今年六月是安全生产月，车间要做好防暑降温。", "今年六月是安全生产月，要做好防暑降温。"),
        ("今年六月是安全生产月，车间要做好防暑降温。", "今年六月是安全生产月，车间要做好防暑降温。防暑降温"),
        ("今年六月是安全生产月，车间要做好防暑降温。", "车间要做好防暑降温，今年六月是安全生产月。"),
        ("同志们好。", "食堂关门"),
        ("车间有二十六台机床，电话幺二零。", "车间有72台机床,电话999。"),
        ("数控CNC机床操作规程第二条。", "食堂今天中午供应面条和馒头请大家排队"),
    ],
)
def test_what_is_heard_otherwise_is_not(text: str, writes: str, recogniser: dict[str, Any]) -> None:
    recogniser["writes"] = writes
    with pytest.raises(Setback, match="it was heard otherwise") as caught:
        Listener().check(SECOND, asked(text))
    assert f"“{writes}”" in caught.value.what


def test_the_recogniser_hears_the_whole_clip(recogniser: dict[str, Any], tmp_path: Path) -> None:
    recogniser["writes"] = "安全"
    Listener().check(SECOND, asked("安全。"))
    assert recogniser["folder"] == str(tmp_path)
    assert len(recogniser["audio"]) == 16_000


def test_its_weights_are_joined_once_and_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for number, name in enumerate(PACKAGES[1:], 1):
        (tmp_path / name / "data").mkdir(parents=True)
        (tmp_path / name / "data" / f"model.bin.part{number}").write_bytes(b"half" * number)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / PACKAGES[1] / "data" / name).write_text(name)
    monkeypatch.setattr(
        listening, "find_spec", lambda name: SimpleNamespace(origin=str(tmp_path / name / "__init__.py"))
    )
    with pytest.raises(EngineMissing, match="packages of the recogniser are damaged"):
        weights()
    assert not list((tmp_path / "cache").rglob("model.bin"))
    monkeypatch.setattr(listening, "MODEL_SHA256", sha256(b"half" * 3).hexdigest())
    folder = weights()
    assert (folder / "model.bin").read_bytes() == b"half" * 3
    assert {path.name for path in folder.iterdir()} == {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"}
    monkeypatch.setattr(listening, "sha256", lambda _content: pytest.fail("made a second time"))
    assert weights() == folder


@pytest.mark.slow
@pytest.mark.skipif(any(find_spec(name) is None for name in PACKAGES), reason="the extra `listen` is a choice")
def test_whisper_itself_hears_a_sentence_and_its_faults() -> None:
    sentence = asked("今年六月是安全生产月，车间要做好防暑降温，发现隐患马上报告。", "zf_xiaobei")
    clip = KokoroEngine().say(sentence)
    ear = Listener()
    ear.check(clip, sentence)
    half = len(clip.samples) // 2
    for spoilt in (clip.samples[:half], np.roll(clip.samples, half), np.delete(clip.samples, range(48_000, 84_000))):
        with pytest.raises(Setback, match="heard otherwise"):
            ear.check(Clip(spoilt, clip.rate), sentence)


def asked(text: str, voice: str = "zh-CN-XiaoxiaoNeural") -> Utterance:
    return Utterance(Reader().read(text), voice, 250)
