"""What a Word document holds and the program does not say: gathered by kind and place, told once a kind."""

from __future__ import annotations

from typing import Literal

from pipeline.chinese.characters import is_sayable
from pipeline.errors import printable
from pipeline.messages import _

Kind = Literal[
    "hidden", "struck", "deleted", "comment", "footnote", "endnote", "contents", "page number", "furniture",
    "placeholder", "phonetic", "mark", "sign", "object", "chunk", "field", "date", "unticked",
]  # fmt: skip

_IN_RUNS = ("hidden", "struck", "deleted", "contents", "page number")
"""Kinds that Word cuts into runs wherever it likes: those of one paragraph are told together."""

LONGEST_SAMPLE = 40
"""Characters of the text that a notice shows."""
MOST_PLACES = 10


class Omissions:
    """Gathers while a document is read; one notice a kind at the end."""

    def __init__(self) -> None:
        self._found: dict[Kind, list[tuple[int, str]]] = {}

    def note(self, kind: Kind, number: int, text: str) -> None:
        """``text`` of this ``kind`` stands in paragraph ``number`` (0: in none); what no voice could say is no loss."""
        text = " ".join(text.split())
        if not is_sayable(text) and kind not in ("sign", "object"):
            return
        found = self._found.setdefault(kind, [])
        if kind in _IN_RUNS and number and found and found[-1][0] == number:
            found[-1] = number, found[-1][1] + text
        else:
            found.append((number, text))

    def holds(self, kind: Kind, number: int) -> bool:
        """Whether something of this ``kind`` was met last in the paragraph ``number``."""
        found = self._found.get(kind, [])
        return bool(found) and found[-1][0] == number

    def notices(self) -> tuple[str, ...]:
        return tuple(self._notice(kind, found) for kind, found in self._found.items())

    def _notice(self, kind: Kind, found: list[tuple[int, str]]) -> str:
        sample = " ".join(text for _number, text in found[:3])
        if len(sample) > LONGEST_SAMPLE:
            sample = sample[: LONGEST_SAMPLE - 1] + "…"
        numbers = list(dict.fromkeys(number for number, _text in found if number))
        told = _("{kind}: {n} ({where}): {text}") if numbers else _("{kind}: {n}: {text}")
        listed = ", ".join(map(str, numbers[:MOST_PLACES])) + (" …" if len(numbers) > MOST_PLACES else "")
        where = _("paragraphs {numbers}").format(numbers=listed)
        return told.format(kind=_named(kind), n=len(found), where=where, text=printable(sample))


def _named(kind: Kind) -> str:
    names: dict[Kind, str] = {
        "hidden": _("left out, hidden text"),
        "struck": _("left out, text that is struck through"),
        "deleted": _("left out, text deleted in tracked changes"),
        "comment": _("left out, comments"),
        "footnote": _("left out, footnotes"),
        "endnote": _("left out, endnotes"),
        "contents": _("left out, lines of the table of contents"),
        "page number": _("left out, page numbers"),
        "furniture": _("left out, headers and footers"),
        "placeholder": _("left out, placeholders that nobody filled in"),
        "phonetic": _("left out, pronunciations printed over characters"),
        "mark": _("left out, marks of notes and sources"),
        "sign": _("left out, signs of fonts whose meaning is not known"),
        "object": _("left out, embedded objects, which only the program that made them can show"),
        "chunk": _("left out, embedded files of a kind that is not read"),
        "field": _("left out, fields that Word itself fills in"),
        "unticked": _("said without the answers that are not ticked"),
        "date": _("said as saved, dates that Word renews by itself"),
    }
    return names[kind]
