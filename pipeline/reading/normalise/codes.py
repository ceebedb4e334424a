"""Standards, model numbers, versions: letters with figures."""

from __future__ import annotations

import re

from pipeline.reading.normalise.latin import latin_said
from pipeline.reading.normalise.numerals import called, cardinal, digits, dotted, is_measure, number
from pipeline.reading.normalise.rule import CLAIMED, Rule, after, before

_PREFIX = (
    r"(?:GB|GBZ|GBJ|GJB|DB|ISO|IEC|IEEE|EN|DIN|ASTM|ANSI|JIS|AQ|JB|HG|SY|DL|TB|JGJ|JTG|YY|QB|SH|NB|CJJ|CJ|JT|LD|"
    r"MT|XF|GA|HJ|WS|TSG|QC|"
    r"SL|YB|YS|JC|NY|LY|FZ|EJ|HB|CB|SB|GY|YD|SJ|JR|MZ|OHSAS|SA|IATF|T/[A-Z]{2,8}|Q/[A-Z]{2,8})"
)
_JOINT = {"-": "杠", "—": "杠", "–": "杠", ":": "：", "：": "："}
_TRAIN = re.compile(r"[GDCZTKYLS]\d{1,4}")
_STORAGE = re.compile(r"[KMGT]B?|Mbps|Gbps")
_CODE_PART = re.compile(r"[A-Za-zΦ]+|\d+(?:\.\d+)*|[-./_+ ]")
_BY_DIGIT = re.compile(r"(?:IP|N|KN|GB)$")


def _standard(match: re.Match[str], _text: str) -> str:
    said = match["prefix"].replace("/", "") + digits(match["region"] or "") + (match["kind"] or "").replace("/", "")
    said += "点".join(digits(part) for part in match["number"].split("."))
    if match["year"]:
        said += _JOINT[match["joint"]] + digits(match["year"])
    return said


def _train(match: re.Match[str], _text: str) -> str:
    figures = match["n"]
    return match["letter"] + (called(figures) if len(figures) > 2 else cardinal(figures))


def _thread(match: re.Match[str], _text: str) -> str:
    said = f"{match['letters'].upper()}{number(match['d'])}"
    for part in re.findall(r"[×xX*](\d+(?:\.\d+)?)", match["rest"]):
        said += "乘" + number(part)
    return said


def _fit(match: re.Match[str], _text: str) -> str:
    said = "直径" if match["phi"] else ""
    said += number(match["n"]) + match["hole"].upper() + cardinal(match["g"])
    return said + (match["shaft"].upper() + cardinal(match["h"]) if match["shaft"] else "")


def _diameter(match: re.Match[str], text: str) -> str:
    return "" if re.search(r"直径\s?[为是]?$", before(match, text, 4)) else "直径"


def _model(match: re.Match[str], text: str) -> str | None:
    code = match.group()
    follower = after(match, text, 6)
    parts = _CODE_PART.findall(code)
    said = ""
    for index, part in enumerate(parts):
        if part[0].isdecimal():
            said += _figures(
                part, parts[index - 1] if index else "", parts[index + 1] if index + 1 < len(parts) else "", follower
            )
        elif part.isalpha():
            said += part.upper() if len(part) == 1 else latin_said(part)
        elif part == "+":
            said += "加"
        elif part == "/":
            said += "、"
    return said


def _figures(figures: str, previous: str, following: str, _follower: str) -> str:
    if "." in figures:
        return dotted(figures)
    if len(figures) > 2:
        return cardinal(figures) if not previous and _STORAGE.fullmatch(following) else digits(figures)
    return digits(figures) if _BY_DIGIT.search(previous) else cardinal(figures)


def _number_sign(match: re.Match[str], _text: str) -> str:
    return cardinal(match["n"]) + "号"


def _version(match: re.Match[str], _text: str) -> str:
    return dotted(match.group())


def _steel(match: re.Match[str], _text: str) -> str:
    return digits(match.group())


def _year_after_name(match: re.Match[str], text: str) -> str | None:
    return None if is_measure(after(match, text, 3)) else digits(match.group())


