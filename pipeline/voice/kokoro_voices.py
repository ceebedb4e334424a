"""Kokoro's eight Mandarin voices: who they are, how fast they speak by themselves, their style vectors."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.voice.engine import Voice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VOICES_FILE = Path(__file__).parent / "data" / "voices.bin"
"""float16, little-endian, ``VOICES`` in their order × ``ROWS`` × ``WIDTH``; tests/bench/make_voices.py makes it."""
VOICES_SHA256 = "945405078e5d2aa43355d1964072f5cb71e8b7a56059af9d7d7b1ad1197f73e7"
ROWS = 510
"""One for each length of a sentence in tokens."""
WIDTH = 256

VOICES = (
    Voice("zf_xiaobei", "female", "calm and clear"),
    Voice("zm_yunjian", "male", "firm, a newsreader"),
    Voice("zf_xiaoxiao", "female", "warm"),
    Voice("zm_yunyang", "male", "even"),
    Voice("zm_yunxi", "male", "young"),
    Voice("zf_xiaoyi", "female", "lively"),
    Voice("zm_yunxia", "male", "boyish"),
    Voice("zf_xiaoni", "female", "soft"),
)

NATURAL_PACE = {
    "zf_xiaobei": 230,
    "zm_yunjian": 271,
    "zf_xiaoxiao": 250,
    "zm_yunyang": 250,
    "zm_yunxi": 250,
    "zf_xiaoyi": 250,
    "zm_yunxia": 250,
    "zf_xiaoni": 250,
}
"""Syllables a minute."""


@cache
def styles() -> dict[str, NDArray[np.float16]]:
    """The style vectors by name of the voice, mapped into memory and so shared between processes."""
    # numpy is wanted by whoever speaks, not by whoever lists the voices.
    import numpy as np

    everyone = np.memmap(VOICES_FILE, "<f2", "r", shape=(len(VOICES), ROWS, WIDTH))
    return {voice.name: everyone[index] for index, voice in enumerate(VOICES)}
