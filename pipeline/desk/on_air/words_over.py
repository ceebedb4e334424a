"""What the operator says over all that plays; each act is told in the journal, with nothing to take back by a press."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.air import operator
from pipeline.air.control import ask
from pipeline.build.announcements import Announcer
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.station_air import FOLDER
from pipeline.system.cores import usable_cores

if TYPE_CHECKING:
    from pipeline.desk.desk import Desk

LONGEST = 2000
"""Characters that are said at once: some eight minutes."""


def say_now(desk: Desk, text: str, zones: Sequence[str], who: str) -> None:
    """Say ``text`` at once in ``zones`` (none: everywhere).

    Raises:
        UsageError: there is nothing to say, or the station is not on the air.
        VoiceError: it cannot be said.
    """
    text = _sayable(text)
    operator.say_now(_folder(desk), text, zones, partial(_spoken, desk, text, lead=True))
    _told(desk, "now", text, who)


def end_words(desk: Desk, who: str) -> None:
    """End what plays so.

    Raises:
        UsageError: nothing does, or the station is not on the air.
    """
    ended = ask(_folder(desk), {"do": "end"})["ended"]
    _told(desk, "now over", ", ".join(ended), who)


def open_microphone(desk: Desk, zones: Sequence[str], who: str) -> None:
    """Have the microphone of this machine heard in ``zones`` (none: everywhere) until it is closed.

    Raises:
        UsageError: it is open, or the station is not on the air.
        AirError: there is no microphone, or it gives no sound.
    """
    desk.microphone.start(zones)
    _told(desk, "microphone", " ".join(zones), who)


def close_microphone(desk: Desk, who: str) -> None:
    """End that; where it has ended by itself there is nothing to do."""
    if desk.microphone.open:
        desk.microphone.close()
        _told(desk, "microphone over", "", who)


def emergency(desk: Desk, name: str, zones: Sequence[str], who: str) -> None:
    """Repeat the standing message ``name`` over everything in ``zones`` (none: everywhere).

    Raises:
        UsageError: there is none of that name, or the station is not on the air.
    """
    operator.begin_emergency(_folder(desk), name, zones, None)
    _told(desk, "emergency", name, who)


def emergency_in_words(desk: Desk, text: str, zones: Sequence[str], who: str) -> None:
    """Repeat ``text``; until it has been spoken the bell rings.

    Raises:
        UsageError, VoiceError: as :func:`say_now`.
    """
    text = _sayable(text)

    def spoken() -> Path:
        _told(desk, "emergency", text, who)  # the bell rings
        return _spoken(desk, text, lead=False)

    operator.begin_emergency(_folder(desk), text, zones, spoken)
    _told_changed(desk)


def end_emergency(desk: Desk, who: str) -> None:
    """End the emergency.

    Raises:
        UsageError: there is none, or the station is not on the air.
    """
    operator.end_emergency(_folder(desk))
    _told(desk, "emergency over", "", who)


def turn(desk: Desk, zones: Sequence[str], change: str, who: str) -> None:
    """Have the loudspeakers of ``zones`` (none: all) louder or quieter: ``change`` is so many dB, ``on`` or ``off``.

    Raises:
        UsageError: it is no such change, or the station is not on the air.
    """
    asked: dict[str, object] = {"do": "volume", "zones": list(zones)}
    if change in ("on", "off"):
        asked["mute"] = change == "off"
    else:
        try:
            asked["by"] = float(change)
        except ValueError:
            raise UsageError(_("this is no form of the desk"), next=_("look at the page again")) from None
    ask(_folder(desk), asked)
    _told(desk, "volume", " ".join((*zones, change)), who)


def _spoken(desk: Desk, text: str, *, lead: bool) -> Path:
    now = desk.station.get()
    announcer = Announcer(now.station, now.settings, desk.place.audio_out, None, usable_cores())
    return announcer.say_now(text, lead=lead)


def _sayable(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise UsageError(_("there is nothing to say"), next=_("type what is to be said"))
    if len(text) > LONGEST:
        raise UsageError(_("longer than {n} characters").format(n=LONGEST), next=_("publish it as a document"))
    return text


def _folder(desk: Desk) -> Path:
    return desk.place.audio_out / FOLDER


def _told(desk: Desk, act: str, about: str, who: str) -> None:
    with desk.changing:
        desk.journal.change(act, operator.named(about), {}, who)
    _told_changed(desk)


def _told_changed(desk: Desk) -> None:
    desk.on_air.look()
    desk.events.changed()
