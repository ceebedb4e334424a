"""A live microphone: heard at once over what plays, given up when it dies, ended from anywhere."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.air import keeper
from pipeline.air.control import ask, asked, is_on_air
from pipeline.air.live import speech
from pipeline.air.live.microphone import CardMicrophone, PulseMicrophone, speak
from pipeline.air.mixing.decoding import tone
from pipeline.air.mixing.stream import AHEAD, MOST, Stream
from pipeline.air.samples import BLOCK, RATE, seconds
from pipeline.errors import AirError, UsageError
from pipeline.studio.sound.encode import ffmpeg
from tests.air.receiver import Receiver
from tests.air.test_engine import Place, hertz_of, put_wav, until

VOICE = 700.0
"""Hz of whoever speaks in these tests."""


# ── what waits to be heard ──────────────────────────────────────────────────────────────────────────


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 3 * BLOCK)), max_size=60))
def test_each_sample_is_heard_once_in_order_or_left_out_and_never_much_too_late(steps: list[tuple[bool, int]]) -> None:
    stream, written, last = Stream(), 0, 0
    for writes, count in steps:
        if writes:
            stream.write((np.arange(written, written + count) % 30_000 + 1).astype(np.int16))
            written += count
        else:
            heard = np.rint(stream.read(5, 5 + count) * 32_768).astype(int)
            assert heard.size == count
            sounding = heard[heard > 0]
            assert np.all(np.diff(sounding) == 1) or written > 30_000
            if sounding.size and written < 30_000:
                assert sounding[0] > last
                last = int(sounding[-1])
        assert stream.waiting <= MOST


def test_it_is_heard_when_enough_has_come_and_waits_again_after_a_gap() -> None:
    stream = Stream()
    stream.write(np.ones(AHEAD - 1, np.int16))
    assert not stream.read(0, BLOCK).any()
    stream.write(np.ones(1, np.int16))
    assert stream.read(0, AHEAD).all()
    assert not stream.read(0, BLOCK).any(), "nothing has come"
    stream.write(np.ones(BLOCK, np.int16))
    assert not stream.read(0, BLOCK).any(), "so little is no use: the next gap would follow at once"
    stream.finish()
    assert stream.read(0, BLOCK).all(), "no more is going to come"


# ── on the air ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening


def talk(connection: socket.socket, length: float, hertz: float = VOICE) -> None:
    """Speak for so long, as fast as one speaks."""
    sound = tone(hertz, seconds(length)).pcm
    begin = time.monotonic()
    for at in range(0, sound.size, BLOCK):
        connection.sendall(sound[at : at + BLOCK].tobytes())
        time.sleep(max(0.0, begin + at / RATE - time.monotonic()))


def ended(connection: socket.socket) -> str:
    connection.settimeout(20)
    return str(json.loads(connection.makefile().readline())["ended"])


def heard(receiver: Receiver, since: float) -> set[int]:
    """Of each tenth of a second that came since then, the strongest frequency."""
    sound = np.concatenate([packet.samples for packet in receiver.packets if packet.came >= since])
    return {round(hertz_of(part) / 10) * 10 for part in np.array_split(sound, max(1, sound.size // 800)) if part.any()}


def test_speech_is_heard_over_what_plays_which_is_in_its_place_again(tmp_path: Path, receiver: Receiver) -> None:
    (tmp_path / "music").mkdir()
    put_wav(tmp_path / "music" / "a.wav", 2000, 20)
    place = Place(tmp_path, outputs := [f"rtp://127.0.0.1:{receiver.port}"])
    place.write(outputs, "", 'background = "music"\n')
    with place.on_the_air():
        until(lambda: len(receiver.packets) > 20)
        with asked(place.air, {"do": "live", "name": "张三", "zones": ["东"], "format": "pcm"}) as (answer, connection):
            assert answer == {}
            speaking = threading.Thread(target=talk, args=(connection, 2.0))
            speaking.start()
            time.sleep(1.0)
            assert ask(place.air, {"do": "status"})["zones"][0]["now"]["play"] == "张三"
            since = time.monotonic()
            time.sleep(0.5)
            assert heard(receiver, since) == {700}, "music is 20 dB below it"
            ask(place.air, {"do": "emergency", "name": "停电"})
            time.sleep(0.2)
            ask(place.air, {"do": "off"})
            speaking.join()
            connection.shutdown(socket.SHUT_WR)
            assert ended(connection) == "its sound has ended"
        until(lambda: "张三" not in ask(place.air, {"do": "status"})["playing"])
        since = time.monotonic() + 1.5
        until(lambda: time.monotonic() > since + 0.3)
        assert heard(receiver, since) == {2000}
    (line,) = [line for line in place.log() if line["play"] == "张三"]
    assert (line["result"], line["why"]) == ("played", "turned down under 停电; its sound has ended")


def test_a_microphone_that_dies_is_told_and_given_up(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "SILENT", 0.5)
    place = Place(tmp_path, [f"rtp://127.0.0.1:{receiver.port}"])
    with place.on_the_air():
        with asked(place.air, {"do": "live"}) as (_answer, connection):
            talk(connection, 0.3)
            assert ended(connection) == "no sound came for 0 s"
        with asked(place.air, {"do": "live", "name": "gone"}) as (_answer, connection):
            talk(connection, 0.2)  # and then its process is killed: the system closes what it had open
        until(lambda: any(line["play"] == "gone" for line in place.log()))
        assert ask(place.air, {"do": "status"})["playing"] == []
        assert [told for told in place.told if "sound" in told] == [
            "live: no sound came for 0 s", "gone: its sound has ended",
        ]  # fmt: skip
        for wrong in ({"format": "mp5"}, {"zones": ["北"]}):
            with pytest.raises(UsageError, match="mp5" if "format" in wrong else "北"):
                ask(place.air, {"do": "live"} | wrong)


def test_it_waits_for_a_word_and_is_ended_from_anywhere(tmp_path: Path, receiver: Receiver) -> None:
    word = put_wav(tmp_path / "word.wav", 1000, 20)
    place = Place(tmp_path, [f"rtp://127.0.0.1:{receiver.port}"])
    with place.on_the_air():
        ask(place.air, {"do": "now", "name": "通知", "file": str(word)})
        until(lambda: ask(place.air, {"do": "status"})["playing"] == ["通知"])
        with asked(place.air, {"do": "live", "name": "张三"}) as (answer, connection):
            assert answer == {"waits_for": "通知"}
            assert ask(place.air, {"do": "end", "of": "now"}) == {"ended": ["通知"]}
            talk(connection, 0.3)
            until(lambda: ask(place.air, {"do": "status"})["playing"] == ["张三"])
            with pytest.raises(UsageError, match="nothing of the operator's"):
                ask(place.air, {"do": "end", "of": "now"})
            assert ask(place.air, {"do": "end", "of": "live"}) == {"ended": ["张三"]}
            assert ended(connection) == "ended by the operator"
        with pytest.raises(UsageError, match="not understood: word"):
            ask(place.air, {"do": "end", "of": "word"})


ENCODED = {
    "ogg": ("-c:a", "libopus", "-page_duration", "100000"),
    "webm": ("-c:a", "libopus", "-cluster_time_limit", "100"),
    "mp3": ("-c:a", "libmp3lame"),
}
"""As browsers and programs send it."""


def test_encoded_speech_is_decoded_on_its_way(tmp_path: Path, receiver: Receiver) -> None:
    place = Place(tmp_path, [f"rtp://127.0.0.1:{receiver.port}"])
    with place.on_the_air():
        for form, options in ENCODED.items():
            command = [ffmpeg(), "-v", "error", "-re", "-f", "lavfi", "-i", f"sine={VOICE}:d=1", *options, "-f", form]
            since = time.monotonic()
            with asked(place.air, {"do": "live", "format": "encoded"}) as (_answer, connection):
                connection.setblocking(True)
                subprocess.run([*command, "pipe:1"], stdout=connection.fileno(), check=True)  # noqa: S603  # our own
                connection.shutdown(socket.SHUT_WR)
                assert ended(connection) == "its sound has ended"
            came = [packet for packet in receiver.packets if packet.came > since and packet.samples.any()]
            assert len(came) > 40, form
            assert 700 in heard(receiver, since)


def test_what_cannot_be_decoded_is_told(tmp_path: Path, receiver: Receiver) -> None:
    place = Place(tmp_path, [f"rtp://127.0.0.1:{receiver.port}"])
    with place.on_the_air(), asked(place.air, {"do": "live", "format": "encoded"}) as (_answer, connection):
        connection.sendall(b"no sound at all " * 2000)
        connection.shutdown(socket.SHUT_WR)
        assert "Invalid data" in ended(connection)


# ── a microphone of this machine ────────────────────────────────────────────────────────────────────


class Talker:
    """A microphone that hears one tone, until it is told to die."""

    def __init__(self) -> None:
        self.dead = False
        self._sound, self._at, self._begin = tone(VOICE, RATE // 5).pcm, 0, time.monotonic()

    def read(self) -> bytes:
        if self.dead:
            raise AirError("the microphone gives no sound any more")
        self._at += BLOCK
        time.sleep(max(0.0, self._begin + self._at / RATE - time.monotonic()))
        start = self._at % self._sound.size
        return self._sound[start : start + BLOCK].tobytes()

    def close(self) -> None:
        """There is nothing to let go of."""


def test_who_speaks_is_heard_again_when_the_engine_was_killed(tmp_path: Path, receiver: Receiver) -> None:
    place = Place(tmp_path, [f"rtp://127.0.0.1:{receiver.port}"])
    over, stop = threading.Event(), threading.Event()
    told: list[str] = []
    keeping = threading.Thread(target=keeper.keep, args=(place.setup, over, place.told.append))
    keeping.start()
    talker = Talker()
    speaking = threading.Thread(target=lambda: told.append(speak(place.air, talker, ["东"], stop, told.append)))
    try:
        until(lambda: is_on_air(place.air))
        speaking.start()
        until(lambda: len(receiver.packets) > 20)
        os.kill(ask(place.air, {"do": "status"})["pid"], signal.SIGKILL)
        until(lambda: len(told) == 3)
        since = len(receiver.packets)
        until(lambda: len(receiver.packets) > since + 20)
        stop.set()
        speaking.join()
    finally:
        stop.set()
        over.set()
        keeping.join()
    assert told == [
        "You are heard. Ctrl-C ends it.", "the station has died; it is spoken to again as soon as it is back",
        "You are heard. Ctrl-C ends it.", "",
    ]  # fmt: skip


def test_a_microphone_that_is_unplugged_ends_it_and_the_station_can_end_it_too(
    tmp_path: Path, receiver: Receiver
) -> None:
    place = Place(tmp_path, [f"rtp://127.0.0.1:{receiver.port}"])
    told: list[str] = []
    talker = Talker()
    with place.on_the_air():
        speaking = threading.Thread(
            target=lambda: told.append(speak(place.air, talker, (), threading.Event(), told.append))
        )
        speaking.start()
        until(lambda: len(receiver.packets) > 5)
        ask(place.air, {"do": "end", "of": "live"})
        speaking.join()
        assert told[1:] == ["ended by the operator"]
        talker.dead = True
        with pytest.raises(AirError, match="no sound any more"):
            speak(place.air, talker, (), threading.Event(), told.append)
        until(lambda: ask(place.air, {"do": "status"})["playing"] == [])
    talker.dead = False
    with pytest.raises(UsageError, match="not on the air"):
        speak(place.air, talker, (), threading.Event(), told.append)


def test_a_card_gives_its_sound_and_one_that_stops_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import miniaudio

    card = CardMicrophone([miniaudio.Backend.NULL])
    try:
        assert len(card.read() + card.read()) % 2 == 0
        card._device.stop()
        monkeypatch.setattr("pipeline.air.live.microphone.SILENT", 0.1)
        with pytest.raises(AirError, match="gives no sound any more → see whether it is plugged in"):
            for _piece in range(100):
                card.read()
    finally:
        card.close()


def test_without_a_microphone_or_its_package_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    microphone = PulseMicrophone(ffmpeg())
    with pytest.raises(AirError, match="there is no microphone"):
        microphone.read()
    microphone.close()
    with pytest.raises(AirError, match="cannot be started"):
        PulseMicrophone(str(tmp_path / "none"))
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    with pytest.raises(AirError, match="pip install miniaudio"):
        CardMicrophone()
