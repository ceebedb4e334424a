"""What comes due goes on the air, once, whatever becomes of the clock on the wall; and all of it is put on record.

Pure: it is told how far the axis has gone and what the clock says there. A due item is known by its day and time, so a
clock that is set back lets nothing play twice; what a clock that is set forth leaps over, or what was due while the
station was not on the air, is joined where it would be by now, or put on record as missed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.air.as_run import Record
from pipeline.air.mixing.items import Item, Level, Ready, Sound
from pipeline.air.samples import RATE, seconds
from pipeline.air.schedule.timetable import Due, Timetable, outputs_of
from pipeline.messages import _
from pipeline.station_timetable import Late

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from pipeline.air.mixing.playout import Aired, Playout
    from pipeline.station_air import Air

LEAP = seconds(0.5)
"""Samples by which the clock may differ from what it was to be and is still the same clock."""
REMEMBERED = seconds(48 * 3600)
"""Samples for which it is remembered what has played, and the most that a clock set forth leaps over on record."""
JOINED = seconds(6 * 3600)
"""Samples after which what has not played is not joined any more."""
NOT_READY = seconds(1)
"""Samples by which what must not come late may come late because its sound was not at hand."""


@dataclass(slots=True)
class _Owed:
    """What is due and not yet on the axis: its sound is not at hand."""

    due: Due
    why: str = ""
    """Why it was passed over; empty: it was not."""


@dataclass(slots=True)
class OnAir:
    """The way from the timetable to the playout."""

    air: Air
    timetable: Timetable
    playout: Playout
    ready: Callable[[Due], Ready | None]
    """The sound of a due item; None as long as it is not at hand, and then it is asked for again."""
    record: Callable[[Record], None]
    tell: Callable[[str], None]
    since: int
    """Samples since 1970 from which on nothing is known to have played but what is in ``done``."""
    off_since: str = ""
    """Why what was due before now has not played."""
    done: dict[str, int] = field(default_factory=dict)
    """When what has played, or plays, was due, by key."""
    begun: dict[str, int] = field(default_factory=dict)
    """When what was playing when the station went off the air had begun, in samples since 1970, by key."""
    leapt: dict[str, int] = field(default_factory=dict)
    """When what a leap of the clock made missed was due: it plays after all should the clock be set back before it."""
    ahead: int = 0
    """What the clock on the wall is ahead of the axis."""
    _moved: str = ""
    """Why what was due before now has not played, should the station's zone have changed."""
    _first: bool = True
    """Whether nothing has been taken in yet."""
    _owed: list[_Owed] = field(default_factory=list)
    _known: dict[int, tuple[Item, int, str, tuple[str, ...]]] = field(default_factory=dict)
    """Of each item on the axis: when it was due by the wall, what it is called on record, its zones."""

    def step(self, to: int, wall: int) -> None:
        """The axis goes to the sample ``to``, and there the clock says ``wall``: take in what is due before."""
        ahead = wall - to
        why = self.off_since if self._first else self._moved or self._leap(ahead - self.ahead, wall)
        tolerated = 0 if self._first else LEAP
        self.ahead, self._first, self._moved = ahead, False, ""
        begin = max(self.since, wall - REMEMBERED)
        for due in self.timetable.between(begin, wall):
            if due.key not in self.done:
                self.done[due.key] = due.at
                passed = due.at - ahead < self.playout.at - tolerated
                self._owed.append(_Owed(due, why if passed else ""))
        self.since = wall
        self._forget(wall)
        if self._owed:
            self._pay()

    def interject(
        self, name: str, level: Level, sounds: Sequence[Sound], outputs: frozenset[int], wait: int = 0
    ) -> Item:
        """Have the operator's ``sounds`` play from now on; an emergency repeats. ``wait``: seconds it may wait."""
        now = self.playout.at
        late = Late("wait", wait) if wait else Late("skip")
        item = Item(name, level, sounds, outputs, now, late, repeats=level is Level.EMERGENCY)
        self._known[id(item)] = (item, now + self.ahead, name, ())
        self.playout.add(item)
        return item

    def aired(self, aired: Sequence[Aired]) -> None:
        """Put on record what became of items."""
        for each in aired:
            item, due, play, zones = self._known.pop(id(each.item), (each.item, each.item.due, each.item.name, ()))
            ahead = self.ahead
            self.record(
                Record(
                    due=due,
                    begun=None if each.begun is None else each.begun + ahead,
                    ended=None if each.begun is None else each.ended + ahead,
                    result=each.outcome,
                    play=play,
                    zones=zones,
                    heard=item.heard if each.begun is not None else (),
                    why="; ".join(_reasons(each)),
                )
            )

    def change(self, air: Air, timetable: Timetable) -> None:
        """Go by another timetable from here on; what is on the axis stays there.

        Should it be in another zone, the station's own clock has been set: what it leaps over is asked for, and what it
        comes to once more has played.
        """
        forth = timetable.offset - self.timetable.offset
        self.air, self.timetable = air, timetable
        if forth:
            self._moved = _set_by(forth)
            self.since -= max(0, forth)
            self.tell(self._moved)

    def stop(self, why: str) -> None:
        """The station goes off the air: all that plays is cut."""
        self.playout.cut(self.playout.everything(), why)

    # ── the clock ───────────────────────────────────────────────────────────────────────────────────

    def _leap(self, by: int, wall: int) -> str:
        """The clock has moved by so much against the axis; why, in a word, should it have been set."""
        if abs(by) <= LEAP:
            return _("the station stood still")
        why = _set_by(by)
        self.tell(why)
        if by < 0:
            for key in [key for key, at in self.leapt.items() if at >= wall]:
                del self.leapt[key], self.done[key]
        return why

    def _forget(self, wall: int) -> None:
        if len(self.done) > 4096:
            self.done = {key: at for key, at in self.done.items() if abs(at - wall) < REMEMBERED}
            self.leapt = {key: at for key, at in self.leapt.items() if key in self.done}

    # ── what is due ─────────────────────────────────────────────────────────────────────────────────

    def _pay(self) -> None:
        owed, self._owed = self._owed, []
        for each in owed:
            late = self.playout.at - (each.due.at - self.ahead)
            if late > JOINED:
                self._miss(each, ())
            elif (ready := self.ready(each.due)) is None:
                self._owed.append(each)
            else:
                self._take(each, ready)

    def _take(self, owed: _Owed, ready: Ready) -> None:
        due, entry = owed.due, owed.due.entry
        length = sum(sound.samples for sound in ready.sounds)
        begun = self.begun.get(due.key, due.at) - self.ahead
        late = self.playout.at - begun
        if not length:
            self._put(owed, "skipped", ready.notes)
        elif owed.why and late >= length:
            self._miss(owed, ready.notes)
        elif not owed.why and entry.late.kind == "skip" and late > NOT_READY:
            self._put(owed, "skipped", (*ready.notes, _("its sound was not ready in time")))
        else:
            notes = (owed.why, *ready.notes) if owed.why else ready.notes
            outputs = outputs_of(self.air, entry.zones)
            item = Item(
                str(entry.play), due.level, ready.sounds, outputs, begun, entry.late,
                notes=notes, heard=ready.heard, key=due.key,
            )  # fmt: skip
            self._known[id(item)] = (item, due.at, str(entry.play), entry.zones)
            self.playout.add(item, join=bool(owed.why) or (entry.late.kind == "cut" and late > 0))

    def playing(self) -> dict[str, int]:
        """When what plays by the timetable began, or would have had it not been joined, by key."""
        ahead = self.ahead
        playing = ((each.item.key, each.begun - each.offset + ahead) for each in self.playout.playing)
        return {key: begun for key, begun in playing if key}

    def _miss(self, owed: _Owed, notes: tuple[str, ...]) -> None:
        self.leapt[owed.due.key] = owed.due.at
        self._put(owed, "missed", (owed.why or _("its sound was not ready in time"), *notes))

    def _put(self, owed: _Owed, result: str, why: tuple[str, ...]) -> None:
        entry = owed.due.entry
        self.record(
            Record(
                due=owed.due.at, begun=None, ended=None, result=result, play=str(entry.play), zones=entry.zones,
                why="; ".join(why),
            )
        )  # fmt: skip


def _set_by(by: int) -> str:
    told = _("the clock was set forth by {n:.1f} s") if by > 0 else _("the clock was set back by {n:.1f} s")
    return told.format(n=abs(by) / RATE)


def remembered(keys: Collection[str], wall: int) -> dict[str, int]:
    """``keys`` of what the log has on record, as :attr:`OnAir.done` wants them."""
    return dict.fromkeys(keys, wall)


def _reasons(aired: Aired) -> list[str]:
    reasons = [*aired.item.notes]
    if aired.waited_for and aired.begun is not None:
        reasons.append(_("waited for {name}").format(name=aired.waited_for))
    elif aired.waited_for:
        reasons.append(_("gave way to {name}").format(name=aired.waited_for))
    if aired.offset:
        reasons.append(_("its first {n:.1f} s were left out").format(n=aired.offset / RATE))
    if aired.under:
        reasons.append(_("turned down under {names}").format(names=", ".join(dict.fromkeys(aired.under))))
    return [*reasons, aired.why] if aired.why else reasons
