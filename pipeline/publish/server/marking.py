"""Where listeners mark a sentence that is read wrongly: bounded in size, rate and number; nobody's name is asked."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, tzinfo
from hashlib import blake2b
from pathlib import Path
from time import monotonic

import anyio
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import BroadcastError
from pipeline.manifest import read_episode
from pipeline.publish.misread import mark
from pipeline.publish.server.client_request import address_of, body_of

PLACE = "/misread"
LARGEST = 512
"""Bytes of a request's body."""
HOUR = 3600.0
MOST, MOST_EACH = 200, 20
"""Marks taken in an hour, in all and of one address: a works may share one."""
_ADDRESSES = 10_000


class Marking:
    """Takes ``{"episode": slug, "sentence": number}``."""

    def __init__(
        self,
        audio_out: Path,
        zone: tzinfo,
        is_on_air: Callable[[str], bool],
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """``clock`` in seconds; ``zone``: whose day is written down."""
        self._audio_out, self._zone, self._is_on_air, self._clock = audio_out, zone, is_on_air, clock
        self._salt = secrets.token_bytes(32)
        self._all: deque[float] = deque()
        self._each: OrderedDict[bytes, deque[float]] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def take(self, request: Request) -> Response:
        """204: written down. 400, 404, 413, 415: it is no sentence of ours. 429: enough for now. 503: it cannot be."""
        # Of this type no other site's page may send anything unasked, so nobody else's visitors mark here.
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return Response(status_code=415)
        body = await body_of(request, LARGEST)
        if body is None:
            return Response(status_code=413)
        try:
            asked = json.loads(body)
            slug, number = asked["episode"], asked["sentence"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return Response(status_code=400)
        if not isinstance(slug, str) or type(number) is not int or number < 0:
            return Response(status_code=400)
        if not self._is_on_air(slug):
            return Response(status_code=404)
        if not self._has_room(address_of(request)):
            return Response(status_code=429, headers={"retry-after": "600"})
        async with self._one_at_a_time:
            return Response(status_code=await anyio.to_thread.run_sync(self._mark, slug, number))

    def _mark(self, slug: str, number: int) -> int:
        try:
            episode = read_episode(self._audio_out / slug)
            if episode is None or number >= len(episode.cues):
                return 404
            return 204 if mark(self._audio_out, episode, number, datetime.now(self._zone).date()) else 503
        except BroadcastError:
            return 503

    def _has_room(self, address: str) -> bool:
        """Whether another mark is taken, from anybody and from ``address``; then it is counted."""
        now = self._clock()
        who = blake2b(address.encode("utf-8", "replace"), key=self._salt, digest_size=16).digest()
        own = self._each.pop(who, deque())
        self._each[who] = own
        while len(self._each) > _ADDRESSES:
            self._each.popitem(last=False)
        for marks in (self._all, own):
            while marks and now - marks[0] > HOUR:
                marks.popleft()
        if len(self._all) >= MOST or len(own) >= MOST_EACH:
            return False
        self._all.append(now)
        own.append(now)
        return True
