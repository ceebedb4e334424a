"""A microphone of this machine, heard by a station that is on the air: captured here, sent to its control socket."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Any, Protocol, cast

from pipeline.air.control import LIVE, asked
from pipeline.air.ffmpeg import last_words, started
from pipeline.air.samples import RATE
from pipeline.air.sound_card import miniaudio
from pipeline.errors import AirError, UsageError
from pipeline.messages import _

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path
    from threading import Event

PERIOD = 20
"""Milliseconds that are captured at a time."""
SILENT = 4.0
"""Seconds in which a microphone that lives has given samples."""
QUEUE = 25
"""Pieces that wait to be sent, at most: half a second."""
BACK = 10.0
"""Seconds in which a station that died must be on the air again to be spoken to further."""
_READ = RATE // 1000 * PERIOD * 2


class Microphone(Protocol):
    """Something open that gives sound, as :data:`pipeline.air.live.speech.FORMATS` has it under ``pcm``."""

    def read(self) -> bytes:
        """What has come since; waits for it.

        Raises:
            AirError: it gives no more.
        """

    def close(self) -> None:
        """Let go of it."""


class CardMicrophone:
    """The default device, by the package ``miniaudio``."""

    def __init__(self, backends: Sequence[Any] = ()) -> None:
        """``backends`` are miniaudio's; empty: whichever there are.

        Raises:
            AirError: the package or the device is not there.
        """
        package = miniaudio()
        self._came: Queue[bytes] = Queue(QUEUE)
        try:
            self._device = package.CaptureDevice(
                input_format=package.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE,
                buffersize_msec=PERIOD, backends=list(backends), app_name="broadcast",
            )  # fmt: skip
            taking = self._taken()
            next(taking)
            self._device.start(taking)
        except package.MiniaudioError as exc:
            raise AirError(_("there is no microphone ({reason})").format(reason=exc)) from exc

    def read(self) -> bytes:
        try:
            return self._came.get(timeout=SILENT)
        except Empty:
            raise _silent() from None

    def close(self) -> None:
        self._device.close()

    def _taken(self) -> Generator[None, bytes, None]:
        """Takes what the device gives, in its own thread; what nobody reads makes room for what is newer."""
        while True:
            data = bytes((yield))
            with suppress(Empty):
                if self._came.full():
                    self._came.get_nowait()
            with suppress(Full):
                self._came.put_nowait(data)


class PulseMicrophone:
    """The default source of PulseAudio or PipeWire, by ffmpeg."""

    def __init__(self, ffmpeg: str) -> None:
        """Begin to capture.

        Raises:
            AirError: ffmpeg cannot be started.
        """
        command = [
            ffmpeg, "-hide_banner", "-nostats", "-nostdin", "-v", "error", "-f", "pulse", "-name", "broadcast",
            "-sample_rate", str(RATE), "-channels", "1", "-fragment_size", str(_READ), "-i", "default",
            "-f", "s16le", "-flush_packets", "1", "pipe:1",
        ]  # fmt: skip
        self._process = started(command, stdout=subprocess.PIPE)
        self._sound = cast("Any", self._process.stdout).fileno()

    def read(self) -> bytes:
        if not select.select([self._sound], [], [], SILENT)[0]:
            raise _silent()
        if data := os.read(self._sound, _READ):
            return data
        said = last_words(cast("Any", self._process.stderr).read())
        raise AirError(_("there is no microphone ({reason})").format(reason=said or _("ffmpeg has ended")))

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def speak(
    folder: Path, microphone: Microphone, zones: Sequence[str], stopping: Event, tell: Callable[[str], None]
) -> str:
    """Have what ``microphone`` hears on the air in ``zones``, until ``stopping`` or the station ends it; why it ended.

    A station that dies meanwhile is spoken to again as soon as it is back.

    Raises:
        UsageError: the station is not on the air, or refuses.
        AirError: the microphone gives no more.
    """
    question = {"do": LIVE, "zones": list(zones), "format": "pcm"}
    until = 0.0
    while True:
        microphone.read()  # it lives; what is said before it is on the air is lost
        try:
            with asked(folder, question) as (answer, connection):
                if waits_for := answer.get("waits_for"):
                    tell(_("It waits for {name}.").format(name=waits_for))
                else:
                    tell(_("You are heard. Ctrl-C ends it."))
                if (ended := _sent(microphone, connection, stopping)) is not None:
                    return ended
            tell(_("the station has died; it is spoken to again as soon as it is back"))
            until = time.monotonic() + BACK
        except UsageError:
            if stopping.is_set() or time.monotonic() > until:
                raise


def _sent(microphone: Microphone, connection: socket.socket, stopping: Event) -> str | None:
    """Send what is heard; why it ended, None: the station is gone."""
    while not stopping.is_set():
        data = microphone.read()
        try:
            if select.select([connection], [], [], 0)[0]:
                return _told(connection)
            connection.sendall(data)
        except OSError:
            return _told(connection)
    return ""


def _told(connection: socket.socket) -> str | None:
    """What the station tells at the end."""
    line = b""
    with suppress(OSError):
        while (part := connection.recv(4096)) and not line.endswith(b"\n"):
            line += part
    with suppress(ValueError, KeyError, TypeError):
        return str(json.loads(line)["ended"])
    return None


def _silent() -> AirError:
    return AirError(
        _("the microphone gives no sound any more"), next=_("see whether it is plugged in, then speak again")
    )
