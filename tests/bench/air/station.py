"""A station of its own on the air, and a receiver of its RTP in another process."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.air.control import ask, is_on_air
from pipeline.air.mixing.decoding import tone
from pipeline.air.outputs.telephone import PACKET, values
from pipeline.air.samples import RATE, seconds
from pipeline.air.schedule.choice import BELL, said
from pipeline.station_air import FOLDER
from pipeline.system.files import write_whole
from pipeline.system.priority import before_others, put_before_others

MESSAGE = "请留在原地。"
CALLED = "停"
"""The name of the standing message."""
PAUSE = 0.1
"""Seconds."""
RECEIVED = np.dtype([("came", "<f8"), ("number", "<u2"), ("codes", "u1", PACKET)])
"""A packet: when it came by the monotonic clock, its number, its sound."""
TOLD_EVERY = 10.0
_TIMESTAMP = 35
"""Linux's ``SO_TIMESTAMPNS``, which Python does not name."""


class Works:
    """The folders of a station with a bell and a standing message, both half a second long."""

    def __init__(self, root: Path, air: str, timetable: str) -> None:
        """``air`` stands below ``[air]``, ``timetable`` at the end of ``station.toml``."""
        self.root, self.file = root, root / "station.toml"
        self.audio_out, self.air = root / "audio_out", root / "audio_out" / FOLDER
        head = f'[voice]\nengine = "tone"\n[air]\nvolume = {{}}\n{air}\n'
        self.file.write_text(f'{head}[air.emergency]\n"{CALLED}" = "{MESSAGE}"\n{timetable}')
        put_wav(self.air / BELL, tone(1000, seconds(0.5)).pcm)
        put_wav(said(self.air, MESSAGE), tone(1000, seconds(0.5)).pcm)

    @property
    def folders(self) -> list[str]:
        """Options that name them."""
        return [
            "--station", str(self.file), "--audio-out", str(self.audio_out), "--feeds", str(self.root / "feeds"),
        ]  # fmt: skip

    def started(self) -> subprocess.Popen[bytes]:
        """The keeper's process, of a station that is going to be on the air."""
        command = [sys.executable, "-m", "pipeline", "air", *self.folders]
        keeping = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        put_before_others(keeping.pid)  # as the systemd unit has it
        return keeping

    @contextmanager
    def on_the_air(self) -> Iterator[subprocess.Popen[bytes]]:
        """It is, from the beginning of the block to its end."""
        keeping = self.started()
        try:
            while not is_on_air(self.air):
                time.sleep(0.05)
            yield keeping
        finally:
            keeping.terminate()
            keeping.wait()

    def status(self) -> dict[str, Any]:
        """What it answers."""
        return ask(self.air, {"do": "status"})


def put_wav(path: Path, sound: NDArray[np.int16]) -> None:
    """``sound``, at the rate of the air."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.tobytes())


def free_port() -> int:
    """One on loopback that nobody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def beside(*what: str | int | Path) -> Iterator[None]:
    """Another process of this bench during the block: ``receive`` or ``count`` a port to a log, or ``watch``."""
    receiving = subprocess.Popen([sys.executable, "-m", "tests.bench.air", *map(str, what)])  # noqa: S603
    try:
        yield
    finally:
        receiving.terminate()
        receiving.wait()


def packets_of(log: Path) -> NDArray[np.void]:
    """All packets, as :data:`RECEIVED`."""
    return np.fromfile(log, RECEIVED)


def sound_of(packets: NDArray[np.void]) -> NDArray[np.int16]:
    """The samples of G.711 μ-law, a row for each packet."""
    sound: NDArray[np.int16] = values("pcmu")[packets["codes"]]
    return sound


def lost(numbers: NDArray[np.uint16]) -> int:
    """Packets that are missing between those that came."""
    return int((np.diff(numbers) - np.uint16(1)).sum())  # both wrap at 65,536


def receive(port: int, log: Path) -> None:
    """Write down each packet that comes, until a signal."""
    with log.open("wb", buffering=0) as file:
        for came, data in _arrivals(port):
            if not data:
                continue
            packet = np.zeros(1, RECEIVED)
            packet["came"], packet["number"] = came, struct.unpack("!H", data[2:4])[0]
            codes = np.frombuffer(data[12 : 12 + PACKET], np.uint8)
            packet["codes"][0, : codes.size] = codes
            file.write(packet.tobytes())


def count(port: int, log: Path) -> None:
    """Keep in ``log`` what became of packets until now, in a few numbers however long it takes, until a signal."""
    number, last, told = None, 0.0, 0.0
    found: dict[str, Any] = {"packets": 0, "packets_lost": 0, "longest_ms": 0.0, "pauses": []}
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopped.append(number))
    for came, data in _arrivals(port):
        if data:
            now = struct.unpack("!H", data[2:4])[0]
            if number is not None:
                found["packets_lost"] += (now - number - 1) % 65_536
                apart = came - last
                found["longest_ms"] = max(found["longest_ms"], round(1000 * apart, 1))
                if apart > PAUSE:
                    found["pauses"].append(
                        [round(time.time(), 1), round(1000 * apart, 1), round(os.getloadavg()[0], 1)]
                    )
            found["packets"] += 1
            number, last = now, came
        if stopped or time.monotonic() - told > TOLD_EVERY:
            told = time.monotonic()
            write_whole(log, json.dumps(found).encode())
        if stopped:
            return


def watch(log: Path) -> None:
    """Keep in ``log`` how late a bare thread in real time has been at most: that much is the machine's own."""
    before_others()
    most, told = 0.0, 0.0
    while True:
        begun = time.monotonic()
        time.sleep(0.01)
        most = max(most, time.monotonic() - begun - 0.01)
        if begun - told > TOLD_EVERY:
            told = begun
            write_whole(log, f"{1000 * most:.1f}".encode())


def _arrivals(port: int) -> Iterator[tuple[float, bytes]]:
    """When each came by the monotonic clock, and the packet; nothing in it when none came for a while."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, _TIMESTAMP, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_000_000)  # 20 s: this process, too, has to wait
        listening.bind(("127.0.0.1", port))
        listening.settimeout(0.5)
        while True:
            try:
                # When it came, by the system: this process may have to wait for the processor as any other.
                data, told, _flags, _sender = listening.recvmsg(2048, 64)
            except TimeoutError:
                yield time.monotonic(), b""
                continue
            whole, rest = struct.unpack("qq", told[0][2])
            yield whole + rest / 1e9 - (time.time() - time.monotonic()), data
