"""What is due when: days, times and zones, holidays and the exceptions from them; and the mistakes that are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.air.mixing.items import Level
from pipeline.air.samples import RATE, moment_of, of_moment
from pipeline.air.schedule.calendar import Calendar
from pipeline.air.schedule.timetable import Timetable, outputs_of, volume_at
from pipeline.errors import StationError
from pipeline.station import Station, read_station
from pipeline.station_air import Air, CalendarSettings, without_password
from pipeline.station_timetable import Entry, Late, Play

BEIJING = timezone(timedelta(hours=8))
BELL = Play("bell")


def air_of(tmp_path: Path, text: str) -> Air:
    path = tmp_path / "station.toml"
    path.write_text(text)
    return read_station(path)[0].air


# ── what is written ─────────────────────────────────────────────────────────────────────────────────

WRITTEN = """
[air]
outputs = ["hls", "rtp://239.1.1.1:5004?codec=g722", "icecast://source:secret@10.0.0.2:8000/air.mp3"]
volume = {"07:00" = -3, "22:30" = -12.5}
[air.zones]
"冲压" = ["rtp://239.1.1.1:5004?codec=g722"]
[air.calendar]
off = ["2027-02-06..2027-02-12", "2027-05-01"]
work = {"2027-02-20" = "Mon"}
[air.emergency]
"停电" = "请留在原地。"
[[air.timetable]]
days = "workdays"
at = ["15:55", "07:55:30"]
play = "bell"
[[air.timetable]]
days = "mon, Wed,2027-02-20"
at = "12:00"
zones = ["冲压"]
play = 'text: "请戴好安全帽"'
late = "wait:90s"
[[air.timetable]]
at = ["09:00"]
play = "latest:3"
late = "cut"
[[air.timetable]]
at = ["10:00"]
play = "music/操.MP3"
"""


def test_what_is_written_arrives(tmp_path: Path) -> None:
    air = air_of(tmp_path, WRITTEN)
    assert air.volume == {"07:00": -3.0, "22:30": -12.5}
    assert air.calendar == CalendarSettings(("2027-02-06..2027-02-12", "2027-05-01"), {"2027-02-20": "Mon"})
    assert air.emergency == {"停电": "请留在原地。"}
    assert air.timetable == (
        Entry((28_530, 57_300), BELL, ("workdays",), (), Late("skip")),
        Entry((43_200,), Play("text", "请戴好安全帽"), ("Mon", "Wed", "2027-02-20"), ("冲压",), Late("wait", 90)),
        Entry((32_400,), Play("latest", count=3), ("daily",), (), Late("cut")),
        Entry((36_000,), Play("file", "music/操.MP3"), ("daily",), (), Late("wait", 300)),
    )
    assert air.timetable[1].where.endswith("station.toml:16")
    assert list(air.texts()) == ["请戴好安全帽"]
    assert [str(entry.play) for entry in air.timetable] == ["bell", "text: 请戴好安全帽", "latest:3", "music/操.MP3"]
    assert outputs_of(air, ()) == {0, 1, 2}
    assert outputs_of(air, ("冲压",)) == {1}
    assert without_password(air.outputs[2]) == "icecast://source:…@10.0.0.2:8000/air.mp3"


ENTRY = "[[air.timetable]]\nat = '8:00'\nplay = 'bell'"
# what the file says → the line of the complaint, what it must say, and what to do
MISTAKES = [
    ("air = 3", 1, "air: must be a table", "[air]"),
    ("[air]\noutput = ['hls']", 2, "air.output: no such key", "did you mean “outputs”?"),
    ("[air]\noutputs = 'hls'", 2, "must be a list of texts", ""),
    ("[air]\noutputs = ['hls', 'hls']", 2, "names an output twice", ""),
    ("[air]\noutputs = ['alsa']", 2, "alsa: choose one of: hls, card, pulse, rtp://…", ""),
    ("[air]\noutputs = ['rtp://239.1.1.1']", 2, "rtp://239.1.1.1: must look like rtp://239.1.1.1:5004", ""),
    ("[air]\noutputs = ['rtp://239.1.1.1:99999']", 2, "is no address", ""),
    ("[air]\noutputs = ['rtp://h:1?codec=aac']", 2, "?codec=", "pcmu, pcma"),
    ("[air]\noutputs = ['rtp://h:1?ttl=3']", 2, "?codec=", ""),
    ("[air]\noutputs = ['icecast://host:8000/air']", 2, "must look like icecast://source", ""),
    ("[air]\noutputs = ['icecast://source:pw@host:8000']", 2, ":…@host", ""),
    ("[air]\nbackground = 3", 2, "must be a text in quotes", ""),
    ("[air]\nvolume = 3", 2, "must be a table", ""),
    ("[air]\nvolume = {'6' = 0}", 2, "there is no time “6”", "07:55"),
    ("[air]\nvolume = {'24:00' = 0}", 2, "there is no time “24:00”", ""),
    ("[air]\nvolume = {'06:00' = 'low'}", 2, "must be a number", ""),
    ("[air]\nvolume = {'06:00' = true}", 2, "must be a number", ""),
    ("[air]\nvolume = {'06:00' = 40}", 2, "40 is out of bounds", "from -60.0 to 12.0"),
    ("[air.zones]\na = []", 2, "nothing feeds this zone", "name its outputs"),
    ("[air.zones]\na = ['rtp://1.1.1.1:5']", 2, "rtp://1.1.1.1:5 is none of the outputs", "[air] outputs too"),
    ("[air]\nzones = 3", 2, "must be a table", ""),
    ("[air.calendar]\noff = ['2027-02-30']", 2, "there is no day “2027-02-30”", ""),
    ("[air.calendar]\noff = ['2027-02-12..2027-02-06']", 2, "there is no day", ""),
    ("[air.calendar]\noff = ['2027-01-01..2037-01-01']", 2, "there is no day", ""),
    ("[air.calendar]\nwork = {'2027-02-20' = 'Monday'}", 2, "2027-02-20 = Monday", "Mon"),
    ("[air.calendar]\nwork = {'2027-02-20..2027-02-21' = 'Mon'}", 2, "is not possible", ""),
    ("[air.calendar]\nof = []", 2, "did you mean “off”?", ""),
    ("[air.emergency]\nfire = ' '", 2, "must not be empty", ""),
    ("[air.emergency]\n\nfire = 3", 3, "must be a text in quotes", ""),
    ("[air.emergency]\noff = '结束了'", 2, "“off” is what ends an emergency", "another name"),
    ("[air.timetable]\nat = '08:00'", 1, "must be a list of tables", "[[air.timetable]]"),
    ("[[air.timetable]]\nat = '08:00'", 1, "says nothing of “play”", ""),
    ("[[air.timetable]]\nplay = 'bell'", 1, "says nothing of “at”", ""),
    (ENTRY, 2, "there is no time “8:00”", "07:55"),
    ("[[air.timetable]]\nat = 8\nplay = 'bell'", 2, "must be a list of texts", ""),
    ("[[air.timetable]]\nat = []\nplay = 'bell'", 2, "names no time", ""),
    ("[[air.timetable]]\nat = ['25:00']\nplay = 'bell'", 2, "there is no time “25:00”", ""),
    ("[[air.timetable]]\nat = ['08:00', '08:00:00']\nplay = 'bell'", 2, "names a time twice", ""),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'bel'", 3, "“bel” is not possible", "did you mean “bell”?"),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'x'", 3, "“x” is not possible", "latest:3"),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'latest:0'", 3, "0 is out of bounds", "from 1 to 50"),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'text: “”'", 3, "must not be empty", ""),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'bell'\nlate = 'wait'", 4, "“wait” is not possible", "wait:5m"),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'bell'\nlate = 'wait:0m'", 4, "is not possible", ""),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'bell'\ndays = 'workday'", 4, "did you mean “workdays”?", ""),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'bell'\ndays = '2027-13-01'", 4, "there is no day", ""),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'bell'\ndays = ''", 4, "“” is not possible", "daily"),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'bell'\nzones = ['北']", 4, "nothing feeds the zone “北”", "[air.zones]"),
    ("[[air.timetable]]\nat = '08:00'\nplay = 'bell'\ntill = '9'", 4, "no such key", ""),
    (
        "[[air.timetable]]\nat = '08:00'\nplay = 'bell'\n\n[[air.timetable]]\nat = ['08:00', '09:00']\nplay = 'time'",
        5, "begins when the entry in", "another time",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "what", "remedy"), MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str, remedy: str) -> None:
    told_with_its_line(tmp_path, text, line, what, remedy)


def told_with_its_line(tmp_path: Path, text: str, line: int, what: str, remedy: str) -> None:
    """``text`` is refused where it stands, with what is wrong and what to do, and no secret in it."""
    with pytest.raises(StationError) as caught:
        air_of(tmp_path, text + "\n")
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'station.toml'}:{line}: air")
    assert what in message
    assert remedy in message
    assert "secret" not in message


# beginning together is no mistake where it can never be in one place at one time
TOGETHER = [
    ("play = 'bell'", "play = 'new'"),
    ("play = 'bell'\ndays = 'workdays'", "play = 'bell'\ndays = 'offdays'"),
    ("play = 'bell'\nzones = ['a']", "play = 'bell'\nzones = ['b']"),
]


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_what_may_begin_together(tmp_path: Path, one: str, other: str) -> None:
    outputs = "[air]\noutputs = ['hls', 'pulse']\n[air.zones]\na = ['hls']\nb = ['pulse']\n"
    entries = "".join(f"[[air.timetable]]\nat = '08:00'\n{each}\n" for each in (one, other))
    assert len(air_of(tmp_path, outputs + entries).timetable) == 2


@settings(max_examples=40)
@given(st.text(max_size=30), st.sampled_from(["days", "at", "play", "late", "zones"]))
def test_any_word_is_taken_or_told_with_its_line(tmp_path_factory: pytest.TempPathFactory, word: str, key: str) -> None:
    path = tmp_path_factory.mktemp("any") / "station.toml"
    lines = {"at": "'08:00'", "play": "'bell'"} | {key: '"' + "".join(f"\\U{ord(c):08x}" for c in word) + '"'}
    try:
        path.write_text("[[air.timetable]]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items()))
        assert len(read_station(path)[0].air.timetable) == 1
    except StationError as exc:
        assert str(exc).startswith(f"{path}:")


# ── which days ──────────────────────────────────────────────────────────────────────────────────────

OWN = CalendarSettings(("2026-10-12..2026-10-13", "2027-02-06"), {"2026-10-11": "Fri", "2027-01-03": "Mon"})
# 2026: National Day is off from Thursday the 1st to Wednesday the 7th, Saturday the 10th is worked for it
DAYS = [
    ("2026-09-30", "workdays Wed daily"),
    ("2026-10-01", "offdays daily"),  # a Thursday that is off is no Thursday
    ("2026-10-03", "offdays daily"),
    ("2026-10-10", "workdays Sat daily"),
    ("2026-10-11", "workdays Fri daily"),  # worked by our own table, as a Friday
    ("2026-10-12", "offdays daily"),
    ("2026-10-14", "workdays Wed daily"),
    ("2026-10-17", "offdays Sat daily"),
    ("2027-01-01", "workdays Fri daily"),  # not known yet: a Friday as all others
    ("2027-01-03", "workdays Mon daily"),
    ("2027-02-06", "offdays daily"),
]


@pytest.mark.parametrize(("day", "words"), DAYS)
def test_what_a_day_is(day: str, words: str) -> None:
    calendar = Calendar(OWN, {})
    known = ("daily", "workdays", "offdays", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    assert {word for word in known if calendar.holds((word,), date.fromisoformat(day))} == set(words.split())
    assert calendar.holds((day,), date.fromisoformat(day)), "a day that is named is meant, holiday or not"
    assert calendar.holds((f"{day}..2027-02-28",), date.fromisoformat(day))
    assert not calendar.holds(("2025-01-01", "2025-01-01..2025-12-31"), date.fromisoformat(day))


def test_a_year_that_is_not_known_is_told_from_december_on() -> None:
    plain = Calendar(CalendarSettings(), {})
    assert not list(plain.complaints(date(2026, 11, 30)))
    told = list(plain.complaints(date(2026, 12, 1)))
    assert len(told) == 1
    assert "2027" in told[0]
    assert "[air.calendar]" in told[0]
    assert not list(Calendar(OWN, {}).complaints(date(2026, 12, 1))), "somebody has written them down"
    assert [text[:40] for text in plain.complaints(date(2030, 12, 1))] == [
        "the public holidays of 2030 are not know",
        "the public holidays of 2031 are not know",
    ]


# ── what is due ─────────────────────────────────────────────────────────────────────────────────────


def at(text: str) -> int:
    return of_moment(datetime.fromisoformat(text).replace(tzinfo=BEIJING))


def test_what_is_due_in_the_order_of_time_the_bell_before_the_news() -> None:
    entries = (
        Entry((43_200,), Play("new"), ("daily",)),
        Entry((28_500, 43_200), BELL, ("workdays",)),
        Entry((86_399,), Play("time"), ("2026-12-01",)),
    )
    timetable = Timetable(Air(timetable=entries), BEIJING)
    due = timetable.between(at("2026-11-30 12:00"), at("2026-12-02 12:00"))
    assert [(each.local.isoformat(" "), each.entry.play.kind) for each in due] == [
        ("2026-11-30 12:00:00", "bell"), ("2026-11-30 12:00:00", "new"),
        ("2026-12-01 07:55:00", "bell"), ("2026-12-01 12:00:00", "bell"), ("2026-12-01 12:00:00", "new"),
        ("2026-12-01 23:59:59", "time"), ("2026-12-02 07:55:00", "bell"),
    ]  # fmt: skip
    assert due[0].at == at("2026-11-30 12:00")
    assert [each.level for each in due[:2]] == [Level.BELL, Level.PROGRAMME]
    assert len({each.key for each in due}) == len(due)


@given(
    st.lists(st.integers(0, 86_399), min_size=1, max_size=4, unique=True),
    st.lists(st.integers(0, 5 * 86_400), max_size=6),
)
def test_windows_that_touch_hold_each_due_item_once(times: list[int], cuts: list[int]) -> None:
    timetable = Timetable(Air(timetable=(Entry(tuple(sorted(times)), BELL),)), BEIJING)
    begin = at("2026-12-01 00:00")
    edges = [begin + cut * RATE for cut in sorted({0, *cuts, 5 * 86_400})]
    parts = [due for one, other in pairwise(edges) for due in timetable.between(one, other)]
    assert parts == timetable.between(begin, edges[-1])
    assert len(parts) == 5 * len(times)
    assert timetable.between(edges[-1], begin) == []


def test_the_stations_clock_counts_not_the_machines() -> None:
    west = Timetable(Air(timetable=(Entry((0,), BELL),)), timezone(-timedelta(hours=3, minutes=30)))
    assert [moment_of(due.at, UTC).isoformat() for due in west.of_day(date(2026, 3, 29))] == [
        "2026-03-29T03:30:00+00:00"
    ]


# time of day → dB
VOLUME = [("05:59:59", -9.0), ("06:00", 0.0), ("12:00", 0.0), ("21:59:59.999", 0.0), ("22:00", -9.0), ("00:00", -9.0)]


@pytest.mark.parametrize(("time", "decibels"), VOLUME)
def test_the_volume_of_the_hour(time: str, decibels: float) -> None:
    assert volume_at(Air().volume, at(f"2026-12-01 {time}"), BEIJING) == pytest.approx(10 ** (decibels / 20))
    assert volume_at({}, at(f"2026-12-01 {time}"), BEIJING) == 1.0


def test_when_it_plays_remakes_no_episode() -> None:
    from pipeline.build.fingerprints import of_everything

    busy = replace(Station(), air=Air(timetable=(Entry((0,), BELL),)))
    assert of_everything(busy, "tone", None) == of_everything(Station(), "tone", None)
