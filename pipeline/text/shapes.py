"""What a single line looks like: a numbered point, a byline, a salutation, a date, a title.

Half-width marks count as their full-width brothers everywhere.
"""

from __future__ import annotations

import re

from pipeline.chinese.characters import CHINESE_NUMBER, ENDERS, HAN, is_sayable

LONGEST_TITLE = 40
"""Characters; newspapers' titles stay below."""

ITEM_STYLES = (
    re.compile(rf"{CHINESE_NUMBER}{{1,3}}[、.．]\s*"),
    re.compile(rf"第{CHINESE_NUMBER}{{1,3}}[，,、：:]\s*"),
    re.compile(rf"[(（]{CHINESE_NUMBER}{{1,3}}[)）][、.．]?\s*"),
    re.compile(r"\d{1,3}(?:[、．]|\.(?!\d))\s*"),
    re.compile(r"[(（]\d{1,3}[)）][、.．]?\s*|\d{1,3}[)）]\s*|[①-⑳]\s*"),
)
"""How points are numbered, from the widest to the narrowest; the match is the number and its mark."""

_BULLET = re.compile(rf"[•●■◆▪◦‣※★☆○]\s*|[-*+]\s+|[·➤➢►▶▷◎⊙❖✦✧✓✔√×✗✘❌✅]\s*(?=[{HAN}“《])")
_POINT = re.compile(
    rf"[A-Za-z][.．、)）]\s*(?=[{HAN}“《])|步骤\s*(?:\d|{CHINESE_NUMBER})|第{CHINESE_NUMBER}{{1,3}}(?:项|步|组|场|站|轮|阶段|环节)"
    rf"|[一二三四五六七八九十]是(?=[{HAN}])|(?:上午|下午|中午|晚上|早上|清晨|凌晨|傍晚)?\s*\d{{1,2}}(?:[:：]\d{{2}}|[时点](?=[\s:：，—-]))"
)
"""How points begin that wrapped prose may go on with too: 一是…, 8:30 签到, A．…"""

DATELINE = re.compile(
    rf"(?:本[报刊台网社](?:综合)?(?:讯|消息|电)|[{HAN}]{{2,8}}[社网报台](?:[{HAN}]{{1,8}}?)?\s*\d{{1,2}}月\d{{1,2}}日\s*(?:[电讯]|消息))"
)
"""How a news paragraph begins: 本报讯（…）, …社北京4月28日电."""

_BYLINE = re.compile(
    rf"(?:来源|作者|撰文|供稿|供图|摄影|编辑|责任编辑|责编|记者|通讯员|文|图)\s*[:：/／].{{0,60}}$"
    rf"|[(（](?:来源|作者|记者|通讯员|全媒体记者)[^()（）]{{0,60}}[)）]$"
    rf"|(?:本报|本刊|全媒体|见习)?(?:记者|通讯员)\s*[{HAN}·\s、]{{2,30}}$"
)

_SALUTATION = re.compile(
    r"(?=.{2,60}$)(?!.*[。！？!?])(?!.*(?:如下|强调|指出|通知|要求|表示|倡议|包括))"
    r".*(?:们|同志|朋友|工友|职工|员工|同事|同仁|家属|先生|女士|小姐|领导|代表|委员|会员|单位|部门|处室|科室|车间|班组|公司|企业|工会|委员会|书记|主席|厂长|经理)"
    r"\s*[:：]$"
)

_DATE_LINE = re.compile(
    r"(?:\d{4}|[二两][〇零○０\d一二三四五六七八九]{3})\s*(?:年|[-./])\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:月|[-./])\s*"
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日?)?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?$"
)
_LEADS_ON = re.compile(r"(?:如下|下列|以下|所示)$")
_CLOSING = re.compile(
    r"(?:此致|敬礼|顺祝.{0,8}|祝.{1,8}|特此(?:通知|公告|通报|通告|说明|倡议|函告|函复|报告|声明))[！!。.]?$"
)

