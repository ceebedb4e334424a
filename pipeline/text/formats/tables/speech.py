"""Tables as they are read aloud: row by row, each with the column names that a listener needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.chinese.characters import CLOSERS, ENDERS, HAN, OPENERS, PAUSES
from pipeline.chinese.words import word_ends
from pipeline.text.formats.tables.grid import Cell, Place, placed
from pipeline.text.formats.tables.headings import Headings, Name, headings_of, is_label, joined
from pipeline.text.formats.tables.values import (
    NOTHING,
    YEAR,
    answer_said,
    answers_of,
    is_code,
    is_number,
    is_value,
    ordinal,
    sign_said,
    with_unit,
)
from pipeline.text.formats.typed_marks import answered

LONGEST_ENTRY = 60
"""Characters of a cell with a full stop inside it from which it is said as a paragraph of its own."""

_HAN = re.compile(f"[{HAN}]")
_UNSEEN = re.compile(r"[\u200b-\u200d\u2060\ufeff]+")
"""Characters without width, with which pages fill empty cells."""
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]|Mon|Tue|Wed|Thu|Fri|Sat|Sun", re.IGNORECASE)
_MAY_BE_YEARS = re.compile(r"|.*(?:时间|日期|学年|财年|届|年月)")


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What one row of a table says."""

    lines: tuple[str, ...] = ()
    """The row itself, then the paragraphs that stand in its cells; none for a row that says nothing."""
    title: bool = False
    """Whether it stands above the headings, over the whole table."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table hold, as all their rows together show it."""

    years: frozenset[int]
    """Those of years alone, whatever they are called."""
    counts: frozenset[int]
    """Those that number the rows: 1, 2, 3 …"""
    answers: Mapping[int, Mapping[str, bool]]
    """Those of ticks and the like alone: whether each of their signs means yes."""
    alike: frozenset[int]
    """Those of words whose headings end alike: 早班, 中班, 晚班."""


def rows_said(rows: Sequence[Sequence[Cell]]) -> list[SaidRow]:
    """What each of ``rows`` says.

    A number, a tick or a code is said with the name of its column, and so is whatever stands behind an empty cell or
    under one of several headings of one kind (早班, 晚班). A cell over several rows is said in the first of
    them. Below an empty row another table may begin; without headings of its own it goes on with those above.
    """
    grid = placed([[replace(cell, text=_UNSEEN.sub("", cell.text)) for cell in row] for row in rows])
    said: list[SaidRow] = []
    headings = Headings()
    for part in _parts(grid):
        own = headings_of(part)
        headings = own if own.rows else replace(headings, titles=0, rows=0)
        said += _part_said(part, headings)
    return said


def _parts(grid: Sequence[Sequence[Place]]) -> Iterator[Sequence[Sequence[Place]]]:
    """The tables that empty rows divide, each with the empty rows behind it."""
    start, empty = 0, False
    for index, row in enumerate(grid):
        filled = any(place.cell.text.strip() for place in row)
        if filled and empty:
            yield grid[start:index]
            start = index
        empty = not filled
    yield grid[start:]


def _part_said(grid: Sequence[Sequence[Place]], headings: Headings) -> Iterator[SaidRow]:
    columns = Columns(_years(grid, headings), _counts(grid, headings), _answers(grid, headings), _alike(grid, headings))
    ditto: dict[int, str] = {}
    for index, row in enumerate(grid):
        if headings.titles <= index < headings.body:
            yield SaidRow(_heading_row(headings) if index == headings.titles else ())
        elif index < headings.titles or len(row) == 1:
            texts = tuple(text for place in row if place.first and (text := in_cell(place.cell.text)))
            yield SaidRow(texts, title=index < headings.titles)
        elif any(place.first and place.cell.text.strip() for place in row):
            yield SaidRow(_Row(row, headings, columns, ditto).said())
        else:
            yield SaidRow()


