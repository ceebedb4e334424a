"""Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.chinese.characters import is_sayable
from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.cleaning import cleaned, normal_line_ends
from pipeline.text.decoding import decode
from pipeline.text.formats.markdown_inline import inline_said
from pipeline.text.formats.markdown_marks import ATTACHED, NOTE, ONWARD, heading_of, with_dollars
from pipeline.text.formats.page_foot import told_around, without_foot
from pipeline.text.formats.plain import LARGEST_TEXT
from pipeline.text.formats.tables import Cell, rows_said
from pipeline.text.front_matter import split_front_matter
from pipeline.text.lines import Line, Manuscript, Role

if TYPE_CHECKING:
    from markdown_it.token import Token

_STRONG_TWICE = re.compile(r"(?<=[^\s*])\*{4}(?=[^\s*])")
"""Where what one run of bold letters says goes on in the next, as programs that turn pages into Markdown write it."""
_CONTENTS = re.compile(r"目\s*[录次]|内容目录|文章目录|contents|table of contents", re.IGNORECASE)
MOST_NESTED = 200
"""Blocks within blocks; a list and its point are two."""


class Markdown:
    """``.md``: CommonMark with tables and strike-through; where links lead is not said."""

    largest = LARGEST_TEXT

    def read(self, content: bytes, where: str) -> Manuscript:
        # Late: only who writes Markdown waits for its parser.
        from markdown_it import MarkdownIt

        text, notices = cleaned(normal_line_ends(decode(content, where)))
        raw = text.split("\n")
        matter, taken, foreign = split_front_matter(raw, where)
        # Four spaces begin a paragraph in Chinese typing far more often than a block of code.
        parser = (
            MarkdownIt("commonmark", {"maxNesting": MOST_NESTED}).enable(["table", "strikethrough"]).disable("code")
        )
        told: Counter[str] = Counter()
        tokens = parser.parse("\n".join(_with_headings(_without_notes(raw[taken:], told))))
        # The parser passes silently over what is nested deeper than it goes.
        if any(token.level >= MOST_NESTED - 2 for token in tokens):
            raise DocumentError(
                _("its lists are nested too deep to be read to the end"),
                where=where,
                next=_("write the inner ones as paragraphs"),
            )
        walk = _Walk(where, taken + 1, told)
        lines = _without_contents_heading(walk.through(tokens))
        title = str(matter.get("title", ""))
        if foreign and title and not any(line.text == title for line in lines):
            lines = (Line(title, 1, "heading", 1), *lines)  # what makes pages of such files puts it on top
        lines, foot = without_foot(lines)
        left = (*walk.onward, *foot)
        notices += told_around(foot)
        return Manuscript(lines, matter, (*notices, *foreign, *_told(told)), paragraphs=True, left_out=left)


def _without_notes(raw: Sequence[str], told: Counter[str]) -> list[str]:
    """``raw`` with the texts of footnotes blanked: who listens has left the place that they belong to."""
    kept: list[str] = []
    within = False
    for line in raw:
        begins = NOTE.match(line) is not None
        within = begins or (within and line.startswith(("    ", "\t")))
        told["note"] += begins
        kept.append("" if within else line)
    return kept


def _with_headings(raw: Sequence[str]) -> Iterator[str]:
    """``raw`` with a space behind the marks of each heading, where who typed it left it out; not in fenced text."""
    fence = ""
    last = max((index for index, line in enumerate(raw) if line.strip()), default=0)
    for index, line in enumerate(raw):
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~"):
            fence = "" if fence == mark else fence or mark
        line = _STRONG_TWICE.sub("", line)
        heading = None if fence or index == last else heading_of(line)
        yield f"{'#' * heading[0]} {heading[1]}" if heading else line if fence else with_dollars(line)


def _told(told: Counter[str]) -> list[str]:
    said = {
        "note": _("footnotes are not said: {n}"),
        "remark": _("editors’ remarks and deletions are not said: {n}"),
        "address": _("addresses of pages are not said: {n}"),
        "struck": _("struck passages are not said: {n}"),
        "command": _("commands of site generators are not said: {n}"),
        "onward": _("links that only lead on are not said: {n}"),
    }
    return [text.format(n=told[kind]) for kind, text in said.items() if told[kind]]


def _without_contents_heading(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` without the heading of a table of contents whose entries, links within the page, were left out."""
    return tuple(
        line
        for line, below in zip(lines, [*lines[1:], None], strict=True)
        if not (
            line.role == "heading" and _CONTENTS.fullmatch(line.text) and (below is None or below.role == "heading")
        )
    )


