"""The station on the air, in real time: what is due and what the operator says comes out of a real socket, whatever
dies meanwhile."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from pipeline.air import keeper
from pipeline.air.as_run import AsRunLog
from pipeline.air.control import Control, ask, is_on_air
from pipeline.air.engine import Engine, Setup
from pipeline.air.mixing.decoding import tone
from pipeline.air.samples import RATE, moment_of, seconds
from pipeline.air.schedule.choice import BELL, said
from pipeline.errors import UsageError
from pipeline.station import Station
from pipeline.studio.sound.encode import ffmpeg
from tests.air.receiver import Receiver

MESSAGE = "请留在原地。"


def put_wav(path: Path, hertz: float, length: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tone(hertz, seconds(length)).pcm.tobytes())
    return path


def until(true: Callable[[], object], patience: float = 30.0) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def local(after: float) -> str:
    """The station's time of day so many seconds from now."""
    return (datetime.now(UTC) + timedelta(hours=8, seconds=after)).strftime("%H:%M:%S")


class Place:
    """A station's folders, with a bell of 1000 Hz and a standing message of 500 Hz."""

    def __init__(self, root: Path, outputs: list[str], timetable: str = "") -> None:
        self.root, self.told = root, list[str]()
        self.file = root / "station.toml"
        self.audio_out, self.air = root / "audio_out", root / "audio_out" / ".air"
        self.write(outputs, timetable)
        put_wav(self.air / BELL, 1000, 1.0)
        put_wav(said(self.air, MESSAGE), 500, 0.5)
        self.setup = Setup(self.file, self.audio_out, self.air, ffmpeg())

    def write(self, outputs: list[str], timetable: str, more: str = "") -> None:
        zones = f'[air.zones]\n"东" = [{json.dumps(outputs[0])}]\n'
        text = f"[air]\noutputs = {json.dumps(outputs)}\nvolume = {{}}\n{more}{zones}"
        self.file.write_text(f'{text}[air.emergency]\n"停电" = "{MESSAGE}"\n{timetable}')

    @contextmanager
    def on_the_air(self) -> Iterator[Engine]:
        engine = Engine(self.setup, self.told.append)
        running = threading.Thread(target=engine.run)
        running.start()
        try:
            yield engine
        finally:
            engine.stop()
            running.join()

    def log(self) -> list[dict[str, str]]:
        log = AsRunLog(self.air / "log", Station().zone)
        day = (datetime.now(UTC) + timedelta(hours=8)).date()
        return [*log.read(day - timedelta(days=1)), *log.read(day)]


