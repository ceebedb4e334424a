"""Proxies, certificates, no network at all: what an operator of a closed network meets."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import ssl
import subprocess
import sys
import threading
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.errors import BroadcastError, ServiceDown, VoiceError
from pipeline.voice.edge.engine import EdgeEngine, Patience
from pipeline.voice.edge.proxy import proxy_for, shown
from tests.doubles.edge import EdgeDouble
from tests.doubles.edge_asking import AMPLE, is_whole, utterance

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCE = utterance("工会主席讲话。")
SERVICE = "wss://speech.platform.bing.com/x"
CERTIFICATE = Path(__file__).parents[1] / "doubles" / "edge_certificate.pem"
"""Signed by itself, with its key, for this test only."""
PROJECT = Path(__file__).parents[2]


class Proxy:
    """A small HTTP proxy on 127.0.0.1: takes CONNECT, asks for a password if told, refuses if told."""

    def __init__(self, password: str = "", *, refusal: int = 0) -> None:
        self.asked: list[str] = []
        self._wanted = f"Basic {base64.b64encode(password.encode()).decode()}" if password else ""
        self._refusal = refusal

    def __enter__(self) -> Proxy:
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)))
        self._thread.start()
        ready.result(timeout=10)
        return self

    def __exit__(self, *_exc: object) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    async def _serve(self, ready: Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set_result(None)
        await self._closing.wait()
        server.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.split("\r\n")[0])
        refusal = self._refusal or (407 if self._wanted and self._wanted not in head else 0)
        if refusal:
            writer.write(f"HTTP/1.1 {refusal} No\r\nContent-Length: 0\r\n\r\n".encode())
        else:
            host, port = head.split()[1].rsplit(":", 1)
            back, forth = await asyncio.open_connection(host, int(port))
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await asyncio.wait(
                [asyncio.create_task(_pour(reader, forth)), asyncio.create_task(_pour(back, writer))],
                return_when=asyncio.FIRST_COMPLETED,
            )
            forth.close()
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _engine(proxy: str = "", failures: int = 2) -> EdgeEngine:
    return EdgeEngine(proxy, deadlines=AMPLE, patience=Patience(attempts=3, failures=failures, first_pause=0.001))


@pytest.fixture
def encrypted() -> Iterator[EdgeDouble]:
    """The double behind TLS, as the service is."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)
    with EdgeDouble(tls=tls) as double, double.in_place_of_the_service():
        yield double


@pytest.fixture
def trusted(encrypted: EdgeDouble, monkeypatch: pytest.MonkeyPatch) -> EdgeDouble:
    monkeypatch.setattr("edge_tts.communicate._SSL_CTX", ssl.create_default_context(cafile=CERTIFICATE))
    return encrypted


