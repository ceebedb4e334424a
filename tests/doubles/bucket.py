"""A bucket in memory that speaks as much of S3 as ``broadcast publish`` asks, and lies or hangs as a test wants."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

Fault = Callable[["Asked"], bool]
"""What a bucket does instead of what it is asked; False: nothing, and it is asked as usual."""


@dataclass
class Bucket:
    """The only bucket there; its name is the first step of each path, whatever it is."""

    address: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """``PUT radio/feeds/podcast.xml``, in order, tries that were made again too."""
    fault: Fault | None = None
    closed: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over: what hangs lets go."""


class Asked(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    bucket: Bucket

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/").partition("/")[2]

    def body(self) -> bytes:
        """What is sent along."""
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        """``_`` in a header's name stands for ``-``."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def refuse(self, status: int, code: str) -> None:
        """An error as S3 tells it."""
        self.answer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())

    def hang(self) -> None:
        """Until the test is over."""
        self.bucket.closed.wait()
        self.close_connection = True

    def _handle(self) -> None:
        self.bucket.asked.append(f"{self.command} {self.key}")
        if self.bucket.fault and self.bucket.fault(self):
            return
        getattr(self, f"_{self.command.lower()}")()

    do_GET = do_PUT = do_DELETE = _handle  # noqa: N815  # as the library calls them

    def _put(self) -> None:
        content = self.body()
        self.bucket.objects[self.key] = content
        self.answer(200, ETag=tag_of(content))

    def _delete(self) -> None:
        self.bucket.objects.pop(self.key, None)
        self.answer(204)

    def _get(self) -> None:
        if not self.key:
            self._list()
        elif self.key not in self.bucket.objects:
            self.refuse(404, "NoSuchKey")
        else:
            self.give(self.bucket.objects[self.key])

    def give(self, content: bytes) -> None:
        """``content`` or the end of it, as asked for."""
        wanted = self.headers.get("range", "").removeprefix("bytes=-")
        if not wanted:
            self.answer(200, content, ETag=tag_of(content))
        elif not content:
            self.refuse(416, "InvalidRange")
        else:
            start = max(0, len(content) - int(wanted))
            place = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self.answer(206, content[start:], ETag=tag_of(content), Content_Range=place)

    def _list(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        self.answer(200, listing(self.bucket.objects, asked.get("prefix", [""])[0]).encode())

    def log_message(self, *_arguments: Any) -> None:
        """Nothing is told."""


def listing(objects: dict[str, bytes], prefix: str, after: str = "<IsTruncated>false</IsTruncated>") -> str:
    """What is there, as S3 tells it."""
    items = [
        f"<Contents><Key>{escape(key)}</Key><Size>{len(content)}</Size><ETag>{escape(tag_of(content))}</ETag></Contents>"
        for key, content in sorted(objects.items())
        if key.startswith(prefix)
    ]
    return f"<ListBucketResult>{''.join(items)}{after}</ListBucketResult>"


def tag_of(content: bytes) -> str:
    """An ``ETag``."""
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


@contextmanager
def bucket_double() -> Iterator[Bucket]:
    """One on loopback, at ``address``."""
    bucket = Bucket()
    handler = type("Here", (Asked,), {"bucket": bucket})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    bucket.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield bucket
    finally:
        bucket.closed.set()
        server.shutdown()
        server.server_close()
        thread.join()
