"""The online voice when it lies: a reply that is whole by all signs of the protocol is held against what was asked.

The earlier tests cut sounds off, always at the end and always with the words to match. They passed while a reply with
the words of another sentence was believed: one of them even asked for that. Here everything that can be done to a sound
meets every way of telling its words.
"""

from __future__ import annotations

import itertools
import random
from functools import cache
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import EngineMissing, VoiceError
from pipeline.model import Utterance
from pipeline.reading import Reader
from pipeline.voice import ClipStore
from pipeline.voice.edge.acceptance import TRIAL_TEXT, Acceptance
from pipeline.voice.edge.errors import Setback
from pipeline.voice.edge.pace import Pace
from pipeline.voice.edge.request import Boundary, Reply, Request, check_whole
from pipeline.voice.edge.second_reply import with_mark
from pipeline.voice.edge.told_words import Beats, asked_for, placed
from tests.doubles import edge_plans, edge_ways
from tests.doubles.edge import EdgeDouble
from tests.doubles.edge_asking import VOICE, engine, is_whole, sentences
from tests.doubles.edge_lies import LIES, SOUNDS, TELLINGS
from tests.doubles.edge_sound import FRAME_TICKS, speech
from tests.voice.readings import record

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Clip

TEXT = "今年六月是安全生产月，车间要做好防暑降温，发现隐患马上报告。"
WITHOUT_PAUSE = "请各车间负责人下午两点到三楼会议室开会。"
LIKE_IT = (
    "another sentence; words squeezed",
    "half another sentence; all told at once",
    "the second half first; words as asked",
    "the last word missing; words squeezed",
)
"""Of it: sounds about as long, told of as if they were it."""


@cache
def read(text: str = TEXT) -> Utterance:
    return Utterance(Reader().read(text), VOICE, 250)


def believed(lies: list[str], plan: str, text: str = TEXT) -> set[str]:
    """Those of ``lies`` that a new engine believes, told of one sentence or of all."""
    found = set()
    for lie in lies:
        plans = {"of it": edge_plans.on({text: [lie] * 9}), "of all": edge_plans.always(lie)}
        with EdgeDouble(plans[plan]) as double, double.in_place_of_the_service():
            try:
                engine(attempts=1).say(read(text))
            except VoiceError:
                continue
            found.add(lie)
    return found


@pytest.mark.parametrize("telling", TELLINGS)
def test_lie_that_changes_what_is_heard_is_not_believed(telling: str) -> None:
    lies = [lie for lie in LIES if lie.endswith(telling)]
    assert len(lies) == len(SOUNDS) > 30
    assert believed(lies, "of it") == set()


def test_where_no_pause_tells_the_same_words_asked_for_once_more_do() -> None:
    """Each kind of sound, told in one of the ways to match."""
    tellings = ("words squeezed", "all told at once", "words as asked")
    lies = [f"{sound}; {telling}" for sound, telling in zip(SOUNDS, itertools.cycle(tellings), strict=False)]
    assert believed([*lies, *LIKE_IT], "of it", WITHOUT_PAUSE) == set()


@pytest.mark.parametrize(
    ("text", "lie"),
    [
        ("严禁酒后上岗和疲劳作业。", "cut to 80 %; words squeezed"),
        ("明天上午全厂停电检修请提前关好设备。", "backwards; words squeezed"),
        ("明天上午全厂停电检修请提前关好设备。", "backwards; all told at once"),
    ],
)
def test_nor_are_lies_believed_that_come_near_to_it(text: str, lie: str) -> None:
    assert believed([lie], "of it", text) == set()


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (WITHOUT_PAUSE, "请各车间负责人下午两，点到三楼会议室开会。"),
        ("“安全生产月”倡议书", "“安全生产，月”倡议书"),
        ("严禁烟火", "严禁，烟火"),
        ("CNC车间开会了", "CNC车，间开会了"),
        ("严禁火", ""),
        ("安全生产，人人有责。", ""),
        ("CNC车WIFI间", ""),
        ("wifi", ""),
    ],
)
def test_mark_is_put_where_there_is_no_pause_yet(text: str, marked: str) -> None:
    assert with_mark(text, asked_for(text)) == marked


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("telling", TELLINGS)
def test_service_that_lies_each_time_is_not_believed(telling: str) -> None:
    """Also of the sentence that its pace is measured with; what is missing there in each part alike is not noticed."""
    alike = {"every third word missing; words squeezed"}
    assert believed([lie for lie in LIES if lie.endswith(telling)], "of all") <= alike


@pytest.mark.parametrize("lie", random.Random(3).sample(sorted(LIES), 12))  # noqa: S311 - not a secret
def test_lie_that_passes_leaves_no_trace(lie: str, tmp_path: Path) -> None:
    store = ClipStore(tmp_path)
    with EdgeDouble(edge_plans.on({TEXT: [lie] * 2})) as double, double.in_place_of_the_service():
        (key,) = record([read()], engine(), store, jobs=1)
    clip = store.get(key)
    assert clip is not None
    assert is_whole(clip, read())


