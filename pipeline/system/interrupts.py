"""Ctrl-C is always heard."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer, main_thread

AGAIN_SECONDS = 0.02


@contextmanager
def never_lost() -> Iterator[None]:
    """Have a KeyboardInterrupt that Python drops raised again, here at the latest.

    It drops every exception that comes while a library calls back into Python, or while an object dies.
    """
    before = sys.unraisablehook
    again: list[Timer] = []

    def dropped(what: sys.UnraisableHookArgs) -> None:
        if issubclass(what.exc_type, KeyboardInterrupt):
            # Not at once: it would be dropped in the same place. A signal, unlike an exception, also ends a wait.
            again.append(Timer(AGAIN_SECONDS, signal.pthread_kill, (main_thread().ident, signal.SIGINT)))
            again[-1].start()
        else:
            before(what)

    sys.unraisablehook = dropped
    try:
        yield
    finally:
        sys.unraisablehook = before
        waiting = [timer for timer in again if timer.is_alive()]
        for timer in waiting:
            timer.cancel()
        if waiting:
            raise KeyboardInterrupt
