"""The numbers of lists, as the list itself shows them."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def chinese(number: int) -> str:
    """``number`` from 1 to 9,999 in Chinese: 一, 十, 二十三, 一百零五; others in figures."""
    if not 0 < number < 10_000:
        return str(number)
    said = ""
    for figure, place in zip(str(number), reversed(_PLACES[: len(str(number))]), strict=True):
        said += _DIGITS[int(figure)] + (place if figure != "0" else "")
    said = re.sub("零+", "零", said).rstrip("零")
    return said[1:] if said.startswith("一十") else said


def letter(number: int) -> str:
    """a, b, … z; larger numbers in figures."""
    return chr(ord("a") + number - 1) if 0 < number <= 26 else str(number)


def roman(number: int) -> str:
    """i, ii, … mmmcmxcix; larger numbers in figures."""
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written


def whole(text: str | None, default: int) -> int:
    """The number a file gives in an attribute; ``default`` where it gives none, or nonsense."""
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else default
