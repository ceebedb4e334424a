"""The studio's process: an episode is mastered beside the next one's sentences; no accident there loses anything."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.build import mastering_process
from pipeline.build.mastering_process import FinishingProcess, Recorded, Studios, finish
from pipeline.errors import DocumentError, StudioError, VoiceError
from pipeline.manifest import MANIFEST
from pipeline.model import Imprint, Line
from pipeline.staging import READY
from pipeline.station import read_station
from pipeline.system.worker_pool import workers
from pipeline.voice import ClipStore
from pipeline.voice.tone import ToneEngine
from tests.voice.readings import record, utterance

ROOT = Path(__file__).parent.parent


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    """Two sentences, said."""
    lines = tuple(
        Line(f"s001-00{n}", text, "sentence", "", utterance(text))
        for n, text in enumerate(("大家辛苦了。", "安全生产。"), start=1)
    )
    store = ClipStore(tmp_path / "clips")
    keys = record([line.utterance for line in lines], ToneEngine(), store, jobs=1)
    imprint = Imprint(
        slug="a", guid="g", title="通知", date="2026-05-01T00:00:00+08:00", author="", source="a.txt", fingerprint="f",
        engine="tone", voices=("high",), number=1,
    )  # fmt: skip
    station, _settings = read_station(ROOT / "station.toml")
    return Recorded(imprint, lines, keys, store.folder, station, None, tmp_path / "a")


@pytest.fixture
def studio() -> Iterator[FinishingProcess]:
    process = FinishingProcess(0)
    yield process
    process.end()


def worker() -> int:
    """The process id of the worker at hand."""
    return workers(1, "studio 0").submit(os.getpid).result()


def test_an_episode_is_finished_in_another_process(recorded: Recorded, studio: FinishingProcess) -> None:
    studio.begin(recorded)
    episode = studio.episode()
    assert (recorded.folder / READY / MANIFEST).exists()
    assert [cue.text for cue in episode.cues] == ["大家辛苦了。", "安全生产。"]
    assert worker() != os.getpid()


def test_a_worker_that_the_system_kills_costs_nothing(recorded: Recorded, studio: FinishingProcess) -> None:
    pid = worker()
    os.kill(pid, signal.SIGSTOP)  # so that it cannot be done before it is killed
    studio._recorded, studio._future = recorded, workers(1, "studio 0").submit(finish, recorded)
    os.kill(pid, signal.SIGKILL)
    assert studio.episode().title == "通知"
    assert worker() != pid


def test_a_worker_that_died_while_it_waited_is_replaced(recorded: Recorded, studio: FinishingProcess) -> None:
    os.kill(worker(), signal.SIGKILL)
    studio.begin(recorded)
    assert studio.episode().title == "通知"
    os.kill(worker(), signal.SIGKILL)
    assert FinishingProcess(0)


def test_a_worker_that_hangs_each_time_is_given_up(
    recorded: Recorded, studio: FinishingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.kill(worker(), signal.SIGSTOP)
    monkeypatch.setattr(mastering_process, "PATIENCE_SECONDS", 0.05)
    studio.begin(recorded)
    with pytest.raises(StudioError, match="killed or hung, twice → close other programs"):
        studio.episode()
    assert not (recorded.folder / MANIFEST).exists()
    monkeypatch.undo()
    studio.begin(recorded)
    assert studio.episode().title == "通知", "the next one has a fresh worker"


def test_ending_stops_it_at_once_and_leaves_no_process(recorded: Recorded, studio: FinishingProcess) -> None:
    pid = worker()
    studio.begin(recorded)
    began = time.monotonic()
    studio.end()
    assert time.monotonic() - began < 2
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_sound_that_is_gone_is_told(recorded: Recorded, studio: FinishingProcess) -> None:
    ClipStore(recorded.clips).path(recorded.keys[1]).unlink()
    studio.begin(recorded)
    with pytest.raises(VoiceError, match="“安全生产。”: its sound was removed"):
        studio.episode()
    assert list(recorded.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("stumble", "error", "told"),
    [
        (MemoryError(), StudioError, "memory ran out while it was mastered → close other programs"),
        (ZeroDivisionError("oops"), DocumentError, "a fault of this program: ZeroDivisionError at .*: oops"),
    ],
)
def test_what_goes_wrong_there_is_told_in_words(
    stumble: Exception,
    error: type[Exception],
    told: str,
    recorded: Recorded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def produce(*_arguments: object, **_named: object) -> None:
        raise stumble

    monkeypatch.setattr(mastering_process, "produce", produce)
    with pytest.raises(error, match=told):
        finish(recorded)


def test_a_long_episode_is_given_more_patience(recorded: Recorded) -> None:
    assert recorded.seconds == pytest.approx(9 * 60 / 250)
    assert replace(recorded, lines=recorded.lines * 3).seconds == pytest.approx(27 * 60 / 250)


def test_several_episodes_are_finished_at_once_and_never_more_than_was_said(recorded: Recorded) -> None:
    studios = Studios(2)
    busy = []
    try:
        pid = worker()
        held = studios.begin(recorded)
        os.kill(pid, signal.SIGSTOP)
        busy.append(studios.busy)
        other = studios.begin(replace(recorded, folder=recorded.folder.with_name("b")))
        busy.append(studios.busy)
        assert studios.episode(other).title == "通知", "while the first one's process stands still"
        busy.append(studios.busy)
        os.kill(pid, signal.SIGCONT)
        assert studios.episode(held).title == "通知"
    finally:
        studios.end()
    assert busy == [False, True, False]


def test_nothing_begun_nothing_comes(studio: FinishingProcess) -> None:
    with pytest.raises(ValueError, match="no episode was begun"):
        studio.episode()
