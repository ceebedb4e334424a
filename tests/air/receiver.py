"""A loudspeaker of our own: takes RTP with G.711 on loopback and notes when each packet came."""

from __future__ import annotations

import socket
import struct
import threading
import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.air.outputs.telephone import values


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet."""

    came: float
    """By the monotonic clock."""
    marked: bool
    kind: int
    number: int
    time: int
    samples: NDArray[np.int16]


@dataclass
class Receiver:
    """Listens until it is closed."""

    port: int = 0
    packets: list[Packet] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", self.port))
        self._socket.settimeout(0.2)
        self.port = self._socket.getsockname()[1]
        self._closing = False
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def __enter__(self) -> Receiver:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._closing = True
        self._thread.join()
        self._socket.close()

    def wait(self, count: int, patience: float = 20.0) -> list[Packet]:
        """The first ``count`` packets."""
        end = time.monotonic() + patience
        while len(self.packets) < count and time.monotonic() < end:
            time.sleep(0.01)
        assert len(self.packets) >= count, f"{len(self.packets)} of {count} packets came"
        return self.packets[:count]

    def sound(self) -> NDArray[np.int16]:
        """All samples, each at its place by the packets' own times."""
        first = self.packets[0].time
        last = self.packets[-1]
        sound = np.zeros(last.time - first + last.samples.size, np.int16)
        for packet in list(self.packets):
            sound[packet.time - first : packet.time - first + packet.samples.size] = packet.samples
        return sound

    def _listen(self) -> None:
        decoded = {0: values("pcmu"), 8: values("pcma")}
        while not self._closing:
            try:
                data = self._socket.recv(2048)
            except TimeoutError:
                continue
            came = time.monotonic()
            _version, kind, number, at, _source = struct.unpack("!BBHII", data[:12])
            if kind & 0x7F not in decoded:  # another codec's
                continue
            samples = decoded[kind & 0x7F][np.frombuffer(data[12:], np.uint8)]
            self.packets.append(Packet(came, bool(kind & 0x80), kind & 0x7F, number, at, samples))
