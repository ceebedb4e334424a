"""The newest episodes as the pages' script asks for them: what to play next, wherever the listener is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.publish.addresses import THUMB

if TYPE_CHECKING:
    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry

NAME = "latest.js"
"""In ``feeds``. A script file as those of the search, since a page opened from a disk may load nothing else."""
MOST = 50
"""Episodes; with less than 300 bytes each, some 3 kB as the server packs them."""


def latest(entries: Sequence[Entry], addresses: Addresses, day: Callable[[datetime], str]) -> bytes:
    """The file for ``entries``, newest first, of which those without audio and those that are over are
    left out; ``day`` as pages say it.

    Of each: slug, page, title, audio, whole seconds, day, picture.
    """
    records = []
    for entry in entries:
        audio = entry.audio
        if audio and not entry.expired:
            source, picture = addresses.local(entry.folder, audio.published), addresses.local(entry.folder, THUMB)
            seconds = audio.milliseconds // 1000
            record = [
                entry.slug,
                addresses.page_link(entry.slug),
                entry.title,
                source,
                seconds,
                day(entry.date),
                picture,
            ]
            records.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
    lines = ",\n".join(records)
    return f"broadcastLatest([\n{lines}\n]);\n".encode()
