"""Episodes of one day and one title get distinct titles in lists; those of other days stay as they are."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from pipeline.publish.entries import entry_of
from pipeline.publish.schedule.same_titles import is_called, same_titles, told_apart
from tests.publish.samples import episode

ZONE = timezone(timedelta(hours=8))


def test_of_one_day_the_second_is_numbered_past_titles_that_are_taken() -> None:
    titles = ["通知", "通知", "通知（2）", "通知", "公告", "通知"]
    days = ["01T08:00+08:00"] * 5 + ["02T08:00+08:00"]
    entries = [
        entry_of(episode(number, title=title, date=f"2026-12-{day}"))
        for number, (title, day) in enumerate(zip(titles, days, strict=True), 1)
    ]
    found = told_apart(entries, ZONE)
    assert {slug: entry.title for slug, entry in found.items()} == {
        "notice-00002": "通知（3）",
        "notice-00004": "通知（4）",
    }
    assert same_titles(entries, ZONE) == [("通知", ("notice-00001", "notice-00002", "notice-00004"))]


def test_a_day_is_one_of_the_station_s_zone() -> None:
    dates = ("2026-12-01T23:30:00+00:00", "2026-12-02T10:00:00+08:00")
    entries = [entry_of(episode(number, title="通知", date=date)) for number, date in enumerate(dates, 1)]
    assert list(told_apart(entries, ZONE)) == ["notice-00002"]


@pytest.mark.parametrize(
    ("title", "called"),
    [("通知", True), ("通知（2）", True), ("通知（二）", False), ("通知2", False), ("公告（2）", False)],
)
def test_what_an_episode_is_called(title: str, called: bool) -> None:
    assert is_called(title, "通知") is called
