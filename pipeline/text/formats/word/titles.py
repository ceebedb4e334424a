"""Lines out of the paragraphs of a Word document, with the titles that were typed and not styled.

Offices centre a title, make it large or bold, and leave its style alone. Where a document has no headings of its own
what is a title is seen by what it says, as in plain text; beside real headings, looks decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.chinese.characters import is_sayable
from pipeline.text.formats.word.body import Shown
from pipeline.text.formats.word.names import W
from pipeline.text.formats.word.styles import ORDINARY_SIZE, Styles, size_of
from pipeline.text.lines import Line, Role
from pipeline.text.repair import ends_like_a_sentence
from pipeline.text.shapes import is_block, is_item, is_short, is_titled, leads_on

LONGEST_TITLE = 50
"""Characters of a typed title; of a heading in bold, half as many."""
LARGER = 1.15
"""Times the size of the text from which a line's letters are larger."""

MOST_SAMPLED = 300
"""Paragraphs that are looked at to find the size of the text."""

_PROSE = tuple("。；：，、,;:.")
"""Marks at the end of a line that is no title."""
_CAPTION = re.compile(r"(?:附?[图表]|照片|图片)\s*[\d一二三四五六七八九十]|图为|[（(]")
_ORGANISATION = re.compile(
    r"(?:公司|集团|厂|工会|委员会|党委|支部|车间|[办工]?[室科部局处院所]|学校|[中小大]学|协会|学会|中心|政府)$"
)
_LETTERHEAD = re.compile(r"文\s*件$|[〔\[［(（]\s*(?:19|20)\d\d\s*[〕\]］)）]\s*(?:第\s*)?\d+\s*号$")


@dataclass(frozen=True, slots=True)
class _Look:
    centred: bool
    bold: bool
    size: int
    """Half-points of its largest letters."""


def titled(paragraphs: Sequence[Shown], styles: Styles) -> Iterator[Line]:
    """The lines that ``paragraphs`` make up."""
    looks = [_look(shown, styles) for shown in paragraphs]
    body = _ordinary_size(paragraphs, styles)
    if any(shown.level for shown in paragraphs):
        paragraphs = _with_typed_titles(paragraphs, looks, body)
    elif (first := _title_that_shapes_miss(paragraphs, looks, body)) is not None:
        paragraphs = [*paragraphs[:first], replace(paragraphs[first], level=1), *paragraphs[first + 1 :]]
        paragraphs = _with_typed_titles(paragraphs, looks, body)
    for shown in paragraphs:
        yield from _lines(shown)


def _with_typed_titles(paragraphs: Sequence[Shown], looks: Sequence[_Look], body: int) -> list[Shown]:
    """``paragraphs`` with the typed title above the text and the typed headings in it as headings."""
    marked = list(paragraphs)
    top = _top(paragraphs)
    above = [
        index
        for index, (shown, look) in enumerate(zip(paragraphs[:top], looks, strict=False))
        if _may_be_title(shown) and not _is_letterhead(shown.text) and _stands_out(look, body)
    ]
    if len(above) > 1 and _is_issuer(above[0], above[1], paragraphs, looks):
        del above[0]
    largest = max((looks[index].size for index in above), default=0)
    first = next((index for index in above if looks[index].size == largest), top)
    for index, shown in enumerate(paragraphs):
        if index in above and index >= first:
            marked[index] = replace(shown, level=1)
        elif index >= top and not shown.level and _heads_what_follows(index, paragraphs, looks, body):
            marked[index] = replace(shown, level=2)
    if not any(shown.level for shown in marked[:top]) and _opens(paragraphs):
        marked[0] = replace(marked[0], level=1)
    return _two_lines_joined(marked, looks)


def _is_issuer(index: int, after: int, paragraphs: Sequence[Shown], looks: Sequence[_Look]) -> bool:
    """Whether the line ``index`` only names who issues the document whose title is the line ``after``."""
    if not _ORGANISATION.search(paragraphs[index].text.strip()):
        return False
    return not (looks[index] == looks[after] and is_titled(paragraphs[after].text.strip()))


def _stands_out(look: _Look, body: int) -> bool:
    """Whether a line above the text looks like its title."""
    return look.size >= LARGER * body or (look.centred and look.bold)


def _top(paragraphs: Sequence[Shown]) -> int:
    """How many paragraphs stand above the text: up to the first that is prose, a row or a heading; at most five."""
    for index, shown in enumerate(paragraphs[:5]):
        text = shown.text.strip()
        if shown.row or shown.level or shown.listed or len(text) > LONGEST_TITLE or text.endswith(_PROSE):
            return index
    return min(5, len(paragraphs))


