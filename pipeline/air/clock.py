"""What time it is: on the axis that only goes forward, and on the wall, where somebody may set the clock."""

from __future__ import annotations

import time
from typing import Protocol

from pipeline.air.samples import RATE

_NANOSECONDS = 1_000_000_000


class Clock(Protocol):
    """Two times, both in samples."""

    def now(self) -> int:
        """On the axis, which never goes back and never leaps."""

    def wall(self) -> int:
        """Since 1970, as the machine has it."""

    def wait(self, until: int) -> None:
        """Return when :meth:`now` is ``until``, or at once where that has passed."""


class SystemClock:
    """The machine's."""

    def now(self) -> int:
        return time.monotonic_ns() * RATE // _NANOSECONDS

    def wall(self) -> int:
        return time.time_ns() * RATE // _NANOSECONDS

    def wait(self, until: int) -> None:
        left = until - self.now()
        if left > 0:
            time.sleep(left / RATE)


class VirtualClock:
    """One that goes as far as it is waited for, in no time, and that can be set."""

    def __init__(self, wall: int, now: int = 0) -> None:
        self._now, self._ahead = now, wall - now

    def now(self) -> int:
        return self._now

    def wall(self) -> int:
        return self._now + self._ahead

    def wait(self, until: int) -> None:
        self._now = max(self._now, until)

    def set(self, wall: int) -> None:
        """Somebody sets the clock on the wall."""
        self._ahead = wall - self._now
