"""The server on a real socket, and a client that sends just what it is told to."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

from starlette.applications import Starlette

from pipeline.publish.server.app import Server, app
from pipeline.publish.server.turning import Turning
from pipeline.station import Station


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, all of it."""

    status: int
    headers: dict[str, str]
    """Names in small letters."""
    content: bytes
    after: bytes
    """What came behind it, though the connection was to end there."""

    @property
    def text(self) -> str:
        return self.content.decode()


@dataclass(frozen=True, slots=True)
class Live:
    """A server that answers on loopback."""

    port: int
    thread: threading.Thread
    """In which it runs."""

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """One request on a connection of its own. ``_`` in a header's name stands for ``-``."""
        told = {"host": "here", "connection": "close", "accept-encoding": "identity"}
        told |= {name.lower().replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
        with self.wire() as wire:
            wire.sendall("\r\n".join(lines).encode())
            return answer_on(wire, method)

    def wire(self) -> socket.socket:
        """A connection on which nothing has been said."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)


def answer_on(wire: socket.socket, method: str = "GET") -> Answer:
    """The answer that comes on ``wire``, and what comes until its end where it is to end there."""
    with HTTPResponse(wire, method=method) as response:
        response.begin()
        ends = response.will_close
        headers = {name.lower(): value for name, value in response.headers.items()}
        content = response.read()  # raises where it is shorter than told
    return Answer(response.status, headers, content, wire.recv(1) if ends else b"")


def basic(user: str, password: str) -> str:
    """An ``Authorization`` header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def live(
    audio_out: Path, feeds: Path, station: Station | None = None, turning: Turning | None = None, port: int = 0
) -> Iterator[Live]:
    """A server in this process, in a thread of its own; ``port`` 0: one that is free."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        application = app(station or Station(), audio_out=audio_out, feeds=feeds)
        with running(application, listening, turning) as thread:
            yield Live(listening.getsockname()[1], thread)


@contextmanager
def running(
    application: Starlette, listening: socket.socket, turning: Turning | None = None
) -> Iterator[threading.Thread]:
    """The server of ``application`` in a thread, which is given, until the block ends."""
    ready = threading.Event()
    server = Server(application, listening, ready.set, turning)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        assert ready.wait(30)
        yield thread
    finally:
        server.should_exit = True
        thread.join()
