"""Going on the air: the address listeners are told, written down where the feeds find it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.build import output_folder
from pipeline.commands.serve import serving as command
from pipeline.commands.serve.serving import air, qr_code
from pipeline.errors import UsageError
from pipeline.publish.checks.over_http import Answer
from pipeline.station import read_station
from pipeline.system.network import lan_address


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the server and the feeds were asked; neither runs."""
    seen: dict[str, object] = {}

    def serve(station: object, *, host: str, port: int, ready: Callable[[], object], **_folders: object) -> None:
        seen.update(host=host, port=port)
        ready()

    monkeypatch.setattr(command, "serve", serve)
    monkeypatch.setattr(
        command, "publish", lambda e, station, **_f: seen.update(base=station.base_url, episodes=list(e))
    )
    monkeypatch.setattr(command, "lan_address", lambda: "10.0.0.5")
    return seen


def go(station_file: Path, host: str | None = None, port: int | None = None) -> list[str]:
    root = station_file.parent
    (root / "feeds").mkdir(exist_ok=True)
    (root / "feeds" / "index.html").touch()
    (root / "audio_out").mkdir(exist_ok=True)
    said: list[str] = []
    station, settings = read_station(station_file)
    folders = {"audio_out": root / "audio_out", "feeds": root / "feeds"}
    air(station, settings, host=host, port=port, say=said.append, **folders)
    return said


def test_on_this_machine_alone_nothing_is_rewritten(station_file: Path, calls: dict[str, object]) -> None:
    before = station_file.read_bytes()
    said = go(station_file)
    assert calls == {"host": "127.0.0.1", "port": 8000}
    assert "The page:  http://127.0.0.1:8000/feeds/index.html" in said
    assert station_file.read_bytes() == before
    assert not any("█" in line for line in said)


def test_on_the_network_its_address_is_written_down_once(station_file: Path, calls: dict[str, object]) -> None:
    said = go(station_file, host="0.0.0.0", port=9000)  # noqa: S104  # nothing is bound here
    assert calls == {"host": "0.0.0.0", "port": 9000, "base": "http://10.0.0.5:9000", "episodes": []}  # noqa: S104  # told, not bound
    assert read_station(station_file)[0].base_url == "http://10.0.0.5:9000"
    assert "where listeners reach" in station_file.read_text(), "the comment stays"
    assert any("█" in line for line in said), "a QR code is shown"
    calls.clear()
    go(station_file, host="0.0.0.0", port=9000)  # noqa: S104  # likewise
    assert "base" not in calls, "an address that stands is left alone"


def test_a_run_at_work_or_cut_off_is_told_before_anything_is_rewritten(
    station_file: Path, calls: dict[str, object]
) -> None:
    (station_file.parent / "audio_out").mkdir()
    before = station_file.read_bytes()
    with (
        output_folder.held(station_file.parent / "audio_out"),
        pytest.raises(UsageError, match="another run is at work"),
    ):
        go(station_file, host="0.0.0.0")  # noqa: S104  # likewise
    (station_file.parent / "audio_out" / ".lock").write_text("process 1")
    with pytest.raises(UsageError, match="the last run here was cut off → run make first"):
        go(station_file, host="0.0.0.0")  # noqa: S104  # likewise
    assert station_file.read_bytes() == before
    assert calls == {}


def test_nothing_built_yet_is_told(station_file: Path) -> None:
    station, settings = read_station(station_file)
    nowhere = station_file.parent / "feeds"
    with pytest.raises(UsageError, match="run make first"):
        air(station, settings, audio_out=nowhere, feeds=nowhere, host=None, port=None, say=print)


def test_the_lan_address_sends_nothing_and_is_loopback_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    assert socket.inet_aton(lan_address())

    def unreachable(*_args: object) -> None:
        raise OSError("network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    assert lan_address() == "127.0.0.1"


def test_the_qr_code_reads_back() -> None:
    import segno

    shown = qr_code("http://10.0.0.5:8000/feeds/index.html")
    light = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}
    rows: list[list[bool]] = []
    for line in shown.splitlines():
        rows += [[not light[block][half] for block in line] for half in (0, 1)]
    expected = [
        [bool(m) for m in row]
        for row in segno.make("http://10.0.0.5:8000/feeds/index.html", error="m").matrix_iter(border=2)
    ]
    assert rows[: len(expected)] == expected


@pytest.mark.parametrize(
    ("host", "loopback"), [("localhost", True), ("::1", True), ("127.0.0.2", True), ("fabrik", False)]
)
def test_loopback(host: str, loopback: bool) -> None:
    assert command.is_loopback(host) is loopback


# ── the address that is true ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Who answers: by the beginning of the address, the status; all others do not. Asked in this very thread."""
    statuses: dict[str, int] = {}

    class AtOnce:
        def __init__(self, target: Callable[..., None], args: tuple[object, ...], daemon: bool) -> None:
            self.start = lambda: target(*args)

    def over_http(server: str, _base: str) -> Callable[..., Answer]:
        return lambda _method, _url, _headers: Answer(statuses.get(server, 0))

    monkeypatch.setattr(command, "Thread", AtOnce)
    monkeypatch.setattr(command, "over_http", over_http)
    return statuses


NETWORK = "0.0.0.0"  # noqa: S104  # nothing is bound here


@pytest.mark.parametrize(
    ("base", "host", "port", "answers", "told", "remedy"),
    [
        ("", None, 9000, {}, "http://127.0.0.1:8000, and nothing answers", "http://127.0.0.1:9000"),
        (
            "http://10.0.0.5:8000",
            NETWORK,
            9000,
            {},
            "http://10.0.0.5:8000, and nothing answers",
            "http://10.0.0.5:9000",
        ),
        ("http://192.168.0.7:8000", NETWORK, None, {}, "http://192.168.0.7:8000, and nothing", "http://10.0.0.5:8000"),
        (
            "http://radio.example",
            NETWORK,
            None,
            {"http://radio.example": 404},
            "radio.example, and nothing",
            "10.0.0.5",
        ),
        ("http://radio.example", NETWORK, None, {"http://radio.example": 200}, "radio.example, which answers", ""),
        ("http://radio.example", None, None, {"http://radio.example": 401}, "radio.example, which answers", ""),
        ("http://10.0.0.5:8000", NETWORK, None, {}, "", ""),
        ("", None, None, {}, "", ""),
    ],
)
def test_where_the_feeds_lead_elsewhere_it_is_told(
    station_file: Path,
    calls: dict[str, object],
    asked: dict[str, int],
    base: str,
    host: str | None,
    port: int | None,
    answers: dict[str, int],
    told: str,
    remedy: str,
) -> None:
    station_file.write_text(station_file.read_text().replace('base_url = ""', f'base_url = "{base}"'))
    asked.update(answers)
    said = go(station_file, host=host, port=port)
    here = f"http://{'10.0.0.5' if host else '127.0.0.1'}:{port or 8000}"
    assert f"The page:  {here}/feeds/index.html" in said, "where the server really is"
    assert [line for line in said if "lead listeners" in line and told in line and remedy in line] == [said[-1]] * bool(
        told
    )
    assert any("Subscribe: " in line and (base or "http://127.0.0.1:8000") in line for line in said)
