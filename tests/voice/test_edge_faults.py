"""The online voice when things go wrong: each sentence is whole or an error, and nothing hangs."""

from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ServiceDown, VoiceError
from pipeline.voice.edge.request import Boundary, Reply, check_whole
from tests.doubles import edge_plans
from tests.doubles.edge import EdgeDouble
from tests.doubles.edge_asking import AMPLE, BRIEF, are_whole, engine, is_whole, sentences, utterance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Clip, Utterance
    from tests.doubles.edge import Plan

SENTENCE = utterance("工会主席讲话，安全第一。")

AT_ONCE = {
    "403": "HTTP 403",
    "403 without date": "HTTP 403",
    "429": "HTTP 429",
    "500": "HTTP 500",
    "503": "HTTP 503",
    "reset in handshake": "broke",
    "closed before sound": "no sound",
    "no sound": "no sound",
    "closed 1000 in the middle": "middle of the sound",
    "closed 1011 in the middle": "middle of the sound",
    "reset in the middle": "middle of the sound",
    "turn.end in the middle": "ends before",
    "turn.end in the middle, all words told": "before its last word",
    "endless": "does not stop",
    "noise": "damaged",
    "silence": "silent",
    "far too short": "implausible",
    "no words": "which words it said",
    "no header length": "not understand",
    "header too long": "not understand",
    "header without colon": "not understand",
    "odd content type": "not understand",
    "unknown path": "not understand",
    "bad json": "not understand",
    "no metadata": "not understand",
    "empty metadata": "not understand",
    "unknown metadata": "not understand",
    "metadata of odd types": "not understand",
}
"""Faults that pass, and what the operator reads when they do not."""

HANGING = {
    "hang in handshake": "did not answer in time",
    "no frames": "nothing came",
    "hang in the middle": "nothing came",
    "no turn.end": "nothing came",
}
LASTING = {"401": "HTTP 401", "404": "HTTP 404"}
HARMLESS = ("never closed", "trickle", "words overlap")


@pytest.fixture(autouse=True)
def _nothing_is_left_running() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) == before


def test_every_fault_of_the_double_is_tried() -> None:
    assert {*AT_ONCE, *HANGING, *LASTING, *HARMLESS} == {*edge_plans.ANSWERS, *edge_plans.HANDSHAKE}


@pytest.mark.parametrize("fault", AT_ONCE | HANGING)
def test_fault_that_stays_is_an_error_with_sentence_cause_and_next_step(fault: str) -> None:
    voice = engine(BRIEF, attempts=1) if fault in HANGING else engine(attempts=2)
    double = EdgeDouble(edge_plans.always(fault))
    with double, double.in_place_of_the_service(), pytest.raises(VoiceError) as caught:
        voice.say(SENTENCE)
    error = caught.value
    assert type(error) is VoiceError
    assert (AT_ONCE | HANGING)[fault] in error.what
    assert f"({voice.patience.attempts} attempts)" in error.what
    assert error.where == "“工会主席讲话，安全第一。”"
    assert error.next
    # The client itself tries a 403 again, with the clock set right, and aiohttp a connection that was reset.
    assert len(double.log) == voice.patience.attempts * (2 if fault in ("403", "reset in handshake") else 1)


@pytest.mark.parametrize("fault", AT_ONCE | HANGING)
def test_fault_that_passes_leaves_no_trace(fault: str) -> None:
    deadlines = BRIEF if fault in HANGING else AMPLE
    with EdgeDouble(edge_plans.at({1: fault})) as double, double.in_place_of_the_service():
        assert is_whole(engine(deadlines, attempts=5).say(SENTENCE), SENTENCE)
    assert double.log[0].fault == fault
    assert {request.fault for request in double.log[1:]} == {""}


