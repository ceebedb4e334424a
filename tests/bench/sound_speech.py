"""The speech that intelligibility is measured with: notices and news in both default voices, made once and kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from pipeline.files import whole_file

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
)
"""What the shaping is trained with: none of those above."""

Sound = np.ndarray[Any, np.dtype[np.int16]]


def spoken(voice: str, sentence: int) -> Sound:
    """One of :data:`SENTENCES`, 24 kHz."""
    return _kept(voice, f"{sentence:02}", SENTENCES[sentence])


def spoken_for_training(voice: str, sentence: int) -> Sound:
    """One of :data:`TRAINING`, 24 kHz."""
    return _kept(voice, f"training-{sentence:02}", TRAINING[sentence])


def _kept(voice: str, name: str, text: str) -> Sound:
    kept = Path(platformdirs.user_cache_dir("workshop-broadcast")) / "bench" / f"{voice}-{name}.npy"
    if not kept.exists():
        with whole_file(kept) as making, making.open("wb") as file:
            np.save(file, _say(voice, text))
    return np.asarray(np.load(kept), np.int16)


def _say(voice: str, text: str) -> Sound:
    from pipeline.model import Utterance
    from pipeline.reading import Reader
    from pipeline.voice.kokoro import KokoroEngine
    from pipeline.voice.kokoro_voices import NATURAL_PACE

    return KokoroEngine().say(Utterance(Reader({}).read(text), voice, NATURAL_PACE[voice])).samples
