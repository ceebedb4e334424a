"""How much of a page is prose: sentences that are no links."""

from __future__ import annotations

import re

from lxml import html

from pipeline.chinese.characters import HAN

_SIGN = re.compile(rf"[{HAN}A-Za-z0-9]")
_MARKS = re.compile(r"[，。！？；、,!?;…]")
_SENTENCE = re.compile(r"[。！？!?…；;][”’\"'）)」』】]*$")

SILENT = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "canvas", "audio", "video", "head",
    "title", "datalist", "map", "area",
)  # fmt: skip
"""Elements whose text a browser does not show."""


def signs(text: str) -> int:
    """Characters of ``text`` that are written to be read: no marks, no space."""
    return len(_SIGN.findall(text))


def is_prose(text: str) -> bool:
    """Whether ``text`` reads like a sentence or a part of one, not like a label."""
    return _SENTENCE.search(text) is not None or (signs(text) >= 16 and len(_MARKS.findall(text)) > 0)


def prose_of(root: html.HtmlElement) -> int:
    """Characters of prose in ``root``, links apart."""
    found = 0
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in (*SILENT, "a", "select"):
            continue
        for text in (element.text, *(child.tail for child in element)):
            if text and _MARKS.search(text):
                found += signs(text)
        waiting.extend(element)
    return found
