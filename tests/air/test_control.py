"""What the desk asks of a station on the air: what is on and what comes next, its volume, and the end of a word."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.air.control import ask
from pipeline.air.mixing.items import Item, Level
from pipeline.air.mixing.playout import Playout
from pipeline.air.samples import RATE, seconds
from pipeline.air.status import Status
from pipeline.air.volume import FILE, HELD, Change, Turned, Volume
from pipeline.errors import UsageError
from pipeline.station_air import LOUDEST, QUIETEST, Air
from pipeline.station_timetable import Entry, Late, Play
from tests.air.receiver import Receiver
from tests.air.sounds import item
from tests.air.test_engine import Place, put_wav, until
from tests.air.test_timetable import BEIJING, at

EAST, WEST, YARD = (f"rtp://239.1.1.{n}:5004" for n in (1, 2, 3))
HOUR = 3600


# ── what is on, and what comes next ─────────────────────────────────────────────────────────────────


def test_each_zone_tells_what_is_heard_there_until_when_and_what_comes() -> None:
    entries = (
        Entry((8 * HOUR,), Play("bell"), ("workdays",)),
        Entry((9 * HOUR, 10 * HOUR), Play("today"), zones=("东",)),
        Entry((9 * HOUR,), Play("text", "请洒水"), zones=("西",)),
    )
    air = Air(outputs=(EAST, WEST, YARD), zones={"东": (EAST,), "西": (WEST,)}, timetable=entries)
    playout = Playout()
    news = Item("today", Level.PROGRAMME, item("x", 0, 60 * RATE).sounds, frozenset({0}), 0, Late("skip"), heard=("a",))
    playout.add(item("music", 0, 100 * RATE, Level.BACKGROUND, outputs=frozenset({0, 1})))
    playout.add(news)
    playout.add(item("fire", 0, 5, Level.EMERGENCY, outputs=frozenset({1}), repeats=True))
    playout.go(RATE)
    wall = at("2026-12-01 08:30")
    turned = [Turned(-6.0, until=wall + HELD), Turned(muted=True, until=wall + HELD), Turned()]
    east, west, yard = Status(air, BEIJING).zones(playout.playing, turned, wall, wall - RATE)
    assert east["name"] == "东"
    assert east["now"] == {
        "play": "today", "level": "programme", "heard": ["a"],
        "begun": "2026-12-01 08:29:59", "until": "2026-12-01 08:30:59",
    }  # fmt: skip
    assert [each["play"] for each in east["under"]] == ["music"]
    assert [(each["play"], each["at"][5:16]) for each in east["next"]] == [
        ("today", "12-01 09:00"), ("today", "12-01 10:00"), ("bell", "12-02 08:00"),
    ]  # fmt: skip
    assert (east["decibels"], east["muted"], east["until"]) == (-6.0, False, "2026-12-01 20:30:00")
    assert (west["now"]["play"], west["now"]["until"], west["muted"]) == ("fire", "", True)
    assert west["next"][0] == {"play": "text: 请洒水", "level": "programme", "at": "2026-12-01 09:00:00"}
    assert (yard["name"], yard["now"], yard["under"], yard["until"]) == ("", None, [], "")
    assert [each["play"] for each in yard["next"]] == ["bell"] * 3


def test_what_is_due_in_a_week_is_still_told() -> None:
    entries = (Entry((0,), Play("bell"), ("2026-12-08",)), Entry((0,), Play("bell"), ("2026-12-20",)))
    status = Status(Air(timetable=entries), BEIJING)
    (everywhere,) = status.zones([], [Turned()], at("2026-12-01 08:30"), 0)
    assert [each["at"] for each in everywhere["next"]] == ["2026-12-08 00:00:00"]


# ── the volume of the moment ────────────────────────────────────────────────────────────────────────


def test_the_volume_holds_over_a_restart_and_not_for_ever(tmp_path: Path) -> None:
    volume = Volume(tmp_path, ["a", "b"])
    volume.change({0}, Change(by=-6.0), 1000)
    volume.change({0, 1}, Change(mute=True), 2000)
    volume.change({1}, Change(mute=False, to=3.0), 3000)
    again = Volume(tmp_path, ["b", "a"])  # another order in station.toml
    assert again.at(4000) == [Turned(3.0, False, 3000 + HELD), Turned(-6.0, True, 2000 + HELD)]
    assert [each.factor for each in again.at(4000)] == [pytest.approx(10 ** (3 / 20)), 0.0]
    assert again.at(2000 + HELD)[1] == Turned(), "what nobody touched for twelve hours is as it was"
    again.change({0}, Change(by=1.0), 2500 + HELD)
    assert Volume(tmp_path, ["a", "b"]).at(2500 + HELD) == [Turned(), Turned(4.0, False, 2500 + 2 * HELD)]
    assert Volume(tmp_path, ["c"]).at(4000) == [Turned()]


def test_a_clock_that_was_set_does_not_undo_it(tmp_path: Path) -> None:
    volume = Volume(tmp_path, ["a"])
    volume.change({0}, Change(mute=True), 400 * HELD)
    assert volume.at(400 * HELD - seconds(7200))[0].muted
    assert not volume.at(HELD)[0].muted, "the clock had been wrong by a year"


@pytest.mark.parametrize(
    "kept",
    ["", "{", "[]", '{"a": 3}', '{"a": {"decibels": "x", "muted": false, "until": 5}}', '{"a": {"muted": true}}'],
)
def test_what_was_kept_and_is_damaged_counts_as_nothing(tmp_path: Path, kept: str) -> None:
    (tmp_path / FILE).write_text(kept)
    assert Volume(tmp_path, ["a"]).at(1) == [Turned()]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-60, 12) | st.none(), st.floats(-100, 100) | st.none(), st.booleans() | st.none()),
        max_size=5,
    )
)
def test_however_it_is_turned_it_stays_in_bounds(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float | None, float | None, bool | None]]
) -> None:
    volume = Volume(tmp_path_factory.mktemp("volume"), ["a"])
    muted = False
    for to, by, mute in changes:
        volume.change({0}, Change(to, by, mute), 1000)
        muted = muted if mute is None else mute
        (turned,) = volume.at(1000)
        assert QUIETEST <= turned.decibels <= LOUDEST
        assert turned.muted is muted
        assert muted or math.isclose(turned.factor, 10 ** (turned.decibels / 20))


# ── asked of a station on the air ───────────────────────────────────────────────────────────────────


def test_words_are_ended_and_volumes_turned_where_it_was_asked(tmp_path: Path) -> None:
    long = put_wav(tmp_path / "long.wav", 1000, 60)
    with Receiver() as east, Receiver() as west:
        outputs = [f"rtp://127.0.0.1:{each.port}" for each in (east, west)]
        place = Place(tmp_path, outputs)
        with place.on_the_air():
            with pytest.raises(UsageError, match="nothing of the operator's plays there"):
                ask(place.air, {"do": "end"})
            ask(place.air, {"do": "now", "name": "长", "file": str(long)})
            east.wait(5)
            ask(place.air, {"do": "volume", "zones": ["东"], "to": -20})
            until(lambda: _loudness(east) < 500 < 2000 < _loudness(west))
            ask(place.air, {"do": "volume", "mute": True})
            until(lambda: _loudness(east) < 10 > _loudness(west))
            status = ask(place.air, {"do": "status"})
            assert [(each["decibels"], each["muted"]) for each in status["outputs"]] == [(-20.0, True), (0.0, True)]
            assert [each["name"] for each in status["zones"]] == ["东", ""]
            assert status["zones"][0]["now"]["play"] == "长"
            assert status["messages"] == ["停电"]
            ask(place.air, {"do": "emergency", "name": "停电"})
            until(lambda: _loudness(east) > 2000 < _loudness(west))  # an emergency is heard all the same
            ask(place.air, {"do": "off"})
            assert ask(place.air, {"do": "end", "zones": ["东"]}) == {"ended": ["长"]}
            until(lambda: any(line["play"] == "长" for line in place.log()))
            for wrong in ({}, {"mute": "yes"}, {"to": "loud"}, {"by": True}, {"to": 40}, {"zones": ["北"], "by": 1}):
                with pytest.raises(UsageError):
                    ask(place.air, {"do": "volume"} | wrong)
        assert json.loads((place.air / FILE).read_text()).keys() == set(outputs)
        since = len(west.packets)
        with place.on_the_air():  # started again
            ask(place.air, {"do": "now", "name": "长", "file": str(long)})
            time.sleep(0.4)
        assert all(np.abs(packet.samples).max() < 10 for packet in west.packets[since:]), "not even its first moment"
    (line,) = [line for line in place.log() if line["why"].endswith("ended by the operator") and line["play"] == "长"]
    assert line["result"] == "cut"


def _loudness(receiver: Receiver) -> int:
    """Of the last tenth of a second that came."""
    return int(max(np.abs(packet.samples).max(initial=0) for packet in receiver.packets[-5:]))
