"""The signs and names of mathematics in Chinese."""

from __future__ import annotations

import re
import unicodedata

OPERATORS = {
    "+": "加", "-": "减", "−": "减", "±": "加减", "∓": "减加", "×": "乘", "·": "乘", "⋅": "乘", "∙": "乘", "*": "乘",
    "∗": "乘", "÷": "除以", "=": "等于", "≠": "不等于", "<": "小于", ">": "大于", "≤": "小于等于", "≥": "大于等于",
    "≦": "小于等于", "≧": "大于等于", "⩽": "小于等于", "⩾": "大于等于", "≪": "远小于", "≫": "远大于", "≈": "约等于",
    "≅": "全等于", "≡": "恒等于", "∝": "正比于", "∼": "相似于", "→": "趋于", "⟶": "趋于", "⇒": "推出", "⟹": "推出",
    "⇔": "等价于", "∈": "属于", "∉": "不属于", "⊂": "包含于", "⊆": "包含于", "∪": "并", "∩": "交", "∞": "无穷大",
    "∂": "偏", "∇": "纳布拉", "∀": "对任意", "∃": "存在", "⊥": "垂直于", "∥": "平行于", "∠": "角", "△": "三角形",
    "∵": "因为", "∴": "所以", "∧": "且", "∨": "或", "√": "根号", "∑": "求和", "∏": "求积", "∫": "积分", "∬": "二重积分",
    "∭": "三重积分", "∮": "环路积分", "′": "撇", "″": "两撇", "∅": "空集", "≜": "定义为", "≔": "定义为",
}  # fmt: skip
"""A sign between, before or behind what it works on, by how it is said."""

SIGNED = {"加": "正", "减": "负", "加减": "正负", "减加": "负正"}
"""The same sign where nothing stands before it."""

FUNCTIONS = {
    "sin": "正弦", "cos": "余弦", "tan": "正切", "tg": "正切", "cot": "余切", "ctg": "余切",
    "sec": "正割", "csc": "余割",
    "arcsin": "反正弦", "arccos": "反余弦", "arctan": "反正切", "log": "对数", "lg": "常用对数", "ln": "自然对数",
    "lim": "极限", "max": "最大值", "min": "最小值", "sup": "上确界", "inf": "下确界", "det": "行列式",
}  # fmt: skip

ACCENTS = {
    "\u0302": "{}帽", "^": "{}帽", "ˆ": "{}帽", "\u0303": "{}波浪", "~": "{}波浪", "˜": "{}波浪",
    "\u0304": "{}拔", "\u0305": "{}拔", "¯": "{}拔", "‾": "{}拔", "_": "{}拔", "\u0307": "{}点", "˙": "{}点",
    ".": "{}点", "\u0308": "{}两点", "¨": "{}两点", "\u20d7": "向量{}", "→": "向量{}", "′": "{}撇",
}  # fmt: skip
"""What stands over a letter, and how both are said."""

WORDS_BETWEEN = frozenset(OPERATORS.values()) | frozenset(SIGNED.values()) | {"除以", "比"}

_INVISIBLE = re.compile("[\u200b\u2061-\u2064\u00ad\ufeff]")
_LETTERLIKE = re.compile("[\U0001d400-\U0001d7ff\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212c-\u2134]")


def plain_letters(text: str) -> str:
    """``text`` with the alphabets of mathematics (𝑥, ℝ, 𝟐) as ordinary letters and without invisible operators."""
    return _LETTERLIKE.sub(lambda m: unicodedata.normalize("NFKC", m.group()), _INVISIBLE.sub("", text))
