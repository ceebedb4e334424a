"""Letters with figures, and numbers that name: trains, models, machines, materials, versions."""

from __future__ import annotations

import re

from pipeline.chinese.measure_words import SURE
from pipeline.reading.normalise.kinds.latin import latin_said
from pipeline.reading.normalise.numerals import (
    NUMBER,
    RANGE,
    called,
    cardinal,
    counted,
    digits,
    dotted,
    is_measure,
    number,
)
from pipeline.reading.normalise.rule import CLAIMED, Rule, Say, after, before
from pipeline.reading.normalise.units import ATOMS, unit_said

_STORAGE = re.compile(r"[KMGT][Bb]?")
_MEASURED = re.compile(
    r"(?P<name>(?:.*[A-Za-z\d]-(?=[\d.]+[^\d.])|AC|DC))(?P<size>\d+(?:\.\d+)?)(?P<unit>[A-Za-z]+[²³]?)"
)
"""A quantity at the end of a name: BV-2.5mm², AC220V."""
_PARTS = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)*")
_BY_DIGIT = frozenset(("IP", "N", "KN"))
"""After these two figures are said one by one: IP65, N95."""
_SIZED = frozenset(("DN", "PN", "HB", "HV", "HRC"))
"""After these stands a size or a hardness, said as a number: DN100."""
_COMPASS = {"N": "北纬", "S": "南纬", "E": "东经", "W": "西经"}
_LONG_CODE = 12
"""Characters; from here on it is a number of a car, a firm, a contract, and each figure is said."""
_START = r"(?<![A-Za-z0-9])"
_FREE = r"(?<![\d.A-Za-z])"
_PART = r"(?:[A-Za-z]+|\d+(?:\.\d+)*)"
_CHAIN = rf"{_PART}(?:[-.]?{_PART})*(?![A-Za-z0-9])"
"""Letters and figures in turn, with hyphens or points between them."""


def _by_digit(match: re.Match[str], _text: str) -> str:
    return digits(match.group())


def _serial(match: re.Match[str], _text: str) -> str:
    return digits(match.group()) + ("X" if match.group()[-1] == "X" else "")


def _number_sign(match: re.Match[str], _text: str) -> str:
    first = cardinal(match["low"]) + ("号" if match["sign"] else "") + "到" if match.groupdict().get("low") else ""
    return first + cardinal(match["n"]) + "号"


def _lettered(match: re.Match[str], text: str) -> str:
    return match["letters"] + _number_sign(match, text)


def _numbered(match: re.Match[str], text: str) -> str:
    return "" if before(match, text, 2) == "编号" else "编号"


def _paper(match: re.Match[str], _text: str) -> str:
    return f"{digits(match['year'])}杠{cardinal(match['n'])}"


def _part_of_a_book(match: re.Match[str], _text: str) -> str | None:
    if match["dash"] != "-" and int(match["a"]) < int(match["b"]):
        return None  # 表1—3 are three
    return f"{cardinal(match['a'])}杠{cardinal(match['b'])}"


def _room(match: re.Match[str], _text: str) -> str:
    """3-208: in the third part of a house the room 208."""
    return "杠".join(called(part) if len(part) > 2 else cardinal(part) for part in match.group().split("-"))


def _house(match: re.Match[str], _text: str) -> str | None:
    """18-2号 is no range, for it would run backwards."""
    whole, part = match.group().split("-")
    return None if int(whole) <= int(part) else f"{cardinal(whole)}杠{cardinal(part)}"


def _tyre(match: re.Match[str], _text: str) -> str:
    return "，".join(re.sub(r"\d+", lambda n: digits(n.group()), part) for part in re.split(r"[/\s]", match.group()))


def _page(match: re.Match[str], _text: str) -> str:
    return match["letters"].upper() + cardinal(match["n"])


def _model(match: re.Match[str], text: str) -> str | None:
    if match.group() in ATOMS and before(match, text, 1) in ("/", "·"):
        return None  # g/cm3
    if re.match(r"(?:RMB|CNY|USD|EUR|HKD|GBP|JPY)\d", match.group()):
        return None  # USD500
    measured = _MEASURED.fullmatch(match.group())
    if measured and measured["unit"] in ATOMS and (len(measured["unit"]) > 1 or measured["name"] in ("AC", "DC")):
        name = "".join(_designation(measured["name"]))
        return name + counted(measured["size"], unit_said(measured["unit"])) + unit_said(measured["unit"])
    return _designation(match.group())


def _letter_or_number(part: str) -> str:
    return part if part.isalpha() else cardinal(part) if len(part) < 3 else digits(part)


