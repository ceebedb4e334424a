"""Keeps the engine alive: one process that does nothing but start it again when it has died, whatever it died of."""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing import get_context
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING

from pipeline.errors import BroadcastError
from pipeline.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from threading import Event

    from pipeline.air.engine import Setup

REFUSED = 2
"""Exit code of an engine that cannot begin as things are: there is no use in starting it again."""
AGAIN = (0.0, 0.5, 1.0, 2.0, 5.0)
"""Seconds until it is started again, the first time it dies, the second, and so on."""
STEADY = 30.0
"""Seconds that it must have lived for its next death to count as the first."""
GRACE = 5.0
"""Seconds that it is given to end in order."""


def keep(setup: Setup, stopping: Event, tell: Callable[[str], None]) -> bool:
    """Have an engine on the air until ``stopping``; whether it was until then.

    It is on a leash: when this process ends, however it ends, so does the engine, at once.
    """
    deaths = 0
    while not stopping.is_set():
        began = time.monotonic()
        process, leash = _started(setup)
        while process.is_alive() and not stopping.is_set():
            wait([process.sentinel], timeout=0.1)
        if stopping.is_set():
            _end(process)
            leash.close()
            break
        leash.close()
        process.join()
        if process.exitcode == REFUSED:
            return False
        if time.monotonic() - began > STEADY:
            deaths = 0
        tell(_("the engine has died ({code}); it is started again").format(code=process.exitcode))
        stopping.wait(AGAIN[min(deaths, len(AGAIN) - 1)])
        deaths += 1
    return True


def _started(setup: Setup) -> tuple[SpawnProcess, Connection]:
    context = get_context("spawn")
    engines_end, own_end = context.Pipe(duplex=False)
    process = context.Process(target=run_engine, args=(setup, engines_end), name="air")
    process.start()
    engines_end.close()
    return process, own_end


def _end(process: SpawnProcess) -> None:
    process.terminate()
    process.join(GRACE)
    if process.is_alive():
        process.kill()
        process.join()


def run_engine(setup: Setup, leash: Connection) -> None:
    """What the engine's process does."""
    # numpy's own threads, which read this when it is imported, would take turns with the one that is in a hurry.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from pipeline.air.engine import Engine

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    # Ctrl-C reaches every process of the terminal; what to do about it is decided in the parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait_for_end, args=(leash,), daemon=True, name="leash").start()
    try:
        engine = Engine(setup, say)
    except BroadcastError as exc:
        say(str(exc))
        sys.exit(REFUSED)
    signal.signal(signal.SIGTERM, lambda _number, _frame: engine.stop())
    engine.run()


def _wait_for_end(leash: Connection) -> None:
    leash.poll(None)
    os._exit(1)
