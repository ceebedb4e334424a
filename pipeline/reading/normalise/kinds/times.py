"""Times of day, of a run and of a shift, and their ranges; a.m. and p.m."""

from __future__ import annotations

import re

from pipeline.reading.normalise.kinds.dates import rule, short, until
from pipeline.reading.normalise.numerals import RANGE, cardinal, digits
from pipeline.reading.normalise.rule import CLAIMED_DATE, after, before

CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?"
_TO = rf"(?P<to>{RANGE})"
_NOT_A_TIME_BEFORE = re.compile(
    r"比例|配比|之比|比为|比分|比率|油水|水灰|掺|稀释|混合|赔率|比约?$|以$|按$|战成|总分|打成|坡度|锥度|斜度|坡比|边坡|放坡|速比|压缩比|溶液|尺|传动"
)
_SCORES_BEFORE = re.compile(
    r"(?:比分|总分|局分|小分)[^，。；]{0,8}?(?:\d{1,3}:\d{1,3}\s?[、,，和及]\s?)+$|(?<!\d)(?:2[5-9]|[3-9]\d|1\d\d):\d{1,3}\s?[、,，]\s?$"
)
"""A row of scores: 25:23、21:25."""
_PART_OF_DAY = re.compile(r"(?:[上下中]午|凌晨|[早晚]上?|傍晚|夜里)\s?$")
_HALF = r"(?:[ap]\.m\.?|[ap]m|AM|PM|A\.M\.?|P\.M\.?|Am|Pm)"
_BALL_BEFORE = re.compile(
    r"(?:[球棋]|单打|双打|[男女混][单双]|团体|半?决赛|首局|小组赛|拔河)[：: ]?(?:\d{1,2}:\d{1,2}\s?[、,，]\s?)*$"
)
_MORE_SCORES = re.compile(r"\d{1,2}:\d{1,2}\s?[、,，]\s?\d{1,2}:\d{1,2}")
"""Scores of a game, one after another: 羽毛球21:18、19:21."""
_BEGINS = re.compile(r"(?:\s?[、,，和]\s?\d{1,2}:\d{2})*\s?(?:开[赛始打]|进行|举行|比赛)")
"""What begins then is no score: 男单9:21、21:14开赛."""
_A_TIME_BEFORE = re.compile(
    r"(?:时间|[今明昨当次每][天日]|[早晚]上?|[上中下]午|凌晨|日|周.|截至|定于|定在)[^，。；]{0,3}$"
)
_NOT_A_TIME_AFTER = re.compile(
    r"(?:\s?[、,，和]\s?\d{1,3}:\d{1,3})*[）)]?\s?(?:战胜|夺冠|[完速]胜|完败|告负|落败|告捷|出局|夺得|淘汰|晋级|胜出|横扫|击败|获胜|取胜|拿下|战平|大胜|险胜|锥度|坡|胜|不敌|领先|落后|逆转|力克|平局|惜败|的?比[例分]|配比|平$|"
    r"平[，。])"
)


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


def _half_day(match: re.Match[str], text: str) -> str:
    """8:00am, 2-5pm, AM 8:00: the part of the day goes before the hour, once where it is written in Chinese, too."""
    first, last = match["a"], match["b"]
    mark = _plain(match["mark"])
    own = _plain(match.groupdict().get("own") or "") or (mark if not last or _in_order(first, last) else "am")
    if not 0 < int(first.split(":")[0]) <= 12:
        mark = own = ""  # 14:00pm
    said = ("" if _PART_OF_DAY.search(before(match, text, 4)) else _part_of_day(own, first)) + _twelve(own, first)
    if not last:
        return said
    part = _part_of_day(mark, last)
    return said + until(match) + ("" if said.startswith(part) else part) + _twelve(mark, last)


def _plain(mark: str) -> str:
    return mark.replace(".", "").lower()


def _in_order(first: str, last: str) -> bool:
    """Whether both ends of 2-5pm lie in one half of the day; 9-5pm begins in the morning."""
    early, late = (int(time.split(":")[0]) % 12 for time in (first, last))
    return early <= late