@pytest.mark.parametrize("fault", HARMLESS)
def test_odd_but_whole_answer_is_taken(fault: str) -> None:
    deadlines = BRIEF if fault == "never closed" else AMPLE
    with EdgeDouble(edge_plans.always(fault)) as double, double.in_place_of_the_service():
        clip = engine(deadlines).say(SENTENCE)
    assert is_whole(clip, SENTENCE)
    assert clip.words
    assert all(0 <= word.start < word.end for word in clip.words)
    assert all(one.end <= after.start for one, after in pairwise(clip.words))
    assert len(double.log) == 1


@pytest.mark.parametrize("fault", LASTING)
def test_refusal_for_good_ends_the_service_for_this_run_at_once(fault: str) -> None:
    voice = engine()
    with EdgeDouble(edge_plans.always(fault)) as double, double.in_place_of_the_service():
        for _attempt in range(3):
            with pytest.raises(ServiceDown, match=LASTING[fault]):
                voice.say(SENTENCE)
    assert len(double.log) == 1


def test_trickle_that_takes_too_long_is_cut_off() -> None:
    deadlines = type(AMPLE)(connect=20, first=20, between=20, whole=0.3)
    double = EdgeDouble(edge_plans.always("trickle"))
    with double, double.in_place_of_the_service(), pytest.raises(VoiceError, match="did not answer in time"):
        engine(deadlines, attempts=1).say(SENTENCE)


@pytest.mark.parametrize("place", [0, 2, 4], ids=["first", "middle", "last"])
@pytest.mark.parametrize("fault", ["closed 1000 in the middle", "turn.end in the middle", "no sound", "bad json"])
def test_fault_at_any_place_of_an_episode(place: int, fault: str) -> None:
    episode = sentences(5)
    plan = edge_plans.on({episode[place].reading.spoken: [fault, fault]})
    clips, double = _said(episode, plan)
    assert are_whole(clips, episode)
    texts = [request.text for request in double.log]
    assert texts.count(episode[place].reading.spoken) == 3
    assert len(texts) == len(episode) + 2


@pytest.mark.parametrize("place", [0, 2, 4], ids=["first", "middle", "last"])
def test_one_sentence_that_cannot_be_said_does_not_stop_the_others(place: int) -> None:
    episode = sentences(5)
    mute = episode[place]
    plan = edge_plans.on({mute.reading.spoken: ["no sound"] * 3})
    with EdgeDouble(plan) as double, double.in_place_of_the_service():
        voice = engine(attempts=3)
        with voice.executor(1) as executor:
            futures = [executor.submit(voice.say, asked) for asked in episode]
            with pytest.raises(VoiceError, match="no sound"):
                futures[place].result()
            others = [
                (future.result(), asked) for future, asked in zip(futures, episode, strict=True) if asked is not mute
            ]
    assert are_whole([clip for clip, _asked in others], [asked for _clip, asked in others])


@pytest.mark.no_cover
@pytest.mark.slow
def test_three_requests_in_ten_fail_and_all_300_sentences_are_said() -> None:
    episode = sentences(300)
    clips, double = _said(episode, edge_plans.randomly(0.3, seed=7))
    failed = sum(bool(request.fault) for request in double.log)
    assert 0.2 < failed / len(double.log) < 0.4
    assert len({clip.samples.tobytes() for clip in clips}) == 300  # the double says each in its own way
    assert are_whole(clips, episode)


def test_service_that_dies_for_good_is_given_up_soon() -> None:
    episode = sentences(40)
    with EdgeDouble(edge_plans.always("503", after=10)) as double, double.in_place_of_the_service():
        voice = engine()
        with voice.executor(2) as executor:
            outcomes = [executor.submit(voice.say, asked).exception for asked in episode]
            errors = [outcome() for outcome in outcomes]
        with pytest.raises(ServiceDown):
            voice.probe()
    down = [error for error in errors if error]
    assert len(down) >= 30
    assert {type(error) for error in down} == {ServiceDown}
    assert "HTTP 503" in str(down[0])
    assert len(double.log) <= 10 + 20 + 4 + 4


