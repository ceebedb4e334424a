"""Ordinals, item numbers, fractions, ratios, sums, ranges of counts, and plain numbers."""

from __future__ import annotations

import re
from math import gcd

from pipeline.chinese.measure_words import MEASURES, MULTIPLES, PERSONS, SURE, TIMES
from pipeline.reading.normalise.numerals import (
    NUMBER,
    RANGE,
    SCALE,
    cardinal,
    counted,
    digits,
    is_measure,
    is_ordinal,
    number,
)  # fmt: skip
from pipeline.reading.normalise.rule import CLAIMED, CLAIMED_DATE, Rule, after, before

_ELECTRICAL = re.compile(r"\s?(?:[kM]?Hz|[kKm]?V|[kM]?W|赫|伏|Ω)")
_NOT_A_YEAR_BEFORE = re.compile(r"[达共约近超为计有余足额的至到第\d]\s?$")
_SCORED_BEFORE = re.compile(
    r"(?:比分|总分|大比分|局分|点球(?:大战)?)[为是：:定格在锁追成到 ]*(?:\d{1,3}[-–—:]\d{1,3}\s?[、,，和]\s?)*$"
)
_SCORED_AFTER = re.compile(
    r"(?:\s?[、,，和]\s?\d{1,3}[-–—:]\d{1,3})*\s?(?:战胜|夺冠|[完速]胜|完败|告负|落败|告捷|出局|夺得|淘汰|晋级|胜出|横扫|击败|获胜|取胜|拿下|战平|大胜|险胜|不敌|领先|落后|逆转|力克|惜败)"
)


_PAID_BESIDES = re.compile(r"提成|绩效|奖金|[补津]贴|[五社]险|社保|年终|全勤|加班|双休|包[吃住]|[一-鿿]{1,6}\d")
_NOT_A_FRACTION_BEFORE = re.compile(r"(?:变比|血压|电压|图|表|第|型|接|号|楼|日期?|期|间|[A-Za-z≥≤><])[为是：: ]?$")
_MULTIPLIED = re.compile(r"\s?(?:倍|圈|拍|英?寸|的|$|[，。；、）)=×+])")
_TRANSFORMER = re.compile(r"(?:变比|互感器|CT|PT|TA|TV)[为是：: ]?(?:\d{1,6}/\d{1,3}[、，,和])*$")
_FLOOR = re.compile("层(?![高楼])")
_IN_A_HOUSE = re.compile("(?:地[下上]|[楼厦座栋馆厅]|负)$")
"""Of a house the second floor stands behind it: 门诊楼2层."""
_AFTER_A_COUNT = re.compile(r"[\d一二三四五六七八九十][一-鿿]{1,2}$")


def _ordinal(match: re.Match[str], _text: str) -> str:
    if match["b"]:
        return f"{_ranked(match['a'])}{'至' if '至' in match['to'] else '到'}{_ranked(match['b'])}"
    return "、".join(map(_ranked, match["a"].split("、")))


def _ranked(figures: str) -> str:
    return "二" + cardinal(figures)[1:] if figures == "2" else cardinal(figures.replace(",", ""))


def _item(match: re.Match[str], _text: str) -> str:
    return f"{cardinal(match['n'])}、"


def _next_item(match: re.Match[str], text: str) -> str | None:
    """1.报名表2.汇总表: the second of a list in one line, whose first stands before it."""
    first = int(match["n"]) - 1
    listed = re.search(rf"(?<![\d.]){first}[.．、]\s?[一-鿿“《]", text[: match.start()])
    return f"，{cardinal(match['n'])}、" if listed else None


def _bracketed(match: re.Match[str], _text: str) -> str:
    return f"（{cardinal(match['n'])}）"


def _fraction(match: re.Match[str], text: str) -> str | None:
    over, under = int(match["a"]), int(match["b"])
    if (over, under) == (24, 7):
        return "二十四乘七"
    follower = after(match, text)
    if not over or not under or _ELECTRICAL.match(follower):
        return None
    if over >= under and not _is_improper(over, under, before(match, text, 6), follower):
        return None
    whole = f"{cardinal(match['w'])}又" if match["w"] else ""
    return f"{whole}{cardinal(match['b'])}分之{cardinal(match['a'])}"