def test_lie_that_stays_is_an_error_and_nothing_is_kept(tmp_path: Path) -> None:
    plan = edge_plans.always("another sentence; words as heard")
    with EdgeDouble(plan) as double, double.in_place_of_the_service(), pytest.raises(VoiceError) as caught:
        record([read()], engine(attempts=2), ClipStore(tmp_path), jobs=1)
    assert "the online voice said something else: “食堂今天中午供应面条和馒头请大家排队”" in caught.value.what
    assert "(2 attempts)" in caught.value.what
    assert caught.value.where.startswith("“今年六月是安全生产月")
    assert not list(tmp_path.rglob("*.clip"))


def test_sound_of_another_sentence_is_known_again() -> None:
    """Under the right words, in the right places: two sentences as long, with the same pauses."""
    one, two = read("工会主席讲话，大家安静。"), read("食堂今天关门，请带午饭。")
    acceptance = Acceptance()
    words = tuple(
        Boundary(word.text, word.start * FRAME_TICKS, word.end * FRAME_TICKS)
        for word in speech(two.reading.spoken, VOICE, "+0%").words
    )
    acceptance.clip(right(one), asked(one), one)
    with pytest.raises(Setback, match="that of another sentence"):
        acceptance.clip(Reply(right(one).mp3, words), asked(two), two)
    acceptance.clip(right(two), asked(two), two)


def test_sentences_that_sound_alike_may_sound_alike() -> None:
    acceptance = Acceptance()
    he, she = read("他来了，大家安静。"), read("她来了，大家安静。")
    acceptance.clip(right(he), asked(he), he)
    words = tuple(Boundary(b.text.replace("他", "她"), b.start, b.end) for b in right(he).boundaries)
    acceptance.clip(Reply(right(he).mp3, words), asked(she), she)


# ── what is right is believed ───────────────────────────────────────────────────────────────────────

GOOD = (
    TEXT,
    "一、守规程，不侥幸。",
    "什么时候赛",
    "叉车司机：绕桩、码垛、窄道倒车，满分一百分。",
    "三、岗位风扇风速不低于两米每秒，噪声超过八十五分贝的岗位必须佩戴耳塞。",
    "“安全生产月”倡议书",
    "数控CNC机床操作规程，第二条，严禁戴手套作业。",
    "书屋面积八十六平方米，设座位二十四个、电子阅读终端六台，每天七点三十分至二十一点三十分开放。",
    "让我们从现在做起，从本岗位做起！",
    "花儿开了，wifi也通了。",
)


@pytest.mark.no_cover
@pytest.mark.parametrize("pace", edge_ways.PACES)
@pytest.mark.parametrize("ways", [tuple(edge_ways.WAYS), ("all at once",)], ids=["all ways", "sentences alone"])
def test_right_reply_of_any_pace_and_portion_is_believed(pace: float, ways: tuple[str, ...]) -> None:
    acceptance = Acceptance()
    for number in range(30):
        utterance = read(GOOD[number % len(GOOD)])
        request = asked(utterance)
        reply = varied(request.text, pace, ways[number % len(ways)], number)
        check_whole(reply, request.text, ended=True)
        if acceptance.lacks_pace(reply, request):
            trial = acceptance.trial(request)
            acceptance.measure(varied(trial.text, pace, ways[number % len(ways)], number + 1000), trial)
        if marked := acceptance.second(request):
            acceptance.compare(reply, varied(marked.text, pace, ways[number % len(ways)], number), marked)
        assert len(acceptance.clip(reply, request, utterance).samples) == len(reply.mp3) * 4


@pytest.mark.parametrize("of_the_service", edge_ways.VOICES)
def test_voice_of_unusual_pace_is_measured_once(of_the_service: str) -> None:
    with EdgeDouble(edge_plans.always(of_the_service)) as double, double.in_place_of_the_service():
        voice = engine()
        for utterance in sentences(4):
            voice.say(utterance)
    assert [request.text for request in double.log].count(TRIAL_TEXT) == 1
    assert len(double.log) == 5


def test_voice_of_the_usual_pace_is_not_measured() -> None:
    with EdgeDouble() as double, double.in_place_of_the_service():
        voice = engine()
        for utterance in sentences(4):
            voice.say(utterance)
    assert len(double.log) == 4


def varied(text: str, pace: float, way: str, seed: int) -> Reply:
    mp3, words = edge_ways.reply(text, VOICE, "+0%", pace, way, seed)
    return Reply(mp3, tuple(Boundary(word.text, word.start * FRAME_TICKS, word.end * FRAME_TICKS) for word in words))


def right(utterance: Utterance) -> Reply:
    said = speech(utterance.reading.spoken, VOICE, "+0%")
    words = tuple(Boundary(word.text, word.start * FRAME_TICKS, word.end * FRAME_TICKS) for word in said.words)
    return Reply(said.mp3, words)


def asked(utterance: Utterance) -> Request:
    return Request(utterance.reading.spoken, VOICE, "+0%")


