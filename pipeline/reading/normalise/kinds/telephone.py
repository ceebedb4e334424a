"""Telephone numbers, called out figure by figure whatever follows: mobile, landline, toll-free, extensions."""

from __future__ import annotations

import re

from pipeline.chinese.measure_words import UNSURE
from pipeline.reading.normalise.numerals import RANGE, called, is_measure
from pipeline.reading.normalise.rule import Rule, Say, after, before

START = r"(?:(?<![\dA-Za-z])(?<!\d\.)|(?<=[Tt][Ee][Ll]))"
"""Before a number that is called out; a full stop may stand there, a point between figures not."""
END = r"(?!\d|\.\d)"
"""After it."""
SERVICE_NUMBER = (
    "(?:1000[01]|10010|1008[56]|10050|10099|111(?:83|85)|121(?:10|17|19|21|23)|123(?:0[569]|1[0-9]|2[0-9]|3[0-9]|4[0-58]"
    "|5[015689]|6[0-9]|7[178]|8[0-9]|9[0-8])|95[0-9]{3}|96[0-9]{3}|114)"
)
"""National service numbers, and the banks', utilities' and provinces' 95xxx and 96xxx."""
_A_SUM = re.compile(
    r"\s?(?:[余多]?[万亿]|元(?![师先女主经工老总])|[美港欧]元|[%‰吨]|千瓦|度电|[立平]方|[kKMG]?Wh|人次|字节|个(?!人))"
)
_COUNTED = re.compile(
    r"\s?(?:[余多]?[万亿千百]|[余多][一-鿿]|[元%‰℃]|[美港欧]元|公[里斤]|小时|分钟|[立平]方|千[克米瓦]|[年月日](?!均))"
)
_NAME_OR_MEASURE = re.compile(
    rf"\s?(?:[{UNSURE}路车方]|[部台组班队科股级处所场院](?:门|账|长|员|室|组|[一-鿿]{{1,3}}[师主经])|人[事力民员工]|个人"
    r"|名[字叫]|次日|天天|条件|间[隔断]|件数|只[能有限要]|对[外内接应]|口[头述]|户主|点击|分[机管厂]|时[间段]|面[向对]|副[主厂科总经班]|轮流|首席|位于|车间(?:调度|主任|值班|办|找))"
)
"""Measures that begin a surname or another word as well: after a telephone number they count nothing."""


_PUT_THROUGH = re.compile(
    r"(?:[\d机号线话电)）]|夜[间里]|白天|晚上|中午|周末|假日|时段|[班忙占]时?|无人[接应]听?|(?<![产用])后|请|可|直接|然后|人工)[，,]?\s?转$"
)
"""A number dialled, a telephone, a time of the day or a request before 转: what follows is an extension."""


def is_sum(match: re.Match[str], text: str) -> bool:
    """Whether even a number of eleven figures is an amount: money, energy, a percentage, ten thousands follow."""
    return _A_SUM.match(after(match, text, 4)) is not None


def is_counted(match: re.Match[str], text: str) -> bool:
    """Whether what follows is counted; what may be a surname, too (张段项包路), counts nothing here."""
    follower = after(match, text, 6)
    if _COUNTED.match(follower):
        return True
    return is_measure(follower) and not _NAME_OR_MEASURE.match(follower)


def rule(name: str, pattern: str, say: Say, needs: str = "") -> Rule:
    """A rule whose 一 stays yī."""
    return Rule(name, re.compile(pattern), say, digits=True, needs=needs)


def _mobile(match: re.Match[str], text: str) -> str | None:
    return None if is_sum(match, text) else called(match.group())


def _landline(match: re.Match[str], _text: str) -> str:
    """Its parts with a pause before an extension."""
    numbers = re.split(r"[、，/]", match.group())
    return "、".join(
        "，".join(called(part) for part in re.split(r"[^\d]{2,}|-(?=\d{1,6}$)", number) if part) for number in numbers
    )


def _extension(match: re.Match[str], text: str) -> str | None:
    passed_on = before(match, text, 6)
    if passed_on.endswith("转") and not _PUT_THROUGH.search(passed_on):
        return None
    if is_counted(match, text) or (passed_on.endswith("转") and is_measure(after(match, text, 6))):
        return None
    last = "到" + called(match["m"]) if match["m"] else ""
    others = re.sub(r"\d+", lambda number: called(number.group()), match["others"] or "").replace("/", "、")
    return match["mark"].strip() + called(match["n"]) + last + others


RULES = (
    rule(
        "telephone",
        rf"{START}(?:(?:\+|00)?86[- ]?)?1[3-9]\d(?:([- ]?)\d{{4}}\1\d{{4}}|\d[- ]\d{{3}}[- ]\d{{4}}|\d{{2}}[- ]\d{{6}}"
        rf"|\d{{4}}[- ]\d{{4}}|[- ]\d{{8}}|[- ]\d{{3}}[- ]\d{{5}}){END}",
        _mobile,
    ),
    rule(
        "telephone",
        rf"{START}[(（]?0\d{{2,3}}[)）]?[- ]?[1-9]\d{{2,3}}[- ]?\d{{4}}(?:-\d{{1,6}}|(?:[、，/][1-9]\d{{6,7}})+)?{END}",
        _landline,
    ),
    rule(
        "telephone",
        rf"{START}[(（]?0\d{{2,3}}(?:[)）]|\s?[-—–]\s?)(?:{SERVICE_NUMBER}|[1-9]\d{{6,7}}){END}",
        _landline,
        needs=")-–—）",
    ),
    rule(
        "telephone",
        rf"{START}(?:(?:\+|00)86|[(（](?:\+|00)?86[)）])[- ]?\d{{2,3}}[- ]?\d{{3,4}}[- ]?\d{{4}}{END}",
        _landline,
    ),
    rule("telephone", rf"{START}[48]00(?:[- ]\d{{3,4}}[- ]?\d{{3,4}}|\d{{7}}){END}", _mobile),
    rule(
        "extension",
        rf"(?:(?<=转)|(?<=分机)|(?<=内线)|(?<=短号)|(?<=[机线]号))(?P<mark>[:：为是]?\s?)(?P<n>\d{{2,6}})"
        rf"(?:(?P<to>{RANGE})(?P<m>\d{{2,6}}))?(?P<others>(?:[、，,/和或]\d{{2,6}}(?![\d.A-Za-z]|[一-鿿]))*){END}",
        _extension,
        needs="转机线号",
    ),
)
