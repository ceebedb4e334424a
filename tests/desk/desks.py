"""A desk over a folder of one test, on a real socket, and somebody who has opened it without script."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx

from pipeline.desk.app import desk_app
from pipeline.desk.desk import Desk
from pipeline.desk.place import Place
from tests.conftest import ROOT
from tests.publish.live import running

NOTICE = "停电通知\n\n各车间：\n\n定于7月1日停电检修，请重看设备是否关好。银行还没有开门。\n"


def place_in(folder: Path) -> Place:
    """An empty station with the voice of beeps."""
    (folder / "seeds").mkdir(parents=True)
    settings = (ROOT / "station.toml").read_text("utf-8").replace('engine = "auto"', 'engine = "tone"')
    (folder / "station.toml").write_text(settings, "utf-8")
    return Place(folder / "seeds", folder / "audio_out", folder / "feeds", folder / "station.toml")


@dataclass(frozen=True)
class Open:
    """A desk that answers on loopback."""

    desk: Desk
    port: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def opened(place: Place, password: str = "", now: datetime | None = None) -> Iterator[Open]:
    """Serve the desk of ``place`` in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app, desk = desk_app(
            place, hosts=[f"127.0.0.1:{port}"], password=password, now=lambda: now or datetime.now(UTC)
        )
        with closing(desk), running(app, listening):
            yield Open(desk, port)


@dataclass(frozen=True)
class Visit:
    """Somebody who has opened the desk."""

    at: Open
    client: httpx.Client
    token: str

    @property
    def place(self) -> Place:
        return self.at.desk.place

    def page(self, path: str = "/") -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, content: bytes = b"", **fields: str) -> httpx.Response:
        return self.client.post(
            f"{path}{'&' if '?' in path else '?'}token={self.token}",
            content=content or urlencode(fields).encode(),
            headers={"origin": self.at.origin},
        )

    def drop(self, name: str, content: str | bytes) -> httpx.Response:
        return self.post(f"/drop?name={quote(name)}", content.encode() if isinstance(content, str) else content)

    def version(self, key: str) -> str:
        """Of the file, as the page of ``key`` has it in its forms."""
        found = re.search(r"version=([0-9a-f]{64})", self.page(f"/notice/{quote(key)}"))
        assert found
        return found[1]


@contextmanager
def visit(at: Open) -> Iterator[Visit]:
    """Open the desk in a browser of one's own."""
    with httpx.Client(base_url=at.origin, timeout=60, trust_env=False) as client:
        token = re.search(r'data-token="([^"]*)"', client.get("/").text)
        assert token
        yield Visit(at, client, token[1])
