"""Articles, letters and their points out of repaired paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.chinese.characters import CLOSERS, ENDERS, PAUSES
from pipeline.model import Paragraph, ParagraphKind, PauseKind, Section, Sentence
from pipeline.text.repair import Block
from pipeline.text.sentences import split_paragraph
from pipeline.text.shapes import (
    DATELINE,
    exclaims,
    is_byline,
    is_closing,
    is_date,
    is_item,
    is_label,
    is_no_title,
    is_particular,
    is_salutation,
    is_titled,
    is_verse,
    item_number,
    leads_on,
)

LONGEST_HEADING = 30
"""Characters of a chapter's title taken from running text."""

MOST_TITLES = 3
"""Lines of a headline (kicker, title, subtitle); more short lines in a row are a list of names or the like."""

_FIRST_SENTENCE = re.compile(rf"[^{ENDERS}；;：:]+")
_FIRST_CLAUSE = re.compile(rf"[^{ENDERS}{PAUSES}]+")

VERSE_SYLLABLES = 12
"""From which a line of verse, or several short ones, are said in one breath."""

Kinded = tuple[ParagraphKind, Block]


def sections(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The articles that ``blocks`` make up, with ids and pauses."""
    return tuple(_section(number, part) for number, part in enumerate(_articles(_kinds(blocks)), 1))


def _kinds(blocks: Sequence[Block]) -> list[Kinded]:
    declared = any(block.role == "heading" or (block.role == "title" and block.level) for block in blocks)
    kinds: list[ParagraphKind] = []
    for index, block in enumerate(blocks):
        below = index > 0 and (declared or index == len(blocks) - 1 or is_particular(block.text))
        kinds.append(_kind(block, titled=not below))
    if len(blocks) > 1 and kinds[0] == "text" and not blocks[0].role and _may_head(blocks[0].text):
        kinds[0] = "title"
    _take_signatures(blocks, kinds)
    _take_lists(blocks, kinds)
    for index, block in enumerate(blocks):
        if is_date(block.text) and index and kinds[index - 1] == "title":
            kinds[index] = "byline"
    return list(zip(kinds, blocks, strict=True))


def _may_head(text: str) -> bool:
    """Whether the first paragraph of a document is its title though a mark ends it: 一号炉投产啦！, 会议记录："""
    return exclaims(text) or (text.endswith(("：", ":")) and is_titled(text[:-1]))


def _kind(block: Block, *, titled: bool) -> ParagraphKind:
    """What ``block`` is; ``titled``: whether its shape alone may make it a title."""
    text = block.text
    if block.role in ("row", "head"):
        return "text"
    if block.role == "item" or is_item(text):
        return "item"
    if block.role in ("heading", "title"):
        return "title"
    if is_salutation(text):
        return "salutation"
    if is_byline(text):
        return "byline"
    plain = is_date(text) or is_closing(text) or is_label(text) or leads_on(text) or is_no_title(text)
    plain = plain or DATELINE.match(text) is not None
    return "title" if block.alone and titled and not plain else "text"


def _take_signatures(blocks: Sequence[Block], kinds: list[ParagraphKind]) -> None:
    """Who signs stands in short lines above the date, below at least one paragraph of prose."""
    for index, block in enumerate(blocks):
        below = kinds[index + 1] if index + 1 < len(kinds) else "title"
        if not is_date(block.text) or below != "title":
            continue
        signers = index
        while (
            signers and kinds[signers - 1] == "title" and not blocks[signers - 1].role and index - signers < MOST_TITLES
        ):
            signers -= 1
        if signers and kinds[signers - 1] != "title":
            kinds[signers:index] = ["text"] * (index - signers)


def _take_lists(blocks: Sequence[Block], kinds: list[ParagraphKind]) -> None:
    """More short lines in a row than a headline has are titles no longer; nor are the last lines of a letter."""
    start = 0
    for index in range(len(kinds) + 1):
        if index < len(kinds) and kinds[index] == "title" and not blocks[index].role:
            continue
        run = index - start
        if start and index == len(kinds):
            kinds[start:index] = ["text"] * run
        elif run > MOST_TITLES:
            kinds[start + 1 : index] = ["text"] * (run - 1)
        start = index + 1


def _articles(kinded: Sequence[Kinded]) -> list[list[Kinded]]:
    """A title after anything but a title begins an article, and so does a dateline below prose."""
    parts: list[list[Kinded]] = [[]]
    for kind, block in kinded:
        before = parts[-1][-1][0] if parts[-1] else "title"
        begins = kind == "title" and before != "title" and parts[-1][-1][1].role != "head"
        news = DATELINE.match(block.text) is not None and before in ("text", "item")
        if begins or news:
            parts.append([])
        parts[-1].append((kind, block))
    return [part for part in parts if part]


def _section(number: int, part: Sequence[Kinded]) -> Section:
    styles = [style[0] for kind, block in part if kind == "item" and (style := item_number(block.text))]
    widest = min(styles, default=None)
    opening = next((index for index, (_, block) in enumerate(part) if block.role != "head"), 0)
    title = part[opening][1].text if part[opening][0] == "title" else ""
    paragraphs: list[Paragraph] = []
    spoken = 0
    for index, (kind, block) in enumerate(part):
        verse = _verses(block.text + "\n")
        pieces = verse or split_paragraph(block.text + "\n")
        last: PauseKind = "section" if index == len(part) - 1 else "paragraph"
        sentences = tuple(
            Sentence(
                f"s{number:03d}-{spoken + n:03d}",
                piece,
                last if n == len(pieces) else "sentence" if verse else pause_after(piece),
            )
            for n, piece in enumerate(pieces, 1)
        )
        spoken += len(pieces)
        paragraphs.append(Paragraph(kind, sentences, _heading(kind, block, widest, opening=index == opening)))
    return Section(title, tuple(paragraphs))


def _verses(text: str) -> list[str]:
    """The lines of a song or rhyme that spaces divide, short ones together; none if ``text`` is no such thing."""
    if not is_verse(text.strip()):
        return []
    pieces = [""]
    for line in re.findall(r"\S+\s*", text):
        if len("".join(pieces[-1].split())) >= VERSE_SYLLABLES:
            pieces.append("")
        pieces[-1] += line
    return pieces


def _heading(kind: ParagraphKind, block: Block, widest: int | None, *, opening: bool) -> str:
    """The chapter a paragraph begins: points of the section's widest numbering, and headings below its title."""
    if kind == "title":
        return block.text if block.role == "heading" and not opening else ""
    number = item_number(block.text) if kind == "item" else None
    if number is None or number[0] != widest:
        return ""
    return chapter_title(block.text, number[1])


def chapter_title(text: str, number: int) -> str:
    """The first sentence of a point, its number (``number`` characters) included; its first clause if that is long."""
    for pattern in (_FIRST_SENTENCE, _FIRST_CLAUSE):
        if match := pattern.match(text, number):
            heading = text[: match.end()].strip()
            if len(heading) <= LONGEST_HEADING:
                return heading
    return text[: LONGEST_HEADING - 1].strip() + "…"


def pause_after(piece: str) -> PauseKind:
    """The silence that the last mark of ``piece`` asks for."""
    ending = piece.rstrip().rstrip(CLOSERS + "\"'")
    if not ending:
        return "none"
    if ending[-1] in ENDERS + ".．":
        return "sentence"
    return "comma" if ending[-1] in PAUSES else "none"
