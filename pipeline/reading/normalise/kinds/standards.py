"""Standards, and what drawings write: fits, diameters, threads."""

from __future__ import annotations

import re

from pipeline.reading.normalise.numerals import cardinal, digits, number
from pipeline.reading.normalise.rule import Rule, after, before

_PREFIX = (
    "(?:GB|GBZ|GBJ|GJB|DB|(?:ISO|IEC)(?:/[A-Z]{2,3})?|IEEE|EN|DIN|ASTM|ANSI|JIS|AQ|JB|HG|SY|DL|TB|JGJ|JTG|YY|QB|SH|NB|CJJ|CJ|JT|LD|MT|XF|GA|"
    r"HJ|WS|TSG(?: ?[A-Z])?|QC|SL|YB|YS|JC|NY|LY|FZ|EJ|HB(?=/|\s?\d{4})|CB|SB|GY|YD|SJ|JR|MZ|OHSAS|SA|IATF|"
    "T/[A-Z]{2,8}|Q/[A-Z]{2,8})"
)
_YEAR = r"(?P<year>(?:19|20)\d\d|(?<=\d[—–-])[5-9]\d)"
"""Two figures in those of the last century: GB 6441-86."""
_JOINT = {"-": "杠", "—": "杠", "–": "杠", ":": "：", "：": "："}
_START = r"(?<![A-Za-z0-9])"
_END = r"(?![A-Za-z0-9])"
_LOAD_BEFORE = re.compile(r"(?:[重载]|吨位|[产运]量|产能|吊装|装货|配重)[为是达：: 约≤≥<>]{0,2}\d+(?:\.\d+)?$")
_PIPE_BEFORE = re.compile(r"(?:DN\s?\d{1,3}|[管口内外]径|Φ\d{1,3}(?:\.\d)?)\s?[（(]$")
_TOLERANCE = "[A-HJ-NP-Za-hj-np-z]|[Jj][Ss]|[Zz][ABCabc]"
"""Letters of ISO 286 tolerance classes; I, L, O, Q and W are not used, L and Q and W do no harm here."""


def _standard(match: re.Match[str], _text: str) -> str:
    said = re.sub("[/ ]", "", match["prefix"]) + digits(match["region"] or "") + (match["kind"] or "").replace("/", "")
    said += "点".join(digits(part) for part in match["number"].split("."))
    last = match.groupdict().get("last")
    if last:
        said += "到" + "点".join(digits(part) for part in last.split("."))
    return said + (_JOINT[match["joint"]] + digits(match["year"]) if match["year"] else "")


def _fit(match: re.Match[str], _text: str) -> str:
    said = "直径" if match["phi"] else ""
    said += number(match["size"]) + match["hole"].upper() + cardinal(match["grade"])
    return said + (match["shaft"].upper() + cardinal(match["other"]) if match["shaft"] else "")


def _inch(match: re.Match[str], text: str) -> str | None:
    if after(match, text, 1) in (")", "）") and not _PIPE_BEFORE.search(before(match, text, 8)):
        return None
    whole = f"{cardinal(match['whole'])}又" if match["whole"] else ""
    size = f"{cardinal(match['under'])}分之{cardinal(match['over'])}" if match["over"] else number(match["n"])
    return whole + size + "寸"


def _diameter(match: re.Match[str], text: str) -> str:
    return "" if re.search(r"直径\s?[为是]?$", before(match, text, 4)) else "直径"


def _spacing(match: re.Match[str], _text: str) -> str:
    """Φ8@100/200: stirrups, closer at the ends of a beam."""
    return "间距" + "、".join(map(number, filter(None, match.group("a", "b"))))


def _thread(match: re.Match[str], _text: str) -> str:
    sizes = re.findall(r"\d+(?:\.\d+)?", match["sizes"])
    tolerance = re.sub(r"\d", lambda figure: digits(figure.group()), match["class"] or "").upper()
    return match["letters"].upper() + "乘".join(map(number, sizes)) + ("杠" + tolerance if tolerance else "")


def _loaded(match: re.Match[str], text: str) -> str | None:
    """限重1T; a disk of 2T has terabytes."""
    return "吨" if _LOAD_BEFORE.search(before(match, text, 12)) else None


def _pipe(match: re.Match[str], _text: str) -> str:
    return f"{match['letters'].upper()}{cardinal(match['under'])}分之{cardinal(match['over'])}"


