"""Work that nobody waits for leaves the processor to others."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from pipeline.system.priority import AHEAD, before_others, put_before_others


def test_a_build_beside_a_station_on_the_air_comes_behind() -> None:
    said = "from pipeline.system.priority import behind_others; behind_others(); import os; print(os.nice(0))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)  # noqa: S603
    assert int(done.stdout) == min(19, os.nice(0) + 10)


def test_what_a_thread_in_a_hurry_starts_is_in_none() -> None:
    ways: list[int] = []

    def hurry() -> None:
        before_others()
        inner = threading.Thread(target=lambda: ways.append(os.sched_getscheduler(0)))
        inner.start()
        inner.join()

    thread = threading.Thread(target=hurry)
    thread.start()
    thread.join()
    assert ways == [os.SCHED_OTHER]
    assert os.sched_getscheduler(0) == os.SCHED_OTHER, "nor is anybody else"


def test_a_program_that_others_wait_for_is_put_before_them() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        put_before_others(process.pid)
        try:
            assert os.getpriority(os.PRIO_PROCESS, process.pid) == (AHEAD if os.geteuid() == 0 else os.nice(0))
        finally:
            process.kill()
