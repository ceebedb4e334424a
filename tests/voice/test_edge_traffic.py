"""How many requests go out at once, when the service is given up, and that Ctrl-C is heard at any time."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ServiceDown, VoiceError
from pipeline.voice.edge.engine import EdgeEngine, Patience
from pipeline.voice.edge.errors import Setback
from pipeline.voice.edge.rate_limit import Budget, Limiter, Line
from tests.doubles import edge_plans
from tests.doubles.edge import EdgeDouble
from tests.doubles.edge_asking import AMPLE, are_whole, engine, sentences

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

SOON = 2.0
"""Seconds in which Ctrl-C is to be heard."""


@pytest.fixture(autouse=True)
def _nothing_is_left_running() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) == before


def _ctrl_c_in(seconds: float) -> threading.Timer:
    """Press it then, as the terminal does: a signal that the main thread gets."""
    return threading.Timer(seconds, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))


@pytest.fixture
def silent() -> Iterator[EdgeDouble]:
    """A service that takes every request and never answers."""
    with EdgeDouble(edge_plans.always("no frames")) as double, double.in_place_of_the_service():
        yield double


def test_limit_halves_once_a_wave_and_grows_back() -> None:
    async def waves() -> list[int]:
        limiter = Limiter(8)
        limits = [limiter.limit]
        async with limiter.turn() as first, limiter.turn() as second:
            limiter.throttled(first)
            limiter.throttled(second)
        limits.append(limiter.limit)
        for _wave in range(3):
            async with limiter.turn() as turn:
                limiter.throttled(turn)
            limits.append(limiter.limit)
        while limiter.limit < 8:
            limiter.succeeded()
            limits.append(limiter.limit)
        limiter.succeeded()
        return [*limits, limiter.limit]

    limits = asyncio.run(waves())
    assert limits[:5] == [8, 4, 2, 1, 1]
    assert limits == limits[:5] + sorted(limits[5:])
    assert limits[-2:] == [8, 8]
    assert 28 <= len(limits) <= 45  # about one step for as many successes as are let through


def test_throttled_service_is_asked_less_and_says_everything() -> None:
    episode = sentences(12)
    double = EdgeDouble(edge_plans.at(dict.fromkeys(range(1, 5), "429")), latency=0.03)
    with double, double.in_place_of_the_service():
        voice = engine(at_once=4)
        with voice.executor(4) as executor:
            clips = list(executor.map(voice.say, episode))
    assert are_whole(clips, episode)
    assert double.busiest <= 4
    assert [request.fault for request in double.log].count("429") == 4


def test_budget_bears_failures_among_successes_but_not_a_dead_service() -> None:
    budget = Budget(5)
    for _round in range(100):
        budget.failed(Setback("a"))
        budget.succeeded()
    budget.check()
    for _round in range(4):
        budget.failed(Setback("b"))
    budget.check()
    budget.failed(Setback("c", next="wait"))
    with pytest.raises(ServiceDown, match="c → wait"):
        budget.check()
    budget.succeeded()
    with pytest.raises(ServiceDown):
        budget.check()


def test_waiting_in_vain_costs_more_than_a_quick_no() -> None:
    budget = Budget(20)
    for _hang in range(5):
        budget.check()
        budget.failed(Setback("hangs", slow=True))
    with pytest.raises(ServiceDown, match="hangs"):
        budget.check()


def test_ctrl_c_ends_a_sentence_that_is_being_asked(silent: EdgeDouble) -> None:
    interrupt = _ctrl_c_in(0.5)
    interrupt.start()
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        engine().say(sentences(1)[0])
    assert time.monotonic() - begun < SOON
    interrupt.join()


def test_ctrl_c_ends_an_episode_that_is_being_asked(silent: EdgeDouble) -> None:
    voice = engine(at_once=2)
    interrupt = _ctrl_c_in(0.5)
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), voice.executor(2) as executor:
        futures = [executor.submit(voice.say, asked) for asked in sentences(20)]
        interrupt.start()
        futures[0].result()
    assert time.monotonic() - begun < SOON
    for future in futures:
        with pytest.raises((VoiceError, CancelledError), match=r"stopped|^$"):
            future.result()
    interrupt.join()


def test_episodes_share_the_threads_until_they_are_shut_down() -> None:
    voice = engine()
    first = voice.executor(1)
    assert voice.executor(2) is first
    first.shutdown()
    second = voice.executor(2)
    assert second is not first
    second.shutdown()


def test_shutting_down_with_cancel_stops_what_is_under_way(silent: EdgeDouble) -> None:
    voice = engine()
    executor = voice.executor(1)
    future = executor.submit(voice.say, sentences(1)[0])
    while not silent.log:
        time.sleep(0.01)
    executor.shutdown(cancel_futures=True)
    with pytest.raises(VoiceError, match="stopped before"):
        future.result()
    executor.shutdown()  # a second time does no harm


def test_pauses_end_when_the_service_is_given_up() -> None:
    voice = EdgeEngine(deadlines=AMPLE, patience=Patience(failures=4, first_pause=60, longest_pause=60))
    begun = time.monotonic()
    double = EdgeDouble(edge_plans.always("500"))
    with double, double.in_place_of_the_service(), voice.executor(4) as executor:
        errors = [executor.submit(voice.say, asked).exception for asked in sentences(4)]
        assert all(isinstance(error(), ServiceDown) for error in errors)
    assert time.monotonic() - begun < 20
    assert len(double.log) == 4


def test_machine_without_threads_or_handles_gives_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched, pytest.raises(VoiceError, match="RuntimeError"):
        patched.setattr(threading.Thread, "start", no_more)
        engine().say(sentences(1)[0])

    def no_handles(coroutine: Coroutine[object, object, object]) -> None:
        coroutine.close()
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patched, pytest.raises(VoiceError, match="OSError"):
        patched.setattr("pipeline.voice.edge.rate_limit.asyncio.run", no_handles)
        engine().say(sentences(1)[0])


def test_line_is_there_while_somebody_holds_it() -> None:
    async def name() -> str:
        return threading.current_thread().name

    line = Line(1)
    with line:
        assert line.wait_for(name) == "edge"
        assert "edge" in {thread.name for thread in threading.enumerate()}
    assert "edge" not in {thread.name for thread in threading.enumerate()}