# ── words, letter by letter ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("安全，生产。", "安全|生产"),
        ("安全，生产。", "安全生产"),
        ("安全，生产。", "安全，|生产。"),
        ("安全，生产。", "安|全|，|生|产"),
        ("CNC车间", "C|N|C|车间"),
        ("CNC车间", "cnc|车间"),
        ("CNC车间", "ＣＮＣ|车间"),
        ("二十六台机床", "26|台|机床"),
        ("二十六台机床", "26台机床"),
        ("两千零二十六年", "2026|年"),
        ("二零二六年", "2026|年"),
        ("幺二零", "120"),
        ("百分之三十", "30%"),
        ("三点五米", "3.5|米"),
        ("一万二千元", "12,000|元"),
        ("二百一十五人", "215|人"),
        ("一百零五人", "105人"),
        ("26台机床", "二十六|台|机床"),
        ("26台机床", "26|台|机床"),
    ],
)
def test_words_in_any_portion_and_writing(text: str, told: str) -> None:
    stretches = placed(asked_for(text), [(word, 0, 1) for word in told.split("|")])
    letters = asked_for(text).letters
    assert [letters[each.first : each.last] for each in stretches if each.last - each.first]
    assert stretches[0].first == 0
    assert stretches[-1].last == len(letters)


@pytest.mark.parametrize(
    ("text", "told", "complaint"),
    [
        ("安全，生产。", "安全", "ends before the sentence does"),
        ("安全，生产。", "生产", "something else: “生产”"),
        ("安全，生产。", "安全|增产", "something else"),
        ("安全，生产。", "生产|安全", "something else"),
        ("安全，生产。", "安全|安全|生产", "something else"),
        ("安全，生产。", "安全|生产|了", "something else"),
        ("安全，生产。", "，", "ends before the sentence does"),
        ("二十六台机床", "27|台|机床", "something else"),
        ("二十六台机床", "62|台|机床", "something else"),
        ("三点五米", "35|米", "something else"),
        ("百分之三十", "30", "something else"),
        ("26台机床", "二十七|台|机床", "something else"),
    ],
)
def test_words_that_are_not_those(text: str, told: str, complaint: str) -> None:
    with pytest.raises(Setback, match=complaint):
        placed(asked_for(text), [(word, 0, 1) for word in told.split("|")])


def test_pace_is_that_of_the_sentences_so_far() -> None:
    pace = Pace()
    pace.check(99, Beats(10, 10), strict=True)
    for _sentence in range(3):
        pace.learn(2.0, Beats(10, 10))
    pace.learn(9.0, Beats(3, 5))  # how many syllables it has is not known
    for seconds in (1.7, 2.0, 2.3):
        pace.check(seconds, Beats(10, 10), strict=True)
    for seconds in (1.6, 2.4):
        pace.check(seconds, Beats(10, 10), strict=False)
        with pytest.raises(Setback, match=rf"{seconds} s are spoken; at the pace of this voice it would be 2\.0 s"):
            pace.check(seconds, Beats(10, 10), strict=True)
    with pytest.raises(Setback):
        pace.check(1.4, Beats(10, 10), strict=False)


# ── who listens ─────────────────────────────────────────────────────────────────────────────────────


class Ear:
    """A listener that hears what the double says, by the tones of its syllables."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def check(self, clip: Clip, utterance: Utterance) -> None:
        self.asked.append(utterance.reading.text)
        if not is_whole(clip, utterance):
            raise Setback("it was heard otherwise")


@pytest.mark.parametrize("lie", LIKE_IT)
def test_whoever_listens_hears_it_and_nothing_is_asked_for_twice(lie: str) -> None:
    voice = engine(attempts=3)
    voice.__dict__["_acceptance"] = Acceptance(Ear())
    with EdgeDouble(edge_plans.on({WITHOUT_PAUSE: [lie]})) as double, double.in_place_of_the_service():
        assert is_whole(voice.say(read(WITHOUT_PAUSE)), read(WITHOUT_PAUSE))
    assert {request.text for request in double.log} <= {WITHOUT_PAUSE, TRIAL_TEXT}


def test_reply_without_words_is_believed_when_somebody_listens() -> None:
    voice = engine()
    voice.__dict__["_acceptance"] = Acceptance(ear := Ear())
    with EdgeDouble(edge_plans.always("no words")) as double, double.in_place_of_the_service():
        assert is_whole(voice.say(read()), read())
    assert ear.asked == [TEXT]


def test_whoever_is_to_listen_and_is_not_installed_is_told_of_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeline.voice.edge.listening.find_spec", lambda _name: None)
    voice = type(engine())(listen=True)
    with EdgeDouble() as double, double.in_place_of_the_service():
        for ask in (voice.probe, lambda: voice.say(read())):
            with pytest.raises(
                EngineMissing, match=r"listen needs packages .*faster_whisper.*pip install -e '\.\[listen\]'"
            ):
                ask()
    assert double.log == []
