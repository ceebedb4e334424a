"""Which reading, by what stands before and after: rules for characters that no phrase of the dictionary decides.

Each rule is a character, what the text before it must end with, what the text after it must begin with (regular
expressions; empty: anything) and the syllable. The first that fits decides. They are grammar, not lists of words: a
verb with 了 着 过, a numeral before a measure word, a title before a surname.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

NUMERAL = "一二三四五六七八九十百千万亿两几半数零"
TITLE = (
    "记者|通讯员|主任|厂长|书记|主席|师傅|经理|队长|班长|组长|工程师|董事长|校长|院长|所长|处长|科长|部长|局长|市长|省长"
    "|县长|镇长|教授|博士|院士|医生|大夫|同志|选手|劳模|工匠|作者|编辑|摄影|主持人|工友|先生|女士|老师|教练|站长|工会委员"
)
AFTER_NAME = "说|讲|介绍|主持|表示|报道|告诉|出席|参加|带领|摄|在会|和|与|等|，|。|、|：|）|$"
AFTER_SURNAME = (
    "师傅|工(?!作|会|人|厂)|主席|书记|主任|厂长|总(?!是|共|体|数)|先生|女士|同志|队长|班长|老师|经理|医生|院士|教授|某"
)
SURNAMES = {
    "单": "shan4", "曾": "zeng1", "仇": "qiu2", "解": "xie4", "任": "ren2", "华": "hua4", "区": "ou1", "朴": "piao2",
    "查": "zha1", "盖": "ge3", "缪": "miao4", "员": "yun4", "翟": "zhai2", "葛": "ge3", "令": "ling2", "牟": "mou2",
    "冼": "xian3", "乐": "yue4", "覃": "qin2", "谌": "chen2", "撒": "sa4", "召": "shao4", "折": "she2", "种": "chong2",
    "燕": "yan1", "应": "ying1", "哈": "ha3", "过": "guo1", "那": "na1", "都": "du1", "黑": "he4", "盛": "sheng4",
    "要": "yao1", "干": "gan1", "尉": "wei4", "宁": "ning4",
}  # fmt: skip
NOT_A_NAME = (
    "多次|先后|两次|三次|经|在|与|于|任|担任|前往|到|参与|主动|是|向|被|获|和"
    "|因|以|为|随|有|说|要|都|也|就|还|给|的|了|何|务|命|职|决|释"
)

RULES: tuple[tuple[str, str, str, str], ...] = (
    (
        "为",
        (
            r"(?:被|称|评|选举|推举|推选|任命|聘请|聘|列|视|以|把|将|改造|建设?|培养|打造|确定|确立|"
            r"命名|授)[^，。；：]{0,12}"
        ),
        r"[^什何]",
        "wei2",
    ),
    (
        "为",
        r"(?:专门|主动|积极|努力|只|就|并|特|正|要|会|来|想|去|共同|一起|始终|一直|都|也)?",
        (
            r"(?:他|她|它|们|职工|工友|群众|大家|我|你|您|困难|企业|广大|全|孩子|其|之|每|各|会员|员工|"
            r"劳动者|农民工|患者|有这|有此|此|国|民)"
        ),
        "wei4",
    ),
    ("为", r"(?:^|[，。；：、！？“])", r"(?![期首时主何])", "wei4"),
    ("得", r"(?:还|总|就|也|都|必|非|又|才|可|便|要|我|你|他|她|们|大家|人|咱|这)", r"[^到了出知]", "dei3"),
    ("得", r"[^不所共各者获取求]", r"(?:先|有人|靠|把|让|由|从|赶|抓紧|注意)", "dei3"),
    ("得", r"(?:^|[，。；：]|共|各|所|每[人队])", r"", "de2"),
    (
        "得",
        r"[一-龥]",
        (
            r"(?:很|又|更|不|非常|十分|较|特别|太|越来越|越|最|相当|极|真|挺|像|多|快|好|热|满|井|有声|"
            r"起|过|住|上|下|出|够|干净|整|清楚|及时|稳|高|低|大|少|远|早|晚)"
        ),
        "de5",
    ),
    ("得", r"", rf"(?:了(?!不)|到|奖|票|[{NUMERAL}]+[分票奖])", "de2"),
    ("中", r"", r"(?:了(?!解)|过)?(?:奖|毒|计|标|弹|枪|招|彩|暑|要害|头彩|靶)", "zhong4"),
    ("中", r"(?:投|抽|押|猜|说|击|打|射|看|选|考|撞|砸|刺|踢|命)", r"", "zhong4"),
    ("中", r"", r"了(?!解)", "zhong4"),
    (
        "种",
        rf"[^{NUMERAL}这那各每某多何哪此]|^",
        r"(?:的是|了|着|过|上|下|满|在|树|粮|田|菜|地|花|草|瓜|果|豆|玉米|水稻|小麦|茶|棉|树苗|药材)",
        "zhong4",
    ),
    ("当", r"(?:把|拿|将)[^，。]{1,8}", r"(?:回事|儿戏|宝|一家人|自己|家人|朋友|亲人|真|耳)", "dang4"),
    ("数", r"", r"(?:了|着|过|一遍|清|完|到|出|得)", "shu3"),
    ("数", r"(?:全[^，。]{1,3}|就|要|能|来|得)", r"(?:他|她|你|我|第|得)", "shu3"),
    ("量", r"", r"(?:了|过|着|一量|体|血|尺|身|出|好)", "liang2"),
    ("系", r"", r"(?:在(?!册|职|校)|上|好|紧|着|牢|了|住|错|安全|鞋|领|绳|扣)", "ji4"),
    ("倒", r"", r"(?:也|是|不|觉|反|成了|掉|出|退|进|满|入|垃圾)", "dao4"),
    ("倒", r"", r"", "dao3"),
    ("传", r"《[^》]*", r"》", "zhuan4"),
    ("转", r"(?:绕|围|旋)[^，。；]{0,8}", r"", "zhuan4"),
    ("转", r"", r"(?:个不停|不停|圈|得快|得慢)", "zhuan4"),
    ("载", rf"[{NUMERAL}]", r"", "zai3"),
    ("载", r"", r"(?:入|于)", "zai3"),
    ("担", rf"[{NUMERAL}]", r"", "dan4"),
    ("背", r"", r"(?:着|起|了|上|回|到|书包|包|柴|煤|沙|水|老人|孩子|伤员|人|粮|箱)", "bei1"),
    ("卷", r"(?:钢|铜|铝|线|胶|布|纸|蛋|花|春|烟|热|冷|板|带|成)", r"", "juan3"),
    ("卷", r"", r"(?:起|走|入|进|着|了|紧|成|边)", "juan3"),
    (
        "教",
        r"",
        (
            r"(?:他|她|我|你|们|大家|徒|学生|会|过|书|给|工人|孩子|技术|了|得|出|新|年轻|青年|员工|职工|"
            r"不|怎)"
        ),
        "jiao1",
    ),
    ("教", r"(?:把手|手把手地|耐心|认真)", r"", "jiao1"),
    ("轧", r"", r"(?:伤|死|断|过|坏|碎|到|倒)", "ya4"),
    ("轧", r"", r"", "zha2"),
    ("舍", r"", r"", "she3"),
    ("宿", rf"[{NUMERAL}整]", r"", "xiu3"),
    ("薄", r"(?:很|太|较|更|最|过|变|偏|越|极|厚|单)", r"", "bao2"),
    ("薄", r"", r"(?:钢|铁|板|片|膜|壁|饼|被|衣|冰|层|纸|木|壳|的|了|一点|些)", "bao2"),
    ("觉", r"睡[^，。]{0,3}", r"", "jiao4"),
    ("石", rf"[{NUMERAL}]", r"(?:粮|米|谷|麦|稻|粟|豆|$)", "dan4"),
    ("涨", r"脸", r"", "zhang4"),
    ("行", rf"[{NUMERAL}]", r"(?:代码|字|诗|文字|热泪|眼泪|树|数据|字迹)", "hang2"),
    ("长", rf"[{NUMERAL}](?:米|公里|千米|里|厘米|毫米|丈|尺|寸)", r"", "chang2"),
    ("长", r"", rf"(?:约|达|近|超|逾|仅|[{NUMERAL}]+(?:多|余)?(?:米|公里|千米|里|厘米|毫米|丈|尺|寸))", "chang2"),
    (
        "长",
        (
            r"(?:室|区|组|班|队|部|处|科|局|厅|厂|校|院|所|站|台|团|营|连|排|师|军|舰|会|社|村|镇|乡|县|"
            r"市|省|州|段|炉|机|链|林|河|湖|楼|片|网格|船|馆|司)"
        ),
        r"",
        "zhang3",
    ),
    ("长", r"", r"(?:了|着|满|出|高|大|胖|得|成)", "zhang3"),
    ("重", rf"[{NUMERAL}]", r"(?!达|约|于|近|超|量|要|大)", "chong2"),
    ("重", r"", rf"(?:达|约|于|近|超|逾|[{NUMERAL}])", "zhong4"),
    ("重", r"(?:吨|公斤|千克|斤|克|很|较|最|太|过|更|偏|不|负|之)", r"", "zhong4"),
    ("还", r"(?:归|偿|未|已|按时|按期|及时|尽快|如数|早日)", r"(?:[，。；！？]|$|了|清)", "huan2"),
    ("还", r"(?:请|把|将|要)[^，。]{0,12}", r"给", "huan2"),
    ("还", r"", r"(?:清|不起|得起|完)", "huan2"),
    ("还", r"", r"", "hai2"),
    ("干", r"(?:晒|擦|烘|晾|风|吹|烤|沥|榨|抽|排|口|阴|焙|甩|拧|喝|流)", r"", "gan1"),
    ("干", r"", r"", "gan4"),
    ("切", r"", r"(?:不可|莫|勿|忌)", "qie4"),
    ("切", r"", r"(?:开|断|割|成|掉|下|碎|出|去|了|好|菜|肉|片|块|丝)", "qie1"),
    ("空", r"", r"(?:出|着)", "kong4"),
    ("落", r"(?:忘|别|东西|钥匙|手机|帽|包|伞)[^，。]{0,3}", r"(?:在|下|了)", "la4"),
    ("调", r"", r"(?:到|至|往|回|走|出|入|来|去|派|离|任|拨|动|取|换|配|集|运|用|人|车)", "diao4"),
    ("调", r"", r"(?:高|低|好|准|小|大|松|紧|平|快|慢|亮|暗|匀|成|味|温|速|压|直|零|试|整)", "tiao2"),
    ("藏", r"", r"(?:在|着|有|了|起|进|身|匿)", "cang2"),
    ("曲", r"(?:一|首|支|之|厂|名|组|该|新|同名)", r"", "qu3"),
    ("角", r"(?:发生|起|争执|引发)口", r"", "jue2"),
    ("了", r"(?:不|[做干办受吃忘少]得)", r"", "liao3"),
    ("只", rf"[{NUMERAL}每这那某]", r"", "zhi1"),
    ("处", r"", r"(?:以|在|于)", "chu3"),
    ("冲", r"", r"(?:着|他|我|你)", "chong4"),
    ("钉", r"", r"(?:在|上|住|紧|好|牢|了|入|进)", "ding4"),
    ("缝", r"(?:焊|裂|接|门|夹|墙|地|板|骑|牙|石|岩|砖|一条|道)", r"", "feng4"),
    ("缝", r"", r"(?:上|好|了|衣|被|针|在)", "feng2"),
    ("铺", r"", r"(?:好|了|上|在|着|成|砖|地|管|满|草|路|电|沥青|水泥)", "pu1"),
    ("钻", r"", r"(?:进|入|出|到|过|了|个|透|空子)", "zuan1"),
    (
        "假",
        (
            r"(?:病|事|产|婚|年|丧|休|短|寒|暑|春|探亲|陪产|育儿|护理|年休|工伤|哺乳|补|销|续|准|公|"
            r"调休|法定|天|日)"
        ),
        r"",
        "jia4",
    ),
    ("扎", r"", r"(?:头发|辫|带|彩|钢筋|线|丝|紧|成)", "za1"),
    ("吓", r"", r"", "xia4"),
    ("相", r"(?:三|单|两|缺|多)", r"(?:异步|电|交流|供电|四线|不平衡|短路|负载)", "xiang4"),
    ("好", r"(?:爱|喜|嗜|癖)", r"", "hao4"),
    ("好", r"", r"", "hao3"),
    ("没", r"(?:淹|沉|埋|湮|吞|隐|覆|泯|罚)", r"", "mo4"),
    ("没", r"", r"", "mei2"),
)  # fmt: skip
"""In order; see the head of the module."""


@cache
def _compiled() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str], str]]]:
    by_character: dict[str, list[tuple[re.Pattern[str], re.Pattern[str], str]]] = defaultdict(list)
    for character, before, after, syllable in RULES:
        by_character[character].append((re.compile(f"(?:{before})$"), re.compile(after), syllable))
    for character, syllable in SURNAMES.items():
        title = re.compile(f"(?:{TITLE})$")
        name = re.compile(f"(?!{NOT_A_NAME})[\u4e00-\u9fff]{{1,2}}(?:{AFTER_NAME})")
        by_character[character][:0] = [
            (title, name, syllable),
            (re.compile("(?:姓|名叫|老|小)$"), re.compile("(?:[，。、的]|$)"), syllable),
            (re.compile("(?:^|[，。、“”：和与由请对向跟找])$"), re.compile(AFTER_SURNAME), syllable),
        ]
    return dict(by_character)


def ruled() -> frozenset[str]:
    """The characters that have rules."""
    return frozenset(_compiled())


def by_rule(text: str, place: int) -> str:
    """The syllable of the character at ``place`` of what is said, empty where no rule decides."""
    rules = _compiled().get(text[place])
    if rules is None:
        return ""
    before, after = text[max(0, place - 16) : place], text[place + 1 : place + 17]
    for head, tail, syllable in rules:
        if tail.match(after) and head.search(before):
            return syllable
    return ""