RULES = (
    Rule(
        "standard",
        re.compile(
            rf"{_START}(?P<prefix>{_PREFIX})(?P<region>\d{{2,6}})?(?P<kind>/[TZJ])?(?:\s|(?<!DB)(?=\d))\s?"
            r"(?P<number>\d{3,6}(?:\.\d+)*|\d{1,2}(?:\.\d+)*(?=\s?[-—–]\s?(?:19|20)\d\d))"
            r"(?:\s?[~—–-]\s?(?P<last>\d{2,6}\.\d+))?"
            rf"(?:\s?(?P<joint>[-—–:：])\s?{_YEAR})?{_END}"
        ),
        _standard,
        digits=True,
        needs="ACDEFGHIJLMNOQSTWXY",
    ),
    Rule(
        "standard",
        re.compile(
            rf"{_START}(?P<prefix>[A-Z]{{1,6}}(?:/[A-Z]{{1,8}})?)(?P<region>)(?P<kind>)\s?(?P<number>\d{{2,6}}(?:\.\d+)*)"
            rf"\s?(?P<joint>[—–])\s?{_YEAR}{_END}"
        ),
        _standard,
        digits=True,
        needs="–—",
    ),
    Rule(
        "fit",
        re.compile(
            rf"{_START}(?P<phi>Φ)?\s?(?P<size>\d+(?:\.\d+)?)(?P<hole>{_TOLERANCE})(?P<grade>\d{{1,2}})"
            rf"(?:/(?P<shaft>{_TOLERANCE})(?P<other>\d{{1,2}})|(?(phi)|(?!))){_END}"
        ),
        _fit,
        digits=True,
    ),
    Rule(
        "spacing", re.compile(r"(?:(?<=Φ\d)|(?<=Φ\d\d))@(?P<a>\d{2,3})(?:/(?P<b>\d{2,3}))?(?!\d)"), _spacing, needs="@"
    ),
    Rule("diameter", re.compile(r"Φ(?=\s?\d)"), _diameter, needs="Φ"),
    Rule(
        "thread",
        re.compile(
            rf"{_START}(?P<letters>[MGR]|Tr|R[cp])(?P<sizes>\d+(?:\.\d+)?(?:\s?[×xX*]\s?\d+(?:\.\d+)?)+)"
            rf"(?:-(?P<class>\d[A-Za-z](?:\d[A-Za-z])?))?{_END}"
        ),
        _thread,
        needs="*Xx×",
    ),
    Rule(
        "thread",
        re.compile(rf"{_START}(?P<letters>M)(?P<sizes>\d{{1,3}})-(?P<class>\d[GHefgh](?:\d[a-z])?){_END}"),
        _thread,
        needs="M",
    ),
    Rule(
        "thread",
        re.compile(
            rf"{_START}(?P<letters>Z?G|R[cp]?|NPT)\s?(?P<over>[135])/(?P<under>[248])(?:[\"″”]|'')?(?![A-Za-z\d/])"
        ),
        _pipe,
        digits=True,
        needs="GNR",
    ),
    Rule(
        "inch",
        re.compile(
            r"(?<![\d.°′'/])(?:(?:(?P<whole>\d)[- ])?(?P<over>[1-9])/(?P<under>[248]|16)|(?P<n>\d{1,2}(?:\.\d)?))"
            r"(?:[\"″”]|'')(?:(?<=/[248]″)|(?=\s?(?:[球闸截止蝶]?[止]?阀|钢?管|接头|弯头|螺|法兰|显示|屏|扳手|晶圆|电视|套筒|硬盘|轮|[)）])))"
        ),
        _inch,
        digits=True,
        needs="\"″”'",
    ),
    Rule("foot", re.compile(r"(?<=\d)[′'’](?=[高标]?[柜箱]|集装箱|货柜|H[QC])"), lambda _m, _t: "尺", needs="'’′"),
    Rule(
        "hours", re.compile(r"(?<=(?<![\d.A-Za-z])(?:12|24|36|48|72))H(?![A-Za-z\d])"), lambda _m, _t: "小时", needs="H"
    ),
    Rule(
        "tonnes",
        re.compile(
            r"(?<=(?<![A-Za-z])\d)T(?=\s?(?:[行吊货叉卡天]车|葫芦|压力机|起重|桥吊|龙门|地磅|冲床|载重|千斤顶|电动|手拉))"
        ),
        lambda _m, _t: "吨",
        needs="T",
    ),
    Rule("tonnes", re.compile(r"(?<=\d)T(?![A-Za-z\d])"), _loaded, needs="T"),
)
