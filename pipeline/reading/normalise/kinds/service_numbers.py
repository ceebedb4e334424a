"""Short numbers that are dialled: emergencies (110, 119), hotlines (12345, 95598), numbers inside the works (8110)."""

from __future__ import annotations

import re

from pipeline.reading.normalise.kinds.telephone import END, SERVICE_NUMBER, START, is_counted, rule
from pipeline.reading.normalise.numerals import called, is_measure
from pipeline.reading.normalise.rule import after, before

_EMERGENCY = "(?:110|119|120|122)"
_SERVICE = (
    "报警|报案|急救|热线|电话|专线|火警|匪警|指挥|接警|出警|平台|联动|调度|民警|救护|"
    "客服|服务|短信|来电|供电|政务|职工|消费|妇女|法律|便民|举报|投诉|咨询|查号|反诈|消防|工单"
)
_SERVES = re.compile(f'[”" )）]?[一-鿿]{{0,6}}?(?:{_SERVICE})')
_SERVING = re.compile(
    f"(?:{_SERVICE}|维权|援助|求助|监督|抢险|抢修|报修|保障|社保|市民|物价|税务|公积金|银行|[建工农中交招][商设]?行|冒充|假冒|保险|电信|移动|联通|电网|"
    "快递|邮政|铁路|航空|燃气|水务|环保|消防|火灾|盗警|公安|警方|医疗|医院|交警|交通事故|车祸|求救|海上|派出所|救援)"
    r"[一-鿿]{0,3}[：:（(“”\"为是 ]{0,2}$"
)
_MORE = r"(?:\d{3,8}(?:[（(][^）)\d]{1,8}[）)])?[、,，/或和及\s]+)*$"
"""Numbers dialled before this one."""
_DIALLED = re.compile(
    r"(?:[拨请可速快勿乱]打|(?<![调划下])拨|致电|请?联系|来电|呼叫|号码|短号|小号|座机|总机|直线|外线|传真|手台|客服|电话|热线|专线)"
    r"[了为是：:，,“\"（( ]*"
    + _MORE
    + r"|(?<![调划下])拨打?[一-鿿]{1,8}[：:]?$|(?:联系|询问)[一-鿿]{2,6}[室科处部班组岗站库]$"
)
_ANSWERED = re.compile(
    r"(?:打|通过|平台|电话[报求咨]{0,1}[一-鿿]|火警|报警|匪警|急救|求助|报修|抢修|应急|消防|治安|保卫|监控|调度|值班|值守|门卫|医务)"
    r"(?:室|科|处|部|台|中心|站|队|员|岗|人员?)?[为是：:（(“\" ]*" + _MORE
)
_DIRECTORY = re.compile(
    r"(?:电话|内线|分机|短号|联系方式|号码|热线|拨打|(?:值守|值班|报警|火警|急救|应急)[一-鿿]{0,4}[：:])[^。\n]*"
    r"(?:[：:，、；。,;\s（()）\d])[一-鿿]{1,10}(?<![量额数值计共达约近超过余入出率分价费本利产销第年月])[：:为是]?\s?$"
)
"""A place or a person of a list of numbers: 电话：保卫科2345，门卫2346."""
_AT_A_PLACE = re.compile(r"(?:室|岗亭|门卫|中心|台|站)[：:]\s?$")
_ENDS_AN_ENTRY = re.compile(r"\s?(?:$|[，、；。,;)）\n]|\s[一-鿿])")
_NEXT_ENTRY = re.compile(r"\s?[一-鿿]{1,8}[：: ]?\d{4,8}(?!\d)")
_UNCOUNTABLE = re.compile(r"[量额数值计共达约近超过余率第]\s?[为是：:]?\s?$")
_NAMED_BEFORE = re.compile("[一-鿿：:（(“]$")
_LIKE_A_YEAR = re.compile(r"(?:19|20)\d\d$")


def _dialled(match: re.Match[str], text: str) -> str | None:
    """A number of three to eight figures where one is dialled, or stands in a list of such."""
    preceding = before(match, text, 60)
    if is_counted(match, text) or _UNCOUNTABLE.search(preceding):
        return None
    if _DIALLED.search(preceding):
        return called(match.group())
    entry = len(match.group()) > 3 and not _LIKE_A_YEAR.match(match.group()) and _DIRECTORY.search(preceding)
    if entry and _NEXT_ENTRY.match(after(match, text, 16)):
        return called(match.group())
    if _ANSWERED.search(preceding):
        return called(match.group())
    listed = _ENDS_AN_ENTRY.match(after(match, text, 3)) and (entry or _AT_A_PLACE.search(preceding))
    return called(match.group()) if listed else None


def _known(match: re.Match[str], text: str) -> str | None:
    """A national service number that is not counted by what stands around it."""
    follower = after(match, text, 12)
    preceding = before(match, text, 16)
    if is_measure(follower) or is_counted(match, text) or _UNCOUNTABLE.search(preceding):
        return None
    if _SERVES.match(follower) or _SERVING.search(preceding):
        return called(match.group())
    is_hotline = match.group().startswith(("121", "123")) and len(match.group()) == 5
    if not is_hotline or not _NAMED_BEFORE.search(preceding) or follower[:1].isalnum():
        return None
    return called(match.group())


def _emergencies(match: re.Match[str], text: str) -> str | None:
    if is_counted(match, text) or is_measure(after(match, text, 6)):
        return None
    return "、".join(called(part) for part in re.findall(r"\d+", match.group()[: -len(match["last"])])) + (
        (match["join"] if match["join"] in "或和及" else "、") + called(match["last"])
    )


RULES = (
    rule(
        "service number",
        rf"{START}{_EMERGENCY}(?:[、,，/和]{_EMERGENCY})*(?P<join>[、,，/或和及])(?P<last>{_EMERGENCY}){END}",
        _emergencies,
    ),
    rule("service number", rf"{START}(?<!\d,)(?:{_EMERGENCY}|{SERVICE_NUMBER})(?![A-Za-z]){END}", _known),
    rule(
        "number to dial",
        rf"{START}(?<!\d,)(?<![/+~—–*×=<>≥≤¥$%-])\d{{3,8}}(?![\d.:A-Za-z%‰°℃+~—–*×=-]|/(?!\d{{3,8}}(?!\d))|,\d)",
        _dialled,
    ),
)
"""The known ones first; what they leave may still stand where one dials."""
