"""Paragraphs out of the lines of a page: a line that fills its column goes on in the next, unless that is indented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.chinese.characters import CHINESE_NUMBER, CLOSERS, ENDERS, HAN, PAUSES
from pipeline.text.formats.pdf.rows import Piece, Row
from pipeline.text.shapes import is_item

INDENT = 0.8
"""Of the height of a line, from which a line counts as indented."""
DEEPEST = 8.0
"""Of the height of a line: what stands further in is no text of a point but a signature."""
SHORT = 1.7
"""Of the height of a line: what a line that goes on may lack at its end; a word or two marks did not fit."""
LEADING = 1.45
"""Times the usual distance of lines, from which a blank is seen between two."""
LARGER = 1.12
"""Times the size of the text, from which a line is seen to be a heading."""

_LATIN = re.compile(r"[A-Za-z0-9,.;:)\]]$")
_HYPHEN = re.compile(r"[A-Za-z]{2}[-\u00ad\u2010]$")
_DECIDING = 3
"""Characters at the end of a line that those patterns look at."""
_CHAPTER = re.compile(
    rf"第{CHINESE_NUMBER}{{1,4}}[章节条编篇部]|第\d{{1,3}}[章节条编篇部]|[一二三四五六七八九十]{{1,3}}[：:]"
)
_NOT_FIRST = re.compile(rf"[{re.escape(CLOSERS + '。！？…｡' + PAUSES)}%％℃]")


@dataclass(frozen=True, slots=True)
class Measure:
    """What is usual in a document."""

    size: float
    """Height of its lines."""
    pitch: float
    """Distance from one line to the next."""
    indented: bool
    """Whether its paragraphs begin indented."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of a column."""

    piece: Piece
    page: int
    left: float
    right: float
    """The edges of its column."""

    @property
    def indent(self) -> float:
        """Of its first character, in heights of a line."""
        return (self.piece.left - self.left) / (self.piece.size or 1.0)

    @property
    def lack(self) -> float:
        """What is free at its end, in heights of a line."""
        return (self.right - self.piece.right) / (self.piece.size or 1.0)

    @property
    def even(self) -> bool:
        """Whether it stands in the middle of its column."""
        return abs(self.indent - self.lack) < max(1.5, 0.25 * self.indent)

    @property
    def centred(self) -> bool:
        """Whether it stands in the middle of its column and leaves room on both sides."""
        return self.indent > 1.0 and self.even


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one or several lines say."""

    text: str
    page: int
    heading: bool = False
    size: float = 0.0


def texts_of(rows: Sequence[Row], page: int, edges: tuple[float, float]) -> list[Text]:
    """The lines of a column; what stands apart on one line is divided by a space."""
    lines = []
    for row in rows:
        first = max(row, key=lambda piece: len(piece.text))
        whole = Piece(
            " ".join(piece.text for piece in row),
            row[0].left,
            row[-1].right,
            min(piece.bottom for piece in row),
            max(piece.top for piece in row),
            first.size,
        )
        lines.append(Text(whole, page, *edges))
    return lines


def measured(columns: Sequence[Sequence[Text]]) -> Measure:
    """What is usual in the document whose columns these are."""
    lines = [line for column in columns for line in column]
    sizes: dict[float, int] = {}
    for line in lines:
        at = round(line.piece.size * 2) / 2
        sizes[at] = sizes.get(at, 0) + len(line.piece.text)
    size = max(sizes, key=lambda at: (sizes[at], at), default=12.0)
    pitches = [
        before.piece.middle - after.piece.middle
        for column in columns
        for before, after in pairwise(column)
        if _alike(before.piece.size, size) and _alike(after.piece.size, size)
    ]
    first = [
        after.indent > INDENT
        for column in columns
        for before, after in pairwise(column)
        if before.lack > SHORT and _alike(after.piece.size, size) and after.lack < SHORT and not after.centred
    ]
    return Measure(size, median(pitches) if pitches else 1.5 * size, 2 * sum(first) > len(first))


def paragraphs_of(columns: Sequence[Sequence[Text]], measure: Measure) -> Iterator[Paragraph]:
    """The paragraphs of a document whose columns stand in reading order; one may go on in the next column or page."""
    held: list[Text] = []
    for column in columns:
        for line in column:
            if held and not _goes_on(held, line, measure):
                yield _paragraph(held, measure)
                held = []
            held.append(line)
    if held:
        yield _paragraph(held, measure)


def _alike(size: float, other: float) -> bool:
    return abs(size - other) <= 0.15 * max(size, other)


def _goes_on(held: Sequence[Text], line: Text, measure: Measure) -> bool:
    """Whether ``line`` belongs to the paragraph that ``held`` begins."""
    before = held[-1]
    if not _alike(before.piece.size, line.piece.size):
        return False
    near = line.page == before.page and line.left == before.left
    beside = min(before.piece.right, line.piece.right) <= max(before.piece.left, line.piece.left)
    if near and beside and line.indent > INDENT:
        return False
    pitch = measure.pitch * max(1.0, line.piece.size / measure.size)
    if near and before.piece.middle - line.piece.middle > LEADING * pitch:
        return False
    if is_heading(before, measure) and is_heading(line, measure):
        aside = abs(before.piece.left + before.piece.right - line.piece.left - line.piece.right) / 2
        level = aside < line.piece.size or (before.even and line.even)
        return near and level and not _ends(before.piece.text) and not _numbered(line.piece.text)
    if _NOT_FIRST.match(line.piece.text):
        return True
    if before.centred and line.centred and before.lack > SHORT:
        return False
    if before.lack > SHORT or (line.indent > INDENT and not _hanging(held, line)):
        return False
    if measure.indented:
        return not (_numbered(line.piece.text) and _ends(before.piece.text))
    # Where nothing is indented, a full line that ends a sentence ends the paragraph as often as not.
    return not (_ends(before.piece.text) or _numbered(line.piece.text) or line.piece.text.startswith("【"))


def _hanging(held: Sequence[Text], line: Text) -> bool:
    """Whether an indented line stands below the text of a point, its number alone being further left."""
    first, before = held[0], held[-1]
    if line.indent > DEEPEST:
        return False
    if abs(before.indent - line.indent) < 0.3:
        return len(held) > 1 or (
            before.indent > INDENT and not is_item(line.piece.text) and not _ends(before.piece.text)
        )
    return is_item(first.piece.text) and len(held) == 1 and not is_item(line.piece.text)


def is_heading(line: Text, measure: Measure) -> bool:
    """Whether ``line`` is set larger than the text."""
    return line.piece.size > LARGER * measure.size


def _numbered(text: str) -> bool:
    """Whether ``text`` begins with the number of a point or a chapter."""
    return is_item(text) or _CHAPTER.match(text) is not None


def _ends(text: str) -> bool:
    return re.search(rf"[{ENDERS}；;：:]['\"{re.escape(CLOSERS)}]*$", text) is not None


def _paragraph(lines: Sequence[Text], measure: Measure) -> Paragraph:
    first = lines[0]
    text = all_joined([line.piece.text for line in lines])
    return Paragraph(text, first.page, is_heading(first, measure) and len(text) <= 80, first.piece.size)


def all_joined(texts: Sequence[str]) -> str:
    """Lines as one, each :func:`joined` to those before it."""
    whole = []
    end = texts[0]
    for more in texts[1:]:
        both = joined(end, more)
        whole.append(both[:-_DECIDING])
        end = both[-_DECIDING:]
    return "".join(whole) + end


def joined(text: str, more: str) -> str:
    """Two lines as one: a word that was broken is whole, two Latin words have a space between them. Of the first its
    last :data:`_DECIDING` characters decide that."""
    if _HYPHEN.search(text) and re.match(r"[a-z]", more):
        return text[:-1] + more
    if _LATIN.search(text) and re.match(r"[A-Za-z0-9(\[]", more) and not re.search(rf"[{HAN}]$", text):
        both_digits = text[-1].isdigit() and more[0].isdigit()
        return text + ("" if both_digits else " ") + more
    return text + more
