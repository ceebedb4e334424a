"""Traditional characters, read by way of the simplified ones: words and rules are known in those alone.

The pairs of ``traditional.txt`` are OpenCC's (Apache-2.0; made by ``training/words/make_traditional.py``). What is
shown stays as it is written; each character has its place in both.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("traditional.txt")
READINGS = {
    "髮": "fa4", "發": "fa1", "隻": "zhi1", "幹": "gan4", "乾": "gan1", "儘": "jin3", "捲": "juan3",
    "鬥": "dou4", "鬆": "song1", "衝": "chong1", "瞭": "liao3", "係": "xi4", "繫": "ji4", "臟": "zang4", "髒": "zang1",
    "麵": "mian4", "榖": "gu3", "穀": "gu3", "徵": "zheng1", "曆": "li4", "彙": "hui4", "佔": "zhan4", "嚮": "xiang4",
}  # fmt: skip
"""Characters that tell apart what one simplified character stands for, and so the reading."""

_BOOKS = "顯卓名專原編土拙論巨合所新遺譯"
_WORKS = "名作稱書者述錄"
_LATER = {"著": "着", "乾": "干", "覆": "覆", "藉": "借", "瞭": "了", "徵": "征", "於": "于", "餘": "余"}
"""What stands in simplified text, too, and is converted in traditional text alone."""
_UNCHANGED = re.compile(f"乾(?=[隆坤清陵])|瞭(?=望)|著(?=[{_WORKS}])|(?<=[{_BOOKS}])著|(?<=魏)徵|宮商角徵|藉(?=口)")


def simplified(text: str) -> str:
    """``text`` in simplified characters, place by place; itself where it has none that is traditional only."""
    table, marks = _table()
    if not marks.search(text):
        return text
    kept = {match.start() for match in _UNCHANGED.finditer(text)}
    return "".join(
        character if place in kept else _LATER.get(character) or table.get(character, character)
        for place, character in enumerate(text)
    )


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    one, other = FILE.read_text("utf-8").splitlines()
    table = dict(zip(one, other, strict=True))
    only = [character for character in one if not _in_simplified_text(character)]
    return table, re.compile(f"[{''.join(map(re.escape, only))}]")


def _in_simplified_text(character: str) -> bool:
    """Whether a character has a place in simplified text: 乾, 著, 於 and what else GB 2312 or a surname has."""
    try:
        return len(character.encode("gb2312")) == 2 or character in _LATER
    except UnicodeEncodeError:
        return character in _LATER or not "\u4e00" <= character <= "\u9fff"
