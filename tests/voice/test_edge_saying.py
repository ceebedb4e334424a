"""The online voice when all is well: what is sent, what comes back, what an engine promises."""

from __future__ import annotations

import pickle
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.errors import EngineMissing, ServiceDown, VoiceError
from pipeline.station import Presenters
from pipeline.voice.edge.engine import EdgeEngine
from pipeline.voice.edge.mp3 import decode
from pipeline.voice.edge.voices import chinese_voices, rate
from tests.doubles.edge import EdgeDouble
from tests.doubles.edge_asking import VOICE, are_whole, engine, is_whole, sentences, utterance
from tests.doubles.edge_sound import speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.voice.engine import Voice


@pytest.fixture
def double() -> Iterator[EdgeDouble]:
    with EdgeDouble() as running, running.in_place_of_the_service():
        yield running


def test_says_the_sentence_to_the_last_sample(double: EdgeDouble) -> None:
    asked = utterance("工会主席 & CNC 车间，<安全>第一。")
    clip = engine().say(asked)
    assert clip.rate == 24_000
    assert clip.samples.dtype == np.int16
    assert is_whole(clip, asked)
    assert [(request.text, request.voice, request.rate, request.boundary) for request in double.log] == [
        (asked.reading.spoken, VOICE, "+0%", "WordBoundary")
    ]


def test_words_lie_where_the_service_said_them(double: EdgeDouble) -> None:
    clip = engine().say(utterance("工会主席，讲话。"))
    frames = [(word.text, word.start / 576, word.end / 576) for word in clip.words]
    assert frames == [("工会", 4, 24), ("主席", 24, 44), ("讲话", 49, 69)]
    assert not clip.estimated


def test_forced_reading_is_sent_as_a_homophone(double: EdgeDouble) -> None:
    asked = utterance("重庆工会。", respelt="虫庆工会。")
    assert engine().heard(asked) == "虫庆工会。"
    assert is_whole(engine().say(asked), asked)
    assert double.log[0].text == "虫庆工会。"


@pytest.mark.parametrize(
    ("voice", "pace", "sent"),
    [
        (VOICE, 250, "+0%"),
        (VOICE, 300, "+20%"),
        (VOICE, 200, "-20%"),
        (VOICE, 120, "-50%"),
        (VOICE, 400, "+60%"),
        (VOICE, 900, "+100%"),
        ("zh-CN-YunxiNeural", 293, "+0%"),
        ("zh-CN-YunxiNeural", 250, "-15%"),
    ],
)
def test_pace_becomes_a_rate(voice: str, pace: int, sent: str) -> None:
    assert rate(voice, pace) == sent


def test_faster_pace_makes_a_shorter_clip(double: EdgeDouble) -> None:
    asked = utterance("安全生产，人人有责。", pace=300)
    clip = engine().say(asked)
    assert is_whole(clip, asked, "+20%")
    assert len(clip.samples) < len(engine().say(utterance("安全生产，人人有责。")).samples)


def test_the_voices_a_station_comes_with_are_listed_first() -> None:
    names = [voice.name for voice in EdgeEngine().voices()]
    assert names[:2] == list(Presenters().edge)
    assert len(names) == len(set(names)) == 14


@pytest.mark.parametrize("voice", chinese_voices(), ids=lambda voice: voice.name)
def test_every_listed_voice_is_known_to_the_service(double: EdgeDouble, voice: Voice) -> None:
    asked = utterance("你好。", voice=voice.name)
    assert is_whole(engine().say(asked), asked, rate(voice.name, asked.pace))


