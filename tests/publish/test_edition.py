"""What stands in ``feeds`` after a publication: the same bytes each time, and nothing of others touched."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import OutputError, PublishError
from pipeline.model import Episode
from pipeline.publish import writer
from pipeline.publish.entries import Entry
from pipeline.publish.feed.paged import NEWEST
from pipeline.publish.feed.podcast_namespace import NAMESPACES
from pipeline.publish.publication import Edition
from pipeline.publish.site.pages import Pages, Text
from pipeline.station import PodcastProfile, Profiles, Programme, ServeSettings, Station, WorkshopProfile
from tests.publish.samples import STATION, episode, publish

NS = dict(NAMESPACES)


def bring_out(house: Path, *episodes: Episode, station: Station = STATION) -> Edition:
    return publish(episodes, station, audio_out=house / "audio_out", feeds=house / "feeds")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def parsed(house: Path, name: str) -> etree._Element:
    return etree.fromstring((house / "feeds" / name).read_bytes(), etree.XMLParser(resolve_entities=False))


def guids(house: Path, name: str) -> list[str]:
    return [guid.text or "" for guid in parsed(house, name).iterfind("channel/item/guid")]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_same_episodes_give_the_same_bytes_in_any_order(tmp_path: Path, count: int) -> None:
    episodes = [episode(number) for number in range(1, count + 1)]
    bring_out(tmp_path / "a", *episodes)
    bring_out(tmp_path / "b", *reversed(episodes))
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    expected = {
        "podcast.xml",
        "workshop.xml",
        "workshop.m3u8",
        "workshop.m3u",
        "podcasts.opml",
        "index.html",
        "feed.xsl",
        "404.html",
        "subscribe.html",
        "latest.js",
        "app.json",
        "worker.js",
    }
    assert expected | {f"{one.slug}.html" for one in episodes} <= set(tree(tmp_path / "a" / "feeds"))


def test_publishing_again_touches_no_file(tmp_path: Path) -> None:
    episodes = [episode(1), episode(2)]
    bring_out(tmp_path, *episodes)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert bring_out(tmp_path, *episodes).removed == ()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before


def test_only_what_changed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    episodes = [episode(number) for number in range(1, NEWEST + 2)]
    bring_out(tmp_path, *episodes)
    before = tree(tmp_path / "feeds")
    made: list[str] = []
    real = Pages.episode

    def noted(self: Pages, one: Entry, text: Text) -> bytes:
        made.append(one.slug)
        return real(self, one, text)

    monkeypatch.setattr(Pages, "episode", noted)
    (tmp_path / "feeds" / "notice-00004.html").write_text("cut")
    (tmp_path / "feeds" / "notice-00005.html").unlink()
    episodes[6] = replace(episodes[6], cues=(*episodes[6].cues[:-1], replace(episodes[6].cues[-1], text="改了")))
    bring_out(tmp_path, *episodes)
    assert made == ["notice-00004", "notice-00005", "notice-00007"]
    after = tree(tmp_path / "feeds")
    changed = {name for name in before if before[name] != after[name]} - {".published.json"}
    assert changed == {
        "notice-00007.html", "index-0001.html", "search-0001.js",
        "podcast-archive-0001.xml", "workshop-archive-0001.xml",
    }  # fmt: skip
    bring_out(tmp_path, *episodes, station=replace(STATION, name="新台名"))
    assert len(made) == 3 + len(episodes)


def test_no_date_is_that_of_the_build(tmp_path: Path) -> None:
    bring_out(tmp_path, episode(1), episode(2))
    channel = parsed(tmp_path, "podcast.xml")[0]
    assert channel.findtext("lastBuildDate") == channel.findtext("item/pubDate") == "Fri, 03 Jan 2020 08:30:00 +0800"
    bring_out(tmp_path)
    assert parsed(tmp_path, "podcast.xml").find("channel/lastBuildDate") is None


# ── withdrawal ──────────────────────────────────────────────────────────────────────────────────────


def test_a_withdrawn_episode_leaves_feeds_and_pages_and_nothing_else(tmp_path: Path) -> None:
    bring_out(tmp_path, episode(1), episode(2))
    feeds = tmp_path / "feeds"
    for name in ("cover.jpg", "thumb.jpg", "notes.html", ".htaccess"):
        (feeds / name).write_text("not ours")
    (feeds / "folder").mkdir()
    assert bring_out(tmp_path, episode(2)).removed == ("notice-00001.html",)
    left = tree(feeds)
    assert "notice-00001.html" not in left
    assert {name for name, content in left.items() if content == b"not ours"} == {
        "cover.jpg", "thumb.jpg", "notes.html", ".htaccess",
    }  # fmt: skip
    assert all(b"notice-00001" not in content for content in left.values())


def test_what_was_withdrawn_by_hand_already_is_no_matter(tmp_path: Path) -> None:
    bring_out(tmp_path, episode(1))
    (tmp_path / "feeds" / "notice-00001.html").unlink()
    assert bring_out(tmp_path).removed == ("search-0001.js",)


@pytest.mark.parametrize(
    "ledger", [b"", b"[]", b'{"files": 3}', b'{"files": ["../precious", "/etc/hosts", 7], "keys": {"a": 1}}', b"\xff"]
)
def test_a_damaged_list_removes_nothing(tmp_path: Path, ledger: bytes) -> None:
    (tmp_path / "precious").write_text("keep")
    bring_out(tmp_path, episode(1))
    (tmp_path / "feeds" / ".published.json").write_bytes(ledger)
    assert bring_out(tmp_path).removed == ()
    assert (tmp_path / "precious").exists()
    assert (tmp_path / "feeds" / "notice-00001.html").exists()


def test_a_run_cut_off_leaves_nothing_that_the_next_cannot_remove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_out(tmp_path, episode(1))
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name in ("podcast.xml", "workshop.xml"):
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    feed = (tmp_path / "feeds" / "podcast.xml").read_bytes()
    with pytest.raises(OutputError, match="make room"):
        bring_out(tmp_path, episode(2))
    assert (tmp_path / "feeds" / "podcast.xml").read_bytes() == feed
    assert (tmp_path / "feeds" / "notice-00001.html").exists(), "still in the feed, so still there"
    monkeypatch.undo()
    assert bring_out(tmp_path, episode(3)).removed == ("notice-00001.html", "notice-00002.html")


def test_feeds_come_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []

    def noted(self: Path, target: Path) -> Path:
        written.append(target.name)
        return self.rename(target)

    monkeypatch.setattr(Path, "replace", noted)
    bring_out(tmp_path, *(episode(number) for number in range(1, NEWEST + 2)))
    order = [name for name in written if name != ".published.json"]
    assert order[-1] == "podcast.xml"
    assert order.index("workshop.xml") > max(order.index(name) for name in order if name.endswith((".html", ".m3u8")))
    assert order.index("podcast-archive-0001.xml") < order.index("podcast.xml")


def two_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let helpers begin with the second page, as they do with the thousandth."""
    monkeypatch.setattr(writer, "_BATCH", 2)


