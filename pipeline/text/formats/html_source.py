"""The source of a web page, before its parser sees it."""

from __future__ import annotations

import re

MOST_ATTRIBUTES = 200
"""Attributes of one tag that are kept; the parser compares each with all before it, which takes for ever."""
_LONG = 2_000
"""Characters from which a tag is looked into."""

_ATTRIBUTE = re.compile(r"""[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']*))?""")

_STOP = re.compile(r""">|=\s*["']""")


def with_fewer_attributes(source: str) -> str:
    """``source`` without what stands behind the first ``MOST_ATTRIBUTES`` attributes of a tag; linear in its length."""
    parts: list[str] = []
    done = start = 0
    while (start := source.find("<", start)) >= 0:
        end = _end_of_tag(source, start)
        if end - start > _LONG:
            attributes = _ATTRIBUTE.finditer(source, start, end)
            last = next((found for count, found in enumerate(attributes) if count > MOST_ATTRIBUTES), None)
            if last:
                parts.append(source[done : last.start()])
                done = end
        start = end
    return "".join([*parts, source[done:]])


def _end_of_tag(source: str, start: int) -> int:
    """The place of the ``>`` that closes the tag begun at ``start``, those in quotes passed over."""
    while stop := _STOP.search(source, start):
        if stop.group() == ">":
            return stop.start()
        closing = source.find(stop.group()[-1], stop.end())
        start = closing + 1 if closing >= 0 else stop.end()
    return len(source)
