"""Brings each record to the disk, which may take its time, in a thread of its own; and shows that the station lives."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from pipeline.air.as_run import AsRunLog, Record
from pipeline.air.on_air import remembered
from pipeline.air.samples import RATE, moment_of, seconds
from pipeline.air.schedule.calendar import days_between
from pipeline.errors import BroadcastError
from pipeline.system.files import write_whole
from pipeline.system.priority import before_others

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo
    from pathlib import Path

ALIVE = "alive"
"""A file in the folder of the air, touched while the station is on it."""
PLAYING = "playing.json"
"""In the same folder: when what plays began."""
TOUCHED = 2.0
"""Seconds between two touches."""
LONGEST = seconds(3600)
"""Samples before it was last alive in which what was on then began, at the most."""
MOST_DAYS = 3
"""Days of the log that are looked through at the beginning."""


class Recorder:
    """The way to the as-run log."""

    def __init__(self, folder: Path, zone: tzinfo, tell: Callable[[str], None]) -> None:
        """``folder`` is that of the air; ``tell`` hears when a line cannot be written."""
        self.log = AsRunLog(folder / "log", zone)
        self._alive, self._playing, self._zone, self._tell = folder / ALIVE, folder / PLAYING, zone, tell
        self._records: SimpleQueue[Record | dict[str, int] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True, name="log")

    def past(self, wall: int) -> tuple[int, dict[str, int]]:
        """From when on, in samples since 1970, it must be asked what has not played; and what is known to have, with
        when it was due, by key. ``wall`` is now."""
        try:
            alive = int(self._alive.stat().st_mtime * RATE)
        except OSError:  # it has never been on the air
            return wall, {}
        since = min(wall, alive) - LONGEST
        first, last = (moment_of(at, self._zone).date() for at in (since, wall))
        days = list(days_between(first - timedelta(days=1), last))[-MOST_DAYS:]
        return since, remembered(self.log.keys(days), wall)

    def begun(self) -> dict[str, int]:
        """When what was playing when the station was last on the air had begun, in samples since 1970, by key."""
        try:
            begun = json.loads(self._playing.read_bytes())
            return {str(key): int(at) for key, at in begun.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def move(self, zone: tzinfo) -> None:
        """The station goes by the clock of ``zone`` from now on."""
        self._zone = zone
        self.log.move(zone)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, record: Record) -> None:
        """Have ``record`` written; returns at once."""
        self._records.put(record)

    def put_playing(self, begun: dict[str, int]) -> None:
        """Have it written down what plays, should the station go off the air; returns at once."""
        self._records.put(begun)

    def close(self) -> None:
        """Write what waits, and end."""
        self._records.put(None)
        self._thread.join()

    def _run(self) -> None:
        before_others()
        touched = 0.0
        while True:
            if time.monotonic() - touched > TOUCHED:
                touched = time.monotonic()
                self._touch()
            try:
                record = self._records.get(timeout=TOUCHED)
            except Empty:
                continue
            if record is None:
                self._touch()
                return
            try:
                if isinstance(record, dict):
                    write_whole(self._playing, json.dumps(record, ensure_ascii=False).encode())
                else:
                    self.log.write(record)
            except BroadcastError as exc:
                self._tell(str(exc))

    def _touch(self) -> None:
        with suppress(OSError):
            self._alive.touch()
