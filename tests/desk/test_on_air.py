"""A station on the air at the desk: what plays and comes, words over it and an emergency, heard on a real socket."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from pipeline.air.as_run import AsRunLog, Record
from pipeline.air.control import ask
from pipeline.air.engine import Engine, Setup
from pipeline.air.mixing.decoding import tone
from pipeline.air.samples import of_moment, seconds
from pipeline.air.schedule.choice import BELL, said
from pipeline.desk.builds import Builds
from pipeline.desk.on_air.naming import name_of
from pipeline.desk.place import Place
from pipeline.errors import AirError
from pipeline.station_air import FOLDER
from pipeline.studio.sound.encode import ffmpeg
from tests.air.receiver import Receiver
from tests.air.test_engine import hertz_of, put_wav
from tests.desk.desks import Visit, opened, place_in, visit
from tests.desk.test_acts import journal, wait_for

pytestmark = pytest.mark.usefixtures("chinese")
MESSAGE = "请留在原地。"


def with_air(place: Place, port: int) -> Place:
    """``place`` with two zones, one of which plays on the receiver at ``port``, and a standing message of 500 Hz."""
    east, west = f"rtp://127.0.0.1:{port}", "rtp://127.0.0.1:9?codec=pcma"
    text = place.station.read_text("utf-8")
    text = text.replace('outputs = ["hls"]', f"outputs = {json.dumps([east, west])}")
    text = text.replace("[air.zones]", f'[air.zones]\n"东" = ["{east}"]\n"西" = ["{west}"]\n', 1)
    text = text.replace("[air.emergency]", f'[air.emergency]\n"停电" = "{MESSAGE}"\n', 1)
    text = text.replace("[lexicon]", '[[air.timetable]]\nat = "00:00:01"\nplay = "bell"\n[lexicon]')
    place.station.write_text(text, "utf-8")
    folder = place.audio_out / FOLDER
    put_wav(folder / BELL, 1000, 1.0)
    put_wav(said(folder, MESSAGE), 500, 0.5)
    return place


@contextmanager
def on_the_air(place: Place) -> Iterator[None]:
    """The station of ``place`` is on the air until the block ends."""
    audio_out = place.audio_out
    engine = Engine(Setup(place.station, audio_out, audio_out / FOLDER, ffmpeg()), lambda _told: None)
    running = threading.Thread(target=engine.run)
    running.start()
    try:
        wait_for(lambda: bool(engine.standing._held))  # else the bell would ring for its message
        yield
    finally:
        engine.stop()
        running.join()


def text_of(page: str) -> str:
    """What is read on it."""
    return re.sub(r"<[^>]*>", "", page)


@pytest.fixture(scope="module")
def loudspeaker() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening


@pytest.fixture(scope="module")
def desk(chinese: None, loudspeaker: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A desk over a station with two zones and a standing message of 500 Hz, which is not on the air yet."""
    place = with_air(place_in(tmp_path_factory.mktemp("air")), loudspeaker.port)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Builds, "ask", lambda _self: None)
        with opened(place) as at, visit(at) as somebody:
            yield somebody


def test_a_station_that_is_not_on_the_air_says_what_to_do(desk: Visit) -> None:
    for page in (desk.page(), desk.page("/air")):
        assert "电台没有在播" in page
        assert "make air" in page
    before = journal(desk)
    for path, fields in (("/now", {"text": "张三"}), ("/emergency", {"name": "停电"}), ("/emergency-off", {})):
        answer = desk.post(path, urlencode(fields).encode())
        assert answer.status_code == 409
        assert "运行 make air" in answer.text
    assert journal(desk) == before


