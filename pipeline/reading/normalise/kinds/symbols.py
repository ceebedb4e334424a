"""Signs in their surroundings: circled and Roman numerals, ticks and crosses, blanks, rules across the page, Greek."""

from __future__ import annotations

import re
import unicodedata

from pipeline.chinese.measure_words import RATED, SHARING
from pipeline.reading.normalise.numerals import cardinal, digits
from pipeline.reading.normalise.rule import CLAIMED, CLAIMED_DATE, Rule, after, before
from pipeline.reading.normalise.signs import GREEK, SIGNS_SAID
from pipeline.reading.normalise.units import unit_said

_RUNS = (
    (0x2460, 1, 20), (0x2474, 1, 20), (0x2488, 1, 20), (0x24EB, 11, 10), (0x24F5, 1, 10), (0x2776, 1, 10),
    (0x2780, 1, 10),    (0x278A, 1, 10), (0x3251, 21, 15), (0x32B1, 36, 15), (0x24EA, 0, 1), (0x24FF, 0, 1),
)  # fmt: skip
"""①, ⑴, ⒈, ⓫, ⓵, ❶, ➀, ➊, ㉑, ㊱, ⓪, ⓿: first code point, its number, how many follow each other."""
_CIRCLED = {chr(first + i): str(number + i) for first, number, count in _RUNS for i in range(count)}
_ROMAN_SIGNS = {chr(first + i): str(i + 1) for first in (0x2160, 0x2170) for i in range(12)}
_ROMAN = {
    "I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8",
    "IX": "9", "XI": "11", "XII": "12",
}  # fmt: skip
"""X alone is left out: it is more often an unknown than a ten."""


_UNDER = re.compile(r"\d+(?:\.\d+)?(mm|cm|km|min|kg|m[Ll]|[mhdstgL])(?![A-Za-z])")


def _circled(match: re.Match[str], text: str) -> str:
    said = cardinal(_CIRCLED[match.group()])
    joined = re.search(r"[图表注步第序~–—至到-]$", before(match, text, 1)) or re.match(
        "[~–—至到和及与-]", after(match, text, 1)
    )
    return said if joined else said + "、"


def _roman_signs(match: re.Match[str], _text: str) -> str:
    return "".join(cardinal(_ROMAN_SIGNS[sign]) if sign in _ROMAN_SIGNS else "到" for sign in match.group())


def _roman(match: re.Match[str], _text: str) -> str:
    low = cardinal(_ROMAN[match["low"][:-1]]) + "到" if match["low"] else ""
    return low + cardinal(_ROMAN[match["n"]])


def _power(match: re.Match[str], text: str) -> str:
    power = unicodedata.normalize("NFKC", match.group()).strip("+^").replace("–", "-")
    if power == "n":
        return "的N次方"
    if power == "3" and re.search(r"(?<!\d)10$", before(match, text)):
        return "的三次方"  # a thousand; 立方 is for what has sides
    if power in ("2", "3"):
        return "的平方" if power == "2" else "的立方"
    return f"的{'负' if power[0] in '-−' else ''}{cardinal(power.lstrip('-−'))}次方"


def _per(match: re.Match[str], text: str) -> str | None:
    """A price or a rate; between two quantities only where their units differ (12针/3cm, no 5t/10t)."""
    if match.string[match.end() : match.end() + 1] == CLAIMED:
        under = _UNDER.match(text, match.end())
        over = text[match.start() - 1]
        own = re.search(r"[A-Za-zμ]*$", before(match, text))
        if over.isdecimal() or (over != "次" and (not under or (own and own[0] == under[1]))):
            return None
        if under and under[1] in ("s", "min", "h", "d") and not "一" <= over <= "鿿":
            return None  # 137℃/4s: for so long
    return f"每{unit_said(match['unit']) if match['unit'] else ''}"


def _shared(match: re.Match[str], _text: str) -> str:
    """10元/(人·天) is 每人每天; units alone multiply each other (每吨千米)."""
    parts = re.split(r"[·.*×/]", match["parts"])
    if any("一" <= part[0] <= "鿿" for part in parts):
        return "".join(f"每{_unit_or_measure(part)}" for part in parts)
    return "每" + "".join(map(_unit_or_measure, parts))


def _shared_beside(match: re.Match[str], text: str) -> str | None:
    """300元/人·月, 80元/m²·月: what stands behind the point under a stroke has a 每 of its own."""
    return "每" if re.search(r"/[^\d/，。；、]{1,4}$", before(match, text, 6)) else None


def _unit_or_measure(part: str) -> str:
    return part if "一" <= part[0] <= "鿿" else unit_said(part)


