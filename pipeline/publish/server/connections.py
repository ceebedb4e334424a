"""The server's connections: how many there may be, how long one may take to ask and how much it may say.

A stranger who opens a thousand and says nothing, or says it for ever, must not keep a listener out.
"""

from __future__ import annotations

import asyncio
import resource
import socket
from collections import OrderedDict
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
"""From the beginning of a connection, or of a later request on it, to the end of the request's head."""
HEAD_BYTES = 1 << 15
"""Of a request: its address and its headers."""
STALLED_SECONDS = 10.0
"""After which an answer of which nothing is taken may be cut off, where the room is needed."""
ACCEPTED_AT_ONCE = 64
"""Connections taken in before any of them is looked at."""
MOST = 4096
"""Connections, where the system allows as many."""
_KEPT = 64 + 3 * ACCEPTED_AT_ONCE
"""Open files that the program needs besides, and those taken in that will be let go."""
_TOO_LONG = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 9\r\nconnection: close\r\n\r\ntoo long\n"
)
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 10\r\n"
    b"content-length: 5\r\nconnection: close\r\n\r\nfull\n"
)


def room_here() -> Room:
    """Room for as many connections as this process may have, after it has asked the system for more if need be.

    Each may have a file open besides, and a file that cannot be opened would be missing to a client.
    """
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST + _KEPT
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    elif allowed == resource.RLIM_INFINITY:
        allowed = wanted
    return Room(max(1, min(MOST, (allowed - min(_KEPT, allowed // 2)) // 2)))


class Room:
    """The connections that are open, at most so many. For one more, another is let go if it can be spared."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._idle: OrderedDict[Connection, None] = OrderedDict()
        """Those that have asked for nothing, or have all they asked for; first the one that has been so for longest."""
        self._busy: set[Connection] = set()

    def enter(self, connection: Connection) -> bool:
        """Take ``connection`` in as an idle one; False: there is no room."""
        if len(self._idle) + len(self._busy) >= self.most and not self._spare_one(connection.loop.time()):
            return False
        self._idle[connection] = None
        return True

    def begin(self, connection: Connection) -> None:
        """``connection`` has asked for something."""
        if connection in self._idle:
            del self._idle[connection]
            self._busy.add(connection)

    def end(self, connection: Connection) -> None:
        """``connection`` has all it asked for."""
        if connection in self._busy:
            self._busy.discard(connection)
            self._idle[connection] = None

    def leave(self, connection: Connection) -> None:
        """``connection`` is open no more."""
        self._idle.pop(connection, None)
        self._busy.discard(connection)

    def _spare_one(self, now: float) -> bool:
        spared = next(iter(self._idle), None)
        if spared is None:
            spared = min(self._busy, key=lambda connection: connection.moved)
            if now - spared.moved < STALLED_SECONDS:
                return False
        self.leave(spared)
        spared.transport.abort()
        return True


class Connection(HttpToolsProtocol):
    """A connection of uvicorn's with limits; a server has a subclass with a room of its own."""

    room: ClassVar[Room]

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.moved = 0.0
        """When something was last asked for or taken, by the loop's clock."""
        self._limit: asyncio.TimerHandle | None = None
        self._in_head = self._in_body = self._is_too_long = False
        self._parsed = self._received = 0
        """Bytes of the head that is coming, as the parser tells of them and as they came."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        if (wire := transport.get_extra_info("socket")) is not None:
            # asyncio does so only where the socket names its protocol. Without, the second half of each answer on a
            # connection that is kept waits until the client has told of the first: 40 ms.
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.moved = self.loop.time()
        if self.room.enter(self):
            self._set_limit()
        else:
            transport.write(_FULL)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.room.leave(self)
        self._lift_limit()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        was_in_head = self._in_head
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        # The parser tells of a header when it is whole; one that never ends is counted by what came of it.
        self._received += len(data) if was_in_head else 0
        if self._received > HEAD_BYTES:
            self._is_too_long = True
            self.send_400_response("")
        elif self._limit is None and self._is_idle():
            self._set_limit()

    def on_message_begin(self) -> None:
        self._in_head, self._parsed, self._received = True, 0, 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head, self._in_body = False, True
        self._lift_limit()
        self.moved = self.loop.time()
        self.room.begin(self)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing() or not self._is_idle():
            return
        if self._in_body:  # nobody wants it, and it may never end
            self.transport.close()
        elif self._in_head:
            self._set_limit()
        if not self.transport.get_write_buffer_size():
            self.room.end(self)

    def resume_writing(self) -> None:
        self.moved = self.loop.time()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        if not self._is_too_long:
            super().send_400_response(msg)
            return
        self.transport.write(_TOO_LONG)
        self.transport.close()

    def timeout_keep_alive_handler(self) -> None:
        if self.transport.get_write_buffer_size():  # the last answer is still being taken
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        else:
            super().timeout_keep_alive_handler()

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _count(self, size: int) -> None:
        self._parsed += size
        if self._parsed > HEAD_BYTES:
            self._is_too_long = True
            raise ValueError  # the parser stops, and uvicorn answers by send_400_response

    def _set_limit(self) -> None:
        self._lift_limit()
        self._limit = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _lift_limit(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
