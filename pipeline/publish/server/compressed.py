"""Files compressed for answers; the last are kept, for each client asks for the feed several times a day."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from typing import BinaryIO

import anyio

MOST = 32_000_000
"""Bytes that are kept: feeds, lists and the newest pages of thousands of episodes."""
LEVEL = 5
"""Beyond it, more time makes text hardly smaller."""


class CompressedFiles:
    """By what they are called and what tells one state of a file from the next."""

    def __init__(self, most: int = MOST) -> None:
        """``most`` bytes are kept."""
        self._most = most
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._size = 0

    async def content(self, file: BinaryIO, name: str, state: str) -> bytes:
        """``file`` in gzip, the one called ``name`` in that ``state`` (its ETag); only read if that is not kept."""
        key = name, state
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        content = await anyio.to_thread.run_sync(lambda: gzip.compress(file.read(), compresslevel=LEVEL, mtime=0))
        self._keep(key, content)
        return content

    def _keep(self, key: tuple[str, str], content: bytes) -> None:
        if key in self._kept or len(content) > self._most:  # somebody else was quicker
            return
        self._kept[key] = content
        self._size += len(content)
        while self._size > self._most:
            _oldest, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)
