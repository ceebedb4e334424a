"""Quantities: numbers with units, percent, tolerances, dimensions, sums and inequalities, alone and in ranges."""

from __future__ import annotations

import re

from pipeline.reading.normalise.numerals import NUMBER, RANGE, SCALE, counted, number
from pipeline.reading.normalise.rule import Rule, after, before
from pipeline.reading.normalise.units import UNIT, is_unit, stands_alone, unit_said

COMPARISONS = {
    "≥": "大于等于", "≧": "大于等于", "⩾": "大于等于", ">=": "大于等于", "≤": "小于等于", "≦": "小于等于",
    "⩽": "小于等于", "<=": "小于等于", ">": "大于", "<": "小于", "≠": "不等于", "≈": "约等于", "≒": "约等于",
    "≡": "恒等于", "≮": "不小于", "≯": "不大于",
}  # fmt: skip
OPERATIONS = {"+": "加", "−": "减", "×": "乘", "x": "乘", "X": "乘", "*": "乘", "÷": "除以", "±": "正负", "=": "等于"}
_TEMPERATURES = ("℃", "°C", "℉", "°F")
_AMOUNT = rf"{NUMBER}{SCALE}[余多几]?"
_TERM = rf"(?:{NUMBER})(?:{SCALE})[余多几]?(?:\s?(?:{UNIT}))?"
_JOIN = rf"(?:{RANGE}|\s?[+−×xX*÷±=]\s?)"
_EXPRESSION = re.compile(
    rf"(?<![A-Za-z0-9.,])(?P<sign>[-−+±])?\s?(?P<first>{_TERM})(?P<rest>(?:{_JOIN}[-−+]?{_TERM})*)(?![\d²³]|\.\d|,\d{{3}}(?!\d))"
)
_SIGNED_TERM = rf"(?P<sign>[-−+±])?\s?(?P<amount>{NUMBER})(?P<scale>{SCALE})(?P<more>[余多几]?)(?:\s?(?P<unit>{UNIT}))?"
_FIRST_PIECE = re.compile(rf"(?P<join>){_SIGNED_TERM}")
_PIECE = re.compile(rf"(?P<join>{_JOIN}){_SIGNED_TERM}")
_BEFORE_NEGATIVE = re.compile(r"(?:^|[为是达至到于约温降升差值数低高得有（(：:，,、。；“=\s])$")
_RANGE_JOIN = re.compile(RANGE)


def comparison_said(sign: str, preceding: str) -> str:
    """``≥`` and its like in words; ≈ after 约 says nothing twice."""
    if sign in ("≈", "≒") and not re.search(r"[\w一-鿿]$", preceding):
        return "约"
    return COMPARISONS[sign]


def _is_measured(match: re.Match[str]) -> bool:
    return re.search(rf"\d{SCALE}[余多几]?\s?(?:{UNIT})", match.group()) is not None


def _expression(match: re.Match[str], text: str) -> str | None:
    pieces = _pieces(match, text)
    if pieces is None:
        return None
    negative = pieces[0]["sign"]
    if negative and negative in "-−" and not _is_negative(match, text, pieces):
        return None
    sum_ = "=" in match["rest"]
    if sum(_RANGE_JOIN.fullmatch(piece["join"]) is not None for piece in pieces) > 1 and not sum_:
        return None
    said = ""
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        unit = piece["unit"] or ""
        borrowed = "" if unit or following is None else _unit_of_range(pieces[index + 1 :])
        said += _joined(piece["join"], is_sum=sum_) + _one(piece, unit, borrowed, text, match)
    return said


def _pieces(match: re.Match[str], text: str) -> list[re.Match[str]] | None:
    """The terms of the expression; None where it is a bare number that other rules know better."""
    pieces: list[re.Match[str]] = []
    at = 0
    while piece := (_PIECE if pieces else _FIRST_PIECE).match(match.group(), at):
        pieces.append(piece)
        at = piece.end()
        follower = text[match.start() + piece.end() :]
        if piece["unit"] and not is_unit(piece["unit"], follower):
            return None
    bare = len(pieces) == 1 and not pieces[0]["unit"]
    return None if bare and not pieces[0]["sign"] else pieces


def _is_negative(match: re.Match[str], text: str, pieces: list[re.Match[str]]) -> bool:
    return (len(pieces) == 1 and bool(pieces[0]["unit"])) or bool(
        _BEFORE_NEGATIVE.search(before(match, text)) or (pieces[-1]["unit"] or "").startswith((*_TEMPERATURES, "%"))
    )


def _unit_of_range(following: list[re.Match[str]]) -> str:
    """The unit that a number without one takes from the end of its range: the 5 of 5-8%."""
    for piece in following:
        if not piece["join"] or not _RANGE_JOIN.fullmatch(piece["join"]):
            return ""
        if piece["unit"]:
            return str(piece["unit"])
    return ""


def _joined(join: str | None, *, is_sum: bool) -> str:
    if not join:
        return ""
    sign = join.strip()
    if sign in OPERATIONS:
        return OPERATIONS[sign]
    if sign == "-" and is_sum:
        return "减"
    return sign if sign in ("至", "到") else "到"


def _one(piece: re.Match[str], unit: str, borrowed: str, text: str, match: re.Match[str]) -> str:
    shown = unit or borrowed
    sign = piece["sign"] or ""
    follower = unit_said(unit) if unit and unit not in "%‰" else text[match.start() + piece.end() :][:4]
    amount = counted(
        piece["amount"], "万" if piece["scale"] in ("万", "亿", "千", "万亿") else (borrowed and "米") or follower
    )
    amount += piece["scale"] + (piece["more"] or "")
    if shown and shown in "%‰":
        whole = "百分之" if shown == "%" else "千分之"
        return _signed(sign, "", f"{whole}{'百' if amount == '一百' and shown == '%' else number(piece['amount'])}")
    return _signed(sign, shown, amount) + (unit_said(unit) if unit else "")


def _signed(sign: str, unit: str, said: str) -> str:
    if sign and sign in "-−":
        return ("零下" if unit in _TEMPERATURES else "负") + said
    return {"+": "正", "±": "正负"}.get(sign, "") + said


def _compared(match: re.Match[str], text: str) -> str:
    return comparison_said(match.group().strip(), before(match, text, 1))


def _unit_alone(match: re.Match[str], text: str) -> str | None:
    unit = match.group()
    return unit_said(unit) if (stands_alone(unit) and not after(match, text, 1).isalnum()) or unit in "℃℉" else None


COMPARED = Rule(
    "comparison",
    re.compile(r"\s?(?:>=|<=|[≥≧⩾≤≦⩽≠≈≒≡≮≯]|(?<!<)(?<![-=])[<>](?=\s?[-+]?\d))\s?"),
    _compared,
)
RULES = (Rule("quantity", _EXPRESSION, _expression),)
UNIT_ALONE = Rule("unit", re.compile(rf"(?<![A-Za-z0-9])(?:{UNIT})"), _unit_alone)
