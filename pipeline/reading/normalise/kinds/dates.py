"""Dates with words or in the order of the calendar, years, months, and their ranges."""

from __future__ import annotations

import re

from pipeline.reading.normalise.numerals import RANGE, cardinal, digits, is_measure
from pipeline.reading.normalise.rule import CLAIMED_DATE, Rule, Say, after, before
from pipeline.reading.normalise.units import NOT_ALONE, UNIT, is_unit

YEAR = r"(?:1[0-9]|20|21)\d\d"
_MODERN = r"(?:1[89]|20)\d\d"
MONTH = r"(?:1[0-2]|0?[1-9])"
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
ALONE = r"(?=\d)(?<![\d/A-Za-z])(?<!\d[.:])(?<!(?<!:\d\d)(?<![日月年号-])-)"
"""A half-width colon may stand before a date (日期:2025年), a hyphen only behind another date or time."""
_END = r"(?![\d:/]|\.\d|-\d)"


def full(mark: str) -> str:
    """The pattern of a whole date with one mark between its parts, in group ``mark``."""
    return rf"{YEAR}(?P<{mark}>[-./]){MONTH}(?P={mark}){DAY}"


_TO = rf"(?P<to>{RANGE})"
_SPAN_OF_YEARS = re.compile(r"多?年(?:来|的?历史|前|后|以[上来前]|间|左右|之久|大计|文明|不遇|一遇|的|树龄|古)")
_UNIT = re.compile(rf"\s?({UNIT})")
_COUNTED = re.compile(
    r"\s?(?:[万亿千百倍角吨斤克米瓦帕欧秒]|元(?!旦|宵)|升(?!级|旗)|安(?!排|全|检|装|置)|伏(?![假天])|度(?!假)|分(?![别批组两期头])|折(?!返)|级"
    r"|[公毫厘微英][里斤克米升寸尺安瓦伏顷]|兆[帕瓦]|平方|立方|个|[小工课学人]时|分钟|摄氏|[%‰℃°])"
)
"""Measures that no day is followed by: not 分 of 分别, 元 of 元旦."""
_SPAN_BEFORE = re.compile(
    r"(?:满|长达|刑期|徒刑|[工龄]龄|约|近|达|历时|历经|累计|共|已有|[干作活役住][了满]?)[为是：: ]?$"
)


def short(figures: str) -> str:
    """A month, a day, an hour: 05 is 五."""
    return cardinal(figures.lstrip("0") or "0")


def calendar_day(written: str) -> str:
    """2026-05-01, 2026.5.1 or 2026/5/1 in words."""
    year, month, day = re.split(r"[-./]", written)
    return f"{digits(year)}年{short(month)}月{short(day)}日"


def until(match: re.Match[str]) -> str:
    """Between the ends of a range: 到 where that is written, else 至, as in print."""
    return "到" if "到" in match["to"] else "至"


def _full_range(match: re.Match[str], _text: str) -> str:
    return f"{calendar_day(match['a'])}{until(match)}{calendar_day(match['b'])}"


def _month_range(match: re.Match[str], _text: str) -> str:
    first, last = (re.split(r"[-./]", part) for part in (match["a"], match["b"]))
    return until(match).join(f"{digits(year)}年{short(month)}月" for year, month in (first, last))


def _year_month(match: re.Match[str], text: str) -> str | None:
    if before(match, text, 1) in ("第", "号") or after(match, text, 1) == "号":
        return None
    return f"{digits(match['y'])}年{short(match['m'])}月"


def _year_range(match: re.Match[str], _text: str) -> str:
    return f"{digits(match['a'])}{match.groupdict().get('s') or ''}{until(match)}{digits(match['b'])}"


def _bare_years(match: re.Match[str], text: str) -> str | None:
    follower = after(match, text, 3)
    if match["a"] >= match["b"] or is_measure(follower) or re.match("[%‰℃°μΩ多余万千百十]", follower):
        return None
    return f"{digits(match['a'])}{until(match)}{digits(match['b'])}"


def _month_day_range(match: re.Match[str], text: str) -> str | None:
    if (
        not (match["m"] or match["n"] or match["s"])
        and after(match, text, 1) == "号"
        and int(match["d"]) > int(match["e"])
    ):
        return None  # 18-2号 is a house
    first = f"{short(match['m'])}月" if match["m"] else ""
    first += f"{short(match['d'])}{match['s'] or ''}"
    last = f"{short(match['n'])}月" if match["n"] else ""
    return f"{first}{until(match)}{last}{short(match['e'])}"


