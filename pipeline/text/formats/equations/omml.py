"""Word's own equations (Office Math Markup, ECMA-376 part 1, chapter 22.1)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from pipeline.text.formats.equations import words as say

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
"""The name space of equations."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SILENT = (_W + "del", _W + "moveFrom", _W + "rPr", _W + "instrText")
DEEPEST = 60
"""Elements inside one another that are told apart; below, letters are said as they follow. Real ones stay under 20."""


def omml_said(equation: Any) -> str:
    """An ``m:oMath`` or ``m:oMathPara`` element in words; empty where it shows nothing."""
    return _all(equation, 0).strip(" ，")


def _all(element: Any, depth: int) -> str:
    return say.joined(
        say.words("".join(map(_letters, group))) if runs else say.joined(_one(child, depth) for child in group)
        for runs, group in groupby(element, lambda child: child.tag == M + "r")
    )


def _letters(run: Any) -> str:
    """A run's text. Word divides runs wherever it likes, so that they mean something only with their neighbours."""
    return "".join(t.text or "" for t in run.iterchildren(M + "t", _W + "t"))


def _one(element: Any, depth: int) -> str:
    if not isinstance(element.tag, str) or element.tag in _SILENT or element.tag.endswith("Pr"):
        return ""
    if depth > DEEPEST:
        return say.words("".join(element.itertext()))
    if element.tag in (M + "t", _W + "t"):
        return say.words(element.text or "")
    part = _PARTS.get(element.tag.removeprefix(M)) if element.tag.startswith(M) else None
    return part(element, depth + 1) if part else _all(element, depth + 1)


def _in(element: Any, name: str, depth: int) -> str:
    """What the part ``name`` of ``element`` says."""
    found = element.find(M + name)
    return "" if found is None else _all(found, depth).strip()


def _property(element: Any, name: str, default: str) -> str:
    found = next((p.find(M + name) for p in element if isinstance(p.tag, str) and p.tag.endswith("Pr")), None)
    return default if found is None else str(found.get(M + "val", ""))


def _is_off(element: Any, name: str) -> bool:
    return _property(element, name, "1") in ("0", "off", "false")


def _is_on(element: Any, name: str) -> bool:
    return _property(element, name, "0") in ("1", "on", "true", "")


def _fraction(element: Any, depth: int) -> str:
    over, under = _in(element, "num", depth), _in(element, "den", depth)
    return f"{over}选{under}" if _property(element, "type", "bar") == "noBar" else say.fraction(over, under)


def _radical(element: Any, depth: int) -> str:
    degree = "" if _is_on(element, "degHide") else _in(element, "deg", depth)
    return say.root(_in(element, "e", depth), degree)


def _gathered(element: Any, depth: int) -> str:
    low = "" if _is_on(element, "subHide") else _in(element, "sub", depth)
    up = "" if _is_on(element, "supHide") else _in(element, "sup", depth)
    return say.gathered(_property(element, "chr", "∫"), low, up, _in(element, "e", depth))


def _fenced(element: Any, depth: int) -> str:
    parts = [_all(part, depth).strip() for part in element.iterchildren(M + "e")]
    return say.fenced(_property(element, "begChr", "("), _property(element, "endChr", ")"), parts)


def _matrix(element: Any, depth: int) -> str:
    rows = [[_all(cell, depth).strip() for cell in row.iterchildren(M + "e")] for row in element.iterchildren(M + "mr")]
    return say.matrix(rows)


def _both(element: Any, depth: int) -> str:
    return say.power(say.index(_in(element, "e", depth), _in(element, "sub", depth)), _in(element, "sup", depth))


_PARTS: dict[str, Callable[[Any, int], str]] = {
    "f": _fraction,
    "sSup": lambda e, d: say.power(_in(e, "e", d), _in(e, "sup", d)),
    "sSub": lambda e, d: say.index(_in(e, "e", d), _in(e, "sub", d)),
    "sSubSup": _both,
    "sPre": _both,
    "rad": _radical,
    "nary": _gathered,
    "d": _fenced,
    "func": lambda e, d: say.function(_in(e, "fName", d), _in(e, "e", d)),
    "limLow": lambda e, d: say.under(_in(e, "e", d), _in(e, "lim", d)),
    "limUpp": lambda e, d: say.joined([_in(e, "e", d), _in(e, "lim", d)]),
    "acc": lambda e, d: say.accented(_in(e, "e", d), _property(e, "chr", "\u0302")),
    "bar": lambda e, d: say.accented(_in(e, "e", d), "¯"),
    "m": _matrix,
    "eqArr": lambda e, d: say.stacked(_all(row, d).strip() for row in e.iterchildren(M + "e")),
    "oMathPara": lambda e, d: say.stacked(_all(row, d).strip() for row in e.iterchildren(M + "oMath")),
    "phant": lambda e, d: "" if _is_off(e, "show") else _in(e, "e", d),
}