@pytest.mark.slow
def test_what_helpers_write_is_what_one_process_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    episodes = [episode(number) for number in range(1, NEWEST + 102)]
    bring_out(tmp_path / "alone", *episodes)
    two_by_two(monkeypatch)
    bring_out(tmp_path / "helped", *episodes)
    assert tree(tmp_path / "alone") == tree(tmp_path / "helped")
    assert (tmp_path / "helped" / "feeds" / "podcast-archive-0002.xml").exists()


def test_a_helper_that_cannot_write_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_by_two(monkeypatch)
    (tmp_path / "feeds" / "notice-00001.html" / "in the way").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"notice-00001\.html"):
        bring_out(tmp_path, episode(1), episode(2))
    assert not (tmp_path / "feeds" / "podcast.xml").exists()


def die(*_work: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_helper_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_by_two(monkeypatch)
    monkeypatch.setattr(writer, "_print", die)
    with pytest.raises(OutputError, match=r"has died .* run make again"):
        bring_out(tmp_path, episode(1), episode(2))


CHANGES: dict[str, Callable[[list[Episode]], tuple[list[Episode], Station]]] = {
    "nothing": lambda all_: (all_, STATION),
    "a title": lambda all_: ([all_[0], replace(all_[1], title="改了"), all_[2]], STATION),
    "a sentence": lambda all_: ([replace(all_[0], cues=all_[1].cues[:2]), *all_[1:]], STATION),
    "a master": lambda all_: ([replace(all_[0], files={"podcast": all_[0].files["podcast"]}), *all_[1:]], STATION),
    "a chapter": lambda all_: ([*all_[:2], replace(all_[2], chapters=())], STATION),
    "one more": lambda all_: ([*all_, episode(9)], STATION),
    "one fewer": lambda all_: (all_[1:], STATION),
    "the station": lambda all_: (all_, replace(STATION, name="另一个台")),
    "the address": lambda all_: (all_, replace(STATION, base_url="https://radio.example")),
    "a profile": lambda all_: (all_, replace(STATION, profiles=Profiles(workshop=WorkshopProfile(enabled=False)))),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_leaves_what_a_fresh_publication_would_make(tmp_path: Path, what: str) -> None:
    """Whatever is kept because it need not be made again: to the byte."""
    before = [episode(number) for number in range(1, 4)]
    after, station = CHANGES[what](before)
    bring_out(tmp_path / "kept", *before)
    bring_out(tmp_path / "kept", *after, station=station)
    shutil.copytree(tmp_path / "kept" / "audio_out", tmp_path / "fresh" / "audio_out")  # the feeds' names stay
    bring_out(tmp_path / "fresh", *after, station=station)
    assert tree(tmp_path / "kept") == tree(tmp_path / "fresh")


# ── identity ────────────────────────────────────────────────────────────────────────────────────────


def test_podcast_guid_is_that_of_the_first_address_and_stays(tmp_path: Path) -> None:
    # The example of the namespace's specification, turned to our feed's address by its own rule.
    first = replace(STATION, base_url="https://radio.example")
    bring_out(tmp_path, station=first)
    guid = parsed(tmp_path, "podcast.xml").findtext("channel/podcast:guid", "", NS)
    other = parsed(tmp_path, "workshop.xml").findtext("channel/podcast:guid", "", NS)
    assert len({guid, other}) == 2
    bring_out(tmp_path, station=replace(STATION, base_url="https://elsewhere.example"))
    assert parsed(tmp_path, "podcast.xml").findtext("channel/podcast:guid", "", NS) == guid
    assert json.loads((tmp_path / "audio_out" / "station.json").read_bytes()) == {"podcast": guid, "workshop": other}


def test_podcast_guid_follows_the_specification() -> None:
    from pipeline.publish.feed.podcast_namespace import podcast_guid

    # From the namespace's documentation of <podcast:guid>.
    assert podcast_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert podcast_guid("http://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


def test_without_an_address_no_podcast_guid_is_stored(tmp_path: Path) -> None:
    bring_out(tmp_path, station=replace(STATION, base_url=""))
    assert parsed(tmp_path, "podcast.xml").findtext("channel/podcast:guid", "", NS)
    assert not (tmp_path / "audio_out" / "station.json").exists()


@pytest.mark.parametrize("damaged", [b"", b"{}", b"[1]", b'{"podcast": 1}'])
def test_a_damaged_podcast_guid_is_not_replaced_silently(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / "audio_out").mkdir()
    (tmp_path / "audio_out" / "station.json").write_bytes(damaged)
    with pytest.raises(PublishError, match="restore it"):
        bring_out(tmp_path)
    assert (tmp_path / "audio_out" / "station.json").read_bytes() == damaged


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"date": "yesterday"}, "is no date"),
        ({"date": "2026-11-22T08:00:00"}, "no time zone"),
        ({"guid": "\x00 "}, "no GUID"),
        ({"date": "0001-01-01T00:00:00+08:00"}, "is no date"),
        ({"date": "9999-12-31T23:59:59-08:00"}, "is no date"),
    ],
)
def test_a_manifest_that_cannot_be_published_keeps_no_other_out(
    tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    bring_out(tmp_path / "without", episode(2), episode(3))
    edition = bring_out(tmp_path / "with", episode(2), episode(1, **changes), episode(3))
    assert list(edition.failures) == ["notice-00001"]
    assert words in str(edition.failures["notice-00001"])
    assert "notice-00001/episode.json" in str(edition.failures["notice-00001"])
    assert tree(tmp_path / "with") == tree(tmp_path / "without")


def test_episodes_called_like_each_others_pages_have_pages_of_their_own(tmp_path: Path) -> None:
    bring_out(tmp_path, episode(1, slug="index"), episode(2, slug="episode-index"))
    links = [link.text for link in parsed(tmp_path, "podcast.xml").iterfind("channel/item/link")]
    assert len(set(links)) == 2
    assert all((tmp_path / "feeds" / str(link).rpartition("/")[2]).is_file() for link in links)


def test_an_episode_called_index_leaves_the_front_page_alone(tmp_path: Path) -> None:
    bring_out(tmp_path, episode(1, slug="index"))
    assert "episode-index.html" in (tmp_path / "feeds" / "index.html").read_text(encoding="utf-8")
    assert (
        parsed(tmp_path, "podcast.xml").findtext("channel/item/link") == "http://10.0.0.5:8000/feeds/episode-index.html"
    )


def test_a_station_whose_name_cannot_be_shown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="name cannot be shown"):
        bring_out(tmp_path, station=replace(STATION, name="\x00"))


