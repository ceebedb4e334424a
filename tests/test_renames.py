"""A renamed or moved document keeps its episode; a notice that returns on another day is another one."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.build.renames import Notice, likeness
from tests.doubles.inline import mastered_here
from tests.golden.tree import STATION
from tests.workplace import NOON, Works

LATER = NOON + timedelta(days=7)
TEXT = "停水通知\n\n明天上午八点到十二点，二号厂房停水，请各班组提前备水。\n"
MENDED = TEXT.replace("十二点", "十一点")
MEETING = "安全例会\n\n请各班组长参加安全例会，地点在二楼会议室。\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    works = Works(tmp_path_factory.mktemp("renames") / "made")
    works.root.mkdir()
    shutil.copy(STATION, works.root)
    works.put("a.txt", TEXT)
    works.put("2026-06-01-例会.txt", MEETING)
    assert not works.run()[0].failures
    return works.root


@pytest.fixture
def works(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Works:
    shutil.copytree(made, tmp_path / "works")
    mastered_here(monkeypatch)
    return Works(tmp_path / "works")


@pytest.mark.parametrize(("name", "text"), [("b.txt", TEXT), ("notices/water.md", MENDED)])
def test_renamed_or_moved_and_maybe_mended_it_keeps_its_episode(works: Works, name: str, text: str) -> None:
    before = works.episode("a")
    (works.seeds / "a.txt").unlink()
    works.put(name, text)
    summary, screen = works.run(LATER)
    after = works.episode("a")
    assert (after.guid, after.number, after.date) == (before.guid, before.number, before.date)
    assert after.source == name
    assert ([episode.slug for episode in summary.made], summary.withdrawn) == (["a"], [])
    assert works.feed.count("<item>") == 2
    assert [notice for notice in screen.notices if notice.startswith(f"{name}: is a.txt under another name")]
    summary, screen = works.run(LATER)
    assert (summary.made, summary.withdrawn, screen.notices) == ([], [], [])


def test_a_new_document_under_the_old_name_is_a_new_episode(works: Works) -> None:
    before = works.episode("a")
    works.put("b.txt", TEXT)
    works.put("a.txt", "放假通知\n\n端午节放假三天，请关好门窗。\n")
    summary, _screen = works.run(LATER)
    assert {episode.source: episode.slug for episode in summary.made} == {"a.txt": "a-2", "b.txt": "a"}
    assert works.episode("a").guid == before.guid
    assert works.episode("a-2").guid != before.guid
    assert works.episode("a-2").number == 3
    works.put("a.txt", "放假通知\n\n端午节放假两天，请关好门窗。\n")
    assert [episode.slug for episode in works.run(LATER)[0].made] == ["a-2"]


def test_a_notice_that_returns_under_a_new_date_is_a_new_episode(works: Works) -> None:
    (old,) = [path.parent.name for path in works.audio.glob("*/episode.json") if path.parent.name != "a"]
    (works.seeds / "2026-06-01-例会.txt").unlink()
    works.put("2026-06-08-例会.txt", MEETING)
    summary, screen = works.run(LATER)
    assert summary.withdrawn == [old]
    assert [(episode.number, episode.date[:10]) for episode in summary.made] == [(3, "2026-06-08")]
    assert not [notice for notice in screen.notices if "another name" in notice]


def test_another_document_of_the_same_name_elsewhere_takes_no_identity_over(works: Works) -> None:
    before = works.episode("a")
    (works.seeds / "a.txt").unlink()
    works.put("other/a.txt", "放假通知\n\n端午节放假三天，请关好门窗。\n")
    summary, _screen = works.run(LATER)
    assert summary.withdrawn == ["a"]
    assert [(episode.slug, episode.number) for episode in summary.made] == [("a-2", 3)]
    assert works.episode("a-2").guid != before.guid
    works.put("a.txt", TEXT)
    works.run(LATER)
    assert works.episode("a").guid == before.guid, "and what returns is what it was"


def test_saved_in_another_format_it_is_the_same_document(works: Works) -> None:
    before = works.episode("a")
    (works.seeds / "a.txt").unlink()
    works.put("a.md", "# 放假通知\n\n端午节放假三天，请关好门窗。\n")
    summary, _screen = works.run(LATER)
    assert [(episode.slug, episode.guid) for episode in summary.made] == [("a", before.guid)]


def test_a_copy_is_an_episode_of_its_own(works: Works) -> None:
    works.put("copy.txt", TEXT)
    works.put("a.txt", MENDED)
    summary, _screen = works.run(LATER)
    assert sorted(episode.slug for episode in summary.made) == ["a", "copy"]
    assert works.episode("copy").number == 3


WATER = "停水通知明天上午八点到十二点二号厂房停水请各班组提前备水"


@pytest.mark.parametrize(
    ("new", "old", "alike"),
    [
        (("b.txt", "停水通知", "", WATER), ("a.txt", "停水通知", "2026-06-01", WATER), True),
        (("b.txt", "停水通知", "2026-06-01", WATER), ("a.txt", "停水通知", "2026-06-01", WATER), True),
        (("b.txt", "停水通知", "2026-06-02", WATER), ("a.txt", "停水通知", "2026-06-01", WATER), False),
        (("b.txt", "停水通知", "", WATER.replace("八点", "九点")), ("a.txt", "停水通知", "2026-06-01", WATER), True),
        (("b.txt", "停电通知", "", WATER.replace("水", "电")), ("a.txt", "停水通知", "2026-06-01", WATER), False),
        (("b.txt", "停水通知", "", f"{WATER}6月9日"), ("a.txt", "停水通知", "2026-06-01", f"{WATER}6月2日"), False),
        (("b.txt", "停水通知", "", f"{WATER}星期二"), ("a.txt", "停水通知", "2026-06-01", f"{WATER}星期三"), False),
        (("第24期.txt", "", "", WATER), ("第23期.txt", "", "2026-06-01", WATER), False),
        (("例会6月8日.txt", "", "", WATER), ("例会6月1日.txt", "", "2026-06-01", WATER), False),
        (("旧/例会6月1日.txt", "", "", WATER), ("例会6月1日.txt", "", "2026-06-01", WATER), True),
        (("b.txt", "", "", "后天停水"), ("a.txt", "", "2026-06-01", "明天停水"), True),
        (("b.txt", "", "", "食堂今天有面条和饺子"), ("a.txt", "", "2026-06-01", "明天停水请备水"), False),
        (("b.txt", "", "", ""), ("a.txt", "", "2026-06-01", "停水"), False),
    ],
)
def test_likeness(new: tuple[str, str, str, str], old: tuple[str, str, str, str], alike: bool) -> None:
    assert (likeness(Notice(*new), Notice(*old)) > 0) is alike