STANDARDS = (
    Rule(
        "standard",
        re.compile(
            rf"(?<![A-Za-z0-9])(?P<prefix>{_PREFIX})(?P<region>\d{{2,6}})?(?P<kind>/[TZJ])?(?:\s|(?<!DB)"
            rf"(?=\d))\s?(?P<number>\d{{3,6}}(?:\.\d+)*|\d{{1,2}}(?=\s?[-—–]\s?(?:19|20)\d\d))"
            r"(?:\s?(?P<joint>[-—–:：])\s?(?P<year>(?:19|20)\d\d))?(?![\dA-Za-z])"
        ),
        _standard,
        digits=True,
    ),
    Rule(
        "standard",
        re.compile(
            r"(?<![A-Za-z0-9])(?P<prefix>[A-Z]{1,6}(?:/[A-Z]{1,8})?)(?P<region>)"
            r"(?P<kind>)\s?(?P<number>\d{2,6}(?:\.\d+)*)"
            r"\s?(?P<joint>[—–])\s?(?P<year>(?:19|20)\d\d)(?![\dA-Za-z])"
        ),
        _standard,
        digits=True,
    ),
    Rule(
        "train",
        re.compile(r"(?<![A-Za-z0-9])(?P<letter>[GDCZTKYLS])(?P<n>\d{1,4})(?=次|号?列车|/[GDCZTKYLS]\d)"),
        _train,
        digits=True,
    ),
    Rule(
        "fit",
        re.compile(
            r"(?<![A-Za-z0-9])(?P<phi>Φ)?\s?(?P<n>\d+(?:\.\d+)?)(?P<hole>[A-HJ-NP-Z]|[a-hj-np-z]|[Jj][Ss])"
            r"(?P<g>\d{1,2})"
            r"(?:/(?P<shaft>[a-zA-Z]{1,2})(?P<h>\d{1,2}))(?![\dA-Za-z])"
        ),
        _fit,
        digits=True,
    ),
    Rule(
        "fit",
        re.compile(
            r"(?<![A-Za-z0-9])(?P<phi>Φ)\s?(?P<n>\d+(?:\.\d+)?)(?P<hole>[A-HJ-NP-Za-hj-np-z]|[Jj][Ss])"
            r"(?P<g>\d{1,2})(?P<shaft>)(?P<h>)(?![\dA-Za-z])"
        ),
        _fit,
        digits=True,
    ),
    Rule("diameter", re.compile(r"Φ(?=\s?\d)"), _diameter),
    Rule(
        "thread",
        re.compile(
            r"(?<![A-Za-z0-9])(?P<letters>[MGRT][crp]?|Tr)(?P<d>\d+(?:\.\d+)?)"
            r"(?P<rest>(?:\s?[×xX*]\s?\d+(?:\.\d+)?)+)(?![A-Za-z0-9])"
        ),
        _thread,
    ),
    Rule(
        "stainless steel",
        re.compile(r"(?<![\d.A-Za-z])(?:[234]\d\d(?=L?H?不锈钢)|3(?:04|10|16|21)(?=L(?![\w/])))"),
        _steel,
        digits=True,
    ),
    Rule(
        "code",
        re.compile(
            r"(?<![\d.])(?:19|20)\d\d-\d{1,4}(?=号)|(?<![\d.])\d+(?:-\d+){2,}(?![\d.])|(?<![\d.A-Za-z])0\d*-\d+(?!\d)"
        ),
        lambda m, _t: (
            digits(m.group().replace("-", ""))
            if m.group()[0] == "0" or "号" not in m.string[m.end() : m.end() + 1]
            else f"{digits(m.group().split('-')[0])}杠{cardinal(m.group().split('-')[1])}"
        ),
        digits=True,
    ),
    Rule(
        "model",
        re.compile(
            r"(?<![A-Za-z0-9])(?=[A-Za-z]{1,9}-?\d|[A-Z]{1,6}(?:-[A-Z]{1,4})?-\d)(?:[A-Za-z]+|\d+(?:\.\d+)*)"
            r"(?:[-/.]?(?:[A-Za-z]+|\d+(?:\.\d+)*))*"
            r"(?![A-Za-z0-9])"
        ),
        _model,
        digits=True,
    ),
)
CODES = (
    Rule("project name", re.compile(r"(?<![\d.A-Za-z])(?:211|985|863|973|996|007|1024|315|618)(?=(?:工程|高校|"
        r"院校|计划|工作制|大学|晚会|大促|模式)|、985)"),
         _steel, digits=True),
    Rule("aircraft", re.compile(r"(?<=波音)\s?7\d7(?!\d)|(?<=空客)\s?3\d\d(?!\d)"), _steel, digits=True),
    Rule("number sign", re.compile(r"(?:№|(?<![A-Za-z])(?:No|NO|Nr)\.?)\s?(?P<n>\d{1,3})(?!\d)号?|"
        r"(?<![\w#])#(?P<m>\d{1,3})(?![\d#])"),
         lambda m, _t: cardinal(m["n"] or m["m"]) + "号", digits=True),
    Rule("number sign", re.compile(r"№\s?|(?<![A-Za-z])N[oO]\.\s?(?=\d)"), lambda _m, _t: "编号"),
    Rule("number sign", re.compile(r"(?<![\d.A-Za-z])(?P<n>\d{1,3})#(?!\d)"), _number_sign, digits=True),
    Rule("range", re.compile(rf"(?<={CLAIMED})\s?[~–]\s?(?=\d)|(?<={CLAIMED})—(?=\d)"), lambda _m, _t: "到"),
    Rule("model", re.compile(
        r"(?<![A-Za-z0-9])(?=\d+(?:\.\d+)*-?[A-Za-z])(?:[A-Za-z]+|\d+(?:\.\d+)*)(?:[-/.]?(?:[A-Za-z]+|"
        r"\d+(?:\.\d+)*))*"
        r"(?![A-Za-z0-9])"), _model, digits=True),
    Rule("version", re.compile(r"(?<![\d.A-Za-z])\d+(?:\.\d+){2,}(?![\d.])|"
         r"(?<![\d.A-Za-z])\d+\.\d+(?=版)"), _version, digits=True),
    Rule("year", re.compile(r"(?<=[A-Za-z] )(?:19|20)\d\d(?![\d.])"), _year_after_name, digits=True),
)  # fmt: skip
