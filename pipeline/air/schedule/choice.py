"""Which files an entry of the timetable plays, and what plays in their place when they cannot. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.air.samples import moment_of
from pipeline.airtime import State
from pipeline.messages import _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, tzinfo

    from pipeline.air.schedule.timetable import Due
    from pipeline.airtime import Airtime

SAID = "said"
"""The folder of what ``make`` has recorded for the timetable, below that of the air."""
BELL = "bell.wav"
"""In the folder of the air."""
NEW_DAYS = 2
"""Days for which an episode that names no end is new, until it has been heard."""


@dataclass(frozen=True, slots=True)
class Programme:
    """One episode, as the timetable sees it."""

    slug: str
    title: str
    airtime: Airtime
    """From when until when it is on the air."""
    number: int
    path: Path
    """Its master for loudspeakers, or whichever it has."""
    milliseconds: int

    @property
    def place(self) -> tuple[datetime, int, str]:
        """Its place in the order in which programmes are played: the oldest first."""
        return self.airtime.begins, self.number, self.slug


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be played."""

    path: Path
    name: str
    """As the operator knows it."""
    slug: str = ""
    """Of the episode it is; empty: it is none."""
    milliseconds: int = 0
    """How long it is; 0: nobody has told yet."""
    recorded: bool = False
    """Whether ``make`` records it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to play."""

    sources: tuple[Source, ...]
    """All of them, one after the other; one that cannot be played is left out."""
    instead: tuple[Source, ...] = ()
    """Should none of them be playable: the first of these that is. Behind the last there is the built-in bell."""
    nothing: str = ""
    """Why there is nothing to play; empty: there should be something."""


def choose(
    due: Due, zone: tzinfo, programmes: Sequence[Programme], heard: Collection[str], files: Path, folder: Path
) -> Choice:
    """What ``due`` plays.

    Args:
        due: an entry at one of its times.
        zone: the station's.
        programmes: all that are published, in any order.
        heard: slugs of those that have been on the air.
        files: where paths in ``station.toml`` begin.
        folder: that of the air, where the bell and what was said for the timetable lie.
    """
    play = due.entry.play
    bell = Source(folder / BELL, _("the bell"), recorded=True)
    if play.kind == "bell":
        return Choice((bell,))
    if play.kind == "time":
        return Choice((Source(said(folder, time_text(due.local)), _("the time"), recorded=True),), (bell,))
    if play.kind == "text":
        return Choice((Source(said(folder, play.what), play.what, recorded=True),), (bell,))
    if play.kind == "file":
        return Choice((Source(files / play.what, play.what),), (bell,))
    now = moment_of(due.at, zone)
    ordered = sorted(
        (each for each in programmes if each.airtime.state(now) is State.ON_THE_AIR), key=lambda each: each.place
    )
    if play.kind == "latest":
        older, latest = ordered[: -play.count], ordered[-play.count :]
        return Choice(tuple(map(_source, latest)), (*map(_source, reversed(older)), bell))
    if play.kind == "today":
        chosen = [each for each in ordered if each.airtime.is_due_today(now, zone)]
        nothing = _("there is nothing of today")
    else:
        recent = [each for each in ordered if each.airtime.is_played(now, zone, NEW_DAYS)]
        chosen = [each for each in recent if each.slug not in heard]
        nothing = _("there is nothing new")
    chosen.sort(key=lambda each: not each.airtime.urgent)  # the others stay in their order
    return Choice(tuple(map(_source, chosen)), (bell,), "" if chosen else nothing)


def said(folder: Path, text: str) -> Path:
    """Where the sound of ``text`` lies that ``make`` has recorded."""
    return folder / SAID / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.wav"


def time_text(local: datetime) -> str:
    """What is said at that time of day."""
    hour, minute = local.hour, local.minute
    return f"现在是{hour}点{minute}分。" if minute else f"现在是{hour}点整。"


def _source(programme: Programme) -> Source:
    return Source(programme.path, programme.title, programme.slug, programme.milliseconds)
