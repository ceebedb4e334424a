"""Sounds and items whose every sample tells where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.air.mixing.items import Item, Level
from pipeline.station_timetable import Late


@dataclass(frozen=True, slots=True)
class Steady:
    """The same value throughout."""

    samples: int
    value: float = 0.25

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        assert 0 <= start <= stop <= self.samples
        return np.full(stop - start, self.value, np.float32)


@dataclass(frozen=True, slots=True)
class Counting:
    """Each sample is its own number, of 32,768."""

    samples: int

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        assert 0 <= start <= stop <= self.samples
        return np.arange(start, stop, dtype=np.float32) / np.float32(32_767)


def item(
    name: str,
    due: int,
    length: int,
    level: Level = Level.PROGRAMME,
    *,
    late: Late = Late("wait", 300),  # noqa: B008  # frozen
    outputs: frozenset[int] = frozenset({0}),
    value: float = 0.25,
    repeats: bool = False,
) -> Item:
    """An item of one steady sound."""
    return Item(name, level, (Steady(length, value),), outputs, due, late, repeats=repeats)
