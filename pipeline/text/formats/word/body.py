"""The body of a Word document, paragraph by paragraph, as Word shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pipeline.text.formats.list_labels import whole
from pipeline.text.formats.typed_marks import answered
from pipeline.text.formats.word import contents
from pipeline.text.formats.word.chunks import chunk_lines
from pipeline.text.formats.word.inline.drawn import boxes, drawn_words, is_drawing, is_hidden
from pipeline.text.formats.word.inline.fields import Fields
from pipeline.text.formats.word.inline.notes import Notes
from pipeline.text.formats.word.inline.runs import Runs, mark_is_gone, plain
from pipeline.text.formats.word.names import R, W
from pipeline.text.formats.word.numbering import Numbers
from pipeline.text.formats.word.omissions import Omissions
from pipeline.text.formats.word.styles import Styles, size_of
from pipeline.text.formats.word.tables import hidden_rows, is_table, said_rows

BODY_TEXT = 9
"""The outline level Word gives to what is no heading."""
LONGEST_HEADING = 60
"""Characters; a whole paragraph with a level in the outline, as WPS writes them, is no heading."""

COVER_SIZE = 36
"""Half-points of letters that no table has for its data: 小二 and larger."""
MOST_COVER_LINES = 8

_HEADING = re.compile(r"(?:heading|标题|標題)\s*(\d)$", re.IGNORECASE)
_TITLES = {"title": 1, "标题": 1, "subtitle": 2, "副标题": 2}
_PASSED_OVER = (W + "sectPr", W + "tblPr", W + "del", W + "moveFrom")


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph, or a row of a table, with what it says."""

    number: int
    """Where it stands, from 1, rows counted."""
    text: str
    """Line breaks are ``\\v``, tabs ``\\t``; blank only for a line of a table of contents."""
    label: str = ""
    """The number that Word counts."""
    listed: bool = False
    row: bool = False
    level: int = 0
    """Of a heading, from 1; else 0."""
    contents: bool = False
    """Whether it stands in a table of contents that Word made."""
    element: Any = None
    """Its ``w:p``; ``None`` for rows and words in drawings."""


