"""Dates in figures alone whose order or century has to be inferred: 5/1/2025, 20250501, 25.05.01, 5/10 8:00."""

from __future__ import annotations

import re

from pipeline.reading.normalise.kinds.dates import ALONE, DAY, MONTH, month_day, rule, short, unmeasured, until
from pipeline.reading.normalise.numerals import RANGE, digits
from pipeline.reading.normalise.rule import CLAIMED_DATE, after, before

_YEAR = r"(?:19|20)\d\d"
_TWO = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
"""Month and day with two figures each."""
_COMPACT = rf"{_YEAR}{_TWO}"
_NAMED = re.compile(
    r"(?:日期?|时间|期限?|截[止至]|生效|出厂|生产|更新|修订|发布|签发|签订|编制|入职|离职|上线|投产|失效|到期|检[定验]|校验|复检|下次|交[货付]|竣工|开工|完成|开始|结束|[于自从至到在])"
    r"\s?[为是]?\s?[：:（(]?\s?(?:[\d./-]{6,10}\s?(?:[-—–~、，]{1,4}|至|到)\s?)?$"
)
"""What says that the figures behind it are a date."""
_GOES_ON = re.compile(r"\s?(?:之?前(?!后)|[起止]|开始|生效|更新|发布|截止|到期|入职|离职|[（(](?:周|星期)|版)")
_AT_A_VALUE = re.compile(r"[值率度量压温速比数距径厚宽高长深差隙位持制为稳降升增减涨跌调提整加缩放][在至到]\s?$")
"""Behind it points are decimal points: 保持在6.5~8.5."""
_A_NUMBER_BEFORE = re.compile(r"[号码][为是：: ]?\s?$")
_FREE_DAY = re.compile(
    r"(?:元旦|春节|清明|端午|中秋|国庆|放假|休假?|调休|值班|期间|开放|报名|举[行办]|停[电水产气]|检修)"
)


_FREE_DAYS_BEFORE = re.compile(
    r"(?:元旦|春节|清明|五一|劳动节|端午|中秋|国庆|放假|休假|调休|值班|期间)(?:节|假期?|期间|长假|时间)?[（(：: ]?$"
)
_SO_MANY_DAYS = re.compile(r"[，, ]?共?[\d一二两三四五六七八九十]{1,2}天")


def _is_named(match: re.Match[str], text: str) -> bool:
    preceding = before(match, text, 24)
    if _A_NUMBER_BEFORE.search(preceding):
        return False
    in_brackets = preceding[-1:] in ("（", "(") and after(match, text, 1) in ("）", ")")
    return in_brackets or bool(_NAMED.search(preceding) or _GOES_ON.match(after(match, text, 6)))


def _compact_said(written: str) -> str:
    year, month, day = written[:-4], written[-4:-2], written[-2:]
    return f"{digits(year)}年{short(month)}月{short(day)}日"


def _compact(match: re.Match[str], text: str) -> str | None:
    """20250501 and, where a date is announced, 250501; alone it is a number."""
    is_list = match["b"] is not None and len(match["a"]) == 8
    preceding = before(match, text, 24)
    if not _is_named(match, text) and not (is_list and not _A_NUMBER_BEFORE.search(preceding)):
        return None
    return _compact_said(match["a"]) + (until(match) + _compact_said(match["b"]) if match["b"] else "")


def _year_last(match: re.Match[str], text: str) -> str | None:
    """5/1/2025 has its month first, 27/4/2025 cannot; 5.1.2025 is a date only where one is announced."""
    first, second = int(match["a"]), int(match["b"])
    if max(first, second) > 31 or min(first, second) > 12 or not first or not second:
        return None
    if match["p"] != "/" and first <= 12 and not _is_named(match, text):
        return None
    month, day = (second, first) if first > 12 else (first, second)
    return f"{digits(match['y'])}年{short(str(month))}月{short(str(day))}日"


def _short_said(written: str) -> str:
    year, month, day = re.split(r"[-./]", written)
    return f"{digits(year)}年{short(month)}月{short(day)}日"


def _short_year(match: re.Match[str], text: str) -> str | None:
    """25.05.01 where a date is announced; elsewhere it is a version or a clause."""
    if not _is_named(match, text):
        return None
    return _short_said(match["a"]) + (until(match) + _short_said(match["b"]) if match["b"] else "")


def _of_the_month(match: re.Match[str], text: str) -> str:
    return f"{month_day(match, text)}日"