def in_cell(text: str) -> str:
    """The text of a cell on one line: what its width broke goes on, what stands below one another is listed."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    whole = lines[0] if lines else ""
    for line in lines[1:]:
        whole += _between(whole[-8:], line[:8]) + line
    return re.sub(r"\s+", " ", whole)


def _between(before: str, after: str) -> str:
    if before[-1] in ENDERS + PAUSES + OPENERS or after[0] in CLOSERS + PAUSES + ENDERS + OPENERS:
        return ""
    if not (_HAN.match(before[-1]) and _HAN.match(after)):
        return "，" if _HAN.search(before + after) else " "
    return "，" if len(before) in word_ends(before + after) else ""


def _heading_row(headings: Headings) -> tuple[str, ...]:
    names = dict.fromkeys(
        name.text + (f"（{name.unit}）" if name.unit else "") for _, name in sorted(headings.names.items())
    )
    return ("，".join(names),)


def _years(grid: Sequence[Sequence[Place]], headings: Headings) -> frozenset[int]:
    seen: dict[int, list[bool]] = {}
    for row in grid[headings.body :]:
        for place in row:
            text = place.cell.text.strip()
            if place.first and text not in NOTHING and _MAY_BE_YEARS.fullmatch(headings.name(place.column).text):
                seen.setdefault(place.column, []).append(YEAR.fullmatch(text) is not None)
    return frozenset(column for column, years in seen.items() if len(years) > 1 and all(years))


def _counts(grid: Sequence[Sequence[Place]], headings: Headings) -> frozenset[int]:
    seen: dict[int, list[str]] = {}
    for row in grid[headings.body :]:
        for place in row:
            if place.first and (text := place.cell.text.strip()):
                seen.setdefault(place.column, []).append(text)
    return frozenset(
        column
        for column, texts in seen.items()
        if len(texts) > 2 and texts[0] == "1" and texts == [str(number) for number in range(1, len(texts) + 1)]
    )


def _answers(grid: Sequence[Sequence[Place]], headings: Headings) -> dict[int, Mapping[str, bool]]:
    seen: dict[int, set[str]] = {}
    for row in grid[headings.body :]:
        for place in row:
            text = place.cell.text.strip()
            if place.first and text not in NOTHING and headings.name(place.column).text:
                seen.setdefault(place.column, set()).add(text)
    return {column: meant for column, texts in seen.items() if (meant := answers_of(texts))}


def _alike(grid: Sequence[Sequence[Place]], headings: Headings) -> frozenset[int]:
    worded = {
        place.column
        for row in grid[headings.body :]
        for place in row
        if place.first and place.cell.text.strip() not in NOTHING and not is_value(place.cell.text.strip())
    }
    ends = Counter(_series(headings.name(column).text) for column in worded if len(headings.name(column).text) > 1)
    return frozenset(column for column in worded if ends[_series(headings.name(column).text)] > 1)


def _series(name: str) -> str:
    """What tells columns that hold the same kind of thing: the last character of their names; days are days."""
    return "星期" if _WEEKDAY.fullmatch(name) else name[-1:]


class _Row:
    """One row below the headings."""

    def __init__(self, row: Sequence[Place], headings: Headings, columns: Columns, ditto: dict[int, str]) -> None:
        self._row, self._headings, self._columns, self._ditto = row, headings, columns, ditto
        self._beside = ""
        """In a row without headings, the name in the cell before, as forms have them."""
        label = next((in_cell(place.cell.text) for place in row if place.cell.text.strip() not in NOTHING), "")
        self._label, self._unit = with_unit(joined(label))
        numbers = [
            place for place in row if is_number(place.cell.text.strip()) and not headings.name(place.column).unit
        ]
        if is_value(label) or not numbers:
            self._label, self._unit = label, ""

    def said(self) -> tuple[str, ...]:
        entries: list[str] = []
        paragraphs: list[str] = []
        gap = False
        for place in self._row:
            text = self._text(place)
            if text in NOTHING:
                gap = gap or place.first or bool(entries)
                continue
            name = self._headings.name(place.column)
            if _is_prose(text):
                begun = f"{name.text}：" if name.text and gap else ""
                paragraphs += [(begun if not n else "") + part for n, part in enumerate(text.split("\n")) if part]
                continue
            named = gap or place.column in self._columns.alike
            entries.append(self._entry(in_cell(answered(text)), place.column, named=named))
            self._beside = joined(text) if not name.text and is_label(joined(text)) else ""
        whole = "，".join([*(entry.rstrip("，,、；;。") for entry in entries[:-1]), *entries[-1:]])
        return (*([whole] if whole else []), *paragraphs)

    def _text(self, place: Place) -> str:
        """What ``place`` says in this row."""
        if not place.first:
            return ""
        text = "\n".join(line.strip() for line in place.cell.text.split("\n") if line.strip())
        if text in ("〃", "″", "同上") and place.column in self._ditto:
            return self._ditto[place.column]
        self._ditto[place.column] = text
        return text

    def _entry(self, text: str, column: int, *, named: bool) -> str:
        """A cell's text with as much of its column's name as a listener needs."""
        name = self._headings.name(column)
        answers = self._columns.answers.get(column, {})
        if text in answers:
            return f"{name.text}：{answer_said(text, name.text, yes=answers[text])}"
        sign = sign_said(text, name.text or self._beside or self._label)
        if sign is not None:
            return f"{name.text}：{sign}" if name.text else sign
        nth = ordinal(text, name.text or self._beside)
        if nth is not None:
            return nth
        if column in self._columns.years and YEAR.fullmatch(text):
            return f"{text}年"
        if not name.text:
            if self._unit and is_number(text):
                return text + self._unit
            return self._label if self._unit and with_unit(joined(text))[1] == self._unit else text
        if column in self._columns.counts and not named:
            return text
        return self._under(text, name, named=named)

    def _under(self, text: str, name: Name, *, named: bool) -> str:
        if is_code(name.text) and re.match(r"[\d(（+]", text):
            return f"{name.text}：{text}"
        if is_number(text) and not re.search(r"序号?$|^(?:No|NO|#)\.?$", name.text):
            unit = name.unit or self._unit
            mark = "" if _HAN.match(name.text[-1]) and name.text[-1] not in "年月日号" else "："
            return f"{name.text}{mark}{text}{unit}"
        if self._unit and with_unit(joined(text)) == (self._label, self._unit):
            text = self._label
        return f"{name.text}：{text}" if named and text != name.text else text


def _is_prose(text: str) -> bool:
    return len(text) > LONGEST_ENTRY and any(mark in text[:-1] for mark in ENDERS)
