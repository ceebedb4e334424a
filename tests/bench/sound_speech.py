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
"""None of them is among those the shaping was tuned on. About two minutes in each voice."""

Sound = np.ndarray[Any, np.dtype[np.int16]]


def spoken(voice: str, sentence: int) -> Sound:
    """One of :data:`SENTENCES`, 24 kHz."""
    kept = Path(platformdirs.user_cache_dir("workshop-broadcast")) / "bench" / f"{voice}-{sentence:02}.npy"
    if not kept.exists():
        with whole_file(kept) as making, making.open("wb") as file:
            np.save(file, _say(voice, SENTENCES[sentence]))
    return np.asarray(np.load(kept), np.int16)


def _say(voice: str, text: str) -> Sound:
    from pipeline.model import Utterance
    from pipeline.reading import Reader
    from pipeline.voice.kokoro import KokoroEngine
    from pipeline.voice.kokoro_voices import NATURAL_PACE

    return KokoroEngine().say(Utterance(Reader({}).read(text), voice, NATURAL_PACE[voice])).samples
