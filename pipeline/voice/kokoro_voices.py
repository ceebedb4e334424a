"""Kokoro's eight Mandarin voices: who they are, how fast they speak by themselves, their style vectors."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.messages import _
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
    Voice("zf_xiaobei", "female", _("calm and clear")),
    Voice("zm_yunjian", "male", _("firm, a newsreader")),
    Voice("zf_xiaoxiao", "female", _("warm")),
    Voice("zm_yunyang", "male", _("even")),
    Voice("zm_yunxi", "male", _("young")),
    Voice("zf_xiaoyi", "female", _("lively")),
    Voice("zm_yunxia", "male", _("boyish")),
    Voice("zf_xiaoni", "female", _("soft")),
)

NATURAL_PACE = {
    "zf_xiaobei": 250,
    "zm_yunjian": 305,
    "zf_xiaoxiao": 297,
    "zm_yunyang": 328,
    "zm_yunxi": 326,
    "zf_xiaoyi": 310,
    "zm_yunxia": 285,
    "zf_xiaoni": 294,
}
"""Syllables a minute at speed 1, pauses within the sentence included: measured over ten sentences, 261 syllables."""


@cache
def styles() -> dict[str, NDArray[np.float16]]:
    """The style vectors by name of the voice, mapped into memory and so shared between processes."""
    # numpy is wanted by whoever speaks, not by whoever lists the voices.
    import numpy as np

    everyone = np.memmap(VOICES_FILE, "<f2", "r", shape=(len(VOICES), ROWS, WIDTH))
    return {voice.name: everyone[index] for index, voice in enumerate(VOICES)}