def _designation(written: str) -> str:
    """Letters and figures in turn; the squares are left to those that know them."""
    if re.fullmatch(r"[A-Z](?:\.\d+)+", written):
        return "点".join(map(_letter_or_number, written.split(".")))
    if len(written) >= _LONG_CODE and written.isalnum():
        return re.sub(r"\d+", lambda figures: digits(figures.group()), written.upper())
    parts = ["", *_PARTS.findall(written), ""]
    said = ""
    for previous, part, following in zip(parts, parts[1:], parts[2:], strict=False):
        if part[0].isdecimal():
            # B2-11 is not B21: two small numbers beside each other would be one.
            said += "杠" if previous.isdecimal() and max(len(previous), len(part)) < 3 else ""
            said += _figures(part, previous, following, more=len(parts) > 4)
        else:
            said += part.upper() if len(part) == 1 else latin_said(part)
    return said + {"²": "平方", "³": "立方"}.get(written[-1], "")


def _code_range(match: re.Match[str], _text: str) -> str:
    if match["page"]:
        return f"{match['page'].upper()}{cardinal(match['c'])}到{cardinal(match['d'])}"
    letters = match["letters"]
    return "到".join(letters + _figures(match[end], letters, "") for end in ("a", "b"))


def _scale_range(match: re.Match[str], _text: str) -> str:
    return f"{match['scale'].upper()}{match['mark']}{number(match['low'])}到{number(match['high'])}"


def _figures(figures: str, previous: str, following: str, *, more: bool = False) -> str:
    if "." in figures:
        whole, _point, part = figures.partition(".")
        if previous.isalpha() and len(whole) > 2 and part.isdecimal():
            return f"{digits(whole)}点{digits(part)}"
        return dotted(figures)
    if previous in _SIZED:
        return cardinal(figures)
    if len(figures) > 2 and (previous or not _STORAGE.fullmatch(following) or more):
        return digits(figures)
    return digits(figures) if previous in _BY_DIGIT else cardinal(figures)


def _stake(match: re.Match[str], _text: str) -> str:
    return f"K{cardinal(match['km'])}" + (f"加{cardinal(match['m'])}" if match["m"] else "")


def _spaced_model(match: re.Match[str], text: str) -> str | None:
    if is_measure(after(match, text, 3)):
        return None
    return "、".join(dotted(part) if "." in part else _figures(part, "-", "") for part in _PARTS.findall(match.group()))


def _version(match: re.Match[str], _text: str) -> str:
    return dotted(match.group())


def _year_after_name(match: re.Match[str], text: str) -> str | None:
    return None if is_measure(after(match, text, 3)) else digits(match.group())


def _to_a_quantity(match: re.Match[str], text: str) -> str | None:
    """2g:100mL is a dose in so much."""
    doses = re.match(r"\d+(?:\.\d+)?(?:mL|ml|L|m?g)(?![A-Za-z])", after(match, text, 12))
    return "比" if doses and before(match, text, 1) in tuple("gLl") else None


def _to(_match: re.Match[str], _text: str) -> str:
    return "到"


def _rule(name: str, pattern: str, say: Say) -> Rule:
    return Rule(name, re.compile(pattern), say, digits=True)


