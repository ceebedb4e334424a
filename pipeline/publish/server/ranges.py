"""Byte ranges of RFC 9110, section 14: which parts of a file a ``Range`` header asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

MOST = 16
"""Parts answered in one response; more is nobody's player."""

_PART = re.compile(r"(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file, in bytes."""

    start: int
    end: int
    """One past the last."""

    @property
    def size(self) -> int:
        return self.end - self.start

    def told(self, total: int) -> str:
        """As ``Content-Range`` tells it."""
        return f"bytes {self.start}-{self.end - 1}/{total}"


def parts_of(header: str, total: int) -> list[Part] | None:
    """The parts of a file of ``total`` bytes that ``header`` asks for.

    None: the header is none of ours or is malformed, so the whole file is the answer (14.2). An empty list: it can
    be read and no part of it can be satisfied (status 416). Parts that overlap are joined.
    """
    unit, _equals, wanted = header.partition("=")
    if unit.strip().lower() != "bytes":
        return None
    asked = [part.strip() for part in wanted.split(",")]
    if len(asked) > MOST:
        return None
    parts: list[Part] = []
    for part in asked:
        match = _PART.fullmatch(part)
        if match is None or part == "-":
            return None
        first, last = match[1], match[2]
        if not first:
            start, end = max(0, total - int(last)), total
        else:
            start, end = int(first), min(int(last) + 1, total) if last else total
            if last and int(last) < start:
                return None
        if start < end:
            parts.append(Part(start, end))
    return _joined(parts)


def _joined(parts: list[Part]) -> list[Part]:
    """In the order asked, unless two overlap: then in the file's order, each byte once."""
    ordered = sorted(parts, key=lambda part: part.start)
    if all(before.end <= after.start for before, after in pairwise(ordered)):
        return parts
    merged: list[Part] = []
    for part in ordered:
        if merged and part.start <= merged[-1].end:
            merged[-1] = Part(merged[-1].start, max(merged[-1].end, part.end))
        else:
            merged.append(part)
    return merged
