"""Strangers who open connections and say nothing, too much, or never read: a listener is heard all the same."""

from __future__ import annotations

import re
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.publish.server import connections
from pipeline.publish.server.connections import HEAD_BYTES, room_here
from tests.conftest import ROOT
from tests.publish.live import Live, answer_on, live
from tests.publish.samples import STATION, episode, lay_out, publish

SLUG = "notice-00001"
BIG = 30_000_000
"""Bytes; more than any socket on this machine holds for a client that does not read."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("served")
    audio, feeds = root / "audio_out", root / "feeds"
    lay_out(audio, episode(1))
    publish([episode(1)], replace(STATION, base_url=""), audio_out=audio, feeds=feeds)
    (audio / SLUG / "podcast.mp3").write_bytes(bytes(BIG))
    return audio, feeds


@pytest.fixture
def server(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """One that loses patience soon and has room for eight."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(connections, "MOST", 8)
    with live(*folders) as server:
        yield server


def ended(wire: socket.socket) -> bytes:
    """What comes until the server ends the connection."""
    got = b""
    with suppress(ConnectionError):
        while chunk := wire.recv(1 << 16):
            got += chunk
    return got


def get(path: str, more: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: here\r\n{more}\r\n".encode()


BIG_FILE = get(f"/audio_out/{SLUG}/podcast.mp3")


def test_eleven_hundred_silent_connections_at_1024_open_files_do_not_silence_it(folders: tuple[Path, Path]) -> None:
    with limited(folders, 1024) as (server, log), ExitStack() as silent:
        for _number in range(1100):
            silent.enter_context(server.wire())
        assert server.ask("/healthz").text == "ok\n"
        assert server.ask("/feeds/index.html").status == 200
        assert server.ask(f"/audio_out/{SLUG}/cover.jpg").status == 200
        assert "Traceback" not in log.read_text()


@pytest.mark.no_cover
def test_eleven_hundred_who_ask_for_a_big_file_and_never_read(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each holds a file open besides; those who come when all is taken are told so, and nobody that a file is gone."""
    with limited(folders, 1024) as (server, log), ExitStack() as greedy:
        wires = [greedy.enter_context(server.wire()) for _number in range(1100)]
        for wire in wires:
            with suppress(ConnectionError):
                wire.sendall(BIG_FILE)
        heads = set()
        for wire in wires:
            with suppress(ConnectionError):
                heads.add(wire.recv(12))
        assert heads <= {b"HTTP/1.1 200", b"HTTP/1.1 503", b""}
        until_room(server)
        assert "Traceback" not in log.read_text()


def until_room(server: Live) -> None:
    """Ask until those who take nothing have been let go."""
    pause = threading.Event()
    for _second in range(60):
        with suppress(OSError):
            answer = server.ask("/healthz")
            if answer.status == 200:
                return
            assert answer.status == 503
            assert int(answer.headers["retry-after"]) > 0
        pause.wait(1)
    raise AssertionError("there was no room for a minute")


class limited:  # noqa: N801  # reads as a word in `with`
    """``broadcast serve`` as a process that may have so many files open."""

    def __init__(self, folders: tuple[Path, Path], files: int) -> None:
        audio, feeds = folders
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._log = feeds.parent / "log.txt"
        command = [sys.executable, "-m", "pipeline", "serve", "--audio-out", str(audio), "--feeds", str(feeds)]
        self._output = self._log.open("wb")
        self._process = subprocess.Popen(  # noqa: S603  # our own program
            [*command, "--port", str(self._port)],
            cwd=ROOT,
            stdout=self._output,
            stderr=self._output,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)),
        )

    def __enter__(self) -> tuple[Live, Path]:
        pause = threading.Event()
        while "Ctrl-C" not in self._log.read_text():
            assert self._process.poll() is None, self._log.read_text()
            pause.wait(0.05)
        return Live(self._port, threading.main_thread()), self._log

    def __exit__(self, *_exc: object) -> None:
        self._process.kill()
        self._process.wait()
        self._output.close()


@pytest.fixture(autouse=True)
def room_for_our_own_ends() -> Iterator[None]:
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < 2400:
        pytest.skip("this system allows a process too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before, 2400), most))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"G",
        b"GET /healthz HTTP/1.1\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: here\r\nX: ",
        get("/healthz") + b"GET /healthz HTTP/1.1\r\nX",
        get("/healthz") * 3 + b"GET",
    ],
)
def test_a_head_that_does_not_end_is_not_waited_for(server: Live, said: bytes) -> None:
    with server.wire() as wire:
        wire.sendall(said)
        assert ended(wire).count(b"200 OK") == said.count(b"\r\n\r\n")


def test_nor_one_that_comes_byte_by_byte(server: Live) -> None:
    pause = threading.Event()
    with server.wire() as wire:
        wire.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
        with pytest.raises(ConnectionError):
            for _byte in range(600):
                wire.sendall(b"y")
                pause.wait(0.05)


def test_a_slow_but_honest_client_is_answered(server: Live) -> None:
    pause = threading.Event()
    with server.wire() as wire:
        for piece in re.findall(b"(?s).{1,12}", get("/healthz")):
            wire.sendall(piece)
            pause.wait(0.1)
        assert answer_on(wire).text == "ok\n"
        pause.wait(1.5)
        wire.sendall(get("/healthz"))
        assert answer_on(wire).text == "ok\n", "the limit is one request's, not the connection's"


@pytest.mark.parametrize("kind", ["one header", "many headers", "the address", "in small pieces"])
@pytest.mark.parametrize("size", [HEAD_BYTES - 200, 40 * HEAD_BYTES])
def test_how_long_a_head_may_be(server: Live, kind: str, size: int) -> None:
    heads = {
        "one header": get("/healthz", "X: " + "y" * (size - 60) + "\r\n"),
        "many headers": get("/healthz", "X: y\r\n" * (size // 10)),
        "the address": get("/healthz?" + "y" * (size - 60)),
        "in small pieces": get("/healthz", "X: " + "y" * (size - 60) + "\r\n"),
    }
    head = heads[kind]
    step = 1000 if kind == "in small pieces" else len(head)
    with server.wire() as wire, suppress(ConnectionError):
        for place in range(0, len(head), step):
            wire.sendall(head[place : place + step])
        got = wire.recv(100)
        if size < HEAD_BYTES:
            assert got.startswith(b"HTTP/1.1 200")
        else:
            assert got[:12] in (b"", b"HTTP/1.1 431"), "or the connection ends while we still talk"
    assert server.ask("/healthz").status == 200


@pytest.mark.parametrize("told", ["Content-Length: 99999999\r\n", "Transfer-Encoding: chunked\r\n"])
def test_a_body_that_never_ends_is_not_listened_to(server: Live, told: str) -> None:
    pause = threading.Event()
    with server.wire() as wire:
        wire.sendall(b"POST /feeds/index.html HTTP/1.1\r\nHost: here\r\n" + told.encode() + b"\r\n")
        with pytest.raises(ConnectionError):
            for _piece in range(600):
                wire.sendall(b"5\r\nhello\r\n")
                pause.wait(0.05)


def test_many_requests_at_once_are_no_long_head(server: Live) -> None:
    with server.wire() as wire:
        wire.sendall(get("/healthz", "X: " + "y" * 900 + "\r\n") * 200 + get("/healthz", "Connection: close\r\n"))
        assert ended(wire).count(b"200 OK") == 201


def test_the_longest_idle_makes_room_for_one_more(server: Live) -> None:
    with ExitStack() as open_wires:
        wires = [open_wires.enter_context(server.wire()) for _number in range(8)]
        wires[0].sendall(BIG_FILE)
        assert wires[0].recv(15) == b"HTTP/1.1 200 OK"
        wires[2].sendall(get("/healthz"))
        assert answer_on(wires[2]).status == 200
        assert server.ask("/healthz").status == 200
        assert ended(wires[1]) == b"", "it had said nothing, and was the first to"
        wires[2].sendall(get("/healthz"))
        assert answer_on(wires[2]).status == 200
        wires[0].settimeout(30)
        assert len(wires[0].recv(1 << 16, socket.MSG_WAITALL)) == 1 << 16, "who is being answered is not cut off"


def test_where_all_are_being_answered_one_more_is_told_to_come_again(
    server: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as open_wires:
        wires = [open_wires.enter_context(server.wire()) for _number in range(8)]
        for wire in wires:
            wire.sendall(BIG_FILE)
            assert wire.recv(15) == b"HTTP/1.1 200 OK"
        with server.wire() as late:
            refusal = ended(late)
        assert refusal.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: " in refusal
        monkeypatch.setattr(connections, "STALLED_SECONDS", 0.5)
        until_room(server)


@pytest.mark.parametrize(
    ("files", "room"),
    [((20, 20), 5), ((256, 256), 64), ((1024, 1024), 384), ((1024, 4096), 1920), ((65_536, 65_536), 4096)],
)
def test_for_how_many_there_is_room(monkeypatch: pytest.MonkeyPatch, files: tuple[int, int], room: int) -> None:
    asked = []
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: files)
    monkeypatch.setattr(resource, "setrlimit", lambda _kind, wanted: asked.append(wanted))
    assert room_here().most == room
    assert 2 * room <= files[1]
    assert all(hard == files[1] and soft <= hard for soft, hard in asked), "the system's own limit is not touched"
