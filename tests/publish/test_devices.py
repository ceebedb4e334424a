"""Addresses of their own for loudspeakers: made, shown and taken away, and what they open."""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from pipeline import cli
from pipeline.errors import PublishError, UsageError
from pipeline.publish.devices import DEVICES, add_device, read_devices, remove_device
from pipeline.publish.server.auth import hashed
from pipeline.station import ServeSettings
from tests.conftest import ROOT
from tests.publish.live import Answer, Live, basic, live
from tests.publish.samples import STATION, cover, episode, lay_out, publish

SLUG = "notice-00001"


class House:
    """A station with a password, on the air."""

    def __init__(self, root: Path) -> None:
        self.audio, self.feeds = root / "audio_out", root / "feeds"
        lay_out(self.audio, episode(1), episode(2))
        self.station = replace(STATION, serve=ServeSettings(user="u", password=hashed("p")))
        publish([episode(1), episode(2)], self.station, audio_out=self.audio, feeds=self.feeds)
        (self.feeds / "cover.jpg").write_bytes(cover())
        (self.audio / SLUG / "sip").mkdir()
        (self.audio / SLUG / "sip" / "play.m3u").write_text("001.wav\n")

    def path(self, name: str, file: str) -> str:
        """What a player asks for that is told the address of ``file``."""
        (device,) = [device for device in read_devices(self.audio) if device.name == name]
        return device.address("", file)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def server(house: House) -> Iterator[Live]:
    with live(house.audio, house.feeds, house.station) as server:
        yield server


def told(answer: Answer) -> list[str]:
    """Paths of the addresses in a list or a feed that are the station's own."""
    return [url.removeprefix(STATION.base_url) for url in re.findall(rf"{STATION.base_url}[^\s\"<&]*", answer.text)]


@pytest.mark.parametrize("name", ["workshop.m3u", "workshop.m3u8", "workshop.xml", "podcast.xml", "podcasts.opml"])
def test_a_player_gets_past_the_list(house: House, server: Live, name: str) -> None:
    add_device(house.audio, "一车间")
    path = house.path("一车间", name)
    answer = server.ask(path)
    assert answer.status == 200
    inside = [inner for inner in told(answer) if re.search(r"/(feeds|audio_out)/", inner)]
    assert inside
    for inner in inside:
        assert server.ask(inner).status == 200, inner
        assert server.ask(re.sub(r"^/k/\w+", "", inner)).status == 401
    assert server.ask(path, "HEAD").headers["content-length"] == str(len(answer.content))
    assert server.ask(path, If_None_Match=answer.headers["etag"]).status == 304
    assert server.ask(path, Range="bytes=0-3", Accept_Encoding="gzip").content == answer.content
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_what_is_asked_beside_the_list_is_found_too(house: House, server: Live) -> None:
    add_device(house.audio, "hall")
    door = house.path("hall", "").removesuffix("/feeds/")
    audio = (house.audio / SLUG / "workshop.mp3").read_bytes()
    for path in (f"/audio_out/{SLUG}/workshop.mp3", f"/feeds/../audio_out/{SLUG}/workshop.mp3"):
        assert server.ask(f"{door}{path}").content == audio
        assert server.ask(f"{door}{path}", Range="bytes=5-9").content == audio[5:10]
    assert server.ask(f"{door}/audio_out/{SLUG}/sip/play.m3u").text == "001.wav\n"
    assert server.ask(f"{door}/").headers["location"] == f"{door}/feeds/index.html"
    page = server.ask(f"{door}/feeds/index.html")
    assert page.status == 200
    assert etree.HTML(page.content) is not None


@pytest.mark.parametrize(
    "path",
    [
        "/k//feeds/workshop.m3u",
        "/k/",
        "/k",
        "/k/wrong/feeds/workshop.m3u",
        "{door}x/feeds/workshop.m3u",
        "{upper}/feeds/workshop.m3u",
        "{door}/../../feeds/workshop.m3u",
        "{door}/../x/feeds/workshop.m3u",
        "/k/%00/feeds/workshop.m3u",
        "/K/{key}/feeds/workshop.m3u",
        "/x{door}/feeds/workshop.m3u",
        "/feeds/workshop.m3u",
    ],
)
def test_no_other_address_opens(house: House, server: Live, path: str) -> None:
    add_device(house.audio, "hall")
    door = house.path("hall", "").removesuffix("/feeds/")
    asked = path.format(door=door, upper=f"/k/{door[3:].upper()}", key=door[3:])
    for _time in range(30):
        assert server.ask(asked).status == 401
    assert server.ask("/feeds/workshop.m3u", Authorization=basic("u", "p")).status == 200, "and is no guess"


@pytest.mark.parametrize("path", ["/audio_out/.devices.json", "/feeds/../audio_out/.devices.json", "/station.toml"])
def test_a_device_gets_no_more_than_is_published(house: House, server: Live, path: str) -> None:
    add_device(house.audio, "hall")
    assert server.ask(house.path("hall", "").removesuffix("/feeds/") + path).status == 404


def test_an_address_is_taken_away_while_the_server_runs(house: House, server: Live) -> None:
    for name in ("one", "two"):
        add_device(house.audio, name)
    one, two = house.path("one", "workshop.m3u"), house.path("two", "workshop.m3u")
    assert (server.ask(one).status, server.ask(two).status) == (200, 200)
    remove_device(house.audio, "one")
    assert (server.ask(one).status, server.ask(two).status) == (401, 200)
    (house.audio / DEVICES).write_text("[")
    assert server.ask(two).status == 401, "where nobody knows any more who may, nobody may"


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ROOT / "station.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["device"]) == 0
    assert capsys.readouterr().out == "There are none. This makes one: broadcast device add NAME\n"
    assert cli.main(["device", "add", "一车间"]) == 0
    made = capsys.readouterr().out
    assert re.fullmatch(r"一车间: http://127\.0\.0\.1:8000/k/[a-z2-9]{20}/feeds/workshop\.m3u\n", made)
    assert stat.S_IMODE((tmp_path / "audio_out" / DEVICES).stat().st_mode) == 0o600
    assert cli.main(["device", "add", "hall 2"]) == 0
    other = capsys.readouterr().out
    assert other[-40:] != made[-40:]
    assert cli.main(["device", "list"]) == 0
    assert capsys.readouterr().out == other + made
    assert cli.main(["device", "add", "hall 2"]) == 2
    assert capsys.readouterr().err == (
        "hall 2: there is a device of this name already → choose another name, or remove that one first\n"
    )
    assert cli.main(["device", "remove", "hall 2"]) == 0
    assert capsys.readouterr().out == "hall 2: its address answers no more\n"
    assert cli.main(["device", "remove", "hall 2"]) == 2
    assert capsys.readouterr().err == "hall 2: there is no such device → run `broadcast device` to see them\n"
    assert cli.main(["device"]) == 0
    assert capsys.readouterr().out == made


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\x1b[31m", "\u202e"])
def test_a_name_that_cannot_be_shown(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="a device needs a name"):
        add_device(tmp_path, name)
    assert read_devices(tmp_path) == []


@pytest.mark.parametrize("record", [b"", b"[]", b'{"a": 1}', b'{"a": ""}', b"\xff", b"null"])
def test_a_damaged_record_is_told_and_not_written_over(tmp_path: Path, record: bytes) -> None:
    (tmp_path / DEVICES).write_bytes(record)
    with pytest.raises(PublishError, match=r"\.devices\.json: is damaged; it holds the addresses"):
        add_device(tmp_path, "hall")
    assert (tmp_path / DEVICES).read_bytes() == record
