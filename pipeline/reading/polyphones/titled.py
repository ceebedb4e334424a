"""A surname before a title, anywhere in a sentence: 交给了任经理, 解老汉, 华医生.

The surname is one by itself: how the run falls into words has no longer word for it (责任, 检查, 解放), and the title
ends where a word does (查所长, not 查所长期). Most such characters can be nothing else there. Those that are verbs
or nouns before a title, too (任书记, 应教授邀请, 区书记), need a word before them that a person follows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reading.polyphones.surnames import SURNAMES, TITLE

if TYPE_CHECKING:
    from pipeline.reading.polyphones.names import Run

BEARERS = {
    **SURNAMES, "柏": "bai3", "曲": "qu1", "薄": "bo2", "石": "shi2", "车": "che1", "强": "qiang2", "万": "wan4",
    "贾": "jia3", "谷": "gu3", "沈": "shen3", "冯": "feng2", "殷": "yin1", "莘": "shen1", "乜": "nie4", "贲": "ben1",
    "亢": "kang4", "纪": "ji3", "余": "yu2", "于": "yu2", "尹": "yin3", "宿": "su4", "兴": "xing1", "幸": "xing4",
    "都": "du1", "系": "xi4", "弥": "mi2", "逯": "lu4", "晁": "chao2", "郗": "xi1", "眭": "sui1", "俞": "yu2",
}  # fmt: skip
"""Surnames that have, or whose character has, more than one reading."""
_OFFICIAL = (
    "主任|经理|厂长|书记|主席|队长|班长|组长|所长|科长|处长|部长|局长|院长|校长|站长|段长|工长|股长|馆长|台长|会长|社长|行长|董事长|董事"
    "|市长|省长|县长|镇长|乡长|村长|区长|秘书长|委员长|秘书|委员|干事|助理|总监|总裁|总经理|工程师|总工程师|教授|院士|会计|出纳|法官"
    "|检察官|警官|司令|政委|连长|排长|团长|营长|船长|机长|列车长|参谋|调度员?|安全员|质检员|技术员|班组长|教官|教练|裁判|顾问|记者|专员|组员|总工|队员"
)
_VERBAL = "代表|编辑|导演|主编|主持人?"
_PERSONAL = (
    "老?师傅|师父|医生|大夫|医师|护士|老师|导师|大爷|大妈|大伯|大叔|大婶|大娘|大哥|大嫂|大姐|大姨|大侠|老汉|老太太?|老人家|老先生|老爷子"
    "|奶奶|爷爷|伯伯|阿姨|叔叔|婶子|嫂子|女士|先生|小姐|姑娘|同志|博士|律师|老板|老弟|同学|师姐|师兄|师弟|师妹|高工|技师|夫人|太太|[工总]"
)
_TITLED = re.compile(rf"(?:常务)?副?(?:(?P<verb>{_VERBAL})|(?P<office>{_OFFICIAL})|(?P<person>{_PERSONAL}))")
_ASKED = re.compile(f"[{''.join(BEARERS)}](?={_TITLED.pattern})")
_NUMBERED = frozenset("这那每各某首历数几两第零一二三四五六七八九十")
"""Before them a character counts or is counted: 这单, 三任厂长, 每种."""
_FREE = frozenset("任应过干折撒祭句洗繁区员召种相盖石车强万余于宿兴幸系弥")
"""They are other words before a title unless what stands before speaks for a person."""
_NEVER = frozenset("都要那黑令")
"""Before a title nearly always 都, 要, 那, 黑 and 令 themselves."""
_DISTRICT = re.compile("(?:队长|队员|书记|主席|局长|部长|区长|委员|代表|市长|法官|检察官)")
_PERSON_FOLLOWS = re.compile(
    r"(?:[给跟和与同及向找请问对让叫听替帮陪把被由从比随过着了的是说等或像据拜学认劝求骂怪送接托催见]|连同|交到|轮到|看到|见到|想到|遇到|碰到|得到"
    r"|陪同|感谢|邀请|通知|告诉|报告|汇报|联系|拜访|咨询|祝贺|协助|跟随|采访|慰问|看望|欢迎|表扬|批评|推荐|委托|麻烦|除了|来自|聘请|打给|发给|递给"
    r"|配合|支持|询问|打听|提醒|搀扶|照顾|遇见|看见|听说|属于|关于|至于|根据|代替|接替|不如|以及|还有|包括|尊敬|亲爱|敬爱|[我你他她咱]们?厂"
    r"|昨天|今天|明天|上午|下午|晚上|早上|刚才|当时|会上|现场|原来|于是|后来|但是|可是|因为|所以|如果|虽然)$"
)
_AT_A_BEGINNING = re.compile(r"[，。、：；！？“”‘’《》（）:;,!?()\s\"'…—·]?")
_SUBJECT = re.compile(rf"(?:[我你他她它们谁己曾现时后并先再又仍还兼初起年月日]|{TITLE})$")
"""Who or when: behind it 任 is a verb."""
_IN_OFFICE = re.compile(
    r"(?:时|期间|以来|以后|之后|后(?!来|勤)|前(?!来|往)|一职|职务|兼|的(?:第|时候|时间|日子|消息)|[两零一二三四五六七八九十几多]+[年届])"
)
_INVITES = re.compile(r"[^，。；]{0,8}(?:邀|请求|要求|之请|号召|提议|委托|之约|嘱)")
_DOES = re.compile(
    r"(?:[说讲道问答笑走看听也都就又已正亲给对向把在来去从让叫签批带家有没不要很最是刚会能可爱]|的|告诉|表示|介绍|强调|指出|负责|认为|检查|组织|主持|决定|安排|提出)"
)
"""What a person does: not what follows a title that is taken up."""


def bearers(text: str) -> set[int]:
    """Places of characters that may be a surname before a title."""
    return {match.start() for match in _ASKED.finditer(text)}


def before_title(run: Run, start: int, *, after_name: bool) -> str:
    """The syllable of the surname at ``start`` of a run; empty where it is none, or no title follows.

    ``after_name``: whether a person's name ends there, so that a verb may follow.
    """
    text, family = run.text, run.text[start]
    title = _TITLED.match(text, start + 1)
    if title is None or run.ends[start] != start + 1 or not _ends_a_word(run, start + 1, title.end()):
        return ""
    before = text[:start] or run.left
    if family in _NEVER or before[-1:] in _NUMBERED:
        return ""
    after = text[title.end() :]
    if title["verb"] and not (_DOES.match(after) or not after):
        return ""
    if family not in _FREE or _is_person(run, start, title, after, after_name=after_name):
        return BEARERS[family]
    return ""


def _is_person(run: Run, start: int, title: re.Match[str], after: str, *, after_name: bool) -> bool:
    """Whether one of :data:`_FREE` is a surname here."""
    family = run.text[start]
    if (family == "应" and _INVITES.match(after)) or (family == "区" and _DISTRICT.match(title[0])):
        return False
    before = run.text[:start]
    begins = not before and _AT_A_BEGINNING.fullmatch(run.left) is not None
    if family != "任":
        return begins or _PERSON_FOLLOWS.search(before) is not None
    if title["person"]:
        return not after_name
    if after_name or _SUBJECT.search(before) or _IN_OFFICE.match(after):
        return False
    return begins or _PERSON_FOLLOWS.search(before) is not None or _DOES.match(after) is not None


def _ends_a_word(run: Run, place: int, end: int) -> bool:
    """Whether a word ends at ``end`` when the words are counted from ``place``."""
    while place < end:
        place = run.ends[place]
    return place == end
