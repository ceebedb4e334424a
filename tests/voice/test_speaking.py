"""What speak() promises: all clips in order, or an error that tells; nothing made twice, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from threading import Event
from typing import Any, ClassVar

import numpy as np
import pytest

from pipeline.errors import EngineMissing, OutputError, ServiceDown, VoiceError
from pipeline.model import Clip, Utterance
from pipeline.system.worker_pool import end_workers, workers
from pipeline.voice import Recording, synthesis_workers
from pipeline.voice.clip_store import ClipStore, clip_key
from pipeline.voice.synthesis_workers import InFlight
from pipeline.voice.tone import ToneEngine
from tests.voice.faulty import FaultyEngine
from tests.voice.readings import record, speak, utterance

TONE = ToneEngine()


@pytest.fixture
def faulty(tmp_path: Path) -> FaultyEngine:
    (tmp_path / "begun").mkdir()
    return FaultyEngine(tmp_path / "begun")


class Recorded(ToneEngine):
    """Remembers what it said, in order."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, utterance: Utterance) -> Clip:
        self.said.append(utterance.reading.spoken)
        return super().say(utterance)


def test_clips_come_in_the_order_of_the_utterances(tmp_path: Path) -> None:
    wanted = [utterance("你好。"), utterance("工友们，大家辛苦了！"), utterance("机床。", "low")]
    clips = list(speak(wanted, TONE, tmp_path, jobs=2))
    for asked, clip in zip(wanted, clips, strict=True):
        assert np.array_equal(clip.samples, TONE.say(asked).samples)


def test_the_longest_sentence_is_begun_first_and_equal_ones_once(tmp_path: Path) -> None:
    engine = Recorded()
    told: list[tuple[int, bool]] = []
    wanted = [utterance("你好。"), utterance("大家辛苦了。"), utterance("你好。"), utterance("安全生产。")]
    list(speak(wanted, engine, tmp_path, jobs=1, on_done=lambda index, made: told.append((index, made))))
    assert engine.said == ["大家辛苦了。", "安全生产。", "你好。"]
    assert told == [(1, True), (3, True), (0, True), (2, False)]


def test_what_the_store_has_is_not_made_again(tmp_path: Path) -> None:
    wanted = [utterance("你好。"), utterance("安全生产。")]
    list(speak(wanted[:1], TONE, tmp_path, jobs=1))
    engine = Recorded()
    told: list[tuple[int, bool]] = []
    list(speak(wanted, engine, tmp_path, jobs=1, on_done=lambda index, made: told.append((index, made))))
    assert engine.said == ["安全生产。"]
    assert told == [(0, False), (1, True)]


def test_a_damaged_clip_is_told_and_made_again(tmp_path: Path) -> None:
    wanted = [utterance("安全生产。")]
    (before,) = speak(wanted, TONE, tmp_path, jobs=1)
    damaged: list[Path] = []
    store = ClipStore(tmp_path, lambda path, _reason: damaged.append(path))
    path = store.path(clip_key(wanted[0], TONE))
    path.write_bytes(path.read_bytes()[:-9])
    (after,) = speak(wanted, TONE, store, jobs=1)
    assert damaged == [path]
    assert np.array_equal(before.samples, after.samples)


def test_one_sound_serves_two_ways_of_writing_each_with_its_own_words(tmp_path: Path) -> None:
    engine = Recorded()
    wanted = [utterance("二十六台。", text="26台。"), utterance("二十六台。")]
    figures, characters = speak(wanted, engine, tmp_path, jobs=1)
    assert len(engine.said) == 1
    assert [word.text for word in figures.words] == ["26", "台"]
    assert [word.text for word in characters.words] == ["二", "十", "六", "台"]


def test_one_sentence_fails_the_episode_and_the_others_are_kept(tmp_path: Path, faulty: FaultyEngine) -> None:
    wanted = [utterance("你好。"), utterance("错。"), utterance("安全生产。")]
    with pytest.raises(VoiceError) as caught:
        list(speak(wanted, faulty, tmp_path / "clips", jobs=2))
    assert str(caught.value) == "“错。”: it went wrong → write it in another way"
    store = ClipStore(tmp_path / "clips")
    assert [store.holds(clip_key(asked, faulty)) for asked in wanted] == [True, False, True]


