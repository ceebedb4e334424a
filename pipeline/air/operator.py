"""What the operator says over all that plays, from the command line or the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.air.control import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_TITLES = 60
"""Characters of a text that are enough to know it by."""


def say_now(folder: Path, what: str, zones: Sequence[str], sound: Callable[[], Path]) -> str:
    """Play ``sound`` at once in ``zones`` (none: everywhere); what it waits for, or nothing.

    Args:
        folder: that of the air.
        what: what it is called on record, or its words.
        sound: has it spoken, if need be; the file.

    Raises:
        UsageError: the station is not on the air, or refuses.
    """
    ask(folder, {"do": "status"})  # before anything is synthesised in vain
    answer = ask(folder, {"do": "now", "file": str(sound()), "name": named(what), "zones": list(zones)})
    return str(answer.get("waits_for", ""))


def begin_emergency(folder: Path, what: str, zones: Sequence[str], sound: Callable[[], Path] | None) -> bool:
    """Repeat a message over everything in ``zones`` (none: everywhere) until :func:`end_emergency`.

    A text has to be spoken first: until then the bell rings. Should the emergency be ended meanwhile, or another begin,
    it stays so, and False is returned.

    Args:
        folder: that of the air.
        what: the name of a standing message, or the words.
        sound: as for :func:`say_now`; None for a standing message.

    Raises:
        UsageError: the station is not on the air, or refuses.
    """
    question = {"do": "emergency", "name": what if sound is None else named(what), "zones": list(zones)}
    if sound is not None:
        ask(folder, question | {"bell": True})
        question["file"] = str(sound())
        if ask(folder, {"do": "status"})["emergency"] != question["name"]:
            return False
    ask(folder, question)
    return True


def end_emergency(folder: Path) -> None:
    """End it.

    Raises:
        UsageError: there is none, or the station is not on the air.
    """
    ask(folder, {"do": "off"})


def named(what: str) -> str:
    """What ``what`` is called on the screen and on record."""
    return what if len(what) <= _TITLES else what[:_TITLES] + "…"
