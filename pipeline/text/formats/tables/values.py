"""What a cell holds, and how it is said under the heading of its column."""

from __future__ import annotations

import re

YES, NO, CIRCLE = "√✓✔☑🗹", "×✗✘✕✖☒", "○◯〇"
NOTHING = frozenset(("", "-", "--", "—", "——", "–", "/", "\\", "／", "＼", "|", ".", "…", "……"))
"""What stands in a cell that holds nothing."""

_WORDS = ("是", "否", "有", "无")
_ANSWERS: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset((*YES, "∨", "V", "v")), frozenset((*NO, "╳", "X", "x", "□", "☐"))),
    (frozenset(("●",)), frozenset(("○", "◯"))),
    (frozenset(("■",)), frozenset(("□",))),
    (frozenset(("Y", "y", "YES", "Yes", "yes", "是", "有")), frozenset(("N", "n", "NO", "No", "no", "否", "无"))),
)
"""Signs and words for yes, with those for no."""

_NUMBER = re.compile(r"[-+−－]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?")
_VALUE = re.compile(
    r"[-+−－<>≤≥≈约]?\s*\d[\d,，.:：/\-—–~～%％‰年月日号时点分秒\s]*(?:元|万元|亿元|人|名|个|件|次|吨|台|岁|天|小时|分钟)?"
)
YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS = re.compile(r"((?:19|20)\d\d)\s*[-–—~～至]{1,2}\s*((?:19|20)\d\d)")
_MONTH = re.compile(r"((?:19|20)\d\d)\s*[.．/]\s*(0?[1-9]|1[0-2])")
_DATED = re.compile(r"(?:年月|日期|时间)$")
_COUNT = re.compile(r"(\d{1,4}|[一二三四五六七八九十百]{1,4})[.．、]?")

_YEARLY = re.compile(r"(?:年份|年度|年代|(?<![万亿每/／（(])年)$")
_RANKED = re.compile(r"(?:名次|排名|位次|排位|排序名次|名列)$")
_NTH = re.compile(r"([届期批轮场])次$|([届期])数$")
_MONTHLY = re.compile(r"月份$")
_CODED = re.compile(
    r"(?:电话|手机|传真|热线|号码|联系方式|身份证|证号|工号|学号|编号|编码|代码|账号|卡号|邮编|文号|车牌|单号|型号|规格)$"
)

_UNITS = (
    "元|人|名|个|件|台|套|次|家|户|项|场|岁|年|月|天|日|小时|分钟|分|秒|吨|千克|公斤|克|斤|米|公里|千米|里|毫米|厘米|分米"
    "|平方米|平米|平方公里|亩|公顷|立方米|立方|方|升|毫升|度|千瓦|千瓦时|兆瓦|兆帕|帕|安|伏|瓦|转|页|篇|部|本|只|支|辆|条|块"
    "|根|张|箱|包|桶|瓶|班|组|节|课时|学时|工时|美元|港元|人民币|㎡|m²|m2|m³|m3|m|mm|cm|km|kg|g|t|L|ml|mL|h|min|s"
    "|kW|kWh|MW|kV|V|A|W|MPa|kPa|Pa|dB|℃|°C|%|％|‰"
)
_UNIT = re.compile(rf"(?:单位\s*[:：]?\s*)?([百千万亿]{{0,2}}(?:{_UNITS})(?:[/／](?:{_UNITS}))?)")
_BRACKETED = re.compile(r"^(.*?)\s*[(（\[【]\s*([^()（）\[\]【】]{1,8})\s*[)）\]】]$")
_SLASHED = re.compile(rf"^(.*[^\d\s])[/／]\s*((?:[百千万亿]{{0,2}})(?:{_UNITS}))$")