def _month_days(match: re.Match[str], text: str) -> str | None:
    """5/1-5/5: days in their order, where holidays or a date are spoken of, or where they can be no fractions."""
    first, last = (int(match["m"]), int(match["d"])), (int(match["n"]), int(match["e"]))
    fractions = match["p"] == "." or (first[0] < first[1] and last[0] < last[1])
    preceding = before(match, text, 24)
    follower = after(match, text, 6)
    named = (
        (_NAMED.search(preceding) and not (match["p"] == "." and _AT_A_VALUE.search(preceding)))
        or _FREE_DAYS_BEFORE.search(preceding)
        or _FREE_DAY.match(follower)
        or _SO_MANY_DAYS.match(follower)
    )
    if first >= last or (fractions and not named):
        return None
    said = f"{short(match['m'])}月{short(match['d'])}日{until(match)}"
    return said + (f"{short(match['n'])}月" if first[0] != last[0] else "") + f"{short(match['e'])}日"


def _unknown_year(match: re.Match[str], _text: str) -> str:
    return "".join(digits(figure) if figure.isdecimal() else "某" for figure in match.group())


_END = r"(?![\d/A-Za-z]|\.\d|-\d)"
_SHORT = r"[0-4]\d(?P<{0}>[-./])(?:0?[1-9]|1[0-2])(?P={0})(?:0?[1-9]|[12]\d|3[01])"

COMPACT = (
    rule(
        "date range",
        rf"(?<![\d.A-Za-z/-])(?P<a>{_COMPACT}|[0-4]\d{_TWO})(?:(?P<to>{RANGE})(?P<b>{_COMPACT}|[0-4]\d{_TWO}))?(?![\dA-Za-z]|\.\d|-\d)",
        _compact,
    ),
)
"""Before numbers that are called out."""
RULES = (
    rule("date", rf"{ALONE}(?P<a>\d{{1,2}})(?P<p>[-./])(?P<b>\d{{1,2}})(?P=p)(?P<y>{_YEAR}){_END}", _year_last,
         needs="-./"),
    rule("date", rf"{ALONE}(?P<a>{_SHORT.format('p')})(?:(?P<to>{RANGE})(?P<b>{_SHORT.format('q')}))?{_END}",
         unmeasured(_short_year), needs="-./"),
    rule(
        "date range",
        rf"(?<![\d./约比])(?P<m>{MONTH})(?P<p>[./])(?P<d>{DAY})(?P<to>{RANGE})(?P<n>{MONTH})(?P=p)(?P<e>{DAY})(?![\d/A-Za-z%℃]|\.\d)日?",
        unmeasured(_month_days), needs="./"),
    rule(
        "date",
        rf"(?<![\d./约比])(?<!(?<!:\d\d)(?<!-)-)(?P<m>{MONTH})(?:[./]|(?<=\d\d)-(?=\d\d))(?P<d>{DAY})(?=\s?(?:[（(](?:周|星期)[一二三四五六日天][)）])?"
        rf"\s?(?:[上下中]午|凌晨|早上|晚上|\d{{1,2}}:[0-5]\d(?!\d)))",
        unmeasured(_of_the_month), needs="./-"),
    rule("date", rf"(?<=[于在自从至到截])\s?(?P<m>{MONTH})/(?P<d>{DAY})(?=[日号]?(?:之?前|起|止|[（(](?:周|星期)))",
          _of_the_month, needs="/"),
    rule("date", rf"(?<=截止|截至|定于|延至|改至|改到|交期|日期|期：|间：|止：)"
          rf"\s?(?P<m>{MONTH})/(?P<d>{DAY})(?![\d/.A-Za-z])",
          unmeasured(_of_the_month), needs="/"),
    rule("date", rf"(?<![\d./约比])(?P<m>{MONTH})[./](?P<d>{DAY})(?=之?前(?!后)|[起止]|截止)",
          _of_the_month, needs="./"),
    rule("date", rf"(?<=(?:周|期|拜)[一二三四五六日天][（(])(?P<m>{MONTH})[./](?P<d>{DAY})(?=[）)])",
          _of_the_month, needs=")）"),
    rule(
        "date",
        rf"(?<![\d./约比])(?P<m>{MONTH})/(?P<d>{DAY})(?=正常|恢复|上班|放假|返[岗厂]|复工|开[会工始学]|到[期岗]|发车)",
        _of_the_month, needs="/"),
    rule("date", r"(?<![\dA-Za-z.-])20\d\d(?:0[1-9]|1[0-2])(?=[期批])", lambda m, _t: digits(m.group()), needs="期批"),
    rule("date", rf"(?<={CLAIMED_DATE})T(?={CLAIMED_DATE}|\d\d:)", lambda _m, _t: "，", needs="T"),
    rule("year", r"(?<![\dA-Za-z])(?:19|20)(?:[xX×*]{2}|\d[xX×*])"
         r"(?=\s?(?:年|届|级|版|学年|[-—–~至到./](?:19|20)[\dxX×*]))", _unknown_year, needs="xX×*"),
)  # fmt: skip
