"""What no rule knows but has figures in it: said figure by figure, its signs as signs alone are."""

from __future__ import annotations

from pipeline.reading.normalise.numerals import digits
from pipeline.reading.normalise.signs import SAYABLE, sign_said


def leftover_said(written: str) -> str:
    """``written`` in our alphabet: each figure by its name, a small letter as its capital, which is said alone."""
    return "".join(map(_said, written))


def _said(char: str) -> str:
    if char.isdecimal():
        return digits(char)
    if SAYABLE.match(char):
        return char.upper()
    return sign_said(char, opens=True) or ""
