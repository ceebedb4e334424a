"""The microphone of the machine on which the desk runs, opened and closed from its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from pipeline.air.control import ask
from pipeline.air.live.microphone import CardMicrophone, PulseMicrophone, speak
from pipeline.errors import AirError, BroadcastError, UsageError
from pipeline.messages import _
from pipeline.studio.sound.encode import ffmpeg

if TYPE_CHECKING:
    from pipeline.air.live.microphone import Microphone

_ENDING = 5.0
"""Seconds that it is given to end."""


def microphone_here() -> Microphone:
    """The sound card's, or that of PulseAudio or PipeWire.

    Raises:
        AirError: there is neither.
    """
    try:
        return CardMicrophone()
    except AirError:
        return PulseMicrophone(ffmpeg())


class LiveMicrophone:
    """At most one is open."""

    def __init__(self, folder: Path, told: Callable[[], None], opening: Callable[[], Microphone]) -> None:
        """``folder`` is that of the air; ``told`` is called, in a thread, when it is over."""
        self._folder, self._told, self._opening = folder, told, opening
        self._lock = Lock()
        self._stopping = Event()
        self._thread: Thread | None = None
        self.trouble = ""
        """Why the last one ended by itself; empty: somebody closed it."""

    @property
    def open(self) -> bool:
        """Whether somebody is heard by it."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, zones: Sequence[str]) -> None:
        """Have it heard in ``zones`` (none: everywhere) from now on.

        Raises:
            UsageError: it is open, or the station is not on the air.
            AirError: there is no microphone, or it gives no sound.
        """
        ask(self._folder, {"do": "status"})  # before a microphone is opened in vain
        with self._lock:
            if self.open:
                raise UsageError(_("the microphone is open"), next=_("close it first"))
            microphone = self._opening()
            try:
                microphone.read()  # one that gives nothing is told at once
            except AirError:
                microphone.close()
                raise
            self.trouble, self._stopping = "", Event()
            self._thread = Thread(target=self._speak, args=(microphone, zones, self._stopping), daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Nothing is heard by it when this returns."""
        with self._lock:
            self._stopping.set()
            if self._thread is not None:
                self._thread.join(_ENDING)

    def _speak(self, microphone: Microphone, zones: Sequence[str], stopping: Event) -> None:
        try:
            self.trouble = speak(self._folder, microphone, zones, stopping, lambda _text: None)
        except BroadcastError as exc:
            self.trouble = "" if stopping.is_set() else str(exc)
        finally:
            microphone.close()
        self._told()
