"""The numbers of lists, as the list itself shows them."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def chinese(number: int) -> str:
    """``number`` from 1 to 99 in Chinese: 一, 十, 二十三; larger ones in figures."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def letter(number: int) -> str:
    """a, b, … z; larger numbers in figures."""
    return chr(ord("a") + number - 1) if 0 < number <= 26 else str(number)


def roman(number: int) -> str:
    """i, ii, … xxxix; larger numbers in figures."""
    if not 0 < number < 40:
        return str(number)
    written = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written


def whole(text: str | None, default: int) -> int:
    """The number a file gives in an attribute; ``default`` where it gives none, or nonsense."""
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else default
