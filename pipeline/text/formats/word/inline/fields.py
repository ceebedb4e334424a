"""Word's fields: what stands between the marks of one is its code or its result, and only some results are said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import Any

from pipeline.text.formats.equations.omml import M
from pipeline.text.formats.word.inline.field_results import result_of
from pipeline.text.formats.word.names import W

CONTENTS = frozenset(("TOC", "TOA", "INDEX"))
"""Fields that list what stands elsewhere."""
PAGES = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "PAGEREF"))
"""Fields that count pages."""
DATES = frozenset(("DATE", "TIME"))
"""Fields that are renewed whenever the document is opened."""
WITHOUT_RESULT = frozenset(("EQ", "SYMBOL", "FORMCHECKBOX", "FORMDROPDOWN", "MACROBUTTON", "GOTOBUTTON", "AUTONUM",
                            "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"))  # fmt: skip
"""Fields that Word shows without keeping a result in the file."""

LONGEST_DATE = 60
"""Elements of a date's result that are looked through."""
_TEXT = (W + "t", W + "sym", W + "tab", M + "t")


@dataclass(slots=True)
class _Open:
    """A field whose end has not come yet; offsets count the leaves of its story."""

    begin: int
    mark: Any
    separate: int = -1
    code: list[str] = field(default_factory=list)


def field_name(code: str) -> str:
    """The first word of a field's code, in capitals."""
    match = re.match(r"\s*\\?([A-Za-z=]+)", code)
    return match.group(1).upper() if match else ""


class Fields:
    """Where the fields of a document begin and end, found once for the whole of it.

    A field may run over many paragraphs. One that is never closed is none: nothing behind it is taken for its code.
    """

    def __init__(self, body: Any) -> None:
        self._place: dict[Any, int] = {}
        self._code: list[int] = []
        self._contents: list[int] = []
        self._pages: list[int] = []
        self._shown: dict[Any, tuple[str, str, str]] = {}
        self._dates: dict[Any, str] = {}
        if body.find(f".//{W}fldChar") is not None:
            for story in (body, *body.iter(W + "txbxContent")):
                self._read(story)

    def _read(self, story: Any) -> None:
        """Numbers the leaves of a story (the body, or one text box) and marks those in codes and silent results."""
        leaves = list(_leaves(story))
        first = len(self._code)
        self._place |= {leaf: first + index for index, leaf in enumerate(leaves)}
        steps: dict[str, list[int]] = {name: [0] * (len(leaves) + 1) for name in ("code", "contents", "pages")}
        texts = list(accumulate((leaf.tag in _TEXT for leaf in leaves), initial=0))
        waiting: list[_Open] = []
        for index, leaf in enumerate(leaves):
            kind = leaf.get(W + "fldCharType") if leaf.tag == W + "fldChar" else ""
            if kind == "begin":
                waiting.append(_Open(index, leaf))
            elif kind == "separate" and waiting:
                waiting[-1].separate = index
            elif kind == "end" and waiting:
                self._close(waiting.pop(), index, leaves, steps, texts)
            elif leaf.tag == W + "instrText" and waiting:
                waiting[-1].code.append(leaf.text or "")
        for name, into in (("code", self._code), ("contents", self._contents), ("pages", self._pages)):
            into.extend(list(accumulate(steps[name]))[:-1])

    def _close(self, field_: _Open, end: int, leaves: list[Any], steps: dict[str, list[int]], texts: list[int]) -> None:
        """``texts``: how many leaves that hold text stand before each."""
        code = "".join(field_.code)
        name = field_name(code)
        result = end if field_.separate < 0 else field_.separate
        _mark(steps["code"], field_.begin, result)
        if name in CONTENTS:
            _mark(steps["contents"], result, end)
        elif name in PAGES:
            _mark(steps["pages"], result, end)
        elif name in WITHOUT_RESULT and texts[end] == texts[result]:
            self._shown[field_.mark] = (name, code, result_of(name, code, field_.mark))
        elif name in DATES:
            shown = islice(leaves, result, min(end, result + LONGEST_DATE))
            self._dates[field_.mark] = "".join(leaf.text or "" for leaf in shown if leaf.tag == W + "t")

    def _is(self, steps: list[int], leaf: Any) -> bool:
        place = self._place.get(leaf)
        return place is not None and steps[place] > 0

    def is_code(self, leaf: Any) -> bool:
        """Whether ``leaf`` (a ``w:t``, a tab …) is part of a field's code."""
        return self._is(self._code, leaf)

    def is_contents(self, leaf: Any) -> bool:
        """Whether ``leaf`` stands in the result of a table of contents or an index."""
        return self._is(self._contents, leaf)

    def is_page_number(self, leaf: Any) -> bool:
        return self._is(self._pages, leaf)

    def shown(self, begin: Any) -> tuple[str, str, str] | None:
        """Name, code and words of the field that begins with the mark ``begin``, if the file keeps no result of it."""
        place = self._place.get(begin)
        return self._shown.get(begin) if place is not None and self._code[place] == 1 else None

    def date(self, begin: Any) -> str:
        """What the field that begins with the mark ``begin`` shows if it is a date that Word renews; else empty."""
        return self._dates.get(begin, "")


def _mark(steps: list[int], start: int, end: int) -> None:
    steps[start] += 1
    steps[end] -= 1


def _leaves(story: Any) -> Iterator[Any]:
    """The elements of a story in order, those of the text boxes in it apart."""
    waiting = [iter(story)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag != W + "txbxContent":
            yield element
            waiting.append(iter(element))
