"""Sums of money written with a sign or a currency code, and with two decimals."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.reading.normalise.numerals import NUMBER, RANGE, SCALE, counted
from pipeline.reading.normalise.rule import Rule

CURRENCIES = {
    "¥": "元", "CN¥": "元", "RMB": "元", "CNY": "元", "$": "美元", "US$": "美元", "USD": "美元", "HK$": "港元",
    "HKD": "港元", "€": "欧元", "EUR": "欧元", "£": "英镑", "GBP": "英镑", "JPY": "日元", "JP¥": "日元",
    "₩": "韩元", "₽": "卢布", "₹": "卢比", "A$": "澳元", "NT$": "新台币", "฿": "泰铢", "MOP$": "澳门元",
}  # fmt: skip
_SIGN = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_TIMES = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9}
"""What a letter behind an amount multiplies it by; w is 万."""
_NAME = r"(?:元(?:人民币)?|人民币|美元|美金|港元|港币|欧元|英镑|日元|韩元|卢布|卢比)"


def sum_of(written: str, scale: str) -> str:
    """An amount; zeros at the end of its decimals are not said (350.50 is 三百五十点五)."""
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return (counted(written, scale or "元")) + scale


def _in_full(written: str, letter: str) -> tuple[str, str]:
    """An amount in thousands (k), ten thousands (w) or millions (M) as figures and a Chinese multiple."""
    if not letter:
        return written, ""
    if letter in "wW":
        return written, "万"
    whole = Decimal(written.replace(",", "")) * _TIMES[letter.lower()]
    return f"{whole.normalize():f}", ""


def _signed(match: re.Match[str], _text: str) -> str:
    name = match["name"] or CURRENCIES[match["sign"]]
    title = "人民币" if match["sign"] in ("RMB", "CNY") else ""
    amount, scale = _in_full(match["a"], match["letter"] or "")
    said = sum_of(amount, scale or match["s"]) + (match["more"] or "")
    if match["b"]:
        amount, scale = _in_full(match["b"], match["last"] or "")
        said += "到" + sum_of(amount, scale or match["t"])
    return title + ("负" if match["minus"] else "") + said + name


def _named(match: re.Match[str], _text: str) -> str:
    return sum_of(match["a"], "")


def _code_after(match: re.Match[str], _text: str) -> str:
    amount, scale = _in_full(match["a"], match["letter"] or "")
    first = match.groupdict().get("first")
    if first:
        return f"{sum_of(first, '')}到{sum_of(amount, scale or match['s'])}{CURRENCIES[match['sign']]}"
    return sum_of(amount, scale or match["s"]) + CURRENCIES.get(match["sign"], match["sign"])


def _salaries(match: re.Match[str], _text: str) -> str:
    """6-8k, 8-10w: both ends of a range in thousands or ten thousands."""
    unit = "K" if match["last"] in "kK" else "万"
    return counted(match["a"], unit) + (unit if match["first"] else "") + "到" + counted(match["b"], unit) + unit


_LETTER = r"(?:(?P<{}>[kKwWbBM]|bn|mn?)(?![A-Za-z]))?"

RULES = (
    Rule("money", re.compile(
        rf"(?P<minus>[-−])?(?<![A-Za-z])(?P<sign>{_SIGN})\s?(?P<a>{NUMBER}){_LETTER.format('letter')}(?P<s>{SCALE})"
        rf"(?P<more>[余多])?(?:{RANGE}(?:{_SIGN})?(?P<b>{NUMBER}){_LETTER.format('last')}(?P<t>{SCALE}))?(?![\d])"
        rf"(?P<name>{_NAME})?"), _signed, needs="$CEGHJRU£¥฿₩€₹₽"),
    Rule("money", re.compile(
        rf"(?<![\d.A-Za-z])(?:(?P<first>{NUMBER}){RANGE})?(?P<a>{NUMBER})(?P<letter>[kKwW])?(?P<s>{SCALE})\s?(?P<sign>RMB|CNY|USD|EUR|HKD|GBP|JPY|€)"
        r"(?![A-Za-z])"), _code_after, needs="RCUHGJE€"),
    Rule("money", re.compile(
        rf"(?<![\d.A-Za-z])(?P<a>{NUMBER})(?P<letter>[kKwW])(?P<s>)(?P<sign>{_NAME})"), _code_after, needs="kKwW"),
    Rule("range", re.compile(
        rf"(?<![\d.A-Za-z])(?P<a>{NUMBER})(?P<first>[kKwW])?{RANGE}(?P<b>{NUMBER})(?P<last>[kKwW])(?![A-Za-z\d])"),
        _salaries, needs="kKwW"),
    Rule("money", re.compile(rf"(?<![\d.A-Za-z\-–—~])(?P<a>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)\.\d\d)(?={_NAME})"), _named,
         needs="."),
    Rule(
        "ten thousands",
        re.compile(r"(?<=(?<![A-Za-z])\d)(?:W(?=\+(?!\d)|人|[元件台次套册份字粉])|w(?=\+|[一-鿿，。、；）)]|$))"),
        lambda _m, _t: "万", needs="Ww"),
)  # fmt: skip
