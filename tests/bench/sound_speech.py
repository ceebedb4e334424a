"""The speech that intelligibility is measured with: notices and news in both default voices, made once and kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from pipeline.system.files import whole_file
from tests.reading import tables

VOICES = ("zf_xiaobei", "zm_yunjian")
RATE = 24_000

SENTENCES = (
    "全国总工会发出通知，要求各级组织做好送清凉活动，关心一线劳动者的身体健康。",
    "运输公司的司机师傅们请注意，北门道路正在施工，车辆请从东门进出。",
    "发生火灾时不要乘坐电梯，请沿着绿色指示灯从楼梯有序撤离。",
    "市里举办的职业技能大赛下月开赛，我厂有八名青年工人报名参加。",
    "工资条发放以后如有疑问，请在三天之内到财务室核对。",
    "新入职的员工必须先接受安全培训，考试合格以后才能上岗操作。",
    "化学品仓库严禁烟火，领取物料要有两个人同时在场。",
    "为了方便职工子女暑期生活，工会开办了免费的托管班。",
    "请各班组长在下班之前检查水电开关，关好门窗。",
    "叉车行驶的时候速度不能超过每小时五公里，转弯要鸣笛。",
    "劳动争议调解委员会设在办公楼二层，每周一到周五接待来访。",
    "我们倡议全体职工节约每一度电，每一滴水，爱护身边的设备和环境。",
    "机器运转时严禁用手清理铁屑，必须停机并切断电源。",
    "篮球比赛的决赛将在星期六下午两点举行，欢迎到场加油。",
    "医保报销的新办法已经贴在公告栏，不明白的地方可以打电话咨询。",
    "听到紧急广播以后，请马上停下手里的工作，到广场集合。",
    "去年全厂产量比前年增长了百分之十二，成本下降了百分之五。",
    "维修电工小李在巡查中发现电缆过热，及时避免了一起停电事故。",
)
"""About two minutes in each voice; what is reported is measured with them."""

TRAINING = (
    "厂工会今天上午召开职工代表大会，讨论通过了新一年的集体合同草案。",
    "各车间要认真落实安全生产责任制，发现隐患立即上报，不得拖延。",
    "从下个月起，夜班津贴每人每天提高二十元，和工资一起发放。",
    "请全体工友进入厂房时戴好安全帽，穿好防护鞋，系紧袖口。",
    "冲压车间三号机床正在检修，请不要靠近警戒线以内的区域。",
    "工会图书室新到了一批技术书籍，欢迎大家下班以后前来借阅。",
    "高温天气作业时间调整为早上六点到十点，下午四点到七点。",
    "职工食堂从本周开始增加清淡菜品，价格保持不变。",
    "女职工专项体检安排在周三和周四，请按照通知的时间到医务室。",
    "焊接班组连续两百天没有发生事故，厂里决定给予通报表扬。",
    "家里有困难的职工可以向分会提出申请，工会将在五个工作日内答复。",
    "今晚七点在俱乐部放映电影，凭工作证免费入场。",
    "铸造车间的老师傅王建国带出了三十多名徒弟，被评为劳动模范。",
    "感谢大家一年来的辛勤劳动，祝愿每个家庭平安幸福。",
    "职工代表提出的四十六条建议，已经有三十九条得到了解决。",
    "请佩戴耳塞保护听力，噪声超过标准的岗位每年检查一次。",
    "炼钢车间的青年突击队连续奋战七昼夜，提前完成了设备改造任务。",
    "受台风影响，明天凌晨将有暴雨，请值班人员检查排水沟和配电房。",
    "劳动报酬、休息休假和女职工保护，都写进了这次签订的专项合同。",
    "物流部门提醒，装卸货物要两人配合，超重的包裹必须使用吊车。",
    "区总工会组织律师走进园区，为快递员和外卖骑手解答社保问题。",
    "本月的质量之星是装配二组的陈芳，她的产品合格率达到百分之百。",
    "消防演习定于星期四上午九点开始，听到警报后请从最近的出口离开。",
    "退休职工座谈会在老干部活动室举行，大家畅谈企业发展的新面貌。",
    "我国第一条全自动轮胎生产线在这里投入试运行，节省人力约三成。",
    "每逢节假日，志愿者都会到敬老院理发、修理家电、打扫庭院。",
    "起重机吊钩下面禁止站人，指挥人员要穿醒目的反光背心。",
    "会议室的投影仪坏了，下午的技术交流改到小礼堂进行。",
    "广大职工踊跃捐款，短短两天就筹集善款十一万四千元。",
    "喷漆房里要始终打开排风扇，进去之前先戴上防毒面具。",
    "省里公布了新一批技能工作室名单，本厂模具组榜上有名。",
    "凡是满一年工龄的员工，都可以享受五天带薪年假。",
    "请注意，锅炉正在升压，无关人员不要在附近停留。",
    "合唱队每星期二晚上排练，欢迎爱好音乐的朋友参加。",
    "仲裁庭支持了工人的请求，要求企业补发三个月的加班费。",
    "由于管道抢修，宿舍区明天上午八点至十二点停止供水。",
    "码头工人冒着严寒连夜卸船，保证了电煤及时送到发电厂。",
    "如果皮肤沾上酸液，应当立刻用大量清水冲洗，然后送医院处理。",
    "质检员抽查了五百个零件，只有两个尺寸略微偏大。",
    "创新小组改造了送料装置，使每班产量增加一百二十箱。",
    "工会法律热线全天开通，您可以匿名反映欠薪和超时加班的情况。",
    "幼儿园门口施工期间，接送孩子的家长请绕行西侧小路。",
    "矿区安装了瓦斯自动监测系统，数据每隔三秒更新一次。",
    "请把用过的抹布放进带盖的铁桶，防止油污自燃。",
    "农民工子弟学校收到了六百册图书和一台钢琴。",
    "今年的春节晚会正在征集节目，相声、快板、舞蹈都可以报名。",
    "电焊工必须持证上岗，证件到期前两个月要参加复审。",
    "热轧车间昨天刷新了单日产量纪录，全班没有一个次品。",
    "各位旅客，开往省城的班车将于六点四十分从南广场发车。",
    "搬运玻璃的时候要戴厚手套，轻拿轻放，避免划伤。",
    "集体协商不是走过场，职工的意见必须逐条写进会议纪要。",
    "仪表显示压力偏高，请巡检员到二号泵房查看阀门。",
    "技校毕业生与企业签订了为期三年的劳动合同。",
    "我们要学习老一辈工人吃苦耐劳、精益求精的好作风。",
    "周末停车场要重新画线，请车主在星期五下班以前把车开走。",
    "这项发明缩短了换模时间，从原来的四十分钟减到九分钟。",
    "冬季取暖不要使用明火，睡觉之前务必检查烟囱是否通畅。",
    "产假结束的女职工可以使用哺乳室，里面备有冰箱和沙发。",
    "建筑工地的塔吊全部装上了防碰撞装置和监控摄像头。",
    "纪念五一国际劳动节大会将在人民会堂举行，表彰先进集体三十六个。",
    "退休金将于每月十号按时打入个人账户，请大家注意查收。",
    "发现有人触电，首先要切断电源，千万不能直接用手去拉。",
    "包装班缺少两名熟练工，有意调岗的同志请找班长登记。",
    "羽毛球馆周三闭馆维护，其他时间开放到晚上九点半。",
    "海上钻井平台的工友们坚守岗位，用视频向家人拜年。",
    "原材料价格上涨，采购科提出了三种替代方案供大家讨论。",
    "职业病防治宣传周活动今天启动，医生现场讲解怎样预防尘肺。",
    "请不要在疏散通道上堆放纸箱、木板和其他杂物。",
    "服装厂接到一笔急单，管理层同意按照法律规定支付双倍工资。",
    "骨干技师轮流授课，把几十年积累的绝活毫无保留地传给年轻人。",
    "冷库温度保持在零下十八度，进出之后要随手关门。",
    "工人文化宫的象棋角又热闹起来，围观的群众里三层外三层。",
    "水泥生产线停机保养，预计后天凌晨两点恢复运转。",
    "跨省就医可以直接结算，不必再垫付住院费用。",
    "司炉工发现水位计模糊不清，果断采取了紧急停炉措施。",
    "劳动法规定，用人单位不得随意辞退怀孕的女工。",
    "互助保险的报名工作即将截止，每份只需要五十元。",
    "早晨有大雾，能见度不足两百米，请驾驶员打开雾灯。",
    "机关干部走进车间，同一线工人一起拧螺丝、搬料、算成本。",
    "砂轮机没有防护罩不准使用，操作者应当站在侧面。",
    "新宿舍楼安装了太阳能热水器，每个房间都有独立卫生间。",
    "通讯员来稿说，养路工人昼夜清雪，保证了山区公路畅通。",
    "生产调度会推迟到十点半召开，请各科室负责人准时出席。",
    "工资集体协议草案张贴七天，任何职工都可以书面提出不同看法。",
    "电梯维修期间，请走楼梯，行动不便的同志可以拨打值班电话。",
    "棉纱容易吸潮，堆垛高度不要超过两米，离墙至少半米。",
    "这里的师傅能听声音判断轴承磨损，误差不超过头发丝那么细。",
    "国家统计局公布，上半年制造业用工人数稳中有升。",
    "请各部门在二十五号之前上报明年的培训计划和预算。",
    "酒后不得上岗，疲劳不得登高，隐患不除不得开工。",
    "钳工比武现场，选手们锉、锯、钻、磨，动作娴熟有力。",
    "食品车间要求进门先洗手消毒，头发不能露在帽子外面。",
    "互联网平台承诺公开派单规则，骑手送餐时限延长八分钟。",
    "大风蓝色预警已经发布，露天堆场的篷布要绑扎牢固。",
    "阅览室添置了十台电脑，午休时间可以免费上网学习。",
    "他们放弃休假，守在抢险第一线，直到最后一处堤坝合龙。",
    "请吸烟的同志到指定地点，烟头要彻底熄灭再扔。",
    "劳务派遣工与正式工同工同酬，这一条写进了公司章程。",
    "蒸汽管道温度很高，保温层脱落的地方请勿触摸。",
    "志愿服务队教老人用手机挂号、缴费、查公交。",
    "港口的无人驾驶卡车往来穿梭，调度员坐在屏幕前轻松指挥。",
    "女篮队以六十七比五十九战胜了邻厂代表队，捧回奖杯。",
    "体检报告已经送到各科室，血压偏高的职工请尽快复查。",
    "车床主轴突然抖动，学徒及时停车，保住了贵重刀具。",
    "暴雪过后，供电所抢修队踩着没膝的积雪逐杆查线。",
    "我们建议把休息时间分成两段，让流水线上的姐妹喘口气。",
)
"""What the shaping is trained with: none of those above."""

VALIDATION = (
    "县总工会为环卫工人设立了二十个歇脚点，配备热水、药箱和微波炉。",
    "接班人员请提前十五分钟到岗，当面核对设备运行记录。",
    "乘坐货梯时不得超载，发现异响请立即按下停止按钮。",
    "第三季度的劳动竞赛已经结束，铆工班以九十六分的成绩名列第一。",
    "雨天路面湿滑，骑电动车的同志请减速慢行，不要抢黄灯。",
    "公司与职工代表就年终奖金分配方案进行了两轮协商，达成一致意见。",
    "切割作业之前要清除周围的可燃物，并且准备好灭火器。",
    "夜校的会计课程今晚照常上课，地点改在培训中心二零五教室。",
    "纺织厂女工委员会送来了绿豆汤和毛巾，让大伙儿在酷暑里感到一丝清凉。",
    "请三号仓库的管理员马上到门卫室，有一批轴承等待签收。",
    "铁路部门增开了四趟临时列车，方便外来务工人员返乡过节。",
    "严格执行挂牌上锁制度，没有得到许可，任何人不准合闸送电。",
    "本市最低工资标准从七月一日起调整，每小时不低于二十三元。",
    "食堂窗口新添了刷脸付款设备，老职工可以继续使用饭卡。",
    "化验室提醒各工序，取样瓶必须贴好标签，写清日期和批号。",
    "经过半年努力，废水回收率由百分之六十八提高到百分之八十五。",
)
"""What is chosen by, between one training and another: neither trained with nor reported. For what is lost in quiet,
where few syllables are, every other sentence of :func:`not_trained_with`, too; the rest of those is reported."""

Sound = np.ndarray[Any, np.dtype[np.int16]]

TABLES = (("polyphones_working.tsv", 1), ("marked_working.tsv", 3))
"""Of sentences for the reader's sake, that the shaping is trained with, too, and each how many of them is taken."""
SHORTEST, LONGEST = 14, 44
"""Characters of such a sentence."""
TELLING = 16
"""Characters of a sentence that is heard, and not trained with, at least."""
FIGURE_OR_LETTER = re.compile(r"[0-9A-Za-z]")
"""Sentences with such are left out: a recogniser may write them in more than one way."""
TURNS = ("zm_yunjian", "zf_xiaobei", "zm_yunjian", "zf_xiaobei", "zm_yunjian", "")
"""Who says such a sentence; in turns, with the other voices in the place of nobody. The man is the harder to
understand, and is heard more often."""
OTHERS = ("zf_xiaoxiao", "zm_yunyang", "zm_yunxi", "zf_xiaoyi", "zm_yunxia", "zf_xiaoni")


