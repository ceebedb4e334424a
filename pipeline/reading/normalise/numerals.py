"""Numbers as Chinese says them: cardinals, digit strings, decimals, and 二 against 两."""

from __future__ import annotations

import re

from pipeline.chinese.measure_words import MEASURES

DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
LONGEST_CARDINAL = 16
"""Figures; a longer number is said digit by digit."""

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
"""An unsigned number, thousands separators and decimals included."""
SCALE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千])?"
"""The Chinese multiple that may follow it."""
RANGE = r"\s?(?:[—–]{1,2}|~{1,2}|-{1,4}|至|到)\s?"
"""What stands between the ends of a range; 至 and 到 are included so that both ends are read alike."""

_MEASURE = re.compile(
    "日(?=[内游])|路(?=进|出线|电源|供电|信号|视频|输)|小时|分钟|室(?=[\\d一二两]厅)|班(?=次|组|倒|制|×)|刻钟|周年|周岁|星期|公斤|毫克|厘米|毫米|公里|千米|公顷|平方|立方|毫升|美元|欧元|港元|英镑|千瓦|兆瓦|千伏|方面|班次|人次|人份|"
    f"工时|课时|学时|学分|昼夜|车间|百分点|摄氏度|[{MEASURES}]|[胜负](?!责)|倒(?=$|[，。；、制”])|运转"
)
_ORDINAL = re.compile(
    "层(?=[为东西南北\\d]|大厅|走廊|会议)|月(?!亮)|日(?!内|游)|号|楼|级|线|期|室(?!.厅)|栋|幢|区|车间|工段|分厂|机组|班(?!次|组|人|倒|制|×)|季度|等|类(?!人)|型|标段|版|年级|单元|档|路(?!进|出线|电源|供电|信号|视频|输)|"
    "中队|大队|连|组(?!人)|排|床|师|团|炉|机|泵|塔|柜|矿|井|站|院|小(?!时)"
)


def digits(figures: str, *, one: str = "一") -> str:
    """``figures`` one by one; ``one`` is 幺 where numbers are called out (telephones, rooms, trains)."""
    return "".join(DIGITS[int(c)] if c != "1" else one for c in figures if c.isdecimal())


def called(figures: str) -> str:
    """``figures`` one by one as telephone and room numbers are called out, with 幺."""
    return digits(figures, one="幺")


def cardinal(figures: str) -> str:
    """``figures`` as a whole number; digit by digit with leading zeros or more than 16 figures.

    两 begins 两千, 两万, 两亿; 二百 and 二十 keep 二, and so does a bare 二.
    """
    if (len(figures) > 1 and figures[0] == "0") or len(figures) > LONGEST_CARDINAL:
        return digits(figures)
    if int(figures) == 0:
        return "零"
    said = ""
    groups = [int(figures[max(0, end - 4) : end]) for end in range(len(figures), 0, -4)]
    names = ["", "万", "亿", "万" if groups[2:3] != [0] else "万亿"]
    gap = False
    for value, name in zip(reversed(groups), reversed(names[: len(groups)]), strict=True):
        if value:
            said += ("零" if said and (gap or value < 1000) else "") + _group(value) + name
        gap = not value
    if said.startswith("一十"):
        said = said[1:]
    return "两" + said[1:] if said.startswith(("二千", "二万", "二亿")) else said


def _group(value: int) -> str:
    """A number below 10,000, without zeros at either end."""
    said = ""
    for place in (3, 2, 1, 0):
        figure = value // 10**place % 10
        if figure:
            said += DIGITS[figure] + _PLACES[place]
        elif said and value % 10**place and not said.endswith("零"):
            said += "零"
    return said


def number(written: str) -> str:
    """An unsigned number as :data:`NUMBER` matches it."""
    whole, point, decimals = written.replace(",", "").partition(".")
    return cardinal(whole) + ("点" + digits(decimals) if point else "")


def dotted(written: str) -> str:
    """Figures with any number of points, as versions and clauses are read: 三点二点一."""
    whole, *parts = written.split(".")
    if len(parts) == 1:
        return number(written)
    return "点".join([cardinal(whole), *(cardinal(p) if len(p) == 1 else digits(p) for p in parts)])


def counted(written: str, follower: str) -> str:
    """``written`` before ``follower``: 2 is 两 before a measure, a unit or 万, and 二 before what is numbered."""
    follower = follower.lstrip()
    if written == "2" and _MEASURE.match(follower) and not _ORDINAL.match(follower):
        return "两"
    return number(written)


def is_ordinal(follower: str) -> bool:
    """Whether what follows a number is numbered by it (2号, 1班), not counted."""
    return _ORDINAL.match(follower.lstrip()) is not None


def is_measure(follower: str) -> bool:
    """Whether what follows a number is counted by it (2个, 120人)."""
    return _MEASURE.match(follower.lstrip()) is not None
