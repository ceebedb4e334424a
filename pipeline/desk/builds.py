"""The build, as the command a person would type, in a process of its own: one at a time, told step by step."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from tempfile import TemporaryFile
from threading import Lock, Thread
from typing import Any

from pipeline.build.output_folder import holder
from pipeline.desk.place import Place

PATIENCE = 1.0
"""Seconds between two looks at a folder in which somebody else is at work."""
_ENDING = 10.0
"""Seconds that a build is given to end when the desk does."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document is not on the air."""

    kind: str
    """The error's name; ``DocumentError``: the document itself cannot be read."""
    where: str
    what: str
    next: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the build is."""

    running: bool = False
    waits_for: str = ""
    """Who else is at work in the folder."""
    source: str = ""
    """The document at hand, relative to ``seeds``."""
    title: str = ""
    sentences: int = 0
    said: int = 0
    made: frozenset[str] = frozenset()
    """What this build has made, relative to ``seeds``; it is published when the build ends."""
    failures: tuple[Failure, ...] = ()
    """Of the last build that ended."""
    trouble: str = ""
    """Why the last build could not begin or was cut off; empty where it ended."""
    ended: int = 0
    """Builds that have ended since the desk was opened."""


@dataclass(slots=True)
class Builds:
    """Runs builds at one place, in a thread that waits for them."""

    place: Place
    told: Callable[[], None]
    """Called, in that thread, whenever :attr:`progress` has changed."""
    progress: Progress = Progress()
    _wanted: bool = False
    _closing: bool = False
    _process: subprocess.Popen[bytes] | None = None
    _thread: Thread | None = None
    _lock: Lock = field(default_factory=Lock)

    def ask(self) -> None:
        """Have what stands in ``seeds`` from now on built; one that runs already is followed by another."""
        with self._lock:
            self._wanted = True
            if self._thread is None and not self._closing:
                self._thread = Thread(target=self._work, name="builds", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End with a build that runs, as Ctrl-C would: what is made is kept."""
        with self._lock:
            self._closing, self._wanted = True, False
            thread = self._thread
            if self._process is not None:
                self._process.send_signal(signal.SIGINT)
        if thread is not None:
            thread.join(_ENDING)

    def _work(self) -> None:
        while self._goes_on():
            while not self._closing and (other := holder(self.place.audio_out)):
                self._tell(replace(self.progress, running=True, waits_for=other))
                time.sleep(PATIENCE)
            if not self._closing:
                self._build()

    def _goes_on(self) -> bool:
        with self._lock:
            if not self._wanted:
                self._thread = None
                return False
            self._wanted = False
            return True

    def _build(self) -> None:
        self._tell(Progress(running=True, failures=self.progress.failures, ended=self.progress.ended))
        with TemporaryFile() as errors:  # a pipe that nobody reads would fill up
            process = subprocess.Popen(self._command(), stdout=subprocess.PIPE, stderr=errors)  # noqa: S603  # this program itself
            with self._lock:
                self._process = process
                if self._closing:
                    process.send_signal(signal.SIGINT)
            failures, whole = self._follow(process)
            with self._lock:
                self._process = None
            errors.seek(0)
            trouble = "" if whole else errors.read().decode("utf-8", "replace").strip() or f"{process.returncode}"
        self._tell(Progress(failures=tuple(failures), trouble=trouble, ended=self.progress.ended + 1))

    def _follow(self, process: subprocess.Popen[bytes]) -> tuple[list[Failure], bool]:
        """Tell each step until ``process`` has ended; what failed, and whether it came to its own end."""
        failures: list[Failure] = []
        whole = False
        with process:
            for line in process.stdout or ():
                event = _event(line)
                whole |= event.get("event") == "ended"
                if event.get("event") == "failed":
                    failures.append(Failure(event["kind"], event["where"], event["what"], event["next"]))
                elif step := _step(self.progress, event):
                    self._tell(step)
        return failures, whole

    def _command(self) -> list[str]:
        place = self.place
        folders = ["--seeds", place.seeds, "--audio-out", place.audio_out, "--feeds", place.feeds]
        return [sys.executable, "-m", "pipeline", "build", "--json", *map(str, [*folders, "--station", place.station])]

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        self.told()


def _step(progress: Progress, event: dict[str, Any]) -> Progress | None:
    """How far the build is after ``event``; None where that says nothing of it."""
    match event.get("event"):
        case "started":
            return replace(progress, source=event["source"], title=event["title"], sentences=event["sentences"], said=0)
        case "sentence":
            return replace(progress, said=progress.said + 1)
        case "finished":
            return replace(progress, made=progress.made | {event["source"]}, source="")
    return None


def _event(line: bytes) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}
