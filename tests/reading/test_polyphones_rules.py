"""Rules by what stands before and after: for each a row where it fires and one where it must not."""

from __future__ import annotations

import pytest

from tests.reading.test_polyphones import syllables_at

CASES = """
焊缝里夹了渣，[得]磨掉重焊。 dei3
不是喊口号，[得]天天干。 dei3
得天天[干]、人人管。 gan4
[得]金牌的有三人。 de2
程序停了，[得]重启一下。 dei3
[得]知消息。 de2
活动记录[得]补齐。 dei3
文件[得]受控。 dei3
他急[得]打电话。 de5
累[得]停下来。 de5
他[得]过三次劳模。 de2
他[得]过去看看。 dei3
设备[应]保持清洁。 ying1
本月[应]发加班费。 ying1
[应]客户要求提前交货。 ying4
他[应]声倒地。 ying4
请将文件退回[重]办。 chong2
依法[重]办。 zhong4
系统里查不[着]这张单子。 zhao2
冬天[长]，夏天短。 chang2
屏幕上弹出一[行]英文。 hang2
一[场]及时雨。 chang2
一[场]文艺演出。 chang3
一[场]特大暴雨。 chang2
三[场]比赛。 chang3
汤免费[盛]。 cheng2
[盛]两碗饭。 cheng2
[盛]产大米。 sheng4
连[中]两元。 zhong4
厂里拨款[为]老人体检。 wei4
平均每人拨款[为]三百元。 wei2
她[为]孩子的学费犯了愁。 wei4
[还]给大家发了毛巾。 hai2
钥匙[还]给了仓库。 huan2
没[系]帽带。 ji4
这台设备属于三级[系]统。 xi4
把空调温度[调]到二十六度。 tiao2
他[调]到机关工作。 diao4
他是一员虎[将]。 jiang4
货叉[降]至地面。 jiang4
敌军前来请[降]。 xiang2
拉紧手[刹]。 sha1
千年古[刹]。 cha4
手指被[勒]出血痕。 lei1
责令停工，[勒]令整改。 le4
行李[落]在车上。 la4
工具[落]在地上。 luo4
一个也不能[落]下。 la4
重物从高处[落]下。 luo4
弯腰干活[落]下的病根。 luo4
能者多[得]。 de2
他唱得多，跳[得]少。 de5
把废料[挑]出来。 tiao1
发起[挑]战。 tiao3
[挑]起两副重担。 tiao1
换[模]时间缩短了。 mu2
换新[模]式。 mo2
码成[垛]。 duo4
城墙的[垛]口。 duo3
当年[少]提折旧。 shao3
老[少]皆宜。 shao4
他被评[为]全省劳动模范。 wei2
成[为]女职工信赖的娘家人。 wei2
确定[为]困难职工。 wei2
合作[为]全厂解决用水难题。 wei4
[为]农民工讨薪。 wei4
工会想[得]周到。 de5
身[着]防静电工作服。 zhuo2
防护服[着]装整齐。 zhuo2
在冷库里一[待]就是两小时。 dai1
[待]命的抢修车。 dai4
一人[看]八台车床。 kan1
[看]八点的新闻。 kan4
[调]配营养液。 tiao2
[调]配人员。 diao4
把她[当]闺女。 dang4
把他[当]场送医。 dang1
老人[冲]她挥手。 chong4
早高峰[得]排队。 dei3
墙厚[得]连声音也传不过去。 de5
钱包被乘客[落]在后座。 la4
[应]送尽送。 ying1
逃生时[应]用湿毛巾捂住口鼻。 ying1
[应]用软件开发。 ying4
推广[应]用新技术。 ying4
单耗[创]近五年最低。 chuang4
下坡更[得]倒着开。 dei3
孩子们乐[得]合不拢嘴。 de5
[行]车突然失电。 hang2
谨慎[行]车。 xing2
又[调]了风扇的转速。 tiao2
等漆[干]透。 gan1
拿卡尺一[量]。 liang2
谁家有[难]，他都帮。 nan4
工作有[难]度。 nan2
时间[长]了。 chang2
孩子[长]了个子。 zhang3
师徒俩[为]一个尺寸争得面红耳赤。 wei4
风扇[得]一直开着。 dei3
表现[得]一直很好。 de5
油漆还没[干]。 gan1
活还没[干]。 gan4
师傅[和]了两盆面。 huo2
师傅[和]了解情况的人。 he2
来[量]工作服尺码。 liang2
欠款拖了三年不[还]。 huan2
乐[得]直拍手。 de5
招工对象[为]农民工。 wei2
代表多[为]一线职工。 wei2
志愿者[为]老人理发。 wei4
学习者[为]职工送书。 wei4
[为]航班装卸行李。 wei4
壁[薄]得只有三毫米。 bao2
把刀[磨]快。 mo2
推[磨]的老人。 mo4
人流[涌]来。 yong3
"""


@pytest.mark.parametrize("case", CASES.split("\n")[1:-1])
def test_rules_fire_where_they_should_and_nowhere_else(case: str) -> None:
    marked, syllable = case.split(" ")
    place = marked.index("[")
    assert syllables_at(marked.replace("[", "").replace("]", ""), place)[0] == syllable
