"""A small cluster of real processes on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.model import Clip, Utterance
from pipeline.voice.tone import ToneEngine

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds that a process may take to be there, on a busy machine."""


@dataclass
class Machines:
    """A scheduler and its workers."""

    folder: Path
    """Where their logs and scratch files go."""
    address: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self, name: str, *, program: Path | None = ROOT) -> subprocess.Popen[bytes]:
        """One more worker of one thread, with the program that lies in ``program`` (None: without any)."""
        arguments = [self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name]
        return self._start(name, "dask_worker", arguments, program)

    def scheduler(self) -> subprocess.Popen[bytes]:
        port = self.address.rpartition(":")[2]
        return self._start("scheduler", "dask_scheduler", ["--host", "127.0.0.1", "--port", port, "--no-dashboard"])

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _start(
        self, name: str, module: str, arguments: list[str], program: Path | None = ROOT
    ) -> subprocess.Popen[bytes]:
        # A machine has the program where it was installed, or, without any, fails to import it.
        has = f"sys.path.insert(0, {str(program)!r})" if program else "sys.modules['pipeline'] = None"
        code = f"import sys; {has}; from distributed.cli.{module} import main; sys.exit(main())"
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603  # dask itself
                [sys.executable, "-P", "-c", code, *arguments],
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | {"DASK_TEMPORARY_DIRECTORY": str(self.folder / "scratch")},
            )
        self.processes.append(process)
        return process

    def end(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait(PATIENCE)


@dataclass(frozen=True)
class SlowEngine(ToneEngine):
    """Tells when it began, and takes its time, so that a worker can be lost in the middle."""

    scratch: Path

    def say(self, utterance: Utterance) -> Clip:
        (self.scratch / f"{time.monotonic_ns()}").write_text(utterance.reading.spoken)
        time.sleep(0.1)
        return super().say(utterance)


@contextmanager
def machines(folder: Path) -> Iterator[Machines]:
    """A scheduler that is starting; its workers wait for it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    found = Machines(folder, f"tcp://127.0.0.1:{port}")
    try:
        found.scheduler()
        yield found
    finally:
        found.end()


def kill(process: subprocess.Popen[bytes]) -> None:
    """As a power cut does."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)