NAMES = (
    _rule("number sign", r"(?:№|(?<![A-Za-z])(?:No|NO|no)\.?)\s?(?P<n>\d{1,3})(?![\d.])号?", _number_sign),
    _rule("number sign", r"(?<![A-Za-z0-9#])#(?P<n>\d{1,3})(?![\d#])号?", _number_sign),
    _rule("number sign", rf"{_FREE}(?:(?P<low>\d{{1,3}})(?P<sign>#)?{RANGE})?(?P<n>\d{{1,3}})#(?!\d)", _number_sign),
    _rule("number sign", rf"{_START}(?P<letters>[A-Z]{{1,2}})(?P<n>\d{{1,3}})#(?!\d)", _lettered),
    Rule("number sign", re.compile(rf"№\s?|(?<![A-Za-z])N[oO][.:：]\s?(?=[\d{CLAIMED}])"), _numbered, needs="N№"),
    _rule("code", r"(?<![\d.])(?P<year>(?:19|20)\d\d)-(?P<n>\d{1,4})(?=号)", _paper),
    _rule(
        "code",
        r"(?:(?<=附[件表图录])|(?<=[图表])|(?<=式[（(]))\s?(?P<a>\d{1,2})(?P<dash>[-—–])(?P<b>\d{1,2})(?![-—\d.])",
        _part_of_a_book,
    ),
    _rule(
        "code",
        r"(?<=[图表])\s?\d{1,2}(?:\.\d{1,2})+-\d{1,2}(?![-\d.])",
        lambda m, _t: "杠".join(map(dotted, m.group().strip().split("-"))),
    ),
    _rule(
        "code",
        r"(?<=大厦|小区|花园|公寓|广场|号楼)\s?\d{1,4}-\d{1,4}(?![-\d.层楼号]|\s?[人户])",
        _room,
    ),
    _rule(
        "room",
        rf"(?:(?<=[楼栋幢座])|(?<=单元))\s?\d{{1,2}}-\d{{3,4}}(?![-\d.A-Za-z%℃~×*/]|\s?[{SURE}元人户名平㎡])"
        rf"|{_FREE}(?<!-)\d{{1,2}}-\d{{3,4}}"
        r"(?=号?(?:室|房(?!间的|屋|贷)|会议室|办公室|教室|宿舍|病房|包[房厢]|[车工]位|柜))",
        _room,
    ),
    _rule(
        "house",
        rf"{_FREE}(?<![-月日])\d{{1,4}}-\d{{1,3}}(?=号(?!召))"
        r"|(?<=[路街巷弄])\d{1,4}-\d{1,3}(?![-\d.A-Za-z])",
        _house,
    ),
    _rule("code", r"(?<=CN|SN)\s?\d{2,4}-\d{3,4}X?(?![\d-])", _serial),
    _rule("code", r"(?<![\d.-])20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])-\d{1,4}(?![\d.-])", _by_digit),
    _rule("code", rf"(?<![\d.])\d+(?:-\d+){{2,}}(?![\d.])|{_FREE}0\d+-\d+(?![\d时点分秒批班岁年月日℃%])", _by_digit),
    _rule(
        "range of codes",
        rf"{_START}(?P<letters>[A-Z]{{1,4}})(?P<a>\d+)\s?[-—–~]\s?(?P=letters)(?P<b>\d+)(?![A-Za-z\d.])"
        rf"|{_START}(?P<page>[Pp]{{1,2}})\.?\s?(?P<c>\d+)\s?[-—–~]\s?(?P<d>\d+)(?![A-Za-z\d.])",
        _code_range,
    ),
    _rule("coordinate", rf"{_START}[NSEW](?=\s?\d{{1,3}}(?:\.\d+)?°)", lambda m, _t: _COMPASS[m.group()]),
    _rule(
        "range of codes",
        rf"{_START}(?P<scale>HR[ABC]|HBW?|HV|HS|[pP]H|R[az])(?P<mark>\s?值?[为是]?\s?)(?P<low>{NUMBER}){RANGE}(?P<high>{NUMBER})(?![A-Za-z\d.])",
        _scale_range,
    ),
    _rule("stake", rf"{_START}K(?P<km>\d{{1,4}})\+(?P<m>\d{{3}})(?![\d.])", _stake),
    _rule("stake", rf"{_START}K(?P<km>\d{{1,4}})(?P<m>)(?=处|段|附近|路段|公里|里程|[至到—–~-]K\d)", _stake),
    _rule("model", r"(?<=[A-Z]{2} )\d{3,}(?:[-/]\d+(?:\.\d+)?)+(?![-/\dA-Za-z]|\.\d)", _spaced_model),
    _rule(
        "floors",
        rf"{_FREE}(?P<a>\d{{1,2}})F{RANGE}(?P<b>\d{{1,2}})F(?![A-Za-z\d])",
        lambda m, _t: f"{cardinal(m['a'])}F到{cardinal(m['b'])}F",
    ),
    _rule("tyre", rf"{_FREE}\d{{3}}/\d{{2}}Z?R\d{{2}}C?(?:\s\d{{2,3}}[A-Z](?![A-Za-z]))?(?![A-Za-z\d])", _tyre),
    _rule("page", r"(?<![A-Za-z0-9])(?P<letters>[Pp]{1,2})\.\s?(?P<n>\d{1,4})(?![\d.])", _page),
    _rule(
        "model",
        rf"{_START}(?<!\d-)(?=[A-Za-z]{{1,9}}-?\d|[A-Z]{{1,6}}(?:-[A-Z]{{1,4}})?-\d|[A-Z]\.\d){_CHAIN}[²³]?(?!°)",
        _model,
    ),
)
"""Those that are known by what stands before their figures or after them."""
MODELS = (
    Rule("ratio", re.compile(rf"(?<={CLAIMED}):(?=[\d{CLAIMED}])"), _to_a_quantity, needs=":"),
    Rule("range", re.compile(rf"(?<={CLAIMED})\s?[~–]\s?(?=[\d{CLAIMED}])|(?<={CLAIMED})—(?=\d)"), _to, needs="~–—"),
    _rule("model", rf"{_START}(?=\d[\d.-]{{0,30}}[A-Za-z]){_CHAIN}(?!°)", _model),
    _rule("model", rf"{_FREE}\d{{3,4}}(?=型(?!号)|系列|机型)", _by_digit),
    _rule("version", rf"{_FREE}\d+(?:\.\d+){{2,}}(?![\d.])|{_FREE}\d+\.\d+(?=版)", _version),
    _rule("year", r"(?<=[A-Za-z] )(?:19|20)\d\d(?![\d.])", _year_after_name),
)
"""Those that begin with figures, once no unit has claimed the letters."""
