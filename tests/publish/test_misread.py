"""Listeners mark a sentence that is read wrongly, over a real socket; the operator finds it, and not who it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.build import Summary
from pipeline.publish.misread import MISREAD, MOST, notice, read_marked
from pipeline.publish.server import marking
from pipeline.publish.server.auth import hashed
from pipeline.station import ServeSettings
from tests.conftest import ROOT
from tests.publish.live import Answer, Live, answer_on, basic, live
from tests.publish.samples import SENTENCES, STATION, cover, episode, lay_out, publish

SLUG = "notice-00001"


class House:
    """One episode on the air, one that is not."""

    def __init__(self, root: Path) -> None:
        self.root, self.audio, self.feeds = root, root / "audio_out", root / "feeds"
        lay_out(self.audio, episode(1, title="安全\t通知"), episode(2))
        publish([episode(1, title="安全\t通知")], STATION, audio_out=self.audio, feeds=self.feeds)
        (self.feeds / "cover.jpg").write_bytes(cover())


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def server(house: House) -> Iterator[Live]:
    with live(house.audio, house.feeds, STATION) as server:
        yield server


def post(server: Live, content: object, path: str = "/misread", **headers: str) -> Answer:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    told = {"Content_Type": "application/json", "Content_Length": str(len(body))} | headers
    lines = [f"POST {path} HTTP/1.1", "Host: here", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in told.items()]
    with server.wire() as wire:
        wire.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        return answer_on(wire, "POST")


def test_what_is_marked_stands_in_a_file_outside_what_is_published(house: House, server: Live) -> None:
    assert server.ask("/misread", "HEAD").status == 204
    assert notice(house.audio) == ""
    for number in (2, 3, 2):
        assert post(server, {"episode": SLUG, "sentence": number}).status == 204
    marked = read_marked(house.audio)
    assert [(each.times, each.title, each.sentence, each.number) for each in marked] == [
        (2, "安全 通知", SENTENCES[1], 2),
        (1, "安全 通知", SENTENCES[2], 3),
    ]
    kept = (house.audio / MISREAD).read_text(encoding="utf-8-sig")
    assert "127.0.0.1" not in kept
    assert notice(house.audio) == f"Listeners say that sentences are read wrongly: 2, in {house.audio / MISREAD}"
    for path in ("/audio_out/misread.tsv", "/feeds/misread.tsv", "/misread.tsv"):
        assert server.ask(path).status == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"episode": SLUG, "sentence": 99}, 404),
        ({"episode": "notice-00002", "sentence": 1}, 404),
        ({"episode": "../feeds", "sentence": 1}, 404),
        ({"episode": "index", "sentence": 1}, 404),
        ({"episode": SLUG, "sentence": -1}, 400),
        ({"episode": SLUG, "sentence": True}, 400),
        ({"episode": SLUG, "sentence": "1"}, 400),
        ({"episode": [SLUG], "sentence": 1}, 400),
        ({"episode": SLUG}, 400),
        ([], 400),
        (b"", 400),
        (b"{", 400),
        (b"[" * 500, 400),
        (b'{"episode": "' + b"x" * 600 + b'"}', 413),
    ],
)
def test_nothing_else_is_written(house: House, server: Live, content: object, status: int) -> None:
    assert post(server, content).status == status
    assert not (house.audio / MISREAD).exists()


def test_other_sites_cannot_have_their_visitors_mark(house: House, server: Live) -> None:
    """A page elsewhere may send a form or plain text unasked; for JSON a browser asks first, and is not answered."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert post(server, {"episode": SLUG, "sentence": 1}, Content_Type=kind).status == 415
    assert server.ask("/misread", "OPTIONS").status == 405
    assert post(server, {"episode": SLUG, "sentence": 1}, path="/feeds/index.html").status == 405


def test_enough_is_enough(house: House, server: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "MOST_EACH", 3)
    told = [post(server, {"episode": SLUG, "sentence": 1}).status for _time in range(5)]
    assert told == [204, 204, 204, 429, 429]
    (house.audio / MISREAD).write_text("x\n" * MOST)
    monkeypatch.setattr(marking, "MOST_EACH", 9)
    assert post(server, {"episode": SLUG, "sentence": 1}).status == 503
    assert (house.audio / MISREAD).read_text() == "x\n" * MOST


def test_what_the_operator_has_written_or_deleted_is_respected(house: House, server: Live) -> None:
    for number in (1, 2):
        post(server, {"episode": SLUG, "sentence": number})
    lines = (house.audio / MISREAD).read_text(encoding="utf-8-sig").splitlines()
    (house.audio / MISREAD).write_text("\n".join(["已改：3 句", "3\tx\ty\tz\t\t\t", lines[1]]), encoding="utf-8")
    assert post(server, {"episode": SLUG, "sentence": 2}).status == 204
    after = (house.audio / MISREAD).read_text(encoding="utf-8-sig").splitlines()
    assert after[:2] == ["已改：3 句", "3\tx\ty\tz\t\t\t"]
    assert [(each.times, each.number) for each in read_marked(house.audio)] == [(2, 2)]


def test_behind_a_password_only_listeners_mark(house: House) -> None:
    station = replace(STATION, serve=ServeSettings(user="u", password=hashed("p")))
    with live(house.audio, house.feeds, station) as server:
        asked = {"episode": SLUG, "sentence": 1}
        assert post(server, asked).status == 401
        assert server.ask("/misread", "HEAD").status == 401
        assert post(server, asked, Authorization=basic("u", "p")).status == 204


def test_check_and_make_tell_it(
    house: House, server: Live, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    post(server, {"episode": SLUG, "sentence": 2})
    shutil.copy(ROOT / "station.toml", house.root)
    monkeypatch.chdir(house.root)
    cli.main(["check"])
    told = [line for line in capsys.readouterr().err.splitlines() if "read wrongly" in line]
    assert len(told) == 1
    assert f"marked as read wrongly (1×): “{SENTENCES[1]}”" in told[0]
    monkeypatch.setattr("pipeline.build.build", lambda *_order: Summary(kept=1))
    assert cli.main(["build"]) == 0
    assert "! Listeners say that sentences are read wrongly: 1, in " in capsys.readouterr().out
    (house.audio / MISREAD).unlink()
    (house.audio / MISREAD).mkdir()
    assert "cannot be read" in notice(house.audio)
