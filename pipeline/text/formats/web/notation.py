"""Raised and lowered characters as plain text has them: 10³, m², CO2; marks that point to a note are silent."""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_POWER = re.compile(r"[+\-−–]?\d{1,3}|n|[+\-−–]?n|\d{0,2}[+\-−–]$")
_NOTE = re.compile(
    r"[\[［〔(（【]?\s*(?:注|附注|note)?\s*[\d*†‡,，、\-–— ]{1,12}\s*[\]］〕)）】]?|[①-⑳]"
    r"|[\[［〔(（【]\s*[^\]］〕)）】]{1,3}\s*[\]］〕)）】]"
)
_BASE = re.compile(r"[0-9A-Za-zα-ωΑ-ΩµμΩ℃)）\]㎡%′″]$")
_PLAIN_WORD = re.compile(r"[a-z]{4,}$")


def raised(before: str, text: str) -> str:
    """What ``text``, raised behind ``before``, is in plain text: a power, nothing (it points to a note), or itself.

    A figure is a power behind a figure, a unit or a letter, and the number of a note behind a Chinese character, a
    mark or a Latin word.
    """
    bare = text.strip()
    if not bare:
        return text
    base = _BASE.search(before) is not None and _PLAIN_WORD.search(before) is None
    if base and _POWER.fullmatch(bare):
        return bare.translate(_RAISED)
    return "" if _NOTE.fullmatch(bare) else text