def _ticked(match: re.Match[str], text: str) -> str | None:
    """A tick that answers or stands against a cross is said; one before each line of a list is an ornament."""
    root = re.match(r"[\dA-Za-z(（]", after(match, text, 2))
    if root and match.group() == "√":
        return None
    if match.group() in "☑☒":
        return "勾" if re.search("[☐□]", text) else ""
    answers = re.search(r"[一-鿿：:（(“]\s?$", before(match, text, 2)) or re.search(r"[×✗✘✕]", text)
    return "勾" if answers else ""


def _crossed(match: re.Match[str], text: str) -> str | None:
    """A cross at the head of words, or behind some at their end; between two things it multiplies."""
    preceding, follower = before(match, text, 2).rstrip(), after(match, text, 5).lstrip()
    free = not preceding or preceding[-1] in "，。；、：:（(“！？." or re.search("[√✓✔]", text)
    ends = not follower or follower[0] in "，。；、）)”！？" or re.match(r"\d{1,2}(?:、|\.(?!\d))", follower)
    if match.group() in "×" and not (free or ends):
        return None
    return "叉" if ends or "一" <= follower[0] <= "鿿" else None


def _less(match: re.Match[str], text: str) -> str | None:
    """A minus between the words of a formula: 应发=基本+绩效-扣款, 基础分100 +加分5 -扣分3."""
    written = re.split("[，。；]", text[: match.start()])[-1]
    return "减" if re.search(r"=[^=]*$|[\d一-鿿]\s?\+[一-鿿]", written) else None