def hertz_of(sound: np.ndarray[tuple[int], np.dtype[np.int16]]) -> float:
    """The strongest frequency of sound at 8 kHz."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size)))
    return float(np.argmax(spectrum) * 8000 / sound.size)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening


def test_a_shift_of_a_few_seconds(tmp_path: Path, receiver: Receiver) -> None:
    """The bell on time, a programme behind it without a gap, an emergency over both, a word behind that; HLS beside it;
    an Icecast server that is not there; and all of it on record."""
    (tmp_path / "music").mkdir()
    put_wav(tmp_path / "music/a.wav", 200, 0.7)
    put_wav(tmp_path / "news.wav", 1500, 30)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = f"icecast://source:geheim@127.0.0.1:{closed.getsockname()[1]}/air.mp3"
    begin = local(2.5)
    entries = (
        f'[[air.timetable]]\nat = "{begin}"\nplay = "bell"\n[[air.timetable]]\nat = "{begin}"\nplay = "news.wav"\n'
    )
    place = Place(tmp_path, [f"rtp://127.0.0.1:{receiver.port}", "hls", dead], entries)
    place.write([f"rtp://127.0.0.1:{receiver.port}", "hls", dead], entries, 'background = "music"\n')
    word = put_wav(tmp_path / "word.wav", 2500, 1.0)
    with place.on_the_air():
        until(
            lambda: (
                ask(place.air, {"do": "status"})["playing"] == ["news.wav", "music"] or "news.wav" in _playing(place)
            )
        )
        asked = time.monotonic()
        ask(place.air, {"do": "emergency", "name": "停电"})
        time.sleep(0.6)
        assert ask(place.air, {"do": "status"})["emergency"] == "停电"
        waits = ask(place.air, {"do": "now", "name": "张三到门口", "file": str(word), "zones": ["东"]})
        assert waits == {"waits_for": "停电"}
        ask(place.air, {"do": "off"})
        time.sleep(1.6)
        status = ask(place.air, {"do": "status"})
    healthy = {output["name"].split(":")[0]: output["healthy"] for output in status["outputs"]}
    assert healthy["rtp"]
    assert healthy["hls"]
    assert any("icecast" in told and "it is tried again" in told for told in place.told)
    assert not any("geheim" in told for told in place.told)
    assert (place.air / "hls" / "live.m3u8").exists()
    sound = receiver.sound()
    alarm = next(packet for packet in receiver.packets if packet.came > asked and hertz_of(packet.samples) < 600)
    place_of_alarm = alarm.time - receiver.packets[0].time
    assert hertz_of(sound[place_of_alarm + 200 : place_of_alarm + 2200]) == pytest.approx(500, abs=10)
    by = {line["play"]: line for line in place.log()}
    assert by["bell"]["result"] == "played"
    assert by["bell"]["due"] == by["bell"]["begun"]
    assert by["news.wav"]["begun"] == by["bell"]["ended"]
    assert by["news.wav"]["result"] == "cut"
    assert "停电" in by["news.wav"]["why"]
    assert by["停电"]["why"] == "ended by the operator"
    assert by["张三到门口"]["result"] == "late"


def _playing(place: Place) -> list[str]:
    return list(ask(place.air, {"do": "status"})["playing"])


def test_what_is_asked_and_cannot_be_is_told(tmp_path: Path, receiver: Receiver) -> None:
    place = Place(tmp_path, [f"rtp://127.0.0.1:{receiver.port}"])
    with place.on_the_air():
        for question, told in (
            ({"do": "emergency", "name": "地震"}, "there is no standing message “地震” → choose one of: 停电"),
            ({"do": "off"}, "there is no emergency"),
            ({"do": "now", "name": "x", "file": str(tmp_path / "x.wav")}, "cannot be read"),
            ({"do": "now", "name": "x", "file": str(place.file)}, "holds no sound that can be played"),
            ({"do": "emergency", "name": "停电", "zones": ["北"]}, "nothing feeds the zone “北” → choose one of: 东"),
            ({"do": "sing"}, "not understood: sing"),
            ({"do": "now"}, "not understood: 'name'"),
            ({"do": "test", "output": 9}, "there is no output 9"),
        ):
            with pytest.raises(UsageError) as refused:
                ask(place.air, question)
            assert told in str(refused.value)
        assert ask(place.air, {"do": "test", "output": 0}) == {"healthy": True}
        receiver.wait(20)
        with pytest.raises(UsageError, match="on the air already"):
            Engine(place.setup, place.told.append)
    assert not is_on_air(place.air)
    with pytest.raises(UsageError, match="not on the air → run make air"):
        ask(place.air, {"do": "status"})


def test_the_settings_are_read_again_while_it_is_on(tmp_path: Path, receiver: Receiver) -> None:
    outputs = [f"rtp://127.0.0.1:{receiver.port}"]
    place = Place(tmp_path, outputs)
    with place.on_the_air():
        place.write(outputs, "[[air.timetable]]\nat = 'noon'\nplay = 'bell'\n")
        until(lambda: any("there is no time “noon”" in told for told in place.told))
        place.write([*outputs, "hls"], "")
        until(lambda: any("outputs and zones change when" in told for told in place.told))
        place.write(outputs, f"[[air.timetable]]\nat = '{local(4)}'\nplay = 'bell'\n")
        until(lambda: "station.toml was read again" in place.told)
        until(lambda: any(line["play"] == "bell" for line in place.log()))
    assert place.log()[0]["result"] == "played"


def test_killed_in_the_middle_it_is_back_and_in_its_place(tmp_path: Path, receiver: Receiver) -> None:
    """The engine dies by ``kill -9`` in an item and in an emergency: both go on, and the log has the item once."""
    put_wav(tmp_path / "news.wav", 1500, 6)
    outputs = [f"rtp://127.0.0.1:{receiver.port}"]
    place = Place(tmp_path, outputs)
    stopping = threading.Event()
    keeping = threading.Thread(target=keeper.keep, args=(place.setup, stopping, place.told.append))
    keeping.start()
    try:
        until(lambda: is_on_air(place.air))
        place.write(outputs, f'[[air.timetable]]\nat = "{local(4)}"\nplay = "news.wav"\n')
        until(lambda: "news.wav" in _playing(place))
        ask(place.air, {"do": "emergency", "name": "停电"})
        until((place.air / "emergency.json").exists)
        time.sleep(0.2)
        until((place.air / "playing.json").exists)
        (begun,) = json.loads((place.air / "playing.json").read_text()).values()
        assert len(_engines()) <= 2, "one on the air, one that waits"
        os.kill(ask(place.air, {"do": "status"})["pid"], signal.SIGKILL)
        until(lambda: any("the engine has died (-9)" in told for told in place.told))
        until(lambda: is_on_air(place.air))
        until(lambda: ask(place.air, {"do": "status"})["emergency"] == "停电")
        until(lambda: "news.wav" in _playing(place))
        ask(place.air, {"do": "off"})
        until(lambda: any(line["play"] == "news.wav" for line in place.log()))
    finally:
        stopping.set()
        keeping.join()
    (line,) = [line for line in place.log() if line["play"] == "news.wav"]
    assert line["result"] == "cut"
    assert "the station was off the air" in line["why"]
    ended = datetime.fromisoformat(line["ended"]).replace(tzinfo=Station().zone)
    # On a busy machine it may have begun late.
    assert abs(ended - moment_of(begun, UTC) - timedelta(seconds=6)) < timedelta(milliseconds=1), (
        "it ends when it would have"
    )
    assert not _engines()


def _engines() -> list[int]:
    """The processes of engines that this one has started."""
    import multiprocessing

    return [child.pid for child in multiprocessing.active_children() if child.name == "air" and child.pid]


def test_an_engine_that_cannot_begin_is_not_tried_for_ever(tmp_path: Path) -> None:
    place = Place(tmp_path, ["hls"])
    place.file.write_text("[air]\noutputs = 3\n")
    assert keeper.keep(place.setup, threading.Event(), place.told.append) is False
    assert not place.told


def test_the_socket_is_the_operators_alone_and_takes_long_paths(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 60) / ("b" * 60)
    control = Control(folder, lambda question: {"echo": question["text"]})
    try:
        control.start()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert ask(folder, {"text": "你好"}) == {"echo": "你好"}
        with pytest.raises(UsageError, match="not understood"):
            ask(folder, {})
        with pytest.raises(UsageError, match="already"):
            Control(folder, lambda _question: {})
    finally:
        control.close()
    assert not is_on_air(folder)
