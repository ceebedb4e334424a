"""Dates, times of day, and their ranges."""

from __future__ import annotations

import re

from pipeline.reading.normalise.numerals import RANGE, cardinal, digits, is_measure
from pipeline.reading.normalise.rule import CLAIMED_DATE, Rule, Say, after, before

YEAR = r"(?:1[0-9]|20|21)\d\d"
_MODERN = r"(?:1[89]|20)\d\d"
MONTH = r"(?:1[0-2]|0?[1-9])"
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?"
_ALONE = r"(?<![\d.:/A-Za-z-])"
_END = r"(?![\d:/]|\.\d|-\d)"


def _full(mark: str) -> str:
    return rf"{YEAR}(?P<{mark}>[-./]){MONTH}(?P={mark}){DAY}"


_TO = rf"(?P<to>{RANGE})"
_SPAN_OF_YEARS = re.compile(r"多?年(?:来|的?历史|前|后|以[上来前]|间|左右|之久|大计|文明|不遇|一遇|的|树龄|古)")

_NOT_A_TIME_BEFORE = re.compile(
    r"比例|配比|之比|比为|比分|比率|油水|水灰|掺|稀释|混合|赔率|比约?$|以$|按$|战成|总分|打成|坡度|尺|传动"
)
_SCORES_BEFORE = re.compile(
    r"(?:比分|总分|局分|小分)[^，。；]{0,8}?(?:\d{1,3}:\d{1,3}\s?[、,，和及]\s?)+$|(?<!\d)(?:2[5-9]|[3-9]\d|1\d\d):\d{1,3}\s?[、,，]\s?$"
)
"""A row of scores: 25:23、21:25."""
_A_TIME_BEFORE = re.compile(
    r"(?:时间|[今明昨当次每][天日]|[早晚]上?|[上中下]午|凌晨|日|周.|截至|定于|定在)[^，。；]{0,3}$"
)
_NOT_A_TIME_AFTER = re.compile(
    r"(?:\s?[、,，和]\s?\d{1,3}:\d{1,3})*[）)]?\s?(?:战胜|夺冠|[完速]胜|完败|告负|落败|告捷|出局|夺得|淘汰|晋级|胜出|横扫|击败|获胜|取胜|拿下|战平|大胜|险胜|锥度|坡|胜|不敌|领先|落后|逆转|力克|平局|惜败|的?比[例分]|配比|平$|"
    r"平[，。])"
)


def short(figures: str) -> str:
    """A month, a day, an hour: 05 is 五."""
    return cardinal(figures.lstrip("0") or "0")


def calendar_day(written: str) -> str:
    """2026-05-01, 2026.5.1 or 2026/5/1 in words."""
    year, month, day = re.split(r"[-./]", written)
    return f"{digits(year)}年{short(month)}月{short(day)}日"


def clock(written: str) -> str:
    """15:30 or 15:30:20 in words; the full hour without minutes."""
    hour, minute, *second = written.split(":")
    if second == ["00"] and minute == "00":
        second = []
    said = ("两" if int(hour) == 2 else short(hour)) + "点"
    if minute != "00" or second:
        said += (cardinal(minute) if minute[0] != "0" else digits(minute) if minute != "00" else "零") + "分"
    return said + (
        f"{cardinal(second[0]) if second[0][0] != '0' else digits(second[0]) if second[0] != '00' else '零'}秒"
        if second
        else ""
    )


def _until(match: re.Match[str]) -> str:
    """Between the ends of a range: 到 where that is written, else 至, as in print."""
    return "到" if "到" in match["to"] else "至"


def _full_range(match: re.Match[str], _text: str) -> str:
    return f"{calendar_day(match['a'])}{_until(match)}{calendar_day(match['b'])}"


def _month_range(match: re.Match[str], _text: str) -> str:
    first, last = (re.split(r"[-./]", part) for part in (match["a"], match["b"]))
    return _until(match).join(f"{digits(year)}年{short(month)}月" for year, month in (first, last))


def _year_month(match: re.Match[str], text: str) -> str | None:
    if before(match, text, 1) in ("第", "号") or after(match, text, 1) == "号":
        return None
    return f"{digits(match['y'])}年{short(match['m'])}月"


def _year_range(match: re.Match[str], _text: str) -> str:
    return f"{digits(match['a'])}{match.groupdict().get('s') or ''}{_until(match)}{digits(match['b'])}"


