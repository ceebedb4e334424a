"""Markdown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import DocumentError
from pipeline.messages import _
from pipeline.text.cleaning import cleaned, normal_line_ends
from pipeline.text.decoding import decode
from pipeline.text.formats.plain import LARGEST_TEXT
from pipeline.text.formats.tables import Cell, rows_said
from pipeline.text.front_matter import split_front_matter
from pipeline.text.lines import Line, Manuscript, Role

if TYPE_CHECKING:
    from markdown_it.token import Token

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
        matter, taken = split_front_matter(raw, where)
        # Four spaces begin a paragraph in Chinese typing far more often than a block of code.
        parser = (
            MarkdownIt("commonmark", {"maxNesting": MOST_NESTED}).enable(["table", "strikethrough"]).disable("code")
        )
        tokens = parser.parse("\n".join(raw[taken:]))
        # The parser passes silently over what is nested deeper than it goes.
        if any(token.level >= MOST_NESTED - 2 for token in tokens):
            raise DocumentError(
                _("its lists are nested too deep to be read to the end"),
                where=where,
                next=_("write the inner ones as paragraphs"),
            )
        return Manuscript(_Walk(where, taken + 1).through(tokens), matter, notices)


class _Walk:
    """Goes through the tokens once and gathers lines."""

    def __init__(self, where: str, first: int) -> None:
        self._where = where
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
            self._rows[-1][1].append(Cell(_said(token), heading=len(self._rows) == 1))
            return
        for offset, part in enumerate(_said(token).split("\n")):
            role: Role = "heading" if self._level else "" if self._label is None else "item"
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


def _said(inline: Token) -> str:
    """What of a paragraph is said: no mark-up, no addresses, pictures by their description."""
    said = []
    for child in inline.children or []:
        if child.type in ("softbreak", "hardbreak"):
            said.append("\n")
        elif child.type != "html_inline":
            said.append(child.content)
        elif child.content.lower().startswith("<br"):
            said.append("\n")
    return "".join(said)
