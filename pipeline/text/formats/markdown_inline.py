"""What of a paragraph of Markdown is said, with the elements of HTML that stand in its lines."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.text.formats.markdown_marks import unmarked
from pipeline.text.formats.superscripts import with_superscript

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_STRUCK = ("del", "s", "strike")
_READINGS = ("rt", "rp", "rtc")
"""Elements that hold how the characters before them are read."""


def inline_said(inline: Token, told: Counter[str]) -> str:
    """What of a paragraph is said: no mark-up, no addresses, no struck words, pictures by their description; counts
    what it leaves out in ``told``."""
    words = _Words(told)
    children = inline.children or []
    for place, child in enumerate(children, 1):
        words.take(child, children[place].content if place < len(children) else "")
    return unmarked("".join(words.said), words.code, told)


class _Words:
    """The words of a paragraph as they come."""

    def __init__(self, told: Counter[str]) -> None:
        self.said: list[str] = []
        self.code: list[str] = []
        """Pieces of code, which no mark counts in; ``\\0n\\0`` stands for them."""
        self._told = told
        self._silent = 0
        """Struck passages and readings that are open."""
        self._raised: list[int] = []
        """Where what is raised begins in ``said``."""

    def take(self, child: Token, after: str) -> None:
        """Take in ``child``, which ``after`` follows."""
        if child.type == "html_inline":
            self._element(child.content, after)
        elif child.type in ("s_open", "s_close"):
            self._strike(opens=child.type == "s_open")
        elif self._silent:
            return
        elif child.type in ("softbreak", "hardbreak"):
            self.said.append("\n")
        elif child.type == "code_inline":
            self.said.append(f"\0{len(self.code)}\0")
            self.code.append(child.content)
        else:
            self.said.append(child.content)

    def _element(self, source: str, after: str) -> None:
        tag = _TAG.match(source)
        if tag is None:
            return
        opens, name = not tag[1], tag[2].lower()
        if name in _STRUCK:
            self._strike(opens=opens)
        elif name in _READINGS:
            self._silent = max(0, self._silent + (1 if opens else -1))
        elif name == "br" and not self._silent:
            self.said.append("\n")
        elif name == "sup" and opens:
            self._raised.append(len(self.said))
        elif name == "sup" and self._raised:
            start = self._raised.pop()
            before, raised = "".join(self.said[:start]), "".join(self.said[start:])
            self.said = [with_superscript(before, raised, after)]

    def _strike(self, *, opens: bool) -> None:
        self._told["struck"] += opens
        self._silent = max(0, self._silent + (1 if opens else -1))
