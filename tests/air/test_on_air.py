"""What is due plays once and is on record once, whatever the clock on the wall does and whatever is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.air.as_run import AsRunLog, Record
from pipeline.air.clock import SystemClock, VirtualClock
from pipeline.air.mixing.items import Level, Ready, Sound
from pipeline.air.mixing.playout import Playout
from pipeline.air.on_air import JOINED, OnAir, remembered
from pipeline.air.plan import Length, planned, run_through
from pipeline.air.samples import RATE, of_moment, seconds
from pipeline.air.schedule.choice import Programme, Source, choose, said, time_text
from pipeline.air.schedule.preparing import Preparing
from pipeline.air.schedule.timetable import Due, Timetable
from pipeline.airtime import Airtime
from pipeline.errors import AirError
from pipeline.station_air import Air, CalendarSettings
from pipeline.station_timetable import Entry, Late, Play
from tests.air.sounds import Steady

BEIJING = timezone(timedelta(hours=8))
HOUR = seconds(3600)


def at(text: str) -> int:
    return of_moment(datetime.fromisoformat(text).replace(tzinfo=BEIJING))


def entry(times: str, play: Play = Play("bell"), days: str = "daily", late: Late | None = None) -> Entry:  # noqa: B008  # frozen
    clock = [datetime.strptime(each, "%H:%M").replace(tzinfo=UTC) for each in times.split()]
    usual = Late("skip") if play.rings else Late("wait", 300)
    return Entry(tuple(each.hour * 3600 + each.minute * 60 for each in clock), play, (days,), (), late or usual)


@dataclass
class Station:
    """A station on a virtual clock, driven block by block."""

    air: Air
    clock: VirtualClock
    length: int = 10 * RATE
    block: int = 2 * RATE
    since: int | None = None
    done: dict[str, int] = field(default_factory=dict)
    why: str = ""
    ready_from: int = 0
    """The axis' sample from which on sounds are at hand."""
    records: list[Record] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.playout = Playout(self.clock.now())
        since = self.clock.wall() if self.since is None else self.since
        self.on_air = OnAir(
            self.air, Timetable(self.air, BEIJING), self.playout, self.ready, self.records.append, self.told.append,
            since=since, off_since=self.why, done=self.done,
        )  # fmt: skip

    def ready(self, _due: Due) -> Ready | None:
        return Ready((Steady(self.length),)) if self.clock.now() >= self.ready_from else None

    def run(self, samples: int) -> None:
        until = self.clock.now() + samples
        while self.clock.now() < until:
            to = min(until, self.clock.now() + self.block)
            self.clock.wait(to)
            self.on_air.step(to, self.clock.wall())
            self.on_air.aired(self.playout.go(to))

    def lines(self) -> list[tuple[str, str]]:
        """Due and result, in the order of the log."""
        return [(_clock(record.due), record.result) for record in self.records]


def _clock(wall: int) -> str:
    return datetime.fromtimestamp(wall / RATE, BEIJING).strftime("%H:%M")


def station(start: str, times: str, **more: object) -> Station:
    return Station(Air(timetable=(entry(times),)), VirtualClock(at(start)), **more)  # type: ignore[arg-type]


def test_on_time_to_the_sample() -> None:
    here = station("2026-12-01 07:54", "07:55 08:00")
    here.run(HOUR)
    assert [(record.begun, record.ended) for record in here.records] == [
        (at("2026-12-01 07:55"), at("2026-12-01 07:55") + 10 * RATE),
        (at("2026-12-01 08:00"), at("2026-12-01 08:00") + 10 * RATE),
    ]
    assert not here.told


@pytest.mark.parametrize("by", [-7200, -60, -1, 1])
def test_set_back_or_a_little_forth_nothing_plays_twice(by: int) -> None:
    here = station("2026-12-01 07:54", "07:55 08:00 08:30", length=RATE)
    here.run(seconds(400))  # 08:00:40
    here.clock.set(here.clock.wall() + seconds(by))
    here.run(4 * HOUR)
    assert here.lines() == [("07:55", "played"), ("08:00", "played"), ("08:30", "played")]
    assert len(here.told) == 1
    assert ("back" if by < 0 else "forth") in here.told[0]


def test_what_a_clock_set_forth_leaps_over_is_on_record_and_what_is_on_is_joined() -> None:
    here = station("2026-12-01 07:00", "08:00 09:00 10:00", length=60 * RATE)
    here.run(10 * RATE)
    here.clock.set(at("2026-12-01 09:00:20"))
    here.run(2 * HOUR)
    assert sorted(here.lines()) == [("08:00", "missed"), ("09:00", "cut"), ("10:00", "played")]
    joined = next(record for record in here.records if record.result == "cut")
    assert "set forth by 7210.0 s" in joined.why
    assert joined.ended == at("2026-12-01 09:01"), "it ends when it would have"


