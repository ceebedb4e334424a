"""One answer of the online voice's double: the messages that good answers and faults are made of."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import WSCloseCode, web

from tests.doubles.edge_sound import FRAME_TICKS, Speech, speech

FRAMES_A_MESSAGE = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    number: int
    fault: str
    """What was done to it; empty when it was answered well."""
    text: str = ""
    """Empty when the handshake was refused."""
    voice: str = ""
    rate: str = ""
    boundary: str = ""


class Turn:
    """One answer under way: what faults are made of."""

    def __init__(
        self, request: web.Request, websocket: web.WebSocketResponse, asked: Asked, speed: float, closing: asyncio.Event
    ) -> None:
        self.asked = asked
        self._speed = speed
        self._closing = closing
        self._request = request
        self._websocket = websocket

    @property
    def speech(self) -> Speech:
        return speech(self.asked.text, self.asked.voice, self.asked.rate)

    async def start(self) -> None:
        await self.text("turn.start", json.dumps({"context": {"serviceTag": "double"}}))
        await self.text("response", json.dumps({"context": {}, "audio": {"type": "inline", "streamId": "1"}}))

    async def say(self, share: float = 1.0, *, all_words: bool = False, pause: float = 0.0) -> None:
        """Words and sound in turn, as the service does it, up to ``share`` of the sound; with ``all_words``, the
        words of the rest are told too. ``pause`` in seconds before each message."""
        said = self.speech
        clock = asyncio.get_running_loop().time
        begun = clock()
        last = round(len(said.frames) * share)
        words = list(said.words) if self.asked.boundary == "WordBoundary" else []
        if self.asked.boundary == "SentenceBoundary" and said.words:
            await self.boundary(self.asked.text, said.words[0].start, said.words[-1].end)
        for start in range(0, last, FRAMES_A_MESSAGE):
            end = min(start + FRAMES_A_MESSAGE, last)
            while words and (all_words or words[0].start < end):
                word = words.pop(0)
                await self.boundary(word.text, word.start, word.end)
            if self._speed:
                await asyncio.sleep(begun + end * 0.024 / self._speed - clock())
            elif pause:
                await asyncio.sleep(pause)
            await self.audio(b"".join(said.frames[start:end]))

    async def end(self) -> None:
        await self.binary("X-RequestId:1\r\nX-StreamId:1\r\nPath:audio\r\n", b"")
        await self.text("turn.end", "{}")

    async def boundary(self, text: str, start: int, end: int) -> None:
        place = {"Offset": start * FRAME_TICKS, "Duration": (end - start) * FRAME_TICKS}
        told = {"Text": escape(text), "Length": len(text), "BoundaryType": self.asked.boundary}
        await self.metadata([{"Type": self.asked.boundary, "Data": {**place, "text": told}}])

    async def metadata(self, objects: list[dict[str, Any]]) -> None:
        await self.text("audio.metadata", json.dumps({"Metadata": objects}))

    async def text(self, path: str, body: str) -> None:
        head = f"X-RequestId:1\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n"
        await self._websocket.send_str(head + body)

    async def audio(self, mp3: bytes) -> None:
        await self.binary("X-RequestId:1\r\nContent-Type:audio/mpeg\r\nX-StreamId:1\r\nPath:audio\r\n", mp3)

    async def binary(self, head: str, body: bytes) -> None:
        await self._websocket.send_bytes(len(head).to_bytes(2, "big") + head.encode() + body)

    async def raw(self, message: str | bytes) -> None:
        await (self._websocket.send_str(message) if isinstance(message, str) else self._websocket.send_bytes(message))

    async def close(self, code: int = WSCloseCode.OK) -> None:
        await self._websocket.close(code=code)

    def reset(self) -> None:
        reset(self._request)

    async def hang(self) -> None:
        """Hold the connection and say nothing more; not even a close is answered."""
        await self._closing.wait()


def reset(request: web.Request) -> None:
    """Cut the TCP connection with RST, as a firewall does."""
    if request.transport:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
