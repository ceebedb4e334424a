"""The server: right types and ranges for players, nothing outside two folders, whole files while a build goes on."""

from __future__ import annotations

import errno
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.client import IncompleteRead
from pathlib import Path
from urllib.request import urlopen

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StationError, UsageError
from pipeline.publish.server.app import app, serve
from pipeline.publish.server.auth import hashed
from pipeline.publish.server.file_response import BOUNDARY
from pipeline.station import ServeSettings, Station
from tests.conftest import ROOT

AUDIO = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("served")
    audio, feeds = root / "audio_out", root / "feeds"
    (audio / "a").mkdir(parents=True)
    feeds.mkdir()
    (audio / "a" / "podcast.mp3").write_bytes(AUDIO)
    (audio / "a" / "empty.wav").write_bytes(b"")
    (audio / "a" / "transcript.vtt").write_text("WEBVTT\n\n")
    (audio / "a" / "chapters.json").write_text("{}")
    (audio / "a" / "episode.json").write_text("{}")
    (audio / ".index.json").write_text("private")
    (audio / ".clips").mkdir()
    (audio / ".clips" / "x.clip").write_text("private")
    (root / "station.toml").write_text("private")
    (audio / "a" / "leak.txt").symlink_to(root / "station.toml")
    (audio / "a" / "loop").symlink_to(audio / "a" / "loop")
    (audio / "a" / "same.mp3").symlink_to(audio / "a" / "podcast.mp3")
    for name in (
        "index.html",
        "podcast.xml",
        "workshop.m3u",
        "workshop.m3u8",
        "feed.xsl",
        "podcasts.opml",
        "cover.jpg",
    ):
        (feeds / name).write_text("<p>车间</p>" * 50)
    return audio, feeds


class Client:
    """Asks the application itself, as many times as a test likes."""

    def __init__(self, folders: tuple[Path, Path], station: Station | None = None) -> None:
        audio, feeds = folders
        self.transport = httpx.ASGITransport(app(station or Station(), audio_out=audio, feeds=feeds))

    def ask(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        import asyncio

        async def asked() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://here") as client:
                names = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, path, headers={"accept-encoding": "identity"} | names)

        return asyncio.run(asked())


@pytest.fixture(scope="module")
def client(folders: tuple[Path, Path]) -> Client:
    return Client(folders)


TYPES = [
    ("/feeds/index.html", "text/html; charset=utf-8"),
    ("/feeds/podcast.xml", "application/rss+xml; charset=utf-8"),
    ("/feeds/workshop.m3u", "audio/x-mpegurl"),
    ("/feeds/workshop.m3u8", "application/vnd.apple.mpegurl"),
    ("/audio_out/a/podcast.mp3", "audio/mpeg"),
    ("/audio_out/a/transcript.vtt", "text/vtt; charset=utf-8"),
    ("/audio_out/a/chapters.json", "application/json+chapters"),
    ("/audio_out/a/episode.json", "application/json"),
    ("/audio_out/a/same.mp3", "audio/mpeg"),
]


@pytest.mark.parametrize(("path", "kind"), TYPES)
def test_types_and_head(client: Client, path: str, kind: str) -> None:
    got, head = client.ask(path), client.ask(path, "HEAD")
    assert got.status_code == head.status_code == 200
    assert got.headers["content-type"] == kind
    assert head.content == b""
    assert dict(head.headers) == dict(got.headers)
    assert int(got.headers["content-length"]) == len(got.content)


def test_the_door_leads_to_the_page(client: Client) -> None:
    answer = client.ask("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/feeds/index.html")
    assert client.ask("/healthz").text == "ok\n"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_put_here(client: Client, method: str) -> None:
    assert client.ask("/feeds/index.html", method).status_code == 405


def test_one_range_a_suffix_and_beyond(client: Client) -> None:
    path = "/audio_out/a/podcast.mp3"
    first = client.ask(path, Range="bytes=0-9")
    assert (first.status_code, first.content) == (206, AUDIO[:10])
    assert first.headers["content-range"] == f"bytes 0-9/{len(AUDIO)}"
    assert client.ask(path, Range="bytes=-5").content == AUDIO[-5:]
    assert client.ask(path, "HEAD", Range="bytes=0-9").headers["content-length"] == "10"
    beyond = client.ask(path, Range="bytes=999999-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(AUDIO)}")
    assert client.ask(path, Range="lines=1-2").status_code == 200
    assert client.ask("/audio_out/a/empty.wav", Range="bytes=0-").status_code == 416
    assert client.ask("/audio_out/a/empty.wav").content == b""