def test_the_operators_word_is_heard_on_the_loudspeakers(desk: Visit, loudspeaker: Receiver) -> None:
    """An emergency by its name and in words, a word, the volume; and each is told on the pages and in the journal."""
    with on_the_air(desk.place):
        wait_for(lambda: "东" in desk.page("/air"))
        page = desk.page("/air")
        assert re.search(r"接着： \d+月\d+日 00:00 铃", page)
        assert page.count("现在没有声音") == 2

        assert desk.post("/emergency", name="停电").status_code == 303
        heard = loudspeaker.wait(20)
        assert abs(hertz_of(loudspeaker.sound()[:2400]) - 500) < 20
        assert heard[0].marked
        assert "正在紧急广播：停电" in text_of(desk.page("/alarm"))
        assert desk.post("/emergency-off").status_code == 303
        assert "紧急广播" not in desk.page("/alarm")
        assert desk.post("/emergency-off").status_code == 409

        assert desk.post("/emergency", text="三号门漏水，请绕行。").status_code == 303
        assert "正在紧急广播：三号门漏水" in text_of(desk.page())
        desk.post("/emergency-off")
        assert desk.post("/emergency", name="没有这条").status_code == 409
        assert desk.post("/emergency", text=" ").status_code == 409
        assert desk.post("/emergency", text="长" * 2001).status_code == 409

        assert desk.post("/now", urlencode({"text": "请张三到门口", "zone:东": "1"}).encode()).status_code == 303
        wait_for(lambda: "请张三到门口" in desk.page("/air"))
        assert desk.post("/now-off").status_code == 303
        assert desk.post("/now-off").status_code == 409

        desk.post("/volume?zone=东&by=-3")
        desk.post("/volume?zone=东&by=-3")
        assert "-6 dB" in desk.page("/air")
        desk.post("/volume?zone=西&by=off")
        assert "已关" in desk.page("/air")
        desk.post("/volume?zone=西&by=on")
        assert "已关" not in desk.page("/air")
        assert desk.post("/volume?zone=西&by=loud").status_code == 409
        assert desk.post("/volume?zone=南&by=3").status_code == 409
        zones = {
            each["name"]: each["decibels"] for each in ask(desk.place.audio_out / FOLDER, {"do": "status"})["zones"]
        }
        assert zones == {"东": -6, "西": 0}

        with desk.client.stream("GET", "/events") as events:
            lines = events.iter_lines()
            ask(desk.place.audio_out / FOLDER, {"do": "emergency", "name": "停电"})  # as from a terminal
            assert next(line for line in lines if line == "event: air")
        desk.post("/emergency-off")
    acts = ["emergency", "emergency over", "emergency", "emergency over", "now", "now over", *["volume"] * 4]
    assert journal(desk)[::-1] == [*acts, "emergency over"]
    home = desk.page()
    assert "紧急广播：停电" in text_of(home)
    assert "/undo" not in home, "what was heard cannot be taken back"
    assert desk.post("/undo?number=1").status_code == 409
    log = desk.page("/log")
    assert "停电" in log
    assert "由操作员结束" in log


class Tone:
    """A microphone that hears 1500 Hz; or nothing any more."""

    def __init__(self) -> None:
        self.closed = False
        self._sound = tone(1500, seconds(0.02)).pcm.tobytes()

    def read(self) -> bytes:
        if self.closed:
            raise AirError("unplugged")
        time.sleep(0.02)
        return self._sound

    def close(self) -> None:
        self.closed = True


def test_a_microphone_is_heard_until_it_is_closed_or_gives_no_more(desk: Visit, loudspeaker: Receiver) -> None:
    opened_here: list[Tone] = []

    def opening() -> Tone:
        opened_here.append(Tone())
        return opened_here[-1]

    microphone = desk.at.desk.microphone
    microphone._opening = opening
    assert desk.post("/microphone").status_code == 409, "not on the air"
    assert opened_here == []
    assert desk.post("/microphone-off").status_code == 303
    with on_the_air(desk.place):
        heard = len(loudspeaker.packets)
        assert desk.post("/microphone", urlencode({"zone:东": "1"}).encode()).status_code == 303
        assert "大家听得见" in desk.page("/alarm")
        loudspeaker.wait(heard + 25)
        assert desk.post("/microphone").status_code == 409, "one is open"
        assert desk.post("/microphone-off").status_code == 303
        assert opened_here[0].closed
        assert "大家听得见" not in desk.page()
        assert desk.post("/microphone").status_code == 303
        opened_here[1].closed = True
        wait_for(lambda: "话筒关了：unplugged" in desk.page("/alarm"))
        microphone._opening = lambda: _raise(AirError("there is none"))
        assert "there is none" in desk.post("/microphone").text
    assert journal(desk)[:3] == ["microphone", "microphone over", "microphone"]


def _raise(error: Exception) -> Tone:
    raise error


def test_the_log_of_a_day_is_told_in_words(desk: Visit) -> None:
    log = AsRunLog(desk.place.audio_out / FOLDER / "log", desk.at.desk.station.get().station.zone)
    at = of_moment(datetime(2026, 7, 1, 4, tzinfo=UTC))
    log.write(Record(due=at, begun=at, ended=at + 48_000, result="played", play="bell"))
    log.write(Record(due=at, begun=None, ended=None, result="missed", play="latest:3", zones=("东",), why="<断电>"))
    page = desk.page("/log?day=2026-07-01")
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td>", page)
    assert [(text_of(when), text_of(what)) for when, what in rows] == [
        ("12:00:00", "最近 3 期 东"),
        ("12:00:00–12:00:01", "铃"),
    ]
    assert "&lt;断电&gt;" in page
    assert 'href="/log?day=2026-06-30"' in page
    assert "这一天没有记录" in desk.page("/log?day=2026-06-30")
    for day in ("yesterday", "9999-12-31", "0001-01-01"):
        assert desk.client.get(f"/log?day={day}").status_code == 409


@pytest.mark.parametrize(
    ("play", "heard", "name"),
    [
        ("bell", [], "铃"),
        ("text: 戴好安全帽", [], "戴好安全帽"),
        ("new", ["a", "b"], "停电、b"),
        ("new", [], "新节目"),
        ("latest:2", [], "最近 2 期"),
        ("latest:x.mp3", [], "latest:x.mp3"),
        ("music/歌.mp3", [], "music/歌.mp3"),
    ],
)
def test_what_plays_is_called_as_people_call_it(play: str, heard: list[str], name: str) -> None:
    assert name_of(play, heard, {"a": "停电"}) == name
