"""Equations in web pages (MathML 3, presentation elements)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.text.formats.equations import words as say
from pipeline.text.formats.equations.omml import DEEPEST

_SILENT = ("annotation", "annotation-xml", "mphantom", "mspace", "none", "mprescripts", "maligngroup", "malignmark")
_GATHERING = frozenset("∑∏∫∬∭∮⋃⋂")


def mathml_said(equation: Any) -> str:
    """A ``math`` element, with or without a name space, in words; empty where it shows nothing."""
    return _row(list(equation), 0).strip(" ，") if len(equation) else say.words(_text(equation))


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""


def _row(elements: Sequence[Any], depth: int) -> str:
    said: list[str] = []
    for place, element in enumerate(elements):
        sum_over = _limits(element)
        if sum_over is not None:
            sign, low, up = sum_over
            body = _row(elements[place + 1 :], depth + 1)
            return say.joined([*said, say.gathered(sign, _maybe(low, depth), _maybe(up, depth), body)])
        said.append(_one(element, depth))
    return say.joined(said)


def _limits(element: Any) -> tuple[str, Any, Any] | None:
    """The sign of a sum or an integral with what stands under and over it; ``None`` if ``element`` is no such thing."""
    name = _name(element)
    parts = list(element) if name in ("munder", "mover", "munderover", "msub", "msup", "msubsup") else []
    sign = _text(parts[0]) if parts else ""
    if sign not in _GATHERING or not sign or len(parts) < 2:
        return None
    if name in ("mover", "msup"):
        return sign, None, parts[1]
    return sign, parts[1], parts[2] if len(parts) > 2 else None


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _maybe(element: Any, depth: int) -> str:
    return "" if element is None else _one(element, depth + 1)


def _one(element: Any, depth: int) -> str:
    name = _name(element)
    if not name or name in _SILENT:
        return ""
    if depth > DEEPEST or not len(element):
        return say.words(_text(element))
    part = _PARTS.get(name)
    children = [child for child in element if _name(child)]
    return part(element, children, depth + 1) if part else _row(children, depth + 1)


def _at(children: Sequence[Any], place: int, depth: int) -> str:
    return _one(children[place], depth).strip() if place < len(children) else ""


def _under(_element: Any, children: Sequence[Any], depth: int) -> str:
    return say.under(_at(children, 0, depth), _at(children, 1, depth))


def _over(_element: Any, children: Sequence[Any], depth: int) -> str:
    mark = _text(children[1]) if len(children) > 1 else ""
    return say.accented(_at(children, 0, depth), mark)


def _both(_element: Any, children: Sequence[Any], depth: int) -> str:
    return say.power(say.index(_at(children, 0, depth), _at(children, 1, depth)), _at(children, 2, depth))


def _fenced(element: Any, children: Sequence[Any], depth: int) -> str:
    parts = [_one(child, depth).strip() for child in children]
    return say.fenced(element.get("open", "("), element.get("close", ")"), parts)


def _table(element: Any, children: Sequence[Any], depth: int) -> str:
    rows = [[_one(cell, depth).strip() for cell in row if _name(cell)] for row in children]
    # With the brace of cases, or equations set under one another, there is no matrix to speak of.
    if element.get("columnalign") or max(map(len, rows), default=0) == 1:
        return say.stacked(say.joined(row) for row in rows)
    return say.matrix(rows)


_PARTS: dict[str, Callable[[Any, Sequence[Any], int], str]] = {
    "mfrac": lambda _e, c, d: say.fraction(_at(c, 0, d), _at(c, 1, d)),
    "msup": lambda _e, c, d: say.power(_at(c, 0, d), _at(c, 1, d)),
    "msub": lambda _e, c, d: say.index(_at(c, 0, d), _at(c, 1, d)),
    "msubsup": _both,
    "msqrt": lambda _e, c, d: say.root(_row(c, d).strip()),
    "mroot": lambda _e, c, d: say.root(_at(c, 0, d), _at(c, 1, d)),
    "munder": _under,
    "mover": _over,
    "munderover": _under,
    "mfenced": _fenced,
    "mtable": _table,
    "semantics": lambda _e, c, d: _at(c, 0, d),
}
