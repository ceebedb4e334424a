"""Units of measurement: how each is said, alone, squared, multiplied and divided."""

from __future__ import annotations

import re

from pipeline.chinese.measure_words import SHARING, SURE

_PREFIXES = {
    "k": "千",
    "M": "兆",
    "G": "吉",
    "m": "毫",
    "μ": "微",
    "u": "微",
    "n": "纳",
    "p": "皮",
    "h": "百",
    "T": "太",
}
_PREFIXED = {
    "V": ("伏", "kMmμu"), "A": ("安", "kmμun"), "W": ("瓦", "kMGmT"), "Wh": ("瓦时", "kMGT"), "VA": ("伏安", "kM"),
    "var": ("乏", "kM"), "Ω": ("欧", "kMmμG"), "Hz": ("赫兹", "kMG"), "F": ("法", "mμunp"), "H": ("亨", "mμ"),
    "Pa": ("帕", "kMGh"), "N": ("牛", "kM"), "J": ("焦", "kMG"), "Ah": ("安时", "km"), "mol": ("摩尔", "mμ"),
    "L": ("升", "mμ"), "l": ("升", "mμ"), "g": ("克", "kmμun"), "s": ("秒", "mμn"), "Sv": ("希沃特", "mμ"),
    "Bq": ("贝可", "kM"), "cal": ("卡", "k"), "bar": ("巴", "mk"), "eV": ("电子伏", "kM"), "T": ("特", "m"),
    "lm": ("流明", "k"),
}  # fmt: skip
_PLAIN = {
    "m": "米", "cm": "厘米", "mm": "毫米", "km": "千米", "dm": "分米", "μm": "微米", "um": "微米", "nm": "纳米",
    "t": "吨", "lx": "勒克斯", "h": "小时", "min": "分钟", "d": "天", "a": "年", "r": "转", "rpm": "转每分钟",
    "dB": "分贝", "dB(A)": "分贝", "dBA": "分贝", "dB（A）": "分贝", "mmHg": "毫米汞柱", "cd": "坎德拉",
    "rad": "弧度", "ha": "公顷", "hm": "百米", "℃": "摄氏度", "°C": "摄氏度", "℉": "华氏度", "°F": "华氏度",
    "°": "度", "′": "分", "″": "秒", "㎡": "平方米", "㎥": "立方米", "㎜": "毫米", "㎝": "厘米", "㎞": "千米",
    "㎏": "千克", "㎎": "毫克", "㏄": "毫升", "㏑": "自然对数", "㎖": "毫升", "㎢": "平方千米", "㎟": "平方毫米",
    "㎝²": "平方厘米", "ppm": "PPM", "ppb": "PPB", "K": "开", "hp": "马力", "kgf": "公斤力", "tce": "吨标准煤",
    "Mbps": "兆比特每秒", "Gbps": "吉比特每秒", "kbps": "千比特每秒", "L/100km": "升每百公里",
    "kWh/100km": "千瓦时每百公里", "Mb/s": "兆比特每秒",
    "cN": "厘牛", "dL": "分升", "dl": "分升", "IU": "IU", "NTU": "NTU", "TEU": "TEU", "CFU": "CFU", "psi": "PSI",
    "kgce": "千克标准煤", "kn": "节", "ft": "英尺",
    "in": "英寸", "lb": "磅", "Nm³": "标准立方米", "Nm3": "标准立方米", "m²": "平方米", "m³": "立方米",
    "m2": "平方米", "m3": "立方米", "pct": "个百分点", "pp": "个百分点", "bp": "个基点",
    "bps": "个基点", "BP": "个基点",
    "N.m": "牛米", "kN.m": "千牛米", "kW.h": "千瓦时", "tCO2": "吨CO二", "tCO₂": "吨CO二", "kgCO2": "千克CO二",
    "Wp": "瓦", "kWp": "千瓦", "MWp": "兆瓦", "GWp": "吉瓦", "PPM": "PPM",
    "pc": "件", "pcs": "件", "PCS": "件", "Pcs": "件",
}  # fmt: skip
_CAPITAL_ONLY_AFTER_NUMBER = frozenset("VAWNJFHTLKmtghdsarl") | {
    "in",
    "ha",
    "ft",
    "hm",
    "rad",
    "var",
    "bar",
    "cal",
    "kn",
    "min",
    "hp",
    "lb",
}
NOT_ALONE = frozenset(("a", "r", "F", "H", "T", "K", "kn", "l", "in"))
"""After a number these are more often something else (3H, 4K, 1.5T); they count inside compounds."""


