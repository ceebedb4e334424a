"""What every engine promises. A new engine is one more entry in ``CASES``."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import VoiceError
from pipeline.model import Clip, Utterance
from pipeline.voice.clip_checks import bounds_seconds, check_plausible
from pipeline.voice.edge.engine import EdgeEngine
from pipeline.voice.engine import Engine
from pipeline.voice.kokoro.blended.engine import KokoroBlends
from pipeline.voice.tone import ToneEngine
from tests.doubles.edge import doubled_service
from tests.voice.readings import reading, speak

SENTENCE = reading("你好，CNC机床二十六台。", text="你好，CNC机床26台。")


@dataclass(frozen=True)
class Case:
    """An engine and what must stand around it while it is asked."""

    name: str
    open: Callable[[], Engine]
    around: Callable[[], AbstractContextManager[object]] = nullcontext
    deterministic: bool = True
    """Whether the same utterance gives the same samples; a service may answer as it likes."""

    def __str__(self) -> str:
        return self.name


CASES = [
    Case("tone", ToneEngine),
    Case("edge", EdgeEngine, doubled_service),
    pytest.param(Case("kokoro", KokoroBlends), marks=pytest.mark.slow),
]


@pytest.fixture(scope="module", params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    with request.param.around():
        yield request.param


@pytest.fixture(scope="module")
def engine(case: Case) -> Engine:
    return case.open()


@pytest.fixture(scope="module")
def asked(engine: Engine) -> Utterance:
    return Utterance(SENTENCE, engine.voices()[0].name, 250)


@pytest.fixture(scope="module")
def clip(engine: Engine, asked: Utterance) -> Clip:
    return engine.say(asked)


def test_a_clip_is_whole_and_mono_pcm(clip: Clip, asked: Utterance) -> None:
    assert clip.samples.dtype == np.int16
    assert clip.samples.ndim == 1
    assert clip.rate == 24_000
    check_plausible(clip, asked)
    shortest, longest = bounds_seconds(asked)
    assert shortest < len(clip.samples) / clip.rate < longest


def test_a_clip_is_neither_faint_nor_clipped(clip: Clip) -> None:
    peak = int(np.abs(clip.samples.astype(int)).max())
    assert 1000 < peak < 32767


def test_words_lie_within_the_clip_in_order_and_say_the_sentence(clip: Clip) -> None:
    assert clip.words[0].start >= 0
    assert clip.words[-1].end <= len(clip.samples)
    assert all(word.start <= word.end for word in clip.words)
    assert all(one.end <= after.start for one, after in pairwise(clip.words))
    said = "".join(word.text for word in clip.words)
    assert [c for c in said if c.isalnum()] == [c for c in SENTENCE.spoken if c.isalnum()]


def test_a_clip_crosses_processes(clip: Clip) -> None:
    back = pickle.loads(pickle.dumps(clip))  # noqa: S301  our own bytes
    assert np.array_equal(back.samples, clip.samples)
    assert (back.rate, back.words) == (clip.rate, clip.words)


def test_an_engine_crosses_processes_and_stays_itself(engine: Engine) -> None:
    packed = pickle.dumps(engine)
    back: Engine = pickle.loads(packed)  # noqa: S301  our own bytes
    assert len(packed) < 2000
    assert (back.name, back.fingerprint, back.voices()) == (engine.name, engine.fingerprint, engine.voices())


def test_voices_have_names_of_their_own(engine: Engine) -> None:
    voices = engine.voices()
    assert len({voice.name for voice in voices}) == len(voices) >= 2
    assert {voice.gender for voice in voices} == {"female", "male"}
    assert all(voice.about for voice in voices)


def test_a_voice_that_does_not_exist_is_refused(engine: Engine, asked: Utterance) -> None:
    with pytest.raises(VoiceError, match="nobody"):
        engine.say(replace(asked, voice="nobody"))


@pytest.mark.parametrize("nothing", ["", " \n", "，。", "……——"])
def test_what_has_no_sound_is_an_error_not_a_silence(nothing: str, engine: Engine, asked: Utterance) -> None:
    with pytest.raises(VoiceError):
        engine.say(replace(asked, reading=reading(nothing)))


def test_what_is_heard_tells_sentences_apart(engine: Engine, asked: Utterance) -> None:
    other = replace(asked, reading=reading("你好，机床二十台。"))
    assert engine.heard(asked) != engine.heard(other)
    again = replace(asked, reading=replace(SENTENCE, text="您好！"))
    assert engine.heard(asked) == engine.heard(again)


def test_the_same_utterance_gives_the_same_samples_in_another_process(
    case: Case, engine: Engine, asked: Utterance, clip: Clip, tmp_path: Path
) -> None:
    (spoken,) = speak([asked], engine, tmp_path, jobs=1)
    assert np.array_equal(spoken.samples, clip.samples) or not case.deterministic
    assert "26" in "".join(word.text for word in spoken.words)