# ── long programmes ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [NEWEST, NEWEST + 1, 1000])
def test_every_episode_is_reachable_from_the_feed_newest_first(tmp_path: Path, count: int) -> None:
    episodes = [episode(number) for number in range(1, count + 1)]
    bring_out(tmp_path, *episodes)
    for feed in ("podcast", "workshop"):
        found, name, newer = [], f"{feed}.xml", ""
        while name:
            channel = parsed(tmp_path, name)[0]
            items = guids(tmp_path, name)
            assert len(items) <= NEWEST
            found += items
            links = {link.get("rel"): Path(link.get("href") or "").name for link in channel.iterfind("atom:link", NS)}
            assert links["self"] == name
            is_archive = channel.find("fh:archive", NS) is not None
            assert is_archive is (name != f"{feed}.xml")
            assert links.get("current", f"{feed}.xml") == f"{feed}.xml"
            assert links.get("next-archive", "") == newer
            newer = name if is_archive else ""
            name = links.get("prev-archive", "")
        assert found == [one.guid for one in reversed(episodes)]
        complete = parsed(tmp_path, f"{feed}.xml").find("channel/fh:complete", NS) is not None
        assert complete is (count <= NEWEST)


def test_an_archive_page_stays_as_it_is_when_episodes_are_added(tmp_path: Path) -> None:
    bring_out(tmp_path, *(episode(number) for number in range(1, 450)))
    before = tree(tmp_path / "feeds")
    bring_out(tmp_path, *(episode(number) for number in range(1, 460)))
    assert tree(tmp_path / "feeds")["podcast-archive-0001.xml"] == before["podcast-archive-0001.xml"]


