"""A notice has its day: made at once, on the air from its date, off the loudspeakers after its end."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from pipeline.build import Order, build, output_folder
from pipeline.build.turnover import turn_over
from pipeline.commands.screens.screen import tell_summary
from pipeline.commands.serve import serving
from pipeline.errors import UsageError
from pipeline.publish import check, next_change
from pipeline.publish.server.turning import Turning
from pipeline.station import read_station
from tests.doubles.inline import InlinePool, mastered_here
from tests.doubles.screen import RecordingScreen
from tests.golden.tree import STATION
from tests.publish.live import live
from tests.workplace import NOON, Works, bytes_of

# NOON is eight in the evening of the first of June at the station.
TOMORROW = NOON + timedelta(hours=12)
NEXT_WEEK = NOON + timedelta(days=7)
TEXTS = {
    "now": "停水通知\n\n今天停水。\n",
    "later": "标题：开会通知\n日期：2026-06-02 08:00\n\n大家来开会。\n",
    "short": "标题：停电通知\n到期：2026年6月2日\n\n明天停电。\n",
}
LISTS = ("workshop.m3u", "workshop.m3u8", "today.m3u", "today.m3u8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    works = Works(tmp_path_factory.mktemp("day") / "made")
    works.root.mkdir()
    shutil.copy(STATION, works.root)
    for slug, text in TEXTS.items():
        works.put(f"{slug}.txt", text)
    assert not works.run()[0].failures
    return works.root


@pytest.fixture
def works(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Works:
    """Three episodes, one of which waits for the morning; all work is done in this process."""
    shutil.copytree(made, tmp_path / "works")
    mastered_here(monkeypatch)
    return Works(tmp_path / "works")


def feeds_of(works: Works) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (works.root / "feeds").iterdir() if path.suffix != ".jpg"}


def listed(works: Works, name: str) -> list[str]:
    lines = (works.root / "feeds" / name).read_text().splitlines()
    return [line.split("/")[-2] for line in lines if line.startswith("http")]


def items(works: Works) -> list[str]:
    root = etree.fromstring((works.root / "feeds" / "podcast.xml").read_bytes())
    return [str(item.findtext("title")) for item in root.iterfind("channel/item")]


def turned(works: Works, now: datetime) -> None:
    turn_over(works.root / "station.toml", audio_out=works.audio, feeds=works.root / "feeds", now=now)


def test_what_is_of_tomorrow_is_made_and_told_to_nobody(works: Works) -> None:
    assert works.episode("later").files["podcast"].bytes
    for name, content in feeds_of(works).items():
        assert b"later" not in content, name
        assert "开会".encode() not in content, name
    assert items(works) == ["停电通知", "停水通知"]
    station, _settings = read_station(works.root / "station.toml")
    assert not [f for f in check(works.audio, works.root / "feeds", station, now=NOON) if f.level == "error"]
    late = check(works.audio, works.root / "feeds", station, now=TOMORROW)
    assert [f.what for f in late if f.level == "error"] == ["later is not in the feed"] * 2


def test_make_says_what_waits_and_since_when_it_will_be_on_the_air(
    works: Works, capsys: pytest.CaptureFixture[str]
) -> None:
    summary, _screen = works.run(NOON + timedelta(minutes=1))
    assert not summary.made
    assert [title for title, _begins in summary.waiting] == ["开会通知"]
    order = Order(works.seeds, works.audio, works.root / "feeds", works.root / "station.toml", None, 1)
    tell_summary(summary, order, 1, sys.stdout, sys.stderr)
    said = capsys.readouterr().out
    assert "“开会通知”" in said
    assert "2026-06-02 08:00" in said


@pytest.mark.parametrize("how", [lambda works, now: works.run(now), turned], ids=["make", "by itself"])
def test_when_its_time_comes_it_is_on_the_air(works: Works, how: Callable[[Works, datetime], None]) -> None:
    before = works.episode("later")
    how(works, TOMORROW - timedelta(minutes=1))
    assert "开会通知" not in items(works)
    how(works, TOMORROW)
    assert items(works) == ["开会通知", "停电通知", "停水通知"]
    assert works.episode("later") == before
    assert "开会通知" in (works.root / "feeds" / "index.html").read_text()
    assert listed(works, "today.m3u") == ["short", "later"]
    assert listed(works, "workshop.m3u") == ["later", "now", "short"]
    turned_over = feeds_of(works)
    shutil.rmtree(works.root / "feeds")
    assert not works.run(TOMORROW)[0].made
    assert feeds_of(works) == turned_over


def test_nothing_due_nothing_done(works: Works) -> None:
    before = bytes_of(works.root)
    stamps = {path: path.stat().st_mtime_ns for path in (works.root / "feeds").iterdir()}
    change = next_change(works.root / "feeds")
    assert change
    turned(works, change - timedelta(seconds=1))
    works.run(change - timedelta(seconds=1))
    assert bytes_of(works.root) == before
    assert {path: path.stat().st_mtime_ns for path in (works.root / "feeds").iterdir()} == stamps


def test_after_its_end_it_is_marked_kept_and_off_the_loudspeakers(works: Works) -> None:
    over = datetime(2026, 6, 2, 16, tzinfo=UTC)  # midnight at the station
    turned(works, over - timedelta(seconds=1))
    for name in LISTS:
        assert "short" in listed(works, name), name
    assert "已过期" not in (works.root / "feeds" / "index.html").read_text()
    turned(works, over)
    for name in LISTS:
        assert "short" not in listed(works, name), name
    assert "停电通知" in items(works)
    assert "已过期" in (works.root / "feeds" / "short.html").read_text()
    assert (works.root / "feeds" / "index.html").read_text().count("已过期") == 1
    assert "已过期" not in (works.root / "feeds" / "now.html").read_text()


def test_lists_for_loudspeakers_forget_after_some_days_and_feeds_do_not(works: Works) -> None:
    turned(works, NEXT_WEEK - timedelta(days=1))
    assert listed(works, "workshop.m3u8") == ["later", "now"]
    turned(works, NEXT_WEEK)
    assert listed(works, "workshop.m3u8") == ["later"]
    assert listed(works, "today.m3u8") == []
    assert len(items(works)) == 3
    settings = works.root / "station.toml"
    settings.write_text(settings.read_text().replace("\ndays = 7 ", "\ndays = 8 "))
    works.run(NEXT_WEEK)
    assert listed(works, "workshop.m3u8") == ["later", "now"]


def test_today_begins_with_the_oldest_or_the_newest(works: Works) -> None:
    turned(works, TOMORROW)
    assert listed(works, "today.m3u8") == ["short", "later"]
    settings = works.root / "station.toml"
    settings.write_text(settings.read_text().replace('today = "oldest"', 'today = "newest"'))
    works.run(TOMORROW)
    assert listed(works, "today.m3u8") == ["later", "short"]


def test_the_date_of_what_waits_may_be_moved_and_that_of_what_was_heard_may_not(works: Works) -> None:
    before = works.episode("later")
    works.put("later.txt", TEXTS["later"].replace("06-02 08:00", "06-03"))
    works.run(NOON)
    moved = works.episode("later")
    assert (moved.guid, moved.number) == (before.guid, before.number)
    assert moved.date == "2026-06-03T00:00:00+08:00"
    assert "开会通知" not in items(works)
    works.put("later.txt", "标题：开会通知\n作者：工会\n\n大家来开会。\n")  # no date any more: at once
    _summary, screen = works.run(NOON)
    heard = works.episode("later")
    assert (heard.guid, heard.date) == (before.guid, "2026-06-01T20:00:30+08:00")
    assert "开会通知" in items(works)
    assert not any("changes nothing" in notice for notice in screen.notices)
    works.put("later.txt", TEXTS["later"].replace("06-02", "06-20"))
    _summary, screen = works.run(NOON)
    assert works.episode("later").date == heard.date
    assert [notice for notice in screen.notices if "2026-06-20T08:00 in it changes nothing" in notice]


def test_what_comes_due_while_something_long_is_made_does_not_wait_for_it(works: Works) -> None:
    works.put("long.txt", "安全须知\n\n第一条。第二条。第三条。第四条。\n")
    clock = [NOON]
    seen: list[bool] = []

    class Watching(RecordingScreen):
        def sentence(self, syllables: int) -> None:
            super().sentence(syllables)
            seen.append("开会通知" in items(works))
            clock[0] = TOMORROW

    order = Order(works.seeds, works.audio, works.root / "feeds", works.root / "station.toml", "tone", 1)
    assert len(build(order, Watching(), now=lambda: clock[0]).made) == 1
    assert seen[0] is False
    assert all(seen[1:])
    assert len(seen) > 4


def test_nobody_can_have_what_is_not_on_the_air_until_the_server_turns_over(works: Works) -> None:
    clock = [NOON]
    turning = Turning(works.root / "feeds", lambda: turned(works, clock[0]), now=lambda: clock[0], pace=0.01)
    with live(works.audio, works.root / "feeds", turning=turning) as server:
        asked = ("/feeds/later.html", "/audio_out/later/podcast.mp3", "/audio_out/later/episode.json")
        assert [server.ask(path).status for path in asked] == [404, 404, 404]
        assert b"later" not in server.ask("/feeds/podcast.xml").content
        clock[0] = TOMORROW
        for _look in range(500):
            if b"later" in server.ask("/feeds/podcast.xml").content:
                break
        assert [server.ask(path).status for path in asked] == [200, 200, 404]


def test_the_server_turns_over_in_a_process_of_its_own_and_tells_why_it_cannot_once(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_now", lambda: TOMORROW)
    monkeypatch.setattr(serving, "workers", lambda *_arguments: InlinePool())
    said: list[str] = []
    turn = serving.TurnOver(works.root / "station.toml", works.audio, works.root / "feeds", said.append)
    with output_folder.held(works.audio):
        turn()
    assert said == [], "a run that is at work does it itself"
    (works.audio / ".lock").write_text("process 1")
    turn()
    turn()
    assert len(said) == 1
    assert "run make first" in said[0]
    (works.audio / ".lock").write_text("")
    turn()
    assert "开会通知" in items(works)


def test_records_of_the_version_before_are_taken_over_and_nothing_is_made_anew(works: Works) -> None:
    """Neither index nor ledger nor manifests knew of days; feeds and identities stay as they are."""
    for path, names in (
        (works.audio / ".index.json", ("changes", "waiting")),
        (works.root / "feeds" / ".published.json", ("changes",)),
    ):
        record = json.loads(path.read_bytes())
        for name in names:
            del record[name]
        path.write_text(json.dumps(record))
    assert not {"until", "urgent"} & json.loads((works.audio / "now" / "episode.json").read_bytes()).keys()
    before = bytes_of(works.root)
    summary, _screen = works.run(NOON)
    assert (summary.made, summary.kept) == ([], 3)
    assert {n: c for n, c in bytes_of(works.root).items() if ".published" not in n} == {
        n: c for n, c in before.items() if ".published" not in n
    }
    works.run(TOMORROW)
    assert "开会通知" in items(works)


def test_a_lost_index_takes_nothing_off_the_air_when_the_time_comes(works: Works) -> None:
    (works.audio / ".index.json").unlink()
    turned(works, TOMORROW)
    assert items(works) == ["开会通知", "停电通知", "停水通知"]


def test_what_waits_and_is_withdrawn_is_never_heard(works: Works) -> None:
    (works.seeds / "later.txt").unlink()
    summary, _screen = works.run(NOON)
    assert summary.waiting == []
    assert summary.titles == {"later": "开会通知"}
    works.run(TOMORROW)
    assert items(works) == ["停电通知", "停水通知"]


def test_a_clock_that_is_put_back_takes_nothing_back(works: Works) -> None:
    works.run(TOMORROW)
    before = feeds_of(works)
    summary, _screen = works.run(NOON - timedelta(days=3000))
    assert summary.waiting == []
    assert len(items(works)) == 3
    works.run(TOMORROW)
    assert feeds_of(works) == before


def test_what_is_urgent_goes_before_all_others_in_making_publishing_and_in_today_s_list(works: Works) -> None:
    works.put("a.txt", "例会\n\n今天开例会。\n")
    works.put("b.txt", "紧急：是\n\n厂房起火，马上离开。\n")
    works.put("c.txt", "体检\n\n今天体检。\n")
    works.put("紧急停电.txt", "停电\n\n马上停电。\n")
    summary, screen = works.run(NOON + timedelta(minutes=1), first=Path("c.txt"))
    assert [source for source, _engine, _sentences in screen.episodes] == ["c.txt", "b.txt", "紧急停电.txt", "a.txt"]
    assert [episode.number for episode in summary.made] == [4, 5, 6, 7]
    assert screen.said == screen.syllables > 0
    slugs = {episode.source: episode.slug for episode in summary.made}
    assert listed(works, "today.m3u8") == [
        *(slugs[name] for name in ("c.txt", "b.txt", "紧急停电.txt")),
        "now",
        "short",
        "a",
    ]
    assert not works.run(NOON + timedelta(minutes=2))[0].made, "put first once, it stays so for the day"
    assert listed(works, "today.m3u8")[0] == "c"


@pytest.mark.parametrize("named", ["later.txt", "{seeds}/later.txt"])
def test_what_stands_can_be_put_first(works: Works, named: str) -> None:
    turned(works, TOMORROW)
    assert listed(works, "today.m3u") == ["short", "later"]
    summary, _screen = works.run(TOMORROW, first=Path(named.format(seeds=works.seeds)))
    assert [episode.source for episode in summary.made] == ["later.txt"]
    assert listed(works, "today.m3u") == ["later", "short"]


def test_a_document_that_is_not_there_cannot_be_put_first(works: Works) -> None:
    before = bytes_of(works.root)
    (works.seeds / "now.txt").unlink()
    with pytest.raises(UsageError, match=r"nowhere.txt: there is no such document → name one in"):
        works.run(first=Path("nowhere.txt"))
    works.put("now.txt", TEXTS["now"])
    assert bytes_of(works.root) == before


def test_two_of_one_title_on_one_day_are_told_and_told_apart(works: Works, capsys: pytest.CaptureFixture[str]) -> None:
    works.put("again.txt", "停水通知\n\n又停水了。\n")
    summary, _screen = works.run(NOON + timedelta(hours=1))
    assert summary.same_titles == [("停水通知", ("again.txt", "now.txt"))]
    assert items(works) == ["停水通知（2）", "停电通知", "停水通知"]
    assert works.episode("again").title == "停水通知"
    tell_summary(summary, Order(works.seeds, works.audio, works.root, works.root, None, 1), 1, sys.stdout, sys.stderr)
    assert "“停水通知” is what 2 episodes of one day are called" in capsys.readouterr().out
    station, _settings = read_station(works.root / "station.toml")
    feeds, now = works.root / "feeds", NOON + timedelta(hours=1)
    assert not [f for f in check(works.audio, feeds, station, now=now) if f.level == "error"]
    assert not works.run(NOON + timedelta(hours=2))[0].same_titles, "told once"


def test_an_end_that_has_passed_is_told_of_a_new_document(works: Works) -> None:
    works.put("late.txt", "标题：旧通知\n到期：2026-05-01\n\n请交表。\n")
    _summary, screen = works.run()
    assert "late.txt: its end, 2026-05-01, has passed: no loudspeaker will play it" in screen.notices
    assert "late" not in listed(works, "workshop.m3u")
    assert "旧通知" in items(works)
