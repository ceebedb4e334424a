"""One file as an HTTP answer: whole or in parts, conditional, compressed where that pays.

A file is opened first and everything told of it is read from what was opened, so a rebuild that renames a new file
into its place never mixes the two.

No thread is asked for what the system has in memory already, and that is nearly always: a hop to a thread and back
costs more than reading and sending 64 kB.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pipeline.publish.media_types import type_of
from pipeline.publish.server.compressed import CompressedFiles
from pipeline.publish.server.ranges import Part, parts_of

BLOCK = 1 << 18
"""Bytes read and sent at a time: with less, the calls cost more than the bytes; with more, one listener holds up the
others."""
_IF_IN_MEMORY = getattr(os, "RWF_NOWAIT", 0)
"""Linux can be told not to wait for a disk; elsewhere a read may."""
BOUNDARY = "3d6b6a416f9b5a7e"
"""Between the parts of a multipart answer; long enough that no audio holds it by chance."""
_END = f"\r\n--{BOUNDARY}--\r\n".encode()

COMPRESSED = {".css", ".html", ".js", ".json", ".m3u", ".m3u8", ".opml", ".srt", ".svg", ".vtt", ".xml", ".xsl"}
_TELLING = {".html", ".json", ".m3u", ".m3u8", ".opml", ".xml"}
"""What tells addresses."""
SHARED = {".json", ".srt", ".vtt"}
"""Captions and chapters, which players on other sites may fetch (CORS)."""


_packed = CompressedFiles()


@dataclass(frozen=True, slots=True)
class _Open:
    """An open file and what is true of it."""

    file: BinaryIO
    size: int
    etag: str
    modified: int
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What is handed out below an address of its own, and says so wherever it tells addresses."""

    base: str
    """Before ``/feeds/`` and ``/audio_out/`` in what is published."""
    prefix: str
    """What has to stand between the two: ``/k/<key>``."""

    def __call__(self, content: bytes) -> bytes:
        for folder in ("/feeds/", "/audio_out/"):
            content = content.replace(f"{self.base}{folder}".encode(), f"{self.base}{self.prefix}{folder}".encode())
        return content


async def answer(
    request: Request, path: Path, moved: Moved | None = None, heard: Callable[[int, int], None] | None = None
) -> Response:
    """``path`` as ``request`` wants it: 200, 206, 304 or 416; 404 where it has gone in the meantime, 503 where it is
    there and cannot be had, for clients drop what they are told is gone. ``heard`` is told of each stretch that was
    sent: its first byte, and one past its last."""
    try:
        opened = _opened(path)
    except (FileNotFoundError, NotADirectoryError):
        return Response(status_code=404)
    except OSError:
        return Response(status_code=503, headers={"retry-after": "10"})
    headers = _headers(path, opened)
    if _known(request, opened):
        opened.file.close()
        return Response(status_code=304, headers=headers)
    suffix = path.suffix.lower()
    if moved is not None:
        headers["referrer-policy"] = "no-referrer"  # the address is a secret
        if suffix in _TELLING:
            return await _rewritten(request, opened, headers, moved)
    if suffix in COMPRESSED and "range" not in request.headers and _takes_gzip(request):
        return await _compressed(request, path, opened, headers)
    parts = _parts(request, opened)
    if parts is None:
        told = {"content-length": str(opened.size)}
        return _sent(request, opened, [Part(0, opened.size)], 200, headers | told, heard=heard)
    if not parts:
        opened.file.close()
        return Response(status_code=416, headers=headers | {"content-range": f"bytes */{opened.size}"})
    if len(parts) == 1:
        part = parts[0]
        told = {"content-range": part.told(opened.size), "content-length": str(part.size)}
        return _sent(request, opened, parts, 206, headers | told, heard=heard)
    heads = [_head_of(part, headers["content-type"], opened.size) for part in parts]
    size = sum(map(len, heads)) + sum(part.size for part in parts) + len(_END)
    told = {"content-type": f"multipart/byteranges; boundary={BOUNDARY}", "content-length": str(size)}
    return _sent(request, opened, parts, 206, headers | told, heads, heard)


