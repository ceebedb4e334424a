"""All that plays, mixed for each output: the higher is heard, the lower gives way. Pure, and without a clock.

What comes out does not depend on how many samples are asked for at a time: gains move along straight lines between
samples of the axis, and every change lies on its own sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.air.mixing.items import Level
from pipeline.air.mixing.playout import FADE
from pipeline.air.samples import seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pipeline.air.mixing.playout import Aired, Playing, Playout

DUCKED = 10 ** (-20 / 20)
"""What is left of music under speech, and of a programme under the bell: −20 dB."""
DOWN = seconds(0.25)
"""Samples in which something is turned down."""
AT_ONCE = seconds(0.005)
"""The same for an emergency."""
UP = seconds(1.0)
"""Samples in which it comes back."""
BY_HOUR = seconds(1.0)
"""Samples in which the volume of the hour changes."""
BY_HAND = seconds(0.1)
"""The same for that of the moment."""


def left_of(level: Level, under: Level) -> float:
    """The factor by which a sound of ``level`` is turned down while one of the higher level ``under`` plays."""
    if under is Level.EMERGENCY:
        return 0.0
    if level is Level.BACKGROUND or (level, under) == (Level.PROGRAMME, Level.BELL):
        return DUCKED
    return 0.0


class Gain:
    """A factor that moves along straight lines."""

    def __init__(self, value: float) -> None:
        self._from = self.goal = value
        self._at, self._length = 0, 1

    def move(self, goal: float, at: int, length: int) -> None:
        """Begin at the sample ``at`` to move to ``goal``, and be there ``length`` samples later."""
        self._from = self.value(at)
        self.goal, self._at, self._length = goal, at, length

    def set(self, goal: float) -> None:
        """Be at ``goal`` without a way there."""
        self._from = self.goal = goal

    def value(self, at: int) -> float:
        """The factor of the sample ``at``."""
        part = min(1.0, max(0.0, (at - self._at) / self._length))
        return self._from + (self.goal - self._from) * part

    def values(self, start: int, stop: int) -> float | NDArray[np.float32]:
        """The factors of the samples from ``start`` up to ``stop``: one number where they are all the same."""
        if start >= self._at + self._length or self._from == self.goal:
            return self.goal
        part = (np.arange(start, stop) - self._at) / self._length
        line = self._from + (self.goal - self._from) * np.clip(part, 0.0, 1.0)
        return np.asarray(line, np.float32)


class Mixer:
    """The sound of each output, one block after the other."""

    def __init__(
        self, playout: Playout, outputs: int, volume: float = 1.0, turned: Sequence[float] | None = None
    ) -> None:
        """``volume`` is the factor that the hour asks for, ``turned`` those that the operator asks for on each output;
        an emergency does not listen to them."""
        self._playout = playout
        self._volume = Gain(volume)
        self._turned = [Gain(factor) for factor in turned or [1.0] * outputs]
        self._gains = [{level: Gain(1.0) for level in Level} for _output in range(outputs)]
        self._before: list[set[Level]] = [set() for _output in range(outputs)]
        self._heard: Callable[[list[Aired]], None] = lambda _aired: None

    def on_aired(self, heard: Callable[[list[Aired]], None]) -> None:
        """Have ``heard`` called with what became of items."""
        self._heard = heard

    def turn(self, volume: float) -> None:
        """The hour asks for another factor from here on."""
        if volume != self._volume.goal:
            self._volume.move(volume, self._playout.at, BY_HOUR)

    def turn_output(self, output: int, factor: float) -> None:
        """The operator asks for another factor on ``output`` from here on; an emergency does not listen to it."""
        turned = self._turned[output]
        if factor != turned.goal:
            turned.move(factor, self._playout.at, BY_HAND)

    def skip(self, to: int) -> None:
        """Let the time up to the sample ``to`` pass without making its sound."""
        self._go(to)
        self._set_gains()

    def mix(self, to: int) -> list[NDArray[np.int16]]:
        """The samples from where the playout is up to ``to``, of each output."""
        playout = self._playout
        begin = playout.at
        mixed = [np.zeros(to - begin, np.float32) for _output in self._gains]
        self._go(begin)
        while (at := playout.at) < to:
            self._set_gains()
            stop = min(to, max(at + 1, playout.next_change()))
            for playing in playout.playing:
                self._add(playing, at, stop, [each[at - begin : stop - begin] for each in mixed])
            self._go(stop)
        return [np.clip(np.rint(each * 32_767), -32_768, 32_767).astype(np.int16) for each in mixed]

    def _go(self, to: int) -> None:
        if aired := self._playout.go(to):
            self._heard(aired)

    def _add(self, playing: Playing, start: int, stop: int, into: list[NDArray[np.float32]]) -> None:
        item = playing.item
        wanted = [output for output in item.outputs if self._is_heard(output, item.level, start)]
        if not wanted:
            return
        first = start - playing.begun + playing.offset
        sound = item.read(first, first + stop - start) * _edges(playing, start, stop)
        if item.level is not Level.EMERGENCY:
            sound = sound * self._volume.values(start, stop)
        for output in wanted:
            gains = self._gains[output][item.level].values(start, stop)
            if item.level is not Level.EMERGENCY:
                gains = gains * self._turned[output].values(start, stop)
            into[output] += sound * gains

    def _is_heard(self, output: int, level: Level, at: int) -> bool:
        gain = self._gains[output][level]
        return gain.goal > 0 or gain.value(at) > 0

    def _set_gains(self) -> None:
        """Turn down what has something higher above it on an output, and back up what has not."""
        at = self._playout.at
        for output, gains in enumerate(self._gains):
            levels = {p.item.level for p in self._playout.playing if output in p.item.outputs and p.cut is None}
            for level in levels:
                above = max(levels)
                goal = 1.0 if level == above else left_of(level, above)
                if level not in self._before[output]:
                    gains[level].set(goal)  # what begins has nothing to come back from
                elif goal < gains[level].goal:
                    gains[level].move(goal, at, AT_ONCE if above is Level.EMERGENCY else DOWN)
                elif goal > gains[level].goal:
                    gains[level].move(goal, at, UP)
            self._before[output] = levels


def _edges(playing: Playing, start: int, stop: int) -> float | NDArray[np.float32]:
    """The fades of an item that begins in its middle or is cut; 1 for one that is heard from its first to its last."""
    edge: float | NDArray[np.float32] = 1.0
    if playing.offset and start < playing.begun + FADE:
        edge = np.clip((np.arange(start, stop) - playing.begun) / FADE, 0.0, 1.0).astype(np.float32)
    if playing.cut is not None:
        edge = edge * np.clip(1.0 - (np.arange(start, stop) - playing.cut) / FADE, 0.0, 1.0).astype(np.float32)
    return edge
