"""The air from the command line."""

from __future__ import annotations

import configparser
import os
import shlex
import signal
import socket
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.air.as_run import AsRunLog, Record
from pipeline.air.control import Control
from pipeline.air.schedule.choice import said
from pipeline.build.announcements import Announcer
from pipeline.cli import main
from pipeline.station import Station, read_station
from tests.workplace import Works

TIMETABLE = """
[station]
utc_offset = "+08:00"
[air]
outputs = ["hls"]
[[air.timetable]]
days = "workdays"
at = ["07:55", "12:00"]
play = "bell"
[[air.timetable]]
days = "daily"
at = "12:00"
play = "操.mp3"
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "station.toml").write_text(TIMETABLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_plan_of_a_day_tells_what_would_play_and_what_is_missing(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["air", "--plan", "2027-01-01"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "07:55:00–07:55:02  bell  the bell: run make, which records it; in its place: the built-in bell"
    assert lines[1].startswith("12:00:00–12:00:02  bell")
    assert lines[2].startswith("12:00:02–12:00:04  操.mp3")
    assert "操.mp3: cannot be read (No such file or directory)" in lines[2]
    assert "waited for bell" in lines[2]
    assert lines[3] == "2027-01-01: worked"
    assert lines[4].startswith("the public holidays of 2027 are not known")


def test_a_day_off_has_another_plan(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (place / "station.toml").read_text()
    (place / "station.toml").write_text(text.replace('"daily"', '"Mon"'))
    assert main(["air", "--plan", "2026-10-01"]) == 0
    assert capsys.readouterr().out.splitlines() == ["Nothing is due that day.", "2026-10-01: off"]


@pytest.mark.parametrize("day", ["2027-02-30", "tomorrow", "20270101"])
def test_what_is_no_day_is_told(place: Path, day: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["air", "--plan", day])
    assert ended.value.code == 2
    assert "day" in capsys.readouterr().err


# ── what make records for it ────────────────────────────────────────────────────────────────────────

SAYING = """
[voice]
engine = "tone"
[air.emergency]
"停电" = "请留在原地。"
[[air.timetable]]
at = "08:00"
play = "time"
[[air.timetable]]
at = "12:00"
play = "text: 请戴好安全帽"
[[air.timetable]]
at = "13:00"
play = "bell"
"""


def announcer(place: Path, settings: str = SAYING) -> Announcer:
    (place / "station.toml").write_text(settings)
    return Announcer(*read_station(place / "station.toml"), place / "audio_out", None, 1)


def test_what_the_timetable_says_is_recorded_once(tmp_path: Path) -> None:
    assert not announcer(tmp_path).record_all()
    folder = tmp_path / "audio_out" / ".air"
    texts = ["现在是8点整。", "请戴好安全帽", "请留在原地。"]
    first = {text: said(folder, text).read_bytes() for text in texts}
    assert length_of(folder / "bell.wav") > 1
    assert length_of(said(folder, "请留在原地。")) < 3 < length_of(said(folder, "请戴好安全帽")), (
        "a standing message begins with its first word"
    )
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.wav")}
    assert not announcer(tmp_path).record_all()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.wav")} == before, "nothing is made twice"
    assert not announcer(tmp_path, SAYING.replace('"tone"', '"tone"\npace = 200')).record_all()
    assert said(folder, texts[0]).read_bytes() != first[texts[0]], "another pace is heard"


def test_a_build_tells_what_cannot_be_said_and_records_the_rest(tmp_path: Path) -> None:
    works = Works(tmp_path)
    works.put("a.txt", "标题\n\n一句话。\n")
    quick = "[profiles.workshop]\nenabled = false\n[profiles.podcast]\nchime = false\n"
    (tmp_path / "station.toml").write_text(quick + SAYING.replace("请戴好安全帽", "———"))
    (failure,) = works.run()[0].failures
    assert str(failure) == "———: there is nothing to say in this text → write a sentence in Chinese"
    assert said(works.audio / ".air", "请留在原地。").exists()


def length_of(path: Path) -> float:
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


# ── what an operator types ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def asked(place: Path) -> Iterator[list[dict[str, Any]]]:
    """What a station that is on the air is asked; it says yes to all of it."""
    (place / "station.toml").write_text(SAYING)
    questions: list[dict[str, Any]] = []

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        questions.append(question)
        if question["do"] == "now":
            return {"waits_for": "停电"} if "a.mp3" in question["file"] else {}
        return {"healthy": True, "ended": ["请张三到门口"], "emergency": "请从西门离开"}

    control = Control(place / "audio_out" / ".air", answer)
    control.start()
    yield questions
    control.close()


def test_a_text_is_spoken_and_played_at_once(asked: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["now", "请张三到门口", "--zone", "东"]) == 0
    assert capsys.readouterr().out == "It plays.\n"
    question = asked[-1]
    assert (question["do"], question["name"], question["zones"]) == ("now", "请张三到门口", ["东"])
    assert length_of(Path(question["file"])) > 3


def test_a_file_is_played_and_it_is_told_what_it_waits_for(
    asked: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["now", "a.mp3"]) == 0
    assert capsys.readouterr().out == "It waits for 停电.\n"
    assert Path(asked[-1]["file"]).is_absolute()


def test_a_word_is_ended(asked: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["now", "off", "--zone", "东"]) == 0
    assert asked == [{"do": "end", "of": "now", "zones": ["东"]}]
    assert capsys.readouterr().out == "Ended: 请张三到门口\n"


def test_a_microphone_is_on_the_air_until_a_signal(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    came = threading.Event()

    def live(question: dict[str, Any], asking: socket.socket) -> None:
        assert question == {"do": "live", "zones": ["东"], "format": "pcm"}
        asking.sendall(b"{}\n")
        asking.recv(100)
        came.set()
        time.sleep(0.1)

    class Microphone:
        def read(self) -> bytes:
            if came.wait(0.01):
                os.kill(os.getpid(), signal.SIGTERM)
                came.clear()
            return bytes(4)

        def close(self) -> None:
            closed.append(self)

    closed: list[object] = []
    monkeypatch.setattr("pipeline.air.live.microphone.CardMicrophone", Microphone)
    control = Control(place / "audio_out" / ".air", lambda _question: {"ended": ["张三"]}, live)
    control.start()
    try:
        assert main(["live", "--zone", "东"]) == 0
        assert main(["live", "off"]) == 0
    finally:
        control.close()
    assert len(closed) == 1
    assert capsys.readouterr().out.splitlines() == [
        "You are heard. Ctrl-C ends it.", "You are not heard any more.", "Ended: 张三",
    ]  # fmt: skip
    assert main(["live", "--from", "pulse"]) == 2
    assert "the station is not on the air" in capsys.readouterr().err


def test_of_what_was_said_at_once_the_newest_are_kept(
    asked: list[dict[str, Any]], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.build.announcements.NOW_KEPT", 1)
    for text in ("一", "二"):
        assert main(["now", text]) == 0
    assert [Path(each["file"]).exists() for each in asked if each["do"] == "now"] == [False, True]


def test_a_standing_message_needs_no_speaking(asked: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emergency", "停电"]) == 0
    assert main(["emergency", "off"]) == 0
    assert asked == [{"do": "emergency", "name": "停电", "zones": []}, {"do": "off"}]
    assert capsys.readouterr().out.splitlines() == [
        "It is on the air until: broadcast emergency off", "The emergency has ended.",
    ]  # fmt: skip


def test_before_a_text_is_spoken_the_bell_rings(asked: list[dict[str, Any]]) -> None:
    assert main(["emergency", "请从西门离开"]) == 0
    bell, _status, words = asked
    assert (bell["bell"], "bell" in words) == (True, False)
    assert length_of(Path(words["file"])) < 3, "its words come at once"


def test_an_emergency_that_is_ended_before_its_words_are_spoken_stays_ended(
    asked: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["emergency", "请从东门离开"]) == 0  # by then another is on
    assert [question["do"] for question in asked] == ["emergency", "status"]
    assert capsys.readouterr().out == "It was ended before its words were spoken.\n"


def test_a_tone_on_each_output(
    asked: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.commands.air.airing.TEST_SECONDS", 0)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    assert main(["air", "--test"]) == 0
    assert asked == [{"do": "test", "output": 0}]
    assert capsys.readouterr().out.splitlines() == ["hls: a tone of 0 seconds …", "  it takes sound: is it heard?"]


def test_a_tone_on_each_output_of_a_station_that_is_not_on_the_air(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.commands.air.airing.TEST_SECONDS", 0.2)
    outputs = '["rtp://127.0.0.1:9", "icecast://source:geheim@127.0.0.1:9/a.mp3"]'
    (place / "station.toml").write_text(f"[air]\noutputs = {outputs}\n")
    assert main(["air", "--test"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "  it takes sound: is it heard?"
    assert lines[2].startswith("icecast://source:…@127.0.0.1:9/a.mp3: a tone")
    (place / "station.toml").write_text("[air]\noutputs = []\n")
    assert main(["air", "--test"]) == 0
    assert capsys.readouterr().out == "there is no output\n"


def test_a_station_that_is_not_on_the_air_is_not_spoken_for(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["now", "请张三到门口"], ["emergency", "off"], ["emergency", "停电"]):
        assert main(arguments) == 2
        assert "the station is not on the air → run make air" in capsys.readouterr().err


def test_what_is_on_record_is_shown_as_it_stands(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = AsRunLog(place / "audio_out" / ".air" / "log", Station().zone)
    log.write(Record(due=0, begun=0, ended=48_000, result="played", play="bell"))
    assert main(["air", "log", "1970-01-01"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "due,begun,ended,result,play,zones,heard,why",
        "1970-01-01 08:00:00.000,1970-01-01 08:00:00.000,1970-01-01 08:00:01.000,played,bell,,,",
    ]
    assert main(["air", "log", "1970-01-02"]) == 2
    assert "nothing is on record for 1970-01-02" in capsys.readouterr().err
    assert main(["air", "log"]) == 2
    assert "a day belongs to the log → write it like air log 2027-02-20" in capsys.readouterr().err


def test_the_unit_starts_this_very_station(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["air", "--unit"]) == 0
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # its keys have capitals
    unit.read_string(capsys.readouterr().out)
    command = shlex.split(unit["Service"]["ExecStart"])
    assert command[1:5] == ["-m", "pipeline", "air", "--serve"]
    assert str(place / "station.toml") in command
    assert unit["Service"]["Restart"] == "always"


def test_a_station_without_outputs_or_on_the_air_already_is_refused(
    asked: list[dict[str, Any]], place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["air"]) == 2
    assert "this station is on the air already" in capsys.readouterr().err
    (place / "station.toml").write_text("[air]\noutputs = []\n")
    assert main(["air"]) == 2
    assert "station.toml:2: air.outputs: there is no output" in capsys.readouterr().err


@pytest.mark.parametrize("serving", [True, False])
def test_it_is_on_the_air_until_it_is_told_to_end(
    place: Path, serving: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = threading.Event()

    def keep(_setup: object, stopping: threading.Event, _tell: object) -> bool:
        begun.set()
        while not stopping.wait(0.05):
            pass
        return True

    def serve(*_station: object, **_folders: object) -> None:
        assert begun.wait(20)

    ahead: list[int] = []
    monkeypatch.setattr("pipeline.commands.air.airing.put_before_others", ahead.append)
    monkeypatch.setattr("pipeline.air.keeper.keep", keep)
    monkeypatch.setattr("pipeline.commands.serve.serving.air", serve)

    def end() -> None:
        assert begun.wait(20)
        os.kill(os.getpid(), signal.SIGTERM)

    ending = threading.Thread(target=end)
    if not serving:
        ending.start()
    assert main(["air", *(["--serve"] if serving else [])]) == 0
    assert ahead == [os.getpid()], "and so are the engines, which it starts"
    if not serving:
        ending.join()
        assert "On the air." in capsys.readouterr().out
