"""What the pages say and how large they are, read without a browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html

from pipeline.model import AudioFile, Chapter, Cue, Episode, PauseKind, Word
from pipeline.publish.site.pagination import NEWEST, ON_PAGE
from pipeline.publish.site.search import ON_PART
from pipeline.publish.site.transcript import word_steps
from pipeline.publish.summary import lead_of
from pipeline.station import PodcastProfile, Profiles, ServeSettings, SipProfile, Station, WorkshopProfile
from tests.publish.samples import RATE, SENTENCES, STATION, episode, publish

LIMIT = 60_000
"""Bytes of a page without audio and cover."""


def bring_out(house: Path, *episodes: Episode, station: Station = STATION) -> Path:
    publish(episodes, station, audio_out=house / "audio_out", feeds=house / "feeds")
    return house / "feeds"


def page(feeds: Path, name: str) -> html.HtmlElement:
    return html.fromstring((feeds / name).read_bytes())


def searched(feeds: Path) -> list[list[str]]:
    """The records of the search index, oldest first."""
    records: list[list[str]] = []
    for number, path in enumerate(sorted(feeds.glob("search-*.js")), 1):
        call = re.fullmatch(r"broadcastSearch\((\d+),(\[.*\])\);\n", path.read_text(encoding="utf-8"), re.DOTALL)
        assert call is not None
        assert int(call[1]) == number == int(path.stem.removeprefix("search-"))
        records += json.loads(call[2])
    return records


def said(*texts: str, pause: PauseKind = "sentence", **changes: Any) -> Episode:
    """An episode of these sentences, one a second, 0.42 s apart, with ``pause`` after each."""
    step = round(1.42 * RATE)
    cues = tuple(Cue(f"s001-{i:03}", i * step, i * step + RATE, text, (), pause) for i, text in enumerate(texts))
    return replace(episode(1), cues=cues, chapters=(), **changes)


# ── the programme ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [0, 1, NEWEST + ON_PAGE - 1, NEWEST + ON_PAGE, 3 * ON_PAGE + NEWEST + 7])
def test_every_episode_is_on_one_page_of_the_programme_newest_first(tmp_path: Path, count: int) -> None:
    feeds = bring_out(tmp_path, *(episode(number) for number in range(1, count + 1)))
    found: list[str] = []
    name, newer = "index.html", ""
    while name:
        shown = page(feeds, name)
        found += [link.get("href") for link in shown.iterfind(".//article//h2/a")]
        assert (feeds / name).stat().st_size < LIMIT
        links = {a.get("rel"): a.get("href") for a in shown.iterfind(".//nav/a")}
        assert links.get("next", "") == newer
        newer, name = name, links.get("prev", "")
    assert found == [f"notice-{number:05}.html" for number in range(count, 0, -1)]
    assert [record[0] for record in searched(feeds)] == found[::-1]


def test_pages_behind_the_first_and_full_parts_of_the_index_stay_as_they_are(tmp_path: Path) -> None:
    count = NEWEST + 2 * ON_PAGE
    feeds = bring_out(tmp_path, *(episode(number) for number in range(1, count + 1)))
    kept = ["index-0001.html", *(f"search-{part:04}.js" for part in range(1, count // ON_PART + 1))]
    before = {name: (feeds / name).stat().st_mtime_ns for name in kept}
    bring_out(tmp_path, *(episode(number) for number in range(1, count + 4)))
    assert {name: (feeds / name).stat().st_mtime_ns for name in kept} == before


def test_an_episode_named_like_a_page_of_the_programme_has_another_page(tmp_path: Path) -> None:
    feeds = bring_out(tmp_path, episode(1, slug="Index-0001"))
    assert (feeds / "episode-Index-0001.html").exists()


def test_the_index_is_searched_by_sentence(tmp_path: Path) -> None:
    one = said("第一句。", "第二\n句</script>。", "\ud800第三句。", title="题\x00目")
    assert searched(bring_out(tmp_path, one)) == [
        ["notice-00001.html", "题目", "2020年1月2日", "第一句。\n第二 句</script>。\n第三句。", "0 15 14"]
    ]


@pytest.mark.parametrize(
    ("texts", "lead"),
    [
        (("安全通知", "各位工友：", "今天检修。"), "各位工友：今天检修。"),
        (("安全通知。", "宣传科讯", "今天检修。"), "宣传科讯 今天检修。"),
        (("Hello there.", "Good day."), "Hello there. Good day."),
        (("短句。", "长" * 119 + "。"), "短句。"),
        (("长" * 200,), "长" * 119 + "…"),
        (("安全通知",), ""),
        ((), ""),
    ],
)
def test_the_description_is_the_first_sentences_without_the_title(texts: tuple[str, ...], lead: str) -> None:
    assert lead_of(said(*texts, title="安全通知")) == lead


# ── subscribing ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("station", "code"),
    [
        (STATION, True),
        (replace(STATION, base_url="http://radio.example"), True),
        (replace(STATION, base_url=""), False),
        (replace(STATION, base_url="http://localhost:8000"), False),
        (replace(STATION, base_url="", serve=ServeSettings(host="0.0.0.0")), False),  # noqa: S104  # told, not bound
    ],
)
def test_a_qr_code_is_shown_where_a_phone_can_use_it(tmp_path: Path, station: Station, code: bool) -> None:
    feeds = bring_out(tmp_path, episode(1), station=station)
    shown, help_page = page(feeds, "index.html"), page(feeds, "subscribe.html")
    for each in (shown, help_page):
        assert bool(each.findall(".//p[@class='code']/svg")) is code
    address = help_page.get_element_by_id("address")
    base = station.base_url or f"http://{station.serve.host}:8000"
    assert address.get("value") == f"{base}/feeds/podcast.xml"
    assert (address.get("data-here") is None) is code
    assert [a.get("href") for a in shown.iterfind(".//aside//a")] == ["subscribe.html"]


@pytest.mark.parametrize(
    ("station", "everywhere"),
    [
        (replace(STATION, base_url="https://radio.example.com/workshop"), True),
        (replace(STATION, base_url="http://8.8.8.8"), True),
        (replace(STATION, base_url="https://radio.example.com", serve=ServeSettings(user="u", password="x")), False),  # noqa: S106  # of nothing
        (replace(STATION, base_url="http://192.168.1.9:8000"), False),
        (replace(STATION, base_url="http://[fd00::9]:8000"), False),
        (replace(STATION, base_url="http://radio.lan"), False),
        (replace(STATION, base_url="http://radio"), False),
    ],
)
def test_apps_are_offered_that_can_reach_the_feed(tmp_path: Path, station: Station, everywhere: bool) -> None:
    shown = page(bring_out(tmp_path, episode(1), station=station), "subscribe.html")
    links = {a.text_content(): a.get("href") for a in shown.iterfind(".//ul[@class='apps']//a")}
    feed = f"{station.base_url}/feeds/podcast.xml"
    assert links["Apple 播客"] == f"podcast://{feed.partition('://')[2]}"
    assert links.get("Overcast", "") == everywhere * f"overcast://x-callback-url/add?url={quote(feed, safe='')}"
    assert ("由它们自己的服务器去取节目" in shown.text_content()) is not everywhere


def test_months_lead_to_where_they_begin(tmp_path: Path) -> None:
    feeds = bring_out(tmp_path, *(episode(number) for number in range(1, NEWEST + 2 * ON_PAGE + 1)))
    months = [(a.get("href"), a.text_content()) for a in page(feeds, "months.html").iterfind(".//section//a")]
    assert [href for href, _words in months] == [
        "index.html#m2020-04", "index.html#m2020-03", "index-0002.html#m2020-02", "index-0001.html#m2020-01"
    ]  # fmt: skip
    assert sum(int(re.findall(r"(\d+) 期", words)[0]) for _href, words in months) == NEWEST + 2 * ON_PAGE
    for href, _words in months:
        name, _hash, anchor = href.partition("#")
        assert page(feeds, name).get_element_by_id(anchor).tag == "h2"
    assert not (bring_out(tmp_path / "few", episode(1)) / "months.html").exists()


@pytest.mark.parametrize(("base", "root"), [("http://10.0.0.5:8000", ""), ("https://h.example/a/b", "/a/b")])
def test_the_page_for_nothing_is_right_at_any_address(tmp_path: Path, base: str, root: str) -> None:
    shown = page(bring_out(tmp_path, episode(1), station=replace(STATION, base_url=base)), "404.html")
    addresses = [each.get("src", each.get("href", "")) for each in shown.iter("img", "script", "link", "a")]
    assert {each for each in addresses if not each.startswith(f"{root}/feeds/")} == {"data:,"}


@pytest.mark.parametrize("slug", ["months", "Subscribe", "404", "index-7"])
def test_an_episode_named_like_a_page_of_the_station_has_another(tmp_path: Path, slug: str) -> None:
    feeds = bring_out(tmp_path, episode(1, slug=slug))
    assert (feeds / f"episode-{slug}.html").exists()


def test_a_station_without_a_feed_invites_nobody(tmp_path: Path) -> None:
    silent = Profiles(PodcastProfile(enabled=False), WorkshopProfile(enabled=False))
    shown = page(bring_out(tmp_path, episode(1), station=replace(STATION, profiles=silent)), "index.html")
    assert shown.find(".//aside") is None
    assert not (tmp_path / "feeds" / "subscribe.html").exists()


# ── an episode ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pause", ["paragraph", "section"])
def test_paragraphs_are_those_of_the_document_whatever_the_silence_between(tmp_path: Path, pause: PauseKind) -> None:
    one = said("甲。", "乙。", "丙。", "丁。")
    ended = replace(one.cues[1], pause=pause)
    late = replace(one.cues[3], start=one.cues[3].start + 5 * RATE)
    one = replace(one, cues=(one.cues[0], ended, one.cues[2], late))
    shown = page(bring_out(tmp_path, one), "notice-00001.html").get_element_by_id("transcript")
    assert [p.text_content() for p in shown.iterfind("p")] == ["甲。乙。", "丙。丁。"]
    assert [a.get("href") for a in shown.iter("a")] == ["#t=0.00", "#t=1.42", "#t=2.84", "#t=9.26"]


def test_headings_are_said_or_set_but_never_twice(tmp_path: Path) -> None:
    one = said("总则", "第一条。", "二、罚则是这样的。", "完了。", pause="paragraph")
    at = [cue.start for cue in one.cues]
    chapters = (Chapter(at[0], "总则"), Chapter(at[2], "二、罚则"), Chapter(at[3], "附注"), Chapter(at[3] + RATE, "空"))
    shown = page(bring_out(tmp_path, replace(one, chapters=chapters)), "notice-00001.html")
    blocks = [(block.tag, block.text_content()) for block in shown.get_element_by_id("transcript")]
    assert blocks == [("h3", "总则"), ("p", "第一条。"), ("p", "二、罚则是这样的。"), ("h3", "附注"), ("p", "完了。")]


def test_words_are_told_by_their_places() -> None:
    words = [("今天", 100), ("8:00", 150), ("嗯", 160), ("修", 200), ("", 210), ("好", 260)]
    cue = Cue("s001-001", 100, 300, "“今天8:00修 好。”", tuple(Word(text, at, at + 9) for text, at in words))
    assert word_steps(cue, 100) == "0*3 50*4 50*2 60*3"
    assert word_steps(replace(cue, words=()), 100) == ""


@pytest.mark.parametrize("synthetic", [True, False])
def test_the_label_of_synthetic_speech_is_shown_where_it_is_due(tmp_path: Path, synthetic: bool) -> None:
    feeds = bring_out(tmp_path, episode(1, synthetic=synthetic))
    labels = page(feeds, "notice-00001.html").findall(".//p[@class='label']")
    assert [label.text_content() for label in labels] == ["本节目由人工智能合成。"] * synthetic
    assert ("合成语音" in (feeds / "index.html").read_text(encoding="utf-8")) is synthetic


@pytest.mark.parametrize(
    ("masters", "audio", "timed"),
    [(("podcast", "workshop"), "podcast", True), (("workshop",), "workshop", False), ((), "", False)],
)
def test_only_audio_with_the_times_of_the_cues_is_followed(
    tmp_path: Path, masters: tuple[str, ...], audio: str, timed: bool
) -> None:
    one = episode(1, files={name: episode(1).files[name] for name in masters})
    shown = page(bring_out(tmp_path, one), "notice-00001.html")
    assert [a.get("src") for a in shown.iter("audio")] == [
        f"../audio_out/notice-00001/notice-00001-{audio}.mp3"
    ] * bool(audio)
    assert len(shown.findall(".//*[@id='transcript']//a")) == timed * len(one.cues)
    assert (shown.find(".//*[@id='chapter-list']") is not None) is timed
    assert shown.get_element_by_id("transcript").text_content().rstrip().endswith(SENTENCES[-1])
    downloads = [a.get("href").rpartition("/")[2] for a in shown.iterfind(".//section[@class='downloads']//a")]
    assert downloads == [*(f"notice-00001-{name}.mp3" for name in masters), "transcript.vtt", "transcript.srt"]


def test_parts_for_sip_loudspeakers_have_lists_of_their_own(tmp_path: Path) -> None:
    parts = {f"sip-00{n}": AudioFile(f"sip/00{n}.wav", 9, "audio/wav", 1000) for n in (1, 2)}
    sip = replace(STATION, profiles=replace(STATION.profiles, sip=SipProfile(enabled=True, repeat=2)))
    feeds = bring_out(tmp_path, episode(1, files={**episode(1).files, **parts}), episode(2), station=sip)
    folder = "http://10.0.0.5:8000/audio_out/notice-00001/sip"
    one, two = f"{folder}/001.wav", f"{folder}/002.wav"
    assert (feeds / "sip.m3u").read_text().split() == [one, two, one, two]
    assert ".wav" not in (feeds / "workshop.m3u").read_text()
    shown = page(feeds, "notice-00001.html").find(".//section[@class='downloads']")
    assert [a.get("href").rpartition("/")[2] for a in shown.iterfind("details//a")] == [
        "play.m3u",
        "001.wav",
        "002.wav",
    ]
    assert not [a for a in shown.iterfind("ul//a") if "sip" in a.get("href")]
    assert page(feeds, "notice-00002.html").find(".//details[@class!='queue']") is None
    assert "sip.m3u" in (feeds / "subscribe.html").read_text()
    assert not (bring_out(tmp_path, episode(1)) / "sip.m3u").exists()


def test_a_quarter_of_an_hour_word_by_word_stays_light(tmp_path: Path) -> None:
    text = "请各车间于周五前完成检查并上报结果，逾期通报批评。"
    cues = []
    for i in range(150):  # 150 sentences of 25 characters: 15 minutes at 250 syllables a minute
        start = i * 6 * RATE
        words = tuple(Word(sign, start + n * RATE // 5, start + (n + 1) * RATE // 5) for n, sign in enumerate(text))
        cues.append(Cue(f"s001-{i:03}", start, start + 5 * RATE, text, words))
    long = episode(
        1, cues=tuple(cues), samples=900 * RATE, files={"podcast": AudioFile("podcast.mp3", 1, "audio/mpeg", 900_000)}
    )
    feeds = bring_out(tmp_path, long)
    assert (feeds / "notice-00001.html").stat().st_size < LIMIT
    assert sum((feeds / name).stat().st_size for name in ("broadcast.js", "broadcast.css")) < LIMIT


@pytest.mark.parametrize("name", ["index.html", "notice-00001.html"])
def test_a_page_asks_nothing_of_other_hosts_and_has_no_script_of_its_own(tmp_path: Path, name: str) -> None:
    shown = page(bring_out(tmp_path, episode(1, title='"><script>alert(1)</script>')), name)
    for element in shown.iter("img", "script", "audio", "link"):
        address = element.get("src", element.get("href", "none"))
        assert address == "data:," or re.match(r"\w+:|//|$", address) is None, address
    assert [script.get("src") for script in shown.iter("script")] == ["broadcast.js"]
    assert not [key for element in shown.iter() for key in element.attrib if key.startswith("on") or key == "style"]
    policy = shown.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert policy.startswith("default-src 'none'; script-src 'self' file:;")
    assert "unsafe" not in policy