NUMBERS = (
    Rule(
        "power",
        re.compile(
            r"(?<=[0-9A-Za-z）)])(?:[⁻⁺]?[⁰¹²³⁴-⁹]+(?<![a-z][²³])|ⁿ|\^[-−]?\d{1,3})|(?<=[×xX*·]10)[-−–]\d{1,2}(?![\d.~])"
        ),
        _power,
        digits=True,
        needs="*X^x²³·¹×⁰⁴⁵⁶⁷⁸⁹ⁿ",
    ),
    Rule(
        "fraction",
        re.compile("(?<=[0-9])[¼½¾⅓⅔⅕⅛⅜⅝⅞]"),
        lambda m, _t: "又" + SIGNS_SAID[m.group()],
        digits=True,
        needs="¼½¾⅓⅔⅕⅛⅜⅝⅞",
    ),
    Rule(
        "subscript",
        re.compile("[₀-₉](?=[0-9])"),
        lambda m, _t: digits(str(unicodedata.digit(m.group()))),
        digits=True,
        needs="₀₁₂₃₄₅₆₇₈₉",
    ),
    Rule("plus or minus", re.compile(r"\+/[-−](?=\s?\d)"), lambda _m, _t: "正负", needs="+"),
    Rule("footnote", re.compile("(?<![A-Za-z])[⁻⁺]?[⁰¹²³⁴-⁹]+"), lambda _m, _t: "", needs="²³¹⁰⁴⁵⁶⁷⁸⁹"),
    Rule("circled number", re.compile(f"[{''.join(_CIRCLED)}]"), _circled, digits=True),
    Rule(
        "Roman numeral",
        re.compile(f"[{''.join(_ROMAN_SIGNS)}]+(?:[-–—~][{''.join(_ROMAN_SIGNS)}]+)?"),
        _roman_signs,
        digits=True,
        needs="ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ",
    ),
)
ROMAN = Rule(
    "Roman numeral",
    re.compile(
        r"(?<![A-Za-z0-9-])(?P<low>(?:I{1,3}|IV)[-–—~](?=[IV]{1,4}[级类期型区组段]))?(?P<n>(?:I{1,3}|IV|VI{0,3}|IX|XII?)(?=[级类期次届]|段|等)|(?<=[一-鿿])(?:I{2,3}|IV|VI{1,3}|IX)(?![A-Za-z0-9-])|(?:I{1,3}|IV|VI{1,3}|IX)"
        r"(?=[型区组代号度卷部册章])|(?<=第)(?:I{1,3}|IV|VI{0,3}))"
        r"(?![A-Za-z])"
    ),
    _roman,
    digits=True,
    needs="IVX",
)
_PER_UNIT = r"(?:min|kWh|kW·h|kVA|kW|km|kg|mm|cm|m[²³23]?|t|L|h|d|s|㎡|Nm³|pcs?|PCS)(?![A-Za-z])"
PRICE = Rule(
    "per",
    re.compile("(?<=元)/(?=[一-鿿])(?![角分](?![一-鿿])|(?:[万亿百千]|[美欧日港韩]|人民)[元币])"),
    lambda _m, _t: "每",
    needs="/",
)
PER = Rule(
    "per",
    re.compile(
        rf"(?<=[{RATED}天转车捻煤帧立副²㎡{CLAIMED}{CLAIMED_DATE}])/\s?(?:(?P<unit>{_PER_UNIT})|(?=[{SHARING}"
        r"月日季班两炉车床题局稿捻托板]|小时|平方|立方|公里|千[克米瓦]|分钟|"
        rf"分(?![一-鿿])|[学课工]时|学期|[百千万亿]{{1,2}}[人件次台吨公小辆米]|(?<!元/)[百千]?[万亿]元|{CLAIMED}))"
    ),
    _per,
    needs="/",
)
_SHARER = rf"(?:小时|分钟|工日|[{SHARING}床车班日月夜顿席趟单位]|[A-Za-z℃㎡Ω]{{1,3}}[²³]?)"
SHARED = Rule(
    "per",
    re.compile(rf"(?<=[{RATED}千卡煤A-Za-z²³{CLAIMED}])/\s?(?:[（(](?P<parts>{_SHARER}(?:[·.*×/]{_SHARER})+)[)）])"),
    _shared,
    needs="/",
)
"""Before :data:`PER`: of so many persons and days."""
SHARED_BESIDE = Rule(
    "per",
    re.compile(
        rf"(?<=[人户床台间套辆{CLAIMED}])·(?=[天日月年晚夜次](?![一-鿿]))|(?<=[天日月年次])·(?=[人户床台](?![一-鿿]))"
    ),
    _shared_beside,
    needs="·",
)
_SIGN_NAMES = {
    "/": "斜杠", "—": "横线", "-": "横线", "*": "星号", "#": "井号", "×": "叉", "√": "勾", "+": "加号", "=": "等号",
    ".": "点", "○": "圆圈", "△": "三角", "●": "圆点", "☆": "五角星", "★": "五角星", "□": "方框", "※": "米字号",
    "%": "百分号", "&": "与号",
}  # fmt: skip
SIGNS = (
    Rule("minus", re.compile(rf"(?<=[一-鿿）){CLAIMED}])\s?[-−–]\s?(?=[一-鿿（(])"), _less, needs="-–−"),
    Rule("minus", re.compile(r"(?<==)[-−](?=[A-Za-z])"), lambda _m, _t: "负", needs="="),
    Rule("name of a sign", re.compile("[○△●☆★□※◎◇](?=表示|代表|为|指)"), lambda m, _t: _SIGN_NAMES.get(m.group(), ""),
         needs="※□△◇○◎●★☆"),
    Rule("name of a sign", re.compile(rf"(?<=[“\"])[{re.escape(''.join(_SIGN_NAMES))}](?=[”\"])"),
         lambda m, _t: _SIGN_NAMES[m.group()], needs="\"“"),
    Rule("trend", re.compile(rf"[↑↓](?=\s?[\d{CLAIMED}])|(?<=[\d{CLAIMED}])[↑↓]"),
         lambda m, _t: "上升" if m.group() == "↑" else "下降", needs="↑↓"),
    Rule("number sign", re.compile(r"(?<![A-Za-z0-9])(?:A|B|D|E)#(?=[一-鿿、，])"), lambda m, _t: m.group()[0] + "号",
         needs="#"),
    Rule("mark", re.compile(r"(?<![A-Za-z0-9])[A-D][-−](?=$|[、，。；）)级等])"), lambda m, _t: m.group()[0] + "减",
         needs="ABCD"),
    Rule("tick", re.compile(r"(?<=[打划画])[“”\"]?[√✓✔]"), lambda _m, _t: "勾", needs="√✓✔"),
    Rule("cross", re.compile(r"(?<=[打划画])[“”\"]?[×✗✘✕]"), lambda _m, _t: "叉", needs="×✕✗✘"),
    Rule("blank", re.compile(r"[×xX○]{2,4}(?=[一-鿿])|(?<=[一-鿿])×(?=[月日年号市县区])|×(?=[月日](?!\w))"
                             r"|(?<![A-Za-z0-9])[xX](?=[年月日](?![均轴]))"),
         lambda m, _t: "某某" if len(m.group()) > 1 else "某", needs="Xx×○"),
    Rule("tick", re.compile("[√✓✔☑☒]"), _ticked, needs="√☑☒✓✔"),
    Rule("cross", re.compile(rf"(?<![\d{CLAIMED}A-Za-z）)])(?<![\d{CLAIMED}]\s)[×✗✘✕]"), _crossed, needs="×✕✗✘"),
    Rule("ornament", re.compile(r"([-=*_~#.·—–+])\1{3,}|([-=*_~#])\2{2}"), lambda _m, _t: "，", needs="#*+-.=_~·–—"),
    Rule("ellipsis", re.compile(r"\.{3,}|…+\.*|。{3,}"), lambda _m, _t: "……", needs=".…。"),
    Rule("arrow", re.compile(r"-+>|=+>|—+>"), lambda _m, _t: "，", needs="=>—"),
    Rule("Greek letter", re.compile("[" + "".join(GREEK) + "]"), lambda m, _t: GREEK[m.group()]),
)  # fmt: skip
