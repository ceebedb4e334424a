"""Radicals that stand for the characters they look like.

Programs that take text out of PDF files write ⻋间⻔口 for 车间门口: the font has one glyph for both, and the
first of its code points is the radical. Most pairs are those of Unicode's EquivalentUnifiedIdeograph.txt; a variant
that is no character by itself becomes the one it is a variant of. ⼾ stands for 户, whose glyph it
shares in the fonts of simplified Chinese, not for 戶.
"""

from __future__ import annotations

import unicodedata

_SUPPLEMENT = (
    "厂乛乚乙亻冂几刀刂卜㔾小小兀尣尢尣巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒罓冗网羊羊羊耂肀"
    "聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶邑钅長镸长门阜阝雨青韦页风飞食飠飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
"""For U+2E81 to U+2EF3 in order; U+2E9A is not assigned."""


def _pairs() -> dict[int, str]:
    points = [point for point in range(0x2E81, 0x2EF4) if point != 0x2E9A]
    kangxi = {point: unicodedata.normalize("NFKC", chr(point)) for point in range(0x2F00, 0x2FD6)}
    return dict(zip(points, _SUPPLEMENT, strict=True)) | kangxi | {0x2F3E: "户"}


RADICALS = _pairs()
"""Character by code point, for ``str.translate``."""