def test_archive_pages_go_when_they_are_needed_no_longer(tmp_path: Path) -> None:
    bring_out(tmp_path, *(episode(number) for number in range(1, NEWEST + 2)))
    removed = bring_out(tmp_path, episode(1)).removed
    assert {"podcast-archive-0001.xml", "workshop-archive-0001.xml"} <= set(removed)


# ── addresses ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("base", "begins"),
    [
        ("http://10.0.0.5:8000", "http://10.0.0.5:8000/"),
        ("http://10.0.0.5:8000/", "http://10.0.0.5:8000/"),
        ("https://radio.example/a b/车间", "https://radio.example/a%20b/%E8%BD%A6%E9%97%B4/"),
        ("https://中文.example", "https://xn--fiq228c.example/"),
        ("http://[fd00::5]:8000", "http://[fd00::5]:8000/"),
        ("", "http://127.0.0.1:8000/"),
    ],
)
def test_base_url_in_any_form_gives_ascii_addresses(tmp_path: Path, base: str, begins: str) -> None:
    bring_out(tmp_path, episode(1, slug="a#b c%"), station=replace(STATION, base_url=base))
    url = parsed(tmp_path, "podcast.xml").find("channel/item/enclosure").get("url")  # type: ignore[union-attr]  # it is there
    assert url == f"{begins}audio_out/a%23b%20c%25/notice-00001-podcast.mp3"
    page = (tmp_path / "feeds" / "index.html").read_text(encoding="utf-8")
    assert 'src="../audio_out/a%23b%20c%25/notice-00001-podcast.mp3"' in page
    assert 'href="a%23b%20c%25.html"' in page


