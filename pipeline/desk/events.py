"""What changes is told to every open page at once: server-sent events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from pipeline.desk.builds import Progress

PACE = 0.2
"""Seconds between two events of one page at the least: sentences can be quicker than anybody reads."""
HEARTBEAT = 15.0
"""Seconds after which a line says that the desk is still there."""
MOST = 64
"""Pages that are told."""


@dataclass(slots=True)
class Events:
    """Tells of three things: how far the build is, that the list of documents has changed, that the air has."""

    progress: Callable[[], Progress]
    shown: Callable[[Progress], str]
    """As a fragment of HTML."""
    _changes: int = 0
    _airs: int = 0
    _open: dict[asyncio.Event, asyncio.AbstractEventLoop] = field(default_factory=dict)

    def told(self) -> None:
        """How far the build is has changed; from any thread."""
        for event, loop in list(self._open.items()):
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def changed(self) -> None:
        """The list of documents has changed; from any thread."""
        self._changes += 1
        self.told()

    def aired(self) -> None:
        """What is on the air has changed; from any thread."""
        self._airs += 1
        self.told()

    @property
    def watched(self) -> bool:
        """Whether any page is told."""
        return bool(self._open)

    @property
    def full(self) -> bool:
        return len(self._open) >= MOST

    async def stream(self) -> AsyncIterator[bytes]:
        """The events of one page, until it is closed."""
        event = asyncio.Event()
        self._open[event] = asyncio.get_running_loop()
        shown, changes, airs, before = "", self._changes, self._airs, self.progress()
        try:
            yield b": here\n\n"
            while True:
                event.clear()
                now = self.progress()
                if (fragment := self.shown(now)) != shown:
                    shown = fragment
                    yield _event("progress", fragment)
                if now.ended != before.ended:
                    yield _event("built", "")
                if (now.ended, now.source) != (before.ended, before.source) or self._changes != changes:
                    changes = self._changes
                    yield _event("changed", "")
                if self._airs != airs:
                    airs = self._airs
                    yield _event("air", "")
                before = now
                began = time.monotonic()
                try:
                    await asyncio.wait_for(event.wait(), HEARTBEAT)
                except TimeoutError:
                    yield b": here\n\n"
                await asyncio.sleep(max(0.0, PACE - (time.monotonic() - began)))
        finally:
            del self._open[event]


def _event(name: str, content: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in content.splitlines() or [""])
    return f"event: {name}\n{lines}\n".encode()
