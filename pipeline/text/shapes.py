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

_BULLET = re.compile(r"[•●■◆▪◦‣※★☆○]\s*|[-*+]\s+")

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
    rf"(?:[{HAN}]\s{{0,4}}){{2,8}}[:：]\s*(?![“《])[^，。！？]{{1,40}}$"
    r"|.*(?:[\w.-]+@[\w-]+\.\w|https?://|www\.)"
)
_WHEN = re.compile(
    r"(?=.*\d)(?=.*[年月日号时点:：])[\d年月日号时点分上下午晚早中周星期一二三四五六天第:：.\-—–－~～至到（）() /、]+$"
)
_NUMBER_ALONE = re.compile(r"[+(（]?\d[\d\-—－–()（） 转]{4,}")
_ASKS = re.compile(r"(?:问|答|Q|A|记者问|记者)\s*\d*\s*[:：]")
_SPEAKER = re.compile(rf"(?:[{HAN}]{{1,6}}|[A-Za-z]{{1,8}})\s*\d*\s*[:：]\s*\S")
_COMPLETE = re.compile(
    r"(?:\s[\S]{1,12}|[/／:：]\s*[\S]{1,12})\s*(?:摄|供图|摄影报道|图片)$"
    r"|[（(][^（）()]{1,20}(?:摄|供图|供稿|图)[）)]$|[ /／](?:摄|文|图)$"
    r"|(?:\d{3,4}[-—－]\d{7,8}|1[3-9]\d{9}|(?<!\d)[2-8]\d{6,7})$|_{3,}$|(?:签名|签字|盖章)\s*[:：]?\s*[_\s]*$|年\s+月\s+日$"
)
_NO_TITLE = re.compile(
    rf"(?:图为|图示|图片[:：]|[图表]\s*[\d一二三四五六七八九十]+|[▲△▼↑↓])|[{HAN}]{{0,10}}(?:签名|签字|盖章)|[“‘「].*[”’」]$|年\s+月\s+日"
    rf"|(?:问|答|记者)\s*[:：]|.{{0,8}}(?:同志|朋友|工友|职工|同事|家人)们[!！]?$"
)
_LETTERHEAD = re.compile(r"[^的]文\s*件$|[〔\[(（]\s*(?:19|20)\d\d\s*[〕\])）]\s*第?\s*\d+\s*号$")
_VERSE = re.compile(rf"(?=.*[{HAN}]{{5}})(?:[{HAN}]{{2,12}}[ \u3000]+){{5,}}[{HAN}]{{2,12}}")
_CALL = re.compile(r"(?:们|同志|朋友|好|大家|谢谢|敬礼)$")
_PAGE_NUMBER = re.compile(
    r"[-–—―~～·•]+\s*\d{1,4}\s*[-–—―~～·•]+|第\s*\d{1,4}\s*页(?:\s*[，,/／]?\s*共\s*\d{1,4}\s*页)?|Page\s+\d{1,4}(?:\s+of\s+\d{1,4})?"
)
_TITLED = re.compile(
    r"(?:书|信|通知|通告|公告|公示|通报|通讯|简报|快讯|须知|守则|制度|规定|办法|方案|预案|意见|决定|决议|纪要|总结|计划|要点|倡议|声明|致辞|讲话|提示|名单|指南|手册|预告|启事|问答|说明|祝词|贺词|寄语)$"
)
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


def is_no_title(text: str) -> bool:
    """Whether ``text``, short as it is, is something else: a caption, a place to sign, what somebody says."""
    return _NO_TITLE.match(text) is not None or is_complete(text) or is_number_alone(text)


def exclaims(text: str) -> bool:
    """Whether ``text`` is short and ends in the only mark of a sentence that is in it, ！ or ？, as headlines may."""
    body = text[:-1]
    if text[-1:] not in ("！", "？", "!", "?") or len(text) > LONGEST_TITLE:
        return False
    return not any(mark in body for mark in ENDERS + "；;：:") and _CALL.search(body) is None


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
