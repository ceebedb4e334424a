"""Quantities: numbers with units, percent, tolerances, dimensions, sums and inequalities, alone and in ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.chinese.measure_words import SURE
from pipeline.reading.normalise.numerals import NUMBER, RANGE, SCALE, cardinal, counted, digits, number
from pipeline.reading.normalise.rule import CLAIMED, Rule, after, before
from pipeline.reading.normalise.units import UNIT, is_unit, stands_alone, unit_said

COMPARISONS = {
    "≥": "大于等于", "≧": "大于等于", "⩾": "大于等于", ">=": "大于等于", "≤": "小于等于", "≦": "小于等于",
    "⩽": "小于等于", "<=": "小于等于", ">": "大于", "<": "小于", "≠": "不等于", "≈": "约等于", "≒": "约等于",
    "≡": "恒等于", "≮": "不小于", "≯": "不大于",
}  # fmt: skip
OPERATIONS = {"+": "加", "−": "减", "×": "乘", "x": "乘", "X": "乘", "*": "乘", "÷": "除以", "±": "正负", "=": "等于"}
_TEMPERATURES = ("℃", "°C", "℉", "°F")
_AMOUNT = rf"(?:{NUMBER})(?:{SCALE})[余多几]?(?:\s?(?:{UNIT}))?"
_JOIN = rf"(?:{RANGE}|\s?(?:[+−×*÷±=]|[xX](?!\s?[-+−]))\s?)"
_EXPRESSION = re.compile(
    rf"(?<![A-Za-z0-9])(?<!\d\.)(?:(?<!\d,)|(?!\d{{3}}(?!\d)))[-−+±]?\s?{_AMOUNT}(?:{_JOIN}[-−+]?{_AMOUNT})*(?!\d(?!\d?[{SURE}])|[²³]|(?<![%‰])[A-Za-z]|\.\d|,\d{{3}}(?!\d))"
)
_SIGNED = rf"(?P<sign>[-−+±])?\s?(?P<amount>{NUMBER})(?P<scale>{SCALE})(?P<more>[余多几]?)(?:\s?(?P<unit>{UNIT}))?"
_FIRST = re.compile(_SIGNED)
_NEXT = re.compile(rf"(?P<join>{_JOIN}){_SIGNED}")
_RANGE = re.compile(RANGE)
_BEFORE_NEGATIVE = re.compile(r"(?:^|[由从为是达至到于约温降升差值数低高得有/（(：:，,、。；“=\s])$")
_ADDED_TO = re.compile(r"\d[^，。；、：（）()\s第]{1,5}(?<![比幅差异值偏增涨调为])$")

_POWER_BEFORE = re.compile(r"(?:\d[⁻⁺]?[⁰¹²³⁴-⁹]+|\d\^[-−]?\d+|\d[eE][-−+]?\d+|[×xX*]10[-−–]\d+)$")
"""Behind 10³ even a letter that is no unit alone is one (10³L)."""


@dataclass(frozen=True, slots=True)
class _Term:
    """One number of an expression, with what joins it to the one before."""

    join: str
    sign: str
    amount: str
    scale: str
    more: str
    unit: str
    follower: str
    """The text after it."""

    @property
    def ends_range(self) -> bool:
        return _RANGE.fullmatch(self.join) is not None


def comparison_said(sign: str, preceding: str) -> str:
    """``≥`` and its like in words; ≈ at the start of a phrase is 约."""
    return "约" if sign in ("≈", "≒") and not preceding.isalnum() else COMPARISONS[sign]


def _terms(match: re.Match[str], text: str) -> Iterator[_Term]:
    found = _FIRST.match(match.group())
    while found:
        parts = {name: value or "" for name, value in found.groupdict().items()}
        yield _Term(**{"join": "", **parts, "follower": text[match.start() + found.end() :]})
        found = _NEXT.match(match.group(), found.end())


def _expression(match: re.Match[str], text: str) -> str | None:
    terms = list(_terms(match, text))
    if any(term.unit and not is_unit(term.unit, term.follower) for term in terms):
        return None
    if any(re.match(r"0\d", term.amount) and re.fullmatch("[A-Z]", term.unit) for term in terms):
        return None  # 08A is a name
    if terms[0].sign in ("-", "−") and not _is_negative(terms, before(match, text)):
        terms[0] = replace(terms[0], sign="")  # a dash after a noun
    if len(terms) == 1 and not terms[0].unit and not terms[0].sign:
        return None  # a bare number: other rules know it better
    terms = [terms[0], *(_deviation(size, term) for size, term in pairwise(terms))]
    is_sum = any(term.join.strip() == "=" for term in terms)
    is_product = any(term.join.strip() in ("×", "*", "x", "X") for term in terms)
    if not is_sum and sum(term.ends_range for term in terms) > 1:
        return None  # 3-2-501 is no range
    said = ""
    if terms[0].sign == "+" and _ADDED_TO.search(before(match, text).rstrip()):
        said, terms[0] = "加", replace(terms[0], sign="")  # 25分+10秒
    for term, following in zip(terms, [*terms[1:], None], strict=True):
        end = following if following and following.ends_range and not term.unit else None
        said += _joined(term, is_sum=is_sum, is_product=is_product) + _term_said(term, end)
    return said


def _deviation(size: _Term, term: _Term) -> _Term:
    """In 60-0.02 no range ends below where it begins: that is a size and how far it may fall short."""
    is_small = term.amount.startswith("0.") and not size.amount.startswith("0")
    return replace(term, join="", sign=term.join) if is_small and term.join in ("-", "+") and not size.unit else term


def _is_negative(terms: list[_Term], preceding: str) -> bool:
    if len(terms) == 1 and terms[0].unit:
        return True
    if any(term.sign in ("-", "−") for term in terms[1:]):
        return True
    return bool(_BEFORE_NEGATIVE.search(preceding)) or terms[-1].unit.startswith((*_TEMPERATURES, "%"))


def _joined(term: _Term, *, is_sum: bool, is_product: bool) -> str:
    sign = term.join.strip()
    if not sign or sign in OPERATIONS:
        return OPERATIONS.get(sign, "")
    if sign == "-" and (is_sum or is_product):
        return "减" if is_sum else "，"  # 15kV-3×240 has no range in it
    return sign if sign in ("至", "到") else "到"


def _term_said(term: _Term, end: _Term | None) -> str:
    """A term; without a unit and at the start of a range it takes ``end``'s for granted (5-8%, 2-3万元)."""
    last = end or term
    unit = term.unit or last.unit
    if unit in ("%", "‰"):
        amount = "百" if term.amount == "100" and unit == "%" else number(term.amount) + term.scale
        return _with_sign(term.sign, "", ("百分之" if unit == "%" else "千分之") + amount + term.more)
    counted_by = term.scale or last.scale or (unit_said(last.unit) if last.unit else last.follower[:4])
    amount = counted(term.amount, counted_by) + term.scale + term.more
    return _with_sign(term.sign, unit, amount) + (unit_said(term.unit) if term.unit else "")


