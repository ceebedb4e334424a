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
"""float16, little-endian, ``VOICES`` in their order × ``ROWS`` × ``WIDTH``; training/make_voices.py makes it."""
VOICES_SHA256 = "5314a3d8ce5bbe791dd0d6c1bd78271ad103e0c8f74cd2affbd16e906e9198fb"
ROWS = 510
"""One for each length of a sentence in tokens."""
WIDTH = 256

_HEARD = {
    "zf_xiaobei": 1.1,
    "zm_yunjian": 1.1,
    "zf_xiaoxiao": 0.8,
    "zf_xiaoyi": 0.8,
    "zm_yunxi": 1.5,
    "zm_yunxia": 2.3,
    "zm_yunyang": 3.1,
    "zf_xiaoni": 15.7,
}
"""Percent of syllables, tones aside, that Whisper base misheard in the same ten sentences as below. The two that the
station begins with come first: a woman and a man whose tones, too, are heard best (1.9 and 2.7 % wrong)."""

VOICES = tuple(
    Voice(name, "female" if name.startswith("zf") else "male", _("{percent} % misheard").format(percent=percent))
    for name, percent in _HEARD.items()
)
"""Best first, but for xiaoni all understood well."""

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