@pytest.mark.parametrize(
    ("hours", "lines"),
    [
        # to +09:00 at 08:30: it is 09:30 at once
        (9, [("08:00", "played"), ("08:00", "missed"), ("09:00", "played")]),
        # to +07:00: it is 07:30 once more, and 08:00 has been
        (7, [("08:00", "played"), ("10:00", "played"), ("11:00", "played")]),
    ],
)
def test_a_station_that_moves_to_another_zone(hours: int, lines: list[tuple[str, str]]) -> None:
    """Times are shown as the clock of +08:00 has them throughout."""
    here = station("2026-12-01 07:59", "08:00 09:00 10:00", length=RATE)
    here.run(seconds(31 * 60))
    here.on_air.change(here.air, Timetable(here.air, timezone(timedelta(hours=hours))))
    here.run(HOUR * (1 if hours == 9 else 3))
    assert here.lines() == lines
    assert len(here.told) == 1
    assert ("forth" if hours == 9 else "back") in here.told[0]
    missed = [record.why for record in here.records if record.result == "missed"]
    assert missed == ["the clock was set forth by 3600.0 s"] * (hours == 9)


def test_leapt_over_by_mistake_and_set_back_it_plays_after_all() -> None:
    here = station("2026-12-01 07:00", "08:00", length=RATE)
    here.run(10 * RATE)
    here.clock.set(at("2026-12-01 09:00"))
    here.run(10 * RATE)
    here.clock.set(at("2026-12-01 07:30"))
    here.run(HOUR)
    assert here.lines() == [("08:00", "missed"), ("08:00", "played")]


def test_a_clock_that_was_nowhere_after_a_power_cut() -> None:
    here = Station(Air(timetable=(entry("08:30"),)), VirtualClock(0), length=RATE)
    here.run(10 * RATE)
    here.clock.set(at("2026-12-01 08:29:50"))
    here.run(20 * RATE)
    results = Counter(record.result for record in here.records)
    assert results["played"] == 1
    assert results["missed"] == 2, "of 56 years the last two days are told, not each of them"


def test_a_station_that_was_off_joins_what_is_on_and_tells_what_it_missed() -> None:
    here = station(
        "2026-12-01 12:00:05", "10:00 11:00 12:00 13:00", length=20 * RATE,
        since=at("2026-12-01 09:59"), why="the station was off the air",
    )  # fmt: skip
    here.done = remembered(
        {due.key for due in here.on_air.timetable.of_day(date(2026, 12, 1))[:1]}, at("2026-12-01 10:00")
    )
    here.on_air.done = here.done
    here.run(2 * HOUR)
    assert sorted(here.lines()) == [("11:00", "missed"), ("12:00", "cut"), ("13:00", "played")]
    joined = next(record for record in here.records if record.result == "cut")
    assert joined.ended == at("2026-12-01 12:00:20")
    assert "off the air" in joined.why


@pytest.mark.parametrize("off", [0.05, 0.4, 3])
def test_back_after_a_moment_it_joins_below_an_emergency(off: float) -> None:
    here = station(
        "2026-12-01 12:00", "12:00", length=60 * RATE, since=at("2026-12-01 11:00"), why="the station was off the air"
    )
    here.clock.wait(here.clock.now() + seconds(off))
    here.playout.at = here.clock.now()
    here.on_air.ahead = here.clock.wall() - here.clock.now()
    here.on_air.interject("fire", Level.EMERGENCY, (Steady(RATE),), frozenset({0}))
    here.run(HOUR)
    (line,) = here.records
    assert (line.result, line.ended, line.due) == ("cut", at("2026-12-01 12:01"), at("2026-12-01 12:00"))


def test_a_station_that_stood_still_is_in_its_place_again() -> None:
    here = station("2026-12-01 07:54", "07:55", length=60 * RATE)
    here.block = 90 * RATE
    here.run(HOUR)
    assert [(r.begun, r.result) for r in here.records] == [(at("2026-12-01 07:55"), "played")]


