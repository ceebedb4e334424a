"""Characters by what they do in a sentence. Half-width marks count as their full-width brothers."""

from __future__ import annotations

import re

UNIFIED = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
"""Unified ideographs, for a regular expression's character class: what normalisation leaves of Chinese characters."""
HAN = f"〇{UNIFIED}\uf900-\ufaff"
"""All Chinese characters, likewise: 〇 and the compatibility ideographs included."""

ENDERS = "。！？!?…｡"
"""Marks that end a sentence; a half-width full stop does so only where :mod:`sentences` says."""

PAUSES = "，、；：,;:"
"""Comma-like marks."""

OPENERS = "“‘《〈「『（【〔［｛(["
CLOSERS = "”’》〉」』）】〕］｝)]"

PARTNERS = dict(zip(CLOSERS, OPENERS, strict=True))
"""The opening mark of each closing one; straight quotes are told apart by counting."""

CHINESE_NUMBER = "[零〇一二三四五六七八九十百]"

_SAYABLE = re.compile(
    rf"[{HAN}A-Za-z0-9\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209c\u2150-\u218b\u2460-\u24ff\u2776-\u2793"
    r"\u3220-\u33ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
_CHINESE = re.compile(rf"[{HAN}]")


def is_sayable(text: str) -> bool:
    """Whether any voice could say something of ``text``: a Chinese character, a Latin letter or a figure."""
    return _SAYABLE.search(text) is not None


def is_chinese(text: str) -> bool:
    """Whether ``text`` holds a Chinese character."""
    return _CHINESE.search(text) is not None