_LABEL = re.compile(
    r"(?:联系人|联系电话|联系方式|电话|手机|传真|地址|地点|时间|日期|邮箱|电子邮箱|网址|附件|主送|抄送|报送|签发人|文号|参加人员"
    rf"|主持人|单位|姓名|抄报|注)\s*\d*[:：]|[{HAN}]{{2,8}}[:：]\s*[\d(（+]"
)
_HEADS = "第|步骤|措施|原则|问题|案例|环节|阶段|任务|目标|要求|方法|建议|提示|要点|回顾|篇|展望|聚焦|关键"
"""Words before a colon that head what follows: 安全提示：远离火源."""
_PARTICULAR = re.compile(
    rf"(?![{HAN}]*(?:{_HEADS})|[{HAN}]{{0,4}}[一二三四五六七八九十]\s*[:：])"
    rf"[A-Za-z]{{0,8}}(?:[{HAN}]\s{{0,4}}){{2,8}}[:：]\s*(?![“《])[^，。！？]{{1,40}}$"
    r"|.*(?:[\w.-]+@[\w-]+\.\w|https?://|www\.)"
)
_WHEN = re.compile(
    r"(?=.*\d)(?=.*[年月日号时点:：])[\d年月日号时点分上下午晚早中周星期一二三四五六天第:：.\-—–－~～至到（）() /、]+$"
)
_NUMBER_ALONE = re.compile(r"[+(（]?\d[\d\-—－–()（） 转]{4,}")
_ASKS = re.compile(r"[\[［【]\s*(?:问|答|Q|A)\s*\d*\s*[\]］】]|(?:问|答|Q|A|记者问|记者)\s*\d*\s*[:：]")
_SPEAKER = re.compile(rf"(?:[{HAN}]{{1,6}}|[A-Za-z]{{1,8}})\s*\d*\s*[:：]\s*\S")
_COMPLETE = re.compile(
    r"(?:\s[\S]{1,12}|[/／:：]\s*[\S]{1,12})\s*(?:摄|供图|摄影报道|图片)$"
    r"|[（(][^（）()]{1,20}(?:摄|供图|供稿|图)[）)]$|[ /／](?:摄|文|图)$|[。！]\s*\S{1,12}\s*(?:摄|供图|摄影报道)$"
    rf"|(?:^|[\s。！])(?:摄影|供图|撰稿|供稿|拍摄|图片来源|[图文])\s*[:：/／]\s*[{HAN}·\s、]{{2,20}}$"
    r"|(?:\d{3,4}[-—－]\d{7,8}|1[3-9]\d{9}|(?<!\d)[2-8]\d{6,7})$|_{3,}$|(?:签名|签字|盖章)\s*[:：]?\s*[_\s]*$|年\s+月\s+日$"
)
_NO_TITLE = re.compile(
    rf"[A-Za-zα-ωΑ-Ω]\w{{0,3}}\s*[=＝≤≥]|(?:图为|图示|图片[:：]|[图表]\s*[\d一二三四五六七八九十]+|[▲△▼↑↓])|[{HAN}]{{0,10}}(?:签名|签字|盖章)|[“‘「].*[”’」]$|年\s+月\s+日"
    rf"|(?:问|答|记者)\s*[:：]|.{{0,8}}(?:同志|朋友|工友|职工|同事|家人)们[!！]?$"
)
_LETTERHEAD = re.compile(r"[^的]文\s*件$|[〔\[(（]\s*(?:19|20)\d\d\s*[〕\])）]\s*第?\s*\d+\s*号$")
_VERSE = re.compile(rf"(?=.*[{HAN}]{{5}})(?:[{HAN}]{{2,12}}[ \u3000]+){{5,}}[{HAN}]{{2,12}}")
_CALL = re.compile(r"(?:们|同志|朋友|好|大家|谢谢|敬礼|辛苦了|[快康]乐|安康)$|^(?:各位|尊敬|亲爱)")
_PARTS = re.compile(r"[！!？?]+")
LONGEST_CRY = 14
"""Characters of each part of a headline that exclaims more than once: 安全！安全！还是安全！"""
_CLAUSE = re.compile(f"[{HAN}]+")
_OF_CLAUSES = re.compile(rf"[{HAN}]{{2,9}}(?:[，,、\s]+[{HAN}]{{2,9}})*")
_PAGE_NUMBER = re.compile(
    r"[-–—―~～·•]+\s*\d{1,4}\s*[-–—―~～·•]+|第\s*\d{1,4}\s*页(?:\s*[，,/／]?\s*共\s*\d{1,4}\s*页)?|Page\s+\d{1,4}(?:\s+of\s+\d{1,4})?"
)
_TITLED = re.compile(
    r"(?:书|信|通知|通告|公告|公示|通报|通讯|简报|快讯|须知|守则|制度|规定|办法|方案|预案|意见|决定|决议|纪要|总结|计划|要点|倡议|声明|致辞|讲话|发言|报告|记录|章程|规则|细则|规程|规章|提示|名单|指南|手册|预告|启事|问答|说明|祝词|贺词|寄语)$"
)
_TITLE_BEGUN = re.compile(r"[会议坛典式](?:上|议上|中)的$|(?:19|20|二〇|二○|二零)[\d〇○零一二三四五六七八九]{2}年度?$")
_ACTIVITY = re.compile(r"(?:活动|竞赛|比武|大赛|工作|行动|运动|演练|会议|评选|检查|整治|大会|项目|培训)$")
LONGEST_KIND = 6
"""Characters of the second line of a title that is nothing but the kind of document: 实施方案."""
_SPREAD = re.compile(rf"(第[一二三四五六七八九十\d]{{1,3}}[章节条编]\s*)?([{HAN}](?:[ \u3000\xa0]+[{HAN}]){{1,11}})")
_BLANK_DATE = re.compile(r"[年月日]\s+[月日]$|^[年月日时]\s")
_SLOGAN_MARK = re.compile(r"[，,]")


