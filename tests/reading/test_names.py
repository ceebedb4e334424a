"""Names: persons and places."""

from __future__ import annotations

import pytest

from pipeline.reading import Reader
from tests.reading.tables import rows

READER = Reader()


@pytest.mark.parametrize(("written", "syllables"), list(rows("places.tsv")))
def test_places(written: str, syllables: str) -> None:
    assert " ".join(READER.read(written).pinyin) == syllables
    sentence = READER.read(f"他去过{written}，记得路。")
    assert " ".join(sentence.pinyin[3:-3]) == syllables


def read_at(sentence: str) -> tuple[str, str]:
    """The sentence without brackets, and the syllables of the bracketed part."""
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    reading = READER.read(text)
    chinese = ["\u4e00" <= character <= "\u9fff" for character in reading.spoken]
    first, last = sum(chinese[:start]), sum(chinese[:end])
    return text, " ".join(reading.pinyin[first:last])


PERSONS = [
    ("维修工[都永刚]提出。", "du1 yong3 gang1"),
    ("区总工会主席[都立国]看望了大家。", "du1 li4 guo2"),
    ("班长[要志强]值班。", "yao1 zhi4 qiang2"),
    ("厂长[那英杰]说。", "na1 ying1 jie2"),
    ("队长[黑文明]说。", "he4 wen2 ming2"),
    ("[解志强]围着炉子转。", "xie4 zhi4 qiang2"),
    ("李厂长、[任国强]说。", "ren2 guo2 qiang2"),
    ("一等奖：[任有福]、曾志强、华建国、单小平。", "ren2 you3 fu2"),
    ("一等奖：任有福、[曾志强]、华建国、单小平。", "zeng1 zhi4 qiang2"),
    ("一等奖：任有福、曾志强、[华建国]、单小平。", "hua4 jian4 guo2"),
    ("一等奖：任有福、曾志强、华建国、[单小平]。", "shan4 xiao3 ping2"),
    ("二等奖：[仇志明]、区建辉、查文斌。", "qiu2 zhi4 ming2"),
    ("二等奖：仇志明、[区建辉]、查文斌。", "ou1 jian4 hui1"),
    ("二等奖：仇志明、区建辉、[查文斌]。", "zha1 wen2 bin1"),
    ("优秀员工：[解晓东]、缪丽华、乐国庆。", "xie4 xiao3 dong1"),
    ("优秀员工：解晓东、[缪丽华]、乐国庆。", "miao4 li4 hua2"),
    ("优秀员工：解晓东、缪丽华、[乐国庆]。", "yue4 guo2 qing4"),
    ("参赛选手有朴英姬、[应文龙]和覃海燕。", "ying1 wen2 long2"),
    ("参赛选手有[朴英姬]、应文龙和覃海燕。", "piao2 ying1 ji1"),
    ("记者[任晓明]报道", "ren2 xiao3 ming2"),
    ("会上，[任晓明]宣读了名单。", "ren2 xiao3 ming2"),
    ("[单雪梅]今年四十岁。", "shan4 xue3 mei2"),
    ("班长[单雪梅]带了五个徒弟。", "shan4 xue3 mei2"),
    ("组长由[曾国强]担任。", "zeng1 guo2 qiang2"),
    ("车间主任[查志刚]说，要抓好质量。", "zha1 zhi4 gang1"),
    ("焊工[仇大海]获得金牌。", "qiu2 da4 hai3"),
    ("大家向[仇玉兰]学习。", "qiu2 yu4 lan2"),
    ("[华文斌]师傅退休了。", "hua4 wen2 bin1"),
    ("[任]师傅来了。", "ren2"),
    ("请[单]工签字。", "shan4"),
    ("[仇]经理在开会。", "qiu2"),
    ("找[解]主任批一下。", "xie4"),
    ("[曾]小姐负责接待。", "zeng1"),
    ("选手[尉迟明]第一个上场。", "yu4 chi2 ming2"),
    ("一等奖：[令狐冲]、万俟刚。", "ling2 hu2 chong1"),
    ("冠军[长孙浩]，亚军上官婷。", "zhang3 sun1 hao4"),
    ("授予[查桂英]和区美兰五一奖章。", "zha1 gui4 ying1"),
    ("授予查桂英和[区美兰]五一奖章。", "ou1 mei3 lan2"),
    ("师傅王海涛与[区志远]配合默契。", "ou1 zhi4 yuan3"),
    ("家政员[员丽]干活利索。", "yun4 li4"),
    ("保洁员[员小红]捡到钱包。", "yun4 xiao3 hong2"),
    ("检验员[员国栋]签了字。", "yun4 guo2 dong4"),
    ("市长[乐立昌]到厂调研。", "yue4 li4 chang1"),
    ("矿长[乐兴海]下了井。", "yue4 xing1 hai3"),
    ("党委副书记[乐明涛]讲话。", "yue4 ming2 tao1"),
    ("慰问了[曾淑芬]一家。", "zeng1 shu1 fen1"),
    ("技术员[解淑英]来了。", "xie4 shu1 ying1"),
    ("[任佑民]说，设备好了。", "ren2 you4 min2"),
    ("主任[解开轩]签了字。", "xie4 kai1 xuan1"),
    ("记者[应承斌]报道", "ying1 cheng2 bin1"),
    ("会计[查明扬]在对账。", "zha1 ming2 yang2"),
    ("和[曾玉梅]一个班的都来了。", "zeng1 yu4 mei2"),
    ("全国劳模[盖立新]来厂作报告。", "ge3 li4 xin1"),
    ("铣工[单永强]技术过硬。", "shan4 yong3 qiang2"),
    ("厂医[华海峰]给大家量血压。", "hua4 hai3 feng1"),
    ("车间里[仇大勇]干得最好。", "qiu2 da4 yong3"),
    ("昨天[缪春华]请了假。", "miao4 chun1 hua2"),
    ("找[查志刚]要图纸。", "zha1 zhi4 gang1"),
    ("帮[解小军]搬家。", "xie4 xiao3 jun1"),
    ("表扬了[覃建国]。", "qin2 jian4 guo2"),
    ("徒弟[柏青]学得快。", "bai3 qing1"),
    ("名单：翟墨、[柏青]、覃刚。", "bai3 qing1"),
    ("[区队长]姓盖。", "qu1 dui4 zhang3"),
]

