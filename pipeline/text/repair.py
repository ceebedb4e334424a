"""Paragraphs out of lines: what a column, a page or a line width broke off goes on where it was broken.

A line goes on in the next when it does not end like a sentence, unless it stands alone as a title, a signature or a
point of a list does. The doubtful case, a short line with a blank line behind it, is settled by the words: 全过 and
程各方面 are one word torn in two, 倡议书 and 全省各行各业 are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.chinese.characters import CLOSERS, ENDERS, HAN, OPENERS, PARTNERS, PAUSES
from pipeline.chinese.words import word_ends
from pipeline.text.lines import Line, Role
from pipeline.text.shapes import (
    are_halves_of_a_title,
    is_block,
    is_complete,
    is_date,
    is_item,
    is_letterhead,
    is_number_alone,
    is_point,
    is_rhyme,
    is_short,
    is_speaker,
    is_titled,
    is_verse,
    item_value,
    leads_on,
    scans_alike,
    stands_alone,
)

NARROWEST, WIDEST = 36, 130
"""Columns between which a line width is believed to come from wrapping; a Chinese character is two columns."""

FEWEST_WRAPPED = 3
"""Lines that must show a width where a file says itself where paragraphs end."""

_CLOSED = re.compile(rf"[{ENDERS}；;：:][{re.escape(CLOSERS)}\"']*$|[{HAN}”’》）)%][.．][”’）)]*$|[A-Za-z]\.$")
_CANNOT_BEGIN = re.compile(rf"[{re.escape(CLOSERS + '。！？…｡' + PAUSES)}%％℃‰]")
_LEFT_OPEN = re.compile(rf"[，、,{re.escape(OPENERS)}]$|[的和与及或在对向把将被为以由使让第]$")
_MARK_FIRST = re.compile(rf"[{re.escape(CLOSERS)}。！？｡{PAUSES}%％℃‰]")
_COMMA_LAST = re.compile(r"[，、,]$")
_FUNCTION_WORD_LAST = re.compile(r".{6}[的和与及或在将把被由为以对向从至]$")
_LEADS_ON = re.compile(
    r"(?:是|都[能会要]|正在|就要|以及|并且|而且|为了|由于|因为|通过|根据|按照|对于|关于|目前|如果|只有|只要|虽然|尽管)$"
)
"""A last word that no sentence ends in, as verse breaks its lines behind."""
_CONNECTIVE = re.compile(r"(?!与.{0,30}(?:相比|同时|不同|相反))[和与及或并而的等]")
_PAUSE_WITHIN = re.compile(r"[，、；,;]")
_FULL_STOP = re.compile(rf"[。！？!?][{re.escape(CLOSERS)}\"']*$")
SHORTEST_PROSE = 16
"""Characters from which a line with a comma in it is prose and not the point of a list."""
MOST_BROKEN = 4
"""Lines below a break among which a sentence comes to its end."""
MOST_ABOVE_HALVES = 4
"""Lines of a document among which a title without 关于 may begin that takes two of them."""
_PREDICATE = re.compile(r"(?:是[^，。；：！？]{1,30}|[我你您他她它咱们谁])的$")
"""的 at the end of a sentence: 是不正确的, 全听我的."""
_MIRRORED = str.maketrans(OPENERS + CLOSERS, CLOSERS + OPENERS)
_CHAPTER = re.compile(r"第[一二三四五六七八九十百零\d]{1,4}[章节条编部篇]")
_PART = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[\s、]+(?![万亿元米吨个倍度])[{HAN}]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Block:
    """One repaired paragraph."""

    text: str
    number: int
    """Of its first line."""
    role: Role = ""
    level: int = 0
    mended: tuple[int, ...] = ()
    """Numbers of the lines, divided from the one before, that were found to go on in it."""
    alone: bool = False
    """Whether it has the shape of a title: one short line that does not end like a sentence."""


def repaired(lines: Sequence[Line], *, declared: bool = False) -> list[Block]:
    """The paragraphs that ``lines`` make up; no character of them is lost or moved.

    ``declared`` means that the format says where paragraphs end: then what stands apart is joined on strong evidence
    only.
    """
    return [_block(lines[start:end]) for start, end in _groups(lines, declared=declared)]


def unrepaired(lines: Sequence[Line]) -> list[Block]:
    """``lines`` as the paragraphs that they are, where their reader has seen them end on the page."""
    return [_block([line]) for line in lines]


def raw_paragraphs(text: str) -> Iterator[str]:
    """``text`` in pieces that each hold one paragraph, line breaks included; joined they are ``text`` again."""
    if not any(mark in text for mark in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"):
        yield from [text] if text else []
        return
    lines, offsets, apart, offset = [], [], True, 0
    for number, raw in enumerate(text.splitlines(keepends=True), 1):
        stripped = raw.strip()
        if stripped:
            lines.append(Line(stripped, number, apart=apart, indent=indent_of(raw)))
            offsets.append(offset)
        apart = not stripped
        offset += len(raw)
    starts = [0, *(offsets[start] for start, _ in _groups(lines, declared=False) if start), len(text)]
    yield from (text[start:end] for start, end in pairwise(starts))


def indent_of(raw: str) -> int:
    """Columns of white space at the start of ``raw``."""
    return sum(2 if c == "\u3000" else 4 if c == "\t" else 1 for c in raw[: len(raw) - len(raw.lstrip())])


def columns(text: str) -> int:
    """Width of ``text`` on a page: two for a Chinese character, one for an ASCII one."""
    return sum(1 if c < "\u1100" else 2 for c in text)


def ends_like_a_sentence(text: str) -> bool:
    """Whether ``text`` is complete: a full stop, a colon, a semicolon, closing marks behind it or not."""
    return _CLOSED.search(text) is not None


def _groups(lines: Sequence[Line], *, declared: bool) -> Iterator[tuple[int, int]]:
    width = _wrapped_at(lines, FEWEST_WRAPPED if declared else 1)
    start = 0
    for index in range(1, len(lines)):
        line, following = lines[index - 1], lines[index]
        after = lines[index + 1] if index + 1 < len(lines) else None
        if declared:
            joined = _plainly_goes_on(line, following) or (
                not following.apart and _goes_on_below(lines, index, width, first=index - 1 == start)
            )
        else:
            joined = _goes_on(line, following, after, width, first=index - 1 == start)
        if not joined:
            yield start, index
            start = index
    if lines:
        yield start, len(lines)


def _plainly_goes_on(line: Line, following: Line) -> bool:
    """Whether ``following`` goes on in the sentence of ``line`` although the file itself parts them: a mark before or
    behind the joint says so, or a word lies across it."""
    if line.role or following.role or ends_like_a_sentence(line.text):
        return False
    if _MARK_FIRST.match(following.text):
        return True
    if _begins_anew(line, following) or is_complete(line.text) or stands_alone(line.text):
        return False
    if _COMMA_LAST.search(line.text) or _ends_in_function_word(line.text) or _are_halves(line, following):
        return True
    if _unbalanced(line.text) and _unbalanced(following.text[::-1].translate(_MIRRORED)):
        return True
    return _fragments(line.text, following.text)


def _goes_on_below(lines: Sequence[Line], index: int, width: int, *, first: bool) -> bool:
    """Whether line ``index``, which its file breaks off without ending the paragraph, goes on in the sentence above: it
    was wrapped, a word at the break leads on, or prose comes to its full stop only below it."""
    line, following = lines[index - 1], lines[index]
    after = lines[index + 1] if index + 1 < len(lines) else None
    prose = _is_unfinished_prose(line.text) and _comes_to_an_end(lines, index)
    if (prose or _is_full(line, width)) and _goes_on(line, following, after, width, first=first):
        return True
    leads = _LEADS_ON.search(line.text) or _begins_with_connective(following.text)
    return bool(leads) and not (_is_whole(line) or following.role or _begins_anew(line, following))


def _is_whole(line: Line) -> bool:
    """Whether ``line`` goes on in no other, whatever follows."""
    return bool(line.role) or ends_like_a_sentence(line.text) or is_complete(line.text) or stands_alone(line.text)


def _is_full(line: Line, width: int) -> bool:
    """Whether ``line`` reaches the width at which all were wrapped."""
    return bool(width) and columns(line.text) + line.indent >= width - 6


def _is_unfinished_prose(text: str) -> bool:
    return _PAUSE_WITHIN.search(text) is not None and not ends_like_a_sentence(text) and len(text) >= SHORTEST_PROSE


def _comes_to_an_end(lines: Sequence[Line], index: int) -> bool:
    """Whether the lines from ``index`` on that nothing divides come to a full stop; the points of a list have none."""
    for line in lines[index : index + MOST_BROKEN]:
        if line.apart and line is not lines[index]:
            return False
        if _FULL_STOP.search(line.text):
            return True
    return False


def _begins_with_connective(text: str) -> bool:
    """Whether the first word of ``text`` joins it to what stands before: 和同事, but not 和平 or 与会."""
    return _CONNECTIVE.match(text) is not None and 1 in word_ends(text[:8])


def _begins_anew(line: Line, following: Line) -> bool:
    """Whether ``following`` begins a paragraph whatever ``line`` is."""
    if is_block(following.text) or is_number_alone(following.text) or is_number_alone(line.text):
        return True
    if (following.apart and _CHAPTER.match(following.text)) or _PART.match(following.text):
        return True
    if is_speaker(following.text, apart=following.apart):
        return True
    return is_item(following.text) and not _goes_on_counting(line.text, following.text)


def _goes_on(line: Line, following: Line, after: Line | None, width: int, *, first: bool) -> bool:
    """Whether ``following`` belongs to the paragraph whose last line is ``line`` (and also its first)."""
    if line.role or following.role:
        return False
    if _CANNOT_BEGIN.match(following.text):
        return True
    if _begins_anew(line, following) or is_complete(line.text) or is_letterhead(line.text) or is_verse(line.text):
        return False
    full = _is_full(line, width)
    if is_point(following.text) and (not full or (first and is_point(line.text))):
        return False
    if is_rhyme(line.text) or scans_alike(line.text, following.text):
        return False
    if ends_like_a_sentence(line.text):
        wrapped = full and not following.apart and following.indent <= line.indent * first
        return wrapped and not (is_short(following.text) and after is not None and is_date(after.text))
    if first and stands_alone(line.text):
        return False
    if _LEFT_OPEN.search(line.text) or _unbalanced(line.text) or _are_halves(line, following):
        return True
    if first and is_short(line.text) and not (full and not following.apart):
        return _torn(line, following, width)
    return not _heralds(following, after, width)


def _are_halves(line: Line, following: Line) -> bool:
    return are_halves_of_a_title(line.text, following.text, first=line.number <= MOST_ABOVE_HALVES)


def _goes_on_counting(line: str, following: str) -> bool:
    """一、二车间 and 3、4号楼 at the start of a wrapped line are no items."""
    counted = re.match(r"([一二三四五六七八九十]{1,2}|\d{1,2})[、.．]([一二三四五六七八九十]{1,2}|\d{1,2})", following)
    if counted is None or ends_like_a_sentence(line):
        return False
    if re.search(r"[第、，和与至到]$", line):
        return True
    before, number, next_ = item_value(line), item_value(counted.group() + "、"), item_value(counted.group(2) + "、")
    return number is not None and next_ == number + 1 and (before is None or before + 1 != number)


def _torn(line: Line, following: Line, width: int) -> bool:
    """Whether a short line and the next are halves of one sentence, not a title and what stands under it."""
    if is_titled(line.text) or leads_on(line.text):
        return False
    if line.text[-1].isdigit() and following.text[0].isdigit():
        return re.match(r"(?:19|20)\d\d[年./-]", following.text) is None
    if _LATIN.match(line.text[-1]) and _LATIN.match(following.text):
        return not following.apart
    if _word_across(line.text, following.text):
        return True
    if following.apart or width or line.indent > following.indent + 2 or is_short(following.text):
        return False
    # Neither blank lines nor a line width tell: a title is much shorter than the paragraph under it.
    return 2 * columns(line.text) > columns(following.text)


def _word_across(before: str, after: str) -> bool:
    """Whether the most probable words of both, joined, hold one that lies on both sides of the joint."""
    if not (re.search(rf"[{HAN}]$", before) and re.match(rf"[{HAN}]", after)):
        return False
    tail = before[-8:]
    return len(tail) not in word_ends(tail + after[:8])


def _ends_in_function_word(text: str) -> bool:
    """Whether the last word of ``text`` leads on to another: 工作的, but not 倾向 or 行为."""
    tail = text[-8:]
    if _PREDICATE.search(text):
        return False
    return _FUNCTION_WORD_LAST.search(text) is not None and len(tail) - 1 in word_ends(tail)


def _fragments(before: str, after: str) -> bool:
    """Whether a word lies across the joint whose halves are no words by themselves."""
    if not _word_across(before, after):
        return False
    tail, head = before[-8:], after[:8]
    return len(tail) - 1 in word_ends(tail) and 1 in word_ends(head)


def _heralds(following: Line, after: Line | None, width: int) -> bool:
    """Whether a short line after an unfinished paragraph is plainly a title all the same."""
    if not is_short(following.text) or not (following.apart or not width):
        return False
    return is_titled(following.text) or (after is not None and is_block(after.text))


def _unbalanced(text: str) -> bool:
    waiting: list[str] = []
    for c in text:
        if c in OPENERS:
            waiting.append(c)
        elif c in PARTNERS and waiting and waiting[-1] == PARTNERS[c]:
            waiting.pop()
    return bool(waiting)


def _wrapped_at(lines: Sequence[Line], least: int) -> int:
    """The width in columns at which all of ``lines`` were wrapped; 0 if they were not, or fewer than ``least`` show
    it."""
    followed = [
        (columns(line.text) + line.indent, not ends_like_a_sentence(line.text))
        for line, following in pairwise(lines)
        if not following.apart and not line.role and not following.role
    ]
    if not followed:
        return 0
    widths = sorted(width for width, _ in followed)
    width = widths[len(widths) * 9 // 10]
    full = [unfinished for columns_, unfinished in followed if columns_ >= width - 6]
    wrapped = NARROWEST <= width <= WIDEST and 2 * len(full) >= len(followed) and 2 * sum(full) >= len(full)
    return width if wrapped and len(full) >= least else 0


def _block(lines: Sequence[Line]) -> Block:
    text = lines[0].text
    for line in lines[1:]:
        text += (" " if _LATIN.match(line.text) and _LATIN.match(text[-1]) else "") + line.text
    first = lines[0]
    mended = tuple(line.number for line in lines[1:] if line.apart)
    half = len(lines) == 2 and _are_halves(lines[0], lines[1])
    alone = half or (len(lines) == 1 and is_short(first.text) and not ends_like_a_sentence(first.text))
    return Block(text, first.number, first.role, first.level, mended, alone)