def item_number(text: str) -> tuple[int, int] | None:
    """The style (an index of ``ITEM_STYLES``) and length of the number that starts ``text``; ``None`` without one."""
    for style, pattern in enumerate(ITEM_STYLES):
        if match := pattern.match(text):
            return style, match.end()
    return None


def is_item(text: str) -> bool:
    """Whether ``text`` begins like a point of a list, numbered or not."""
    return item_number(text) is not None or _BULLET.match(text) is not None


def is_point(text: str) -> bool:
    """Whether ``text`` begins like a point of a list or a programme, if it does not go on in a wrapped sentence."""
    return _POINT.match(text) is not None


def item_value(text: str) -> int | None:
    """The number of a point, where it is written in Chinese up to ninety-nine or in figures; ``None`` without one."""
    match = re.match(
        r"[(（第]?\s*(?:(\d{1,3})|([一二三四五六七八九]?十?[一二三四五六七八九]?))(?=[、.．)），,:：])", text
    )
    if match is None or not (match.group(1) or match.group(2)):
        return None
    if match.group(1):
        return int(match.group(1))
    tens, ten, ones = match.group(2).rpartition("十") if "十" in match.group(2) else ("", "", match.group(2))
    digits = "零一二三四五六七八九"
    return (10 * (digits.index(tens) if tens else 1) if ten else 0) + (digits.index(ones) if ones else 0)


def is_particular(text: str) -> bool:
    """Whether ``text`` is one line of what is set down in lines: who, which, when, where to write; below the title of a
    document it heads nothing."""
    return _PARTICULAR.match(text) is not None or _WHEN.fullmatch(text) is not None


def is_number_alone(text: str) -> bool:
    """Whether ``text`` is a telephone number or the like and nothing else."""
    return _NUMBER_ALONE.fullmatch(text) is not None


def is_speaker(text: str, *, apart: bool) -> bool:
    """Whether ``text`` is what somebody says, named before it: 问：, 记者：; any short name where it
    stands ``apart``."""
    return (_SPEAKER if apart else _ASKS).match(text) is not None


def is_complete(text: str) -> bool:
    """Whether ``text`` goes on in no other line though no mark ends it: a credit, a number to call, a place to sign."""
    return _COMPLETE.search(text) is not None


def is_letterhead(text: str) -> bool:
    """Whether ``text`` stands at the head of an office's paper above its title: 某某厂文件, 厂发〔2024〕12号"""
    return _LETTERHEAD.search(text) is not None


def is_verse(text: str) -> bool:
    """Whether ``text`` is six lines of a rhyme or more, divided by spaces and by nothing else; a list of names has no
    line of five characters."""
    return _VERSE.fullmatch(text) is not None


def scans_alike(text: str, other: str) -> bool:
    """Whether both are lines of one verse: clauses of the same lengths, Chinese throughout, and no mark but commas."""
    lengths = [[len(clause) for clause in _CLAUSE.findall(line)] for line in (text, other)]
    marked = all(_OF_CLAUSES.fullmatch(line) for line in (text, other))
    return marked and len(lengths[0]) > 1 and lengths[0] == lengths[1]


def is_rhyme(text: str) -> bool:
    """Whether ``text`` is six short clauses or more, Chinese throughout, with no mark but commas."""
    return _OF_CLAUSES.fullmatch(text) is not None and len(_CLAUSE.findall(text)) >= 6


