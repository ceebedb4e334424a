"""Sums of money written with a sign or a currency code, and with two decimals."""

from __future__ import annotations

import re

from pipeline.reading.normalise.numerals import NUMBER, RANGE, SCALE, counted, number
from pipeline.reading.normalise.rule import Rule

CURRENCIES = {
    "¥": "元", "CN¥": "元", "RMB": "元", "CNY": "元", "$": "美元", "US$": "美元", "USD": "美元", "HK$": "港元",
    "HKD": "港元", "€": "欧元", "EUR": "欧元", "£": "英镑", "GBP": "英镑", "JPY": "日元", "JP¥": "日元",
    "₩": "韩元", "₽": "卢布", "₹": "卢比", "A$": "澳元", "NT$": "新台币", "฿": "泰铢", "MOP$": "澳门元",
}  # fmt: skip
_SIGN = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_NAME = r"(?:元(?:人民币)?|人民币|美元|美金|港元|港币|欧元|英镑|日元|韩元|卢布|卢比)"


def sum_of(written: str, scale: str) -> str:
    """An amount; zeros at the end of its decimals are not said (350.50 is 三百五十点五)."""
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return (counted(written, scale or "元")) + scale


def _signed(match: re.Match[str], _text: str) -> str:
    name = match["name"] or CURRENCIES[match["sign"]]
    title = "人民币" if match["sign"] in ("RMB", "CNY") else ""
    said = sum_of(match["a"], match["s"]) + (match["more"] or "")
    if match["b"]:
        said += "到" + sum_of(match["b"], match["t"])
    return title + ("负" if match["minus"] else "") + said + name


def _named(match: re.Match[str], _text: str) -> str:
    return sum_of(match["a"], "")


def _code_after(match: re.Match[str], _text: str) -> str:
    return number(match["a"]) + match["s"] + CURRENCIES[match["sign"]]


RULES = (
    Rule("money", re.compile(
        rf"(?P<minus>[-−])?(?<![A-Za-z])(?P<sign>{_SIGN})\s?(?P<a>{NUMBER})(?P<s>{SCALE})(?P<more>[余多])?"
        rf"(?:{RANGE}(?:{_SIGN})?(?P<b>{NUMBER})(?P<t>{SCALE}))?(?![\d])(?P<name>{_NAME})?"), _signed),
    Rule("money", re.compile(rf"(?<![\d.A-Za-z])(?P<a>{NUMBER})(?P<s>{SCALE})\s?(?P<sign>RMB|CNY|USD|EUR|HKD|GBP|"
        rf"JPY|€)(?![A-Za-z])"),
         _code_after),
    Rule("money", re.compile(rf"(?<![\d.A-Za-z\-–—~])(?P<a>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)\.\d\d)(?={_NAME})"), _named),
)  # fmt: skip
