"""Two feed readers fetch from the running server as their users' programs do, and ask again without fetching twice."""

from __future__ import annotations

import socket
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import feedparser
import podcastparser
import pytest

from pipeline import cli
from tests.clients.conftest import OnAir

PROFILES = ["podcast", "workshop"]


@pytest.mark.parametrize("profile", PROFILES)
def test_feedparser_fetches_and_asks_again(on_air: OnAir, profile: str) -> None:
    first = feedparser.parse(on_air.feed(profile))
    assert not first.bozo, first.bozo_exception
    assert first.status == 200
    assert first.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert [(item.id, item.title) for item in first.entries] == [(one.guid, one.title) for one in on_air.episodes]
    audio = on_air.audio(profile)
    told = [(link.href, int(link.length)) for item in first.entries for link in item.enclosures]
    assert told == [(address, len(content)) for address, content in audio.items()]
    for known in ({"etag": first.etag}, {"modified": first.modified}):
        again = feedparser.parse(on_air.feed(profile), **known)
        assert (again.status, again.entries) == (304, [])
    assert feedparser.parse(on_air.feed(profile), etag='"another"').status == 200


@pytest.mark.parametrize("profile", PROFILES)
def test_podcastparser_fetches_and_each_address_leads_to_what_is_told(on_air: OnAir, profile: str) -> None:
    with urlopen(on_air.feed(profile)) as stream:
        feed = podcastparser.parse(on_air.feed(profile), stream)
        tag = stream.headers["ETag"]
    audio = on_air.audio(profile)
    assert [item["guid"] for item in feed["episodes"]] == [one.guid for one in on_air.episodes]
    for item in feed["episodes"]:
        (enclosure,) = item["enclosures"]
        with urlopen(enclosure["url"]) as answer:
            assert answer.headers["Content-Type"] == enclosure["mime_type"]
            assert answer.read() == audio[enclosure["url"]]
        assert len(audio[enclosure["url"]]) == enclosure["file_size"]
    for address in (feed["cover_url"], feed["link"], *(item["episode_art_url"] for item in feed["episodes"])):
        with urlopen(address) as answer:
            assert answer.read()
    with pytest.raises(HTTPError) as told:
        urlopen(Request(on_air.feed(profile), headers={"If-None-Match": tag}))
    with told.value as answer:
        assert (answer.code, answer.read()) == (304, b"")


def test_broadcast_check_asks_the_running_server(on_air: OnAir, capsys: pytest.CaptureFixture[str]) -> None:
    folders = ["--audio-out", f"{on_air.folder}/audio_out", "--feeds", f"{on_air.folder}/feeds"]
    station = ["--station", f"{on_air.folder}/station.toml"]
    assert cli.main(["check", on_air.address, *folders, *station]) == 0, capsys.readouterr().err
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        empty = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        assert cli.main(["check", empty, *folders, *station]) == 1
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "127.0.0.1:8000", "http://", "http://[", "http://h:99999/"])
def test_what_is_no_address_of_a_server_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", url]) == 2
    assert "http://10.0.0.5:8000" in capsys.readouterr().err
