"""When an episode waits, is on the air, has expired; which day's it is, and how long loudspeakers play it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.airtime import Airtime, State, airtime_of, beginning, end
from tests.publish.samples import episode

ZONE = timezone(timedelta(hours=8))
DAYS = 7


def at(written: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-{written}+08:00")


WAITS, RUNS, OVER = State.WAITING, State.ON_THE_AIR, State.EXPIRED


@pytest.mark.parametrize(
    ("begins", "ends", "now", "state", "today", "played"),
    [
        ("03T08:00", "", "03T07:59", WAITS, False, False),
        ("03T08:00", "", "03T08:00", RUNS, True, True),
        ("03T08:00", "", "03T23:59", RUNS, True, True),
        ("03T08:00", "", "04T00:00", RUNS, False, True),
        ("03T08:00", "", "09T23:59", RUNS, False, True),  # the seventh day
        ("03T08:00", "", "10T00:00", RUNS, False, False),
        ("03T08:00", "05T12:00", "05T11:59", RUNS, True, True),  # an end of its own: each day until then
        ("03T08:00", "05T12:00", "05T12:00", OVER, False, False),
        ("03T08:00", "03T09:00", "03T09:30", OVER, False, False),
        ("03T08:00", "25T00:00", "20T12:00", RUNS, True, True),  # also beyond the seven days
        ("03T08:00", "02T00:00", "02T12:00", WAITS, False, False),  # an end before the beginning: never
        ("03T08:00", "02T00:00", "03T12:00", OVER, False, False),
    ],
)
def test_states(begins: str, ends: str, now: str, state: State, today: bool, played: bool) -> None:
    airtime = Airtime(at(begins), at(ends) if ends else None)
    assert airtime.state(at(now)) is state
    assert airtime.is_due_today(at(now), ZONE) is today
    assert airtime.is_played(at(now), ZONE, DAYS) is played


def test_a_day_is_one_of_the_station_s_zone() -> None:
    late = Airtime(datetime.fromisoformat("2026-12-03T23:00:00+00:00"))  # the fourth at the station
    assert late.is_due_today(at("04T20:00"), ZONE)
    assert not late.is_due_today(at("05T00:00"), ZONE)


@pytest.mark.parametrize(
    ("written", "begins", "ends"),
    [
        ("2026-12-05", "05T00:00", "06T00:00"),  # a day ends when it is over …
        ("2026-12-05T17:30", "05T17:30", "05T17:30"),  # … a time at once
    ],
)
def test_a_day_or_a_time(written: str, begins: str, ends: str) -> None:
    assert beginning(written, ZONE) == at(begins)
    assert end(written, ZONE) == at(ends)


def test_an_episode_says_when_it_is_on_the_air() -> None:
    one = episode(1, date="2026-12-03T08:00:00+08:00", until="2026-12-05T00:00:00+08:00", urgent=True)
    assert airtime_of(one) == Airtime(at("03T08:00"), at("05T00:00"), urgent=True)
    assert airtime_of(episode(1, date="2026-12-03T08:00:00+08:00")) == Airtime(at("03T08:00"))
    for damage in ({"date": "2026-12-03"}, {"until": "2026-12-03T08:00"}, {"until": "Freitag"}):
        with pytest.raises(ValueError, match=r"2026|Freitag"):
            airtime_of(episode(1, **{"date": "2026-12-03T08:00:00+08:00", **damage}))


moments = st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 31)).map(lambda moment: moment.replace(tzinfo=ZONE))
near = st.integers(-20 * 24, 20 * 24).map(lambda hours: timedelta(hours=hours))


@given(moments, st.none() | near, near, st.integers(1, 36_500))
def test_nothing_changes_before_the_next_change(
    begins: datetime, lasts: timedelta | None, since: timedelta, days: int
) -> None:
    airtime, now = Airtime(begins, begins + lasts if lasts is not None else None), begins + since

    def seen(moment: datetime) -> tuple[object, ...]:
        return airtime.state(moment), airtime.is_due_today(moment, ZONE), airtime.is_played(moment, ZONE, days)

    change = airtime.next_change(now, ZONE, days)
    if change is None:
        assert seen(now) == seen(now + timedelta(days=40_000))
    else:
        assert change > now
        assert seen(change - timedelta(microseconds=1)) == seen(now)


def test_the_last_day_of_all_is_a_day() -> None:
    assert Airtime(datetime(9999, 12, 31, tzinfo=ZONE)).next_change(at("01T00:00"), ZONE, DAYS) is not None
