"""Who plays and who gives way, to the sample, and what is heard of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.air.mixing.items import ENDLESS, REST, Item, Level
from pipeline.air.mixing.mixer import AT_ONCE, BY_HAND, DOWN, DUCKED, UP, Mixer
from pipeline.air.mixing.playout import FADE, Aired, Playout
from pipeline.air.samples import RATE, seconds
from pipeline.station_timetable import Late
from tests.air.sounds import Counting, item

SKIP, CUT, WAIT = Late("skip"), Late("cut"), Late("wait", 300)


def run(*items: Item, until: int = 2000 * RATE) -> dict[str, Aired]:
    """What becomes of items, by name."""
    playout = Playout()
    for each in items:
        playout.add(each)
    aired = playout.go(until)
    assert len({each.item.name for each in aired}) == len(aired), "each is told once"
    return {each.item.name: each for each in aired}


def test_what_is_due_begins_on_its_sample_and_ends_with_its_last() -> None:
    aired = run(item("news", 12_345, 1000))["news"]
    assert (aired.outcome, aired.begun, aired.ended) == ("played", 12_345, 13_345)


def test_a_joint_has_no_sample_between() -> None:
    aired = run(item("bell", 0, 777, Level.BELL), item("news", 0, 1000))
    assert aired["news"].begun == aired["bell"].ended == 777
    assert (aired["news"].outcome, aired["news"].waited_for) == ("late", "bell")


# what the later one says, when it begins (None: never), what of it is left out, what is put on record
LATE = [
    (WAIT, 1000, 0, "late"),
    (Late("wait", 1), None, 0, "skipped"),
    (SKIP, None, 0, "skipped"),
    (CUT, 1000, 900, "cut"),
]


@pytest.mark.parametrize(("late", "begun", "offset", "outcome"), LATE)
@pytest.mark.parametrize("level", [Level.PROGRAMME, Level.BELL, Level.LIVE, Level.EMERGENCY])
def test_what_finds_its_way_barred_does_as_it_says(
    late: Late, begun: int | None, offset: int, outcome: str, level: Level
) -> None:
    ms = RATE // 1000  # times in this test are in milliseconds
    long = 1000 * ms if late != Late("wait", 1) else 5000 * ms
    aired = run(item("first", 0, long, level), item("second", 100 * ms, 3000 * ms, late=late))["second"]
    assert (aired.begun, aired.offset) == (None if begun is None else begun * ms, offset * ms)
    assert (aired.outcome, aired.waited_for) == (outcome, "first")


def test_what_lost_more_than_it_has_is_not_played() -> None:
    aired = run(item("long", 0, 5000, Level.BELL), item("short", 100, 1000, late=CUT))["short"]
    assert (aired.outcome, aired.begun) == ("skipped", None)


def test_the_higher_does_not_wait_for_the_lower() -> None:
    aired = run(item("news", 0, 10_000), item("bell", 500, 100, Level.BELL, late=SKIP))
    assert (aired["bell"].outcome, aired["bell"].begun) == ("played", 500)
    assert (aired["news"].outcome, aired["news"].ended, aired["news"].under) == ("played", 10_000, ("bell",))


def test_other_zones_bar_nobody() -> None:
    here, there = frozenset({0}), frozenset({1})
    aired = run(
        item("here", 0, 5000, outputs=here), item("there", 100, 50, outputs=there, late=SKIP),
        item("both", 200, 50, outputs=here | there, late=SKIP),
    )  # fmt: skip
    assert aired["there"].outcome == "played"
    assert aired["both"].outcome == "skipped"


def test_of_what_waits_the_higher_and_then_the_earlier_comes_first() -> None:
    aired = run(
        item("live", 0, 1000, Level.LIVE), item("second", 20, 100), item("first", 10, 100),
        item("bell", 30, 100, Level.BELL, late=WAIT),
    )  # fmt: skip
    assert [aired[name].begun for name in ("bell", "first", "second")] == [1000, 1100, 1200]


def test_an_emergency_repeats_until_it_is_cut_and_all_waits() -> None:
    playout = Playout()
    alarm = item("fire", 0, 1000, Level.EMERGENCY, repeats=True)
    playout.add(alarm)
    playout.add(item("news", 10, 100))
    assert not playout.go(5 * RATE)
    playout.cut([alarm], "it is over")
    aired = {each.item.name: each for each in playout.go(6 * RATE)}
    assert (aired["fire"].outcome, aired["fire"].ended, aired["fire"].why) == ("played", 5 * RATE, "it is over")
    assert aired["news"].begun == 5 * RATE + FADE or aired["news"].begun == 5 * RATE


def test_what_is_cut_before_it_began_is_on_record() -> None:
    playout = Playout()
    items = [item("playing", 0, 1000), item("waiting", 10, 1000), item("coming", 900, 10)]
    for each in items:
        playout.add(each)
    playout.go(500)
    playout.cut(items, "stopped")
    told = {each.item.name: (each.outcome, each.why) for each in playout.go(5000)}
    stopped = "stopped"
    assert told == {"playing": ("cut", stopped), "waiting": ("skipped", stopped), "coming": ("skipped", stopped)}


def test_joined_in_its_middle() -> None:
    playout = Playout(at=1000)
    playout.add(item("news", 400, 5000), join=True)
    playout.add(item("over", 0, 900), join=True)
    told = {each.item.name: each for each in playout.go(10_000)}
    assert (told["news"].begun, told["news"].offset, told["news"].ended) == (1000, 600, 5400)
    assert told["over"].begun is None


def test_joined_below_something_higher_it_is_in_its_place_when_that_ends() -> None:
    playout = Playout(at=1000)
    playout.add(item("news", 400, 5000), join=True)
    playout.add(item("fire", 900, 2000, Level.EMERGENCY))
    told = {each.item.name: each for each in playout.go(10_000)}
    assert (told["news"].begun, told["news"].ended) == (1000, 5400)
    assert (told["fire"].begun, told["fire"].ended) == (1000, 3000)


def test_it_is_known_what_is_on_the_axis() -> None:
    playout = Playout()
    coming = Item("x", Level.BELL, (), frozenset({0}), 10, SKIP, key="k")
    playout.add(coming)
    assert playout.everything() == [coming]
    playout.go(10)
    assert playout.everything() == []


# ── what is heard ───────────────────────────────────────────────────────────────────────────────────


def heard(
    *items: Item, until: int, outputs: int = 1, block: int | None = None, volume: float = 1.0
) -> NDArray[np.int16]:
    """The sound of output 0, and of all of them where there are several."""
    playout = Playout()
    for each in items:
        playout.add(each)
    mixer = Mixer(playout, outputs, volume)
    blocks = [mixer.mix(min(until, at + (block or until))) for at in range(0, until, block or until)]
    mixed = [np.concatenate([each[output] for each in blocks]) for output in range(outputs)]
    return mixed[0] if outputs == 1 else np.stack(mixed)


def level_of(value: float) -> int:
    return round(value * 32_767)


def test_every_sample_of_an_item_is_heard_at_its_place() -> None:
    counting = Item("x", Level.PROGRAMME, (Counting(300), Counting(200)), frozenset({0}), 7, WAIT)
    sound = heard(counting, until=1000, block=64)
    assert sound.tolist() == [0] * 7 + [*range(300), *range(200)] + [0] * 493


def test_joined_items_touch() -> None:
    sound = heard(item("a", 0, 500, value=0.25), item("b", 0, 500, value=0.5), until=1500)
    assert set(sound[:500]) == {level_of(0.25)}
    assert set(sound[500:1000]) == {level_of(0.5)}, "at full volume from its first sample on"
    assert set(sound[1000:]) == {0}


def test_music_gives_way_and_comes_back() -> None:
    music = item("music", 0, 10 * RATE, Level.BACKGROUND, value=0.4)
    sound = heard(music, item("news", 2 * RATE, 2 * RATE, value=0.0), until=7 * RATE)
    assert set(sound[: 2 * RATE]) == {level_of(0.4)}
    assert set(sound[2 * RATE + DOWN : 4 * RATE]) == {level_of(0.4 * DUCKED)}
    assert set(sound[4 * RATE + UP :]) == {level_of(0.4)}
    assert np.all(np.diff(sound[4 * RATE : 4 * RATE + UP].astype(int)) >= 0), "it rises without a step"


@pytest.mark.parametrize("level", [Level.BACKGROUND, Level.PROGRAMME, Level.BELL, Level.LIVE])
def test_nothing_is_heard_below_an_emergency(level: Level) -> None:
    low = item("low", 0, 10 * RATE, level, value=0.3)
    alarm = item("fire", RATE, RATE // 2, Level.EMERGENCY, value=0.5)
    sound = heard(low, alarm, until=4 * RATE)
    assert set(sound[RATE + AT_ONCE : RATE + RATE // 2]) == {level_of(0.5)}
    assert set(sound[2 * RATE + RATE // 2 :]) == {level_of(0.3)}, "what was below is back, in its place"


def test_the_volume_of_the_hour_spares_an_emergency() -> None:
    sound = heard(item("news", 0, 100, value=0.5), until=100, volume=0.1)
    assert set(sound) == {level_of(0.05)}
    assert set(heard(item("fire", 0, 100, Level.EMERGENCY, value=0.5), until=100, volume=0.1)) == {level_of(0.5)}


def test_one_output_is_turned_down_alone_and_an_emergency_is_spared() -> None:
    playout = Playout()
    both = frozenset({0, 1})
    playout.add(item("news", 0, 5 * RATE, value=0.5, outputs=both))
    mixer = Mixer(playout, 2, turned=[1.0, 0.0])
    assert [set(each) for each in mixer.mix(RATE)] == [{level_of(0.5)}, {0}], "from its first sample on"
    mixer.turn_output(1, 0.5)
    here, there = mixer.mix(2 * RATE)
    assert set(here) == {level_of(0.5)}
    assert set(there[BY_HAND:]) == {level_of(0.25)}
    assert np.abs(np.diff(there.astype(int))).max() <= 2, "without a step"
    mixer.turn_output(1, 0.0)
    playout.add(item("fire", 3 * RATE, RATE, Level.EMERGENCY, value=0.25, outputs=both))
    assert [set(each[RATE + AT_ONCE :]) for each in mixer.mix(4 * RATE)] == [{level_of(0.25)}] * 2


def test_the_volume_turns_without_a_step() -> None:
    playout = Playout()
    playout.add(item("news", 0, 5 * RATE, value=0.5))
    mixer = Mixer(playout, 1)
    before = mixer.mix(RATE)[0]
    mixer.turn(0.25)
    mixer.turn(0.25)
    after = mixer.mix(4 * RATE)[0]
    assert set(before) == {level_of(0.5)}
    assert after[-1] == level_of(0.125)
    assert np.abs(np.diff(after.astype(int))).max() <= 1


def test_what_is_cut_or_joined_does_not_click() -> None:
    playout = Playout(at=100)
    joined = item("x", 0, RATE, value=0.5)
    playout.add(joined, join=True)
    mixer = Mixer(playout, 1)
    begun = mixer.mix(100 + 2 * FADE)[0].astype(int)
    playout.cut([joined], "enough")
    ended = mixer.mix(playout.at + 2 * FADE)[0].astype(int)
    step = level_of(0.5) / FADE + 2
    assert begun[0] == 0
    assert np.abs(np.diff(begun)).max() <= step
    assert ended[0] == level_of(0.5)
    assert ended[-1] == 0
    assert np.abs(np.diff(ended)).max() <= step


def test_each_output_hears_its_own() -> None:
    here, there = frozenset({0}), frozenset({1})
    sound = heard(
        item("a", 0, 100, outputs=here, value=0.25), item("b", 0, 100, outputs=there, value=0.5), until=100, outputs=2
    )
    assert set(sound[0]) == {level_of(0.25)}
    assert set(sound[1]) == {level_of(0.5)}


def test_too_much_at_once_is_clipped_and_does_not_wrap() -> None:
    loud = [item(str(n), 0, 100, level, value=0.9) for n, level in enumerate((Level.PROGRAMME, Level.BELL))]
    assert heard(*loud, until=100).min() > 0


def test_an_emergency_is_heard_round_after_round() -> None:
    sound = heard(
        item("fire", 0, 1000, Level.EMERGENCY, value=0.5, repeats=True), until=2 * (1000 + REST) + 1000, block=997
    )
    one = [level_of(0.5)] * 1000 + [0] * REST
    assert sound.tolist() == [*one, *one, *one[:1000]]


def test_time_that_passes_unheard_is_lost_and_nothing_else() -> None:
    playout = Playout()
    counting = Item("x", Level.PROGRAMME, (Counting(10_000),), frozenset({0}), 0, WAIT)
    playout.add(counting)
    mixer = Mixer(playout, 1)
    mixer.mix(100)
    mixer.skip(700)
    assert mixer.mix(800)[0].tolist() == list(range(700, 800))


# ── any items at all ────────────────────────────────────────────────────────────────────────────────

LEVELS = st.sampled_from([level for level in Level if level is not Level.BACKGROUND])
OUTPUTS = st.sampled_from([frozenset({0}), frozenset({1}), frozenset({0, 1})])
LATES = st.sampled_from([SKIP, CUT, WAIT, Late("wait", 1)])


@st.composite
def programmes(draw: st.DrawFn) -> list[Item]:
    count = draw(st.integers(1, 7))
    return [
        item(
            str(n),
            draw(st.integers(0, 2 * RATE)),
            draw(st.integers(1, RATE)),
            draw(LEVELS),
            late=draw(LATES),
            outputs=draw(OUTPUTS),
            value=draw(st.sampled_from([0.1, 0.2, 0.3])),
        )
        for n in range(count)
    ]


@given(programmes())
def test_each_item_is_told_once_and_none_breaks_in_on_its_betters(items: list[Item]) -> None:
    aired = run(*items)
    assert set(aired) == {each.name for each in items}
    begun = [each for each in aired.values() if each.begun is not None]
    for each in begun:
        assert each.begun is not None
        assert each.ended - each.begun == each.item.length - each.offset, "nothing is lost in the middle"
        assert (each.outcome == "played") == (each.begun == each.item.due)
        if each.outcome == "cut":
            assert each.offset == each.begun - each.item.due
        for other in begun:
            if other is each or other.begun is None or not other.item.outputs & each.item.outputs:
                continue
            if other.item.level >= each.item.level and other.begun < each.begun:
                assert other.ended <= each.begun
    for each in aired.values():
        if each.begun is None:
            assert each.waited_for in aired, "it is told what it gave way to"


@settings(max_examples=30)
@given(programmes(), st.lists(st.sampled_from([1, 479, 960, 4801, 30_000]), min_size=2, max_size=8, unique=True))
def test_the_sound_does_not_depend_on_the_blocks(items: list[Item], sizes: list[int]) -> None:
    until = 4 * RATE
    whole = heard(*items, until=until, outputs=2)
    playout = Playout()
    for each in items:
        playout.add(each)
    mixer = Mixer(playout, 2)
    blocks = []
    turn = 0
    while playout.at < until:
        blocks.append(np.stack(mixer.mix(min(until, playout.at + sizes[turn % len(sizes)]))))
        turn += 1
    assert np.array_equal(np.concatenate(blocks, axis=1), whole)


def test_nothing_to_come_is_far_away() -> None:
    assert Playout().next_change() == ENDLESS
    assert seconds(1) == RATE
