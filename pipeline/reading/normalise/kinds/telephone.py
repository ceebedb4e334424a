"""Numbers that are called out figure by figure: telephones, hotlines, extensions, rooms, plates, papers, accounts."""

from __future__ import annotations

import re

from pipeline.reading.normalise.numerals import RANGE, called, digits, is_measure
from pipeline.reading.normalise.rule import Rule, Say, after, before

_EMERGENCY = "(?:110|119|120|122)"
_HOTLINE = (
    "(?:1000[01]|10010|1008[56]|10050|121(?:10|17|19|23)|123(?:0[569]|1[58]|2[0-9]|3[3-8]|4[58]|5[015689]|6[69]|7[178]|8[0-9]|9[0-8])"
    "|95[0-9]{3}|96[0-9]{3}|11185|114)"
)
"""National service numbers, and the banks', utilities' and provinces' 95xxx and 96xxx."""
_SERVICE = (
    "报警|报案|急救|热线|电话|专线|火警|匪警|指挥|接警|出警|平台|联动|调度|民警|救护|"
    "客服|服务|供电|政务|职工|消费|妇女|法律|便民"
)
_SERVES = re.compile(f'[”" )）]?[一-鿿]{{0,6}}?(?:{_SERVICE})')
_DIALLED = re.compile(
    r"(?:拨打?|打|电话|热线|致电|号码|报警|急救|火警|匪警|客服|专线|呼叫|通过|平台)"
    r"[了为是：:“\"（( ]*(?:[\d、,，/或和及\s]+)?$"
)
_SERVING = re.compile(f"(?:{_SERVICE}|维权|援助|举报|咨询|投诉|求助|监督|抢险|抢修|报修)[一-鿿]{{0,3}}[：:（(“]?$")
_COUNTED_SIGN = re.compile(r"\s?[-—–~+×*/=%‰°℃μΩ]")
_COUNTED_BEFORE = re.compile(r"[量额数计][：:为]?\s?$|[-—–~+×*/=¥$第达超约共计近≥≤><]\s?$")
_COUNTED_IN_A_HOUSE = re.compile("[人名个位户间台套件张床平米元万千百余多㎡份次天年]")
_CUE = (
    r"(?:编号|工号|证号|身份证号?码?|账号|帐号|账户|帐户|卡号|学号|序列号|流水号|单号|车号|邮编|邮政编码|验证码|密码|口令|QQ群?号?|"
    r"微信号?|尾号|代码|批号|货号|房号|门牌号?|电话|热线|传真|手机号?|专线|号码|联系方式|会议号|校验码|识别码|端口号?|[料图件]号|S/?N|P/?N|ID)"
)
_CUED = re.compile(
    rf"{_CUE}(?:号码?)?(?:[前后末]\d?[一二三四五六八]?位)?\s?[为是]?\s?[:：]?\s?"
    r"(?:[\d()（） -]{3,}\s?[、,，/和或]\s?)*$"
)
_MEASURED_MONEY = re.compile(r"\s?(?:[余多]?[万亿千百]|元|[%‰])")


def _is_counted(match: re.Match[str], text: str) -> bool:
    follower = after(match, text, 6)
    return is_measure(follower) or _MEASURED_MONEY.match(follower) is not None


def _called(match: re.Match[str], _text: str) -> str:
    return "，".join(called(part) for part in re.split(r"[^\d]{2,}|-(?=\d{1,6}$)", match.group()) if part)


def _long(match: re.Match[str], text: str) -> str | None:
    return None if _is_counted(match, text) else _with_x(match.group())


def _with_x(written: str) -> str:
    return called(written[:-1]) + "X" if written[-1] in "xX" else called(written)


def _with_letter(written: str) -> str:
    return called(written) + (written[-1] if written[-1].isalpha() else "")


def _hotline(match: re.Match[str], text: str) -> str | None:
    follower = after(match, text, 12)
    if _DIALLED.search(before(match, text, 16)):
        return None if re.match(r"\s?(?:[余多]?[万亿千]|[人次]|[个名位元])", follower) else called(match.group())
    if _SERVING.search(before(match, text)) and (not follower or not follower[0].isalnum()):
        return called(match.group())
    return called(match.group()) if _SERVES.match(follower) and not is_measure(follower) else None


def _emergencies(match: re.Match[str], text: str) -> str | None:
    if _is_counted(match, text):
        return None
    return "、".join(called(part) for part in re.findall(r"\d+", match.group()[: -len(match["last"])])) + (
        (match["join"] if match["join"] in "或和及" else "、") + called(match["last"])
    )


def _cued(match: re.Match[str], text: str) -> str | None:
    if _is_counted(match, text):
        return None
    return _with_letter(match.group()) if _CUED.search(before(match, text, 40)) else None


def _room(match: re.Match[str], _text: str) -> str:
    return called(match.group())