def _months(match: re.Match[str], _text: str) -> str:
    return f"{short(match['a'])}{match['s'] or ''}{until(match)}{short(match['b'])}"


def _year(match: re.Match[str], text: str) -> str | None:
    if match["y"].endswith("00") and _SPAN_OF_YEARS.match(text[match.end() :]):
        return None
    return digits(match["y"])


def month_day(match: re.Match[str], _text: str) -> str:
    return f"{short(match['m'])}月{short(match['d'])}"


def _short_year(match: re.Match[str], text: str) -> str | None:
    """The last two figures of a year, 86年8月; not a span of so many years and months."""
    return None if _SPAN_BEFORE.search(before(match, text)) else digits(match.group())


def _decade(match: re.Match[str], text: str) -> str:
    return digits(match.group()) if after(match, text, 1) == "后" else cardinal(match.group())


def _to(_match: re.Match[str], _text: str) -> str:
    return "至"


def rule(name: str, pattern: str, say: Say, needs: str = "") -> Rule:
    """A rule for dates or times: 一 stays yī, and a dash between two of them is a range."""
    return Rule(name, re.compile(pattern), say, digits=True, mask=CLAIMED_DATE, needs=needs)


def unmeasured(say: Say) -> Say:
    """``say`` for figures that might be a date, but not before a unit or a measure: 6.3～7.5 MPa, 3.5—4.5 倍."""

    def said(match: re.Match[str], text: str) -> str | None:
        return None if _is_measured(text, match.end()) else say(match, text)

    return said


def _is_measured(text: str, end: int) -> bool:
    unit = _UNIT.match(text, end)
    if unit and (is_unit(unit[1], text[unit.end() : unit.end() + 4]) or unit[1] in NOT_ALONE):
        return True
    return _COUNTED.match(text, end) is not None


_DATED = f"[{CLAIMED_DATE}]"

