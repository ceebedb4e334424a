"""What the operator says on the air, from the command line: a word now, an emergency, a microphone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.air.airing import Operator, stopped_by_signals
from pipeline.messages import _
from pipeline.station_air import OFF
from pipeline.station_timetable import SOUNDS

if TYPE_CHECKING:
    from pipeline.air.live.microphone import Microphone


def now(operator: Operator, what: str, zones: Sequence[str]) -> Iterator[str]:
    """Play the file, or say the text, ``what`` at once in ``zones`` (none: everywhere); ``off`` ends what plays so.

    Raises:
        UsageError: the station is not on the air, or there is nothing to say.
        VoiceError: it cannot be said.
    """
    from pipeline.air.operator import say_now

    if what == OFF:
        yield _ended(operator, "now", zones)
        return
    barred = say_now(operator.folder, what, zones, partial(_sound_of, operator, what, lead=True))
    yield _("It waits for {name}.").format(name=barred) if barred else _("It plays.")


def emergency(operator: Operator, what: str, zones: Sequence[str]) -> Iterator[str]:
    """Repeat the standing message, file or text ``what`` over everything in ``zones``; ``off`` ends it.

    A text has to be spoken first: until then the bell rings.

    Raises:
        UsageError, VoiceError: as :func:`now`.
    """
    from pipeline.air.operator import begin_emergency, end_emergency

    if what == OFF:
        end_emergency(operator.folder)
        yield _("The emergency has ended.")
        return
    standing = what in operator.station.air.emergency
    spoken = None if standing else partial(_sound_of, operator, what, lead=False)
    if begin_emergency(operator.folder, what, zones, spoken):
        yield _("It is on the air until: broadcast emergency off")
    else:
        yield _("It was ended before its words were spoken.")


def _sound_of(operator: Operator, what: str, *, lead: bool) -> Path:
    if what.lower().endswith(SOUNDS):
        return Path(what).resolve()
    from pipeline.build.announcements import Announcer
    from pipeline.system.cores import usable_cores

    announcer = Announcer(operator.station, operator.settings, operator.audio_out, operator.engine, usable_cores())
    return announcer.say_now(what, lead=lead)


def live(operator: Operator, source: str, zones: Sequence[str], say: Callable[[str], None]) -> None:
    """Have a microphone heard in ``zones`` (none: everywhere) until a signal comes or the station ends it.

    Args:
        operator: who speaks.
        source: ``card`` or ``pulse``.
        zones: as above.
        say: shows a line.

    Raises:
        UsageError: the station is not on the air.
        AirError: there is no microphone, or it gives no more.
    """
    from pipeline.air.control import ask
    from pipeline.air.live.microphone import speak

    ask(operator.folder, {"do": "status"})  # before a microphone is opened in vain
    stopping = threading.Event()
    microphone = _microphone(source)
    try:
        with stopped_by_signals(stopping):
            ended = speak(operator.folder, microphone, zones, stopping, say)
    finally:
        microphone.close()
    say(_("You are not heard any more: {reason}").format(reason=ended) if ended else _("You are not heard any more."))


def _microphone(source: str) -> Microphone:
    from pipeline.air.live.microphone import CardMicrophone, PulseMicrophone
    from pipeline.studio.sound.encode import ffmpeg

    return CardMicrophone() if source == "card" else PulseMicrophone(ffmpeg())


def live_off(operator: Operator, zones: Sequence[str]) -> str:
    """End all microphones in ``zones`` (none: everywhere); what is told.

    Raises:
        UsageError: the station is not on the air, or there is none.
    """
    return _ended(operator, "live", zones)


def _ended(operator: Operator, of: str, zones: Sequence[str]) -> str:
    from pipeline.air.control import ask

    ended = ask(operator.folder, {"do": "end", "of": of, "zones": list(zones)})["ended"]
    return _("Ended: {names}").format(names=", ".join(ended))