@pytest.mark.parametrize("name", ["zh-CN-NobodyNeural", "en-US-AvaMultilingualNeural", "zf_xiaobei", "", "a'b<c>"])
def test_unknown_voice_is_refused_without_a_request(double: EdgeDouble, name: str) -> None:
    with pytest.raises(VoiceError, match="broadcast voices") as caught:
        engine().say(utterance("你好。", voice=name))
    assert not isinstance(caught.value, ServiceDown)
    assert double.log == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("安全\ud800生产", r"U\+D800"),
        ("安全\x0b生产", r"U\+000B"),
        ("安全\x00生产", r"U\+0000"),
        ("安全\uffff生产", r"U\+FFFF"),
        ("", "nothing in it"),
        ("。，！", "nothing in it"),
        ("安" * 1366, "too long"),
        ("安全" + "a" * 4091, "too long"),
        ("&" * 1000 + "安", "too long"),
    ],
)
def test_text_that_cannot_be_sent_is_an_error_and_is_not_sent(double: EdgeDouble, text: str, complaint: str) -> None:
    with pytest.raises(VoiceError, match=complaint) as caught:
        engine().say(utterance(text))
    assert caught.value.where
    str(caught.value).encode()
    assert double.log == []


def test_longest_text_goes_out_as_one_request(double: EdgeDouble) -> None:
    asked = utterance("安全" + "a" * 4090)
    assert is_whole(engine().say(asked), asked)
    assert len(double.log) == 1


def test_at_most_so_many_at_once(double: EdgeDouble) -> None:
    double.latency = 0.05
    voice = engine(at_once=3)
    with voice.executor(16) as executor:
        clips = list(executor.map(voice.say, sentences(12)))
    assert double.busiest == 3
    assert are_whole(clips, sentences(12))


def test_nothing_is_left_running(double: EdgeDouble) -> None:
    before = set(threading.enumerate())
    voice = engine()
    voice.probe()
    voice.say(utterance("你好。"))
    with voice.executor(2) as executor:
        executor.submit(voice.say, utterance("你好。")).result()
    assert set(threading.enumerate()) == before


def test_probe_asks_once_a_run_and_not_at_all_when_a_sentence_was_said(double: EdgeDouble) -> None:
    voice = engine()
    voice.probe()
    voice.probe()
    assert [request.text for request in double.log] == ["你好。"]
    proven = engine()
    proven.say(utterance("安全，生产。"))
    proven.probe()
    assert len(double.log) == 2


def test_sentence_without_a_pause_is_asked_for_once_more_with_one(double: EdgeDouble) -> None:
    voice = engine()
    for text in ("安全生产。", "安全，生产。", "生产"):
        voice.say(utterance(text))
    assert [request.text for request in double.log] == ["安全生产。", "安全，生产。", "安全，生产。", "生产"]


def test_engine_is_small_and_goes_to_another_process(double: EdgeDouble) -> None:
    voice = EdgeEngine(proxy="http://boss:secret@10.0.0.1:3128", at_once=2)
    packed = pickle.dumps(voice.say)
    assert len(packed) < 1000
    copy = pickle.loads(packed).__self__  # noqa: S301 - made two lines above
    assert (copy.proxy, copy.at_once, copy.fingerprint) == (voice.proxy, 2, voice.fingerprint)
    assert "secret" not in repr(voice)


def test_how_many_requests_are_in_flight_changes_no_sound() -> None:
    assert EdgeEngine(at_once=8, proxy="http://10.0.0.1:3128").fingerprint == EdgeEngine().fingerprint


def test_without_the_client_the_operator_learns_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "edge_tts", None)
    with pytest.raises(EngineMissing, match="pip install 'edge-tts"):
        engine().say(utterance("你好。"))
    with pytest.raises(EngineMissing):
        engine().probe()


def test_without_the_decoder_the_operator_learns_what_to_install(
    double: EdgeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", lambda: "/nowhere/ffmpeg")
    with pytest.raises(EngineMissing, match="imageio-ffmpeg"):
        engine().say(utterance("你好。"))
    assert len(double.log) == 1


def test_decoding_keeps_every_frame() -> None:
    said = speech("安全生产", VOICE, "+0%")
    assert len(decode(said.mp3)) == len(said.frames) * 576
    with pytest.raises(VoiceError, match="damaged"):
        decode(said.mp3[: len(said.mp3) // 2] + bytes(len(said.mp3) // 2))
