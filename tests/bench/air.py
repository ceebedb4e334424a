"""The station on the air, heard by a second process on loopback: on time, in an emergency, while a build goes on.

    python -m tests.bench.air [MINUTES] [ENGINE]

Goals: due → first sample ≤ 30 ms in 99 of 100; command → receiver ≤ 100 ms in 99 of 100; no pause over 100 ms while
documents are built on all cores with ENGINE (default: tone) for MINUTES (default: 1).
"""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pipeline.air.control import ask, is_on_air
from pipeline.air.mixing.decoding import tone
from pipeline.air.outputs.telephone import TELEPHONE, values
from pipeline.air.samples import RATE, seconds
from pipeline.air.schedule.choice import BELL, said
from pipeline.station_air import FOLDER

DUE, APART = 50, 2
"""Items by the timetable, and seconds from one to the next."""
EMERGENCIES, COLD = 50, 10
"""Emergencies, and those called by a command of its own, Python's start included."""
MESSAGE = "请留在原地。"
HEARD = 200
"""Of 32,768: louder is sound, not the end of a filter."""
QUIET = 0.2
"""Seconds without sound after which sound begins anew."""
PAUSE = 0.1
_TIMESTAMP = 35
"""Linux's ``SO_TIMESTAMPNS``, which Python does not name."""
TEXT = "车间通知\n\n" + "一号车间明天检修，请各班组提前备料。食堂中午照常开饭，夜班工友请走北门。\n\n" * 12


class Packet(NamedTuple):
    """One packet of RTP at the receiver."""

    came: float
    """Seconds, by the monotonic clock."""
    number: int
    first: int
    """The first of its samples that is heard; −1: none."""


def measure(minutes: float = 1.0, engine: str = "tone") -> dict[str, Any]:
    """Milliseconds at the receiver, and what became of packets."""
    with tempfile.TemporaryDirectory() as name:
        works = Path(name)
        port = _free_port()
        begin = (datetime.now(UTC) + timedelta(hours=8, seconds=20)).replace(microsecond=0)
        due = [begin + timedelta(seconds=APART * n) for n in range(DUE)]
        _found(works, port, due, minutes)
        with _received(works / "packets", port), _on_the_air(works):
            ahead = time.time() - time.monotonic()
            _wait_until(due[-1] + timedelta(seconds=2))
            called = [_emergency(works) for _each in range(EMERGENCIES)]
            cold = [_cold_emergency(works) for _each in range(COLD)]
            built = _beside_builds(works, minutes * 60, engine)
        packets = _packets(works / "packets")
    onsets = np.array(list(_onsets(packets)))
    moments = [each.timestamp() - 8 * 3600 - ahead for each in due]
    return {
        "due_to_receiver_ms": _spread([_nearest(onsets, at) for at in moments]),
        "emergency_ms": _spread([_next(onsets, at) for at in called]),
        "cold_emergency_ms": _spread([_next(onsets, at) for at in cold]),
        "packets_lost": sum((b.number - a.number - 1) % 65_536 for a, b in pairwise(packets)),
        **built.of(packets),
    }


class Beside(NamedTuple):
    """A time in which builds went on beside the station."""

    begin: float
    end: float
    builds: int

    def of(self, packets: Sequence[Packet]) -> dict[str, Any]:
        """What the receiver had of it."""
        came = np.array([packet.came for packet in packets if self.begin < packet.came < self.end])
        apart = np.diff(came)
        return {
            "beside_builds_minutes": round((self.end - self.begin) / 60, 1),
            "beside_builds_builds": self.builds,
            "beside_builds_pauses_over_100_ms": int((apart > PAUSE).sum()),
            "beside_builds_longest_ms": round(1000 * float(apart.max(initial=0)), 1),
        }


def _found(works: Path, port: int, due: Sequence[datetime], minutes: float) -> None:
    times = json.dumps([f"{each:%H:%M:%S}" for each in due])
    (works / "station.toml").write_text(
        f'[voice]\nengine = "tone"\n[air]\noutputs = ["rtp://127.0.0.1:{port}", "hls"]\nvolume = {{}}\n'
        f'[air.emergency]\n"停" = "{MESSAGE}"\n[[air.timetable]]\nat = {times}\nplay = "bell"\n'
    )
    folder = works / "audio_out" / FOLDER
    _wav(folder / BELL, 0.5)
    _wav(said(folder, MESSAGE), 0.5)
    _wav(works / "long.wav", minutes * 60 + 60)
    (works / "seeds").mkdir()
    for number in range(6):
        (works / "seeds" / f"{number}.txt").write_text(TEXT)


def _wav(path: Path, length: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tone(1000, seconds(length)).pcm.tobytes())


