"""Two parsers from npm, feedsmith and podcast-partytime, understand of our feeds what the manifests say."""

from __future__ import annotations

import html
import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Episode
from tests.publish.samples import STATION, episode, publish

CLIENTS = Path(__file__).parent / "clients"
BASE = f"{STATION.base_url}/audio_out"
EPISODES = [
    episode(3, title="<b>&amp;\"'</b> ]]> \x00安全👷🏽‍♀️"),
    episode(2, author="宣传科", synthetic=False),
    replace(episode(1), number=0, chapters=()),
]
"""Newest first."""
TITLE = "<b>&amp;\"'</b> ]]> 安全👷🏽‍♀️"

pytestmark = pytest.mark.skipif(
    not (CLIENTS / "node_modules").is_dir() or shutil.which("node") is None,
    reason="feedsmith and podcast-partytime are not installed: make test-clients installs them with npm",
)


@pytest.fixture(scope="module", params=["podcast", "workshop"])
def understood(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """The feed's profile, and what both parsers say of it."""
    house = tmp_path_factory.mktemp("house")
    publish(EPISODES, STATION, audio_out=house / "audio_out", feeds=house / "feeds")
    feed = house / "feeds" / f"{request.param}.xml"
    node = subprocess.run(  # noqa: S603  # our own script and file
        [str(shutil.which("node")), str(CLIENTS / "parse.mjs"), str(feed)], capture_output=True, check=True, timeout=60
    )
    return request.param, json.loads(node.stdout)


def title_of(one: Episode) -> str:
    return TITLE if one.number == 3 else one.title


def transcripts(one: Episode, profile: str) -> list[tuple[str, str]]:
    files = {"vtt": "text/vtt", "html": "text/html", "srt": "application/x-subrip"}
    wanted = files if profile == "podcast" else {"html": "text/html"}
    return [(f"{BASE}/{one.slug}/transcript.{suffix}", wanted[suffix]) for suffix in wanted]


def test_feedsmith_agrees(understood: tuple[str, dict[str, Any]]) -> None:
    profile, both = understood
    assert both["feedsmith"]["format"] == "rss"
    feed = both["feedsmith"]["feed"]
    channel = feed["podcast"]
    assert feed["title"].startswith(STATION.name)
    assert feed["description"] == STATION.description
    assert feed["itunes"]["explicit"] is STATION.explicit
    assert feed["itunes"]["block"] is STATION.private
    assert feed["itunes"]["categories"] == [{"text": STATION.category}]
    assert feed["itunes"]["owner"] == {"name": STATION.author, "email": STATION.email}
    assert feed["atom"]["links"][0]["href"] == f"{STATION.base_url}/feeds/{profile}.xml"
    assert channel["locked"] == {"value": True, "owner": STATION.email}
    assert (channel["medium"], len(channel["guid"])) == ("podcast", 36)
    assert channel["updateFrequency"]["rrule"] == "FREQ=DAILY"
    assert channel["txts"] == [{"display": "true", "purpose": "ai-content"}]
    assert len(feed["items"]) == len(EPISODES)
    for item, one in zip(feed["items"], EPISODES, strict=True):
        audio, more = one.files[profile], item["podcast"]
        assert item["title"] == title_of(one)
        assert item["guid"] == {"value": one.guid, "isPermaLink": False}
        assert parsedate_to_datetime(item["pubDate"]) == datetime.fromisoformat(one.date)
        address = f"{BASE}/{one.slug}/{one.slug}-{profile}.mp3"
        assert item["enclosures"] == [{"url": address, "length": audio.bytes, "type": audio.mime}]
        assert item["itunes"]["duration"] == round(audio.milliseconds / 1000)
        assert item["itunes"].get("episode", 0) == more.get("episode", {}).get("number", 0) == one.number
        assert more.get("season", {}).get("number") == (int(one.date[:4]) if one.number else None)
        assert [(t["url"], t["type"]) for t in more["transcripts"]] == transcripts(one, profile)
        assert ("chapters" in more) is (profile == "podcast" and bool(one.chapters))
        assert [p["display"] for p in more["persons"]] == [one.author or STATION.author]
        assert [(i["href"], i["width"]) for i in more["images"]] == [
            (f"{BASE}/{one.slug}/cover.jpg", 3000),
            (f"{BASE}/{one.slug}/thumb.jpg", 320),
        ]
        assert ("txts" in more) is one.synthetic
        loud = one.files["workshop"]
        others = [(a["length"], a["type"], a["sources"][0]["uri"]) for a in more.get("alternateEnclosures", [])]
        expected = [(loud.bytes, loud.mime, f"{BASE}/{one.slug}/{one.slug}-workshop.mp3")]
        assert others == (expected if profile == "podcast" else [])


def test_partytime_agrees(understood: tuple[str, dict[str, Any]]) -> None:
    profile, both = understood
    feed: Mapping[str, Any] = both["partytime"]
    assert feed["title"].startswith(STATION.name)
    assert feed["description"] == STATION.description
    assert feed["language"] == STATION.language
    assert feed["explicit"] is STATION.explicit
    assert feed["itunesBlock"] is STATION.private
    assert feed["itunesCategory"] == [STATION.category]
    assert feed["owner"] == {"name": STATION.author, "email": STATION.email}
    assert feed["pubsub"]["self"] == f"{STATION.base_url}/feeds/{profile}.xml"
    assert feed["locked"] is True
    assert feed["medium"] == "podcast"
    assert len(feed["items"]) == len(EPISODES)
    for item, one in zip(feed["items"], EPISODES, strict=True):
        audio = one.files[profile]
        assert item["title"] == html.unescape(title_of(one))  # It takes a title for HTML.
        assert item["guid"] == one.guid
        assert datetime.fromisoformat(item["pubDate"]) == datetime.fromisoformat(one.date)
        address = f"{BASE}/{one.slug}/{one.slug}-{profile}.mp3"
        assert item["enclosure"] == {"url": address, "length": audio.bytes, "type": audio.mime}
        assert item["duration"] == round(audio.milliseconds / 1000)
        assert item.get("podcastEpisode", {}).get("number", 0) == one.number
        assert item.get("podcastSeason", {}).get("number") == (int(one.date[:4]) if one.number else None)
        assert [t["url"] for t in item["podcastTranscripts"]] == [url for url, _mime in transcripts(one, profile)]
        assert ("podcastChapters" in item) is (profile == "podcast" and bool(one.chapters))
        assert [(p["name"], p["role"], p["group"]) for p in item["podcastPeople"]] == [
            (one.author or STATION.author, "Author", "Writing")
        ]
        assert ("alternativeEnclosures" in item) is (profile == "podcast")