@pytest.mark.parametrize(("host", "base"), [("::1", "http://[::1]:8000"), ("0.0.0.0", "http://0.0.0.0:8000")])  # noqa: S104  # told, not bound
def test_without_base_url_the_server_is_named(tmp_path: Path, host: str, base: str) -> None:
    station = replace(STATION, base_url="", serve=ServeSettings(host=host))
    assert bring_out(tmp_path, station=station).feed_url == f"{base}/feeds/podcast.xml"


@pytest.mark.parametrize("base", ["http://[", f"http://{'长' * 70}.example"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, base: str) -> None:
    with pytest.raises(PublishError, match="no web address"):
        bring_out(tmp_path, station=replace(STATION, base_url=base))


def test_pages_find_the_audio_wherever_the_folders_are(tmp_path: Path) -> None:
    publish([episode(1)], STATION, audio_out=tmp_path / "sound here", feeds=tmp_path / "web" / "feeds")
    page = (tmp_path / "web" / "feeds" / "index.html").read_text(encoding="utf-8")
    assert 'src="../../sound%20here/notice-00001/notice-00001-podcast.mp3"' in page


# ── profiles, playlists, OPML ───────────────────────────────────────────────────────────────────────


def test_only_the_masters_that_are_made_are_published(tmp_path: Path) -> None:
    only_podcast = replace(STATION, profiles=Profiles(workshop=WorkshopProfile(enabled=False)))
    bring_out(tmp_path, episode(1), station=STATION)
    removed = bring_out(tmp_path, episode(1), station=only_podcast).removed
    assert removed == ("today.m3u", "today.m3u8", "workshop.m3u", "workshop.m3u8", "workshop.xml")
    assert b"workshop.xml" not in b"".join(tree(tmp_path / "feeds").values())
    only_workshop = replace(STATION, profiles=Profiles(podcast=PodcastProfile(enabled=False)))
    assert bring_out(tmp_path, episode(1), station=only_workshop).removed == ("podcast.xml",)


def test_an_episode_without_a_master_is_not_in_its_feed(tmp_path: Path) -> None:
    silent = episode(2, files={"podcast": episode(2).files["podcast"]})
    bring_out(tmp_path, episode(1), silent, episode(3, files={}))
    assert guids(tmp_path, "podcast.xml") == [silent.guid, episode(1).guid]
    assert guids(tmp_path, "workshop.xml") == [episode(1).guid]
    assert b"alternateEnclosure" not in etree.tostring(parsed(tmp_path, "podcast.xml").findall("channel/item")[0])


def test_the_playlist_has_the_newest_day_first_and_each_day_in_order(tmp_path: Path) -> None:
    def at(number: int, moment: str) -> Episode:
        return episode(number, date=f"2026-11-{moment}:00+08:00")

    bring_out(tmp_path, at(1, "20T09:00"), at(2, "20T08:00"), at(3, "21T08:00"), at(4, "21T08:00"), at(5, "21T07:00"))
    lines = (tmp_path / "feeds" / "workshop.m3u8").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["#EXTM3U", "#PLAYLIST:车间之声 · 车间广播"]
    assert lines[2] == "#EXTINF:11,安全通知之5"
    order = [line.split("/")[-2] for line in lines if line.startswith("http")]
    assert order == [f"notice-{number:05}" for number in (5, 3, 4, 2, 1)]
    modest = (tmp_path / "feeds" / "workshop.m3u").read_bytes()
    assert modest.isascii()
    assert modest.decode().splitlines() == [line for line in lines if line.startswith("http")]


def test_opml_names_both_feeds(tmp_path: Path) -> None:
    bring_out(tmp_path)
    outlines = parsed(tmp_path, "podcasts.opml").findall("body/outline")
    assert [outline.get("xmlUrl") for outline in outlines] == [
        f"http://10.0.0.5:8000/feeds/{name}.xml" for name in ("podcast", "workshop")
    ]
    assert {outline.get("type") for outline in outlines} == {"rss"}


@pytest.mark.parametrize(
    ("days", "rule"),
    [
        ([1], "FREQ=WEEKLY"),
        ([1, 2, 3], "FREQ=DAILY"),
        ([1, 8, 15], "FREQ=WEEKLY"),
        ([1, 15, 29], "FREQ=WEEKLY;INTERVAL=2"),
        ([1, 31], "FREQ=MONTHLY"),
    ],
)
def test_the_rhythm_is_read_from_the_dates(tmp_path: Path, days: list[int], rule: str) -> None:
    bring_out(tmp_path, *(episode(day, date=f"2026-10-{day:02}T08:00:00+08:00") for day in days))
    found = parsed(tmp_path, "podcast.xml").find("channel/podcast:updateFrequency", NS)
    assert found is not None
    assert found.get("rrule") == rule


def test_a_rare_programme_has_no_false_rhythm(tmp_path: Path) -> None:
    bring_out(tmp_path, *(episode(n, date=f"202{n}-01-01T08:00:00+08:00") for n in (1, 2, 3)))
    found = parsed(tmp_path, "podcast.xml").find("channel/podcast:updateFrequency", NS)
    assert found is not None
    assert (found.text, found.get("rrule")) == ("不定期更新", "FREQ=YEARLY")


# ── any text ────────────────────────────────────────────────────────────────────────────────────────

ANY = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.no_cover
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=ANY, author=ANY, said=ANY, chapter=ANY, description=ANY, label=ANY)
def test_no_text_breaks_a_feed_or_a_page(
    tmp_path: Path, title: str, author: str, said: str, chapter: str, description: str, label: str
) -> None:
    base = episode(1)
    one = replace(
        base,
        title=title,
        author=author,
        chapters=tuple(replace(c, title=chapter) for c in base.chapters),
        cues=tuple(replace(c, text=said) for c in base.cues),
    )
    station = replace(STATION, description=description, copyright=author, programme=Programme(label_text=label))
    bring_out(tmp_path, one, station=station)
    for name in ("podcast.xml", "workshop.xml", "podcasts.opml"):
        root = parsed(tmp_path, name)
        assert all(element.prefix != "ns0" for element in root.iter("{*}*"))
    page = (tmp_path / "feeds" / "notice-00001.html").read_bytes().decode()
    assert page.count("<script") == page.count('<script src="broadcast.js"></script>') == 1
    assert page.count("<h1>") == 1


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 700), unique=True, max_size=60))
def test_any_choice_of_episodes_stands_newest_first(numbers: list[int]) -> None:
    from pipeline.publish.entries import entry_of, place

    entries = sorted((entry_of(episode(number)) for number in numbers), key=place, reverse=True)
    assert [entry.number for entry in entries] == sorted(numbers, reverse=True)


