"""Single signs that are neither letters nor figures: said, turned into punctuation, silent, or not sayable."""

from __future__ import annotations

import re
import unicodedata

from pipeline.chinese.characters import UNIFIED

PUNCTUATION = "，。！？；：、“”《》（）…—"
SAYABLE = re.compile(rf"[{UNIFIED}{PUNCTUATION}A-Za-z ]")
"""A character that may stand in what is said."""
GREEK = {
    "Α": "阿尔法", "α": "阿尔法", "Β": "贝塔", "β": "贝塔", "Γ": "伽马", "γ": "伽马", "Δ": "德尔塔", "δ": "德尔塔",
    "Ε": "艾普西龙", "ε": "艾普西龙", "Ζ": "泽塔", "ζ": "泽塔", "Η": "伊塔", "η": "伊塔", "Θ": "西塔", "θ": "西塔",
    "Ι": "约塔", "ι": "约塔", "Κ": "卡帕", "κ": "卡帕", "Λ": "兰姆达", "λ": "兰姆达", "Μ": "缪", "μ": "缪",
    "Ν": "纽", "ν": "纽", "Ξ": "克西", "ξ": "克西", "Ο": "奥密克戎", "ο": "奥密克戎", "Π": "派", "π": "派",
    "Ρ": "柔", "ρ": "柔", "Σ": "西格马", "σ": "西格马", "ς": "西格马", "Τ": "陶", "τ": "陶", "Υ": "宇普西龙",
    "υ": "宇普西龙", "Φ": "斐", "φ": "斐", "Χ": "希", "χ": "希", "Ψ": "普西", "ψ": "普西", "Ω": "欧米伽",
    "ω": "欧米伽",
}  # fmt: skip
SIGNS_SAID = {
    "℃": "摄氏度", "℉": "华氏度", "°": "度", "%": "百分比", "‰": "千分比", "¥": "元", "€": "欧元", "£": "英镑",
    "$": "美元", "²": "平方", "³": "立方", "±": "正负", "×": "乘", "÷": "除以", "∞": "无穷大", "√": "根号",
    "☎": "电话", "☏": "电话", "℡": "电话", "∑": "求和", "∈": "属于", "∵": "因为", "∴": "所以", "∠": "角",
    "⊥": "垂直于", "∥": "平行于", "′": "分", "″": "秒", "¼": "四分之一", "½": "二分之一", "¾": "四分之三",
    "⅓": "三分之一", "⅔": "三分之二", "⅛": "八分之一", "⅕": "五分之一", "¢": "美分", "№": "编号", "≥": "大于等于",
    "≤": "小于等于", "≈": "约等于", "≠": "不等于", "≧": "大于等于", "≦": "小于等于", "@": "艾特", "=": "等于",
    "+": "加", "−": "减", "Ω": "欧", "㏒": "对数", "∽": "相似于", "≌": "全等于", "⅜": "八分之三", "⅝": "八分之五",
    "⅞": "八分之七",
}  # fmt: skip
_PUNCTUATION = {
    ",": "，", ".": "。", "?": "？", "!": "！", ";": "；", ":": "：", "∶": "：", "(": "（", ")": "）",
    "[": "（", "]": "）", "{": "（", "}": "）",
    "【": "“", "】": "”", "〔": "（", "〕": "）", "「": "“", "」": "”", "『": "“", "』": "”",
    "〈": "《", "〉": "》", "〖": "“", "〗": "”", "‘": "“", "’": "”", "«": "《", "»": "》", "„": "“", "‟": "“",
    "〝": "“", "〞": "”", "‚": "，", "｡": "。", "､": "、", "–": "—", "⋯": "…", "‥": "…", "|": "，", "¦": "，",
    "/": "、", "\\": "、", "→": "，", "⇒": "，", "➔": "，", "➡": "，", "⟶": "，", "↓": "，",
    "‼": "！", "⁇": "？", "⁉": "？", "∣": "，", "⸺": "—", "›": "》", "‹": "《", "؟": "？", "¿": "",
    "¡": "", "~": "", "-": "", "&": "和", "﹒": "。", "﹐": "，", "﹑": "、",
}  # fmt: skip
_SILENT = re.compile(
    r"[#*_^`·•←↑↔↕⇐⇑⇔<>°¯´¨¸ˉˇ˙ªº§¶†‡©®™℠\u2500-\u25ff★☆✦✧✩-✰❖➢➣➤✓✔✕✖✗✘☑☐☒◆◇※〓❀-❋✿✽⭐⬛⬜▪▫◾◽⁂⁑︱︳﹏﹋﹌︴"
    r"\u2190-\u21ff\u27f0-\u27ff\u2b00-\u2bff\u02b0-\u02ff]"
)


def sign_said(char: str, *, opens: bool) -> str | None:
    """What one leftover character is: words, punctuation, "" for silence; None where it cannot be said.

    ``opens`` tells whether a straight quotation mark opens a quotation.
    """
    if char in SIGNS_SAID:
        return SIGNS_SAID[char]
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    if char == '"':
        return "“" if opens else "”"
    if char == "'" or _SILENT.match(char):
        return ""
    if unicodedata.decomposition(char).startswith(("<circle>", "<compat>", "<square>")):
        inner = unicodedata.normalize("NFKC", char).strip("()")
        return inner if inner and all(SAYABLE.match(c) for c in inner) else None
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Mn", "Me", "Zl", "Zp") or char.isspace():
        return " " if char.isspace() else ""
    return "" if category in ("Pd", "Pc", "Sk", "Pi", "Pf", "Ps", "Pe") else None