_WHETHER = re.compile(
    r"^(?:是否|是|有|已|能|可|会|应|需|未|不|持|佩戴|穿戴|戴|穿|参加|完成|通过|达到|符合|签订|签到|在|到|领取|上交|提交)"
    r"|(?:与否|能否|可否|[式型性化]|[员长者人手师工]|合格|达标|完成|到位|到场|到岗|到会|在岗|参加|参会|参与|参训|参赛|报名|通过"
    r"|正常|良好|符合|及格|优秀|齐全|完好|有效|出勤|缺勤|迟到|早退|请假|旷工|签到|整改|落实|关闭|处理|处置|使用|启用|住宿"
    r"|用餐|就餐|乘车|接种|体检|培训|考核|录用|录取|入选|入围|领取|发放|缴纳|提交|上报|审核|批准|同意|推荐|公开|销号|办结"
    r"|带头|干部|骨干|兼职|专职|在职|退休|离职|已婚|独生|开放|开通|覆盖|达到|清楚|规范|整洁|清洁|干净|完整|可靠|牢固|灵敏|畅通|熟悉|掌握|了解)$"
)


def is_number(text: str) -> bool:
    """Whether ``text`` is a number and nothing else."""
    return _NUMBER.fullmatch(text) is not None


def is_value(text: str) -> bool:
    """Whether ``text`` is what stands under a heading and never is one: a number, a date, a time, a sign."""
    return _VALUE.fullmatch(text) is not None or is_sign(text)


def is_sign(text: str) -> bool:
    """Whether ``text`` is a tick, a cross or a circle."""
    return len(text) == 1 and text in YES + NO + CIRCLE


def is_code(name: str) -> bool:
    """Whether a column holds telephone numbers, badge numbers and the like: figures that count nothing."""
    return _CODED.search(name) is not None


def is_yearly(name: str) -> bool:
    """Whether a column holds years."""
    return _YEARLY.search(name) is not None


def with_unit(name: str) -> tuple[str, str]:
    """A heading and the unit it gives for what stands under it: 产值（万元） → 产值, 万元; the unit may be empty."""
    for pattern in (_BRACKETED, _SLASHED):
        match = pattern.match(name)
        unit = _UNIT.fullmatch(match.group(2)) if match else None
        if match and unit and match.group(1):
            return match.group(1), unit.group(1)
    return name, ""


def ordinal(text: str, name: str) -> str | None:
    """A place, a year or a count under the heading that says so: 1 under 名次 → 第1名; ``None`` if it is none."""
    if is_yearly(name) and YEAR.fullmatch(text):
        return f"{text}年"
    if is_yearly(name) and (years := _YEARS.fullmatch(text)):
        return f"{years[1]}年至{years[2]}年"
    if _DATED.search(name) and (month := _MONTH.fullmatch(text)):
        return f"{month[1]}年{int(month[2])}月"
    if count := _COUNT.fullmatch(text):
        text = count[1]
        if _RANKED.search(name):
            return f"第{text}名"
        if nth := _NTH.search(name):
            return f"第{text}{nth[1] or nth[2]}"
        if _MONTHLY.search(name) and text.isdigit() and 1 <= int(text) <= 12:
            return f"{text}月"
    return None


def answers_of(texts: set[str]) -> dict[str, bool]:
    """Whether each of the ``texts`` of a column means yes, if all are signs of one kind or words for yes and no; empty
    for any other column."""
    for yes, no in _ANSWERS:
        if texts <= yes | no and texts & yes:
            return {text: text in yes for text in texts}
    return {}


def answer_said(text: str, heading: str, *, yes: bool) -> str:
    """是 or 否, 有 or 无, whichever answers ``heading``; a word for it as it is."""
    if text in _WORDS:
        return text
    if _WHETHER.search(heading) and not heading.startswith("有无"):
        return "是" if yes else "否"
    return "有" if yes else "无"


def sign_said(text: str, heading: str) -> str | None:
    """A tick or a cross as 是 or 否, 有 or 无, whichever answers ``heading``; ``None`` if ``text`` is no sign."""
    match = re.fullmatch(rf"([{YES}{NO}{CIRCLE}])\s*([(（].+)?", text, re.DOTALL)
    if not match:
        return None
    sign, remark = match[1], match[2] or ""
    if sign in CIRCLE:
        return "画圈" + remark
    return answer_said(sign, heading, yes=sign in YES) + remark
