"""The head of an office's paper: who issues it and its number, above the title.

泰安市某某委员会办公室 / 泰安委办〔2024〕5号 / 关于做好防汛工作的通知 / 各区安委会：

No single line of it tells: an organisation's name heads many a page, and a notice may quote the title of another. What
tells is the order: above the title nothing but the head, below it those whom the paper is sent to, or a number in the
head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.chinese.characters import HAN
from pipeline.text.lines import Line
from pipeline.text.shapes import are_halves_of_a_title, closed_up, is_item, is_titled

MOST_HEAD_LINES = 8
"""Lines of a head: up to three bodies, each on two lines, and the number."""
MOST_TITLE_LINES = 4
MOST_ADDRESSEE_LINES = 5
LONGEST_LINE = 60
"""Characters of one line of a head or a title; the title's own limit is twice that."""

MOST_ABOVE_SPREAD = 8
"""Lines above a title that is spread over lines."""
FEWEST_SPREAD = 3
"""Lines of one character that are a title whatever it is called."""

_HAN = re.compile(f"[{HAN}]")
_DATED = re.compile(r"(?:19|20)\d\d年|二[〇○零]\S\S年|第[一二三四五六七八九十\d]{1,3}[次届期]")
_SPACE = re.compile(r"\s+")
_BODY = re.compile(
    rf"[{HAN}\d、（）()·]{{2,80}}(?:委员会|办公室|领导小组|工作组|专班|指挥部|政府|公司|集团|[局厅部委院会处办科室所站厂矿社队校]|中心|工会|党委|支部"
    r"|大学|学校|分局|支队|银行|医院|协会|学会)(?:[（(][^（）()]{2,20}[)）])?(?:文件|公文|便函|函件|电报|明传)?"
)
_NUMBER = re.compile(
    rf"[{HAN}A-Za-z（）()]{{0,20}}[〔\[［(（【﹝]?(?:19|20)\d\d[〕\]］)）】﹞]?(?:年)?第?[\d]{{1,5}}号|第[\d]{{1,5}}号"
)
_MARK = re.compile(
    rf"(?:签发人[:：][{HAN}、]{{2,20}}|特急|急件|加急|平急|特提|机密|秘密|内部|绝密|普通|(?:机密|秘密|绝密)★\d*[{HAN}]*|文件|\d{{6}}"
    rf"|(?:等级|密级|缓急|紧急程度)[:：]?[{HAN}]{{0,6}}|(?:{_NUMBER.pattern})签发人[:：][{HAN}、]{{2,20}})"
)
_KIND = (
    r"(?:通知书?|通报|通告|公告|公示|公报|意见书?|函|决定书?|决议|批复|请示|报告|命令|令|纪要|方案|预案|办法|规定|细则|要点|计划|倡议书?|建议书?|提示|说明|警示|指引)"
    r"(?:[（(][^（）()]{1,20}[)）])?"
)
_ABOUT = re.compile(rf"[^。！？；:：]{{0,60}}关于[^。！？；:：]{{2,100}}{_KIND}")
_SHORT = re.compile(rf"[{HAN}]{{0,6}}{_KIND}")
_PART = re.compile(r"第[一二三四五六七八九十\d]{1,3}[章节条编部篇]|附")
_ADDRESSEES = re.compile(r"(?!.*(?:如下|以下|下列|强调|指出|要求))[^。！？；:：]{2,300}[:：]")


def with_whole_title(lines: Sequence[Line]) -> list[Line]:
    """``lines`` with what was spread over a line by spaces, or one character a line at the top, in one piece."""
    closed = [line if line.role == "row" else replace(line, text=closed_up(line.text)) for line in lines]
    start = next((index for index, line in enumerate(closed[:MOST_ABOVE_SPREAD]) if _is_character(line)), 0)
    end = start
    while end < len(closed) and _is_character(closed[end]):
        end += 1
    text = "".join(line.text for line in closed[start:end])
    if end - start < 2 or len(set(text)) < len(text) or set(text) <= set("年月日"):
        return closed
    if end - start < FEWEST_SPREAD and not is_titled(text):
        return closed
    headed = any(line.role == "heading" for line in closed)
    above = closed[:start]
    if above and are_halves_of_a_title(above[-1].text, text, first=True):
        text = above.pop().text + text
    if all(len(line.text) <= LONGEST_LINE and not line.text.endswith(("。", "！", "；")) for line in above):
        above = [replace(line, role="head", level=0) for line in above]
    return [*above, replace(closed[start], text=text, role="title", level=int(headed)), *closed[end:]]


def _is_character(line: Line) -> bool:
    return len(line.text) == 1 and _HAN.match(line.text) is not None and line.role in ("", "heading")