def _with_sign(sign: str, unit: str, said: str) -> str:
    if sign in ("-", "−"):
        return ("零下" if unit in _TEMPERATURES else "负") + said
    return {"+": "正", "±": "正负"}.get(sign, "") + said


def _duration(match: re.Match[str], _text: str) -> str:
    seconds = f"{cardinal(match['s'])}秒" if match["s"] else ""
    return f"{counted(match['h'], '小时')}小时{cardinal(match['m'])}分{seconds}"


def _without_zero(match: re.Match[str], text: str) -> str | None:
    unit = match["unit"] or ""
    if unit and not is_unit(unit, after(match, text)):
        return None
    return OPERATIONS.get(match["sign"] or "", "") + number("0." + match["decimals"]) + (unit and unit_said(unit))


def _and_centimetres(match: re.Match[str], _text: str) -> str:
    return digits(match.group())


def _compared(match: re.Match[str], text: str) -> str:
    return comparison_said(match.group().strip(), before(match, text, 1))


def _unit_alone(match: re.Match[str], text: str) -> str | None:
    unit = match.group()
    if not is_unit(unit, ""):
        return None
    if _POWER_BEFORE.search(before(match, text)):
        return unit_said(unit)
    return unit_said(unit) if (stands_alone(unit) and not after(match, text, 1).isalnum()) or unit in "℃℉" else None


COMPARED = Rule(
    "comparison",
    re.compile(r"\s?(?:>=|<=|[≥≧⩾≤≦⩽≠≈≒≡≮≯]|(?<!<)(?<![-=])[<>](?=\s?[-+]?\d))\s?"),
    _compared,
    needs="<>≈≒≠≡≤≥≦≧≮≯⩽⩾",
)
RULES = (
    Rule(
        "duration",
        re.compile(r"(?<![\dA-Za-z.])(?P<h>\d{1,3})h\s?(?P<m>\d{1,2})min(?:\s?(?P<s>\d{1,2})s)?(?![A-Za-z\d])"),
        _duration,
        needs="h",
    ),
    Rule(
        # Where the point cannot end a sentence: after a word that wants a number, and not before a date or an item.
        "bare decimal",
        re.compile(
            r"(?:(?<=[为约达是到至近于共重厚长宽高深差力仅每过≥≤<>=~（( ])|(?P<sign>±)\s?)"
            rf"\.(?P<decimals>\d+)(?![\d.月日号年时点])(?:\s?(?P<unit>{UNIT}))?"
        ),
        _without_zero,
        needs=".",
    ),
    Rule("quantity", _EXPRESSION, _expression),
    Rule(
        "height",
        re.compile(rf"(?<=[\d{CLAIMED}][米秒])\d\d?(?=$|[^\d.,米厘公毫万千百%×x*-])"),
        _and_centimetres,
        digits=True,
        needs="秒米",
    ),
)
UNIT_ALONE = Rule("unit", re.compile(rf"(?<![A-Za-z0-9])(?:{UNIT})"), _unit_alone)