def test_several_ranges(client: Client) -> None:
    answer = client.ask("/audio_out/a/podcast.mp3", Range="bytes=0-1,-2")
    assert answer.status_code == 206
    assert answer.headers["content-type"] == f"multipart/byteranges; boundary={BOUNDARY}"
    parts = answer.content.split(f"--{BOUNDARY}".encode())
    assert [part.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n") for part in parts[1:-1]] == [AUDIO[:2], AUDIO[-2:]]
    assert b"Content-Type: audio/mpeg" in parts[1]


def test_conditions(client: Client) -> None:
    path = "/audio_out/a/podcast.mp3"
    known = client.ask(path).headers
    assert client.ask(path, If_None_Match=known["etag"]).status_code == 304
    assert client.ask(path, If_None_Match='"other", W/' + known["etag"]).status_code == 304
    assert client.ask(path, If_None_Match='"other"', If_Modified_Since=known["last-modified"]).status_code == 200
    assert client.ask(path, If_Modified_Since=known["last-modified"]).status_code == 304
    assert client.ask(path, If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT").status_code == 200
    assert client.ask(path, If_Modified_Since="yesterday").status_code == 200
    for condition, status in [(known["etag"], 206), (known["last-modified"], 206), ('"other"', 200), ("junk", 200)]:
        assert client.ask(path, Range="bytes=0-9", If_Range=condition).status_code == status


def test_text_is_compressed_for_those_who_take_it_and_audio_never(client: Client) -> None:
    plain = client.ask("/feeds/podcast.xml")
    assert "content-encoding" not in plain.headers
    answer = client.ask("/feeds/podcast.xml", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == plain.content
    assert int(answer.headers["content-length"]) < len(plain.content)
    assert answer.headers["vary"] == "accept-encoding"
    assert (
        client.ask("/feeds/podcast.xml", accept_encoding="gzip", If_None_Match=answer.headers["etag"]).status_code
        == 304
    )
    assert "content-encoding" not in client.ask("/feeds/podcast.xml", accept_encoding="gzip;q=0").headers
    assert "content-encoding" not in client.ask("/audio_out/a/podcast.mp3", accept_encoding="gzip").headers
    assert client.ask("/feeds/podcast.xml", "HEAD", accept_encoding="gzip").content == b""


def test_captions_may_be_fetched_by_other_sites_pages_may_not(client: Client) -> None:
    assert client.ask("/audio_out/a/transcript.vtt").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.ask("/feeds/index.html").headers


OUTSIDE = [
    "/station.toml",
    "/feeds/",
    "/feeds",
    "/audio_out/a",
    "/audio_out/a/",
    "/audio_out/../station.toml",
    "/audio_out/%2e%2e/station.toml",
    "/audio_out/a/%2e%2e/%2e%2e/station.toml",
    "/audio_out/a%2f..%2f..%2fstation.toml",
    "/audio_out/%252e%252e/station.toml",
    "/audio_out//a/podcast.mp3",
    "/audio_out/.index.json",
    "/audio_out/.clips/x.clip",
    "/audio_out/a/leak.txt",
    "/audio_out/a/loop",
    "/audio_out/a/podcast.mp3%00",
    "/audio_out\\a\\podcast.mp3",
    "/audio_out/a%5c..%5c..%5cstation.toml",
    "/feeds/C:/station.toml",
    "/feeds/" + "x" * 5000,
    "/feeds/%ff%fe",
    "/etc/passwd",
    "//etc/passwd",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_outside_and_nothing_hidden(client: Client, path: str) -> None:
    answer = client.ask(path)
    assert answer.status_code in (404, 405)
    assert b"private" not in answer.content


@given(
    st.lists(
        st.sampled_from(["..", ".", "", "a", "%2e", "%2E%2e", "\\", "%00", "~", "podcast.mp3", "%", "é", "C:", "|"]),
        max_size=8,
    )
)
def test_odd_paths_are_refused_without_a_stumble(client: Client, steps: list[str]) -> None:
    answer = client.ask("/audio_out/" + "/".join(steps))
    assert answer.status_code in (200, 307, 404), "307: the client itself has made / of it"
    assert answer.status_code != 200 or answer.content == AUDIO


def test_a_private_feed(folders: tuple[Path, Path]) -> None:
    station = replace(Station(), serve=ServeSettings(user="u", password=hashed("p")))
    client = Client(folders, station)
    refused = client.ask("/feeds/podcast.xml")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic ")
    assert client.ask("/feeds/podcast.xml", Authorization="Basic dTpw").status_code == 200
    assert client.ask("/healthz").status_code == 200
    for _try in range(4):
        last = client.ask("/feeds/podcast.xml", Authorization="Basic dTp4")
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    "settings",
    [ServeSettings(user="u"), ServeSettings("127.0.0.1", 8000, "u", "plain"), ServeSettings(password=hashed("p"))],
)
def test_a_half_set_password_is_refused(folders: tuple[Path, Path], settings: ServeSettings) -> None:
    with pytest.raises(StationError, match="broadcast password"):
        Client(folders, replace(Station(), serve=settings))


def test_a_file_replaced_while_it_is_sent_is_sent_as_it_was(tmp_path: Path) -> None:
    audio, feeds = tmp_path / "audio_out", tmp_path / "feeds"
    (audio / "a").mkdir(parents=True)
    feeds.mkdir()
    path = audio / "a" / "podcast.mp3"
    old, new = b"o" * 3_000_000, b"n" * 1_000_000
    path.write_bytes(old)
    with (
        running(audio, feeds) as (address, _process),
        urlopen(f"{address}/audio_out/a/podcast.mp3") as answer,
    ):
        begun = answer.read(1000)
        (audio / "new").write_bytes(new)
        (audio / "new").replace(path)
        assert begun + answer.read() == old
        with urlopen(f"{address}/audio_out/a/podcast.mp3") as again:
            assert again.read() == new


@pytest.mark.parametrize("kept", ["on the disk", "where nobody can tell"])
def test_what_is_not_in_memory_is_read_in_a_thread(client: Client, monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
    """The server itself never waits for a disk: other listeners would wait with it."""

    def not_now(*_arguments: object) -> int:
        raise BlockingIOError if kept == "on the disk" else OSError(errno.EOPNOTSUPP, "not here")

    readers = set()

    def pread(file: int, size: int, offset: int) -> bytes:
        readers.add(threading.current_thread())
        return really(file, size, offset)

    really = os.pread
    monkeypatch.setattr(os, "preadv", not_now)
    monkeypatch.setattr(os, "pread", pread)
    assert client.ask("/audio_out/a/podcast.mp3", Range="bytes=7-").content == AUDIO[7:]
    assert readers
    assert threading.main_thread() not in readers


def test_a_file_that_comes_in_pieces_is_whole_all_the_same(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.preadv
    monkeypatch.setattr(os, "preadv", lambda file, blocks, *rest: really(file, [memoryview(blocks[0])[:999]], *rest))
    assert client.ask("/audio_out/a/podcast.mp3").content == AUDIO


def test_a_file_cut_off_while_it_is_sent_is_never_passed_off_as_whole(tmp_path: Path) -> None:
    audio, feeds = tmp_path / "audio_out", tmp_path / "feeds"
    (audio / "a").mkdir(parents=True)
    feeds.mkdir()
    path = audio / "a" / "podcast.mp3"
    path.write_bytes(b"o" * 40_000_000)
    with running(audio, feeds) as (address, _process), urlopen(f"{address}/audio_out/a/podcast.mp3") as answer:
        answer.read(1000)
        os.truncate(path, 1000)
        with pytest.raises(IncompleteRead):
            answer.read()
        with urlopen(f"{address}/healthz") as again:
            assert again.read() == b"ok\n"


class running:  # noqa: N801  # reads as a word in `with`
    """``broadcast serve`` as a process of its own, on loopback."""

    def __init__(self, audio: Path, feeds: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (feeds / "index.html").touch()
        command = [sys.executable, "-m", "pipeline", "serve", "--audio-out", str(audio), "--feeds", str(feeds)]
        self.process = subprocess.Popen(  # noqa: S603  # our own program
            [*command, "--port", str(self.port)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def __enter__(self) -> tuple[str, subprocess.Popen[str]]:
        address = f"http://127.0.0.1:{self.port}"
        assert self.process.stdout is not None
        for line in self.process.stdout:  # buffered by nobody: the address is told while the server runs
            if "Ctrl-C" in line:
                return address, self.process
        raise AssertionError("the server did not start")

    def __exit__(self, *_exc: object) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.mark.parametrize("signal_sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(folders: tuple[Path, Path], signal_sent: int) -> None:
    with running(*folders) as (address, process):
        with urlopen(f"{address}/healthz") as answer:
            assert answer.read() == b"ok\n"
        began = time.monotonic()
        process.send_signal(signal_sent)
        process.wait(timeout=20)
        assert time.monotonic() - began < 20
        assert process.stdout is not None
        assert "Traceback" not in process.stdout.read()


def test_a_listener_who_takes_his_time_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    audio, feeds = tmp_path / "audio_out", tmp_path / "feeds"
    (audio / "a").mkdir(parents=True)
    feeds.mkdir()
    (audio / "a" / "podcast.mp3").write_bytes(bytes(40_000_000))
    with running(audio, feeds) as (address, process), urlopen(f"{address}/audio_out/a/podcast.mp3") as answer:
        answer.read(1000)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        assert process.stdout is not None
        assert "Traceback" not in process.stdout.read()


def test_a_port_in_use_is_told(folders: tuple[Path, Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"127.0.0.1:{port}: cannot listen there .* another port"):
            serve(app(Station(), audio_out=folders[0], feeds=folders[1]), host="127.0.0.1", port=port, ready=print)


def test_ten_thousand_odd_requests_never_stumble(folders: tuple[Path, Path]) -> None:
    """A seeded fuzzer over raw sockets: paths, methods, versions and headers no client sends."""
    dice = random.Random(20260501)  # noqa: S311  # a test's dice
    pieces = ["/", "..", "%2e", "%00", "\\", "feeds", "audio_out", "a", "podcast.mp3", "?", "#", "%", "C:", "~", "."]
    no_http = [" ", "\t", "é", "\x01", "\x7f"]
    whole = ["/feeds/index.html", "/audio_out/a/podcast.mp3", "/audio_out/a/transcript.vtt"]
    headers = ["Range: bytes=0-", "Range: bytes=-1", "Range: bytes=99999-", "Range: x", "If-None-Match: *"]
    headers += ["If-Range: x", "If-Modified-Since: x", "Accept-Encoding: gzip", "X: " + "y" * 900]

    def request(*, http: bool) -> bytes:
        """One; what is no ``http`` is answered with 400 and the end of the connection."""
        odd = "/" + "".join(dice.choices(pieces if http else pieces + no_http, k=dice.randrange(8)))
        path = odd if dice.random() < 0.8 else dice.choice(whole)
        method = dice.choice(["GET", "GET", "GET", "HEAD", "POST"] if http else ["GET", "BREW", "g\x00t"])
        chosen = dice.sample(headers if http else [*headers, "If-Range: \x7f"], dice.randrange(4))
        return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: here", *chosen, "", ""]).encode()

    seen: Counter[bytes] = Counter()
    with running(*folders) as (address, process):
        port = int(address.rsplit(":", 1)[1])
        while seen.total() < 10_000:
            answer = b""
            # It hangs up after what is no HTTP at all, while we are still talking.
            with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
                http = dice.random() < 0.7
                wire.sendall(b"".join(request(http=http) for _request in range(20 if http else 1)))
                wire.shutdown(socket.SHUT_WR)
                while chunk := wire.recv(1 << 16):
                    answer += chunk
            seen.update(answer[place + 9 : place + 12] for place in _places(answer, b"HTTP/1.1 "))
            assert b"private" not in answer
        assert process.poll() is None
    assert not any(status.startswith(b"5") for status in seen), seen
    assert {b"200", b"206", b"304", b"400", b"404", b"405", b"416"} <= set(seen), seen


def _places(text: bytes, word: bytes) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)
