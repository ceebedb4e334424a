"""Who plays and who gives way: items begin, wait, lose their beginning, are cut and end, each at an exact sample.

Pure, and without a clock: positions are samples on an axis that only ever goes forward. Whoever drives it asks when
the next change is, lets it :meth:`Playout.go` there, and mixes what plays in between.

An item finds its way barred while something of its level or a higher one plays on one of its outputs; what its
:class:`~pipeline.station_timetable.Late` says happens then. What plays already is never cut by something higher: it
plays on, turned down or not heard, and is in its place when the other has ended.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Literal

from pipeline.air.mixing.items import ENDLESS, Item, Level
from pipeline.air.samples import RATE, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable

FADE = RATE // 100
"""Samples in which what is cut fades out, and what begins in its middle fades in: 10 ms, so that nothing clicks."""

Outcome = Literal["played", "late", "cut", "skipped"]


@dataclass(slots=True, eq=False)
class Playing:
    """One item on the air."""

    item: Item
    begun: int
    """The sample at which it began."""
    offset: int = 0
    """Samples of it that were left out at its beginning."""
    barred_by: str = ""
    """The name of what it had to wait for."""
    cut: int | None = None
    """The sample at which it was cut; it is heard for :data:`FADE` more."""
    why: str = ""
    under: list[str] = field(default_factory=list)
    """Names of higher ones that came while it played."""

    @property
    def end(self) -> int:
        """The sample after its last."""
        natural = self.begun + self.item.length - self.offset
        return natural if self.cut is None else min(natural, self.cut + FADE)


@dataclass(frozen=True, slots=True)
class Aired:
    """What became of an item, told once, when nothing more will become of it."""

    item: Item
    outcome: Outcome
    begun: int | None
    """None: it never began."""
    ended: int
    offset: int = 0
    waited_for: str = ""
    """The name of what barred its way."""
    under: tuple[str, ...] = ()
    why: str = ""


@dataclass(slots=True, eq=False)
class _Waiting:
    item: Item
    barred_by: str
    join: bool
    """Whether it begins in its middle, where it would be by then."""
    beneath: bool
    """Whether it may begin unheard below something higher."""

    @property
    def last(self) -> int:
        """The last sample at which it may still begin."""
        return self.item.due + (self.item.length - 1 if self.join else seconds(self.item.late.seconds))


class Playout:
    """What plays on all outputs, from a first sample on."""

    def __init__(self, at: int = 0) -> None:
        self.at = at
        """All before this sample is decided."""
        self._playing: list[Playing] = []
        self._waiting: list[_Waiting] = []
        self._coming: list[tuple[int, int, int, Item, bool]] = []
        self._order = count()
        self._aired: list[Aired] = []

    @property
    def playing(self) -> list[Playing]:
        """What is heard at :attr:`at`, and what plays unheard below it."""
        return self._playing

    def add(self, item: Item, *, join: bool = False) -> None:
        """Have ``item`` begin when it is due, or now if that has passed; ``join``: in its middle then, where it would
        be by now."""
        heapq.heappush(self._coming, (max(item.due, self.at), -item.level, next(self._order), item, join))

    def next_change(self) -> int:
        """The sample of the next change, at the earliest :attr:`at`; far away where none is known."""
        coming = [self._coming[0][0]] if self._coming else []
        return min(
            (*(each.end for each in self._playing), *(w.last + 1 for w in self._waiting), *coming), default=ENDLESS
        )

    def go(self, to: int) -> list[Aired]:
        """Let all changes up to and at the sample ``to`` happen, in order; what became of items."""
        while (change := self.next_change()) <= to:
            self.at = max(self.at, change)
            self._end_what_is_over()
            self._begin_what_waits()
            self._take_what_comes()
        self.at = max(self.at, to)
        aired, self._aired = self._aired, []
        return aired

    def cut(self, items: Iterable[Item], why: str) -> None:
        """Have ``items`` end here: what plays fades out, what waits never begins."""
        chosen = set(map(id, items))
        for playing in self._playing:
            if id(playing.item) in chosen and playing.cut is None:
                playing.cut, playing.why = self.at, why
        for waiting in [each for each in self._waiting if id(each.item) in chosen]:
            self._waiting.remove(waiting)
            self._say(waiting.item, "skipped", waiting.barred_by, why)
        kept = [entry for entry in self._coming if id(entry[3]) not in chosen]
        for entry in self._coming:
            if id(entry[3]) in chosen:
                self._say(entry[3], "skipped", "", why)
        self._coming = kept
        heapq.heapify(self._coming)

    def everything(self) -> list[Item]:
        """All that plays, waits or is about to begin."""
        playing, waiting = (each.item for each in self._playing), (each.item for each in self._waiting)
        return [*playing, *waiting, *(entry[3] for entry in self._coming)]

    # ── one change after the other, at self.at ─────────────────────────────────────────────────────

    def _end_what_is_over(self) -> None:
        over = [playing for playing in self._playing if playing.end <= self.at]
        self._playing = [playing for playing in self._playing if playing.end > self.at]
        for playing in over:
            if playing.item.level is Level.BACKGROUND:
                continue
            self._aired.append(
                Aired(
                    playing.item,
                    self._outcome(playing),
                    playing.begun,
                    playing.end if playing.cut is None else playing.cut,
                    playing.offset,
                    playing.barred_by,
                    under=tuple(playing.under),
                    why=playing.why,
                )
            )

    def _outcome(self, playing: Playing) -> Outcome:
        cut_short = playing.cut is not None and playing.item.length < ENDLESS
        if playing.offset or cut_short:
            return "cut"
        return "late" if playing.begun > playing.item.due else "played"

    def _begin_what_waits(self) -> None:
        for waiting in sorted(self._waiting, key=lambda each: (-each.item.level, each.item.due)):
            bar = self._bar(waiting.item, beneath=waiting.beneath)
            if bar is None and self.at <= waiting.last:
                self._waiting.remove(waiting)
                self._begin(waiting.item, join=waiting.join, barred_by=waiting.barred_by)
            elif self.at > waiting.last:
                self._waiting.remove(waiting)
                self._say(waiting.item, "skipped", waiting.barred_by)

    def _take_what_comes(self) -> None:
        while self._coming and self._coming[0][0] <= self.at:
            _due, _level, _order, item, join = heapq.heappop(self._coming)
            bar = self._bar(item, beneath=join)
            if bar is None:
                self._begin(item, join=join)
            elif item.late.kind == "skip":
                self._say(item, "skipped", bar.item.name)
            else:
                self._waiting.append(_Waiting(item, bar.item.name, join or item.late.kind == "cut", join))

    def _begin(self, item: Item, *, join: bool, barred_by: str = "") -> None:
        offset = max(0, self.at - item.due) if join else 0
        if offset >= item.length:
            self._say(item, "skipped", barred_by)
            return
        for playing in self._playing:
            if playing.item.outputs & item.outputs and playing.item.level < item.level and playing.cut is None:
                playing.under.append(item.name)
        self._playing.append(Playing(item, self.at, offset, barred_by))

    def _bar(self, item: Item, *, beneath: bool) -> Playing | None:
        """What bars the way of ``item`` now, the highest of it.

        The background, and what would be on by now had nothing come between, are barred by their own level alone: they
        play on unheard below the others.
        """
        bars = [
            playing
            for playing in self._playing
            if playing.item.level >= item.level and playing.item.outputs & item.outputs and playing.cut is None
        ]
        if item.level is Level.BACKGROUND or beneath:
            bars = [playing for playing in bars if playing.item.level is item.level]
        return max(bars, key=lambda each: each.item.level, default=None)

    def _say(self, item: Item, outcome: Outcome, waited_for: str, why: str = "") -> None:
        if item.level is not Level.BACKGROUND:
            self._aired.append(Aired(item, outcome, None, self.at, waited_for=waited_for, why=why))
