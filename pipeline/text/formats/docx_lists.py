"""The numbers in front of paragraphs that Word makes itself and keeps out of their text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from pipeline.text.formats.list_labels import chinese, letter, roman, whole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The name space of Word's own elements."""

_NUMBER_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "lowerLetter": letter,
    "upperLetter": lambda n: letter(n).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda n: roman(n).upper(),
    "decimalEnclosedCircle": lambda n: chr(0x245F + n) if 0 < n <= 20 else str(n),
    "decimalEnclosedCircleChinese": lambda n: chr(0x245F + n) if 0 < n <= 20 else str(n),
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting",
         "taiwaneseCountingThousand", "japaneseDigitalTenThousand", "taiwaneseDigital"),
        chinese,
    ),
}  # fmt: skip


class Numbers:
    """Counts the points of each list, as Word does when it shows them."""

    def __init__(self, numbering: Any, styles: dict[str, tuple[str, Any]]) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        abstract = (
            {} if numbering is None else {n.get(W + "abstractNumId"): n for n in numbering.iter(W + "abstractNum")}
        )
        for num in () if numbering is None else numbering.iter(W + "num"):
            link = num.find(W + "abstractNumId")
            definition = abstract.get(link.get(W + "val")) if link is not None else None
            if definition is not None:
                self._levels[num.get(W + "numId")] = dict(map(_level, definition.iter(W + "lvl")))

    def label(self, paragraph: Any) -> str | None:
        """The number in front of ``paragraph``: empty for a bullet, ``None`` if it is no point of a list."""
        found = self._place(paragraph)
        if found is None:
            return None
        list_id, depth = found
        levels = self._levels.get(list_id, {})
        if depth not in levels:
            return ""
        counts = self._counts[list_id]
        counts[depth] = counts.get(depth, levels[depth][2] - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if levels[depth][0] not in _NUMBER_FORMATS:
            return ""

        def written(match: re.Match[str]) -> str:
            level = int(match.group(1)) - 1
            kind, _pattern, start = levels.get(level, levels[depth])
            return _NUMBER_FORMATS.get(kind, str)(counts.get(level, start))

        label = re.sub(r"%([1-9])", written, levels[depth][1])
        return label + " " if label.endswith((".", ")")) else label

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return None
        style = properties.find(W + "pStyle")
        from_style = self._styles.get(style.get(W + "val"), ("", None))[1] if style is not None else None
        for source in (properties, None if from_style is None else from_style.find(W + "pPr")):
            link = None if source is None else source.find(f"{W}numPr/{W}numId")
            if source is None or link is None:
                continue
            if link.get(W + "val") == "0":
                return None
            depth = source.find(f"{W}numPr/{W}ilvl")
            return link.get(W + "val"), whole(depth.get(W + "val"), 0) if depth is not None else 0
        return None


def _level(definition: Any) -> tuple[int, tuple[str, str, int]]:
    """Depth, then number format, pattern and first number of one level of a list."""

    def value(name: str, default: str) -> str:
        found = definition.find(W + name)
        return default if found is None else str(found.get(W + "val", default))

    return whole(definition.get(W + "ilvl"), 0), (
        value("numFmt", "decimal"),
        value("lvlText", "%1."),
        whole(value("start", "1"), 1),
    )
