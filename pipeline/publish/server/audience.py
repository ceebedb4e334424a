"""Counts listeners as the podcast trade does, without keeping who they are.

By the IAB Tech Lab's Podcast Measurement Technical Guidelines 2.1: one hearing is one address with one program (its
``User-Agent``) that within a day has been sent at least a minute of an episode's sound, the parts of several requests
put together and the tag before the sound left out; of less than a minute all. Requests for the head alone count as
nothing, and neither do programs that say they are no listeners.

Address and program are hashed with a salt that is made anew each day and never leaves the memory: nobody can tell
afterwards who it was, and a server that is started again during the day may count somebody twice.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import Counter, OrderedDict
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import anyio
from starlette.requests import Request

from pipeline.errors import BroadcastError
from pipeline.publish.heard import add_heard
from pipeline.publish.mpeg import NotMpeg, minute_of
from pipeline.publish.server.client_request import address_of

MASTERS = ("podcast", "workshop")
EVERY = 60.0
"""Seconds between two writings of what was counted."""
MOST = 50_000
"""Hearings that are under way or counted, and remembered; the oldest are forgotten first."""
_PIECES = 64
"""Stretches of a file kept of one listener; more is nobody's player."""
_NO_LISTENER = re.compile(
    r"bot\b|crawl|spider|slurp|scan(ner)?\b|preview|fetcher|validator|monitor|uptime|checker|archive|indexer"
    r"|facebookexternalhit|headless|lighthouse|prefetch",
    re.IGNORECASE,
)

Heard = Callable[[int, int], None]
"""Told the first byte that was sent and one past the last."""


class Audience:
    """Who has heard how much today."""

    def __init__(self, audio_out: Path, zone: tzinfo, now: Callable[[tzinfo], datetime] = datetime.now) -> None:
        """``zone``: whose days are counted."""
        self._audio_out, self._zone, self._now = audio_out, zone, now
        self._today = date.min
        self._salt = b""
        self._hearings: OrderedDict[bytes, _Hearing] = OrderedDict()
        self._counted: Counter[tuple[str, str, date]] = Counter()
        """What is not written yet: by slug, master and day."""
        self._writing: asyncio.TimerHandle | None = None

    def hearing(self, request: Request, slug: str, path: Path) -> Heard | None:
        """What is to be told of each stretch of ``path`` that is sent for ``request``; None: it counts as nothing."""
        master = next((each for each in MASTERS if path.name.endswith(f"{each}.mp3")), "")
        agent = request.headers.get("user-agent", "")
        if request.method != "GET" or not master or _NO_LISTENER.search(agent):
            return None
        return lambda start, end: self._add(address_of(request), agent, slug, master, path, start, end)

    def _add(self, address: str, agent: str, slug: str, master: str, path: Path, start: int, end: int) -> None:
        today = self._now(self._zone).date()
        if today != self._today:
            self._today, self._salt = today, secrets.token_bytes(32)
            self._hearings.clear()
        who = blake2b(
            "\0".join((address, agent, slug, master)).encode("utf-8", "replace"), key=self._salt, digest_size=16
        )
        hearing = self._hearings.setdefault(who.digest(), _Hearing())
        if len(self._hearings) > MOST:
            self._hearings.popitem(last=False)
        if not hearing.counted and hearing.add(start, end) and hearing.is_enough(path):
            hearing.counted, hearing.pieces = True, []
            self._counted[slug, master, today] += 1
            if self._writing is None:
                self._writing = asyncio.get_running_loop().call_later(EVERY, self._write_soon)

    def _write_soon(self) -> None:
        self._writing = None
        self._task = asyncio.ensure_future(anyio.to_thread.run_sync(self.write))

    def write(self) -> None:
        """Write what was counted and is not written yet; what cannot be written is kept for the next time."""
        counted, self._counted = self._counted, Counter()
        if not counted:
            return
        try:
            add_heard(self._audio_out, counted)
        except BroadcastError:  # a full disk must not keep anybody from listening
            self._counted += counted


class _Hearing:
    """What one listener was sent of one file."""

    __slots__ = ("counted", "pieces")

    def __init__(self) -> None:
        self.counted = False
        self.pieces: list[tuple[int, int]] = []
        """Apart from one another, in the file's order."""

    def add(self, start: int, end: int) -> bool:
        """Put a stretch to the others; whether there is anything in it."""
        if start >= end:
            return False
        apart = [piece for piece in self.pieces if piece[1] < start or piece[0] > end]
        joined = [piece for piece in self.pieces if piece not in apart]
        start = min([start, *(first for first, _last in joined)])
        end = max([end, *(last for _first, last in joined)])
        self.pieces = sorted([*apart, (start, end)])[:_PIECES]
        return True

    def is_enough(self, path: Path) -> bool:
        """Whether it is a minute of sound, or all there is."""
        try:
            facts = path.stat()
            sound, minute = _minute_of(path, facts.st_mtime_ns, facts.st_size)
        except (OSError, NotMpeg):
            return False
        wanted = min(minute, facts.st_size - sound)
        return sum(max(0, end - max(start, sound)) for start, end in self.pieces) >= wanted


@lru_cache(maxsize=1024)
def _minute_of(path: Path, _modified: int, _size: int) -> tuple[int, int]:
    with path.open("rb") as file:
        return minute_of(file)
