"""Numbers as a spreadsheet shows them: a cell holds 45356, its format makes 2024年3月5日 of it.

Format codes are those of ECMA-376 part 1, 18.8.30 and 18.8.31. Shown are the digits and the words of a code; colours,
padding and thousands' separators, which nobody hears, are not.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "yyyy年m月",
    28: "m月d日", 29: "m月d日", 30: "m/d/yy", 31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒", 34: "h时mm分",
    35: "h时mm分ss秒", 36: "yyyy年m月", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss", 50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日",
    55: "h时mm分", 56: "h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
"""By number, as Chinese Excel shows them; what is not here is General."""

LAST_DAY = 2958465
"""31 December 9999, the last day that a spreadsheet can show."""

_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*](.)', re.DOTALL)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*,*)?(?:E[+-][#0?]+)?|\.[#0?]+", re.IGNORECASE)
_FRACTION = re.compile(r"[#0?]\s*/\s*[#0?\d]")


class _Code(NamedTuple):
    """One section of a format code."""

    fields: str
    """What letters of a date or a time it shows: ``ymdw``, ``hM``, ``hMs`` …; empty for a number."""
    elapsed: bool = False
    """Whether its hours go on past 24."""
    before: str = ""
    behind: str = ""
    digits: str = ""
    percent: bool = False


def shown(value: float, code: str, *, since_1904: bool = False) -> str:
    """``value`` as the format ``code`` shows it; days are counted from 1904 on in some workbooks of Macs."""
    sections = _sections(code)
    section = sections[0]
    if value < 0 and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    if section.fields:
        return _moment(value, section, since_1904)
    if value == 0 and section.digits.strip("?") == "":
        return section.before + section.behind  # a dash for nothing
    if not section.digits:
        words = section.before + section.behind
        return words if words and "general" not in code.lower() else general(value)
    if section.before.startswith("(") and section.behind.endswith(")"):
        return f"-{section.before[1:]}{_number(value, section)}{section.behind[:-1]}"  # how accountants write it
    return section.before + _number(value, section) + section.behind


def general(value: float) -> str:
    """``value`` in as many of eleven digits as it needs, or as a whole number; never with an exponent."""
    if value % 1 == 0:
        return f"{value:.0f}"
    number = Decimal(f"{value:.11g}")
    return f"{number.normalize() if number % 1 else number.to_integral_value():f}"


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Code, ...]:
    parts = re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+', code)
    return tuple(map(_section, parts[:3])) or (_Code(""),)


def _section(code: str) -> _Code:
    elapsed = _ELAPSED.search(code)
    text = _ELAPSED.sub(lambda match: match.group(1), code)
    text = _BRACKETS.sub(lambda match: match.group(1) or "", text)
    bare = re.sub(r"general|AM/PM|A/P|上午/下午", "", _LITERAL.sub("", text), flags=re.IGNORECASE)
    if re.search(r"[ydhs]|m|aaa", bare, re.IGNORECASE) and not re.search(r"[#0?]", re.sub(r"\.0+", "", bare)):
        return _Code(_fields(bare.lower()), elapsed is not None)
    found = _DIGITS.search(_LITERAL.sub(lambda match: "\0" * len(match.group()), text))
    if _FRACTION.search(text):
        return _Code("")  # fractions are said as decimals
    if not found:
        return _Code("", before=_words(text))
    before, behind = _words(text[: found.start()]), _words(text[found.end() :])
    return _Code("", False, before, behind, found.group(), "%" in before + behind)


def _fields(code: str) -> str:
    """Letters of the fields shown; an ``m`` after hours or before seconds is a minute, written ``M``."""
    letters = re.sub(r"[^ymdhsw]", "", re.sub(r"d{3,}|a{3,}", "w", code))
    letters = re.sub(r"(?<=h)m|m(?=s)", "M", re.sub(r"(.)\1+", r"\1", letters))
    return "".join(letter for letter in "ymdwhMs" if letter in letters)


def _words(text: str) -> str:
    said = _LITERAL.sub(lambda match: match.group(1) or match.group(2) or "", text)
    return re.sub(r"general|[@#?]", "", said, flags=re.IGNORECASE).strip()


def _number(value: float, section: _Code) -> str:
    digits = section.digits
    if "e" in digits.lower():
        return general(value)
    scaled = re.search(r",+(?=\.|$)", digits)
    number = Decimal(repr(value)) * (100 if section.percent else 1) / 1000 ** (len(scaled.group()) if scaled else 0)
    whole, _, fraction = digits.replace(",", "").partition(".")
    places = min(len(fraction), 15)
    if abs(number) >= Decimal(10) ** 20:
        return general(float(number))
    rounded = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    for _place in range(min(optional, places)):
        rounded = rounded.removesuffix("0")
    sign = "-" if rounded.startswith("-") and rounded.strip("-0.") else ""
    whole_shown, point, fraction_shown = rounded.lstrip("-").rstrip(".").partition(".")
    return sign + whole_shown.zfill(whole.count("0")) + point + fraction_shown


def _moment(value: float, section: _Code, since_1904: bool) -> str:
    if section.elapsed:
        seconds = round(value * 86400)
        hours, minutes = divmod(seconds // 60, 60)
        return f"{hours}小时{minutes}分钟" if minutes else f"{hours}小时"
    if not 0 <= value <= LAST_DAY:
        return general(value)
    # Day 60 is 29 February 1900, which never was; days before it are one off, as in every spreadsheet.
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if value >= 60 else 31)
    moment = start + timedelta(seconds=round(value * 86400))
    fields = section.fields
    date = "".join(
        f"{number}{unit}"
        for letter, number, unit in (("y", moment.year, "年"), ("m", moment.month, "月"), ("d", moment.day, "日"))
        if letter in fields
    )
    if "w" in fields:
        date += f"星期{'一二三四五六日'[moment.weekday()]}"
    if not set(fields) & set("hMs"):
        return date
    if fields.startswith("M"):
        return f"{moment.minute}分{moment.second}秒"
    time = f"{moment.hour}:{moment.minute:02}" + (f":{moment.second:02}" if "s" in fields else "")
    return f"{date} {time}".strip()
