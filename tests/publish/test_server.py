"""The server: right types and ranges for players, nothing that is not published, whole files while a build goes on."""

from __future__ import annotations

import errno
import gzip
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
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from http.client import IncompleteRead
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StationError, UsageError
from pipeline.model import Episode
from pipeline.publish.server.app import app, serve
from pipeline.publish.server.auth import hashed
from pipeline.publish.server.file_response import BOUNDARY
from pipeline.staging import NEXT
from pipeline.station import ServeSettings, Station
from tests.conftest import ROOT
from tests.publish.live import Live, answer_on, basic, live
from tests.publish.samples import FRAME, ID3, STATION, cover, episode, lay_out, publish

SLUG = "notice-00001"
FOLDER = f"/audio_out/{SLUG}"
AUDIO = ID3 + FRAME * (episode(1).files["podcast"].bytes // len(FRAME))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One episode on the air; beside it one that is not yet, one that was withdrawn, and what is nobody's business."""
    root = tmp_path_factory.mktemp("served")
    audio, feeds = root / "audio_out", root / "feeds"
    lay_out(audio, episode(1), episode(2))
    put_out(audio, feeds, episode(1))
    own = audio / SLUG
    (own / "sip").mkdir()
    (own / "sip" / "001.wav").write_bytes(b"")
    (own / "words.vtt").write_text("WEBVTT\n\n")
    (own / "notes.txt").write_text("private")
    (own / ".ready").mkdir()
    (own / ".ready" / "podcast.mp3").write_text("private")
    (own / NEXT).mkdir()
    for name in (f"{SLUG}-podcast.mp3", "notes.txt", ".names", "episode.json"):
        (own / NEXT / name).write_bytes(AUDIO)
    (audio / "gone").mkdir()
    (audio / "gone" / "withdrawn.json").write_text("private")
    (audio / "gone" / "cover.jpg").write_text("private")
    (audio / ".index.json").write_text("private")
    (audio / ".clips").mkdir()
    (audio / ".clips" / "x.clip").write_text("private")
    (root / "station.toml").write_text("private")
    for name, target in {
        "transcript.srt": root / "station.toml",
        "chapters.json": own / "chapters.json",
        "thumb.jpg": own / "cover.jpg",
        "transcript.html": audio / "gone" / "withdrawn.json",
    }.items():
        (own / name).unlink(missing_ok=True)
        (own / name).symlink_to(target)
    (audio / "usb").mkdir()
    for name in ("play.m3u", f"001-{SLUG}.mp3", "002-notice-00002.mp3", "notes.mp3"):
        (audio / "usb" / name).write_bytes(AUDIO)
    (feeds / "draft.html").write_text("private")
    return audio, feeds


def put_out(audio: Path, feeds: Path, *episodes: Episode) -> None:
    publish(episodes, replace(STATION, base_url=""), audio_out=audio, feeds=feeds)
    (feeds / "cover.jpg").write_bytes(cover())


@pytest.fixture(scope="module")
def client(folders: tuple[Path, Path]) -> Iterator[Live]:
    with live(*folders) as server:
        yield server


TYPES = [
    ("/feeds/index.html", "text/html; charset=utf-8"),
    ("/feeds/podcast.xml", "application/rss+xml; charset=utf-8"),
    ("/feeds/workshop.m3u", "audio/x-mpegurl"),
    ("/feeds/workshop.m3u8", "audio/x-mpegurl"),
    ("/feeds/notice-00001.html", "text/html; charset=utf-8"),
    ("/feeds/podcasts.opml", "text/x-opml; charset=utf-8"),
    ("/feeds/cover.jpg", "image/jpeg"),
    (f"{FOLDER}/podcast.mp3", "audio/mpeg"),
    (f"{FOLDER}/{SLUG}-podcast.mp3", "audio/mpeg"),
    (f"{FOLDER}/{SLUG}-workshop.mp3", "audio/mpeg"),
    (f"{FOLDER}/transcript.vtt", "text/vtt; charset=utf-8"),
    (f"{FOLDER}/words.vtt", "text/vtt; charset=utf-8"),
    (f"{FOLDER}/thumb.jpg", "image/jpeg"),
    (f"{FOLDER}/sip/001.wav", "audio/wav"),
    (f"{FOLDER}/next/{SLUG}-podcast.mp3", "audio/mpeg"),
    ("/audio_out/usb/play.m3u", "audio/x-mpegurl"),
    (f"/audio_out/usb/001-{SLUG}.mp3", "audio/mpeg"),
    (f"/feeds/../audio_out/{SLUG}/podcast.mp3", "audio/mpeg"),
    (f"/feeds/%2e%2E/./audio_out/x/../{SLUG}/podcast.mp3", "audio/mpeg"),
    (f"/../../audio_out/{SLUG}/podcast.mp3?day=1", "audio/mpeg"),
]


@pytest.mark.parametrize(("path", "kind"), TYPES)
def test_types_and_head(client: Live, path: str, kind: str) -> None:
    got, head = client.ask(path), client.ask(path, "HEAD")
    assert got.status == head.status == 200
    assert got.headers["content-type"] == kind
    assert head.content == b""
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}
    assert got.after == head.after == b""
    assert int(got.headers["content-length"]) == len(got.content)


