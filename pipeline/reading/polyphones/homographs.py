"""Words that are written alike and read differently, or are two words more often than one.

Which they are was counted: in a month of news with its words marked (人民日报, January 1998) those that our dictionary
takes for one word where the news has two, read otherwise; and those of which two dictionaries give two readings, both
right. Each word has its ways: what the text before it must end with, what the text after it must begin with (regular
expressions; empty: anything) and its syllables. The first that fits decides; where none does, the dictionary.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.reading.polyphones.wei import NUMERAL

SECTION = (
    r"(?:书记|办事|管理|人事|财务|秘书|技术|安全|保卫|行政|教务|总务|后勤|审计|法务|党群|组织|宣传|信访|联络|代表|监察|综合|计划|生产|"
    r"设备|质量|科研|外事|离退休|老干部|稽查|调研|劳资|基建|运输|采购|销售|统计|档案|机要|接待|警卫|政治|训练|分理|经营|纪检|机关|工程)"
)
"""Of what a 处 is a part of an office."""
_CITY = r"(?:市|县|城|区|路|镇|的|王朝|故事|酒店|大厦|广场|[，。；、！？》”]|$)"
_DRIES = (
    r"(?:地面|地板|路面|衣服|油漆|漆|涂料|墙面|头发|水泥|砂浆|毛巾|稻谷|汗|泪|水分|河|井|塘|水库|池|嘴唇|嗓子|口|浆|胶|土|泥|血|墨|草|叶|"
    r"[晒晾烘吹擦烤风喝烧抽流放榨排沥拧熬])"
)
_GOT = rf"(?:过(?![去来年])|了|奖|[{NUMERAL}]+[等项次个枚张]?(?:奖|分|票|金|银|铜))"

WAYS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "都会": (
        (r"(?:大|小|国际|现代|繁华|商业|工业|海滨|古|[这那一]座|东方|南方|北方|江南|著名)的?", r"", "du1 hui4"),
        (r"", r"(?:生活|繁华|风情|圈|区|丽人|女性|气息)", "du1 hui4"),
        (r"", r"", "dou1 hui4"),
    ),
    "应从": ((r"", r"", "ying1 cong2"),),
    "应对": (
        (
            r"(?:部门|单位|企业|公司|者|方|人员|政府|机关|我们|班组|车间|厂|人|均|都|还|也|首先)",
            r"[^，。；]{2,12}(?:进行|负责|承担|予以|给予|作出|做出|加以|实行)",
            "ying1 dui4",
        ),
    ),
    "不当": (
        (r"", r"(?:回事|真(?!正)|儿戏|事儿?[，。])", "bu4 dang4"),
        (r"(?:谁|我|他|她|[也都就再绝决])", r"[^，。；的得之行言使用处操竞收解罚利]", "bu4 dang1"),
        (
            r"",
            (
                rf"(?:人|官|兵|家|[班组队厂]长|主任|医生|老师|逃兵|英雄|老好人|旁观|甩手|和事|出头|先生|领导|老板|代表|裁判|看客|[主配]角|"
                rf"工人|干部|演员|替|第|[{NUMERAL}]|选|面(?!积)|众|场|心)"
            ),
            "bu4 dang1",
        ),
    ),
    "一行": (
        (r"(?:[这那每第另哪本入干爱换懂各逐占加空首末头上下前后])", r"", "yi1 hang2"),
        (
            r"",
            (
                r"(?:字|诗|文字|代码|[小大红黑]字|白鹭|热泪|眼泪|泪|脚印|标语|数据|数字|树|柳|程序|鲜红|醒目|歪|娟秀|工整|清秀|密密|"
                r"英文|中文|汉字|拼音|乱码|提示|警告|报错|报警|说明|备注|批注|日志|公式|[^，。；]{1,4}(?:字|诗|代码|脚印|标语|提示|信息|英文))"
            ),
            "yi1 hang2",
        ),
    ),
    "没过": (
        (r"", r"(?:头|膝|脚|腰|胸|小腿|大腿|车轮|肩|脖|顶|鞋|堤|路面|桥面|警戒|台阶|门槛)", "mo4 guo4"),
        (r"", r"", "mei2 guo4"),
    ),
    "教会": (
        (r"(?:天主|基督|罗马|东正|新教|圣公|[该座])", r"", "jiao4 hui4"),
        (r"", r"(?:学校|医院|组织|大学|中学|学堂|人士|领袖|音乐|团体|势力|财产)", "jiao4 hui4"),
    ),
    "乱发": (
        (r"(?:满头|一头|散|鬓|蓬头)的?", r"", "luan4 fa4"),
        (r"", r"(?:蓬|如|披|飞|丛|纷)", "luan4 fa4"),
        (r"", r"", "luan4 fa1"),
    ),
    "穿着": (
        (
            r"",
            (
                r"(?:(?:很|十分|非常|要|应|须|必须|是否|力求|比较)?(?:打扮|规范|整齐|整洁|得体|要求|朴素|讲究|方面|标准|习惯|时尚|时髦|随意|"
                r"简朴|朴实|体面|大方|考究|方式|入时|单薄|普通|得当|不整|不当|不合|统一(?!的)|舒适)|[，。；、！？]|$)"
            ),
            "chuan1 zhuo2",
        ),
    ),
    "分子": (
        (
            r"(?:高|大|小|水|气体|[氧氢氮碳]气?|有机|生物|单|双|每个|药物|蛋白|烃|聚合物|油|化学|溶剂|[把将]|上下同乘|分母和)",
            r"",
            "fen1 zi3",
        ),
        (
            r"",
            (
                r"(?:式|量|筛|生物|结构|运动|动理|间|键|链|质量|泵|[与和、是，]分母|[和与、]原子|、?离子|光谱|材料|膜|晶体|力|扩散|病|"
                r"料理|诊断|靶|水平|层面|标记|分母)"
            ),
            "fen1 zi3",
        ),
    ),
    "所长": (
        (r"(?:各有|各展|尽展|尽其|发挥|展其|扬其|取其|用其|施展|[己人]之|一无|[学术技业]有)", r"", "suo3 chang2"),
    ),
    "外传": ((r"(?:《[^》]{0,8}|儒林|水浒|三国|西游|武侠|江湖)", r"", "wai4 zhuan4"), (r"", r"", "wai4 chuan2")),
    "一打": ((r"", r"(?:啤酒|鸡蛋|铅笔|毛巾|手套|袜|信封|图纸|杯)", "yi1 da2"),),
    "中意": (
        (r"", r"(?:两国|双边|关系|友好|建交|经贸|企业|合作|贸易|联合|友谊|文化|人寿|双方)", "zhong1 yi4"),
        (r"", r"", "zhong4 yi4"),
    ),
    "点着": (
        (r"[数清盘指]", r"", "dian3 zhe5"),
        (r"", r"(?:头|名|钞票|钱|人数|鼠标|屏幕|题)", "dian3 zhe5"),
    ),
    "部将": ((r"(?:的|其|名|员|旧|众|老|得力|他|手下)", r"(?![在于会要把对])", "bu4 jiang4"), (r"", r"", "bu4 jiang1")),
    "选中": ((r"[大竞评普改直预初海]", r"", "xuan3 zhong1"), (r"", r"", "xuan3 zhong4")),
    "丝都": ((r"[一半几根点肉蚕粉钢铁拉螺]", r"", "si1 dou1"),),
    **{
        f"{place}都": ((r"", _CITY, f"{syllable} du1"), (r"", r"", f"{syllable} dou1"))
        for place, syllable in (("国", "guo2"), ("行", "hang2"), ("中", "zhong1"), ("西", "xi1"), ("东", "dong1"))
    },
    "处在": ((SECTION, r"", "chu4 zai4"),),
    "处于": ((rf"{SECTION}(?:分)?", rf"[{NUMERAL}]+[年月日]", "chu4 yu2"),),
    "处以": ((SECTION, r"", "chu4 yi3"),),
    "同行": (
        (
            r"(?:[伴随与和跟][^，。；]{1,6}|携手|并肩|结伴|一路|一起|风雨|相伴|偕|[你我他她您们])",
            r"(?![业们里中间])",
            "tong2 xing2",
        ),
        (r"", r"(?:的(?:人|还有|有|家)|者|前往|赴|参观|去|来)", "tong2 xing2"),
        (r"", r"", "tong2 hang2"),
    ),
    "生发": (
        (r"[养固育]", r"", "sheng1 fa4"),
        (r"", r"(?:水|液|剂|灵|精|乳|药)", "sheng1 fa4"),
        (r"", r"", "sheng1 fa1"),
    ),
    "两相": ((r"", r"(?:情愿|对照|比|宜|对比|结合|权衡|忘|安)", "liang3 xiang1"),),
    "重犯": ((r"(?:[名要个押]|杀人|越狱|死)", r"", "zhong4 fan4"),),
    "重头": ((r"", r"(?:戏|文章|产品|工作|节目|栏目|项目|任务)", "zhong4 tou2"),),
    **{
        f"{who}得": ((r"", _GOT, f"{syllable} de2"),)
        for who, syllable in {"他": "ta1", "我": "wo3", "你": "ni3", "咱": "zan2", "都": "dou1", "也": "ye3"}.items()
    },
    "天干": ((r"[天今明昨每]", r"(?!地支)", "tian1 gan4"),),
    "应于": ((r"[对适相反响]", r"", "ying4 yu2"),),
    "重办": ((r"(?:退回|返回|打回|拿回|过期|作废|丢了|遗失|需要?|得|[再须要])[，去来后的]{0,2}", r"", "chong2 ban4"),),
    "应分": ((r"", rf"(?:为|成|清|别|类|级|批|步|阶段|组|[{NUMERAL}])", "ying1 fen1"),),
    "干了": (
        (rf"{_DRIES}[^，。；不活工人师]{{0,5}}", r"(?![^，。；]{0,4}(?:年|天|活|工作|小时))", "gan1 le5"),
        (r"(?:把|将)[^，。；]{0,5}[杯酒]", r"", "gan1 le5"),
        (r"[等待](?:它|[^，。；]{0,4}[漆胶泥面料灰墨])(?:完全|彻底|全|都)?", r"", "gan1 le5"),
    ),
    "不得": ((r"[^之可能]", r"(?:[，。！？；、]|$|的[，。！？])", "bu4 de5"),),
    "得数": ((r"[还也就都]", r"(?!据)[一-龥]", "dei3 shu3"),),
    "着数": ((r"[倒挨接]", r"", "zhe5 shu3"),),
    "得出": ((r"准", r"[事问错毛岔乱]", "dei3 chu1"),),
    "得当": ((r"(?:可|都|也|就|还|你|我|他|们|必须|总|人人)", r"心", "dei3 dang1"),),
    "着手": ((r"[空攥背垂举搓抄揣摊挥牵握甩]", r"", "zhe5 shou3"),),
    "螺丝钉": ((r"", r"(?:[不进上得好歪]|到(?!处))", "luo2 si1 ding4"),),
    "转转": ((r"", r"", "zhuan4 zhuan4"),),
    "子弹": ((r"(?:一?下|突然|猛地?)", r"(?:出|起|开)", "zi5 tan2"),),
    "多重": ((r"(?:称|有|量|掂)[^，。；]{0,3}", r"(?:[，。；！？]|$)", "duo1 zhong4"),),
    "好处": ((r"(?:不|很|难|真|最|人|徒弟|脾气|[他她]们?)", r"(?:[，。；！？]|$)", "hao3 chu3"),),
}  # fmt: skip


@cache
def _compiled() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]]]:
    return {
        word: [
            (re.compile(f"(?:{before})$"), re.compile(after), tuple(syllables.split()))
            for before, after, syllables in ways
        ]
        for word, ways in WAYS.items()
    }


def homograph(word: str, text: str, place: int) -> tuple[str, ...]:
    """The syllables of ``word`` at ``place`` of ``text``; empty where the dictionary decides."""
    before, after = text[max(0, place - 16) : place], text[place + len(word) : place + len(word) + 16]
    for head, tail, syllables in _compiled().get(word, ()):
        if tail.match(after) and head.search(before):
            return syllables
    return ()