class Body:
    """Goes through a document once."""

    def __init__(self, body: Any, numbering: Any, styles: Any, part: Any) -> None:
        self.styles = Styles(styles)
        self._body = body
        self._part = part
        self._numbers = Numbers(numbering, self.styles)
        self._omissions = Omissions()
        self._notes = Notes(part)
        self._runs = Runs(self.styles, Fields(body), self._notes, self._omissions)

    def paragraphs(self) -> list[Shown]:
        """What the document says, in reading order, its tables of contents left out."""
        shown = list(self._all())
        texts = [p.text for p in shown]
        known = [p.element is not None and self._is_contents(p) for p in shown]
        leads = [p.element is not None and contents.leads_to_a_page(p.text, p.element, self.styles) for p in shown]
        kept = []
        for paragraph, out in zip(shown, contents.typed_contents(texts, leads, known), strict=True):
            if out:
                self._omissions.note("contents", paragraph.number, paragraph.text)
            else:
                kept.append(paragraph)
        return kept

    def notices(self) -> tuple[str, ...]:
        """What was left out; complete once all paragraphs were read."""
        for line in self._notes.running_lines():
            self._omissions.note("furniture", 0, line)
        return self._omissions.notices()

    def _is_contents(self, shown: Shown) -> bool:
        if shown.contents or contents.is_contents_style(shown.element, self.styles):
            return True
        if not contents.in_contents_part(shown.element):
            return False
        return contents.is_contents_heading(shown.text) or contents.ends_in_a_page(shown.text)

    def _all(self) -> Iterator[Shown]:
        """All paragraphs; those whose end is hidden, deleted or a large first letter together with the next."""
        waiting: Shown | None = None
        for shown, runs_on in self._each():
            if waiting and (shown.row or waiting.element.getparent() is not shown.element.getparent()):
                yield waiting
                waiting = None
            if waiting:
                shown = replace(
                    shown,
                    text=waiting.text + shown.text,
                    label=waiting.label or shown.label,
                    level=waiting.level or shown.level,
                )
            waiting = shown if runs_on else None
            if not runs_on:
                yield shown
        if waiting:
            yield waiting

    def _each(self) -> Iterator[tuple[Shown, bool]]:
        """Every paragraph, row or drawing that says something, and whether it runs on in the next."""
        count = 0
        for element in self._blocks():
            count += 1
            if element.tag == W + "tbl":
                for hidden in hidden_rows(element):
                    self._omissions.note("hidden", count, plain(hidden))
                first = count == 1
                for row in said_rows(element, partial(self._cell, number=count)):
                    title = row.title and first and len(row.lines) == 1
                    yield from ((Shown(count, text, row=not title, level=int(title)), False) for text in row.lines)
                    count += 1
                count -= 1
            elif is_drawing(element):
                yield from ((Shown(count, text), False) for text in drawn_words(element, self._part))
            elif element.tag == W + "altChunk":
                yield from ((Shown(count, text), False) for text in self._chunk(element, count))
            else:
                runs_on = mark_is_gone(element)
                text = self._answers(self._runs.text(element, count), count)
                if runs_on and not text.strip():
                    continue
                label = self._numbers.label(element)
                if not text.strip() and self._omissions.holds("contents", count):
                    yield Shown(count, "", contents=True, element=element), False
                elif text.strip():
                    level = heading_level(element, text, self.styles)
                    yield Shown(count, text, label or "", label is not None, level=level, element=element), runs_on

    def _answers(self, text: str, number: int) -> str:
        """``text`` with the ticked ones alone of the answers in it that have a box."""
        answers = answered(text)
        if answers != text:
            self._omissions.note("unticked", number, text)
        return answers

    def _cell(self, cell: Any, *, number: int) -> str:
        """What a cell says; its paragraphs and line breaks divided by ``\\n``."""
        texts = []
        for paragraph in _paragraphs(cell):
            text = self._runs.text(paragraph, number).strip()
            texts.append((self._numbers.label(paragraph) or "") + text)
        return "\n".join(texts).replace("\v", "\n").replace("\t", " ")

    def _blocks(self) -> Iterator[Any]:
        """Paragraphs, tables and drawings in reading order, those in content controls and tracked insertions too."""
        waiting = [iter(self._body)]
        while waiting:
            element = next(waiting[-1], None)
            if element is None:
                waiting.pop()
            elif element.tag == W + "p" or (is_table(element) and not self._is_cover(element)):
                yield element
                waiting.append(self._boxes(element))
            elif is_drawing(element) or element.tag == W + "altChunk":
                yield element
            elif element.tag not in _PASSED_OVER:
                waiting.append(iter(element))

    def _chunk(self, element: Any, number: int) -> list[str]:
        """What a file inside the document says, line by line."""
        relation = self._part.rels.get(element.get(R + "id", ""))
        if relation is None or relation.is_external:
            return []
        part = relation.target_part
        lines = chunk_lines(part.blob, part.content_type, str(part.partname))
        if lines is None:
            self._omissions.note("chunk", number, str(part.partname))
        return lines or []

    def _is_cover(self, table: Any) -> bool:
        """Whether ``table`` only holds a title page in its place: a few lines, one of them in very large letters."""
        texts = [p for p in table.iter(W + "p") if plain(p).strip()]
        if len(texts) > MOST_COVER_LINES:
            return False
        return any(size_of(run, p, self.styles) >= COVER_SIZE for p in texts for run in p.iterchildren(W + "r"))

    def _boxes(self, element: Any) -> Iterator[Any]:
        for box in boxes(element):
            if is_hidden(box):
                self._omissions.note("hidden", 0, plain(box))
            else:
                yield box


def heading_level(paragraph: Any, text: str, styles: Styles) -> int:
    """The level of a heading, from 1, by its place in the outline or its style; 0 if it is none."""
    if len(text) > LONGEST_HEADING and text.rstrip().endswith(("。", "；", "！", "？", "：", ".")):
        return 0
    outline = styles.paragraph_property(paragraph, "outlineLvl")
    depth = whole(outline.get(W + "val"), BODY_TEXT) if outline is not None else BODY_TEXT
    if 0 <= depth < BODY_TEXT:
        return depth + 1
    for name in styles.names(paragraph):
        match = _HEADING.match(name)
        level = int(match.group(1)) if match else _TITLES.get(name.lower(), 0)
        if level:
            return level
    return 0


def _paragraphs(cell: Any) -> Iterator[Any]:
    """The paragraphs of a cell, none of those in text boxes and none that was deleted as a whole."""
    waiting = [iter(cell)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == W + "p":
            yield child
        elif child.tag not in (W + "txbxContent", W + "del", W + "moveFrom"):
            waiting.append(iter(child))
