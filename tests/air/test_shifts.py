"""Teams that work by turns: which of them works when, what is due for it, and the mistakes that are told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.air.schedule.calendar import Calendar, days_between
from pipeline.air.schedule.timetable import Timetable
from pipeline.cli import main
from pipeline.station_air import Air, CalendarSettings
from pipeline.station_shifts import RESTS, Shift
from tests.air.test_timetable import BEIJING, air_of, told_with_its_line

FOUR_TEAMS = """
[air.shifts]
"甲班" = {from = "2027-01-04", turns = ["早", "早", "中", "中", "夜", "夜", "休", "休"]}
"乙班" = {from = "2027-01-02", turns = ["早", "早", "中", "中", "夜", "夜", "休", "休"]}
"丙班" = {from = "2026-12-31", turns = ["早", "早", "中", "中", "夜", "夜", "休", "休"]}
"丁班" = {from = "2026-12-29", turns = ["早", "早", "中", "中", "夜", "夜", "休", "休"]}
"长白班" = {from = "2027-01-04", turns = ["白", "白", "白", "白", "白", "休息", "轮休"]}
"""
# day → the turns of the teams, as a roster on the wall has them
ROSTER = [
    ("2027-01-04", "早 中 夜 休 白"),
    ("2027-01-05", "早 中 夜 休 白"),
    ("2027-01-06", "中 夜 休 早 白"),
    ("2027-01-09", "夜 休 早 中 休息"),
    ("2027-01-12", "早 中 夜 休 白"),  # eight days on all is as it was
    ("2027-02-06", "早 中 夜 休 休息"),  # the Spring Festival stops no furnace
    ("2028-02-29", "夜 休 早 中 白"),
]


@pytest.mark.parametrize(("day", "turns"), ROSTER)
def test_the_turns_of_four_teams(tmp_path: Path, day: str, turns: str) -> None:
    air = air_of(tmp_path, FOUR_TEAMS)
    assert [shift.turn(date.fromisoformat(day)) for shift in air.shifts.values()] == turns.split()


# words of `days` → whether they hold on 4 January 2027, when 甲 has its early turn and 丁 rests
HOLD = [
    ("甲班", True), ("甲班:早", True), ("甲班：早", True), ("甲班: 早", True), ("丁班:休", True), ("丁班,甲班", True),
    ("丁班，甲班", True), ("丁班、甲班:早", True), ("长白班", True),
    ("丁班", False), ("甲班:中", False), ("甲班:休", False), ("乙班:早、丙班:早", False), ("offdays", False),
]  # fmt: skip


@pytest.mark.parametrize(("days", "holds"), HOLD)
def test_what_a_team_is_called_by(tmp_path: Path, days: str, holds: bool) -> None:
    entry = f"[[air.timetable]]\ndays = '{days}'\nat = '07:50'\nplay = 'bell'\n"
    air = air_of(tmp_path, FOUR_TEAMS + entry)
    assert bool(Timetable(air, BEIJING).of_day(date(2027, 1, 4))) is holds


def test_a_roster_goes_on_over_holidays_and_not_before_its_first_day() -> None:
    shifts = {"甲班": Shift(date(2027, 1, 4), ("早", "休"))}
    calendar = Calendar(CalendarSettings(off=("2027-01-06",)), shifts)
    days = [day.day for day in days_between(date(2027, 1, 1), date(2027, 1, 9)) if calendar.holds(["甲班"], day)]
    assert days == [4, 6, 8]
    assert not calendar.holds(["workdays"], date(2027, 1, 6))
    assert any("甲班: its roster begins on 2027-01-04" in told for told in calendar.complaints(date(2027, 1, 3)))
    assert not any("甲班" in told for told in calendar.complaints(date(2027, 1, 4)))


@given(
    st.lists(st.sampled_from(["早", "中", "夜", "白班", *RESTS]), min_size=1, max_size=56),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 4000),
)
def test_rosters_go_round_and_each_day_has_one_turn(turns: list[str], first: date, later: int) -> None:
    shift = Shift(first, tuple(turns))
    day = first + timedelta(days=later)
    calendar = Calendar(CalendarSettings(), {"甲班": shift})
    turn = shift.turn(day)
    assert turn == turns[later % len(turns)] == shift.turn(day + timedelta(days=len(turns)))
    assert [each for each in dict.fromkeys(turns) if calendar.holds([f"甲班:{each}"], day)] == [turn]
    assert calendar.holds(["甲班"], day) is (turn not in RESTS)
    assert shift.turn(first - timedelta(days=1 + later)) is None
    assert list(calendar.turns(day)) == [("甲班", turn)]


def test_the_plan_tells_who_has_which_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("station.toml").write_text(FOUR_TEAMS + "[[air.timetable]]\ndays = '甲班:早'\nat = '07:50'\nplay = 'bell'\n")
    assert main(["air", "--plan", "2027-01-05"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("07:50:00")
    assert lines[2] == "甲班 早  乙班 中  丙班 夜  丁班 休  长白班 白"
    assert main(["air", "--plan", "2027-01-03"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Nothing is due that day."
    assert "甲班: its roster begins on 2027-01-04; until then nothing plays for it" in lines


def shift(text: str) -> str:
    return f"[air.shifts]\n\n{text}"


GOOD = '"甲班" = {from = "2027-01-04", turns = ["早", "休"]}'
ENTRY = "\n[[air.timetable]]\nat = '08:00'\nplay = 'bell'\ndays = "
# what the file says → the line of the complaint, what it must say, and what to do
MISTAKES = [
    ("[air]\nshifts = 3", 2, "air.shifts: must be a table", ""),
    (shift('"甲班" = "早"'), 3, "air.shifts.甲班: must be a table", "turns = ["),
    (shift('"甲班" = {turns = ["早"]}'), 3, "says nothing of “from”", "from = "),
    (shift('"甲班" = {from = "2027-01-04"}'), 3, "says nothing of “turns”", "turns = ["),
    (shift('"甲班" = {from = "2027-01-04", turn = ["早"]}'), 3, "no such key", "did you mean “turns”?"),
    (shift('"甲班" = {from = "2027-02-30", turns = ["早"]}'), 3, "there is no day “2027-02-30”", "2027-02-20"),
    (shift('"甲班" = {from = "2027-01-04..2027-01-05", turns = ["早"]}'), 3, "must be one day", "2027-02-20"),
    (shift('"甲班" = {from = 2027, turns = ["早"]}'), 3, "must be a text in quotes", ""),
    (shift('"甲班" = {from = "2027-01-04", turns = "早早中中"}'), 3, "must be a list of texts", ""),
    (shift('"甲班" = {from = "2027-01-04", turns = []}'), 3, "there is no turn in which this team works", "早"),
    (shift('"甲班" = {from = "2027-01-04", turns = ["休", "Off"]}'), 3, "there is no turn in which", ""),
    (shift('"甲班" = {from = "2027-01-04", turns = ["早", " "]}'), 3, "“” is not possible", "早"),
    (shift('"甲班" = {from = "2027-01-04", turns = ["早:1"]}'), 3, "“早:1” is not possible", ""),
    (shift('"甲班" = {from = "2027-01-04", turns = ["早", 2]}'), 3, "must be a list of texts", ""),
    (shift('"甲班" = {from = "2027-01-04", turns = [' + '"早",' * 367 + "]}"), 3, "367 is out of bounds", "366"),
    *(
        (shift(f'"{name}" = {{from = "2027-01-04", turns = ["早"]}}'), 3, "no team can be named so", "甲班")
        for name in ("daily", "Mon", "WORKDAYS", "1班", "甲,乙", "甲：早", "", " 甲班")
    ),
    (shift(GOOD) + ENTRY + "'乙班'", 7, "“乙班” is not possible", "甲班"),
    (shift(GOOD) + ENTRY + "'甲班:中'", 7, "“中” is not possible", "早, 休"),
    (shift(GOOD) + ENTRY + "'甲班:'", 7, "“甲班:” is not possible", ""),
    (shift(GOOD) + ENTRY + "'Mon:早'", 7, "“Mon:早” is not possible", ""),
]


@pytest.mark.parametrize(("text", "line", "what", "remedy"), MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str, remedy: str) -> None:
    told_with_its_line(tmp_path, text, line, what, remedy)


def test_without_teams_nothing_is_other_than_before() -> None:
    assert Air().shifts == {}
    assert list(Calendar(CalendarSettings(), {}).turns(date(2027, 1, 1))) == []
