"""The two blended presenters and their style vectors; and what all ten are good for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.messages import _
from pipeline.voice.engine import Voice
from pipeline.voice.kokoro.voices import ROWS, WIDTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAMES = ("zf_lan", "zm_tao")
STYLES_FILE = Path(__file__).parent / "styles.bin"
"""float16, little-endian, ``NAMES`` in their order × ``ROWS`` × ``WIDTH``; training/make_voices.py makes it."""
STYLES_SHA256 = "7be5f98c0954e4321c19e81988939e76c451faa0b9567a16dc505bae8053ef2f"


def everyone() -> tuple[Voice, ...]:
    """The ten voices, best first, each with what it is good for."""
    return (
        Voice("zf_lan", "female", _("clear and calm: news, notices")),
        Voice("zm_tao", "male", _("clear and firm: news, notices")),
        Voice("zf_xiaobei", "female", _("calm: notices")),
        Voice("zm_yunjian", "male", _("powerful: calls")),
        Voice("zf_xiaoxiao", "female", _("lively: stories")),
        Voice("zf_xiaoyi", "female", _("bright: greetings")),
        Voice("zm_yunxi", "male", _("young: stories")),
        Voice("zm_yunxia", "male", _("a boy: stories")),
        Voice("zm_yunyang", "male", _("a news reader, blurred in noise")),
        Voice("zf_xiaoni", "female", _("hard to understand: not for notices")),
    )


@cache
def styles() -> dict[str, NDArray[np.float16]]:
    """The style vectors by name of the voice, mapped into memory and so shared between processes."""
    import numpy as np  # wanted by whoever speaks, not by whoever lists the voices

    both = np.memmap(STYLES_FILE, "<f2", "r", shape=(len(NAMES), ROWS, WIDTH))
    return dict(zip(NAMES, both, strict=True))