def trained_with() -> Iterator[tuple[str, str]]:
    """Voice and text of all that the shaping is trained with."""
    yield from ((voice, text) for text in TRAINING for voice in VOICES)
    others = cycle(OTHERS)
    for text, voice in zip(dict.fromkeys(_of_tables()), cycle(TURNS)):  # the turns have no end
        yield voice or next(others), text


def _of_tables() -> Iterator[str]:
    for name, step in TABLES:
        yield from (text for text in _fitting(name)[::step] if not FIGURE_OR_LETTER.search(text))


def _fitting(table: str) -> list[str]:
    texts = [marked.replace("[", "").replace("]", "") for marked, _reading in tables.rows(table)]
    return [text for text in dict.fromkeys(texts) if SHORTEST <= len(text) <= LONGEST]


def not_trained_with() -> tuple[str, ...]:
    """What is left of the tables: by the first, third and so on is chosen, the others are reported."""
    known = {*SENTENCES, *VALIDATION, *(text for _voice, text in trained_with())}
    texts = dict.fromkeys(text for name, _step in TABLES for text in _fitting(name))
    left = (text for text in texts if len(text) >= TELLING and text not in known)
    return tuple(text for text in left if not FIGURE_OR_LETTER.search(text))


def heard_in_quiet() -> tuple[str, ...]:
    """What is reported in quiet besides :data:`SENTENCES`."""
    return not_trained_with()[1::2]


def spoken(voice: str, text: str) -> Sound:
    """``text``, 24 kHz; made once and kept."""
    name = f"{voice}-{sha256(text.encode()).hexdigest()[:16]}.npy"
    kept = Path(platformdirs.user_cache_dir("workshop-broadcast")) / "bench" / name
    if not kept.exists():
        with whole_file(kept) as making, making.open("wb") as file:
            np.save(file, _say(voice, text))
    return np.asarray(np.load(kept), np.int16)


def _say(voice: str, text: str) -> Sound:
    from pipeline.model import Utterance
    from pipeline.reading import Reader
    from pipeline.voice.kokoro.engine import KokoroEngine
    from pipeline.voice.kokoro.voices import NATURAL_PACE

    return KokoroEngine().say(Utterance(Reader({}).read(text), voice, NATURAL_PACE[voice])).samples