def test_service_that_goes_away_altogether_is_given_up() -> None:
    with EdgeDouble() as double:
        here = double.in_place_of_the_service()
        here.__enter__()
        voice = engine()
        assert is_whole(voice.say(SENTENCE), SENTENCE)
    try:
        with voice.executor(2) as executor:
            errors = [executor.submit(voice.say, asked).exception for asked in sentences(8)]
            assert all(isinstance(error(), ServiceDown) for error in errors)
    finally:
        here.__exit__(None, None, None)


@pytest.mark.parametrize("clock", [-86_400, 86_400], ids=["a day behind", "a day ahead"])
def test_wrong_clock_of_this_machine_does_no_harm(clock: int) -> None:
    with EdgeDouble(clock=clock) as double, double.in_place_of_the_service():
        assert is_whole(engine(attempts=1).say(SENTENCE), SENTENCE)
    assert [request.fault for request in double.log] == ["403", ""]


@pytest.mark.parametrize("fault", ["503", "401", "no sound", "no frames"])
def test_probe_says_why_and_nothing_is_asked_afterwards(fault: str) -> None:
    voice = engine(BRIEF if fault == "no frames" else AMPLE)
    with EdgeDouble(edge_plans.always(fault)) as double, double.in_place_of_the_service():
        with pytest.raises(ServiceDown) as first:
            voice.probe()
        asked = len(double.log)
        with pytest.raises(ServiceDown) as second:
            voice.probe()
        with pytest.raises(ServiceDown, match=r"工会"):
            voice.say(SENTENCE)
    assert str(first.value) == str(second.value)
    assert len(double.log) == asked <= 2


def test_probe_forgives_one_failure_and_takes_its_time_from_one_purse() -> None:
    with EdgeDouble(edge_plans.at({1: "500"})) as double, double.in_place_of_the_service():
        engine().probe()
    quick = engine()
    quick.patience = type(quick.patience)(probe=0.2)
    double = EdgeDouble(edge_plans.always("no frames"))
    with double, double.in_place_of_the_service(), pytest.raises(ServiceDown, match=r"within 0\.2 s"):
        quick.probe()


@pytest.mark.parametrize(
    ("boundaries", "bytes_", "complaint"),
    [
        ((("安全", 0, 10), ("生产", 10, 20)), 12_000, ""),
        ((("安全", 0, 10), ("生产", 10, 20)), 11_999, ""),
        ((("安全", 0, 10), ("生产", 10, 20)), 11_000, "last word"),
        ((("安全", 0, 10),), 12_000, "before the sentence does"),
        ((("安全", 0, 10), ("增产", 10, 20)), 12_000, "something else: “安全增产”"),
        ((("生产", 0, 10),), 12_000, "something else"),
        ((("生产", 0, 10), ("安全", 10, 20)), 12_000, "something else"),
        ((("安全", 0, 5), ("生产", 5, 10), ("安全", 10, 20)), 12_000, "something else"),
        ((("anquan", 0, 10),), 12_000, "something else"),
        ((("安", 0, 5), ("全，生产。", 5, 20)), 12_000, ""),
        ((), 12_000, ""),
    ],
)
def test_what_the_words_tell_of_the_sound(
    boundaries: Sequence[tuple[str, int, int]], bytes_: int, complaint: str
) -> None:
    tenth = 1_000_000
    reply = Reply(bytes(bytes_), tuple(Boundary(word, start * tenth, end * tenth) for word, start, end in boundaries))
    if complaint:
        with pytest.raises(VoiceError, match=complaint):
            check_whole(reply, "安全，生产。", ended=True)
    else:
        check_whole(reply, "安全，生产。", ended=True)
        with pytest.raises(VoiceError, match="middle"):
            check_whole(reply, "安全，生产。", ended=False)


def _said(episode: Sequence[Utterance], plan: Plan) -> tuple[list[Clip], EdgeDouble]:
    """The clips of ``episode``, each sentence's faults borne, and the double that was asked."""
    with EdgeDouble(plan) as double, double.in_place_of_the_service():
        voice = engine()
        with voice.executor(2) as executor:
            return list(executor.map(voice.say, episode)), double
