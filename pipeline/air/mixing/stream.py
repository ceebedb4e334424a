"""Sound that comes while it is heard: from a microphone, by whatever way."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from pipeline.air.mixing.items import ENDLESS
from pipeline.air.samples import seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

AHEAD, MOST = seconds(0.06), seconds(0.3)
"""Samples that are there before a stream is heard, and that wait at most, where each comes as soon as it was said."""
BURSTS_AHEAD, BURSTS_MOST = seconds(0.3), seconds(1.5)
"""The same where they come encoded: a browser sends a quarter of a second at a time."""


class Stream:
    """A sound of unknown length: written by one thread, read by another, each sample once."""

    samples = ENDLESS

    def __init__(self, ahead: int = AHEAD, most: int = MOST) -> None:
        """Silence until ``ahead`` samples are there, at the beginning and after a gap: so much later may the next come.
        What comes when ``most`` wait takes the place of the oldest, so that speech is heard at most so late: while an
        emergency is heard nothing is read, and the clock of a microphone is not ours.
        """
        self._ahead, self._most = ahead, most
        self._waiting: deque[NDArray[np.int16]] = deque()
        self._lock = threading.Lock()
        self._flows = False
        self._over = threading.Event()
        self.why = ""
        """Why it is over."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more of it will be heard."""
        return self._over.is_set()

    @property
    def waiting(self) -> int:
        """Samples that have come and were not heard yet."""
        with self._lock:
            return sum(each.size for each in self._waiting)

    def finish(self) -> None:
        """No more is going to come: what waits is heard, however little it is."""
        with self._lock:
            self._ahead = 0

    def end(self, why: str) -> None:
        """Nothing more of it will be heard."""
        self.why = self.why or why
        self._over.set()

    def write(self, pcm: NDArray[np.int16]) -> None:
        """Add samples; never waits."""
        with self._lock:
            self._waiting.append(pcm)
            waiting = sum(each.size for each in self._waiting)
            if waiting > self._most:
                self._take(waiting - self._ahead)

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """As many samples as are asked for, the oldest that wait; silence where none do."""
        heard = np.zeros(stop - start, np.float32)
        with self._lock:
            waiting = sum(each.size for each in self._waiting)
            if not self._flows and waiting < self._ahead:
                return heard
            taken = self._take(heard.size)
            self._flows = taken.size == heard.size
        heard[: taken.size] = taken.astype(np.float32) / np.float32(32_768)
        return heard

    def _take(self, wanted: int) -> NDArray[np.int16]:
        taken = []
        while wanted > 0 and self._waiting:
            block = self._waiting.popleft()
            taken.append(block[:wanted])
            if block.size > wanted:
                self._waiting.appendleft(block[wanted:])
            wanted -= taken[-1].size
        return np.concatenate(taken) if taken else np.zeros(0, np.int16)
