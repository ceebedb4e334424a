"""Surnames with a reading of their own, and what tells that a character is one."""

from __future__ import annotations

TITLE = (
    "记者|通讯员|主任|厂长|书记|主席|师傅|经理|队长|班长|组长|工程师|董事长|校长|院长|所长|处长|科长|"
    "部长|局长|市长|省长"
    "|县长|镇长|教授|博士|院士|医生|大夫|同志|选手|劳模|工匠|作者|编辑|摄影|主持人|工友|先生|女士|"
    "老师|教练|站长|工会委员"
    "|区长|乡长|村长|段长|工长|股长|馆长|台长|会长|社长|理事长|秘书长|秘书|助理|干事|总监|总裁|技师|"
    "技术员|安全员|质检员|班员"
    "|司机|驾驶员|护士|车工|钳工|焊工|电工|铆工|钣金工|起重工|天车工|维修工|操作工|炉前工|职工|工人|"
    "员工|徒弟|同学|学员|党员|代表"
    "|律师|法官|民警|警官|教官|演员|导演|作家|画家|歌手|专家|学者|研究员|小姐|姑娘|冠军|亚军|季军|"
    "状元|标兵|模范|得主|获奖者"
    "|负责人|发言人|创始人|委员|顾问|名叫|叫做|叫|编剧|撰稿|供稿|主讲人|讲师|评委|裁判|队员|值班员|"
    "调度员|检修工|班组长|工段长"
)
AFTER_NAME = "说|讲|介绍|主持|表示|报道|告诉|出席|参加|带领|摄|在会|和|与|等|，|。|、|：|）|$"
SURNAMES = {
    "单": "shan4", "曾": "zeng1", "仇": "qiu2", "解": "xie4", "任": "ren2", "华": "hua4", "区": "ou1", "朴": "piao2",
    "查": "zha1", "盖": "ge3", "缪": "miao4", "员": "yun4", "翟": "zhai2", "葛": "ge3", "令": "ling2", "牟": "mou2",
    "冼": "xian3", "乐": "yue4", "覃": "qin2", "谌": "chen2", "撒": "sa4", "召": "shao4", "折": "she2", "种": "chong2",
    "燕": "yan1", "应": "ying1", "哈": "ha3", "过": "guo1", "那": "na1", "都": "du1", "黑": "he4", "盛": "sheng4",
    "要": "yao1", "干": "gan1", "尉": "wei4", "宁": "ning2", "洗": "xian3", "繁": "po2", "相": "xiang4", "卜": "bu3",
    "於": "yu1", "祭": "zhai4", "訾": "zi1", "郇": "xun2", "句": "gou1", "阙": "que1", "啜": "chuai4",
    "谯": "qiao2", "仉": "zhang3", "逄": "pang2", "隗": "wei3",
}  # fmt: skip
"""Those of one character. Some have the reading they have everywhere: what stands beside them must not change it."""
SELDOM_A_SURNAME = frozenset("要过那黑相干都种令召折哈撒祭句员洗繁区")
"""Nearly always another word."""
FAMILY_READINGS = {**SURNAMES, "曲": "qu1", "薄": "bo2", "莘": "shen1", "乜": "nie4"}
"""With those that are asked for, but not put into the news the model is trained on."""
ALWAYS_SURNAMES = frozenset(
    "王李张刘陈杨黄吴郭宋罗赵胡孙朱徐魏梁谢丁杜秦贾郑冯曹田陆韩吕孔许袁莫霍卢康戴沈范邓侯萧蔡钱顾"
    "姜彭汪潘董韦姚孟蒋钟崔汤洪贺颜殷熊穆童薛傅尹凌谭辛俞岳庞欧甘祝肖"
    "葛阎鲍廖毕翁赖邵丘季邱郎郝阮隋黎邹聂窦龚耿詹樊裴邢闵白"
)
"""Of those of one character, which are hardly anything else where they are a word by themselves."""
COMPOUND = {
    "尉迟": ("yu4", "chi2"), "单于": ("chan2", "yu2"), "万俟": ("mo4", "qi2"), "令狐": ("ling2", "hu2"),
    "澹台": ("tan2", "tai2"), "长孙": ("zhang3", "sun1"), "皇甫": ("huang2", "fu3"), "宇文": ("yu3", "wen2"),
    "拓跋": ("tuo4", "ba2"), "鲜于": ("xian1", "yu2"), "乐正": ("yue4", "zheng4"), "公冶": ("gong1", "ye3"),
    "夏侯": ("xia4", "hou2"), "亓官": ("qi2", "guan1"), "宰父": ("zai3", "fu3"), "淳于": ("chun2", "yu2"),
    "濮阳": ("pu2", "yang2"), "赫连": ("he4", "lian2"), "钟离": ("zhong1", "li2"), "欧阳": ("ou1", "yang2"),
    "司马": ("si1", "ma3"), "上官": ("shang4", "guan1"), "诸葛": ("zhu1", "ge3"), "慕容": ("mu4", "rong2"),
    "司徒": ("si1", "tu2"), "端木": ("duan1", "mu4"), "呼延": ("hu1", "yan2"), "独孤": ("du2", "gu1"),
    "南宫": ("nan2", "gong1"), "东方": ("dong1", "fang1"), "公孙": ("gong1", "sun1"), "轩辕": ("xuan1", "yuan2"),
    "闻人": ("wen2", "ren2"), "司空": ("si1", "kong1"), "闾丘": ("lv2", "qiu1"), "完颜": ("wan2", "yan2"),
    "纳兰": ("na4", "lan2"), "叶赫": ("ye4", "he4"), "西门": ("xi1", "men2"), "第五": ("di4", "wu3"),
}  # fmt: skip
"""Those of two."""
GIVEN = {
    "为": "wei2", "少": "shao4", "得": "de2", "子": "zi3", "行": "xing2", "长": "chang2", "了": "liao3", "地": "di4",
    "兴": "xing1", "中": "zhong1", "传": "chuan2", "相": "xiang1", "和": "he2", "好": "hao3", "正": "zheng4",
    "发": "fa1", "大": "da4", "会": "hui4", "华": "hua2", "解": "jie3", "任": "ren4", "曾": "zeng1", "单": "dan1",
    "应": "ying1", "当": "dang1", "干": "gan4", "盛": "sheng4", "省": "xing3", "种": "zhong3", "冠": "guan4",
    "乐": "le4", "都": "du1", "分": "fen1", "几": "ji3", "还": "huan2", "重": "zhong4", "难": "nan2", "便": "bian4",
    "处": "chu3", "空": "kong1", "模": "mo2", "数": "shu4", "藏": "cang2", "载": "zai4", "朴": "pu3", "没": "mei2",
    "头": "tou2", "里": "li3", "上": "shang4", "方": "fang1", "来": "lai2", "过": "guo4", "着": "zhuo2", "么": "me5",
}  # fmt: skip
"""What a character is in a given name, where it has several readings. A pair that is a word has the word's."""
MOSTLY_GIVEN = (
    "淑咏熙频彬渭梓佑坤淼戌澜舸苕娥珺珹韫霏萱芝茵玥琰琬瑗璟涵漪滢骁骐娟娣娴嫔妤姝昶晤暄曦琛琮琳楷"
    "榕樾泓浚涛灏炜烨焘煜焱瑭瑾璇璐璞皓皖睿砚祎祺筠筱箫翎翊"
    "翟翰聪臻芃芊芮苒茜荻莞莘菁菡蓓蕙薇蘅赟轩邈郅郦钊钧钰铖铠锟锴镕镛闯隽霁霭靖鞠韬颉颖颢飒馨骅骞骥鑫麒麟黎黛"
)
"""Characters that are seldom anything but a part of a given name; the counted ones lack many."""
NOT_A_NAME = (
    "多次|先后|两次|三次|经|在|与|于|任|担任|前往|到|参与|主动|是|向|被|获|和"
    "|因|以|为|随|有|说|要|都|也|就|还|给|的|了|何|务|命|职|决|释|相[约识知恋遇处继互]"
)