# ── which proxy ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("environment", "explicit", "proxy"),
    [
        ({}, "", None),
        ({}, "http://a:1", "http://a:1"),
        ({"HTTPS_PROXY": "http://b:2"}, "", "http://b:2"),
        ({"https_proxy": "http://b:2"}, "", "http://b:2"),
        ({"https_proxy": "http://b:2", "HTTPS_PROXY": "http://c:3"}, "", "http://b:2"),
        ({"ALL_PROXY": "http://d:4"}, "", "http://d:4"),
        ({"ALL_PROXY": "http://d:4", "HTTPS_PROXY": "http://b:2"}, "", "http://b:2"),
        ({"WSS_PROXY": "http://e:5", "HTTPS_PROXY": "http://b:2"}, "", "http://e:5"),
        ({"HTTP_PROXY": "http://f:6"}, "", None),
        ({"HTTPS_PROXY": "b:2"}, "", "http://b:2"),
        ({"HTTPS_PROXY": ""}, "", None),
        ({"HTTPS_PROXY": "http://b:2"}, "http://a:1", "http://a:1"),
        ({"HTTPS_PROXY": "http://b:2", "NO_PROXY": "localhost,.bing.com"}, "", None),
        ({"HTTPS_PROXY": "http://b:2", "NO_PROXY": "*"}, "", None),
        ({"HTTPS_PROXY": "http://b:2", "NO_PROXY": "example.org"}, "", "http://b:2"),
        ({"NO_PROXY": "*"}, "http://a:1", "http://a:1"),
    ],
)
def test_proxy_is_the_one_an_operator_expects(
    environment: dict[str, str], explicit: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(SERVICE, explicit) == proxy


@pytest.mark.parametrize(
    "proxy",
    ["socks5://me:secret@a:1", "http://", "http://me:secret@:80", "http://me:secret@a:port", "http://me:secret@["],
)
def test_unusable_proxy_is_told_without_its_password(proxy: str) -> None:
    with pytest.raises(ServiceDown, match=r"\[edge\] proxy") as caught:
        _engine(proxy).say(SENTENCE)
    assert "secret" not in str(caught.value)


def test_shown_proxy_has_no_password() -> None:
    assert shown("http://me:p@ss@a:1") == "http://a:1"
    assert shown("http://a:1") == "http://a:1"


# ── through a proxy ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("given", ["station.toml", "HTTPS_PROXY"])
def test_says_everything_through_a_proxy_with_a_password(
    trusted: EdgeDouble, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    with Proxy("boss:se@ret") as proxy:
        url = f"http://boss:se%40ret@127.0.0.1:{proxy.port}"
        if given == "HTTPS_PROXY":
            monkeypatch.setenv("HTTPS_PROXY", url)
            monkeypatch.setenv("NO_PROXY", "")
            monkeypatch.setenv("no_proxy", "")
        clip = _engine(url if given == "station.toml" else "").say(SENTENCE)
    assert is_whole(clip, SENTENCE)
    assert {*proxy.asked} == {f"CONNECT {trusted.address} HTTP/1.1"}


@pytest.mark.parametrize(
    ("refusal", "error", "complaint"),
    [
        (403, ServiceDown, r"proxy .*HTTP 403.*allow speech\.platform"),
        (405, ServiceDown, "proxy .*HTTP 405"),
        (407, ServiceDown, "proxy .*HTTP 407.*name:password@host"),
        (502, ServiceDown, "too often.*proxy .*HTTP 502"),
    ],
)
def test_proxy_that_refuses(trusted: EdgeDouble, refusal: int, error: type[VoiceError], complaint: str) -> None:
    with Proxy(refusal=refusal) as proxy, pytest.raises(VoiceError, match=complaint) as caught:
        _engine(f"http://boss:secret@127.0.0.1:{proxy.port}").say(SENTENCE)
    assert type(caught.value) is error
    assert "secret" not in _all_of(caught.value)
    assert trusted.log == []


def test_proxy_that_is_not_there(trusted: EdgeDouble) -> None:
    port = _closed_port()
    with pytest.raises(ServiceDown, match=f"proxy http://127.0.0.1:{port} cannot be reached") as caught:
        _engine(f"http://boss:secret@127.0.0.1:{port}").say(SENTENCE)
    assert "secret" not in _all_of(caught.value)


# ── TLS, and no network ─────────────────────────────────────────────────────────────────────────────


def test_certificate_that_is_not_trusted_ends_it_at_once(encrypted: EdgeDouble) -> None:
    voice = _engine(failures=20)
    for _attempt in range(2):
        with pytest.raises(ServiceDown, match="certificate"):
            voice.say(SENTENCE)
    assert encrypted.log == []


@pytest.mark.parametrize("status", [200, 204, 302, 307, 511])
def test_page_of_a_network_that_wants_a_log_in_is_told_as_such(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A captive portal: it answers, or leads away, whatever is asked."""
    head = f"HTTP/1.1 {status} Log in\r\nLocation: /login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with answering(head.encode()) as address:
        monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"ws://{address}/edge/v1?TrustedClientToken=x")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        voice = _engine(failures=20)
        with pytest.raises(VoiceError, match=r"web page|connection") as caught:
            voice.say(SENTENCE)
    assert "upgrade" not in str(caught.value)
    if status not in (302, 307):  # the client follows those for a while
        assert type(caught.value) is ServiceDown
        assert f"a web page answered in place of the online voice (HTTP {status})" in caught.value.what
        assert caught.value.next.startswith("open any web page on this machine")


@pytest.mark.parametrize(
    ("answer", "what", "advice"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://portal/\r\n\r\n", "is not encrypted", "open any web page"),
        (b"<html>log in</html>", "is not encrypted", "open any web page"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "is not encrypted", "open any web page"),
        (b"\x15\x03\x03\x00\x02\x02\x28", "no encrypted connection .*handshake failure", "allow speech.platform"),
        (b"\x15\x03\x03\x00\x02\x02\x46", "no encrypted connection .*protocol version", "allow speech.platform"),
        (b"", "cannot be reached|broke|no encrypted connection", ""),
    ],
)
def test_connection_that_cannot_be_encrypted_is_told_as_such(
    answer: bytes, what: str, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(answer) as address:
        monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"wss://{address}/edge/v1?TrustedClientToken=x")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with pytest.raises(VoiceError, match=what) as caught:
            _engine(failures=20).say(SENTENCE)
    assert "not permitted" not in str(caught.value)
    assert caught.value.next.startswith(advice) or advice in caught.value.next


@pytest.mark.parametrize(
    ("days", "host", "reason", "advice"),
    [
        ((-20, -10), "127.0.0.1", "certificate has expired", "set the clock"),
        ((10, 20), "127.0.0.1", "certificate is not yet valid", "set the clock"),
        ((-10, 10), "192.0.2.1", "IP address mismatch", "ask for an exception"),
        ((-10, 10), "127.0.0.1", "", ""),
    ],
)
def test_certificate_that_is_not_accepted_is_told_with_the_reason(
    days: tuple[int, int], host: str, reason: str, advice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "certificate.pem"
    path.write_bytes(certificate(host, *days))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    monkeypatch.setattr("edge_tts.communicate._SSL_CTX", ssl.create_default_context(cafile=path))
    with EdgeDouble(tls=tls) as double, double.in_place_of_the_service():
        if not reason:
            assert is_whole(_engine().say(SENTENCE), SENTENCE)
            return
        with pytest.raises(ServiceDown, match=f"certificate of the online voice was not accepted .*{reason}") as caught:
            _engine().say(SENTENCE)
    assert caught.value.next.startswith(advice)


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """The address of a server that answers all that is asked with the same bytes, and hangs up."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _address = listener.accept()
                with line, suppress(OSError):
                    line.recv(65536)
                    line.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield "{}:{}".format(*listener.getsockname())
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def certificate(host: str, first_day: int, last_day: int) -> bytes:
    """One for the address ``host``, signed by itself, with its key; valid between those days from today."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "double")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today + timedelta(first_day))
        .not_valid_after(today + timedelta(last_day))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    return made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)


def test_encrypted_service_is_heard(trusted: EdgeDouble) -> None:
    assert is_whole(_engine().say(SENTENCE), SENTENCE)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every outgoing connection and every look-up of a name is refused, and noted."""
    tried: list[object] = []

    def refuse(_socket: socket.socket, address: object) -> int:
        tried.append(address)
        raise ConnectionRefusedError(111, "refused by the test")

    def unknown(host: object, *_rest: object, **_more: object) -> list[object]:
        tried.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "no such name, says the test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    return tried


@pytest.mark.parametrize("proxy", ["", "http://boss:secret@proxy.factory.example:3128", "http://127.0.0.1:9"])
def test_without_a_network_there_is_an_error_and_nothing_hangs(no_network: list[object], proxy: str) -> None:
    voice = _engine(proxy)
    with pytest.raises(ServiceDown, match="cannot be reached") as caught:
        voice.say(SENTENCE)
    assert "secret" not in _all_of(caught.value)
    assert no_network
    fresh = _engine(proxy)
    with pytest.raises(ServiceDown, match="cannot be reached"):
        fresh.probe()
    asked = len(no_network)
    with pytest.raises(ServiceDown):
        fresh.say(SENTENCE)
    assert len(no_network) == asked


def test_address_that_does_not_answer_is_an_error_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    # A listener whose queue is full drops what comes, as a firewall does.
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        host, port = listener.getsockname()
        monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"ws://{host}:{port}/edge/v1?TrustedClientToken=x")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        deadlines = type(AMPLE)(connect=0.3, first=5, between=5, whole=10)
        with pytest.raises(VoiceError, match="no connection to the online voice in time"):
            EdgeEngine(deadlines=deadlines, patience=Patience(attempts=1)).say(SENTENCE)


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_command_run_under_the_double_speaks_to_it(tmp_path: Path) -> None:
    script = tmp_path / "say.py"
    script.write_text(
        "from tests.doubles.edge_asking import engine, is_whole, utterance\n"
        "asked = utterance('你好，工友。')\n"
        "assert is_whole(engine().say(asked), asked)\n"
        "raise SystemExit(7)\n"
    )
    done = _by_hand("--latency", "0", "--speed", "0", "--", sys.executable, "-c", f"exec(open({str(script)!r}).read())")
    assert done.returncode == 7, done.stderr
    assert "你好，工友。" in done.stderr
    assert "export EDGE_DOUBLE=127.0.0.1:" in done.stdout


def _by_hand(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.doubles.edge", *arguments]
    surroundings = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(  # noqa: S603 - this very Python
        command, cwd=PROJECT, env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )


def _all_of(exc: BaseException | None) -> str:
    """The messages of an error and of our errors behind it."""
    text = ""
    while exc:
        text += str(exc) if isinstance(exc, BroadcastError) else ""
        exc = exc.__cause__
    return text