TITLED = """
账目查清后交给了[任]经理。 ren2
这个单子是[单]主任签的。 shan4
解放前，[解]老汉在煤窑背过煤。 xie4
家住山脚下的[华]医生做过义诊。 hua4
门口站着[乐]大爷。 yue4
新来的[朴]工程师是从沈阳调来的。 piao2
牟经理出差，由[谌]经理代签。 chen2
会上[曾]主任讲了话。 zeng1
这台泵是[查]工负责的。 zha1
我找[区]师傅借扳手。 ou1
通知[应]总开会。 ying1
安全员[员]明亮负责清点。 yun4
曲阜的[曲]老师爱唱歌。 qu1
[柏]师傅住在河边。 bai3
[缪]会计休产假。 miao4
采访[解]先生的是本台记者。 xie4
昨天[任]厂长在会上讲了安全。 ren2
去年他[任]书记。 ren4
他[任]经理时厂里还小。 ren4
她先后[任]班长、科长。 ren4
三[任]厂长都姓王。 ren4
责[任]主任要写清楚。 ren4
区里的[区]书记姓王。 qu1
检[查]主任的记录本。 cha2
这[单]师傅不接。 dan1
[单]总线结构。 dan1
[曾]代表工厂参加比赛。 ceng2
[应]张教授的邀请，他来讲学。 ying4
[应]代表全体职工发言。 ying1
他这话[令]老师感动。 ling4
那[种]师傅少见。 zhong3
声[乐]老师请假了。 yue4
[员]工代表发言。 yuan2
"""


@pytest.mark.parametrize("row", TITLED.split("\n")[1:-1])
def test_a_surname_before_a_title(row: str) -> None:
    sentence, syllable = row.split(" ")
    assert read_at(sentence)[1] == syllable


@pytest.mark.parametrize(("sentence", "syllables"), PERSONS)
def test_persons(sentence: str, syllables: str) -> None:
    _text, found = read_at(sentence)
    assert found == syllables


