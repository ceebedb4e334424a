"""Numbers that name one thing and are called out: plates, papers, cards, accounts, rooms, serial numbers."""

from __future__ import annotations

import re

from pipeline.chinese.measure_words import MULTIPLES, SURE
from pipeline.reading.normalise.kinds.telephone import END, START, is_counted, is_sum, rule
from pipeline.reading.normalise.numerals import called, digits, is_measure
from pipeline.reading.normalise.rule import after, before

_COUNTED_SIGN = re.compile(r"\s?[-—–~+×*/=%‰°℃μΩ]")
_COUNTED_BEFORE = re.compile(r"[量额数计][：:为]?\s?$|[-—–~+×*/=¥$第达超约共计近≥≤><]\s?$")
_COUNTED_IN_A_HOUSE = re.compile(f"[{SURE}{MULTIPLES}名位户间套张床平米元百余多㎡份天年]")
_CUE = (
    r"(?:编号|工号|证号|身份证号?码?|账号|帐号|账户|帐户|卡号|学号|序列号|流水号|单号|车号|邮编|邮政编码|验证码|密码|口令|QQ群?号?|"
    r"微信号?|尾号|代码|编码|条码|批号|货号|房号|门牌号?|电话|热线|传真|[详垂咨]询|手机号?|专线|号码|联系方式|会议号|校验码|识别码|识别号|信用代码|"
    r"N[Oo]\.?|[卡证单][后末][四六4-8]位|端口号?|[料图件单箱桩铅封]号|S/?N|P/?N|ID)"
)
_CUED = re.compile(
    rf"{_CUE}(?:号码?)?(?:[前后末]\d?[一二三四五六八]?位)?\s?[为是]?\s?[:：]?\s?"
    r"(?:[\d()（） -]{3,}\s?[、,，/和或]\s?)*$"
)


def _cued(match: re.Match[str], text: str) -> str | None:
    if is_counted(match, text) or not _CUED.search(before(match, text, 40)):
        return None
    return called(match.group()) + (match.group()[-1] if match.group()[-1].isalpha() else "")


def _called(match: re.Match[str], _text: str) -> str:
    return called(match.group())


def _person(match: re.Match[str], text: str) -> str | None:
    """The number of an identity card, whose last place may be X."""
    if is_sum(match, text):
        return None
    return called(match.group()[:-1]) + (called(match.group()[-1]) or match.group()[-1].upper())


def _uncounted(match: re.Match[str], text: str) -> str | None:
    """So many figures that nobody counts by them, unless they stand beside what is counted, a sign or a point."""
    if len(match.group()) < 12 and (
        _COUNTED_SIGN.match(after(match, text, 2)) or _COUNTED_BEFORE.search(before(match, text, 4))
    ):
        return None
    return None if is_counted(match, text) or is_measure(after(match, text, 6)) else called(match.group())


def _card(match: re.Match[str], _text: str) -> str:
    return "，".join(map(called, match.group().split()))


def _share(match: re.Match[str], _text: str) -> str:
    figures, exchange = match.group().split(".")
    return digits(figures) + exchange


def _uncounted_room(match: re.Match[str], text: str) -> str | None:
    return None if _COUNTED_IN_A_HOUSE.match(after(match, text, 2)) else called(match.group())


def _plate(match: re.Match[str], _text: str) -> str:
    tail = re.sub(r"\d+", lambda figures: called(figures.group()), match["tail"])
    return match["place"] + tail.upper()


PAPERS = (
    rule(
        "licence plate",
        "(?P<place>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])[·. -]?"
        "(?P<tail>(?=(?:[A-Z]*[0-9]){3})[A-Z0-9]{5,6})(?![A-Z0-9])",
        _plate,
        needs="京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼",
    ),
    rule("serial number", rf"{START}\d{{4}}(?: \d{{4}}){{2,4}}(?: \d{{1,4}})?(?![\d.,A-Za-z]| \d)", _card, needs=" "),
    rule("masked number", r"(?<=\*\*)\d{2,6}(?![\d.A-Za-z])|(?<![\d.A-Za-z])\d{3,}(?=\*\*)", _called, needs="*"),
    rule("identity number", rf"{START}\d{{17}}[\dXx](?![\dA-Za-z])", _person),
)
"""Before telephone numbers: some look like one in a part of theirs."""
RULES = (
    rule("number by digit", r"(?<=[A-Za-z]@)\d+(?![\dA-Za-z.])", _called, needs="@"),
    rule("dialling code", r"(?<=[“\"])\+(?P<n>0\d{1,3}|86)(?=[”\"])", lambda m, _t: "加" + called(m["n"]), needs="+"),
    rule("number by digit", rf"(?<![\dA-Za-z.,])\d{{3,}}(?:[- ]\d{{3,}})*(?![A-Za-z]){END}", _cued),
    rule(
        "room",
        rf"{START}(?<!-)\d{{3,4}}(?=(?:[、和及/]\d{{3,4}}){{0,5}}号?(?:室|房(?!间的|屋|贷)|会议室|办公室|教室|宿舍|病房|包[房厢]))",
        _called,
    ),
    rule(
        "room",
        r"(?:(?<=[楼座栋幢馆])|(?<=单元))\d{3,4}(?![\d.,A-Za-z%‰°℃+—–~×*/-])",
        _uncounted_room,
        needs="幢座栋楼馆元",
    ),
    rule("serial number", r"(?<=[一-鿿][（(])[036]\d{5}(?=[)）])", _called, needs=")）"),
    rule("serial number", rf"{START}[034689]\d{{5}}\.(?:S[HZ]|BJ){END}", _share, needs="BS"),
    rule("number by digit", r"(?<![\dA-Za-z.,])\d{6,}[A-Z](?![\dA-Za-z.])", _cued, needs="ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    rule("serial number", rf"{START}(?<!\d[,:])(?<!:)\d{{8,}}(?![\dA-Za-z:]|\.\d|,\d{{3}}(?!\d))", _uncounted),
)
