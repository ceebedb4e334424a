"""``broadcast check`` is silent about what is right and names what is wrong, with what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree
from threading import Thread
from typing import Any

import pytest
from lxml import etree

from pipeline.manifest import MANIFEST, episode_to_json
from pipeline.publish import check
from pipeline.publish.checks.episode import caption_findings
from pipeline.publish.checks.feed import CHANNEL, ITEM, TIMED
from pipeline.publish.checks.findings import Finding
from pipeline.publish.checks.over_http import Answer, over_http
from pipeline.publish.feed.podcast_namespace import NAMESPACES
from pipeline.station import Programme
from tests.publish.samples import FRAME, ID3, NOW, STATION, cover, episode, lay_out, publish

BASE = STATION.base_url
SLUG = "notice-00001"


@pytest.fixture(scope="module")
def model_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three episodes, published, nothing wrong."""
    tmp_path = tmp_path_factory.mktemp("house")
    episodes = [episode(number) for number in (1, 2, 3)]
    lay_out(tmp_path / "audio_out", *episodes)
    publish(episodes, STATION, audio_out=tmp_path / "audio_out", feeds=tmp_path / "feeds")
    (tmp_path / "feeds" / "cover.jpg").write_bytes(cover())
    return tmp_path


@pytest.fixture
def house(model_house: Path, tmp_path: Path) -> Path:
    """A copy of it, to do harm to."""
    copytree(model_house, tmp_path / "house")
    return tmp_path / "house"


def findings_in(house: Path, **arguments: Any) -> list[Finding]:
    return check(house / "audio_out", house / "feeds", arguments.pop("station", STATION), now=NOW, **arguments)


def test_nothing_is_wrong_with_what_was_just_published(house: Path) -> None:
    assert findings_in(house) == []


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    """A change to the text of one file."""

    def change(house: Path) -> None:
        path = house / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def hide(place: str, path: str) -> Callable[[Path], None]:
    """The first element at ``place`` in the feed loses what ``path`` names."""

    def change(house: Path) -> None:
        root = etree.fromstring((house / FEED).read_bytes(), etree.XMLParser(resolve_entities=False))
        (found, *_more) = root.iterfind(f"{place}/{path}", dict(NAMESPACES))
        for one in [found, *(other for other in found.getparent() if other.tag == found.tag)]:  # type: ignore[union-attr]  # it has one
            one.tag = "hidden"
        (house / FEED).write_bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))

    return change


def put(name: str, content: bytes) -> Callable[[Path], None]:
    def change(house: Path) -> None:
        (house / name).write_bytes(content)

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda house: (house / name).unlink()


def manifest(**changes: Any) -> Callable[[Path], None]:
    """An episode whose manifest says something else."""
    return put(f"audio_out/{SLUG}/{MANIFEST}", episode_to_json(episode(1, **changes)))