def _is_improper(over: int, under: int, preceding: str, follower: str) -> bool:
    """Whether 3/2 is three halves: two small numbers in lowest terms, multiplied or standing free."""
    if gcd(over, under) > 1 or not 1 < under < 10 or over > 20 or _NOT_A_FRACTION_BEFORE.search(preceding):
        return False
    return _MULTIPLIED.match(follower) is not None


def _transformed(match: re.Match[str], text: str) -> str | None:
    return "比".join(map(number, match.group().split("/"))) if _TRANSFORMER.search(before(match, text, 30)) else None


def _scientific(match: re.Match[str], _text: str) -> str | None:
    """1e-3 and 2.5e6; without a sign or a point it may be a name (3E8)."""
    if not match["sign"] and "." not in match["a"] and match["e"] == "E":
        return None
    sign = "负" if match["sign"] in ("-", "−") else ""
    return f"{number(match['a'])}乘十的{sign}{cardinal(match['n'].lstrip('0') or '0')}次方"


def _ratio(match: re.Match[str], _text: str) -> str:
    return "比".join(number(part) for part in re.split("[:∶]", match.group()))


def _sum(match: re.Match[str], _text: str) -> str:
    return "加".join(re.sub(r"\d+", lambda n: cardinal(n.group()), part) for part in match.group().split("+"))


def _score(match: re.Match[str], text: str) -> str | None:
    if not (_SCORED_BEFORE.search(before(match, text, 60)) or _SCORED_AFTER.match(after(match, text, 60))):
        return None
    return f"{cardinal(match['a'])}比{cardinal(match['b'])}"


def _commemoration(match: re.Match[str], _text: str) -> str:
    month, day = match["a"] or match["c"] or match["e"], match["b"] or match["d"] or match["f"]
    return "十一" if (month, day) == ("10", "1") else digits(month) + digits(day)


def _more_than(match: re.Match[str], text: str) -> str:
    follower = after(match, text, 9)
    adds = _PAID_BESIDES.match(follower) or re.search(r"=.*$", before(match, text, 40))
    is_round = match["a"][-1] == "0" and re.match("[一-鿿]", follower)
    return number(match["a"]) + match["s"] + ("多" if is_round and not adds else "加")


def _neighbours(match: re.Match[str], _text: str) -> str | None:
    first, second = int(match["a"]), int(match["b"])
    return cardinal(match["a"]) + cardinal(match["b"]) if second == first + 1 else None


def _numbered(match: re.Match[str], text: str) -> str | None:
    follower = after(match, text, 4)
    if match.group() == "2" and before(match, text, 1) in ("×", "*") and follower[:1] in tuple("班组层排"):
        return "两"
    if match.group() == "2" and _FLOOR.match(follower) and _IN_A_HOUSE.search(before(match, text, 2)):
        return "二"
    return (
        None
        if not is_ordinal(follower) or (is_measure(follower) and match.group() not in "12")
        else cardinal(match.group())
    )


def _bare_year(match: re.Match[str], text: str) -> str | None:
    if is_measure(after(match, text, 3)) or _NOT_A_YEAR_BEFORE.search(before(match, text, 2)):
        return None
    return digits(match.group())


def _about(match: re.Match[str], text: str) -> str | None:
    return None if _AFTER_A_COUNT.search(before(match, text)) else "约"


def _to_an_ordinal(match: re.Match[str], text: str) -> str | None:
    """第1季度～第3季度."""
    return "到" if re.search(r"第[\d一二三四五六七八九十]{1,4}[一-鿿]{1,3}$", before(match, text)) else None


def _count(match: re.Match[str], text: str) -> str:
    follower = match["s"] or after(match, text, 4)
    sign = "负" if match["sign"] else ""
    return sign + counted(match["a"], follower) + match["s"]


