"""How the station on the air stands, asked over its socket; pages are told when that changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from pipeline.air.control import ask
from pipeline.errors import BroadcastError

PACE = 1.0
"""Seconds between two looks at the station."""


@dataclass(frozen=True, slots=True)
class Item:
    """What plays, or will."""

    play: str
    """As it stands in ``station.toml``, or what the operator asked for."""
    when: str
    """Until when it plays, or from when on: ISO 8601 by the station's clock; empty: without end."""
    heard: tuple[str, ...] = ()
    """Slugs of the episodes in it."""


@dataclass(frozen=True, slots=True)
class Zone:
    """What is heard in one part of the works."""

    name: str
    """Empty: the loudspeakers that are in no zone."""
    now: Item | None
    next: tuple[Item, ...]
    decibels: float
    """What the operator has turned it by."""
    muted: bool
    until: str
    """Until when that holds, as in :class:`Item`."""


@dataclass(frozen=True, slots=True)
class State:
    """The whole station."""

    zones: tuple[Zone, ...]
    emergency: str
    """The name of the one that is on; empty: none."""
    silent: tuple[str, ...]
    """Outputs that take no sound."""


@dataclass(slots=True)
class StationOnAir:
    """Asks it, again and again while somebody looks."""

    folder: Path
    """That of the air."""
    told: Callable[[], None]
    """Called, in a thread, when the state has changed."""
    looked_at: Callable[[], bool]
    """Whether a page is open."""
    _seen: State | None = None
    _at: float = float("-inf")
    _lock: Lock = field(default_factory=Lock)
    _closing: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        """Look from now on."""
        self._thread = Thread(target=self._watch, name="on air", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(PACE)

    def get(self) -> State | None:
        """How it stands, at most :data:`PACE` ago; None: it is not on the air."""
        with self._lock:
            if time.monotonic() - self._at < PACE:
                return self._seen
        return self.look()

    def look(self) -> State | None:
        """How it stands at this moment."""
        try:
            state = _state(ask(self.folder, {"do": "status"}))
        except BroadcastError:
            state = None
        with self._lock:
            changed, self._seen, self._at = state != self._seen, state, time.monotonic()
        if changed:
            self.told()
        return state

    def _watch(self) -> None:
        while not self._closing.wait(PACE):
            if self.looked_at():
                self.look()


def _state(answer: Mapping[str, Any]) -> State:
    zones = tuple(
        Zone(
            each["name"],
            _item(each["now"], "until") if each["now"] else None,
            tuple(_item(coming, "at") for coming in each["next"]),
            each["decibels"],
            each["muted"],
            each["until"],
        )
        for each in answer["zones"]
    )
    silent = tuple(each["name"] for each in answer["outputs"] if not each["healthy"])
    return State(zones, answer["emergency"], silent)


def _item(told: Mapping[str, Any], when: str) -> Item:
    return Item(told["play"], told[when], tuple(told.get("heard", ())))