FEED, EPISODE = "feeds/podcast.xml", f"audio_out/{SLUG}"
AUDIO = episode(1).files["podcast"]
SOUND = ID3 + FRAME * (AUDIO.bytes // len(FRAME))
GUID = episode(1).guid

DAMAGE: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "no feed": (remove(FEED), "error", "cannot be read"),
    "no XML": (put(FEED, b"<rss"), "error", "cannot be read"),
    "no RSS": (put(FEED, b"<feed/>"), "error", "is no RSS 2.0"),
    "RSS 0.91": (edit(FEED, 'version="2.0"', 'version="0.91"'), "error", "is no RSS 2.0"),
    "other encoding": (edit(FEED, "encoding='UTF-8'", "encoding='ISO-8859-1'"), "error", "is not UTF-8"),
    "no self link": (edit(FEED, 'rel="self"', 'rel="via"'), "error", "atom:link is missing"),
    "no language": (edit(FEED, "<language>zh-CN</language>", ""), "error", "language is missing"),
    "empty description": (edit(FEED, STATION.description, ""), "error", "description is missing"),
    "long description": (edit(FEED, STATION.description, "长" * 1400), "error", "longer than 4,000 bytes"),
    "explicit in words": (edit(FEED, "<itunes:explicit>false<", "<itunes:explicit>clean<"), "error", "true or false"),
    "picture of unknown kind": (edit(FEED, "cover.jpg", "cover.gif"), "error", "ends in .jpg or .png"),
    "no person": (edit(FEED, "podcast:person", "podcast:persona"), "warning", "podcast:person is missing"),
    "lock in words": (edit(FEED, ">yes</podcast:locked>", ">ja</podcast:locked>"), "warning", "yes or no"),
    "no title": (edit(FEED, "<title>安全通知之1</title>", ""), "error", "title is missing"),
    "no guid": (edit(FEED, f'<guid isPermaLink="false">{GUID}</guid>', ""), "error", "guid is missing"),
    "no enclosure": (edit(FEED, "<enclosure ", "<nothing "), "error", "enclosure is missing"),
    "no length": (edit(FEED, f' length="{AUDIO.bytes}" type="audio/mpeg"/>', "/>"), "error", "enclosure is missing"),
    "length in words": (edit(FEED, f'length="{AUDIO.bytes}"', 'length="long"'), "error", "number of bytes"),
    "wrong length": (edit(FEED, f'length="{AUDIO.bytes}"', 'length="7"'), "error", "the manifest says"),
    "wrong duration": (edit(FEED, "<itunes:duration>10<", "<itunes:duration>99<"), "error", "the manifest says"),
    "duration with colons": (edit(FEED, "<itunes:duration>10<", "<itunes:duration>0:10<"), "warning", "whole seconds"),
    "date of another kind": (edit(FEED, "Thu, 02 Jan 2020 08:30:00 +0800", "2020-01-02"), "error", "RFC 2822"),
    "address not ASCII": (edit(FEED, f"{SLUG}/{SLUG}-podcast.mp3", "通知/podcast.mp3"), "error", "ASCII"),
    "address without extension": (edit(FEED, 'podcast.mp3"', 'podcast"'), "error", "extension"),
    "two with one GUID": (edit(FEED, GUID, episode(2).guid), "error", "GUID stands twice"),
    "two with one enclosure": (edit(FEED, SLUG, "notice-00002"), "error", "two episodes have this enclosure"),
    "GUID not the manifest's": (edit(FEED, GUID, "urn:other"), "error", "guid is “urn:other”"),
    "GUID changed": (manifest(guid="urn:new"), "error", f"the GUID was “{GUID}”"),
    "manifest damaged": (put(f"{EPISODE}/{MANIFEST}", b"{"), "error", "damaged"),
    "manifest gone": (remove(f"{EPISODE}/{MANIFEST}"), "error", "has no manifest"),
    "not in the feed": (edit(FEED, SLUG, "notice-00009"), "error", f"{SLUG} is not in the feed"),
    "page gone": (remove(f"feeds/{SLUG}.html"), "error", "leads to nothing"),
    "audio gone": (remove(f"{EPISODE}/{SLUG}-podcast.mp3"), "error", "leads to nothing"),
    "thumb gone": (remove(f"{EPISODE}/thumb.jpg"), "error", "leads to nothing"),
    "chapters gone": (remove(f"{EPISODE}/chapters.json"), "error", "leads to nothing"),
    "audio cut off": (put(f"{EPISODE}/{SLUG}-podcast.mp3", SOUND[:-1]), "error", "is cut off"),
    "audio short": (put(f"{EPISODE}/{SLUG}-podcast.mp3", SOUND[: -60 * len(FRAME)]), "error", "its manifest says"),
    "audio is text": (put(f"{EPISODE}/{SLUG}-podcast.mp3", b"hello, hello"), "error", "no frame at byte 0"),
    "audio silent of frames": (put(f"{EPISODE}/{SLUG}-podcast.mp3", ID3), "error", "no frame with sound"),
    "audio without chapters": (put(f"{EPISODE}/{SLUG}-podcast.mp3", SOUND[len(ID3) :]), "warning", "no chapters"),
    "captions late": (edit(f"{EPISODE}/transcript.vtt", "00:00:09.000", "00:01:09.000"), "error", "outside the audio"),
    "captions disordered": (edit(f"{EPISODE}/transcript.srt", "00:00:04,000", "00:00:06,500"), "error", "not in order"),
    "captions backwards": (
        edit(f"{EPISODE}/transcript.vtt", "00:00:05.000", "00:00:03.000"),
        "error",
        "before it begins",
    ),
    "captions unreadable": (edit(f"{EPISODE}/transcript.vtt", "00:00:05.000", "5 s"), "error", "no player reads"),
    "captions headless": (edit(f"{EPISODE}/transcript.vtt", "WEBVTT", "VTT"), "error", "WEBVTT"),
    "captions empty": (put(f"{EPISODE}/transcript.vtt", b"WEBVTT\n"), "error", "has no captions"),
    "captions long": (edit(f"{EPISODE}/transcript.vtt", "请大家", "请" * 66), "warning", "longer than 65"),
    "captions in GBK": (put(f"{EPISODE}/transcript.srt", "工友".encode("gbk")), "error", "is not UTF-8"),
    "chapters no JSON": (put(f"{EPISODE}/chapters.json", b"["), "error", "no list of chapters"),
    "chapters without times": (put(f"{EPISODE}/chapters.json", b'{"chapters": [{}]}'), "error", "no list of chapters"),
    "chapters of version 2": (edit(f"{EPISODE}/chapters.json", "1.2.0", "2.0.0"), "error", "unknown version"),
    "chapters disordered": (edit(f"{EPISODE}/chapters.json", "0.0", "5.0"), "error", "not in order"),
    "chapters late": (edit(f"{EPISODE}/chapters.json", "4.0", "400.0"), "error", "outside the audio"),
    "chapters nameless": (edit(f"{EPISODE}/chapters.json", json.dumps("开场"), '" "'), "warning", "without a title"),
    "another's address": (edit(FEED, 'podcast.xml" rel="self"', 'old.xml" rel="self"'), "error", "calls itself"),
    "another feed's guid": (edit(FEED, "<podcast:guid>", "<podcast:guid>0"), "warning", "podcast:guid is 0"),
    "feed guids damaged": (put("audio_out/station.json", b"{"), "error", "is damaged"),
    "dated by the build": (edit(FEED, "<lastBuildDate>", "<lastBuildDate>Mon, "), "warning", "lastBuildDate"),
    "neither complete nor paged": (edit(FEED, "<fh:complete/>", ""), "warning", "RFC 5005"),
    "another title": (edit(FEED, "安全通知之1<", "安全通知之二<"), "error", "title is “安全通知之二”"),
    "another date": (edit(FEED, "Thu, 02 Jan 2020", "Fri, 03 Jan 2020"), "error", "pubDate is"),
    "another type": (edit(FEED, 'type="audio/mpeg"', 'type="audio/mp4"'), "error", "enclosure type is"),
    "manifest without a date": (manifest(date="gestern"), "error", "is no date"),
    "transcripts in another order": (
        edit(FEED, 'type="text/vtt" language="zh-CN" rel="captions"/>', 'type="text/plain"/>'),
        "warning",
        "the best comes first",
    ),
    "no other master": (edit(FEED, "podcast:alternateEnclosure", "podcast:other"), "warning", "alternateEnclosure"),
    "the other master's address": (edit(FEED, "-workshop.mp3", "-loud.mp3"), "warning", "alternateEnclosure"),
    "no number": (edit(FEED, "<itunes:episode>1<", "<itunes:episode>7<"), "warning", "itunes:episode is not"),
    "no number of the namespace": (
        edit(FEED, 'display="第 1 期">1<', 'display="第 1 期">I<'),
        "warning",
        "podcast:episode",
    ),
    "no season": (edit(FEED, "itunes:season>", "itunes:part>"), "warning", "itunes:season is no year"),
    "no season of the namespace": (
        edit(FEED, ">2020</podcast:season>", "></podcast:season>"),
        "warning",
        "podcast:season",
    ),
    "caption of another sentence": (
        edit(f"{EPISODE}/transcript.vtt", "三号", "四号"),
        "error",
        "the sentence is “本周起",
    ),
    "subtitle of another sentence": (
        edit(f"{EPISODE}/transcript.srt", "三号", "四号"),
        "error",
        "the sentence is “本周起",
    ),
    "page without a sentence": (
        edit(f"{EPISODE}/transcript.html", "三号", "四号"),
        "error",
        "does not hold the sentence",
    ),
    "page in another order": (
        edit(f"{EPISODE}/transcript.html", "<p>各位工友：</p>", ""),
        "error",
        "does not hold the sentence “各位工友",
    ),
    "caption lost": (
        edit(f"{EPISODE}/transcript.vtt", "00:00:08.000 --> 00:00:09.000\n请大家互相转告，谢谢！\n", ""),
        "error",
        "has 3 captions, its manifest 4 sentences",
    ),
    "caption early": (edit(f"{EPISODE}/transcript.vtt", "00:00:08.000", "00:00:07.000"), "error", "is shown at 7.0 s"),
    "other chapters": (edit(f"{EPISODE}/chapters.json", "4.0", "5.0"), "error", "the chapters of its manifest"),
    "cover gone": (remove("feeds/cover.jpg"), "error", "is missing"),
    "cover small": (put("feeds/cover.jpg", cover(1399)), "error", "1399 × 1399"),
    "cover large": (put("feeds/cover.jpg", cover(3001)), "error", "3001 × 3001"),
    "cover grey": (put("feeds/cover.jpg", cover(1400, "L")), "error", "in L"),
    "cover a GIF": (put("feeds/cover.jpg", cover(1400, "P", "GIF")), "error", "is GIF"),
    "cover no picture": (put("feeds/cover.jpg", b"cover"), "error", "is no picture"),
    "cover heavy": (put("feeds/cover.jpg", cover() + bytes(500_000)), "error", "larger than 500 kB"),
    "cover of an episode small": (put(f"{EPISODE}/cover.jpg", cover(320)), "error", "320 × 320"),
}