def test_several_failures_are_told_together(tmp_path: Path, faulty: FaultyEngine) -> None:
    wanted = [utterance("错。"), utterance("你好。"), utterance("……"), utterance("错。")]
    with pytest.raises(VoiceError, match=r"“错。”: 3 of 4 sentences .* it went wrong → write it in another way"):
        list(speak(wanted, faulty, tmp_path / "clips", jobs=1))
    assert faulty.times_begun("你好。") == 1


@pytest.mark.parametrize(("spoken", "error"), [("断。", ServiceDown), ("缺。", EngineMissing)])
def test_an_engine_that_is_gone_stops_everything_at_once(
    spoken: str, error: type[VoiceError], tmp_path: Path, faulty: FaultyEngine
) -> None:
    wanted = [utterance("大家辛苦了，" * 4 + spoken), *(utterance("你好。" * n) for n in range(1, 9))]
    with pytest.raises(error):
        list(speak(wanted, faulty, tmp_path / "clips", jobs=1))
    assert faulty.times_begun("你好。") == 0


def test_a_worker_that_was_killed_once_costs_nothing(tmp_path: Path, faulty: FaultyEngine) -> None:
    wanted = [utterance("坏。"), utterance("大家辛苦了。"), utterance("安全生产。")]
    clips = list(speak(wanted, faulty, tmp_path / "clips", jobs=2))
    assert [clip.samples.size > 0 for clip in clips] == [True, True, True]
    assert faulty.times_begun("坏。") == 2


def test_the_sentence_that_kills_its_worker_is_named_and_the_others_are_said(
    tmp_path: Path, faulty: FaultyEngine
) -> None:
    wanted = [utterance("死。"), *(utterance("你好。" * n) for n in range(1, 7))]
    with pytest.raises(VoiceError, match="“死。”: the process that was to say it was killed or hung, twice"):
        list(speak(wanted, faulty, tmp_path / "clips", jobs=1))
    store = ClipStore(tmp_path / "clips")
    assert all(store.holds(clip_key(asked, faulty)) for asked in wanted[1:])
    assert faulty.times_begun("死。") == 2


def test_when_no_worker_lives_all_sentences_fail_after_the_first_few(tmp_path: Path, faulty: FaultyEngine) -> None:
    wanted = [utterance("死。" * n) for n in range(1, 9)]
    with pytest.raises(VoiceError, match="8 of 8 sentences"):
        list(speak(wanted, faulty, tmp_path / "clips", jobs=1))
    assert faulty.times_begun("死。") == 0


def test_a_worker_at_its_memory_limit_fails_that_sentence_and_says_the_others(
    tmp_path: Path, faulty: FaultyEngine
) -> None:
    wanted = [utterance("满。"), utterance("安全生产。")]
    with pytest.raises(VoiceError, match="“满。”: memory ran out → close other programs to free memory, or run with"):
        list(speak(wanted, faulty, tmp_path / "clips", jobs=1))
    assert ClipStore(tmp_path / "clips").holds(clip_key(wanted[1], faulty))
    assert len(list(speak(wanted[1:], faulty, tmp_path / "clips", jobs=1))) == 1


def test_a_pool_that_broke_while_idle_is_replaced(tmp_path: Path, faulty: FaultyEngine) -> None:
    list(speak([utterance("你好。")], faulty, tmp_path / "clips", jobs=1))
    (begun,) = faulty.scratch.glob("你好。.*")
    os.kill(int(begun.read_text()), signal.SIGKILL)
    (clip,) = speak([utterance("安全生产。")], faulty, tmp_path / "clips", jobs=1)
    assert clip.samples.any()


def test_a_pool_found_broken_is_replaced_before_anything_is_said(tmp_path: Path) -> None:
    class Broken(ThreadPoolExecutor):
        def submit(self, *_args: Any, **_named: Any) -> Future[Any]:
            raise BrokenProcessPool("a worker was killed while it waited")

    class Engine(ToneEngine):
        pools: ClassVar[list[Executor]] = [Broken(1)]

        def executor(self, jobs: int) -> Executor:
            return self.pools.pop() if self.pools else super().executor(jobs)

    wanted = [utterance("你好。"), utterance("安全生产。")]
    assert len(list(speak(wanted, Engine(), tmp_path, jobs=1))) == 2


