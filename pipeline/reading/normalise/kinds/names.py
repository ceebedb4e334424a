"""Numbers that name: trains and flights, roads and lines, troops, works, products, projects, cases."""

from __future__ import annotations

import re

from pipeline.reading.normalise.kinds.telephone import rule
from pipeline.reading.normalise.numerals import called, cardinal, digits, is_measure
from pipeline.reading.normalise.rule import after, before

_START = r"(?<![A-Za-z0-9])"
_FREE = r"(?<![\d.A-Za-z])"
_LIST = r"\d{2,4}(?:[、，,/和与及]\d{2,4})*"
_BRAND = re.compile(
    r"(?:骁龙|麒麟|天玑|锐龙|酷睿|至强|龙芯|飞腾|鲲鹏|昇腾|海光|玄戒|高通|联发科|英特尔|英伟达|诺基亚|佳能|尼康|索尼|华为|小米|荣耀|海康|大疆|"
    r"宝马|奔驰|奥迪|标致|沃尔沃|解放|东风|红旗|黄河|跃进|斯太尔|北京|东方红|洛阳|卡特|小松|西门子|三菱|欧姆龙|发那科|施耐德|台达|汇川|川崎|库卡|(?:东风|解放|陕汽|重汽|福田|江淮|欧曼)(?:[一-鿿]{2})?(?<![路街道号村区])|(?:RTX|GTX|RX|GT))\s?$"
)
_PRODUCT = re.compile(
    r"\s?(?:芯片|处理器|显卡|单片机|[车铣磨钻镗刨插冲机]床|轴承|三极管|锂?电池|继电器|变频器|机器人|服务器|打印机|卡车|拖拉机|挖掘机|手机|相机|控制器)"
)
_TYPE = re.compile(
    r"(?:[型牌钢]号|材质)(?:应?[为是]|改[为成]|换成|用)?[：:“”]?\s?$|铝(?:合金|材|板|锭|棒|型材)[：:“]?\s?$|(?:轴承|油封|三极管|三角带)(?:型号)?[：:“]?\s?$"
)
"""Before the number of a type or an alloy: 型号6205, 轴承6308, 牌号为6061."""
_COUNTING_BEFORE = re.compile(r"[共有达约近超过余计量数买购销产配备台第]\s?$")


def _train(match: re.Match[str], _text: str) -> str:
    numbers = [match["n"], *filter(None, [match.groupdict().get("other")])]
    return match["letter"] + "、".join(called(n) if len(n) > 2 else cardinal(n) for n in numbers)


def _by_digit(match: re.Match[str], _text: str) -> str:
    return digits(match.group())


def _numbers_of_roads(match: re.Match[str], _text: str) -> str:
    """As on the road: 幺零七国道, 省道二零一; a 1 at the end stays 一. Two figures are a number."""
    said = re.sub(r"\d+", lambda number: _road(number.group()), match.group())
    return re.sub("[,/]", "、", said)


def _road(figures: str) -> str:
    return called(figures[:-1]) + digits(figures[-1]) if len(figures) > 2 or figures[0] == "0" else cardinal(figures)


def _troops(match: re.Match[str], text: str) -> str | None:
    return None if _COUNTING_BEFORE.search(before(match, text, 3)) else _road(match.group())


def _works(match: re.Match[str], text: str) -> str | None:
    return None if _COUNTING_BEFORE.search(before(match, text, 3)) else digits(match.group())


def _product(match: re.Match[str], text: str) -> str | None:
    """骁龙865, 型号6205: after a make or a type; 6140车床: before what has a type where no measure stands between."""
    follower = after(match, text, 6)
    if (is_measure(follower) and not _PRODUCT.match(follower)) or re.match(r"\s?[余多万亿千百]", follower):
        return None
    preceding = before(match, text, 6)
    if _TYPE.search(preceding) and not match.group().endswith("000"):
        return digits(match.group())
    named = _BRAND.search(preceding) and not (match.group().startswith(("19", "20")) and follower.startswith("款"))
    if not named and (
        not _PRODUCT.match(follower) or match.group().endswith("00") or _COUNTING_BEFORE.search(preceding)
    ):
        return None
    return digits(match.group())


