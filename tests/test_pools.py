"""Workers end with their parent and when told, whatever they are doing."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from multiprocessing import Pipe
from pathlib import Path
from threading import Event

import pytest

from pipeline.system.worker_pool import WorkerPool, end_workers, start_worker, workers

pytestmark = pytest.mark.usefixtures("own_workers")


def test_a_worker_ends_when_the_other_end_of_its_leash_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Event()
    monkeypatch.setattr(os, "_exit", lambda _code: ended.set())
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")  # as it was, when this has ended
    before = signal.getsignal(signal.SIGINT)
    leash, held = Pipe(duplex=False)
    try:
        start_worker(leash)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN, "Ctrl-C is the parent's business"
    finally:
        signal.signal(signal.SIGINT, before)
    assert not ended.is_set()
    held.close()
    assert ended.wait(10)
    leash.close()


def threads_that_multiply() -> int:
    import numpy as np

    np.ones((500, 500)) @ np.ones((500, 500))
    return len(list(Path("/proc/self/task").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not list threads there")
def test_a_worker_computes_on_one_core() -> None:
    pool = WorkerPool(1)
    try:
        assert pool.submit(threads_that_multiply).result() == 2, "itself and its leash"
    finally:
        pool.end()


def test_the_workers_stay_warm_until_they_are_ended() -> None:
    pool = workers(1, "test")
    assert workers(1, "test") is pool
    assert pool.submit(os.getpid).result() == pool.submit(os.getpid).result()
    pool.end()
    assert pool.ended
    fresh = workers(1, "test")
    assert fresh is not pool
    assert not fresh.ended
    fresh.end()


def test_ending_twice_is_ending_once() -> None:
    pool = WorkerPool(1)
    pool.end()
    pool.end()
    assert pool.ended


def test_a_worker_that_the_system_has_stopped_is_ended_too() -> None:
    pool = WorkerPool(1)
    pid = pool.submit(os.getpid).result()
    os.kill(pid, signal.SIGSTOP)
    pool.end()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_pools_of_two_purposes_are_two() -> None:
    one, other = workers(1, "test"), workers(1, "another test")
    assert one is not other
    one.end()
    other.end()


def test_every_worker_begins_at_once_with_what_it_must_load(tmp_path: Path) -> None:
    pool = workers(2, "loading test", partial(note_process, tmp_path))
    try:
        until = time.monotonic() + 30
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        assert {path.name for path in tmp_path.iterdir()} == {str(pid) for pid in pool._processes}
    finally:
        end_workers("loading test")
    assert pool.ended


def note_process(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    time.sleep(2)  # as a model takes: the other worker must load its own meanwhile


def test_ending_the_workers_of_one_purpose_leaves_the_others() -> None:
    one, other = workers(1, "test"), workers(1, "another test")
    end_workers("test")
    assert (one.ended, other.ended) == (True, False)
    end_workers()
    assert other.ended