def test_a_worker_that_hangs_is_given_up(tmp_path: Path, faulty: FaultyEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    # A warm pool, so that the short patience is spent on the sentence and not on starting Python.
    list(speak([utterance("你好。")], faulty, tmp_path / "clips", jobs=1))
    monkeypatch.setattr(synthesis_workers, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(synthesis_workers, "PATIENCE_PER_SYLLABLE", 0.0)
    with pytest.raises(VoiceError, match="killed or hung"):
        list(speak([utterance("停。")], faulty, tmp_path / "clips", jobs=1))
    assert faulty.times_begun("停。")


def test_a_hung_thread_is_left_behind_and_the_sentence_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released = Event()

    class Hanging(ToneEngine):
        def say(self, utterance: Utterance) -> Clip:
            released.wait()
            return super().say(utterance)

    monkeypatch.setattr(synthesis_workers, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(synthesis_workers, "PATIENCE_PER_SYLLABLE", 0.0)
    try:
        with pytest.raises(VoiceError, match="killed or hung"):
            list(speak([utterance("你好。")], Hanging(), tmp_path, jobs=1))
    finally:
        released.set()


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "clips").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="clips"):
        list(speak([utterance("你好。")], TONE, tmp_path / "clips", jobs=1))


def test_a_clip_that_vanishes_before_it_is_read_is_no_silence(tmp_path: Path) -> None:
    clips = speak([utterance("你好。"), utterance("安全生产。")], TONE, tmp_path, jobs=1)
    next(clips)
    ClipStore(tmp_path).prune(set(), now=0, max_bytes=0)
    with pytest.raises(VoiceError, match="“安全生产。”: its sound was removed from"):
        next(clips)


def test_an_interrupt_in_the_progress_line_stops_the_workers(tmp_path: Path, faulty: FaultyEngine) -> None:
    def interrupted(_index: int, _made: bool) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(speak([utterance("大家辛苦了。"), utterance("停。")], faulty, tmp_path, jobs=2, on_done=interrupted))
    pids = [int(begun.read_text()) for begun in faulty.scratch.iterdir()]
    assert all(_ends_within(pid, 2.0) for pid in pids)
    assert not workers(2, "voice").ended


RUN = """
import sys
from pathlib import Path
from tests.voice.faulty import FaultyEngine
from tests.voice.readings import speak, utterance
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    wanted = [utterance("大家辛苦了。"), utterance("停。"), utterance("停机。")]
    list(speak(wanted, FaultyEngine(folder / "begun"), folder / "clips", jobs=2))
"""


@pytest.mark.parametrize(("how", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, -signal.SIGINT)])
def test_no_worker_outlives_the_run(
    how: signal.Signals, code: int, tmp_path: Path, faulty: FaultyEngine, request: pytest.FixtureRequest
) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN)
    process = subprocess.Popen(  # noqa: S603  our own script
        [sys.executable, str(script), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.PIPE,
    )
    request.addfinalizer(process.kill)
    store = ClipStore(tmp_path / "clips")
    finished = clip_key(utterance("大家辛苦了。"), faulty)
    assert _comes_true(
        lambda: faulty.times_begun("停。") and faulty.times_begun("停机。") and store.holds(finished), 30
    )
    process.send_signal(how)
    begun = time.monotonic()
    _out, complaints = process.communicate(timeout=10)
    assert time.monotonic() - begun < 2.0
    assert process.returncode == code
    assert complaints.count(b"Traceback") == (how == signal.SIGINT), "only the parent says that it was interrupted"
    pids = {int(path.read_text()) for path in faulty.scratch.iterdir()}
    assert all(_ends_within(pid, 2.0) for pid in pids)
    assert store.holds(finished)


def _ends_within(pid: int, seconds: float) -> bool:
    return _comes_true(lambda: not Path(f"/proc/{pid}").exists() or _is_zombie(pid), seconds)


def _is_zombie(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def _comes_true(condition: object, seconds: float) -> bool:
    assert callable(condition)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_worker_begins_no_sentence_before_its_last_one_is_kept(tmp_path: Path) -> None:
    kept = []

    class Looking(ToneEngine):
        def say(self, utterance: Utterance) -> Clip:
            kept.append(len(list(tmp_path.rglob("*.clip"))))
            return super().say(utterance)

    list(speak([utterance("你好。"), utterance("安全生产。"), utterance("大家辛苦了。")], Looking(), tmp_path, jobs=1))
    assert kept == [0, 1, 2]


def test_what_was_begun_early_is_waited_for_and_not_made_again(tmp_path: Path, faulty: FaultyEngine) -> None:
    store, in_flight, told = ClipStore(tmp_path / "clips"), InFlight(), []
    wanted = [utterance("你好。"), utterance("大家辛苦了。"), utterance("你好。")]
    before = Recording(wanted[:2], faulty, store, jobs=1, in_flight=in_flight)
    recording = Recording(wanted, faulty, store, jobs=1, in_flight=in_flight)
    before.begin()
    recording.begin()
    assert len(in_flight) == 2, "equal sounds of two episodes are one"
    keys = recording.finish(lambda index, _made: told.append(index))
    assert len(in_flight) == 0
    assert sorted(told) == [0, 1, 2]
    assert all(map(store.holds, keys))
    assert set(before.finish()) == set(keys)
    assert [faulty.times_begun(spoken) for spoken in ("你好。", "大家辛苦了。")] == [1, 1]


@pytest.mark.parametrize("end", [False, True])
def test_what_was_begun_early_and_lost_is_made_in_its_turn(tmp_path: Path, faulty: FaultyEngine, end: bool) -> None:
    store = ClipStore(tmp_path / "clips")
    recording = Recording([utterance("坏机床。"), utterance("你好。"), utterance("安全。")], faulty, store, jobs=1)
    recording.begin()
    if end:
        end_workers("voice")
    assert all(map(store.holds, recording.finish()))


def test_what_is_wrong_with_a_sentence_begun_early_is_told_in_its_turn(tmp_path: Path, faulty: FaultyEngine) -> None:
    store = ClipStore(tmp_path / "clips")
    wanted = [utterance("错。"), utterance("……"), utterance("你好。")]
    recording = Recording(wanted, faulty, store, jobs=1)
    recording.begin()
    with pytest.raises(VoiceError, match=r"2 of 3 sentences cannot be said; the first: it went wrong"):
        recording.finish()
    assert store.holds(clip_key(wanted[2], faulty))


def test_a_damaged_clip_is_not_begun_early_but_told_in_its_turn(tmp_path: Path, faulty: FaultyEngine) -> None:
    told: list[str] = []
    store = ClipStore(tmp_path / "clips", lambda path, _reason: told.append(path.stem))
    (key,) = record([utterance("你好。")], faulty, store, jobs=1)
    store.path(key).write_bytes(b"half")
    in_flight = InFlight()
    recording = Recording([utterance("你好。")], faulty, store, jobs=1, in_flight=in_flight)
    recording.begin()
    assert (len(in_flight), told) == (0, [])
    recording.finish()
    assert told == [key]
    assert store.holds(key)


def test_other_work_is_done_while_sounds_are_waited_for_until_none_is_left(tmp_path: Path) -> None:
    enough = Event()
    asked: list[int] = []

    class Waiting(ToneEngine):
        def say(self, utterance: Utterance) -> Clip:
            assert enough.wait(30), "nothing else was done meanwhile"
            return super().say(utterance)

    def other_work() -> bool:
        asked.append(len(asked))
        if len(asked) == 3:
            enough.set()
        return len(asked) < 3

    Recording([utterance("你好。")], Waiting(), ClipStore(tmp_path), jobs=1).finish(meanwhile=other_work)
    assert asked == [0, 1, 2]


def test_nothing_else_is_begun_beside_a_sentence_that_is_tried_again(tmp_path: Path, faulty: FaultyEngine) -> None:
    """Or it would be blamed for what the other one does."""
    begun: list[int] = []

    def other_work() -> bool:
        begun.append(faulty.times_begun("坏。"))
        return False

    store = ClipStore(tmp_path / "clips")
    Recording([utterance("坏。")], faulty, store, jobs=1).finish(meanwhile=other_work)
    assert faulty.times_begun("坏。") == 2
    assert 2 not in begun
    Recording([utterance("坏。")], faulty, store, jobs=1).finish(meanwhile=lambda: pytest.fail("nothing is waited for"))


def test_patience_is_not_lost_while_other_episodes_sounds_are_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy cluster an episode may wait long for its first sound; nobody hangs there."""
    monkeypatch.setattr(synthesis_workers, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(synthesis_workers, "PATIENCE_PER_SYLLABLE", 0.0)
    pool = ThreadPoolExecutor(1)

    class Slow(ToneEngine):
        def say(self, utterance: Utterance) -> Clip:
            time.sleep(0.12)
            return super().say(utterance)

        def executor(self, jobs: int) -> Executor:
            return pool

    store, in_flight = ClipStore(tmp_path), InFlight()
    others = Recording([utterance("大家辛苦了。" * n) for n in range(1, 6)], Slow(), store, jobs=1, in_flight=in_flight)
    mine = Recording([utterance("你好。")], Slow(), store, jobs=1, in_flight=in_flight)
    others.begin()
    assert all(map(store.holds, mine.finish()))