def with_letterhead(lines: Sequence[Line]) -> list[Line]:
    """``lines`` with the head of an office's paper, if they begin with one, as such, and its title in one piece.

    Where headings were marked, the title keeps a level, whichever of these lines the mark was on.
    """
    for start in range(1, min(MOST_HEAD_LINES, len(lines) - 1) + 1):
        numbered = any(_is_number(line.text) for line in lines[:start])
        # Below the number the body's name begins the title; without one it may still be the head.
        begins = numbered or "关于" in lines[start].text or _is_dated_title(_bare(lines[start].text))
        if begins and _is_head(lines[:start]) and (end := _title_end(lines, start, numbered=numbered)):
            title = "".join(line.text for line in lines[start:end])
            level = max(line.level for line in lines[:end])
            return [*_head(lines[:start]), replace(lines[start], text=title, role="title", level=level), *lines[end:]]
        if _is_heading(lines[start]) and not any(line.role for line in lines[:start]) and _is_head(lines[:start]):
            return [*_head(lines[:start]), *lines[start:]]
    return list(lines)


def _head(lines: Sequence[Line]) -> list[Line]:
    """``lines`` as lines of a head; a name that was broken anywhere but behind a body is whole again."""
    head: list[Line] = []
    for line in lines:
        torn = head and not _is_mark(_bare(head[-1].text)) and not _BODY.fullmatch(_bare(head[-1].text))
        if torn and not _is_mark(_bare(line.text)):
            head[-1] = replace(head[-1], text=head[-1].text + line.text)
        else:
            head.append(replace(line, role="head", level=0))
    return head


def _is_heading(line: Line) -> bool:
    """Whether the file itself marks ``line`` as a heading, and neither of a part nor of the paper's number."""
    if line.role != "heading" or is_item(line.text) or _PART.match(line.text):
        return False
    return not _is_mark(_bare(line.text))


def _is_head(lines: Sequence[Line]) -> bool:
    """Whether ``lines`` are a body's name or several, each on any number of lines, and the number of the paper."""
    name = ""
    for line in lines:
        text = _bare(line.text)
        if len(text) > LONGEST_LINE or is_item(line.text) or "关于" in text:
            return False
        if _is_mark(text):
            if name and not _BODY.fullmatch(name):
                return False
            name = ""
        else:
            name += text
    return not name or _BODY.fullmatch(name) is not None


def _title_end(lines: Sequence[Line], start: int, *, numbered: bool) -> int:
    """One past the last line of the title that begins with line ``start``; 0 if none does."""
    fitting = 0
    for end in range(start + 1, min(start + MOST_TITLE_LINES, len(lines) - 1) + 1):
        line = lines[end - 1]
        text = _bare(line.text)
        another = text.startswith("关于") and any("关于" in one.text for one in lines[start : end - 1])
        if another or _is_no_title(line):
            break
        if not _is_title(_bare("".join(one.text for one in lines[start:end])), numbered=numbered):
            continue
        if _addressed(lines[end : end + MOST_ADDRESSEE_LINES]):
            return end
        fitting = fitting or end
    return fitting if numbered or _is_dated_title(_bare(lines[start].text)) else 0


def _is_no_title(line: Line) -> bool:
    text = _bare(line.text)
    ends = text.endswith(("。", "：", ":", "；")) or len(text) > LONGEST_LINE
    return ends or line.role == "row" or is_item(line.text) or _is_mark(text)


def _is_title(text: str, *, numbered: bool) -> bool:
    if _ABOUT.fullmatch(text) or _is_dated_title(text):
        return True
    return numbered and (_SHORT.fullmatch(text) is not None or is_titled(text)) and _BODY.fullmatch(text) is None


def _is_dated_title(text: str) -> bool:
    """2025年第一季度会议纪要, 第三次全体会议纪要"""
    return _DATED.match(text) is not None and is_titled(text)


def _addressed(lines: Sequence[Line]) -> bool:
    """Whether ``lines`` begin with those whom a paper is sent to: 各部门、各店铺："""
    text = ""
    for line in lines:
        text += _bare(line.text)
        if text.endswith((":", "：")) or "。" in text:
            break
    return _ADDRESSEES.fullmatch(text) is not None


def _is_mark(text: str) -> bool:
    """Whether ``text`` is a number, who signs or how urgent it is: neither a name nor a title."""
    return _is_number(text) or _MARK.fullmatch(text) is not None


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(_bare(text)) is not None


def _bare(text: str) -> str:
    """``text`` without the spaces that spread it over a line."""
    return _SPACE.sub("", text)
