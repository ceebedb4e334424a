"""Which reading, by what stands before and after: rules for characters that no phrase of the dictionary decides."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from pipeline.reading.polyphones.grammar import RULES
from pipeline.reading.polyphones.surnames import AFTER_NAME, NOT_A_NAME, SELDOM_A_SURNAME, SURNAMES, TITLE

SETTLED = frozenset(
    "的了要把和作上比厂大足区可通万操见隐色女免脚丽乘予仇令佛侧便俊克冯凉勾化匹卒卡句叶听吧呢咱咳哈哪唯喂喝圈堡夫头奇妻娜宁"
    "宿尾尿居屯嵌广底弟扇扛扳抹拂拧摸旋更曾杠板柜校桔档椎横歪殷氏汤沈沉泥浅浆涡涨淋混渠溺王番症监盖省石离秤稍笼答粥"
    "给绷缀缉绰罢翘肖胖脉膏臭舍艾芥芯茄草荡荷莎菌菲蕉虾衣觉论语说读谜贾赚趟跑踏轴辙适那锯阿隆雀雨页饮骑鸟涌降刹瀑刺喷"
    "尺打扫抢挡服术查少挑创炮片约节车追采远陆顷食识般纪夹磨间度属"
)
"""Their other readings stand only in words of the dictionary and in the rules: the model need not be asked."""

_MARKS = str.maketrans(
    {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", " ": None, "\u3000": None}
)
"""A space or a half-width mark changes no reading."""


OF_SURNAMES = -1
"""Stands for the rules about surnames, which have no row in :data:`RULES`."""


class Ruling(NamedTuple):
    """What a rule says of a character."""

    syllable: str
    row: int
    """The rule's place in :data:`RULES`, or :data:`OF_SURNAMES`."""


@cache
def _compiled() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str], Ruling]]]:
    by_character: dict[str, list[tuple[re.Pattern[str], re.Pattern[str], Ruling]]] = defaultdict(list)
    for row, (character, before, after, syllable) in enumerate(RULES):
        by_character[character].append((re.compile(f"(?:{before})$"), re.compile(after), Ruling(syllable, row)))
    for character, syllable in SURNAMES.items():
        if character in SELDOM_A_SURNAME:  # 职工都来了: only :mod:`names` tells
            continue
        ruling = Ruling(syllable, OF_SURNAMES)
        title = re.compile(f"(?:{TITLE})$")
        name = re.compile(f"(?!{NOT_A_NAME}|{TITLE})[\u4e00-\u9fff]{{1,2}}(?:{AFTER_NAME})")
        by_character[character][:0] = [
            (title, name, ruling),
            (re.compile("(?:姓|名叫|老|小)$"), re.compile("(?:[，。、的]|$)"), ruling),
        ]
    return dict(by_character)


def ruled() -> frozenset[str]:
    """The characters that have rules."""
    return frozenset(_compiled())


def syllables_of(character: str) -> tuple[str, ...]:
    """What the rules may say of a character, in their order."""
    return tuple(dict.fromkeys(ruling.syllable for _head, _tail, ruling in _compiled().get(character, ())))


def is_fallback(row: int) -> bool:
    """Whether a rule takes whatever the other rules of its character leave, without a look at what stands around."""
    return row != OF_SURNAMES and RULES[row][1:3] == ("", "")


def by_rule(text: str, place: int) -> Ruling | None:
    """What the first rule that fits says of the character at ``place`` of what is said; None where none does."""
    rules = _compiled().get(text[place])
    if rules is None:
        return None
    before = text[max(0, place - 16) : place].translate(_MARKS)
    after = text[place + 1 : place + 17].translate(_MARKS)
    for head, tail, ruling in rules:
        if tail.match(after) and head.search(before):
            return ruling
    return None
