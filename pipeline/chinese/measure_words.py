"""Measure words of one character: what stands behind a number that counts. One list, for all rules of reading.

Rules look for them in different company, where a character may be the beginning of another word (30张 is thirty sheets,
a telephone number before 张 is followed by a name). What such a rule may take for a measure is a part of the list, and
stands here beside it. Each constant is for a regular expression's character class.
"""

from __future__ import annotations

PERSONS = "人名位家户"
PIECES = "个只件台套辆架艘支枝把根块片张本份项条颗粒枚面幅副对双头匹口门盏尊具棵株朵扇部款则封笔股芯极船盘孔眼"
"""Single things and pairs."""
PACKS = "袋箱桶瓶杯盒包盆缸筐罐碗锅壶捆束串沓摞筒管针剂滴桌席票荤素汤餐"
"""Vessels, bundles, and what is poured or handed out."""
PLACES = "处座间所厅卫县省"
SECTIONS = "层页卷册篇节段道排行列组届轮集幕首曲关环端侧重"
"""Counted or numbered, as the words around them say: 三页, 第三页."""
OCCASIONS = "次回遍趟顿场批种样代辈起宗例步句字番拍派"
TIMES = "年天周旬夜晚时分秒刻岁"
MULTIPLES = "千万亿"
QUANTITIES = f"吨斤克米里亩升度伏安瓦倍成点元角{MULTIPLES}"
"""Units of measurement and of money, and multiples."""

MEASURES = PERSONS + PIECES + PACKS + PLACES + SECTIONS + OCCASIONS + TIMES + QUANTITIES
"""All of them."""

SURE = "个件台次人"
"""They begin no other word: one or two figures before them count, whatever else is about."""
UNSURE = "张段项排支包句门封盘束瓶对双片"
"""Behind a number that may be called (a telephone's) they begin a name or another word."""
PRODUCED = f"{SURE}名户套辆只元吨"
"""What there are thousands of."""
RATED = f"{PRODUCED}度本份箱斤瓶米升克瓦时分秒家项例条间亩滴步趟包粒片字页张袋桶笔针颗支盒批组罐卷筒根块对双株棵"
"""What a rate is a number of: 5根/台."""
SHARING = (
    f"{SURE}年天周时吨度升克米户亩份斤股批组套只层间桶箱袋瓶辆张页桌餐支盒块根秒岁针步晚道场轮粒片颗筐罐卷筒对双架"
)
"""What a rate is for each of: 5元/户."""
