"""Who goes before others on the processor, as far as the system allows it."""

from __future__ import annotations

import os
from contextlib import suppress

AHEAD = -10
"""Of 20 … −20: what a thread that others wait for asks for."""
BEHIND = 10
"""What work that nobody waits for leaves it with."""
_REAL_TIME = 10
"""Of 1 … 99."""


def before_others() -> None:
    """Have this thread, not what it starts, run as soon as it can: in real time, or at least early.

    In a process that is in a hurry every thread asks for it: one that is kept from the processor while it holds the
    interpreter's lock keeps the others waiting.
    """
    if hasattr(os, "sched_setscheduler"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(_REAL_TIME))
            return
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, AHEAD)


def put_before_others(process: int) -> None:
    """The same for a process that has been started, but not in real time: it may be one that never rests."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process, AHEAD)


def behind_others() -> None:
    """Have this process, and those it starts, leave the processor to whoever wants it."""
    with suppress(OSError):
        os.nice(BEHIND)
