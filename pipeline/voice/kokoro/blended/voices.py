"""The two blended presenters and their style vectors, and all ten as they are listed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.messages import _
from pipeline.voice.engine import Voice
from pipeline.voice.kokoro.voices import ROWS, WIDTH
from pipeline.voice.kokoro.voices import VOICES as EIGHT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAMES = ("zf_lan", "zm_tao")
STYLES_FILE = Path(__file__).parent / "styles.bin"
"""float16, little-endian, ``NAMES`` in their order × ``ROWS`` × ``WIDTH``; training/make_voices.py makes it."""
STYLES_SHA256 = "7be5f98c0954e4321c19e81988939e76c451faa0b9567a16dc505bae8053ef2f"


def everyone() -> tuple[Voice, ...]:
    """The ten voices, best first.

    In twenty notices, 302 syllables, Whisper base misheard 8 of each blended one, 12 of zf_xiaobei and 19 of
    zm_yunjian; in the ten sentences that the eight are listed by the blended ones have not been heard.
    """
    clearer = _("for news and notices: clearer than {voice}")
    return (
        Voice("zf_lan", "female", clearer.format(voice="zf_xiaobei")),
        Voice("zm_tao", "male", clearer.format(voice="zm_yunjian")),
        *EIGHT,
    )


@cache
def styles() -> dict[str, NDArray[np.float16]]:
    """The style vectors by name of the voice, mapped into memory and so shared between processes."""
    import numpy as np  # wanted by whoever speaks, not by whoever lists the voices

    both = np.memmap(STYLES_FILE, "<f2", "r", shape=(len(NAMES), ROWS, WIDTH))
    return dict(zip(NAMES, both, strict=True))
