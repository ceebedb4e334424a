"""A running server keeps up with the day: what begins or ends by itself is published when its moment comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import anyio

from pipeline.publish.published import LEDGER, read_ledger
from pipeline.publish.server.static_paths import stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

LOOK = 1.0
"""Seconds between two looks at the clock."""
AGAIN = 10.0
"""Seconds until another try where the moment has come and nothing was published: a run is at work, or a disk full."""


class Turning:
    """Has what is published in one folder brought to the moment, whenever something in it begins or ends."""

    def __init__(
        self, feeds: Path, turn_over: Callable[[], None], *, now: Callable[[], datetime], pace: float = LOOK
    ) -> None:
        """``turn_over`` publishes, in a thread of its own, and tells whoever must know why it could not."""
        self._feeds, self._turn_over, self._now, self._pace = feeds, turn_over, now, pace
        self._seen: tuple[int, ...] | None = None
        self._change: datetime | None = None

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            if not await self._has_come():
                await asyncio.sleep(self._pace)
                continue
            await anyio.to_thread.run_sync(self._turn_over)
            if await self._has_come():
                await asyncio.sleep(self._pace * AGAIN / LOOK)

    async def _has_come(self) -> bool:
        """Whether something published is to be otherwise by now."""
        seen = stamp_of(str(self._feeds / LEDGER))
        if seen != self._seen:
            self._seen = seen  # before reading: what is written meanwhile is read the next time
            self._change = (await anyio.to_thread.run_sync(read_ledger, self._feeds)).changes
        return self._change is not None and self._change <= self._now()