NUMBERED = (
    Rule(
        "item",
        re.compile(
            r"(?:(?<=^)|(?<=[。；：:;\n])(?<!\d:)|(?<=[一-鿿，、] )(?=\d{1,2}[)）]))"
            r"(?P<space>\s*)(?P<n>\d{1,2})(?:\.(?=\s*[一-鿿“《A-Z（])|"
            r"[、．]\s?(?=[一-鿿“《])(?!\d)|[)）])"
        ),
        _item,
        digits=True,
        needs=").、）．",
    ),
    Rule(
        "item",
        re.compile(r"(?<=[一-鿿）”》])\s?(?P<n>[2-9]|1\d)[.．]\s?(?=[一-鿿“《])"),
        _next_item,
        digits=True,
        needs=".．",
    ),
    Rule("item", re.compile(r"[（(]\s?(?P<n>\d{1,2})\s?[)）]"), _bracketed, digits=True, needs=")）"),
    Rule(
        "commemoration",
        re.compile(
            r"(?<![\d.·])(?P<a>1[0-2]|[1-9])·(?P<b>[12]\d|3[01]|[1-9])(?![\d.·A-Za-z])|(?<=“)(?P<c>1[0-2]|"
            r"[1-9])\.(?P<d>[12]\d|3[01]|[1-9])(?=”)|(?<![\d.·])(?P<e>1[0-2]|[1-9])\.(?P<f>[12]\d|3[01]|[1-9])"
            rf"(?=(?:国际)?(?:劳动|妇女|青年|儿童|国庆|护士|教师|植树|建军|女神)节|国庆|长假|[小大]?假期|黄金周|晚会|(?![{SURE}{MULTIPLES}百级起元名年月天度倍米成折分秒])[一-鿿]{{0,4}}(?:纪念日|宣传日|大促)|"
            rf"(?<=\.\d\d)(?:特大|重大|较大)?(?![{SURE}{MULTIPLES}百级起元名年月天度倍米])[一-鿿]{{0,2}}(?:事故|地震)(?!率|数|起))"
        ),
        _commemoration,
        digits=True,
        needs=".·“",
    ),
    Rule(
        "commemoration",
        re.compile(
            r"(?<![\d.·-])(?:(?P<a>1|5|10)\.(?P<b>1)|(?P<c>3)\.(?P<d>8)|(?P<e>[678]|12)\.(?P<f>1)(?!\d))"
            r"(?=放假|慰问|活动|期间|前夕|前后|来临|庆祝|表彰|假期|将至)"
        ),
        _commemoration,
        digits=True,
        needs=".",
    ),
)
RELATIONS = (
    Rule(
        "page",
        re.compile(r"(?<=第)\s?(?P<a>\d{1,4})/(?P<b>\d{1,4})(?=页)"),
        lambda m, _t: f"{cardinal(m['a'])}页共{cardinal(m['b'])}",
        digits=True,
        needs="/",
    ),
    Rule(
        "ordinal",
        re.compile(
            rf"(?<=第)\s?(?P<a>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+(?:、\d+)*)(?:(?P<to>{RANGE})第?(?P<b>\d+))?(?![\d.])"
        ),
        _ordinal,
        digits=True,
    ),
    Rule(
        "ratio",
        re.compile(r"(?<![\d/.A-Za-z])\d{1,6}/\d{1,3}(?![\d/A-Za-z]|\.\d)"),
        _transformed,
        digits=True,
        needs="/",
    ),
    Rule(
        "ratio",
        re.compile(r"(?<=[度差])[为是≤<：: ]{0,2}(?P<a>0\.\d+)/(?P<b>\d{2,4})(?![\d.A-Za-z/])"),
        lambda m, _t: f"{number(m['a'])}比{number(m['b'])}",
        needs=".",
    ),
    Rule(
        "fraction",
        re.compile(r"(?<![\d/.A-Za-z@])(?:(?P<w>\d{1,3})\s)?(?P<a>\d{1,3})/(?P<b>\d{1,4})(?![\d/A-Za-z]|\.\d)"),
        _fraction,
        digits=True,
        needs="/",
    ),
    Rule(
        "exponent",
        re.compile(r"(?<![A-Za-z0-9.])(?P<a>\d+(?:\.\d+)?)(?P<e>[eE])(?P<sign>[-−+]?)(?P<n>\d{1,3})(?![\d.])"),
        _scientific,
        digits=True,
        needs="eE",
    ),
    Rule(
        "ratio",
        re.compile(rf"(?<![\d:A-Za-z])(?<!\d\.){NUMBER}(?:[:∶]{NUMBER})+(?![\d:]|\.\d)"),
        _ratio,
        digits=True,
        needs=":∶",
    ),
    Rule(
        "sum",
        re.compile(
            r"(?<![\d.A-Za-z+])\d{1,4}[A-Z]?(?:\+(?:\d{1,4}[A-Z]?(?![A-Za-z])|[A-Z](?![A-Za-z])))+(?![\d.A-Za-z+=])"
        ),
        _sum,
        digits=True,
        needs="+",
    ),
    Rule(
        "neighbouring numbers",
        re.compile(
            rf"(?<![\d、.])(?P<a>[1-9])、(?P<b>[1-9])(?=[{PERSONS}{SURE}{TIMES}{MULTIPLES}月日项条点百十吨米度层])"
        ),
        _neighbours,
        needs="、",
    ),
    Rule(
        "score",
        re.compile(r"(?<![\d.A-Za-z])(?P<a>\d{1,3})\s?[-–—]\s?(?P<b>\d{1,3})(?![\d.A-Za-z])"),
        _score,
        digits=True,
        needs="-–—",
    ),
    Rule(
        "range of counts",
        re.compile(
            rf"(?<=\d)(?P<m>个(?:月|小时|工作日|百分点)|平方米|公斤|[万亿]?(?![时点])[{MEASURES}级楼栋幢期班室区]|号楼?|车间|单元|小时|分钟|周岁|厘米|毫米|公里)\s?(?:[~–-]|(?<!—)—(?!—))\s?(?={NUMBER}(?:(?P=m)|(?:[千百]?万|亿)元))"
        ),
        lambda m, _t: m["m"] + "到",
        needs="-~–—",
    ),
    Rule(
        "more than",
        re.compile(rf"(?<![\d.A-Za-z+])(?P<a>{NUMBER})(?P<s>{SCALE})\+(?![\d+A-Za-z])"),
        _more_than,
        needs="+",
    ),
)
SIGNS = (
    Rule(
        "range",
        re.compile(
            rf"(?<=[\d{CLAIMED}])~(?=[\d{CLAIMED}])|(?<=[\d{CLAIMED}][)）])\s?[~–—-]\s?(?=[(（][-−+]?[\d{CLAIMED}])"
        ),
        lambda _m, _t: "到",
        needs="~)）",
    ),
    Rule("range", re.compile(rf"[~–—-](?=第[\d{CLAIMED}一二三四五六七八九十])"), _to_an_ordinal, needs="-~–—"),
    Rule("times", re.compile(rf"(?<=[\d{CLAIMED}])\s?[*×]\s?(?=[\d{CLAIMED}])"), lambda _m, _t: "乘", needs="*×"),
    Rule("minus", re.compile(rf"(?<=[一-鿿，。：；（] )[-−](?=[\d{CLAIMED}])"), lambda _m, _t: "负", needs=" "),
    Rule("about", re.compile(rf"(?<![\dA-Za-z)）%℃°{CLAIMED}{CLAIMED_DATE}])~(?=[\d{CLAIMED}])"), _about, needs="~"),
)
"""Before numbers that have been read or will be; a dash without them would be dropped."""
_PLAIN_START = r"(?<![\dA-Za-z])(?<!\d\.)(?:(?<!\d,)|(?!\d{3}(?!\d)))"
"""A comma before three figures parts thousands, another one parts numbers."""
PLAIN = (
    Rule("number", re.compile(rf"{_PLAIN_START}\d{{1,3}}(?=[^\d.,])"), _numbered, digits=True),
    Rule(
        "year",
        re.compile(rf"{_PLAIN_START}(?:19[5-9]\d|20[0-4]\d)(?=[一-鿿])(?![万亿千百十多余])"),
        _bare_year,
        digits=True,
    ),
    Rule(
        "number",
        re.compile(
            r"(?P<sign>(?:(?<=^)|(?<=[得扣评积]分)|(?<=[由从为是达至到（(：:，,“/异差额余跌损盈动值率比幅度报]))[-−](?=\d)|(?<=的)[-−](?=\d+次方)|(?<=[楼梯下])[-−](?=\d{1,2}[层楼])|(?<=[度料级])[-−](?=\d{2,3}目)"
            rf"|(?<=[一-鿿])(?<![{SURE}{MULTIPLES}元岁天年月日时分点百])[-−](?={NUMBER}(?:(?:万亿|[千百]?[万亿])?元|[千百]?[万亿](?=$|[，。；、）]))))?"
            rf"{_PLAIN_START}(?P<a>{NUMBER})(?P<s>{SCALE})(?![\dA-Za-z^]|\.\d)"
        ),
        _count,
    ),
)
