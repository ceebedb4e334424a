"""What no rule of ours knows but has figures in it: wetext is asked, and its answer is held to our alphabet."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pipeline.reading.normalise.numerals import digits
from pipeline.reading.normalise.signs import SAYABLE, sign_said

LONGEST_ASKED = 60
"""Characters; beyond it is no number anyone wrote, and wetext's time grows faster than the text."""


@lru_cache(maxsize=1)
def _normalizer() -> Any:
    # Late: its grammars take a moment to load, and most sentences need none of them.
    from wetext import Normalizer

    return Normalizer(lang="zh", operator="tn")


@lru_cache(maxsize=1024)
def leftover_said(written: str) -> str:
    """``written`` by wetext's Chinese grammar; a figure it leaves is said as such, a sign as ours are."""
    said = ""
    for char in _normalizer().normalize(written) if len(written) <= LONGEST_ASKED else written:
        if char.isdecimal():
            said += digits(char)
        elif SAYABLE.match(char):
            said += char
        else:
            said += sign_said(char, opens=True) or ""
    return re.sub(r"(?<![a-z])[a-z](?![a-z])", lambda m: m.group().upper(), said)
