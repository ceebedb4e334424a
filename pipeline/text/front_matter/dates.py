"""Dates as heads and names of files give them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from pipeline.errors import DocumentError
from pipeline.messages import _

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Between which a date is meant: others are slips of the pen, and the first and the last of all lie in no time zone."""
_DATE = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]\s*(\d{1,2})[:：](\d{2})(?:[:：]\d{2}(?:\.\d+)?)?|\s*(\d{1,2})\s*[时點点]\s*(?:(\d{1,2})\s*分|整)?)?"
    r"\s*(?:Z|[-+]\d{2}:?\d{2})?$"
)
_DAY_OF_WEEK = re.compile(
    r"\s*[(（]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[)）]?|\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b,?",
    re.IGNORECASE,
)
_IN_CHINESE = re.compile(
    r"[二一][〇零○Ｏ九][〇零○一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日?"
)
_FIGURES = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0"}
_FILE_DATE = re.compile(
    r"(\d{4})(?:[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)|\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)[\s_.\-—,，、]*"
)


def normal_date(text: str, where: str) -> str:
    """``text`` as ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM``; empty stays empty.

    Raises:
        DocumentError: it is no date, or one that no calendar has.
    """
    if not text:
        return ""
    if date := _date_of(text):
        return date
    raise DocumentError(
        _("“{text}” is no date").format(text=text[:40]),
        where=where,
        next=_("write it like 2026-05-01 or 2026-05-01T08:00"),
    )


def is_date(text: str) -> bool:
    """Whether ``text`` is a date that a head may give: with its year."""
    return _date_of(text) != ""


def _date_of(text: str) -> str:
    """``text`` as a normal date, the day of the week and Chinese figures understood; empty if it is none."""
    written = _DAY_OF_WEEK.sub("", text.strip()).strip()
    match = _DATE.match(_IN_CHINESE.sub(_in_figures, written))
    if match is None:
        return ""
    year, month, day, hour, minute, said_hour, said_minute = match.groups()
    return _calendar(year, month, day, said_hour or hour, said_minute if said_hour else minute)


def _in_figures(date: re.Match[str]) -> str:
    """二〇二六年五月十一日 → 2026年5月11日"""
    year, month, day = re.split("[年月]", date.group().rstrip("日"))
    return f"{''.join(_FIGURES[c] for c in year)}年{_number(month)}月{_number(day)}日"


def _number(written: str) -> int:
    tens, ten, ones = written.rpartition("十") if "十" in written else ("", "", written)
    return (10 * int(_FIGURES.get(tens, "1")) if ten else 0) + int(_FIGURES.get(ones, "0"))


def date_of_name(stem: str) -> tuple[str, str]:
    """The date at the start of a file's stem (empty if there is none) and the rest of the stem."""
    match = _FILE_DATE.match(stem)
    if not match:
        return "", stem
    year, month, day, written_month, written_day = match.groups()
    date = _calendar(year, month or written_month, day or written_day)
    return (date, stem[match.end() :] or stem) if date else ("", stem)


def is_urgent_name(stem: str) -> bool:
    """Whether a file whose ``stem`` (behind a date) begins so goes before all others: 紧急停水, 【紧急】停水."""
    return re.match(r"[^\w]*紧急", stem) is not None


def _calendar(year: str, month: str, day: str, hour: str | None = None, minute: str | None = None) -> str:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return ""
    midnight = hour == "24" and not int(minute or 0)  # 12月5日24时 is the end of that day
    try:
        moment = datetime(int(year), int(month), int(day), 0 if midnight else int(hour or 0), int(minute or 0))
        moment += timedelta(days=midnight)
    except ValueError:
        return ""
    return moment.strftime("%Y-%m-%d" if hour is None else "%Y-%m-%dT%H:%M").rjust(10 if hour is None else 16, "0")
