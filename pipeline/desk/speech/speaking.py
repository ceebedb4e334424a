"""Who speaks at the desk: a thread that says what somebody waits for first, and what lies ahead while nobody does.

A sentence of 20 characters takes the offline voice 2.8 s of one core (docs/desk.md): only what has been said before
somebody presses ▶ is heard at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import TypeVar

from pipeline.errors import BroadcastError

_Said = TypeVar("_Said")


class Speaking:
    """The thread. It does not run behind a build: a person waits for ▶, and a build for nobody."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        """``busy``: whether a build runs; then nothing is said ahead."""
        self._busy = busy
        self._thread = ThreadPoolExecutor(1, "speaking")
        self._lock = Lock()
        self._ahead: deque[Callable[[], None]] = deque()
        self._waiting = 0
        self._at_it = False

    def at_once(self, say: Callable[[], _Said]) -> _Said:
        """What ``say`` gives or raises, as soon as the sentence at hand has been said."""
        with self._lock:
            self._waiting += 1
        try:
            return self._thread.submit(say).result()
        finally:
            with self._lock:
                self._waiting -= 1
            self._go_on()

    def ahead(self, sayings: Iterable[Callable[[], None]]) -> None:
        """Have these said while nobody waits, in place of what was to be said ahead before."""
        with self._lock:
            self._ahead = deque(sayings)
        self._go_on()

    def close(self) -> None:
        """Say no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _go_on(self) -> None:
        with self._lock:
            if self._waiting or self._at_it or not self._ahead or self._busy():
                return
            self._at_it = True
            say = self._ahead.popleft()
        with suppress(RuntimeError):  # the desk is being closed
            self._thread.submit(self._say, say)

    def _say(self, say: Callable[[], None]) -> None:
        with suppress(BroadcastError):  # told to who presses ▶
            say()
        with self._lock:
            self._at_it = False
        self._go_on()