def test_descriptions_are_cut_to_what_clients_take(tmp_path: Path) -> None:
    endless = replace(episode(1), cues=tuple(replace(cue, text="长" * 5_000) for cue in episode(1).cues))
    bring_out(tmp_path, endless, station=replace(STATION, description="述" * 5_000))
    for path, letter in (("channel/description", "述"), ("channel/item/description", "长")):
        text = parsed(tmp_path, "podcast.xml").findtext(path) or ""
        assert len(text.encode()) <= 4_000
        assert set(text) == {letter, "…"}


def test_a_summary_is_of_what_is_said_not_of_the_frame_around_it(tmp_path: Path) -> None:
    cues = [replace(episode(1).cues[0], id=name, text=name) for name in ("opening", "label", "s1", "s2", "closing")]
    bring_out(tmp_path, replace(episode(1), cues=(*cues, replace(cues[2], text=" \x00"))))
    assert parsed(tmp_path, "podcast.xml").findtext("channel/item/description") == "s1 s2"


def test_a_description_is_written_as_the_html_clients_take_it_for(tmp_path: Path) -> None:
    bring_out(tmp_path, replace(episode(1), cues=tuple(replace(cue, text="A<b & c") for cue in episode(1).cues)))
    assert "A&lt;b &amp; c" in (parsed(tmp_path, "podcast.xml").findtext("channel/item/description") or "")


def test_what_no_feed_can_hold_takes_out_its_own_episode_alone(tmp_path: Path) -> None:
    """The type of a master stands in the manifest, where anybody may have written."""
    files = {name: replace(audio, mime="audio/\x00mpeg") for name, audio in episode(2).files.items()}
    edition = bring_out(tmp_path, episode(1), episode(2, files=files))
    assert list(edition.failures) == ["notice-00002"]
    assert [item.findtext("title") for item in parsed(tmp_path, "podcast.xml").iterfind("channel/item")] == [
        "安全通知之1"
    ]
