"""Tables in plain text: ``.csv``."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from pipeline.text.cleaning import cleaned, normal_line_ends
from pipeline.text.decoding import decode
from pipeline.text.formats.spreadsheets.sheets import Sheet, Workbook, manuscript
from pipeline.text.lines import Manuscript

LARGEST = 5_000_000
_DELIMITERS = ",\t;|，；"


class Delimited:
    """``.csv``: rows whose cells are divided by whatever mark divides most of them, in any encoding of text files."""

    largest = LARGEST

    def read(self, content: bytes, where: str) -> Manuscript:
        text, notices = cleaned(normal_line_ends(decode(content, where)))
        declared = re.match(r"sep=(.)\n", text)
        delimiter = declared.group(1) if declared else _delimiter(text)
        rows: dict[int, dict[int, str]] = {}
        csv.field_size_limit(LARGEST)
        for number, row in enumerate(
            csv.reader(io.StringIO(text[declared.end() if declared else 0 :]), delimiter=delimiter), 1
        ):
            cells = {column: cell.strip() for column, cell in enumerate(row, 1) if cell.strip()}
            if cells:
                rows[number] = cells
        return manuscript(Workbook([Sheet("", rows)], notices=notices), where)


def _delimiter(text: str) -> str:
    """The mark that stands equally often in the most lines."""
    lines = [line for line in re.sub(r'"[^"]*"', "", text[:100_000]).split("\n")[:200] if line.strip()]
    best, most = ",", 0
    for mark in _DELIMITERS:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        agreeing = max(counts.values(), default=0)
        if agreeing > most:
            best, most = mark, agreeing
    return best
