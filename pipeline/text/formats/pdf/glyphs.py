"""What a PDF draws: characters where they stand, and the lines that rule its tables."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

MOST_OBJECTS = 20_000
"""Drawn objects of one page that are looked at for lines; maps and plans have more, tables do not."""
THICKEST = 3.0
"""Points; a filled box up to this thickness is a line."""
SHORTEST = 6.0
"""Points; shorter lines are dashes, bullets and parts of drawings."""


_SYMBOLS = dict.fromkeys((0xF06C, 0xF06E, 0xF075, 0xF076, 0xF0A7, 0xF0A8, 0xF0B7, 0xF0D8, 0xF0FC), ord("•")) | {
    0xF0FE: ord("☑"),
    0xF06F: ord("□"),
    0xF0A3: ord("□"),
    0xF052: ord("☑"),
}
"""Bullets and boxes of the fonts Symbol and Wingdings, which have places of their own."""


class Glyph(NamedTuple):
    """One character; distances in points (1/72 inch), x from the left and y from the bottom, text upright."""

    char: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    """The height of its line: an em for Chinese."""


class Rule(NamedTuple):
    """A straight line, level or plumb."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def level(self) -> bool:
        """Whether it is horizontal."""
        return self.right - self.left > self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one page in one direction of writing, turned so that its text is upright."""

    page: int
    """From 1."""
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    bottom: float
    top: float
    """The edges of the page, as its text stands."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a PDF."""

    sheets: tuple[Sheet, ...]
    """The main direction of writing first; none on a page without text."""
    slanted: str = ""
    """Characters that stand at an angle: a watermark."""
    pictures: bool = False
    """Whether pictures cover most of it."""


def read_page(document: Any, number: int) -> Page:
    """Page ``number`` (from 1) of a pypdfium2 document."""
    page = document[number - 1]
    try:
        text = page.get_textpage()
        try:
            turned = list(_characters(text))
        finally:
            text.close()
        left, bottom, right, top = page.get_cropbox()
        inside = [
            (angle, glyph)
            for angle, glyph in turned
            if left - 1 <= (glyph.left + glyph.right) / 2 <= right + 1 and bottom - 1 <= glyph.bottom <= top + 1
        ]
        upright: dict[int, list[Glyph]] = {}
        for angle, glyph in inside:
            upright.setdefault(angle, []).append(glyph)
        slanted = "".join(glyph.char for glyph in upright.pop(-1, ()))
        rules, pictures = _drawn(page)
        counts = Counter({angle: len(glyphs) for angle, glyphs in upright.items()})
        frame = Glyph("", left, right, bottom, top, 0)
        sheets: list[Sheet] = []
        for angle, _count in counts.most_common():
            around = _turned(frame, angle)
            glyphs = tuple(_turned(glyph, angle) for glyph in upright[angle])
            own_rules = tuple(Rule(*_turned(Glyph("", *rule, 0), angle)[1:5]) for rule in rules)
            sheets.append(Sheet(number, glyphs, own_rules if not sheets else (), around.bottom, around.top))
        area = abs((right - left) * (top - bottom)) or 1.0
        return Page(tuple(sheets), slanted, pictures / area > 0.5)
    finally:
        page.close()


def _characters(text: Any) -> Iterator[tuple[int, Glyph]]:
    """Each character with the quarter turns (0 to 3) it is written at, -1 for any other angle."""
    import pypdfium2.raw as pdfium

    box, matrix, raw = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), text.raw
    high = 0
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        if pdfium.FPDFText_IsGenerated(raw, index) == 1 or code in (9, 10, 13):
            continue
        if code < 32 or 0xE000 <= code < 0xF900:
            code = _SYMBOLS.get(code, 0xFFFD)
        if not pdfium.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(box)):
            continue
        # Not GetCharAngle: it takes letters that only lean, as italics made of upright ones do, for turned ones.
        known = pdfium.FPDFText_GetMatrix(raw, index, ctypes.byref(matrix))
        quarter = _quarter(-math.atan2(matrix.b, matrix.a)) if known else -1
        wide, high_ = box.right - box.left, box.top - box.bottom
        across = wide if quarter in (1, 3) else high_
        yield quarter, Glyph(chr(code), box.left, box.right, box.bottom, box.top, across)


def _quarter(angle: float) -> int:
    turns = angle / (math.pi / 2)  # clockwise
    nearest = round(turns)
    return -nearest % 4 if abs(turns - nearest) < 0.06 else -1


def _turned(glyph: Glyph, quarter: int) -> Glyph:
    """``glyph`` with the page turned so that text written at ``quarter`` turns is level."""
    char, left, right, bottom, top, size = glyph
    if quarter == 1:
        return Glyph(char, bottom, top, -right, -left, size)
    if quarter == 2:
        return Glyph(char, -right, -left, -top, -bottom, size)
    if quarter == 3:
        return Glyph(char, -top, -bottom, left, right, size)
    return glyph


def _drawn(page: Any) -> tuple[list[tuple[float, float, float, float]], float]:
    """Straight lines (left, right, bottom, top) and the area that pictures cover."""
    import pypdfium2.raw as pdfium

    rules: list[tuple[float, float, float, float]] = []
    pictures = 0.0
    for seen, item in enumerate(page.get_objects(max_depth=1)):
        if seen > MOST_OBJECTS:
            break
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            pictures += abs((right - left) * (top - bottom))
        elif item.type == pdfium.FPDF_PAGEOBJ_PATH:
            rules += _rules(item, pdfium)
    return rules, pictures


def _rules(path: Any, pdfium: Any) -> Iterator[tuple[float, float, float, float]]:
    left, bottom, right, top = path.get_bounds()
    wide, high = right - left, top - bottom
    if min(wide, high) <= THICKEST:
        if max(wide, high) >= SHORTEST:
            yield left, right, bottom, top
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    drawn = pdfium.FPDFPath_GetDrawMode(path.raw, ctypes.byref(fill), ctypes.byref(stroke))
    if drawn and stroke.value and pdfium.FPDFPath_CountSegments(path.raw) in (4, 5) and min(wide, high) >= SHORTEST:
        yield left, right, bottom, bottom
        yield left, right, top, top
        yield left, left, bottom, top
        yield right, right, bottom, top
