"""What is due soon is made ready in time, in a thread of its own: chosen, decoded, and chosen again when it changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.air.mixing.decoding import built_in_bell
from pipeline.air.mixing.items import Pcm
from pipeline.air.samples import moment_of, seconds
from pipeline.air.schedule.calendar import days_between
from pipeline.errors import BroadcastError
from pipeline.messages import _
from pipeline.station_timetable import SOUNDS

if TYPE_CHECKING:
    from pipeline.air.as_run import AsRunLog
    from pipeline.air.mixing.decoding import Decoder
    from pipeline.air.mixing.items import Ready, Sound
    from pipeline.air.schedule.choice import Programme, Source
    from pipeline.air.schedule.episodes import Episodes
    from pipeline.air.schedule.preparing import Preparing
    from pipeline.air.schedule.timetable import Due, Timetable

AHEAD = seconds(15 * 60)
"""Samples before which an item is made ready."""
LOOK = 1.0
"""Seconds between two looks at what is due."""
AGAIN = 20.0
"""Seconds after which what something was done in place of is tried again."""
HEARD_DAYS = 3
"""Days of the log in which it is looked up what has been heard."""


@dataclass(slots=True)
class _Made:
    ready: Ready
    decided_by: tuple[object, ...]
    """The episodes that there were."""
    at: float


@dataclass(slots=True)
class Upcoming:
    """Due items with their sounds, by key."""

    timetable: Timetable
    preparing: Preparing
    episodes: Episodes
    log: AsRunLog
    wall: Callable[[], int]
    tell: Callable[[str], None]
    _made: dict[str, _Made] = field(default_factory=dict)
    _asked: dict[str, Due] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)
    _wake: threading.Event = field(default_factory=threading.Event)

    def ready(self, due: Due) -> Ready | None:
        """The sounds of ``due``, None while they are not at hand. Quick, and called from the engine."""
        made = self._made.get(due.key)
        if made is None:
            self._asked[due.key] = due
            self._wake.set()
        return made.ready if made else None

    def look(self) -> None:
        """Make ready what is due soon or is asked for; what is long past is forgotten."""
        self._wake.clear()
        wall = self.wall()
        soon = self.timetable.between(wall - seconds(5), wall + AHEAD)
        asked = list(self._asked.values())
        wanted = {due.key: due for due in (*asked, *soon)}
        for key in [key for key in self._made if key not in wanted]:
            del self._made[key]
        if wanted:
            programmes = self.episodes.now()
            heard = self._heard(wall) if any(due.entry.play.kind == "new" for due in wanted.values()) else set()
            for due in sorted(wanted.values(), key=lambda each: each.at):
                self._make(due, programmes, heard)
        for due in asked:
            if due.at < wall - AHEAD and due.key in self._made:
                self._asked.pop(due.key, None)

    def wait(self) -> None:
        """Until the next look is due, or something is asked for."""
        self._wake.wait(LOOK)

    def _make(self, due: Due, programmes: list[Programme], heard: set[str]) -> None:
        plays_episodes = due.entry.play.kind in ("new", "today", "latest")
        decided_by = (frozenset(programmes), frozenset(heard)) if plays_episodes else ()
        made = self._made.get(due.key)
        stale = made is not None and bool(made.ready.notes) and time.monotonic() - made.at > AGAIN
        if made is None or made.decided_by != decided_by or stale:
            ready = self.preparing.ready(due, programmes, heard)
            self._made[due.key] = _Made(ready, decided_by, time.monotonic())
            for note in ready.notes:
                if ready.sounds and (told := f"{due.local:%H:%M} {note}") not in self._told:
                    self._told.add(told)
                    self.tell(told)

    def _heard(self, wall: int) -> set[str]:
        today = moment_of(wall, self.timetable.zone).date()
        with suppress(BroadcastError):
            return self.log.heard(days_between(today - timedelta(days=HEARD_DAYS), today))
        return set()


@dataclass(slots=True)
class Standing:
    """Sounds that are held in memory: standing messages, and the next piece of music."""

    decoder: Decoder
    messages: dict[str, Path]
    """Where the sound of each standing message lies, by name."""
    background: Path | None
    """The folder of music."""
    tell: Callable[[str], None]
    _held: dict[str, tuple[Path | None, Sound]] = field(default_factory=dict)
    _music: Sound | None = None
    _last: str = ""

    def message(self, name: str) -> Sound | None:
        """The standing message ``name``; the built-in bell where it could not be read; None: there is none."""
        if name not in self.messages:
            return None
        held = self._held.get(name)
        return held[1] if held else built_in_bell()

    def look(self) -> None:
        """Read what has changed."""
        for name, path in self.messages.items():
            held = self._held.get(name)
            try:
                decoded = self.decoder.place(path)
                if held is None or held[0] != decoded:
                    self._held[name] = decoded, Pcm(np.array(self.decoder.sound(path).pcm))
            except BroadcastError:
                if held is None:
                    self._held[name] = None, built_in_bell()
                    self.tell(_("{name}: run make, which records it").format(name=name))
        if self.background is not None and self._music is None:
            self._music = self._next_piece(self.background)

    def music(self) -> Sound | None:
        """The next piece of music, once; None: there is none at hand."""
        music, self._music = self._music, None
        return music

    def _next_piece(self, folder: Path) -> Sound | None:
        pieces = sorted(_pieces(folder))
        after = [name for name in pieces if name > self._last]
        for name in (*after, *(name for name in pieces if name <= self._last)):
            try:
                sound = self.decoder.sound(folder / name)
            except BroadcastError as exc:
                self.tell(str(exc))
                continue
            self._last = name
            return sound
        return None


def _pieces(folder: Path) -> Iterable[str]:
    try:
        return [path.name for path in folder.iterdir() if path.suffix.lower() in SOUNDS and path.is_file()]
    except OSError:
        return []


def source_sound(decoder: Decoder) -> Callable[[Source], Sound]:
    """How :class:`~pipeline.air.schedule.preparing.Preparing` comes to the sound of a file here."""
    return lambda source: decoder.sound(source.path)