def _bare_years(match: re.Match[str], text: str) -> str | None:
    follower = after(match, text, 3)
    if match["a"] >= match["b"] or is_measure(follower) or re.match("[%‰℃°μΩ多余万千百十]", follower):
        return None
    return f"{digits(match['a'])}{_until(match)}{digits(match['b'])}"


def _month_day_range(match: re.Match[str], _text: str) -> str:
    first = f"{short(match['m'])}月" if match["m"] else ""
    first += f"{short(match['d'])}{match['s'] or ''}"
    last = f"{short(match['n'])}月" if match["n"] else ""
    return f"{first}{_until(match)}{last}{short(match['e'])}"


def _months(match: re.Match[str], _text: str) -> str:
    return f"{short(match['a'])}{match['s'] or ''}{_until(match)}{short(match['b'])}"


def _year(match: re.Match[str], text: str) -> str | None:
    if match["y"].endswith("00") and _SPAN_OF_YEARS.match(text[match.end() :]):
        return None
    return digits(match["y"])


def _month_day(match: re.Match[str], _text: str) -> str:
    return f"{short(match['m'])}月{short(match['d'])}"


def _decade(match: re.Match[str], text: str) -> str:
    return digits(match.group()) if after(match, text, 1) == "后" else cardinal(match.group())


def _is_ratio(match: re.Match[str], text: str) -> bool:
    if _A_TIME_BEFORE.search(before(match, text, 10)):
        return False
    if _SCORES_BEFORE.search(before(match, text, 60)):
        return True
    return bool(_NOT_A_TIME_BEFORE.search(before(match, text, 6)) or _NOT_A_TIME_AFTER.match(after(match, text, 40)))


def _time(match: re.Match[str], text: str) -> str | None:
    return None if _is_ratio(match, text) else clock(match["t"])


def _time_range(match: re.Match[str], _text: str) -> str:
    return f"{clock(match['a'])}{_until(match)}{clock(match['b'])}"


def _runners_time(match: re.Match[str], _text: str) -> str:
    hundredths = digits(match["c"]) if match["c"] else ""
    return f"{short(match['m'])}分{short(match['s'])}秒{hundredths}"


def _spoken_hour(match: re.Match[str], _text: str) -> str:
    hour = int(match["h"])
    return "两" if hour == 2 else short(match["h"])


def _to(_match: re.Match[str], _text: str) -> str:
    return "至"


def _rule(name: str, pattern: str, say: Say) -> Rule:
    return Rule(name, re.compile(pattern), say, digits=True, mask=CLAIMED_DATE)


_DATED = f"[{CLAIMED_DATE}]"