RULES = (
    rule("date range", rf"{ALONE}(?P<a>{full('p')})日?{_TO}(?P<b>{full('q')}){_END}日?", _full_range, needs="-./"),
    rule("date", rf"{ALONE}(?P<a>{full('p')}){_END}[日号]?", lambda m, _t: calendar_day(m["a"]), needs="-./"),
    rule("date range", rf"{ALONE}(?P<a>{YEAR}[./]{MONTH}){_TO}(?P<b>{YEAR}[./]{MONTH}){_END}",
          unmeasured(_month_range), needs="./"),
    rule("date", rf"{ALONE}(?P<y>{YEAR})[-/](?P<m>0[1-9]|1[0-2]){_END}", _year_month, needs="-/"),
    rule("year range", rf"{ALONE}(?P<a>{YEAR})(?P<s>年)?{_TO}(?P<b>{YEAR})(?=年|届|级)", _year_range),
    rule("year range", rf"{ALONE}(?P<a>{YEAR})(?P<to>[-/—–])"
          rf"(?P<b>{YEAR}|\d\d)(?=\s?(?:赛季|学年|年度|财年))", _year_range, needs="-/–—"),
    rule("year range", rf"{ALONE}(?P<a>{_MODERN})(?P<to>\s?[-—–~]\s?)(?P<b>{_MODERN})(?![\d.A-Za-z])",
          unmeasured(_bare_years), needs="-~–—"),
    rule("year range", rf"(?<=[（(,，、])(?P<a>1\d{{3}})(?P<to>[-—–~]{{1,2}})(?P<b>{_MODERN}|1\d{{3}})(?=年?[）)])",
         _bare_years, needs=")）"),
    rule("year", rf"{ALONE}(?P<y>{YEAR})(?=\s?(?:年|届|级|版|款|财年|赛季)|(?:[、和与及或]{YEAR})+[两三四五]?年)",
          _year),
    rule("date range",
          rf"{ALONE}(?:(?P<m>{MONTH})月)?(?P<d>{DAY})(?P<s>[日号])?{_TO}(?:(?P<n>{MONTH})月)?(?P<e>{DAY})"
          rf"(?=[日号](?![楼线]))",
          _month_day_range),
    rule("date range", rf"{ALONE}(?P<a>{MONTH})(?P<s>月份?)?{_TO}(?P<b>{MONTH})(?=月)", _months),
    rule("date", rf"{ALONE}(?P<m>{MONTH})月(?P<d>{DAY})(?=[日号])", month_day),
    rule("date", r"(?<=年)\s?(?P<m>0[1-9])(?=月)|(?<=月)\s?(?P<d>0[1-9])(?=日)",
          lambda m, _t: short(m["m"] or m["d"])),
    rule("date", rf"(?<=[至到自从期])\s?(?P<y>{_MODERN})[./](?P<m>{MONTH})(?=$|[，。；、）)止起]|之?前)", _year_month,
         needs="./"),
    rule("date", rf"{ALONE}(?P<y>20[0-4]\d)/(?P<m>1[0-2]|[1-9])(?![\d/A-Za-z]|\.\d)", _year_month, needs="/"),
    rule("date", rf"{ALONE}(?P<y>19[5-9]\d|20[0-4]\d)\.(?P<m>1[0-2]|0[1-9])"
         r"(?=参加|入[党职学伍团厂会]|出生|毕业|进厂|任|调|至今|退休|当选|建成)",
         _year_month, needs="."),
    rule("year", rf"(?<=[〔（(\[]){YEAR}(?=[〕）)\]])", lambda m, _t: digits(m.group()), needs=")]〕）"),
    rule("year", rf"(?<![\d.])[0-24-9]\d(?=年(?:{MONTH}月(?!的|后|间)|{CLAIMED_DATE}|第?[1-4一二三四]季度|[上下]半年"
          r"|[底初末]|春[节运]))",
          _short_year),
    rule("year", r"(?<![\d.])[5-9]\d(?=年(?:进|入|出生|生[人于]|毕业|参[加军]|建[厂成]|投产|退休|上学|当兵|"
          r"抗[洪震]|洪水|改制|扩建|技改|大修|复员|转业|结婚|分配))"
          r"|(?<=[从自于])[5-9]\d(?=年(?![代间来以内之多余里后的]))", _short_year),
    rule("year", r"(?<![\d.])\d\d(?=级(?:学[员生]|校友|毕业|同学|新生|本科|技校|[一-鿿]{2,4}专业))",
         lambda m, _t: digits(m.group()), needs="级"),
    rule("year range", rf"{ALONE}(?P<a>[0-3]\d)(?P<to>[/-])(?P<b>[0-3]\d)(?=\s?(?:赛季|学年|财年))", _year_range,
         needs="-/"),
    rule("decade", r"(?<![\d:])\d[05](?=后(?![的来面])[一-鿿，。、”]|年代)|(?<![\d:])\d\d(?=后[青职员的])", _decade),
    rule("year", r"(?<=[’'‘])(?<!\d[’'‘])\d\d(?!\d)", lambda m, _t: digits(m.group()), needs="'’‘"),
)  # fmt: skip
"""In order: what is longer comes first."""
RANGE_SIGNS = (
    rule(
        "date range",
        rf"(?<={_DATED})\s?(?:-{{1,4}}|[—–~]{{1,2}})\s?(?={_DATED}|次日|翌日|当[日天]|第二天|[上下]午|凌晨|晚|周|[明今后]天)"
        rf"|(?<={_DATED}日[）)])[-—–~](?={_DATED})|(?<=[一二三四五六日][）)])[-—–~](?={_DATED})"
        rf"|(?<=[日号月年时点分])\s?(?:[-–~]|(?<!—)—(?!—))\s?(?={_DATED}|\d{{1,2}}[时点日号月]|次[日年]|翌日|(?:[早晚]上?|[上中下]午|凌晨)[\d{CLAIMED_DATE}])",
        _to,
        needs=")-~–—）",
    ),
)
"""Dashes between dates, for when the dates on both sides have been read."""
WEEKDAYS = rule(
    "date range",
    "(?:(?<=周[一二三四五六日1-6]|[期拜][一二三四五六日天1-6])|(?<=(?<!之)初[一二三四五六七八九1-9])|(?<=除夕))[-—–~]"
    "(?:(?:(?<=初..)|(?<=夕.))(?=初[一二三四五六七八九十1-9]|十[一二三四五六])|(?<!初..)(?<!夕.)(?=(?:周|星期|礼拜)?[一二三四五六日天1-7](?!\\d)))",
    _to,
    needs="-~–—",
)