def _with_minutes(written: str) -> str:
    return written if ":" in written else f"{written}:00"


def _part_of_day(mark: str, written: str) -> str:
    hour = int(written.split(":")[0])
    if not mark or (mark == "am" and hour == 12):
        return ""
    if mark == "am":
        return "凌晨" if hour < 5 else "上午"
    return "中午" if hour == 12 else "下午" if hour < 7 else "晚上"


def _twelve(mark: str, written: str) -> str:
    hour, _colon, minutes = _with_minutes(written).partition(":")
    return clock(f"{0 if hour == '12' and mark == 'am' else hour}:{minutes}")


def _is_ratio(match: re.Match[str], text: str) -> bool:
    if _A_TIME_BEFORE.search(before(match, text, 10)):
        return False
    if _SCORES_BEFORE.search(before(match, text, 60)) or (
        _BALL_BEFORE.search(before(match, text, 40))
        and _MORE_SCORES.search(text)
        and not _BEGINS.match(after(match, text, 40))
    ):
        return True
    return bool(_NOT_A_TIME_BEFORE.search(before(match, text, 6)) or _NOT_A_TIME_AFTER.match(after(match, text, 40)))


def _time(match: re.Match[str], text: str) -> str | None:
    return None if _is_ratio(match, text) else clock(match["t"])


def _time_range(match: re.Match[str], _text: str) -> str:
    return f"{clock(match['a'])}{until(match)}{clock(match['b'])}"


def _runners_time(match: re.Match[str], _text: str) -> str:
    hundredths = digits(match["c"]) if match["c"] else ""
    return f"{short(match['m'])}分{short(match['s'])}秒{hundredths}"


def _spoken_hour(match: re.Match[str], _text: str) -> str:
    hour = int(match["h"])
    return "两" if hour == 2 else short(match["h"])


_HOUR = r"(?:0?\d|1\d|2[0-4])(?::[0-5]\d)?"
RULES = (
    rule("time",
         rf"(?<![\d./A-Za-z-])(?<!\d:)(?P<a>{_HOUR})\s?(?P<own>{_HALF})?(?:(?P<to>{RANGE})(?P<b>{_HOUR})\s?)?"
         rf"(?P<mark>{_HALF})(?![A-Za-z]|\s?\d{{1,2}}:)", _half_day, needs="aApP"),
    rule("time",
         rf"(?<![A-Za-z\d])(?P<mark>{_HALF})\s?(?P<a>{CLOCK})(?:(?P<to>{RANGE})(?P<b>{CLOCK}))?"
         r"(?!\d|:|\.\d)", _half_day, needs="aApP"),
    rule("duration", r"(?<![\d°.])(?P<m>\d{1,3})['′](?P<s>[0-5]\d)(?:[\"″”]|'')(?P<c>\d\d?)?(?!\d)", _runners_time,
         needs="'′’"),
    rule("time range", rf"(?<![\dA-Za-z-])(?<!\d[.:])(?P<a>{CLOCK}){_TO}(?P<b>{CLOCK})(?!\d|:|\.\d)[分时]?",
         _time_range, needs=":"),
    rule("time", rf"(?:(?<![\dA-Za-z/-])(?<!\d[.:])|(?<=:\d\d/)|(?<={CLAIMED_DATE}[T/]))"
         rf"(?P<t>{CLOCK})(?!\d|:|\.\d|,\d{{3}})分?", _time, needs=":"),
    rule("time", r"(?<![\d.])(?P<h>[01]?\d|2[0-4])(?=[时点](?:[0-5]?\d分|[整半许]|钟))", _spoken_hour),
    rule("time", r"(?<=[上下中]午|凌晨|早上|晚上|夜里|次日|清晨|傍晚)(?P<h>1?\d)(?=[时点])", _spoken_hour),
    rule("time", r"(?<![\d.])(?P<h>1)(?=时)", _spoken_hour),
)  # fmt: skip