def is_no_title(text: str) -> bool:
    """Whether ``text``, short as it is, is something else: a caption, a place to sign, what somebody says."""
    return _NO_TITLE.match(text) is not None or is_complete(text) or is_number_alone(text)


def exclaims(text: str) -> bool:
    """Whether ``text`` is short and ends in ！, ？ or ……, as headlines may; of several cries each is short."""
    body = text.rstrip("！？!?…")
    if body == text or len(text) > LONGEST_TITLE:
        return False
    parts = _PARTS.split(body)
    if any(mark in body for mark in "。…；;：:") or any(_CALL.search(part) for part in parts):
        return False
    return len(parts) == 1 or all(len(part) <= LONGEST_CRY for part in parts)


def is_byline(text: str) -> bool:
    """Whether ``text`` says who wrote or reports, and nothing else."""
    return len(text) <= 80 and _BYLINE.match(text) is not None


def is_salutation(text: str) -> bool:
    """Whether ``text`` addresses the readers of a letter."""
    return _SALUTATION.match(text) is not None


def is_date(text: str) -> bool:
    """Whether ``text`` is a date and nothing else."""
    return len(text) <= 30 and _DATE_LINE.match(text) is not None


def is_closing(text: str) -> bool:
    """Whether ``text`` is one of the set phrases that close a letter or a notice."""
    return _CLOSING.match(text) is not None


def leads_on(text: str) -> bool:
    """Whether ``text`` announces what follows but lacks its colon: 现将有关事项通知如下"""
    return _LEADS_ON.search(text) is not None


def is_label(text: str) -> bool:
    """Whether ``text`` gives one particular: 联系人：…, 电话：…"""
    return len(text) <= LONGEST_TITLE and _LABEL.match(text) is not None


def is_page_number(text: str) -> bool:
    """Whether ``text`` is the number of a page and nothing else; a bare figure may mean something."""
    return len(text) <= 30 and _PAGE_NUMBER.fullmatch(text) is not None


def stands_alone(text: str) -> bool:
    """Whether ``text`` is a paragraph by itself: a byline, a salutation, a date, a set phrase, a particular."""
    return is_byline(text) or is_salutation(text) or is_date(text) or is_closing(text) or is_label(text)


def is_block(text: str) -> bool:
    """Whether ``text`` begins a paragraph whatever stands before it, items apart."""
    return DATELINE.match(text) is not None or stands_alone(text)


def is_titled(text: str) -> bool:
    """Whether ``text`` ends in a word that names a kind of document: 倡议书, 通知, 公告 …"""
    return len(text) <= LONGEST_TITLE and _TITLED.search(text) is not None


def are_halves_of_a_title(line: str, following: str, *, first: bool) -> bool:
    """Whether both are one title: official ones are long and often take two lines.

    关于转发集团公司 / 安全生产工作通知的通知; without 关于 the ``first`` lines of a document tell:
    在全厂大会上的 / 讲话, “安康杯”竞赛活动 / 实施方案.
    """
    if is_titled(line) or "关于" in following or not is_titled(following):
        return False
    if not (is_short(line) and is_short(following)) or is_item(following) or is_item(line):
        return False
    if "关于" in line:
        return True
    kind_alone = len(following) <= LONGEST_KIND and _ACTIVITY.search(line)
    return first and bool(_TITLE_BEGUN.search(line) or kind_alone)


def closed_up(text: str) -> str:
    """``text`` without the spaces that spread a title over its line: 会　议　纪　要 → 会议纪要; 年　月　日 stays."""
    match = _SPREAD.fullmatch(text)
    if match is None or _BLANK_DATE.search(text):
        return text
    return (match[1] or "") + "".join(match[2].split())


def is_short(text: str) -> bool:
    """Whether ``text``, if it stands alone, may be a title, a signature or the heading of a point.

    One comma is granted to slogans of two halves (提高认识，加强领导); more speak for prose.
    """
    if len(text) > LONGEST_TITLE or not is_sayable(text) or any(mark in text for mark in ENDERS + "；;"):
        return False
    number = item_number(text)
    halves = _SLOGAN_MARK.split(text[number[1] if number else 0 :])
    return len(halves) == 1 or (
        len(halves) == 2 and abs(len(halves[0]) - len(halves[1])) <= 3 and min(map(len, halves)) >= 3
    )