@contextmanager
def _received(log: Path, port: int) -> Iterator[None]:
    receiving = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.bench.air", "receive", str(port), str(log)]
    )
    try:
        yield
    finally:
        receiving.terminate()
        receiving.wait()


def receive(port: int, log: Path) -> None:
    """Write down each packet that comes, until a signal."""
    decoded = np.abs(values("pcmu").astype(int))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening, log.open("w", buffering=1) as file:
        listening.setsockopt(socket.SOL_SOCKET, _TIMESTAMP, 1)
        listening.bind(("127.0.0.1", port))
        while True:
            # When it came, by the system: this process may have to wait for the processor as any other.
            data, told, _flags, _sender = listening.recvmsg(2048, 64)
            whole, rest = struct.unpack("qq", told[0][2])
            came = whole + rest / 1e9 - (time.time() - time.monotonic())
            _version, _kind, number = struct.unpack("!BBH", data[:4])
            heard = np.nonzero(decoded[np.frombuffer(data[12:], np.uint8)] > HEARD)[0]
            file.write(f"{came!r} {number} {heard[0] if heard.size else -1}\n")


@contextmanager
def _on_the_air(works: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "pipeline", "air"]
    keeping = subprocess.Popen([*command, *_folders(works)], stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        while not is_on_air(works / "audio_out" / FOLDER):
            time.sleep(0.05)
        yield
    finally:
        keeping.terminate()
        keeping.wait()


def _emergency(works: Path) -> float:
    folder = works / "audio_out" / FOLDER
    at = time.monotonic()
    ask(folder, {"do": "emergency", "name": "停"})
    time.sleep(0.3)
    ask(folder, {"do": "off"})
    time.sleep(0.35 + 0.02 * (at % 1))  # at another place in the block each time
    return at


def _cold_emergency(works: Path) -> float:
    at = time.monotonic()
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pipeline", "emergency", "停", *_folders(works)], check=True, stdout=subprocess.DEVNULL
    )
    time.sleep(0.2)
    ask(works / "audio_out" / FOLDER, {"do": "off"})
    time.sleep(0.4)
    return at


def _beside_builds(works: Path, length: float, engine: str) -> Beside:
    """A long tone on the air, and builds from nothing, one after the other, for ``length`` seconds."""
    folder = works / "audio_out" / FOLDER
    ask(folder, {"do": "now", "name": "long", "file": str(works / "long.wav")})
    time.sleep(1.0)
    begin, builds = time.monotonic(), 0
    while (left := begin + length - time.monotonic()) > 0:
        for number in range(6):
            (works / "seeds" / f"{number}.txt").write_text(f"第{builds}次\n\n{TEXT}")
        command = [sys.executable, "-m", "pipeline", "build", "--engine", engine, "--seeds", str(works / "seeds")]
        try:
            subprocess.run(  # noqa: S603
                [*command, *_folders(works)], check=True, stdout=subprocess.DEVNULL, timeout=left + 1
            )
            builds += 1
        except subprocess.TimeoutExpired:
            break
    return Beside(begin, time.monotonic(), builds)


def _folders(works: Path) -> list[str]:
    return [
        "--station", str(works / "station.toml"),
        "--audio-out", str(works / "audio_out"),
        "--feeds", str(works / "feeds"),
    ]  # fmt: skip


def _packets(log: Path) -> list[Packet]:
    lines = (line.split() for line in log.read_text().splitlines())
    return [Packet(float(came), int(number), int(first)) for came, number, first in lines]


def _onsets(packets: Sequence[Packet]) -> Iterator[float]:
    """When sound began after silence, by the sample, were each packet played as it comes."""
    last = 0.0
    for packet in packets:
        if packet.first >= 0:
            if packet.came - last > QUIET:
                yield packet.came + packet.first / TELEPHONE
            last = packet.came


def _nearest(onsets: np.ndarray[Any, Any], at: float) -> float:
    return float(onsets[np.argmin(np.abs(onsets - at))] - at)


def _next(onsets: np.ndarray[Any, Any], at: float) -> float:
    return float(onsets[onsets >= at][0] - at)


def _spread(found: Sequence[float]) -> dict[str, float]:
    """In milliseconds."""
    at = {"least": 0, "p50": 50, "p99": 99, "most": 100}
    return {name: round(1000 * float(np.percentile(found, percent)), 1) for name, percent in at.items()}


def _wait_until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - datetime.now(UTC) - timedelta(hours=8)).total_seconds()))


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    if sys.argv[1:2] == ["receive"]:
        receive(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        asked = [*sys.argv[1:], "1", "tone"][:1] + [*sys.argv[2:], "tone"][:1]
        print(json.dumps(measure(float(asked[0]), asked[1]), indent=1))