def test_what_is_not_ready_in_time_is_told_or_plays_late() -> None:
    air = Air(timetable=(entry("07:55"), entry("07:56", Play("new")), entry("07:57", Play("today"), late=Late("cut"))))
    clock = VirtualClock(at("2026-12-01 07:54"))
    here = Station(air, clock, length=300 * RATE, ready_from=240 * RATE)
    here.run(HOUR)
    by = {record.play: record for record in here.records}
    assert by["bell"].result == "skipped"
    assert "not ready in time" in by["bell"].why
    assert by["new"].result == "late"
    assert abs((by["new"].begun or 0) - at("2026-12-01 07:58")) <= here.block
    assert by["today"].result == "skipped", "its time had passed when the way was free"
    assert sum(record.play == "bell" for record in here.records) == 1


def test_what_never_becomes_ready_is_missed() -> None:
    here = station("2026-12-01 07:54", "07:55", ready_from=1 << 60, block=60 * RATE)
    here.run(JOINED + HOUR)
    assert here.lines() == [("07:55", "missed")]


def test_nothing_to_play_is_told() -> None:
    here = station("2026-12-01 07:54", "07:55")
    here.on_air.ready = lambda _due: Ready((), notes=("there is nothing new",))
    here.run(HOUR)
    assert [(record.result, record.why) for record in here.records] == [("skipped", "there is nothing new")]


def test_the_operators_word_goes_before_and_is_on_record() -> None:
    here = station("2026-12-01 07:54", "07:55", length=10 * RATE)
    here.run(62 * RATE)
    alarm = here.on_air.interject("fire", Level.EMERGENCY, (Steady(RATE),), frozenset({0}))
    here.on_air.interject("notice", Level.LIVE, (Steady(RATE),), frozenset({0}), wait=300)
    here.run(20 * RATE)
    here.playout.cut([alarm], "off")
    here.run(20 * RATE)
    by = {record.play: record for record in here.records}
    assert by["bell"].result == "played"
    assert by["bell"].why == "turned down under fire"
    assert (by["fire"].result, by["fire"].why) == ("played", "off")
    assert (by["fire"].ended or 0) - (by["fire"].begun or 0) == 20 * RATE
    assert by["notice"].result == "late"
    assert "waited for fire" in by["notice"].why


def test_what_plays_when_the_station_stops_is_cut_on_record() -> None:
    here = station("2026-12-01 07:54", "07:55")
    here.run(62 * RATE)
    here.on_air.stop("the station was stopped")
    here.run(RATE)
    assert [(record.result, record.why) for record in here.records] == [("cut", "the station was stopped")]


YEAR = Air(
    timetable=(
        entry("07:50 15:50 23:50", Play("latest", count=2), "workdays"),
        entry("07:55 15:55 23:55", days="workdays"),
        entry("08:00 10:00 12:00 14:00 16:00", Play("time")),
        entry("12:00", Play("today"), "workdays", Late("cut")),
        entry("12:05 20:05", Play("new")),
        entry("09:30", Play("text", "请洒水降尘"), "offdays", Late("skip")),
        entry("18:00", Play("file", "操.mp3"), "Mon"),
        entry("06:00", Play("text", "新年好"), "2027-01-01"),
    ),
    calendar=CalendarSettings(("2026-07-13..2026-07-19",), {"2026-07-26": "Mon"}),
)


def test_a_virtual_year_holds_each_due_item_once() -> None:
    lengths = {"latest": 600, "bell": 8, "time": 4, "today": 400, "new": 300, "text": 20, "file": 900}
    timetable = Timetable(YEAR, BEIJING)
    begin, end = at("2026-01-01 00:00"), at("2027-01-01 12:00")

    def ready(due: Due) -> Ready:
        return Ready((Length(seconds(lengths[due.entry.play.kind])),))

    records = list(run_through(YEAR, timetable, ready, begin, end))
    wanted = Counter((due.at, str(due.entry.play)) for due in timetable.between(begin, end))
    assert Counter((record.due, record.play) for record in records) == wanted
    assert wanted.total() > 4000
    for record in records:
        if record.result == "played":
            assert record.begun == record.due
    by_play = {play: Counter(r.result for r in records if r.play.startswith(play)) for play in ("bell", "time", "Mon")}
    assert set(by_play["bell"]) == {"played"}, "no bell of the year is late"


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(1, 90), st.integers(-7200, 7200)), max_size=5),
    st.lists(st.integers(0, 1439), min_size=1, max_size=6, unique=True),
)
def test_however_the_clock_is_set_all_is_told_and_nothing_begins_twice(
    leaps: list[tuple[int, int]], minutes: list[int]
) -> None:
    times = " ".join(f"{minute // 60:02}:{minute % 60:02}" for minute in minutes)
    here = station("2026-12-01 06:00", times, length=30 * RATE, block=15 * RATE)
    seen = {here.clock.wall()}
    for run_for, leap in leaps:
        here.run(run_for * 60 * RATE)
        here.clock.set(here.clock.wall() + seconds(leap))
        seen |= {here.clock.wall()}
    here.run(2 * HOUR)
    begun = Counter(record.due for record in here.records if record.begun is not None)
    assert all(count == 1 for count in begun.values())
    on_record = {record.due for record in here.records}
    playing = {each.item.due + here.on_air.ahead for each in here.playout.playing}
    for due in here.on_air.timetable.between(at("2026-12-01 06:00"), here.clock.wall() - 30 * RATE):
        assert due.at in on_record or any(abs(due.at - each) < 60 * RATE for each in playing)


