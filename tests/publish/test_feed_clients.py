"""Two feed readers from PyPI subscribe; what they understand is what the manifests say."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest

from pipeline.model import Episode
from pipeline.station import Station
from tests.publish.samples import STATION, episode, publish

HOSTILE = {
    "forbidden by XML": ("a\x00\x0b\x1f\ufffe\uffff\ud800b", "ab"),
    "markup": ("<b>&amp;\"'</b> & <!-- ]]> -->", "<b>&amp;\"'</b> & <!-- ]]> -->"),
    "end of CDATA": ("]]>", "]]>"),
    "emoji": ("安全👷🏽‍♀️第一", "安全👷🏽‍♀️第一"),
    "right to left": ("שלום \u202eאבג", "שלום \u202eאבג"),
    "many lines": ("  一\r\n二\u2028三\t四 ", "一 二 三 四"),
    "very long": ("长" * 5000, "长" * 5000),
}


def published(tmp_path: Path, episodes: Sequence[Episode], station: Station = STATION) -> Path:
    publish(episodes, station, audio_out=tmp_path / "audio_out", feeds=tmp_path / "feeds")
    return tmp_path / "feeds"


def by_feedparser(path: Path) -> Any:
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo, feed.bozo_exception
    return feed


def by_podcastparser(path: Path) -> Any:
    # podcastparser 0.6.11 knows the podcast namespace only by its other name, which the specification calls identical.
    other = b"https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    content = path.read_bytes().replace(b"https://podcastindex.org/namespace/1.0", other)
    return podcastparser.parse("http://10.0.0.5:8000/feeds/podcast.xml", BytesIO(content))


@pytest.mark.parametrize("profile", ["podcast", "workshop"])
def test_feedparser_agrees_with_the_manifests(tmp_path: Path, profile: str) -> None:
    episodes = [episode(number) for number in range(1, 6)]
    feed = by_feedparser(published(tmp_path, episodes) / f"{profile}.xml")
    assert feed.version == "rss20"
    assert feed.encoding == "utf-8"
    channel = feed.feed
    assert channel.title.startswith(STATION.name)
    assert channel.description == STATION.description
    assert channel.language == STATION.language
    assert channel.author == STATION.author
    assert channel.rights == STATION.copyright
    assert channel.image.href == "http://10.0.0.5:8000/feeds/cover.jpg"
    assert channel.publisher_detail == {"name": STATION.author, "email": STATION.email}
    assert channel.tags[0].term == STATION.category
    assert [item.id for item in feed.entries] == [one.guid for one in reversed(episodes)]
    for item, one in zip(feed.entries, reversed(episodes), strict=True):
        audio = one.files[profile]
        assert item.title == one.title
        assert not item.guidislink
        assert item.link == f"http://10.0.0.5:8000/feeds/{one.slug}.html"
        assert [(link.href, link.length, link.type) for link in item.enclosures] == [
            (f"http://10.0.0.5:8000/audio_out/{one.slug}/{one.slug}-{profile}.mp3", str(audio.bytes), "audio/mpeg")
        ]
        assert timegm(item.published_parsed) == datetime.fromisoformat(one.date).timestamp()
        assert item.itunes_duration == str(round(audio.milliseconds / 1000))
        assert item.itunes_episode == str(one.number)
        assert item.image.href == f"http://10.0.0.5:8000/audio_out/{one.slug}/cover.jpg"


@pytest.mark.parametrize("profile", ["podcast", "workshop"])
def test_podcastparser_agrees_with_the_manifests(tmp_path: Path, profile: str) -> None:
    episodes = [episode(number) for number in range(1, 6)]
    feed = by_podcastparser(published(tmp_path, episodes) / f"{profile}.xml")
    assert feed["title"].startswith(STATION.name)
    assert feed["description"] == STATION.description
    assert feed["link"] == "http://10.0.0.5:8000/feeds/index.html"
    assert feed["cover_url"] == "http://10.0.0.5:8000/feeds/cover.jpg"
    assert feed["language"] == STATION.language
    assert feed["itunes_author"] == STATION.author
    assert feed["itunes_owner"] == {"name": STATION.author, "email": STATION.email}
    assert feed["itunes_categories"] == [[STATION.category]]
    assert feed["type"] == "episodic"
    assert feed["explicit"] is False
    assert feed["generator"] == "workshop-broadcast"
    for item, one in zip(feed["episodes"], reversed(episodes), strict=True):
        audio = one.files[profile]
        assert item["guid"] == one.guid
        assert item["title"] == one.title
        assert item["total_time"] == round(audio.milliseconds / 1000)
        assert item["published"] == datetime.fromisoformat(one.date).timestamp()
        assert item["number"] == one.number
        assert item["explicit"] is False
        assert item["enclosures"] == [
            {
                "url": f"http://10.0.0.5:8000/audio_out/{one.slug}/{one.slug}-{profile}.mp3",
                "file_size": audio.bytes,
                "mime_type": "audio/mpeg",
            }
        ]
        folder = f"http://10.0.0.5:8000/audio_out/{one.slug}"
        assert item["episode_art_url"] == f"{folder}/cover.jpg"
        # It keeps the last of the transcripts.
        transcript = f"{folder}/transcript.srt" if profile == "podcast" else f"{folder}/transcript.html"
        assert item["transcript_url"] == transcript
        assert item.get("chapters_json_url") == (f"{folder}/chapters.json" if profile == "podcast" else None)
        assert [(p["name"], p["role"]) for p in item["persons"]] == [(STATION.author, "author")]
        assert ("0:04 安全生产月" in item["description_html"]) is (profile == "podcast")


@pytest.mark.parametrize("title", HOSTILE, ids=str)
def test_hostile_titles_arrive_as_they_are_or_cleaned(tmp_path: Path, title: str) -> None:
    written, shown = HOSTILE[title]
    feeds = published(tmp_path, [episode(title=written)])
    assert by_feedparser(feeds / "podcast.xml").entries[0].title_detail.value == shown
    assert by_podcastparser(feeds / "podcast.xml")["episodes"][0]["title"] == " ".join(shown.split())


def test_title_of_forbidden_characters_only_is_replaced_by_the_slug(tmp_path: Path) -> None:
    feeds = published(tmp_path, [episode(title="\x00\x0b")])
    assert by_feedparser(feeds / "podcast.xml").entries[0].title == "notice-00001"