def _uncounted(match: re.Match[str], text: str) -> str | None:
    """So many figures that nobody counts by them, unless they stand beside what is counted, a sign or a point."""
    if len(match.group()) < 12 and (
        _COUNTED_SIGN.match(after(match, text, 2)) or _COUNTED_BEFORE.search(before(match, text, 4))
    ):
        return None
    return _long(match, text)


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


def _extension(match: re.Match[str], text: str) -> str | None:
    passed_on = before(match, text, 3)
    if _is_counted(match, text) or (passed_on.endswith("转") and not re.search(r"[\d机号线话电)）]\s?转$", passed_on)):
        return None
    last = "到" + called(match["m"]) if match["m"] else ""
    return match["mark"].strip() + called(match["n"]) + last


_START = r"(?<![\dA-Za-z.])"
_END = r"(?![\d.])"


def _rule(name: str, pattern: str, say: Say) -> Rule:
    return Rule(name, re.compile(pattern), say, digits=True)


RULES = (
    _rule(
        "licence plate",
        "(?P<place>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])[·.-]?"
        "(?P<tail>(?=(?:[A-Z]*[0-9]){3})[A-Z0-9]{5,6})(?![A-Z0-9])",
        _plate,
    ),
    _rule("serial number", rf"{_START}\d{{4}}(?: \d{{4}}){{2,4}}(?: \d{{1,4}})?(?![\d.,A-Za-z]| \d)", _card),
    _rule("masked number", r"(?<=\*\*)\d{2,6}(?![\d.A-Za-z])|(?<![\d.A-Za-z])\d{3,}(?=\*\*)", _room),
    _rule("identity number", rf"{_START}\d{{17}}[\dXx](?![\dA-Za-z])", _long),
    _rule("telephone", rf"{_START}(?:\+?86[- ]?)?1[3-9]\d([- ]?)\d{{4}}\1\d{{4}}{_END}", _long),
    _rule("telephone", rf"{_START}[(（]?0\d{{2,3}}[)）]?[- ]?[1-9]\d{{2,3}}[- ]?\d{{4}}(?:-\d{{1,6}})?{_END}", _called),
    _rule("telephone", rf"{_START}[(（]?0\d{{2,3}}(?:[)）]|\s?[-—–]\s?)(?:{_HOTLINE}|[1-9]\d{{6,7}}){_END}", _called),
    _rule("telephone", rf"{_START}(?:\+86|[(（]\+?86[)）])[- ]?\d{{2,3}}[- ]?\d{{7,8}}{_END}", _called),
    _rule("telephone", rf"{_START}[48]00(?:[- ]\d{{3,4}}[- ]?\d{{3,4}}|\d{{7}}){_END}", _long),
    _rule(
        "extension",
        rf"(?:(?<=转)|(?<=分机)|(?<=内线)|(?<=短号)|(?<=[机线]号))(?P<mark>[:：为是]?\s?)(?P<n>\d{{2,6}})"
        rf"(?:(?P<to>{RANGE})(?P<m>\d{{2,6}}))?{_END}",
        _extension,
    ),
    _rule(
        "service number",
        rf"{_START}{_EMERGENCY}(?:[、,，/和]{_EMERGENCY})*(?P<join>[、,，/或和及])(?P<last>{_EMERGENCY}){_END}",
        _emergencies,
    ),
    _rule("service number", rf"{_START}(?<!,)(?:{_EMERGENCY}|{_HOTLINE})(?![\d.A-Za-z])", _hotline),
    _rule("number by digit", r"(?<=[A-Za-z]@)\d+(?![\dA-Za-z.])", _room),
    _rule("dialling code", r"(?<=[“\"])\+(?P<n>0\d{1,3}|86)(?=[”\"])", lambda m, _t: "加" + called(m["n"])),
    _rule("number by digit", r"(?<![\dA-Za-z.,])\d{3,}(?:[- ]\d{3,})*(?![\d.A-Za-z])", _cued),
    _rule(
        "room",
        rf"{_START}(?<!-)\d{{3,4}}(?=(?:[、和及/]\d{{3,4}}){{0,5}}号?(?:室|房(?!间的|屋|贷)|会议室|办公室|教室|宿舍|病房|包[房厢]))",
        _room,
    ),
    _rule("room", r"(?<=[楼座栋幢馆])\d{3,4}(?![\d.,A-Za-z%‰°℃+—–~×*/-])", _uncounted_room),
    _rule("serial number", r"(?<=[一-鿿][（(])[036]\d{5}(?=[)）])", _room),
    _rule("serial number", rf"{_START}[034689]\d{{5}}\.(?:S[HZ]|BJ){_END}", _share),
    _rule("number by digit", r"(?<![\dA-Za-z.,])\d{6,}[A-Z](?![\dA-Za-z.])", _cued),
    _rule("serial number", rf"{_START}(?<![,:])\d{{8,}}(?![\d.,A-Za-z:])", _uncounted),
)