RULES = (
    rule(
        "train",
        rf"{_START}(?P<letter>[GDCZTKYLS])(?P<n>\d{{1,4}})(?:/(?P<other>\d{{1,4}}))?(?=次|号?列车|/[GDCZTKYLS]\d)",
        _train,
        needs="CDGKLSTYZ",
    ),
    rule(
        "train",
        rf"{_FREE}\d{{4}}(?=次(?:旅客)?列车|次[^，。]{{0,8}}开往)",
        lambda m, _t: called(m.group()),
        needs="列往",
    ),
    rule("flight", rf"{_START}(?P<letter>[A-Z]{{2}})(?P<n>\d{{3,4}})(?=次?航班)", _train, needs="航"),
    rule(
        "grade of a material",
        rf"{_FREE}(?:[234]\d\d(?=L?H?不锈钢)|3(?:04|10|16|21)(?=L(?![\w/]))|[1-8]0\d\d(?=系?(?:[纯锻硬]?铝|防锈铝)))",
        _by_digit,
        needs="L锈铝",
    ),
    rule("project name", rf"{_FREE}84(?=消毒)", _by_digit, needs="消"),
    rule("aircraft", r"(?<=波音)\s?7\d7(?!\d)|(?<=空客)\s?3\d\d(?!\d)", _by_digit, needs="波空"),
    rule(
        "project name",
        rf"{_FREE}(?:211|985|863|973|996|007|1024|315|618)(?=工程|高校|院校|计划|工作制|大学|晚会|大促|模式|、985|”)",
        _by_digit,
    ),
    rule(
        "project name",
        r"(?<=“)\d{2,3}[1-9](?=”(?:工程|计划|行动|工作法|战略|模式|体系|机制|格局|规划|目标)|(?:工程|计划|行动|工作法|战略|模式|体系|机制)”)|(?<=“)\d{3}[1-9](?=”)",
        _by_digit,
        needs="“",
    ),
    rule(
        "name", rf"{_FREE}\d{{4,5}}(?=[一-鿿]{{0,3}}(?:工作面|采面|综[采放]|掘进|运输巷|回风巷|切眼|钻场))", _by_digit
    ),
    rule(
        "case number",
        r"(?<=[民刑行执赔知破][初终申监再特恢保异复]|劳仲|人仲|\d执|\d破)(?:字第?)?\d{2,5}(?=号)",
        _by_digit,
        needs="号",
    ),
    rule(
        "road",
        rf"(?<=[国省县乡村]道)\s?{_LIST}(?![\d.A-Za-z]|\s?(?:公里|千米|[条米余多]))",
        _numbers_of_roads,
        needs="道",
    ),
    rule("road", rf"{_FREE}\d{{3}}(?:[、，,/和与及]\d{{3}})*(?=(?:号)?[国省县]道)", _numbers_of_roads, needs="道"),
    rule(
        "road",
        rf"{_FREE}\d{{3}}(?:[、，,/和与及]\d{{3}})*(?=路(?:公交|公共|巴士|电车|[首末]班|(?:汽)?车(?!间)|专线))"
        rf"|(?<=路[、和或]){_FREE}\d{{3}}(?=路)|(?<=[乘坐搭换]){_FREE}\d{{3}}(?=路|[、，和或转])|(?<=公交){_FREE}\d{{3}}(?=路)",
        _numbers_of_roads,
        needs="路乘坐搭换",
    ),
    rule("troops", rf"{_FREE}\d{{3}}(?=[旅师](?![客游行程生傅资徒范长]{{1}}(?!部)))", _troops, needs="旅师"),
    rule("troops", rf"{_FREE}\d{{4,5}}(?=部队)", lambda m, _t: called(m.group()), needs="部"),
    rule(
        "troops",
        rf"{_FREE}\d{{3}}(?=团(?:场|部|机关|职工|[一二三四五六七八九十\d]+连)|团(?=[、，。；的]|$))|(?<=[兵团师])\d{{3}}(?=团)",
        _works,
        needs="团",
    ),
    rule("works", rf"{_FREE}\d{{3}}(?=医院|厂(?![家房区长里内商])|地质队|勘探队|仓库)", _works, needs="院厂队库"),
    rule("works", rf"(?<=[天空科船器子工核]){_FREE}\d{{2,3}}(?=所(?!有|在))", _works, needs="所"),
    rule(
        "switch",
        rf"{_FREE}(?<!-)\d{{3,4}}(?=(?:线路?)?(?:开关|刀闸|断路器|隔离|间隔|馈线|[出进]线|母联|接地刀))(?!000|\d00)",
        _works,
        needs="开刀断隔间馈线母接",
    ),
    rule("product", rf"{_FREE}(?<!-)\d{{3,5}}(?![\d.,%A-Za-z:/~+-])", _product),
)
