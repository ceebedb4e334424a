"""Keeps the engine alive: one process that does nothing but start it again when it has died, whatever it died of."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import BroadcastError
from pipeline.messages import _
from pipeline.system.worker_pool import start_worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from pipeline.air.engine import Setup

REFUSED = 2
"""Exit code of an engine that cannot begin as things are: there is no use in starting it again."""
AGAIN = (0.0, 0.5, 1.0, 2.0, 5.0)
"""Seconds until it is started again, the first time it dies, the second, and so on."""
STEADY = 5.0
"""Seconds that it must have lived for its next death to count as the first: what kills it as soon as it begins does so
sooner, and by then the next one is ready."""
SPARE_AFTER = 1.0
"""Seconds after which the next engine is made ready, so that it does not take the processor from one that begins."""
GRACE = 5.0
"""Seconds that it is given to end in order."""


class _Waiting(NamedTuple):
    """An engine's process that has loaded all it needs and waits to be told to begin."""

    process: SpawnProcess
    leash: Connection
    """When this end closes, however that comes, the process ends at once."""
    begin: Connection


def keep(setup: Setup, stopping: Event, tell: Callable[[str], None]) -> bool:
    """Have an engine on the air until ``stopping``; whether it was until then.

    A second one waits beside it: to load the program takes longer than the station may be off the air. When this
    process ends, however it ends, so do both, at once.
    """
    deaths = 0
    spare: _Waiting | None = None
    try:
        while not stopping.is_set():
            on_air, spare = spare or _waiting(setup), None
            began = time.monotonic()
            with suppress(OSError):  # it has died while it waited: that is seen below
                on_air.begin.send(True)
            while on_air.process.is_alive() and not stopping.is_set():
                wait([on_air.process.sentinel], timeout=0.1)
                if spare is None and time.monotonic() - began > SPARE_AFTER:
                    spare = _waiting(setup)
            if stopping.is_set():
                _end(on_air)
                break
            on_air.process.join()
            on_air.leash.close()
            if on_air.process.exitcode == REFUSED:
                return False
            if time.monotonic() - began > STEADY:
                deaths = 0
            tell(_("the engine has died ({code}); it is started again").format(code=on_air.process.exitcode))
            stopping.wait(AGAIN[min(deaths, len(AGAIN) - 1)])
            deaths += 1
        return True
    finally:
        if spare is not None:
            _end(spare)


def _waiting(setup: Setup) -> _Waiting:
    context = get_context("spawn")
    engines_leash, leash = context.Pipe(duplex=False)
    engines_begin, begin = context.Pipe(duplex=False)
    process = context.Process(target=run_engine, args=(setup, engines_leash, engines_begin), name="air")
    process.start()
    engines_leash.close()
    engines_begin.close()
    return _Waiting(process, leash, begin)


def _end(waiting: _Waiting) -> None:
    process = waiting.process
    process.terminate()
    process.join(GRACE)
    if process.is_alive():
        process.kill()
        process.join()
    waiting.leash.close()
    waiting.begin.close()


def run_engine(setup: Setup, leash: Connection, begin: Connection) -> None:
    """What the engine's process does: load, wait until it is told to begin, and be on the air."""
    start_worker(leash)
    # Behind that: more threads of numpy's than one would take turns with the one that is in a hurry.
    from pipeline.air.engine import Engine

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    try:
        begin.recv()
        engine = Engine(setup, say)
    except EOFError:  # it is not needed any more
        return
    except BroadcastError as exc:
        say(str(exc))
        sys.exit(REFUSED)
    signal.signal(signal.SIGTERM, lambda _number, _frame: engine.stop())
    engine.run()