def _opened(path: Path) -> _Open:
    file = path.open("rb")
    facts = os.fstat(file.fileno())
    return _Open(file, facts.st_size, f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"', int(facts.st_mtime))


def _headers(path: Path, opened: _Open) -> dict[str, str]:
    suffix = path.suffix.lower()
    headers = {
        "content-type": type_of(path),
        "etag": opened.etag,
        "last-modified": formatdate(opened.modified, usegmt=True),
        "accept-ranges": "bytes",
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
    }
    if suffix in COMPRESSED:
        headers["vary"] = "accept-encoding"
    if suffix in SHARED:
        headers["access-control-allow-origin"] = "*"
    return headers


def _known(request: Request, opened: _Open) -> bool:
    """Whether the client holds this very file already (RFC 9110, 13.2.2: the tag goes before the date)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or opened.etag in known
    since = _moment(request.headers.get("if-modified-since", ""))
    return since is not None and opened.modified <= since


def _parts(request: Request, opened: _Open) -> list[Part] | None:
    """The parts to send, None for the whole; ``If-Range`` (13.1.5) with another file's tag or date voids the range."""
    header = request.headers.get("range")
    if header is None:
        return None
    condition = request.headers.get("if-range")
    if condition is not None and condition != opened.etag and _moment(condition) != opened.modified:
        return None
    return parts_of(header, opened.size)


def _moment(header: str) -> float | None:
    try:
        return parsedate_to_datetime(header).timestamp()
    except (ValueError, OverflowError, OSError):  # what clients send as a date knows no bounds
        return None


def _takes_gzip(request: Request) -> bool:
    accepted = [token.partition(";") for token in request.headers.get("accept-encoding", "").lower().split(",")]
    return any(name.strip() in ("gzip", "*") and quality.replace(" ", "") != "q=0" for name, _, quality in accepted)


async def _compressed(request: Request, path: Path, opened: _Open, headers: dict[str, str]) -> Response:
    with opened.file as file:
        content = await _packed.content(file, str(path), opened.etag)
    # The tag names the file, not its packing; a strong one for packed bytes must differ (8.8.3.3), so it is weak here.
    packed = headers | {"content-encoding": "gzip", "content-length": str(len(content)), "etag": f"W/{opened.etag}"}
    return Response(b"" if request.method == "HEAD" else content, headers=packed)


def _head_of(part: Part, kind: str, total: int) -> bytes:
    """What stands before ``part`` where there are several (RFC 9110, 14.6)."""
    return f"\r\n--{BOUNDARY}\r\nContent-Type: {kind}\r\nContent-Range: {part.told(total)}\r\n\r\n".encode()


async def _rewritten(request: Request, opened: _Open, headers: dict[str, str], moved: Moved) -> Response:
    """All of it, whatever part is asked for: players ask for parts of sounds alone."""
    with opened.file as file:
        content = await anyio.to_thread.run_sync(lambda: moved(file.read()))
    told = headers | {"content-length": str(len(content)), "accept-ranges": "none"}
    return Response(b"" if request.method == "HEAD" else content, headers=told)


def _sent(
    request: Request,
    opened: _Open,
    parts: list[Part],
    status: int,
    headers: dict[str, str],
    heads: list[bytes] | None = None,
    heard: Callable[[int, int], None] | None = None,
) -> Response:
    if request.method == "HEAD":
        opened.file.close()
        return Response(status_code=status, headers=headers)
    return _Stretches(opened, parts, status, headers, heads, heard)


class _Stretches(Response):
    """Stretches of an open file, each behind one of ``heads`` if there are any."""

    def __init__(
        self,
        opened: _Open,
        parts: list[Part],
        status: int,
        headers: dict[str, str],
        heads: list[bytes] | None,
        heard: Callable[[int, int], None] | None,
    ) -> None:
        super().__init__(status_code=status, headers=headers)
        self._opened, self._parts, self._heads, self._end = opened, parts, heads or [b""], _END if heads else b""
        self._heard = heard

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        # What is sent to somebody who has hung up goes nowhere without a word, and would count as heard.
        hung_up = asyncio.ensure_future(_hung_up(receive))
        try:
            with self._opened.file as file:
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                for head, part in zip(self._heads, self._parts, strict=True):
                    if head:
                        await _send(send, head)
                    sent = await _send_stretch(send, file.fileno(), part, hung_up)
                    if self._heard is not None:
                        self._heard(part.start, part.start + sent)
                    if sent < part.size:
                        return  # cut under us, or the disk fails: the answer ends short, and the client sees it
                await _send(send, self._end, more=False)
        finally:
            hung_up.cancel()


async def _hung_up(receive: Receive) -> None:
    """Until the client has."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_stretch(send: Send, file: int, part: Part, hung_up: asyncio.Future[None]) -> int:
    """Send ``part``; how many bytes of it could be read and were taken."""
    offset = part.start
    while offset < part.end:
        block = await _read(file, min(BLOCK, part.end - offset), offset)
        if not block:
            break
        await _send(send, block)
        if hung_up.done():
            break
        offset += len(block)
        if offset < part.end:
            await asyncio.sleep(0)  # a client that takes everything at once is not served alone
    return offset - part.start


async def _send(send: Send, body: bytes | bytearray, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _read(file: int, size: int, offset: int) -> bytes | bytearray:
    """``size`` bytes or fewer from ``offset``; none only where no more are to be had. The disk is waited for in a
    thread."""
    block = bytearray(size)
    try:
        got = os.preadv(file, [block], offset, _IF_IN_MEMORY)
    except OSError:  # not in memory, or a file system that cannot tell
        try:
            return await anyio.to_thread.run_sync(os.pread, file, size, offset)
        except OSError:  # the disk fails: as if the file ended here
            return b""
    if got < size:
        del block[got:]
    return block