def _atoms() -> dict[str, str]:
    atoms = dict(_PLAIN)
    for unit, (said, prefixes) in _PREFIXED.items():
        atoms.setdefault(unit, said)
        for prefix in prefixes:
            atoms.setdefault(prefix + unit, _PREFIXES[prefix] + said)
    for length in ("m", "cm", "mm", "km", "dm", "μm"):
        for square, cube in (("²", "³"), ("2", "3")):
            atoms.setdefault(length + square, "平方" + atoms[length])
            atoms.setdefault(length + cube, "立方" + atoms[length])
    atoms["s²"] = atoms["s2"] = "平方秒"
    return atoms


ATOMS = _atoms()
_PREFIXABLE = "|".join(sorted(_PREFIXED, key=len, reverse=True))
_OTHERS = "|".join(
    sorted((re.escape(atom) for atom in ATOMS if atom.lstrip("kMGTmμunph") not in _PREFIXED), key=len, reverse=True)
)
_ATOM = rf"(?:{_OTHERS}|[kMGTmμunph]?(?:{_PREFIXABLE}))"
"""Shorter than a list of all, so that it compiles fast; it lets through a few that :func:`is_unit` refuses (hV)."""
UNIT = (
    rf"(?:{_ATOM}(?:[·*/]{_ATOM}|/100{_ATOM}|/\({_ATOM}[·*]{_ATOM}\))*"
    rf"(?:/(?:[{SHARING}日月季班炉车]|小时|分钟)|(?![A-Za-z²³μΩ℃]|[0-9](?![0-9]?[{SURE}])))|[%‰])"
)
"""A unit, simple or compound; whether it stands on its own is for :func:`is_unit` to say."""
_NOT_A_UNIT_BEFORE = re.compile(
    r"\s?(?:级|景|座|类|区|股|款|轮|栋|出口|口|型|店|卡|班|楼|版|档|的?[赔补]偿|的?经济补偿)"
)


def is_unit(unit: str, follower: str) -> bool:
    """Whether ``unit`` right after a number is one, in front of ``follower`` (5A级 is no current)."""
    if unit in NOT_ALONE or not all(atom in ATOMS or not atom.isascii() or atom == "%" for atom in _factors(unit)):
        return False
    return not (len(unit) == 1 and unit.isalpha() and unit.isupper() and _NOT_A_UNIT_BEFORE.match(follower))


def stands_alone(unit: str) -> bool:
    """Whether ``unit`` is one even without a number before it: mm, MPa, m³/h; not A, in, min."""
    return unit not in _CAPITAL_ONLY_AFTER_NUMBER and len(unit) > 1 and not re.fullmatch("[A-Z](?:/[A-Z])+", unit)


def unit_said(unit: str) -> str:
    """``unit`` in words: m³/h is 立方米每小时, kW·h 千瓦时."""
    if unit in ATOMS:
        return ATOMS[unit]
    return "每".join(_part(part.strip("()")) for part in unit.split("/"))


def _part(part: str) -> str:
    """One side of a stroke: kW·h, and 100mL as in mg/100mL."""
    under = part.removeprefix("100")
    return ("百" if under != part else "") + _product(re.split(r"[·*]", under))


def _factors(unit: str) -> list[str]:
    return [unit] if unit in ATOMS else re.split(r"[·*/](?:100)?", unit.replace("(", "").replace(")", ""))


def _product(atoms: list[str]) -> str:
    said = [ATOMS.get(atom, atom) for atom in atoms]
    return "".join(said[:1] + ["时" if word == "小时" else word for word in said[1:]])
