"""RTP with G.711, in this process: what every network loudspeaker, telephone and exchange takes, a packet each 20 ms.

Nothing is sent while nothing is heard (RFC 3551, 4.1): a telephone that pages is not kept from ringing all day.
"""

from __future__ import annotations

import os
import socket
import struct
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from pipeline.air.samples import BLOCK, RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

TELEPHONE = 8_000
"""Samples a second of G.711."""
FEWER = RATE // TELEPHONE
PACKET = BLOCK // FEWER
"""Samples, and bytes, of one packet: 20 ms."""
PAYLOAD = {"pcmu": 0, "pcma": 8}
"""Payload types, RFC 3551, table 4."""
TTL = 16
"""Routers that a multicast packet may pass: those of a plant."""
HANGOVER = 100
"""Silent packets that are still sent: 2 s, so that pauses in speech are no gaps."""
_TAPS = 240 + 1
_CUT_OFF = 3_600.0
"""Hz: flat below 3.4 kHz, 60 dB down above 4 kHz."""
_BETA = 5.65
"""Of Kaiser's window, for 60 dB."""
_WRAP16, _WRAP32 = 1 << 16, 1 << 32


class Telephone:
    """One stream of RTP to one address."""

    def __init__(self, host: str, port: int, codec: str) -> None:
        """``codec`` is one of :data:`PAYLOAD`.

        Raises:
            OSError: the address cannot be had.
        """
        family, kind, _proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        self._socket = socket.socket(family, kind)
        self._address = address
        if family == socket.AF_INET:
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, TTL)
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)
        self._payload = PAYLOAD[codec]
        self._codes = codes(codec)
        self._fewer = Fewer()
        self._source = os.urandom(4)
        self._number, self._time = struct.unpack("!HI", os.urandom(6))
        self._silent = HANGOVER

    def write(self, block: NDArray[np.int16]) -> None:
        for begin in range(0, block.size, BLOCK):
            self._send(block[begin : begin + BLOCK])

    def abort(self) -> None:
        """Sending a datagram does not wait."""

    def close(self) -> None:
        self._socket.close()

    def _send(self, block: NDArray[np.int16]) -> None:
        samples = self._fewer.push(block)
        resumed = self._silent >= HANGOVER
        self._silent = 0 if samples.any() else self._silent + 1
        if self._silent < HANGOVER:
            # The marker says that sound begins after silence (RFC 3551, 4.1).
            marked = self._payload | (0x80 if resumed else 0)
            header = struct.pack("!BBHI", 0x80, marked, self._number, self._time) + self._source
            self._socket.sendto(header + self._codes[samples.view(np.uint16)].tobytes(), self._address)
            self._number = (self._number + 1) % _WRAP16
        self._time = (self._time + samples.size) % _WRAP32


class Fewer:
    """48 kHz to 8 kHz, block by block, with nothing above the band left to fold down."""

    def __init__(self) -> None:
        at = np.arange(_TAPS) - (_TAPS - 1) / 2
        taps = 2 * _CUT_OFF / RATE * np.sinc(2 * _CUT_OFF / RATE * at) * np.kaiser(_TAPS, _BETA)
        self._taps = (taps / taps.sum()).astype(np.float32)
        self._before = np.zeros(_TAPS - 1, np.float32)

    def push(self, block: NDArray[np.int16]) -> NDArray[np.int16]:
        """A sixth of the samples of ``block``, which is a multiple of six long."""
        if not block.any() and not self._before.any():
            return np.zeros(block.size // FEWER, np.int16)
        joined = np.concatenate([self._before, block.astype(np.float32)])
        self._before = joined[-(_TAPS - 1) :]
        windows = np.lib.stride_tricks.sliding_window_view(joined, _TAPS)[::FEWER]
        fewer: NDArray[np.float32] = windows @ self._taps
        return np.clip(np.rint(fewer), -32_768, 32_767).astype(np.int16)


@cache
def codes(codec: str) -> NDArray[np.uint8]:
    """The code of each 16-bit sample, the sample as an unsigned number being the index: that of the nearest value."""
    decoded = values(codec)
    order = np.lexsort((-np.arange(256), decoded))  # of the two codes of mu-law for 0 the usual one
    steps = decoded[order].astype(np.float64)
    samples = np.arange(_WRAP16, dtype=np.uint16).view(np.int16)
    return order[np.searchsorted((steps[1:] + steps[:-1]) / 2, samples)].astype(np.uint8)


def values(codec: str) -> NDArray[np.int16]:
    """The 16-bit sample that each code of G.711 stands for (ITU-T G.711, tables 1a to 2b)."""
    code = np.arange(256) ^ (0xFF if codec == "pcmu" else 0x55)
    sign, exponent, mantissa = code & 0x80, (code >> 4) & 7, code & 0x0F
    if codec == "pcmu":
        magnitude = (((mantissa << 3) + 132) << exponent) - 132
        return np.where(sign, -magnitude, magnitude).astype(np.int16)
    line = (mantissa << 4) + 8
    magnitude = np.where(exponent > 0, (line + 256) << np.maximum(exponent - 1, 0), line)
    return np.where(sign, magnitude, -magnitude).astype(np.int16)
