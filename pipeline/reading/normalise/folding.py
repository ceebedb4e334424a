"""Variants of characters brought to one form, character for character, so that places in the text stay places."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline.chinese.measure_words import PRODUCED
from pipeline.reading.normalise.rule import CLAIMED, CLAIMED_DATE

_SINGLE = {
    "−": "−", "‐": "-", "‑": "-", "‒": "–", "―": "—", "－": "-", "﹣": "-", "─": "—", "━": "—", "～": "~",
    "〜": "~", "∼": "~", "〰": "~", "￥": "¥", "µ": "μ", "Ω": "Ω", "º": "°", "˚": "°", "⁄": "/", "∕": "/",
    "〇": "零", "○": "○", "ø": "Φ", "Ø": "Φ", "φ": "Φ", "ϕ": "Φ", "⌀": "Φ", "⁺": "+", "∗": "*", "⋅": "·", "•": "·",
    "・": "·", "∙": "·", "‧": "·", "Å": "A", "ß": "s", "æ": "e", "œ": "e", "ł": "l", "đ": "d", "ı": "i", "ŀ": "l",
    "′": "′", "‵": "′", CLAIMED: "\ufffd", CLAIMED_DATE: "\ufffd",
}  # fmt: skip
_KEPT_WIDE = frozenset("，。！？；：、（）“”‘’《》…—·")
_PLAIN = re.compile(r"[\n !-~\u4e00-\u9fff，。！？；：、“”‘’《》（）…—]*")

_SUBSCRIPT = re.compile("[₀-₉](?=[0-9])")
"""Before a figure it stays, or CO₂5t would have twenty-five in it."""
_COLON_OF_RATIO = re.compile(r"(?<!(?<![\d∶:])1)∶")
"""All but that of 1∶20: which is no time of day."""
_THOUSANDS = re.compile(
    r"(?:(?<=[\u4e00-\u9fff≥≤<>=¥$])|(?<=[\u4e00-\u9fff] ))"
    r"(?<![第号码室楼座线转机话真] )(?<![第号码室楼座线转机话真])[1-9]\d{0,2}(?: \d{3})+(?=\+|[，。；、）]|$)|"
    r"(?<=(?<!\d)1[:∶])[1-9]\d{0,2}(?: 000)+(?!\d)"
    rf"|(?<=[A-Za-z] )[1-9]\d{{0,2}}(?: \d{{3}})+(?=[{PRODUCED}万亿])"
    rf"|(?<=第)[1-9]\d{{0,2}}(?: \d{{3}})+(?=[{PRODUCED}天期位例场])"
    r"|(?<![\d.,:/A-Za-z+第-])(?<![\dA-Za-z] )[1-9]\d{0,2}(?: \d{3})+(?!\d| \d|-)"
    r"(?=(?:\.\d+)? ?(?:(?![年月日号时届页]|(?<!\.\d)(?<!\.\d\d)点)[\u4e00-\u9fff]"
    r"|[a-zA-Z]{1,5}(?![A-Za-z])|[%±~–—℃°㎡㎥Ω‰]))"
)
"""What is counted follows, or they would be the parts of some other number."""


def fold(text: str) -> str:
    """``text`` with full-width, stylised and accented forms folded; of the same length.

    Chinese punctuation stays, but a full-width colon or point between figures becomes a plain one,
    and the Cyrillic Ф that drawings often have for Φ becomes that. A space between thousands (10 000 元)
    becomes a comma.
    """
    if not _PLAIN.fullmatch(text):
        low = [found.start() for found in _SUBSCRIPT.finditer(text)]
        folded = list(map(_folded, text))
        for place in low:
            folded[place] = text[place]
        text = "".join(folded)
    text = re.sub(r"(?<=\d)[：．](?=\d)", lambda m: ":" if m.group() == "：" else ".", text)
    if "∶" in text:
        text = _COLON_OF_RATIO.sub(":", text)
    text = _THOUSANDS.sub(lambda m: m.group().replace(" ", ","), text)
    text = re.sub(r"(?<=[、，：；（(~为至到])[–—](?=\d+(?:\.\d+)?℃)", "−", text)
    return re.sub(r"[Фф](?=\s?\d)", "Φ", text)


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    if char in _SINGLE:
        return _SINGLE[char]
    if char.isascii() or char in _KEPT_WIDE or "\u4e00" <= char <= "\u9fff":
        return char
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "Zs":
        return " "
    kind = unicodedata.decomposition(char).split(" ")[0]
    plain = unicodedata.normalize("NFKC", char)
    if len(plain) == 1 and plain != char and category != "Nl" and kind not in ("<super>", "<circle>"):
        return plain if _is_said(plain) else char
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() and base.isalpha() and category.startswith("L") and not kind.startswith("<") else char


def _is_said(char: str) -> bool:
    """Whether the folded form is one the rules know: ASCII, a Chinese character, a Greek letter."""
    return char.isascii() or "\u3400" <= char <= "\u9fff" or "Α" <= char <= "ω" or char in _KEPT_WIDE