DAMAGE |= {
    f"no namespace {prefix}": (
        edit(FEED, f'xmlns:{prefix}="{NAMESPACES[prefix]}"', f'xmlns:{prefix}="urn:other"'),
        "error",
        f"does not declare the namespace {prefix}",
    )
    for prefix in ("itunes", "podcast", "atom", "content")
}
"""Each element of the checklist, whether it must be there, and a name of its own to hide it under."""
DAMAGE |= {
    f"no {path} in {place}": (hide(place, path), level, f"{path.partition('[')[0]} is missing")
    for place, rules in (("channel", CHANNEL), ("channel/item", [*ITEM, *TIMED]))
    for level, path in rules
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found(house: Path, damage: str) -> None:
    harm, level, words = DAMAGE[damage]
    harm(house)
    found = findings_in(house)
    assert [finding for finding in found if finding.level == level and words in finding.what], found
    assert all(finding.where and finding.what for finding in found)


def test_errors_come_first(house: Path) -> None:
    edit(FEED, "podcast:person", "podcast:persona")(house)
    remove(f"{EPISODE}/{SLUG}-podcast.mp3")(house)
    levels = [finding.level for finding in findings_in(house)]
    assert "warning" in levels
    assert levels == sorted(levels)


def test_what_a_station_leaves_out_is_a_warning_with_its_key(tmp_path: Path) -> None:
    station = replace(STATION, copyright="", programme=Programme(label="off"))
    publish([], station, audio_out=tmp_path / "audio_out", feeds=tmp_path / "feeds")
    (tmp_path / "feeds" / "cover.jpg").write_bytes(cover())
    found = findings_in(tmp_path, station=station)
    missing = {("warning", f"{name} is missing") for name in ("copyright", "podcast:txt")}
    assert {(f.level, f.what) for f in found} == missing
    assert all("station.toml" in str(finding) for finding in found)


def test_archive_pages_are_read_too(tmp_path: Path) -> None:
    episodes = [episode(number) for number in range(1, 302)]
    publish(episodes, STATION, audio_out=tmp_path / "audio_out", feeds=tmp_path / "feeds")
    found = findings_in(tmp_path)
    assert any("notice-00001" in f.where and f.where.startswith("podcast-archive-0001.xml") for f in found)
    remove("feeds/podcast-archive-0001.xml")(tmp_path)
    assert any(f.where == "podcast-archive-0001.xml" and "cannot be read" in f.what for f in findings_in(tmp_path))


# ── over the network ────────────────────────────────────────────────────────────────────────────────


def server_of(house: Path, **faults: Any) -> Callable[[str, str, Mapping[str, str]], Answer]:
    """A perfect server of ``house``, but for its faults."""
    kinds = {
        ".mp3": "audio/mpeg", ".vtt": "text/vtt", ".srt": "application/x-subrip", ".html": "text/html; charset=utf-8",
        ".json": "application/json+chapters", ".jpg": "image/jpeg", ".xml": "application/rss+xml",
    }  # fmt: skip

    def fetch(method: str, url: str, headers: Mapping[str, str]) -> Answer:
        path = house / url.removeprefix(BASE + "/")
        if not path.is_file():
            return Answer(404)
        about = {"etag": '"a"', "content-type": kinds[path.suffix], "content-length": str(path.stat().st_size)}
        if method == "HEAD":
            return Answer(200, {**about, **faults.get("headers", {})})
        if "If-None-Match" in headers:
            return Answer(304 if headers["If-None-Match"] == '"a"' else 200)
        assert headers == {"Range": "bytes=1-2"}
        return faults.get("part") or Answer(206, about, path.read_bytes()[1:3])

    return fetch


def test_a_good_server_has_no_faults(house: Path) -> None:
    assert findings_in(house, fetch=server_of(house)) == []


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ({"headers": {"content-type": "text/plain"}}, "is served as “text/plain”"),
        ({"headers": {"content-length": "7"}}, "is served with 7 bytes"),
        ({"part": Answer(200, {}, b"all of it")}, "does not answer byte ranges"),
        ({"part": Answer(206, {}, b"\0\0")}, "does not answer byte ranges"),
    ],
)
def test_server_faults_are_found(house: Path, faults: dict[str, Any], words: str) -> None:
    found = findings_in(house, fetch=server_of(house, **faults))
    assert found
    assert all(finding.level == "error" and words in finding.what for finding in found)