NO_NAMES = [
    ("光绪年间他[任]广东候补道。", "ren4"),
    ("后来，韩凤楼[任]国民军军长。", "ren4"),
    ("[任]宁远将军、刺史。", "ren4"),
    ("[任]重大、使命光荣。", "ren4"),
    ("金永炎[任]堂长，江隽教书。", "ren4"),
    ("恢复南河省和宁平[省]。", "sheng3"),
    ("采用[单]翼梁，很轻。", "dan1"),
    ("[查]利在马萨诸塞州。", "cha2"),
    ("周荣鑫先生[曾]相约：你先出去。", "ceng2"),
    ("[解]岐州围，又往西去。", "jie3"),
    ("主席[都]到了现场。", "dou1"),
    ("老师傅[都]长得结实。", "dou1"),
    ("厂长[过]问此事。", "guo4"),
    ("区长[要]求大家早到。", "yao1"),
    ("经理[都]换了三个。", "dou1"),
    ("他的[任]务是值班。", "ren4"),
    ("她[曾]经在铸造车间工作。", "ceng2"),
    ("[华]灯初上，厂区亮了。", "hua2"),
    ("各[单]位要认真落实。", "dan1"),
    ("[员]工代表发言。", "yuan2"),
    ("[区]长到厂里慰问。", "qu1"),
    ("事故原因已经[查]清。", "cha2"),
    ("[解]放思想，实事求是。", "jie3"),
    ("他[曾]多次参加抢险。", "ceng2"),
    ("工会主席[任]组长。", "ren4"),
    ("由他[任]书记兼厂长。", "ren4"),
    ("[解]决职工的困难。", "jie3"),
    ("[查]隐患，保安全。", "cha2"),
    ("报仇的[仇]，冤家的冤。", "chou2"),
    ("[单]产提高两成。", "dan1"),
    ("厂里[盖]新楼，职工住新房。", "gai4"),
    ("[应]急预案已经启动。", "ying4"),
    ("[乐]观的人不怕困难。", "le4"),
    ("[种]树种草，绿化厂区。", "zhong4"),
    ("[都]说他是好人。", "dou1"),
    ("[过]年不放假的岗位要排好班。", "guo4"),
    ("[要]安全生产，先查隐患。", "yao4"),
    ("[区]域划分：一区、二区。", "qu1"),
    ("[华]东地区的用户。", "hua2"),
    ("奖项：先进[单]位、优秀员工、先进班组。", "dan1"),
    ("内容：[查]漏洞、解难题、促生产。", "cha2"),
    ("内容：查漏洞、[解]难题、促生产。", "jie3"),
    ("胡[宁]院士来厂讲课。", "ning2"),
    ("王[华]师傅退休了。", "hua2"),
    ("李[任]主任请假。", "ren4"),
    ("团员[查]路条很认真。", "cha2"),
    ("影片的配[乐]很好听。", "yue4"),
    ("乐队的[单]曲很好听。", "dan1"),
    ("他五月[任]车间副主任。", "ren4"),
    ("新[任]厂长到岗。", "ren4"),
    ("据了解，他[曾]用名王强。", "ceng2"),
    ("[曾]长期在井下工作。", "ceng2"),
    ("区和[区]之间要联动。", "qu1"),
    ("这个区和那个[区]都停水。", "qu1"),
    ("市和[区]两级工会联合慰问。", "qu1"),
    ("安全员和[员]工代表都签了字。", "yuan2"),
    ("保管员[员]工号是三号。", "yuan2"),
    ("会员[员]额有限。", "yuan2"),
    ("主任[解]决了问题。", "jie3"),
    ("师傅[解]开绳子。", "jie3"),
    ("记者[应]邀参加。", "ying4"),
    ("局长[应]当带头。", "ying1"),
    ("经理[查]明原因再处理。", "cha2"),
    ("书记[单]独找他谈。", "dan1"),
    ("主席[华]东走访。", "hua2"),
    ("他[解]农忙之急。", "jie3"),
    ("老张在宁[单]乡干活。", "dan1"),
]


@pytest.mark.parametrize(("sentence", "syllable"), NO_NAMES)
def test_ordinary_words_are_no_names(sentence: str, syllable: str) -> None:
    _text, found = read_at(sentence)
    assert found == syllable


def test_a_name_is_read_alike_throughout_a_document() -> None:
    texts = ["一等奖：解玉兰、查云峰。", "大家向解玉兰学习。"]
    reader = READER.of_document(texts)
    assert reader.read(texts[0]).pinyin[3:6] == reader.read(texts[1]).pinyin[3:6] == ("xie4", "yu4", "lan2")
