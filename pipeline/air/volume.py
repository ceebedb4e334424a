"""The volume of the moment: what the operator turned up, down or off, output by output, beside that of the hour.

It outlives the engine and the machine's restart, for twelve hours after it was last changed: a hall that was muted for
a visit stays muted should the engine die, and is not silent for ever because nobody thought of it.
"""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipeline.air.samples import seconds
from pipeline.station_air import LOUDEST, QUIETEST
from pipeline.system.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

FILE = "volume.json"
"""In the folder of the air."""
HELD = seconds(12 * 3600)
"""Samples after its last change until which it holds: a shift."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What the operator made of one output."""

    decibels: float = 0.0
    muted: bool = False
    until: int = 0
    """Samples since 1970 until which it holds."""

    @property
    def factor(self) -> float:
        return 0.0 if self.muted else float(10 ** (self.decibels / 20))


@dataclass(frozen=True, slots=True)
class Change:
    """What the operator wants changed; None: that stays as it is."""

    to: float | None = None
    """dB."""
    by: float | None = None
    """dB more than now."""
    mute: bool | None = None


class Volume:
    """Of all outputs; asked and changed from any thread."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        """Take up what held when the station was last on the air.

        Args:
            folder: that of the air.
            names: of the outputs, by which they are known again.
        """
        self._path, self._names = folder / FILE, names
        self._changing = threading.Lock()
        self._turned: Mapping[str, Turned] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError, KeyError):
            self._turned = {name: _read(each) for name, each in json.loads(self._path.read_bytes()).items()}

    def at(self, wall: int) -> list[Turned]:
        """What holds for each output when the clock says ``wall``."""
        turned = (self._turned.get(name) for name in self._names)
        # Twice: the clock may have been set back since, but not by a year.
        return [each if each and wall < each.until <= wall + 2 * HELD else Turned() for each in turned]

    def change(self, outputs: Collection[int], change: Change, wall: int) -> None:
        """Change that of ``outputs``; it is on the disk when this returns.

        Raises:
            OutputError: it cannot be written; all stays as it was.
        """
        with self._changing:
            now = self.at(wall)
            changed = {self._names[output]: _changed(now[output], change, wall) for output in outputs}
            kept = {name: each for name, each in zip(self._names, now, strict=True) if each.until} | changed
            write_whole(self._path, json.dumps({name: asdict(each) for name, each in kept.items()}).encode())
            self._turned = kept


def _read(kept: Mapping[str, Any]) -> Turned:
    return Turned(_bounded(float(kept["decibels"])), bool(kept["muted"]), int(kept["until"]))


def _changed(turned: Turned, change: Change, wall: int) -> Turned:
    decibels = turned.decibels if change.to is None else change.to
    muted = turned.muted if change.mute is None else change.mute
    return Turned(_bounded(decibels + (change.by or 0.0)), muted, wall + HELD)


def _bounded(decibels: float) -> float:
    return min(LOUDEST, max(QUIETEST, decibels))