# ── which files ─────────────────────────────────────────────────────────────────────────────────────


def programme(slug: str, day: int, hour: int = 8, until: int = 0, urgent: bool = False) -> Programme:
    date = datetime(2026, 12, day, hour, tzinfo=BEIJING)
    ends = datetime(2026, 12, int(until), tzinfo=BEIJING) if until else None
    return Programme(slug, slug.upper(), Airtime(date, ends, urgent), day, Path(slug), 60_000)


SHELF = [
    programme("c", 2, 9), programme("a", 2, 7), programme("b", 2, 7), programme("old", 1),
    programme("until3", 1, 6, until=3), programme("over", 1, 5, until=2), programme("urgent", 2, 10, urgent=True),
    programme("tonight", 2, 20), programme("z", 3),
]  # fmt: skip
# at noon of 2 December: play, what was heard before → slugs in order, why there is nothing
CHOSEN = [
    (Play("today"), "", "urgent until3 a b c", ""),
    (Play("new"), "a old", "urgent until3 b c", ""),
    (Play("new"), "until3 old a b c urgent", "", "nothing new"),
    (Play("latest", count=2), "", "c urgent", ""),
    (Play("latest", count=50), "", "until3 old a b c urgent", ""),
]


@pytest.mark.parametrize(("play", "before", "slugs", "nothing"), CHOSEN)
def test_which_episodes_are_chosen(play: Play, before: str, slugs: str, nothing: str, tmp_path: Path) -> None:
    due = Timetable(Air(timetable=(entry("12:00", play),)), BEIJING).of_day(date(2026, 12, 2))[0]
    choice = choose(due, BEIJING, SHELF, set(before.split()), tmp_path, tmp_path)
    assert " ".join(source.slug for source in choice.sources) == slugs
    assert nothing in choice.nothing
    assert bool(choice.nothing) == (not slugs)


def test_what_is_said_lies_where_make_puts_it(tmp_path: Path) -> None:
    entries = (entry("07:05", Play("time")), entry("15:00", Play("time")), entry("08:00", Play("text", "安全第一")))
    due = Timetable(Air(timetable=entries), BEIJING).of_day(date(2026, 12, 1))
    assert [time_text(each.local) for each in due if each.entry.play.kind == "time"] == [
        "现在是7点5分。",
        "现在是15点整。",
    ]
    paths = [choose(each, BEIJING, [], (), tmp_path, tmp_path / "air").sources[0].path for each in due]
    assert paths == [said(tmp_path / "air", text) for text in ("现在是7点5分。", "安全第一", "现在是15点整。")]
    file = Timetable(Air(timetable=(entry("08:00", Play("file", "m/a.mp3")),)), BEIJING).of_day(date(2026, 12, 1))[0]
    assert choose(file, BEIJING, [], (), tmp_path, tmp_path).sources[0].path == tmp_path / "m/a.mp3"


def prepared(play: Play, good: str) -> Ready:
    """What is ready for ``play`` where only the files in ``good`` can be played."""

    def sound(source: Source) -> Sound:
        if (source.slug or source.path.name) not in good.split():
            raise AirError("is broken", where=source.path.name, next="mend it")
        return Steady(100)

    due = Timetable(Air(timetable=(entry("12:00", play),)), BEIJING).of_day(date(2026, 12, 2))[0]
    return Preparing(sound, BEIJING, Path("files"), Path("air")).ready(due, SHELF, ())