def _opens(paragraphs: Sequence[Shown]) -> bool:
    """Whether the first paragraph, though it looks like any other, can only be the title of what follows."""
    if len(paragraphs) < 2:
        return False
    return not paragraphs[0].level and paragraphs[1].level > 0 and _may_be_title(paragraphs[0])


def _may_be_title(shown: Shown) -> bool:
    text = shown.text.strip()
    if shown.row or shown.listed or len(text) > LONGEST_TITLE or "\v" in text or text.endswith(_PROSE):
        return False
    return not (is_block(text) or is_item(text) or leads_on(text) or _CAPTION.match(text)) and is_sayable(text)


def _is_letterhead(text: str) -> bool:
    """Whether ``text`` is the red head of an official document, or its number, and not its title."""
    return _LETTERHEAD.search(text.strip()) is not None


def _heads_what_follows(index: int, paragraphs: Sequence[Shown], looks: Sequence[_Look], body: int) -> bool:
    """Whether a bold or large line stands by itself above plainer text."""
    text = paragraphs[index].text.strip()
    if not _may_be_title(paragraphs[index]) or not (looks[index].bold or looks[index].size >= LARGER * body):
        return False
    if len(text) > LONGEST_TITLE // 2 or ends_like_a_sentence(text) or index + 1 == len(paragraphs):
        return False
    following, look = paragraphs[index + 1], looks[index + 1]
    return not following.level and (following.row or not look.bold or look.size < looks[index].size)


def _title_that_shapes_miss(paragraphs: Sequence[Shown], looks: Sequence[_Look], body: int) -> int | None:
    """Where a centred title stands whose words do not look like one: with ！ at its end, of several clauses."""
    for index in range(min(_top(paragraphs) + 1, len(paragraphs), 5)):
        shown, look = paragraphs[index], looks[index]
        if _may_be_title(shown) and look.centred and (look.bold or look.size >= LARGER * body):
            return None if is_short(shown.text.strip()) else index
    return None


def _two_lines_joined(paragraphs: Sequence[Shown], looks: Sequence[_Look]) -> list[Shown]:
    """One official title that was centred in two lines: 某某公司关于 / 开展检查的通知."""
    joined: list[Shown] = []
    before: _Look | None = None
    for shown, look in zip(paragraphs, looks, strict=True):
        above = joined[-1] if joined else None
        text = shown.text.strip()
        if (
            above and shown.level == 1 == above.level and look == before and look.centred
            and is_titled(text) and not is_titled(above.text.strip()) and len(above.text) + len(text) <= LONGEST_TITLE
        ):  # fmt: skip
            joined[-1] = replace(above, text=above.text.strip() + text)
        else:
            joined.append(shown)
        before = look
    return joined


def _look(shown: Shown, styles: Styles) -> _Look:
    """How a paragraph looks; a long one and what is no paragraph look like nothing in particular."""
    if shown.element is None or len(shown.text) > LONGEST_TITLE:
        return _Look(centred=False, bold=False, size=0)
    align = styles.paragraph_property(shown.element, "jc")
    runs = [run for run in shown.element.iterchildren(W + "r") if run.find(W + "t") is not None]
    sizes = [size_of(run, shown.element, styles) for run in runs]
    bold = bool(runs) and all(styles.is_on(run, shown.element, "b") for run in runs)
    return _Look(align is not None and align.get(W + "val") == "center", bold, max(sizes, default=0))


def _ordinary_size(paragraphs: Sequence[Shown], styles: Styles) -> int:
    """The size, in half-points, in which most of the text is set."""
    counts: Counter[int] = Counter()
    for shown in paragraphs[:MOST_SAMPLED]:
        run = None if shown.element is None else shown.element.find(W + "r")
        if run is not None:
            counts[size_of(run, shown.element, styles)] += len(shown.text)
    return counts.most_common(1)[0][0] if counts else ORDINARY_SIZE


def _lines(shown: Shown) -> Iterator[Line]:
    """A paragraph's lines; the breaks in a heading are only where its line was full."""
    role: Role = "row" if shown.row else "heading" if shown.level else "item" if shown.listed else ""
    text = shown.text.replace("\t", " ")
    label, apart = shown.label, True
    for raw in [" ".join(text.split("\v"))] if shown.level else text.split("\v"):
        if said := raw.strip():
            yield Line(label + said, shown.number, role, shown.level, apart=apart)
            label, apart = "", False
