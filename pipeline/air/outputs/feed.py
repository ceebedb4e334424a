"""One output: a bounded queue, and a thread that takes from it and opens the sink again when that has died."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from pipeline.errors import BroadcastError
from pipeline.messages import _
from pipeline.system.priority import before_others

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.air.outputs.sink import Sink

QUEUE = 50
"""Blocks that wait at most; what comes then takes the place of the oldest."""
STUCK = 4.0
"""Seconds without any progress after which a sink counts as hanging."""
AGAIN = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds until a sink is opened again, the first time it fails, the second, and so on."""
STEADY = 10.0
"""Seconds that it must have worked for the next failure to count as the first."""


class Feed:
    """Takes blocks from the mixer without ever making it wait."""

    def __init__(self, name: str, opening: Callable[[], Sink], tell: Callable[[str], None]) -> None:
        """``opening`` opens the sink, ``tell`` hears when it fails and when it takes sound again; ``name`` is shown."""
        self.name = name
        self._opening, self._tell = opening, tell
        self._blocks: deque[NDArray[np.int16]] = deque(maxlen=QUEUE)
        self._changed = threading.Condition()
        self._closing = False
        self._sink: Sink | None = None
        self._progress = time.monotonic()
        self._failures = 0
        self.written = 0
        """Blocks that the sink has taken."""
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"output {name}")
        self._thread.start()

    @property
    def healthy(self) -> bool:
        """Whether the sink is open and takes what it is given."""
        return self._sink is not None and len(self._blocks) < QUEUE

    def put(self, block: NDArray[np.int16]) -> None:
        """Queue ``block``; it is not copied."""
        with self._changed:
            self._blocks.append(block)
            self._changed.notify()
        sink = self._sink
        if sink is not None and len(self._blocks) == QUEUE and time.monotonic() - self._progress > STUCK:
            self._progress = time.monotonic()
            sink.abort()

    def close(self) -> None:
        """Write what is queued, and end; a sink that hangs is let go of."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(1.0)
        if self._thread.is_alive():
            if sink := self._sink:
                sink.abort()
            self._thread.join(1.0)

    # ── in the thread ───────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        before_others()
        while not self._closing:
            try:
                self._feed()
            except (OSError, BroadcastError) as exc:
                self._failed(exc)
            finally:
                sink, self._sink = self._sink, None
                if sink is not None:
                    sink.close()

    def _feed(self) -> None:
        self._sink = sink = self._opening()
        opened = self._progress = time.monotonic()
        if self._failures:
            self._blocks.clear()  # what was due while it was dead is past
        while (block := self._next()) is not None:
            sink.write(block)
            self._progress = time.monotonic()
            self.written += 1
            if self._failures and self._progress - opened > STEADY:
                self._failures = 0
                self._tell(_("{output}: takes sound again").format(output=self.name))

    def _next(self) -> NDArray[np.int16] | None:
        """The next block; None: nothing more will come."""
        with self._changed:
            while not self._blocks:
                if self._closing:
                    return None
                self._changed.wait()
            return self._blocks.popleft()

    def _failed(self, exc: Exception) -> None:
        wait = AGAIN[min(self._failures, len(AGAIN) - 1)]
        self._failures += 1
        if self._failures <= len(AGAIN):  # it goes on being tried, but is not told each time
            self._tell(_("{output}: {reason}; it is tried again").format(output=self.name, reason=exc))
        end = time.monotonic() + wait
        with self._changed:
            while not self._closing and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)