class _Walk:
    """Goes through the tokens once and gathers lines."""

    def __init__(self, where: str, first: int, told: Counter[str]) -> None:
        self.onward: list[str] = []
        """Lines that were nothing but links onward."""
        self._where = where
        self._told = told
        self._first = first
        self._lines: list[Line] = []
        self._lists: list[int | None] = []
        self._label: str | None = None
        self._level = 0
        self._rows: list[tuple[int, list[Cell]]] = []
        """Of the table it is in: line and cells."""
        self._in_row = False

    def through(self, tokens: list[Token]) -> tuple[Line, ...]:
        for token in tokens:
            if token.type == "inline":
                self._inline(token)
            elif token.type == "fence":
                self._verbatim(token)
            elif token.type == "html_block":
                self._html(token)
            elif token.type.startswith("heading"):
                self._level = int(token.tag[1]) if token.nesting > 0 else 0
            elif token.type == "tr_open":
                self._rows.append((self._number(token), []))
                self._in_row = True
            elif token.type in ("tr_close", "table_close"):
                self._in_row = False
                self._table(token)
            else:
                self._listed(token)
        return tuple(self._lines)

    def _listed(self, token: Token) -> None:
        match token.type:
            case "ordered_list_open":
                self._lists.append(int(token.attrGet("start") or 1) if token.attrGet("start") != 0 else 0)
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_close" | "bullet_list_close":
                self._lists.pop()
            case "list_item_open":
                number = self._lists[-1]
                self._label = "" if number is None else f"{number}. "
                if number is not None:
                    self._lists[-1] = number + 1

    def _table(self, token: Token) -> None:
        if token.type == "table_close":
            said = rows_said([cells for _, cells in self._rows])
            for (number, _cells), row in zip(self._rows, said, strict=True):
                for text in row.lines:
                    self._add(text, number, "row")
            self._rows = []

    def _inline(self, token: Token) -> None:
        if self._in_row:
            self._rows[-1][1].append(Cell(inline_said(token, self._told), heading=len(self._rows) == 1))
            return
        said = inline_said(token, self._told)
        if _leads_on(token):
            self._told["onward"] += 1
            self.onward.append(" ".join(said.split()))
            said = ""
        for offset, part in enumerate(said.split("\n")):
            role: Role = "heading" if self._level else "" if self._label is None else "item"
            if part.strip():
                self._add((self._label or "") + part.strip(), self._number(token) + offset, role, apart=not offset)
                self._label = None

    def _verbatim(self, token: Token) -> None:
        """What stands between fences is said too: nothing of a document is lost."""
        for offset, part in enumerate(token.content.split("\n"), 1):
            self._add(part.strip(), self._number(token) + offset, "", apart=offset == 1)

    def _html(self, token: Token) -> None:
        # Late: lxml is not needed for Markdown without HTML in it.
        from pipeline.text.formats.html import lines_of

        for line in lines_of(token.content, self._where):
            self._lines.append(replace(line, number=self._number(token)))

    def _add(self, text: str, number: int, role: Role, *, apart: bool = True) -> None:
        if text:
            self._lines.append(Line(text, number, role, self._level, apart=apart))

    def _number(self, token: Token) -> int:
        if token.map:
            return self._first + token.map[0]
        return self._lines[-1].number if self._lines else self._first


def _leads_on(inline: Token) -> bool:
    """Whether a paragraph is nothing but links to files, or links that only lead on."""
    targets: list[str] = []
    linked: list[str] = []
    for child in inline.children or []:
        if child.type == "link_open":
            targets.append(str(child.attrGet("href") or ""))
            linked.append("")
        elif targets and child.type == "text" and child.level > 0:
            linked[-1] += child.content
        elif child.type in ("text", "code_inline") and is_sayable(child.content):
            return False
    return bool(targets) and all(
        target.startswith("#") or ATTACHED.search(target) or ONWARD.match(re.sub(r"^\W+|\W+$", "", text))
        for target, text in zip(targets, linked, strict=True)
    )