RULES = (
    _rule("date range", rf"{_ALONE}(?P<a>{_full('p')})日?{_TO}(?P<b>{_full('q')}){_END}日?", _full_range),
    _rule("date", rf"{_ALONE}(?P<a>{_full('p')}){_END}[日号]?", lambda m, _t: calendar_day(m["a"])),
    _rule("date range", rf"{_ALONE}(?P<a>{YEAR}[./]{MONTH}){_TO}(?P<b>{YEAR}[./]{MONTH}){_END}", _month_range),
    _rule("date", rf"{_ALONE}(?P<y>{YEAR})[-/](?P<m>0[1-9]|1[0-2]){_END}", _year_month),
    _rule("year range", rf"{_ALONE}(?P<a>{YEAR})(?P<s>年)?{_TO}(?P<b>{YEAR})(?=年|届|级)", _year_range),
    _rule("year range", rf"{_ALONE}(?P<a>{YEAR})(?P<to>[-/—–])"
          rf"(?P<b>{YEAR}|\d\d)(?=\s?(?:赛季|学年|年度|财年))", _year_range),
    _rule("year range", rf"{_ALONE}(?P<a>{_MODERN})(?P<to>\s?[-—–~]\s?)(?P<b>{_MODERN})(?![\d.A-Za-z])", _bare_years),
    _rule("year", rf"{_ALONE}(?P<y>{YEAR})(?=\s?(?:年|届|级|版|款|财年|赛季)|[、和与及或]{YEAR}年)", _year),
    _rule("date range",
          rf"{_ALONE}(?:(?P<m>{MONTH})月)?(?P<d>{DAY})(?P<s>[日号])?{_TO}(?:(?P<n>{MONTH})月)?(?P<e>{DAY})"
          rf"(?=[日号](?![楼线]))",
          _month_day_range),
    _rule("date range", rf"{_ALONE}(?P<a>{MONTH})(?P<s>月份?)?{_TO}(?P<b>{MONTH})(?=月)", _months),
    _rule("date", rf"{_ALONE}(?P<m>{MONTH})月(?P<d>{DAY})(?=[日号])", _month_day),
    _rule("date", r"(?<=年)\s?(?P<m>0[1-9])(?=月)|(?<=月)\s?(?P<d>0[1-9])(?=日)",
          lambda m, _t: short(m["m"] or m["d"])),
    _rule("date", rf"(?<=[于在自从至到截])\s?(?P<m>{MONTH})/(?P<d>{DAY})(?=[日号]?(?:之?前|起|止|[（(](?:周|星期)))",
          lambda m, t: f"{_month_day(m, t)}日"),
    _rule("date", rf"(?<=截止|截至|定于|延至|改至|改到|交期|日期|期：|间：|止：)"
          rf"\s?(?P<m>{MONTH})/(?P<d>{DAY})(?![\d/.A-Za-z])",
          lambda m, t: f"{_month_day(m, t)}日"),
    _rule("date", rf"(?<![\d./约比])(?P<m>{MONTH})[./](?P<d>{DAY})(?=之?前(?!后)|[起止]|截止)",
          lambda m, t: f"{_month_day(m, t)}日"),
    _rule("date", rf"(?<=(?:周|期|拜)[一二三四五六日天][（(])(?P<m>{MONTH})[./](?P<d>{DAY})(?=[）)])",
          lambda m, t: f"{_month_day(m, t)}日"),
    _rule("date", rf"(?<=[至到自从期])\s?(?P<y>{_MODERN})[./](?P<m>{MONTH})(?=$|[，。；、）)止起]|之?前)", _year_month),
    _rule("year", rf"(?<=[〔（(\[]){YEAR}(?=[〕）)\]])", lambda m, _t: digits(m.group())),
    _rule("year", rf"(?<![\d.])[12]\d(?=年(?:{MONTH}月|第?[1-4一二三四]季度|[上下]半年|[底初末]|春[节运]))",
          lambda m, _t: digits(m.group())),
    _rule("year range", rf"{_ALONE}(?P<a>[0-3]\d)(?P<to>[/-])(?P<b>[0-3]\d)(?=\s?(?:赛季|学年|财年))", _year_range),
    _rule("decade", r"(?<![\d:])\d[05](?=后(?![的来面])[一-鿿，。、”]|年代)|(?<![\d:])\d\d(?=后[青职员的])", _decade),
    _rule("duration", r"(?<![\d°.])(?P<m>\d{1,3})['′](?P<s>[0-5]\d)(?:[\"″”]|'')(?P<c>\d\d?)?(?!\d)", _runners_time),
    _rule("year", r"(?<=[’'‘])\d\d(?!\d)", lambda m, _t: digits(m.group())),
    _rule("time range", rf"(?<![\d.:A-Za-z-])(?P<a>{_CLOCK}){_TO}(?P<b>{_CLOCK})(?!\d|:|\.\d)[分时]?", _time_range),
    _rule("time", rf"{_ALONE}(?P<t>{_CLOCK})(?!\d|:|\.\d|,\d{{3}})分?", _time),
    _rule("time", r"(?<![\d.])(?P<h>[01]?\d|2[0-4])(?=[时点](?:[0-5]?\d分|[整半许]|钟))", _spoken_hour),
    _rule("time", r"(?<=[上下中]午|凌晨|早上|晚上|夜里|次日|清晨|傍晚)(?P<h>1?\d)(?=[时点])", _spoken_hour),
    _rule("time", r"(?<![\d.])(?P<h>1)(?=时)", _spoken_hour),
)  # fmt: skip
"""In order: what is longer comes first."""
RANGE_SIGNS = (
    _rule(
        "date range",
        rf"(?<={_DATED})\s?[-—–~]\s?(?={_DATED}|次日|翌日|当[日天]|第二天|[上下]午|凌晨|晚|周|[明今后]天)"
        rf"|(?<=[日号月年时点分])\s?(?:[-–~]|(?<!—)—(?!—))\s?(?={_DATED}|\d{{1,2}}[时点日号月]|次[日年]|翌日|(?:[早晚]上?|[上中下]午|凌晨)[\d{CLAIMED_DATE}])",
        _to,
    ),
)
"""Dashes between dates, for when the dates on both sides have been read."""
WEEKDAYS = _rule(
    "date range", "(?<=周[一二三四五六日]|[期拜][一二三四五六日天])[-—–~](?=(?:周|星期|礼拜)?[一二三四五六日天])", _to
)
