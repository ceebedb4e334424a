"""How likely a reading is wrong, by what decided it: the scores that ``--doubtful`` goes by.

The scores were fitted (logistic regression, L2) to the 5,600 marked sentences of ``tests/reading``, 2,000 of CPP's and
1,368 sentences of six registers in which an earlier reader was wrong 115 times, then rounded, and looked through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log

LIKELY_ENOUGH = -2.66
"""Log odds from which a place is shown: some ten places in 1,000 characters of notices, talk, names and verse."""

BY_LAYER = {
    ("model", True): -2.2, ("model", False): -3.2, ("fallback", True): -3.1, ("fallback", False): -2.9,
    ("rule", True): -4.1, ("rule", False): -3.6, ("default", True): -3.9, ("default", False): -5.2,
    ("word", False): -5.1, ("phrase", False): -5.0,
}  # fmt: skip
"""What decided, and whether the character is a word by itself → log odds that it is wrong. A ``fallback`` is the rule
that takes whatever no other rule of the character takes. Other layers are never doubted."""
UNHEARD = 1.0
"""Added where the model does not know the character: nobody looked at the sentence."""
DISAGREEING = 0.3
"""For each unit of log odds that the model gives the likeliest other reading."""
OVERRULED = {"fallback": 1.2, "default": 1.2, "phrase": 0.5}
"""Added where the model likes another reading best."""
WITH_A_RESULT = 1.0
"""Added to a suspected verb before 了, 得, a result or a direction."""

TRUST = {"model": 1.0, "default": 1.0, "fallback": 1.0, "rule": 0.5}
"""How much of a suspicion holds against what decided: a rule has seen what stands around; a word is left alone."""

_SUSPECTED = {
    4: "夫fu1 拧ning3 柏bo2 舍she4",
    3: "串chuan4 区qu1 卷juan4 和huo4 咽yan1 处chu3 差cha1 差chai1 弹dan4 得de2 扇shan4 折zhe2 散san4 "
    "晃huang3 曲qu3 校xiao4 盛sheng4 种zhong3 粘nian2 累lei3 缝feng4 背bei4 落luo4 调diao4 轧ya4 "
    "轧zha2 载zai3 铣xian3 闷men4",
    2: "看kan4 着zhe5 倒dao3 冲chong1 勒le4 扎zha1 数shu4 朝chao2 转zhuan3 量liang4 钻zuan4 塞sai1 系xi4 "
    "削xue1 剥bo1 刨bao4 撒sa1 挣zheng1 攒zan3 铺pu4 钉ding1 喝he1 担dan1 淋lin2 尽jin4 间jian1 "
    "空kong1 涨zhang3 露lu4 择ze2 奔ben1 横heng2 教jiao4 应ying4 泊bo2 假jia3 兴xing1 只zhi1 监jian1 "
    "片pian4 吐tu3 炮pao4 禁jin4 圈quan1 乐le4 馏liu2 糊hu1 糊hu2 撮cuo1 凉liang2 觉jue2 塞sai4 溜liu1 "
    "喷pen1 劈pi1 壳ke2 扒ba1 扒pa2 耙pa2 耙ba4 撇pie1 拽zhuai4 搂lou3 搂lou1 咳ke2 倔jue2 呛qiang1 烙luo4 擂lei2 "
    "撩liao2 眯mi1 抹mo3 漂piao1 漂piao4 翘qiao4 苫shan4 帖tie1 拓tuo4 旋xuan2 掖ye4 佣yong1 熨yun4 攥zuan4 畜chu4 "
    "杆gan1 脉mai4 蔓man4 泥ni2 悄qiao1 血xue4 殷yin1 吓he4 哄hong1 哄hong4",
    1: "为wei4 乜mie1 仇chou2 倒dao4 切qie1 切qie4 划hua4 创chuang4 吐tu4 员yuan2 呛qiang4 啊a1 场chang3 "
    "子zi5 属shu3 强qiang2 恶e4 抡lun2 挑tiao1 斗dou4 晕yun1 柞zuo4 率lv4 相xiang1 结jie2 背bei1 "
    "脏zang4 荷he2 著zhu4 蒙meng3 薄bo2 薄bao2 重zhong4 降jiang4 还hai2 磨mo2 行xing2 难nan2 炸zha4 "
    "闷men1 弄nong4 转zhuan4 钻zuan1 燕yan4 解jie3 任ren4 单dan1 查cha2 盖gai4 华hua2 石shi2 将jiang1 "
    "当dang1 便bian4 据ju4 奇qi2 更geng1 传chuan2 正zheng4 熟shu2 瓦wa3 尾wei3 占zhan4 否fou3 屏ping2 "
    "冠guan4 劲jin4 长zhang3",
}
"""Readings that are often another's where they are decided by default or by the model alone, by log odds: the character
is a verb in talk, or a surname, or said otherwise in verse."""
SUSPECTED = {
    (entry[0], entry[1:]): float(grade) for grade, entries in _SUSPECTED.items() for entry in entries.split(" ")
}
_OWN = r"(?<![么我你他她它们先再来去里上手就都要得会能])"
_PLAIN = {
    "量": re.compile(rf"[\u4e00-\u9fff]{{2}}{_OWN}$"),  # 排气量
    "数": re.compile(rf"(?:[总次人件天转齿模分参系指读]|[\u4e00-\u9fff]{{2}}[次人件天]){_OWN}$"),
    "种": re.compile(r"[一二三四五六七八九十两几百千多每各这那哪某何品物火树]$"),
    "处": re.compile(rf"[\u4e00-\u9fff]{{2}}{_OWN}$"),
    "转": re.compile(r"[零一二三四五六七八九十两几百千万]$"),
    "员": re.compile(rf"[\u4e00-\u9fff]{{2}}{_OWN}(?<!员)$"),
    "区": re.compile(r"[A-Z\u4e00-\u9fff](?<![和与])$"),
}
"""Behind this such a character is what it seems: the end of a noun, a measure."""
_ONLY_BEHIND = {"着": re.compile("[烧烫睡够找逮抢摸点碰冻磕摔撞砸猜遇见]$")}
_ONLY_BEFORE = {
    "着": re.compile("了|[，。；！？、]|$"),
    "看": re.compile("[着管守门家场孩摊炉]|了(?:一辈|[两三四五六七八九十几])|[不得]过来|得?住"),
}
"""A suspicion that holds nowhere else."""
_RESULT = re.compile("[了着得过上下完好出起进回到开住成去来掉坏满不]")
ANYWHERE = re.compile("")


@dataclass(frozen=True, slots=True)
class Place:
    """A character of what is said, and how it came to its reading."""

    character: str
    syllable: str
    layer: str
    """As :mod:`pipeline.reading.why` has it, or ``fallback``."""
    alone: bool
    """Whether it is a word by itself."""
    chances: tuple[tuple[str, float], ...]
    """What the model gives each reading; empty where it does not know the character."""
    before: str
    """What is said before it."""
    after: str


def wrong_odds(place: Place) -> float:
    """Natural logarithm of the odds that the place is read wrongly; minus infinity where nothing speaks for it."""
    grade = _suspicion(place) * TRUST.get(place.layer, 0.0)
    odds = BY_LAYER.get((place.layer, place.alone or (place.layer == "default" and grade > 0)))
    if odds is None:
        return float("-inf")
    odds += grade
    if not place.chances:
        return odds + (UNHEARD if place.layer == "default" else 0.0)
    said = next((chance for syllable, chance in place.chances if syllable == place.syllable), 0.0)
    other = max((chance for syllable, chance in place.chances if syllable != place.syllable), default=0.0)
    if other > said:
        odds += OVERRULED.get(place.layer, 0.0)
    return odds + DISAGREEING * max(-5.0, min(5.0, log((other + 0.002) / (said + 0.002))))


def _suspicion(place: Place) -> float:
    character = place.character
    grade = SUSPECTED.get((character, place.syllable), 0.0)
    if (character in _PLAIN and _PLAIN[character].search(place.before)) or not (
        _ONLY_BEHIND.get(character, ANYWHERE).search(place.before)
        and _ONLY_BEFORE.get(character, ANYWHERE).match(place.after)
    ):
        return 0.0
    return grade + (WITH_A_RESULT if grade and place.alone and _RESULT.match(place.after) else 0.0)
