"""One output tried by itself, with a tone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.air.clock import SystemClock
from pipeline.air.mixing.decoding import tone
from pipeline.air.outputs.feed import Feed
from pipeline.air.outputs.opening import Place
from pipeline.air.samples import BLOCK, seconds
from pipeline.station_air import without_password

if TYPE_CHECKING:
    from pipeline.air.engine import Setup

HERTZ = 1000.0


def tried(setup: Setup, station: str, output: str, length: float) -> tuple[bool, str]:
    """Whether ``output``, as it stands in ``station.toml``, takes a tone of ``length`` seconds; what it told."""
    clock = SystemClock()
    told: list[str] = []
    sound = tone(HERTZ, seconds(length)).pcm
    sound = np.pad(sound, (0, -sound.size % BLOCK))
    feed = Feed(without_password(output), Place(setup.ffmpeg, setup.folder, station).opening(output), told.append)
    begin = clock.now()
    try:
        for at in range(0, sound.size, BLOCK):
            clock.wait(begin + at)
            feed.put(sound[at : at + BLOCK])
        return feed.healthy and feed.written > 0 and not told, "; ".join(told)
    finally:
        feed.close()