@pytest.mark.parametrize("known", [{"etag": '"another each time"'}, {"etag": '"b"', "last-modified": "never"}])
def test_a_feed_that_is_sent_again_and_again_is_a_warning(house: Path, known: dict[str, str]) -> None:
    found = findings_in(house, fetch=server_of(house, headers=known))
    assert [(one.level, one.what) for one in found] == [
        ("warning", f"{BASE}/feeds/{name}.xml is sent again to those who have it") for name in ("podcast", "workshop")
    ]


def test_a_private_station_is_kept_from_directories(house: Path) -> None:
    public = replace(STATION, private=False)
    publish([episode(n) for n in (1, 2, 3)], public, audio_out=house / "audio_out", feeds=house / "feeds")
    assert findings_in(house, station=public) == []
    found = findings_in(house, station=STATION)
    assert [(one.level, one.what.partition(",")[0]) for one in found] == [("warning", "itunes:block is missing")] * 2


@pytest.mark.parametrize(
    ("title", "told"), [("第7期 安全", True), ("7. 安全", True), ("第17期", False), ("7月安全", False)]
)
def test_a_number_in_a_title_is_a_warning(tmp_path: Path, title: str, told: bool) -> None:
    one = episode(7, title=title)
    lay_out(tmp_path / "audio_out", one)
    publish([one], STATION, audio_out=tmp_path / "audio_out", feeds=tmp_path / "feeds")
    (tmp_path / "feeds" / "cover.jpg").write_bytes(cover())
    found = findings_in(tmp_path)
    assert [finding.what for finding in found] == ["the title holds the episode's number"] * 2 * told