# play, files that can be played → slugs heard, what is told
CHAIN = [
    (Play("latest", count=2), "c urgent b", "c urgent", ()),
    (Play("latest", count=2), "c b", "c", ("urgent: is broken",)),
    (Play("latest", count=2), "a", "a", ("c: is broken", "urgent: is broken", "in its place: A")),
    (Play("latest", count=2), "bell.wav", "", ("c: is broken", "in its place: the bell")),
    (Play("bell"), "", "", ("the bell: run make", "in its place: the built-in bell")),
    (Play("file", "m.mp3"), "bell.wav", "", ("m.mp3: is broken", "in its place: the bell")),
    (Play("text", "x"), "", "", ("x: run make", "built-in bell")),
    (Play("today"), "urgent until3 a b c", "urgent until3 a b c", ()),
]


@pytest.mark.parametrize(("play", "good", "slugs", "notes"), CHAIN)
def test_never_silent_and_told_why(play: Play, good: str, slugs: str, notes: tuple[str, ...]) -> None:
    ready = prepared(play, good)
    assert sum(sound.samples for sound in ready.sounds) > 0
    assert " ".join(ready.heard) == slugs
    told = "\n".join(ready.notes)
    assert all(note in told for note in notes)
    assert bool(ready.notes) == bool(notes)


def test_without_any_episode_the_bell_rings_and_it_is_told() -> None:
    due = Timetable(Air(timetable=(entry("12:00", Play("latest", count=3)),)), BEIJING).of_day(date(2026, 12, 2))[0]
    ready = Preparing(lambda _source: Steady(9), BEIJING, Path(), Path()).ready(due, [], ())
    assert ready.notes == ("in its place: the bell",)


# ── the log ─────────────────────────────────────────────────────────────────────────────────────────

RECORD = Record(
    due=at("2026-12-01 12:00"), begun=at("2026-12-01 12:00:01"), ended=at("2026-12-01 12:05"), result="late",
    play='text: "你好", 世界', zones=("冲压", "总装"), heard=("a", "b"), why="waited for bell",
)  # fmt: skip


def test_a_line_says_what_became_of_an_item(tmp_path: Path) -> None:
    log = AsRunLog(tmp_path / "log", BEIJING)
    log.write(RECORD)
    content = (tmp_path / "log/2026-12-01.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfdue,begun,ended,result"), "a spreadsheet shows the Chinese"
    (row,) = log.read(date(2026, 12, 1))
    assert row["due"] == "2026-12-01 12:00:00.000"
    assert (row["begun"], row["ended"]) == ("2026-12-01 12:00:01.000", "2026-12-01 12:05:00.000")
    assert (row["play"], row["zones"], row["heard"]) == (RECORD.play, "冲压 总装", "a b")
    assert log.heard([date(2026, 12, 1), date(2026, 12, 2)]) == {"a", "b"}


def test_what_is_on_record_is_known_by_the_timetables_key(tmp_path: Path) -> None:
    log = AsRunLog(tmp_path, BEIJING)
    air = Air(timetable=(entry("12:00 13:00", Play("text", 'say "x", y')),))
    here = Station(air, VirtualClock(at("2026-12-01 11:59")))
    here.run(HOUR)
    for record in here.records:
        log.write(record)
    due = here.on_air.timetable.of_day(date(2026, 12, 1))
    assert log.keys([date(2026, 12, 1)]) == {due[0].key}


@pytest.mark.parametrize("kept", range(0, 60, 7))
def test_a_line_that_the_power_cut_short_costs_itself_alone(tmp_path: Path, kept: int) -> None:
    log = AsRunLog(tmp_path, BEIJING)
    for _line in range(2):
        log.write(RECORD)
    path = log.path(date(2026, 12, 1))
    whole = path.read_bytes()
    last = len(whole.splitlines(keepends=True)[-1])
    path.write_bytes(whole[: len(whole) - last + kept])
    log.write(RECORD)
    rows = log.read(date(2026, 12, 1))
    assert rows[0] == rows[-1]
    assert len(rows) == 2


def test_the_clocks(tmp_path: Path) -> None:
    clock = SystemClock()
    now, wall = clock.now(), clock.wall()
    clock.wait(now + RATE // 100)
    clock.wait(now)
    assert clock.now() >= now + RATE // 100
    assert clock.wall() >= wall
    assert abs(wall - of_moment(datetime.now(UTC))) < 60 * RATE


def test_the_plan_of_a_day_is_in_order() -> None:
    air = Air(timetable=(entry("12:00", Play("new")), entry("12:00"), entry("23:59", Play("latest", count=1))))
    records = planned(air, BEIJING, date(2026, 12, 1), lambda _due: Ready((Length(90 * RATE),)))
    assert [(_clock(record.due), record.play, record.result) for record in records] == [
        ("12:00", "bell", "played"), ("12:00", "new", "late"), ("23:59", "latest:1", "played"),
    ]  # fmt: skip
