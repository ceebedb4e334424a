"""How often an episode was heard: counted over a real socket, told by a command, and nothing kept of who it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.errors import PublishError
from pipeline.model import AudioFile
from pipeline.publish.devices import add_device, read_devices
from pipeline.publish.heard import DAYS, HEARD, Count, add_heard, read_heard
from pipeline.publish.server import audience
from pipeline.station import Station
from tests.conftest import ROOT
from tests.publish.live import Live, live
from tests.publish.samples import FRAME, FRAME_SECONDS, ID3, STATION, episode, lay_out, publish

LONG, SHORT = "notice-00001", "notice-00002"
FRAMES = 6000
"""Two and a half minutes."""
MINUTE = len(FRAME) * 60 / FRAME_SECONDS
"""Bytes."""
SOUND = len(ID3)
"""Where it begins."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An episode that lasts minutes and one of seconds."""
    root = tmp_path_factory.mktemp("heard")
    milliseconds = round(FRAMES * FRAME_SECONDS * 1000)
    long = replace(
        episode(1),
        files={
            master: AudioFile(
                f"{master}.mp3", len(ID3) + FRAMES * len(FRAME), "audio/mpeg", milliseconds, f"{LONG}-{master}.mp3"
            )
            for master in ("podcast", "workshop")
        },
    )
    lay_out(root / "audio_out", long, episode(2))
    publish([long, episode(2)], STATION, audio_out=root / "audio_out", feeds=root / "feeds")
    return root


class Days:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-05-01T10:00:00+08:00")

    def __call__(self, zone: tzinfo) -> datetime:
        return self.now.astimezone(zone)


@contextmanager
def counting(house: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Live, Days]]:
    """A server that has counted nothing yet; what it has counted is written when it ends."""
    days = Days()
    monkeypatch.setattr(audience.Audience.__init__, "__defaults__", (days,))
    (house / "audio_out" / HEARD).unlink(missing_ok=True)
    with live(house / "audio_out", house / "feeds", Station()) as server:
        yield server, days


def counted(house: Path) -> dict[tuple[str, str], int]:
    return {key: count.total for key, count in read_heard(house / "audio_out").items()}


def path_of(slug: str, name: str) -> str:
    return f"/audio_out/{slug}/{name}"


def ranges(*parts: tuple[float, float]) -> list[dict[str, str]]:
    return [{"Range": f"bytes={round(start)}-{round(end) - 1}"} for start, end in parts]


BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile"}
HEARINGS = [
    ("all at once", [{}], 1),
    ("twice by the same", [{}, {}], 1),
    ("by two programs", [{}, BROWSER], 2),
    ("less than a minute", ranges((SOUND, SOUND + MINUTE - 400)), 0),
    ("just a minute", ranges((SOUND, SOUND + MINUTE + 1)), 1),
    ("a minute with the tag", ranges((0, MINUTE + 1)), 0),
    ("in two parts that touch", ranges((SOUND, SOUND + MINUTE / 2), (SOUND + MINUTE / 2, SOUND + MINUTE + 1)), 1),
    ("in two parts that do not", ranges((SOUND, SOUND + MINUTE / 2), (500_000, 500_000 + MINUTE / 2 + 1)), 1),
    ("the same part twice", ranges((SOUND, SOUND + MINUTE / 2), (SOUND, SOUND + MINUTE / 2)), 0),
    ("two parts in one request", [{"Range": f"bytes={SOUND}-{SOUND + 250_000},{700_000}-{950_000}"}], 1),
    ("two bytes, as some players look first", ranges((0, 2)), 0),
    ("what the client has already", [{"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}], 0),
    ("by robots", [{"User-Agent": name} for name in ("Googlebot/2.1", "Bytespider", "facebookexternalhit/1.1")], 0),
    ("by players with odd names", [{"User-Agent": "Robotics FM/1"}, {"User-Agent": "VLC/3.0 LibVLC/3.0"}], 2),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "times"), [case[1:] for case in HEARINGS], ids=[case[0] for case in HEARINGS])
def test_a_hearing_is_a_minute_of_sound(
    house: Path, monkeypatch: pytest.MonkeyPatch, asked: list[dict[str, str]], times: int
) -> None:
    with counting(house, monkeypatch) as (server, _days):
        for headers in asked:
            server.ask(
                path_of(LONG, f"{LONG}-podcast.mp3"),
                **{name.replace("-", "_"): value for name, value in headers.items()},
            )
    assert counted(house) == ({(LONG, "podcast"): times} if times else {})


def test_masters_episodes_devices_and_days_are_counted_apart(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_device(house / "audio_out", "hall")
    (hall,) = read_devices(house / "audio_out")
    with counting(house, monkeypatch) as (server, days):
        for path in (
            path_of(LONG, "podcast.mp3"),
            path_of(LONG, f"{LONG}-podcast.mp3"),
            f"/k/{hall.key}{path_of(LONG, 'workshop.mp3')}",
            path_of(SHORT, "podcast.mp3"),
            path_of(SHORT, "cover.jpg"),
            "/feeds/podcast.xml",
        ):
            server.ask(path)
        server.ask(path_of(SHORT, "workshop.mp3"), "HEAD")
        days.now += timedelta(days=1)
        server.ask(path_of(LONG, "podcast.mp3"))
    heard = read_heard(house / "audio_out")
    assert {key: dict(count.days) for key, count in heard.items()} == {
        (LONG, "podcast"): {date(2026, 5, 1): 1, date(2026, 5, 2): 1},
        (LONG, "workshop"): {date(2026, 5, 1): 1},
        (SHORT, "podcast"): {date(2026, 5, 1): 1},
    }
    kept = (house / "audio_out" / HEARD).read_text()
    assert "127.0.0.1" not in kept
    assert server.port


def test_who_hangs_up_has_not_heard_it(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent to nobody counts as nothing. The file is larger than all that a connection holds on its way."""
    path = house / "audio_out" / SHORT / "workshop.mp3"
    before = path.read_bytes()
    path.write_bytes(ID3 + FRAME * 400_000)
    monkeypatch.setattr(audience, "_minute_of", lambda *_file: (0, 60_000_000))
    with counting(house, monkeypatch) as (server, _days):
        with server.wire() as wire:
            wire.sendall(f"GET {path_of(SHORT, 'workshop.mp3')} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
            wire.recv(1000)
        assert server.ask("/healthz").status == 200
    path.write_bytes(before)
    assert counted(house) == {}


def test_a_damaged_record_keeps_nobody_from_listening(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with counting(house, monkeypatch) as (server, _days):
        (house / "audio_out" / HEARD).write_text("[")
        assert server.ask(path_of(SHORT, "podcast.mp3")).status == 200
    assert (house / "audio_out" / HEARD).read_text() == "["
    with pytest.raises(PublishError, match=r"\.heard\.json: is damaged; it holds how often"):
        read_heard(house / "audio_out")


def test_old_days_are_let_go_and_the_sum_stays() -> None:
    count, first = Count(), date(2026, 1, 1)
    for number in range(2 * DAYS):
        count = count.plus(first + timedelta(days=number), 2)
    assert (count.total, len(count.days)) == (4 * DAYS, DAYS)
    assert count.since(first + timedelta(days=2 * DAYS - 3)) == 6


def test_the_command(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(ROOT / "station.toml", tmp_path)
    audio = tmp_path / "audio_out"
    shutil.copytree(house / "audio_out" / LONG, audio / LONG)
    shutil.copytree(house / "audio_out" / SHORT, audio / SHORT)
    (audio / SHORT / "episode.json").rename(audio / SHORT / "withdrawn.json")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["heard"]) == 0
    assert "Nothing has been heard yet" in capsys.readouterr().out
    today = datetime.now(STATION.zone).date()
    add_heard(audio, {(LONG, "podcast", today): 3, (LONG, "workshop", today - timedelta(days=6)): 2})
    add_heard(audio, {(LONG, "podcast", today - timedelta(days=7)): 40, (SHORT, "podcast", today): 1})
    assert cli.main(["heard"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"      1      1      0  {episode(2).date[:10]}  安全通知之2 (withdrawn)",
        f"     45      5      2  {episode(1).date[:10]}  安全通知之1",
    ]
    assert cli.main(["heard", "--days", "1"]) == 0
    assert "     45      3      2" in capsys.readouterr().out
    assert json.loads((audio / HEARD).read_text())[LONG]["podcast"]["total"] == 43
