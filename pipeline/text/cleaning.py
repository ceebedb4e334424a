"""Characters that are no text: taken out, counted, told."""

from __future__ import annotations

import re
from typing import Literal

from pipeline.messages import _, ngettext
from pipeline.text.radicals import RADICALS

_SORTS = {
    "control": "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f",
    "forbidden": "\ufdd0-\ufdef" + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)),
    "surrogate": "\ud800-\udfff",
    "invisible": "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb",
}
"""Characters that are no text, as classes of a regular expression. XML forbids the first three."""

_REMOVED = re.compile(f"[{''.join(_SORTS.values())}]")
_SORT = re.compile("|".join(f"(?P<{sort}>[{characters}])" for sort, characters in _SORTS.items()))
_EMOJI = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")
_LINE_ENDS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")

Place = Literal["line", "paragraph"]


def normal_line_ends(text: str) -> str:
    """``text`` with ``\\n`` alone at the ends of lines, pages and paragraphs; ``\\x1f`` becomes a space."""
    return _LINE_ENDS.sub("\n", text).replace("\x1f", " ")


def cleaned_line(text: str) -> str:
    """What a format's own notation hid (an attribute, a text run of Word's) as one line of text, by the rules of
    :func:`cleaned`."""
    return cleaned(one_line(text))[0].strip()


def one_line(text: str) -> str:
    """``text`` with a space for each tab and each end of a line: where it comes from, that is all that they mean."""
    return normal_line_ends(text).replace("\n", " ").replace("\t", " ")


def cleaned(text: str, place: Place = "line") -> tuple[str, tuple[str, ...]]:
    """``text`` without characters that are no text, and a notice for each sort that was found.

    Taken out are control characters, characters that XML forbids, lone surrogates and characters without a width.
    ``place`` says what a line of ``text`` is called.
    """
    counts: dict[str, int] = {}
    first: dict[str, int] = {}

    def remove(match: re.Match[str]) -> str:
        if match.group() == "\u200d" and _EMOJI.match(text[match.start() - 1 : match.start()]):
            return match.group()  # the joiner inside an emoji belongs to it
        sort = str(_SORT.fullmatch(match.group()).lastgroup)  # type: ignore[union-attr]  # it is one of these
        counts[sort] = counts.get(sort, 0) + 1
        first.setdefault(sort, match.start())
        return ""

    kept = _REMOVED.sub(remove, text).translate(RADICALS)
    return kept, tuple(
        _notice(sort, count, _at(place, text.count("\n", 0, first[sort]) + 1)) for sort, count in counts.items()
    )


def _at(place: Place, number: int) -> str:
    return (
        _("line {number}").format(number=number) if place == "line" else _("paragraph {number}").format(number=number)
    )


def _notice(sort: str, count: int, where: str) -> str:
    said = {
        "control": ngettext(
            "{n} control character left out, in {where}", "{n} control characters left out, the first in {where}", count
        ),
        "forbidden": ngettext(
            "{n} character that is none left out, in {where}",
            "{n} characters that are none left out, the first in {where}",
            count,
        ),
        "surrogate": ngettext(
            "{n} half of a character left out, in {where}",
            "{n} halves of characters left out, the first in {where}",
            count,
        ),
        "invisible": ngettext(
            "{n} invisible character left out, in {where}",
            "{n} invisible characters left out, the first in {where}",
            count,
        ),
    }
    return said[sort].format(n=count, where=where)
