"""Light syllables that depend on the sentence: doubled verbs, 过 after verbs, 里 and 上 after nouns, 起来 after verbs.

Kept to what newsreaders do: 计划, 介绍, 分析 and 会上 keep their full tones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from operator import eq
from pathlib import Path

DOUBLED = frozenset(
    "挪晾擦洗扫揉捏搓拧修补闻摸掂垫涮刷称抬搬劝逛歇躺晒烤瞧瞅掏看想试走说听谈聊坐等问找学读写尝玩练讲谢唱算查比"
)
"""Verbs whose second half is light when doubled: 看看, 想想, 谢谢."""
FULL_LI = frozenset("公英海华邻故乡百千万亿一二三四五六七八九十两几数表")
"""After these 里 is a measure or a noun of its own."""
LIGHT_UP = (
    "身",
    "晚",
    "早",
    "桌",
    "地",
    "世界",
    "路",
    "墙",
    "脸",
    "手",
    "头",
    "肩",
    "车",
    "船",
    "街",
    "山",
    "天",
    "床",
    "树",
)
"""After these nouns 上 is light; after 会, 线, 网 and the like newsreaders say it in full."""
FULL_WORDS = frozenset({"士大夫", "御史大夫", "卿大夫", "固体废物", "危险废物", "各奔东西", "一般见识"})
"""These end in words of ``light.txt`` but in full tones."""
FULL_HEADS = re.compile(
    r"东西|买卖|公公|太太平|打点杂|打手式|打算盘|干事创|废物[利箱袋]|大方[之县网]|东家[效西]|动静有|告诉乃|收成弃|"
    r"明白了|星星[点之落峡]|爱人[以利好如]|特务连|学问为|结实率|门道若|消息盈|规矩[准绳钩]|葡萄牙|烟筒山|月亮泡|"
    r"生意盎|拾掇无|琢磨不|枇杷门|琵琶别|老婆当|"
    r"颤悠悠|呼噜噜"
)
"""Words that begin so begin with what ``light.txt`` has, but in full tones."""
PLACE_BEFORE = frozenset("的个么这那哪些有没多各处啥何好老新凉全静僻洼高低暗燥湿敞窄热冷近远险眼便风荫净陋蔽种")
"""Last characters of what stands before 地方 where it is a place."""
NOT_A_PLACE = re.compile(
    r"政|财|党|税|法[规院]|债|经济|戏|武装|企业|国[企有]|标准|部门|性|志|各级|工会|台|铁路|组织|干部|"
    r"立法|保护|人[大民]|"
    r"特色|银行|机关|领导|官|队伍|军|时间|外事|预算|产[业品]|色彩|病|话|方言|与|和|自治|分权|事务|检察"
)
"""Before one of these 地方 means what is not the centre."""
SMALL_OR_LARGE = re.compile(r"[小大窄宽]|不[大小够]|太|够|远|偏|挺|很")
"""Before one of these 地方 at the beginning is a place."""
OTHERS_BEFORE = frozenset(("", *"让给把被跟对向听看是别说替帮问连叫管学拿找求比怪怨欠等靠要嫌惹误碰"))
"""Behind one of these, or at the beginning, 人家 means others."""
_VERY = ("挺", "很", "真", "可", "最", "更", "太", "不", "不太", "特别", "格外", "多", "倍儿", "比较", "够")
QUALITIES = {
    "精神": frozenset((*_VERY, "没", "没有", "打起", "提起", "抖起", "有")),
    "地道": frozenset(_VERY),
    "兄弟": frozenset("他我你她"),
    "大意": frozenset(("别", "太", "不能", "不可", "粗心", "千万", "一时", "麻痹", "莫", "切勿", "过于", "疏忽", "敢")),
}
"""Word → what stands before it where it is a quality and not a thing; then it ends light."""
NOT_A_QUALITY = (
    "们",
    "俩",
    "姐妹",
    "单位",
    "三",
    "几",
    "二人",
    "文明",
    "生活",
    "病",
    "财富",
    "力量",
    "支柱",
    "面貌",
    "压力",
    "追求",
    "家园",
    "食粮",
    "寄托",
    "上",
)
"""What behind such a word tells that it is a thing."""
DIRECTIONS = frozenset(
    {"起来", "出来", "出去", "下来", "下去", "上来", "上去", "进来", "进去", "回来", "回去", "过来", "过去"}
)
_MAY_BE_LIGHT = frozenset("里上过来去方家神道弟意")
"""What every word has that :func:`lighten` looks at, apart from doubled ones."""
MOVING = frozenset("走跑跳飞穿越跨渡绕超胜通经路驶度")
"""After these 过 is a verb of its own."""
NO_VERB = frozenset(
    {
        "我",
        "你",
        "他",
        "她",
        "它",
        "们",
        "也",
        "都",
        "就",
        "再",
        "又",
        "不",
        "没",
        "要",
        "想",
        "会",
        "能",
        "刚",
        "才",
        "还",
        "快",
    }
)
"""Words before 起来 and the like after which those are the verb itself."""


def lighten_words(words: Sequence[str], parts: Sequence[Sequence[int]], syllables: list[str]) -> None:
    """Makes the last syllables of the words in ``light.txt`` light in place: 朋友, and 朋友 in 老朋友 and in 朋友圈.

    ``parts`` are the sizes of the shorter words in each word; one of three characters is taken for a word with one more
    character (不好意思, 行李卷儿).
    """
    listed = light_words()
    place = -1
    for word, sizes in zip(words, parts, strict=True):
        place += len(word)
        if word in listed or (sizes and sizes[-1] in (2, 3) and word[-2:] in listed and word not in FULL_WORDS):
            _make_light(syllables, place)
        elif sizes and sizes[0] in (2, 3) and word[:2] in listed and not FULL_HEADS.match(word):
            _make_light(syllables, place - len(word) + 2)


@cache
def light_words() -> frozenset[str]:
    """The words that end light, read when they are first asked for."""
    lines = Path(__file__).with_name("light.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def lighten(words: Sequence[str], syllables: list[str]) -> None:
    """Makes syllables light in place; ``words`` are those of the run the syllables belong to."""
    characters = "".join(words)
    if _MAY_BE_LIGHT.isdisjoint(characters) and not any(map(eq, characters, characters[1:])):
        return
    place = 0
    for number, word in enumerate(words):
        end = place + len(word)
        before = words[number - 1] if number else ""
        _doubled(word, before, place, syllables)
        if word[-1] in "里上过" and (len(word) > 1 or before):
            _ending(word, before, end - 1, syllables)
        direction = word[-2:]
        split = len(before) == 2 and before[1] + word in DIRECTIONS and before not in DIRECTIONS  # 提出 + 来
        if split or (direction in DIRECTIONS and (len(word) > 2 or _is_verb(before, direction))):
            _make_light(syllables, end - 2)
            _make_light(syllables, end - 1)
        following = words[number + 1] if number + 1 < len(words) else ""
        if _is_light_here(word, before, following):
            _make_light(syllables, end - 1)
        place = end


def _is_light_here(word: str, before: str, following: str) -> bool:
    """Whether the word ends light in this company: 地方 is a place, 人家 means others, 精神 and 地道 are qualities."""
    if word == "地方":
        alone = not before and bool(SMALL_OR_LARGE.match(following))
        return alone or (before[-1:] in PLACE_BEFORE and bool(before) and not NOT_A_PLACE.match(following))
    if word == "人家":
        return bool(following) and before in OTHERS_BEFORE
    qualities = QUALITIES.get(word)
    return qualities is not None and before in qualities and not following.startswith(NOT_A_QUALITY)


def _doubled(word: str, before: str, place: int, syllables: list[str]) -> None:
    if len(word) == 2 and word[0] == word[1] and word[0] in DOUBLED:
        _make_light(syllables, place + 1)
    elif len(word) == 1 and word == before and word in DOUBLED:
        _make_light(syllables, place)


def _ending(word: str, before: str, place: int, syllables: list[str]) -> None:
    stem = word[:-1] or before
    last = word[-1]
    if (
        (last == "里" and stem[-1] not in FULL_LI and syllables[place][:2] == "li")
        or (last == "上" and stem.endswith(LIGHT_UP) and syllables[place] == "shang4")
        or (last == "过" and word == "过" and stem[-1] not in MOVING and stem not in NO_VERB)
        or (last == "过" and len(word) == 2 and stem in "去来看听说见吃做干用学想问试写读")
    ):
        _make_light(syllables, place)


def _is_verb(before: str, direction: str) -> bool:
    return bool(before) and before not in NO_VERB and (direction != "过去" or len(before) == 1)


def _make_light(syllables: list[str], place: int) -> None:
    syllables[place] = f"{syllables[place][:-1]}5"