def test_the_door_leads_to_the_page(client: Live) -> None:
    answer = client.ask("/")
    assert (answer.status, answer.headers["location"]) == (307, "/feeds/index.html")
    assert client.ask("/healthz").text == "ok\n"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_put_here(client: Live, method: str) -> None:
    assert client.ask("/feeds/index.html", method).status == 405


def test_one_range_a_suffix_and_beyond(client: Live) -> None:
    path = f"{FOLDER}/podcast.mp3"
    first = client.ask(path, Range="bytes=0-9")
    assert (first.status, first.content) == (206, AUDIO[:10])
    assert first.headers["content-range"] == f"bytes 0-9/{len(AUDIO)}"
    assert client.ask(path, Range="bytes=-5").content == AUDIO[-5:]
    assert client.ask(path, "HEAD", Range="bytes=0-9").headers["content-length"] == "10"
    beyond = client.ask(path, Range="bytes=999999-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{len(AUDIO)}")
    assert client.ask(path, Range="lines=1-2").status == 200
    assert client.ask(f"{FOLDER}/sip/001.wav", Range="bytes=0-").status == 416
    assert client.ask(f"{FOLDER}/sip/001.wav").content == b""


def test_several_ranges(client: Live) -> None:
    answer = client.ask(f"{FOLDER}/podcast.mp3", Range="bytes=0-1,-2")
    assert answer.status == 206
    assert answer.headers["content-type"] == f"multipart/byteranges; boundary={BOUNDARY}"
    assert len(answer.content) == int(answer.headers["content-length"])
    assert answer.after == b""
    parts = answer.content.split(f"--{BOUNDARY}".encode())
    assert [part.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n") for part in parts[1:-1]] == [AUDIO[:2], AUDIO[-2:]]
    assert b"Content-Type: audio/mpeg" in parts[1]
    head = client.ask(f"{FOLDER}/podcast.mp3", "HEAD", Range="bytes=0-1,-2")
    assert (head.status, head.headers["content-length"]) == (206, answer.headers["content-length"])


def test_several_ranges_one_after_the_other_on_one_connection(client: Live) -> None:
    asked = f"GET {FOLDER}/podcast.mp3 HTTP/1.1\r\nHost: here\r\nRange: bytes=0-9,20-29,5-12\r\n\r\n"
    with client.wire() as wire:
        for _time in range(3):
            wire.sendall(asked.encode())
            answer = answer_on(wire)
            assert (answer.status, answer.content.count(BOUNDARY.encode())) == (206, 3), "two of the three overlap"


@given(
    st.lists(
        st.one_of(
            st.builds("{}-{}".format, st.integers(0, 90_000), st.integers(0, 90_000)),
            st.builds("{}-".format, st.integers(0, 90_000)),
            st.builds("-{}".format, st.integers(0, 90_000)),
            st.sampled_from(
                ["", "-", "a-b", "1-2-3", " 0-0 ", "--1", "0x1-2", "²-3", "9" * 30 + "-", "0-18446744073709551616"]
            ),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_whatever_ranges_are_asked_for_the_answer_is_whole(client: Live, parts: list[str]) -> None:
    answer = client.ask(f"{FOLDER}/podcast.mp3", Range="bytes=" + ",".join(parts))
    assert answer.status in (200, 206, 416)
    assert len(answer.content) == int(answer.headers["content-length"])
    assert answer.after == b""
    if answer.status == 200:
        assert answer.content == AUDIO
    for place in [place for place in answer.content.split(b"\r\n--") if b"Content-Range: bytes " in place]:
        told, _break, content = place.partition(b"\r\n\r\n")
        first, last = told.rpartition(b"bytes ")[2].partition(b"/")[0].split(b"-")
        assert content == AUDIO[int(first) : int(last) + 1]


def test_conditions(client: Live) -> None:
    path = f"{FOLDER}/podcast.mp3"
    known = client.ask(path).headers
    assert client.ask(path, If_None_Match=known["etag"]).status == 304
    assert client.ask(path, If_None_Match='"other", W/' + known["etag"]).status == 304
    assert client.ask(path, If_None_Match='"other"', If_Modified_Since=known["last-modified"]).status == 200
    assert client.ask(path, If_Modified_Since=known["last-modified"]).status == 304
    assert client.ask(path, If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT").status == 200
    assert client.ask(path, If_Modified_Since="yesterday").status == 200
    for condition, status in [(known["etag"], 206), (known["last-modified"], 206), ('"other"', 200), ("junk", 200)]:
        assert client.ask(path, Range="bytes=0-9", If_Range=condition).status == status


def test_text_is_compressed_for_those_who_take_it_and_audio_never(client: Live) -> None:
    plain = client.ask("/feeds/podcast.xml")
    assert "content-encoding" not in plain.headers
    answer = client.ask("/feeds/podcast.xml", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.content) == plain.content
    assert len(answer.content) < len(plain.content)
    assert answer.headers["vary"] == "accept-encoding"
    assert client.ask("/feeds/podcast.xml", accept_encoding="gzip", If_None_Match=answer.headers["etag"]).status == 304
    assert "content-encoding" not in client.ask("/feeds/podcast.xml", accept_encoding="gzip;q=0").headers
    assert "content-encoding" not in client.ask(f"{FOLDER}/podcast.mp3", accept_encoding="gzip").headers
    assert client.ask("/feeds/podcast.xml", "HEAD", accept_encoding="gzip").content == b""


def test_captions_may_be_fetched_by_other_sites_pages_may_not(client: Live) -> None:
    assert client.ask(f"{FOLDER}/transcript.vtt").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.ask("/feeds/index.html").headers


OUTSIDE = [
    "/station.toml",
    "/feeds/",
    "/feeds",
    FOLDER,
    f"{FOLDER}/",
    f"{FOLDER}/.",
    f"{FOLDER}/x/..",
    "/audio_out/../station.toml",
    "/audio_out/%2e%2e/station.toml",
    f"{FOLDER}/%2e%2e/%2e%2e/station.toml",
    f"/audio_out/{SLUG}%2f..%2f..%2fstation.toml",
    "/audio_out/%252e%252e/station.toml",
    "/feeds/../../../station.toml",
    f"/audio_out//{SLUG}/podcast.mp3",
    f"{FOLDER}/podcast.mp3%00",
    f"{FOLDER}/podcast.mp3%0a",
    f"{FOLDER}/podcast.mp3/",
    f"{FOLDER}/podcast.mp3/x",
    f"/audio_out\\{SLUG}\\podcast.mp3",
    f"/audio_out/{SLUG}%5c..%5c..%5cstation.toml",
    "/feeds/C:/station.toml",
    "/feeds/" + "x" * 5000,
    "/feeds/%ff%fe",
    "/etc/passwd",
    "//etc/passwd",
    "/audio_out/.index.json",
    "/audio_out/.clips/x.clip",
    "/feeds/.published.json",
    f"{FOLDER}/.ready/podcast.mp3",
]
NOT_PUBLISHED = [
    f"{FOLDER}/next/notes.txt",
    f"{FOLDER}/next/episode.json",
    f"{FOLDER}/next/.names",
    f"{FOLDER}/next/next/{SLUG}-podcast.mp3",
    f"{FOLDER}/next",
    "/audio_out/gone/withdrawn.json",
    "/audio_out/gone/cover.jpg",
    "/audio_out/station.json",
    "/audio_out/notice-00002/notice-00002-podcast.mp3",
    "/audio_out/notice-00002/cover.jpg",
    "/audio_out/notice-00002/transcript.html",
    f"{FOLDER}/episode.json",
    f"{FOLDER}/withdrawn.json",
    f"{FOLDER}/notes.txt",
    f"{FOLDER}/notice-00002-podcast.mp3",
    f"{FOLDER}/PODCAST.MP3",
    f"/audio_out/{SLUG.upper()}/podcast.mp3",
    f"{FOLDER}/sip/x/001.wav",
    f"{FOLDER}/sip/../notes.txt",
    "/audio_out/usb/002-notice-00002.mp3",
    "/audio_out/usb/notes.mp3",
    "/audio_out/usb",
    "/feeds/draft.html",
    "/feeds/notice-00002.html",
    "/feeds/notice-00001.html/x",
]
LINKS = [f"{FOLDER}/transcript.srt", f"{FOLDER}/chapters.json", f"{FOLDER}/transcript.html"]
"""Out of the folder, in a circle, and to what is withdrawn."""


@pytest.mark.parametrize("path", [*OUTSIDE, *NOT_PUBLISHED, *LINKS])
def test_nothing_outside_nothing_hidden_and_nothing_that_is_not_published(client: Live, path: str) -> None:
    for method in ("GET", "HEAD"):
        answer = client.ask(path, method)
        assert answer.status in (404, 405)
        assert b"private" not in answer.content


def test_where_nothing_is_people_are_told_in_the_stations_words(client: Live) -> None:
    for path in (OUTSIDE[0], NOT_PUBLISHED[3], "/feeds/notice-00002.html"):
        told = client.ask(path, Accept="text/html,application/xhtml+xml,*/*;q=0.8")
        assert (told.status, told.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "没有这一页" in told.text
        assert client.ask(path, Accept="*/*").text == "not found\n", "players need no page"


def test_what_is_withdrawn_or_comes_on_the_air_does_so_while_the_server_runs(tmp_path: Path) -> None:
    audio, feeds = tmp_path / "audio_out", tmp_path / "feeds"
    lay_out(audio, episode(1), episode(2))
    put_out(audio, feeds, episode(1))
    one, two = (f"/audio_out/notice-0000{n}/notice-0000{n}-podcast.mp3" for n in (1, 2))
    with live(audio, feeds) as server:
        assert [server.ask(path).status for path in (one, two)] == [200, 404]
        put_out(audio, feeds, episode(1), episode(2))
        assert [server.ask(path).status for path in (one, two)] == [200, 200]
        put_out(audio, feeds, episode(2))
        assert [server.ask(path).status for path in (one, two)] == [404, 200], "though its files are there still"
        (feeds / ".published.json").unlink()
        assert [server.ask(path).status for path in (one, two)] == [404, 404]


def test_an_audio_folder_of_another_name_answers_where_the_pages_lead(tmp_path: Path) -> None:
    audio, feeds = tmp_path / "声音 out", tmp_path / "feeds"
    lay_out(audio, episode(1))
    put_out(audio, feeds, episode(1))
    with live(audio, feeds) as server:
        for folder in ("/audio_out", quote("/声音 out"), "/feeds/../" + quote("声音 out")):
            assert server.ask(f"{folder}/{SLUG}/cover.jpg").content == cover()
            assert server.ask(f"{folder}/station.json").status == 404


@given(
    st.lists(
        st.sampled_from(
            ["..", ".", "", SLUG, "%2e", "%2E%2e", "\\", "%00", "~", "podcast.mp3", "%", "é", "C:", "|", "%2f"]
        ),
        max_size=8,
    )
)
def test_odd_paths_are_refused_without_a_stumble(client: Live, steps: list[str]) -> None:
    answer = client.ask("/audio_out/" + "/".join(steps))
    assert answer.status in (200, 400, 404)
    assert answer.status != 200 or answer.content == AUDIO


def test_a_private_feed(folders: tuple[Path, Path]) -> None:
    station = replace(Station(), serve=ServeSettings(user="u", password=hashed("p")))
    with live(*folders, station) as client:
        refused = client.ask("/feeds/podcast.xml")
        assert refused.status == 401
        assert refused.headers["www-authenticate"].startswith("Basic ")
        assert client.ask("/feeds/podcast.xml", Authorization="Basic dTpw").status == 200
        assert client.ask("/healthz").status == 200
        for _try in range(4):
            last = client.ask("/feeds/podcast.xml", Authorization="Basic dTp4")
        assert last.status == 429
        assert int(last.headers["retry-after"]) >= 1
        assert client.ask("/feeds/podcast.xml", Authorization="Basic dTpw").status == 200


def test_the_right_password_gets_in_past_parallel_guesses_from_its_own_address(folders: tuple[Path, Path]) -> None:
    """All of a works may share one address; and nobody has been let in since the server started."""
    station = replace(Station(), serve=ServeSettings(user="u", password=hashed("p")))
    with live(*folders, station) as client, ThreadPoolExecutor(20) as guessers:

        def guess(number: int) -> int:
            return client.ask("/feeds/podcast.xml", Authorization=basic("u", f"guess {number}")).status

        guesses = [guessers.submit(guess, number) for number in range(20)]
        assert client.ask("/feeds/podcast.xml", Authorization=basic("u", "p")).status == 200
        told = Counter(guess.result() for guess in guesses)
    assert told[401] <= 3
    assert told == {401: told[401], 429: 20 - told[401]}


@pytest.mark.parametrize(
    "settings",
    [ServeSettings(user="u"), ServeSettings("127.0.0.1", 8000, "u", "plain"), ServeSettings(password=hashed("p"))],
)
def test_a_half_set_password_is_refused(folders: tuple[Path, Path], settings: ServeSettings) -> None:
    with pytest.raises(StationError, match="broadcast password"):
        app(replace(Station(), serve=settings), audio_out=folders[0], feeds=folders[1])


def one_on_air(root: Path) -> tuple[Path, Path, Path]:
    """Both folders, and a master in the first."""
    audio, feeds = root / "audio_out", root / "feeds"
    lay_out(audio, episode(1))
    put_out(audio, feeds, episode(1))
    return audio, feeds, audio / SLUG / "podcast.mp3"


def test_a_file_replaced_while_it_is_sent_is_sent_as_it_was(tmp_path: Path) -> None:
    audio, feeds, path = one_on_air(tmp_path)
    old, new = b"o" * 3_000_000, b"n" * 1_000_000
    path.write_bytes(old)
    with (
        running(audio, feeds) as (address, _process),
        urlopen(f"{address}{FOLDER}/podcast.mp3") as answer,
    ):
        begun = answer.read(1000)
        (audio / "new").write_bytes(new)
        (audio / "new").replace(path)
        assert begun + answer.read() == old
        with urlopen(f"{address}{FOLDER}/podcast.mp3") as again:
            assert again.read() == new


@pytest.mark.parametrize("kept", ["on the disk", "where nobody can tell"])
def test_what_is_not_in_memory_is_read_in_a_thread(client: Live, monkeypatch: pytest.MonkeyPatch, kept: str) -> None:
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
    assert client.ask(f"{FOLDER}/podcast.mp3", Range="bytes=7-").content == AUDIO[7:]
    assert readers
    assert client.thread not in readers


def test_a_file_that_comes_in_pieces_is_whole_all_the_same(client: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.preadv
    monkeypatch.setattr(os, "preadv", lambda file, blocks, *rest: really(file, [memoryview(blocks[0])[:999]], *rest))
    assert client.ask(f"{FOLDER}/podcast.mp3").content == AUDIO


def test_a_file_cut_off_while_it_is_sent_is_never_passed_off_as_whole(tmp_path: Path) -> None:
    audio, feeds, path = one_on_air(tmp_path)
    path.write_bytes(b"o" * 40_000_000)
    with running(audio, feeds) as (address, _process), urlopen(f"{address}{FOLDER}/podcast.mp3") as answer:
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
    audio, feeds, path = one_on_air(tmp_path)
    path.write_bytes(bytes(40_000_000))
    with running(audio, feeds) as (address, process), urlopen(f"{address}{FOLDER}/podcast.mp3") as answer:
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


@pytest.mark.no_cover
def test_ten_thousand_odd_requests_never_stumble(folders: tuple[Path, Path]) -> None:
    """A seeded fuzzer over raw sockets: paths, methods, versions and headers no client sends."""
    dice = random.Random(20260501)  # noqa: S311  # a test's dice
    pieces = ["/", "..", "%2e", "%00", "\\", "feeds", "audio_out", SLUG, "podcast.mp3", "?", "#", "%", "C:", "~", "."]
    no_http = [" ", "\t", "é", "\x01", "\x7f"]
    whole = ["/feeds/index.html", f"{FOLDER}/podcast.mp3", f"{FOLDER}/transcript.vtt"]
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
