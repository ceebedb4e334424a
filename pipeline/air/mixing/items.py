"""What is played: sounds of known length, in items that know their level, their outputs and when they are due."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

import numpy as np

from pipeline.air.samples import seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.station_timetable import Late

REST = seconds(2)
"""Samples of silence between two rounds of what repeats."""
ENDLESS = 1 << 62
"""The length of what plays until it is stopped."""


class Level(IntEnum):
    """Which of two sounds gives way: the lower one."""

    BACKGROUND = 0
    PROGRAMME = 1
    BELL = 2
    LIVE = 3
    EMERGENCY = 4


class Sound(Protocol):
    """Something to be heard."""

    @property
    def samples(self) -> int:
        """How long it is."""

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Its samples from ``start`` up to ``stop``, ±1.0 full scale; never more than there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Pcm:
    """A sound in memory, or on a disk that is read as if it were."""

    pcm: NDArray[np.int16]

    @property
    def samples(self) -> int:
        return int(self.pcm.size)

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        return self.pcm[start:stop].astype(np.float32) / np.float32(32_768)


@dataclass(frozen=True, slots=True)
class Ready:
    """The sound of a due item, at hand; without sounds there is nothing to play."""

    sounds: Sequence[Sound]
    heard: tuple[str, ...] = ()
    """Slugs of the episodes in it."""
    notes: tuple[str, ...] = ()
    """What was done in place of what was asked, and why."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """What plays as one: sounds joined without a gap."""

    name: str
    """As the operator calls it."""
    level: Level
    sounds: Sequence[Sound]
    outputs: frozenset[int]
    """Numbers of the outputs it plays on."""
    due: int
    """The sample on the playout's axis at which it should begin."""
    late: Late
    repeats: bool = False
    """Whether it begins again, after :data:`REST`, until it is stopped."""
    notes: tuple[str, ...] = ()
    """What was done in place of what was asked, for the record."""
    heard: tuple[str, ...] = ()
    """Slugs of the episodes in it."""
    key: str = ""
    """By which the timetable knows it; empty: it is not from there."""
    round: int = field(init=False)
    """Samples of all its sounds together."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "round", sum(sound.samples for sound in self.sounds))

    @property
    def length(self) -> int:
        """Samples until its natural end."""
        return ENDLESS if self.repeats else self.round

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Its samples from ``start`` up to ``stop``, silence where it has none."""
        heard = np.zeros(stop - start, np.float32)
        if not self.repeats:
            self._read_round(start, heard)
            return heard
        turn, at = self.round + REST, start
        while at < stop:
            place = at % turn
            take = min(stop - at, turn - place)
            self._read_round(place, heard[at - start : at - start + take])
            at += take
        return heard

    def _read_round(self, start: int, into: NDArray[np.float32]) -> None:
        begin = 0
        for sound in self.sounds:
            end = begin + sound.samples
            first, last = max(start, begin), min(start + into.size, end)
            if first < last:
                into[first - start : last - start] = sound.read(first - begin, last - begin)
            begin = end
