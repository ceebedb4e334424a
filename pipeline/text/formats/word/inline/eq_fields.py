"""The ``EQ`` field: equations, encircled characters and phonetic guides, from before Word had elements for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.text.formats.equations import words as say
from pipeline.text.formats.word.number_formats import written

DEEPEST = 30
"""Commands inside one another; below, letters are said as they follow."""

_CODE = re.compile(r"\s*EQ\b\s*", re.IGNORECASE)
_FORMAT = re.compile(r"\\\*\s*(?:\"[^\"]*\"|\S+)\s*")
_COMMAND = re.compile(r"\\([abdfilorsx])((?:\s*\\(?:[lrb]c\\.|[a-z]{2}\s*-?\d*))*)\s*\(", re.IGNORECASE)
_RINGS = "○◯〇OО△□◇"


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    raised: bool = False


def eq_said(code: str) -> str:
    """What the field with this ``code`` shows, in words."""
    return _run_on(_parsed(_FORMAT.sub("", _CODE.sub("", code, count=1)), 0)).strip(" ，")


def _parsed(text: str, depth: int) -> list[_Piece]:
    if depth >= DEEPEST:
        return [_Piece(say.words(re.sub(r"\\[a-z]+\s*-?\d*|[()]", "", text)))]
    pieces: list[_Piece] = []
    start = 0
    while start < len(text):
        match = _COMMAND.search(text, start)
        plain = text[start : match.start() if match else len(text)]
        if plain.strip():
            pieces.append(_Piece(say.words(re.sub(r"\\(.)", r"\1", plain))))
        if match is None:
            break
        parts, start = _arguments(text, match.end())
        pieces.append(
            _shown(match.group(1).lower(), match.group(2).lower(), [_parsed(part, depth + 1) for part in parts])
        )
    return pieces


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """What stands between the bracket before ``start`` and its partner, divided at commas; and where that ends."""
    parts, open_, begin, place = [], 0, start, start
    while place < len(text):
        mark = text[place]
        if mark == "\\" and place + 1 < len(text) and not text[place + 1].isalpha():
            place += 1
        elif mark == "(":
            open_ += 1
        elif mark == ")" and not open_:
            break
        elif mark == ")":
            open_ -= 1
        elif mark in ",;" and not open_:
            parts.append(text[begin:place])
            begin = place + 1
        place += 1
    return [*parts, text[begin:place]], place + 1


def _run_on(pieces: list[_Piece]) -> str:
    said = ""
    for piece in pieces:
        said = say.power(said, piece.text) if piece.raised else say.joined([said, piece.text])
    return said


def _shown(command: str, options: str, parts: list[list[_Piece]]) -> _Piece:
    said = [_run_on(part) for part in parts]
    if command == "s":
        return _Piece(say.joined(said), raised="\\do" not in options)
    if command == "o":
        return _Piece(_overprinted(parts))
    if command == "f":
        return _Piece(say.fraction(said[0], said[1] if len(said) > 1 else ""))
    if command == "r":
        return _Piece(say.root(said[-1], said[0] if len(said) > 1 else ""))
    if command == "i":
        sign = "∑" if "\\su" in options else "∏" if "\\pr" in options else "∫"
        low, up, body = [*said, "", "", ""][:3]
        return _Piece(say.gathered(sign, low, up, body))
    if command == "b":
        return _Piece(say.fenced("(", ")", said))
    return _Piece(
        say.stacked(said) if command == "a" else "，".join(filter(None, said)) if command == "l" else say.joined(said)
    )


def _overprinted(parts: list[list[_Piece]]) -> str:
    """Characters set over one another: a number in a ring; a character below its pronunciation, which is not said."""
    shown = [text for part in parts if (text := _run_on([piece for piece in part if not piece.raised]).strip())]
    if len(shown) == 2 and shown[0] in _RINGS:
        number = shown[1]
        return written(int(number), "decimalEnclosedCircle") if number.isdecimal() and len(number) < 3 else number
    return "".join(dict.fromkeys(shown))
