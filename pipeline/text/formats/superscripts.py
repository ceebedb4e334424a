"""Raised letters and figures: a power, a unit's square, a degree, or the mark of a note."""

from __future__ import annotations

import re

_EXPONENT = re.compile(r"[-−–+]?\d{1,3}")
_MARK = re.compile(
    r"[\[［〔【(（]\s*(?:注|附|[a-zA-Z])?\s*\d{0,3}(?:\s*[-–—~～,，、]\s*\d{1,3})*\s*[\]］〕】)）]|注\s*\d{0,2}|\d{1,3}(?:\s*[-–—~～,，、]\s*\d{1,3})+|[①-⑳]+"
    r"|[*＊∗†‡§※#☆★]+|®|©|™|TM|[（(]?R[）)]?"
)
_HAN_UNIT = re.compile(r"(?:千|分|厘|毫|微|公)?米$|公里$|英[尺寸]$")
_DEGREE = ("o", "O", "0", "○", "°", "º", "ο", "。", "˚")
_LATIN_UNITS = frozenset(("mm", "cm", "dm", "km", "nm", "um", "μm", "ft", "in", "hm", "sin", "cos", "tan", "log", "Nm"))
_RAISED = str.maketrans("0123456789-−–+n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺ⁿ")


def with_superscript(before: str, raised: str, after: str) -> str:
    """``before`` with ``raised``, which a document shows higher, behind it; ``after`` is what follows.

    10³ and m² keep their figures raised, as the reader of sentences knows them; 20°C gets its degree; the marks of
    notes and sources ([1], ①, *, a figure behind a Chinese word) are left out.
    """
    text = raised.strip()
    if not text or (_MARK.fullmatch(text) and text not in ("()", "（）")):
        return before
    number = re.search(r"\d$", before) is not None
    if text in _DEGREE and (re.match(r"\s*[CFＣＦ](?![A-Za-z])", after) or (number and text != "0" and text != "O")):
        return before.rstrip() + "°"
    if not (_EXPONENT.fullmatch(text) or text == "n"):
        return before + (_spelt_out(text) if _takes_power(before) and re.fullmatch(r"[-−a-z0-9+/]+", text) else raised)
    unit = _HAN_UNIT.search(before)
    if unit and text in ("2", "3"):
        return before[: unit.start()] + ("平方" if text == "2" else "立方") + unit.group()
    return before + text.translate(_RAISED) if _takes_power(before) else before


def _spelt_out(text: str) -> str:
    """An exponent with letters; what is no exponent (1st, Ca2+) stays as it is."""
    if text in ("st", "nd", "rd", "th") or text[-1] in "+-−":
        return text
    return f"的{text}次方"


def _takes_power(before: str) -> bool:
    """Whether ``before`` ends in a number, a letter that stands for one, a unit or a bracket."""
    word = re.search(r"[A-Za-zμ]+$", before)
    if word is None:
        return re.search(r"[0-9)）\]α-ωΑ-Ω℃]$", before) is not None
    return (
        len(word.group()) == 1
        or word.group() in _LATIN_UNITS
        or re.search(r"\d\s*$", before[: word.start()]) is not None
    )
