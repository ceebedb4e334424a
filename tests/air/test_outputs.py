"""Outputs: what they send is what was mixed, and a dead one is told, opened again, and holds up nobody."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.air.mixing.decoding import tone
from pipeline.air.outputs.card import MOST, Card
from pipeline.air.outputs.feed import QUEUE, Feed
from pipeline.air.outputs.opening import Place
from pipeline.air.outputs.program import LIST, Program, hls, icecast, pulse, rtp
from pipeline.air.outputs.telephone import HANGOVER, PACKET, Fewer, Telephone, codes, values
from pipeline.air.samples import BLOCK, RATE, seconds
from pipeline.errors import AirError
from pipeline.studio.sound.encode import ffmpeg
from tests.air.receiver import Receiver


def blocks(sound: NDArray[np.int16]) -> list[NDArray[np.int16]]:
    return [sound[at : at + BLOCK] for at in range(0, sound.size - BLOCK + 1, BLOCK)]


def until(true: Callable[[], bool], patience: float = 20.0) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


class Sink:
    """Takes what it is given until it is told to fail or to hang."""

    def __init__(self, fails: bool = False, hangs: threading.Event | None = None) -> None:
        self.taken: list[int] = []
        self.fails, self.hangs = fails, hangs
        self.aborted = self.closed = False

    def write(self, block: NDArray[np.int16]) -> None:
        if self.fails:
            raise AirError("it is broken")
        if self.hangs and not self.hangs.wait(20):
            raise AssertionError
        if self.aborted:
            raise BrokenPipeError("ended")
        self.taken.append(int(block[0]))

    def abort(self) -> None:
        self.aborted = True
        if self.hangs:
            self.hangs.set()

    def close(self) -> None:
        self.closed = True


def numbered(number: int) -> NDArray[np.int16]:
    return np.full(BLOCK, number, np.int16)


def test_all_that_is_put_is_written_in_order_and_at_the_end() -> None:
    sink = Sink()
    feed = Feed("x", lambda: sink, lambda _text: None)
    for number in range(20):
        feed.put(numbered(number))
    feed.close()
    assert sink.taken == list(range(20))
    assert sink.closed


def test_a_sink_that_fails_is_told_and_opened_again() -> None:
    told: list[str] = []
    sinks = [Sink(fails=True), Sink()]
    opened = iter(sinks)
    feed = Feed("icecast", lambda: next(opened), told.append)
    feed.put(numbered(1))
    until(lambda: sinks[0].closed)
    feed.put(numbered(2))
    until(lambda: feed._sink is sinks[1])
    feed.put(numbered(3))
    until(lambda: 3 in sinks[1].taken)
    assert feed.healthy
    feed.close()
    assert told == ["icecast: it is broken; it is tried again"]
    assert 1 not in sinks[1].taken, "what was due while it was dead is past"


def test_one_that_cannot_be_opened_goes_on_being_tried_and_the_end_does_not_wait() -> None:
    told: list[str] = []

    def refused() -> Sink:
        raise OSError("refused")

    feed = Feed("rtp", refused, told.append)
    until(lambda: bool(told))
    assert not feed.healthy
    feed.close()
    assert "refused" in told[0]


def test_one_that_hangs_costs_nobody_time_and_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.air.outputs.feed.STUCK", 0.2)
    sinks = [Sink(hangs=threading.Event()), Sink()]
    opened = iter(sinks)
    feed = Feed("hls", lambda: next(opened), lambda _text: None)
    until(lambda: feed._sink is sinks[0])
    for number in range(10 * QUEUE):
        feed.put(numbered(number % 1000))  # would never return if it waited
    assert len(feed._blocks) == QUEUE
    time.sleep(0.3)
    feed.put(numbered(0))
    until(lambda: sinks[0].closed)
    until(lambda: feed._sink is sinks[1])
    feed.close()


# ── telephones ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("codec", ["pcmu", "pcma"])
def test_each_sample_becomes_the_nearest_code(codec: str) -> None:
    samples = np.arange(-32_768, 32_768).astype(np.int16)
    decoded = values(codec)[codes(codec)[samples.view(np.uint16)]].astype(int)
    nearest = np.abs(values(codec).astype(int)[None, :] - samples[::37, None].astype(int)).min(axis=1)
    assert np.array_equal(np.abs(decoded[::37] - samples[::37]), nearest)
    assert set(codes(codec)) >= {c for c in range(256) if values(codec)[c]}, "every value there is is used"


# ITU-T G.711: the codes of the largest values and of silence
KNOWN = [("pcmu", 0x80, 32_124), ("pcmu", 0x00, -32_124), ("pcmu", 0xFF, 0), ("pcma", 0xAA, 32_256), ("pcma", 0xD5, 8)]


@pytest.mark.parametrize(("codec", "code", "value"), KNOWN)
def test_the_codes_of_the_standard(codec: str, code: int, value: int) -> None:
    assert values(codec)[code] == value
    assert codes(codec)[np.int16(value).view(np.uint16)] == code


def test_fewer_samples_hold_the_voice_and_fold_nothing_down() -> None:
    def passed(hertz: float) -> float:
        fewer = Fewer()
        heard = np.concatenate([fewer.push(block) for block in blocks(tone(hertz, RATE).pcm)])
        return float(np.sqrt(np.mean(heard[2000:6000].astype(float) ** 2)) / (3276.8 / np.sqrt(2)))

    assert passed(300) == pytest.approx(1, abs=0.01)
    assert passed(3000) == pytest.approx(1, abs=0.02)
    for above in (4400, 5000, 7000, 9000, 15_000):
        assert passed(above) < 0.003


def test_packets_of_rtp_follow_one_another_and_rest_in_silence() -> None:
    with Receiver() as receiver:
        telephone = Telephone("127.0.0.1", receiver.port, "pcma")
        sound = np.concatenate(
            [tone(1000, BLOCK * 10).pcm, np.zeros((HANGOVER + 50) * BLOCK, np.int16), tone(1000, BLOCK * 5).pcm]
        )
        for block in blocks(sound):
            telephone.write(block)
        telephone.close()
        packets = receiver.wait(10 + HANGOVER + 5)
    assert {packet.kind for packet in packets} == {8}
    assert {packet.samples.size for packet in packets} == {PACKET}
    numbers = [packet.number for packet in packets]
    assert np.all(np.diff(numbers) % 65_536 == 1)
    marked = [index for index, packet in enumerate(packets) if packet.marked]
    assert marked[0] == 0
    assert len(marked) == 2
    resumed = packets[marked[1]]
    assert (resumed.time - packets[0].time) % (1 << 32) == (10 + HANGOVER + 50) * PACKET, (
        "its time counted on meanwhile"
    )
    heard = np.concatenate([packet.samples for packet in packets[:10]])
    assert 2500 < np.abs(heard[300:1500]).max() < 3600


# ── programs ────────────────────────────────────────────────────────────────────────────────────────


def test_a_live_playlist_is_made_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    listed = tmp_path / LIST
    for _run in range(2):
        program = Program(ffmpeg(), hls(tmp_path))
        for block in blocks(tone(440, seconds(5)).pcm):
            program.write(block)
        program.close()
    lines = listed.read_text().splitlines()
    segments = [line for line in lines if line.startswith("live-")]
    assert len(segments) == len(set(segments)) >= 5
    assert "#EXT-X-ENDLIST" not in lines, "players go on asking"
    assert "#EXT-X-DISCONTINUITY" in lines
    assert all((tmp_path / segment).stat().st_size > 1000 for segment in segments)


def test_what_a_program_that_was_killed_has_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / LIST).write_text("#EXTM3U\nlive-7.ts\n")
    for number, age in ((6, 3600), (7, 3600), (8, 0)):
        (tmp_path / f"live-{number}.ts").touch()
        os.utime(tmp_path / f"live-{number}.ts", (time.time() - age,) * 2)
    (tmp_path / "other.ts").touch()
    hls(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {LIST, "live-7.ts", "live-8.ts", "other.ts"}


def test_a_program_that_cannot_do_it_says_why(tmp_path: Path) -> None:
    program = Program(ffmpeg(), ["-f", "mp3", str(tmp_path / "no" / "such.mp3")])
    with pytest.raises(AirError, match="No such file or directory"):
        for _block in range(200):
            program.write(numbered(1))
            time.sleep(0.01)
    program.close()
    with pytest.raises(AirError, match="cannot be started"):
        Program(str(tmp_path / "nothing"), [])


@pytest.mark.parametrize("codec", ["g722", "opus", "mp3"])
def test_rtp_by_a_program_describes_itself(tmp_path: Path, codec: str) -> None:
    with Receiver() as receiver:
        description = tmp_path / "sdp" / "x.sdp"
        program = Program(ffmpeg(), rtp("127.0.0.1", receiver.port, codec, description))
        for block in blocks(tone(440, seconds(0.5)).pcm):
            program.write(block)
        until(description.exists)
        program.close()
        assert f"m=audio {receiver.port} RTP/AVP" in description.read_text()


def test_what_each_word_of_the_settings_opens(tmp_path: Path) -> None:
    place = Place("ffmpeg", tmp_path, "车间之声")
    assert place.opening("card") is Card
    telephone = place.opening("rtp://127.0.0.1:5004?codec=pcma")()
    assert isinstance(telephone, Telephone)
    telephone.close()
    broken = Place(str(tmp_path / "none"), tmp_path, "x")
    for output in ("hls", "pulse", "icecast://source:pw@127.0.0.1:8000/a.mp3", "rtp://[::1]:5004?codec=opus"):
        with pytest.raises(AirError, match="cannot be started"):
            broken.opening(output)()
    assert "icecast://s:p@h:1/a" in icecast("icecast://s:p@h:1/a", "台")
    assert pulse("台")[:2] == ["-f", "pulse"]


def test_the_card_takes_what_it_asks_for_and_leaves_out_what_is_over() -> None:
    import miniaudio

    card = Card([miniaudio.Backend.NULL])
    try:
        for number in range(100):
            card.write(numbered(number))
        assert sum(block.size for block in card._waiting) <= MOST
        until(lambda: not card._waiting)
        assert not card._take(100).any(), "silence where there is nothing"
        card.abort()
    finally:
        card.close()


def test_the_card_gives_each_sample_once_and_in_order() -> None:
    card = Card.__new__(Card)
    from collections import deque

    card._waiting, card._lock = deque(), threading.Lock()
    for at in range(0, 3 * BLOCK, BLOCK):
        card.write(np.arange(at, at + BLOCK, dtype=np.int16))
    taken = np.concatenate([card._take(wanted) for wanted in (1, 500, 1000, 1379, 20)])
    assert np.array_equal(taken[: 3 * BLOCK], np.arange(3 * BLOCK))
    assert not taken[3 * BLOCK :].any()


def test_without_a_card_or_its_package_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "miniaudio", None)
    with pytest.raises(AirError, match="pip install miniaudio"):
        Card()
