"""Signs of the symbol fonts, as the characters that Unicode has for them.

From Adobe's table for the Symbol encoding and Unicode's for Wingdings (document L2/12-368). A sign that is not here
has no known meaning and is told.
"""

from __future__ import annotations

_SYMBOL = dict(
    zip(
        range(0x21, 0x7F),
        "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
        strict=True,
    )
) | dict(
    zip(
        range(0xA0, 0xE6),
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…∣—↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑",
        strict=True,
    )
) | {0xF1: "〉", 0xF2: "∫"}  # fmt: skip
_WINGDINGS = (
    {0x81 + i: chr(0x2460 + i) for i in range(10)}
    | {0x8C + i: chr(0x2776 + i) for i in range(10)}
    | dict.fromkeys((0x6C, 0x9F, 0x9E, 0x77, 0xA4, 0xA5, 0xA1), "•")
    | dict.fromkeys((0x6E, 0xA7, 0x73, 0x74), "■")
    | dict.fromkeys((0x6F, 0x70, 0x71, 0x72, 0xA8), "☐")
    | dict.fromkeys((0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF), "★")
    | dict.fromkeys((0xD8, 0xE0, 0xE8, 0xF0), "→")
    | dict.fromkeys((0xDF, 0xE7, 0xEF), "←")
    | dict.fromkeys((0xE1, 0xE9, 0xF1), "↑")
    | dict.fromkeys((0xE2, 0xEA, 0xF2), "↓")
    | {0x22: "✂", 0x28: "☎", 0x29: "☎", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍", 0x41: "✌", 0x45: "☜", 0x46: "☞", 0x47: "☝",
       0x48: "☟", 0x4A: "☺", 0x4C: "☹", 0x51: "✈", 0x52: "☼", 0x54: "❄", 0x75: "◆", 0x76: "❖", 0x78: "☒", 0x7D: "“",
       0x7E: "”", 0x80: "⓪", 0x8B: "⓿", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"}
)  # fmt: skip
_WINGDINGS_2 = (
    {0x6A + i: chr(0x2460 + i) for i in range(10)}
    | {0x75 + i: chr(0x2776 + i) for i in range(10)}
    | dict.fromkeys((0x51, 0x53), "☒")
    | dict.fromkeys((0x96, 0x97), "•")
    | {0x4F: "✗", 0x50: "✓", 0x52: "☑", 0x69: "⓪", 0x74: "⓿", 0xA2: "■", 0xA3: "☐"}
)
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x6E: "•", 0x72: "✗"}
_FONTS = {
    "symbol": _SYMBOL, "euclid symbol": _SYMBOL, "symbol mt": _SYMBOL, "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2, "wingdings 3": {0x7D: "→", 0x74: "→", 0x22: "→"}, "webdings": _WEBDINGS,
}  # fmt: skip


def is_symbol_font(font: str) -> bool:
    """Whether letters written in ``font`` show other signs than themselves."""
    return font.strip().lower() in _FONTS


def sign(code: int, font: str) -> str | None:
    """What the character ``code`` shows in ``font``; ``None`` if that is not known."""
    font = font.strip().lower()
    if font not in _FONTS:
        return None if 0xE000 <= code < 0xF900 else chr(code)
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    if low > 0xFF:
        return chr(code)
    return " " if low == 0x20 else _FONTS[font].get(low)