def test_a_home_page_that_does_not_answer_is_a_warning(house: Path) -> None:
    station = replace(STATION, link="http://127.0.0.1:9/")
    publish([episode(n) for n in (1, 2, 3)], station, audio_out=house / "audio_out", feeds=house / "feeds")
    found = findings_in(house, station=station, fetch=server_of(house))
    assert {finding.level for finding in found} == {"warning"}
    assert all("http://127.0.0.1:9/ does not answer HEAD" in finding.what for finding in found)


def test_over_http_asks_the_server_named(house: Path) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(house))) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            fetch = over_http(f"http://127.0.0.1:{server.server_port}/", BASE, "Basic eDp5")
            head = fetch("HEAD", f"{BASE}/{EPISODE}/{SLUG}-podcast.mp3", {})
            assert (head.status, head.headers["content-length"]) == (200, str(AUDIO.bytes))
            assert fetch("GET", f"{BASE}/{FEED}", {}).body == (house / FEED).read_bytes()[: 1 << 16]
            assert fetch("HEAD", f"{BASE}/nothing", {}).status == 404
            # The standard library's server knows no ranges and not every type.
            found = [finding.what for finding in findings_in(house, fetch=fetch)]
            assert found
            assert all("is served as" in what or what.endswith("does not answer byte ranges") for what in found)
        finally:
            server.shutdown()
            thread.join()


def test_over_http_never_raises() -> None:
    fetch = over_http("http://127.0.0.1:9", BASE)
    assert fetch("HEAD", f"{BASE}/feeds/podcast.xml", {}).status == 0
    assert fetch("HEAD", "file:///etc/hosts", {}).reason == "no web address"
    assert fetch("HEAD", "http://[", {}).status == 0


@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
def test_odd_characters_in_captions_are_no_damage(tmp_path: Path, suffix: str) -> None:
    arrow = "甲 --> 乙" if suffix == ".srt" else "甲 --&gt; 乙"
    head, mark = ("", ",") if suffix == ".srt" else ("WEBVTT\n\n", ".")
    path = tmp_path / f"transcript{suffix}"
    path.write_text(f"{head}1\n00:00:00{mark}000 --> 00:00:02{mark}000\n{arrow}\ufffd\n", encoding="utf-8")
    assert list(caption_findings(path, 2.0)) == []


def test_broken_times_of_a_caption_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "transcript.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:02,000\n甲\n\n2\n0:00 --> 0:04\n乙\n", encoding="utf-8")
    assert [finding.what for finding in caption_findings(path, 2.0)] == ["has times that no player reads"]
