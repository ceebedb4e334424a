"""What a page's own style sheets and style attributes declare of its elements.

Sheets that stand outside the page are not read: a reader gets the bytes of one file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_AT_RULE = re.compile(r"@([a-z-]+)([^{};]*)(?:;|\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\})", re.IGNORECASE)
_MEDIUM = re.compile(
    r"(?:only\s+)?(?:all|screen)?(?:\s*(?:and\s*)?\(\s*(?:min|max)-width\s*:\s*[\d.]+(?:px|r?em)\s*\))*"
)
_BOUND = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)(px|r?em)")
SCREEN = 1280
"""Width in px of the screen that pages are read on: a desk's, for which pages hold most."""
_EM = 16
"""px in an em, as browsers have it."""
_ATTRIBUTE = r"\[[\w-]+(?:=(?:\"[^\"\]]*\"|'[^'\]]*'|[\w-]+))?\]"
_COMPOUND = re.compile(rf"(?:[a-z][a-z0-9]*|\*)?(?:[.#][\w-]+|{_ATTRIBUTE})*$", re.IGNORECASE)
_PART = re.compile(rf"[.#]?[\w-]+|{_ATTRIBUTE}")

_WATCHED = frozenset((
    "display", "visibility", "content-visibility", "opacity", "zoom", "font-size", "font-family", "color", "position",
    "left", "right", "top", "margin-left", "margin-top", "text-indent", "clip", "clip-path", "transform", "height",
    "width", "max-height", "max-width", "overflow", "background", "background-color", "background-image",
    "vertical-align", "list-style", "list-style-type",
))  # fmt: skip
_MOST_RULES = 4_000
"""Rules of all style sheets in a page that are looked at; saved pages hold some hundreds."""

Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector with what it declares; its compounds from the outermost element to the one it is about."""

    compounds: tuple[tuple[str, ...], ...]
    declared: Declarations
    weight: tuple[int, int, int]
    """Of the cascade: ids, classes and attributes, tags."""

    def fits(self, element: html.HtmlElement) -> bool:
        if not _has(element, self.compounds[-1]):
            return False
        ancestors = element.iterancestors()
        return all(any(_has(a, compound) for a in ancestors) for compound in reversed(self.compounds[:-1]))


class Styles:
    """The rules of a page's own style sheets, found by the id, class, attribute or tag that they are about."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._by_part: dict[str, list[tuple[int, _Rule]]] = defaultdict(list)
        for order, rule in enumerate(_rules(root)):
            self._by_part[_found_by(rule.compounds[-1])].append((order, rule))

    def declared(self, element: html.HtmlElement) -> Declarations:
        """What the style sheets and the element itself say; the weightier counts."""
        found: Declarations = {}
        for rule in self._about(element) if self._by_part else ():
            found.update(rule.declared)
        if style := element.get("style"):
            found.update(_declarations(str(style)))
        return found

    def _about(self, element: html.HtmlElement) -> list[_Rule]:
        """Those that fit ``element``, the weightiest last; of equal ones the later."""
        parts = [str(element.tag), f"#{str(element.get('id') or '').lower()}"]
        parts += [f".{name}" for name in str(element.get("class") or "").lower().split()]
        parts += [f"[{name}]" for name in element.attrib if name not in ("id", "class", "style", "href", "src")]
        fitting = [
            (rule.weight, order, rule) for p in parts for order, rule in self._by_part.get(p, ()) if rule.fits(element)
        ]
        return [rule for _, _, rule in sorted(fitting, key=lambda found: found[:2])]


def _found_by(compound: tuple[str, ...]) -> str:
    """The part of ``compound`` that its elements are looked up by."""
    return compound[-1].partition("=")[0].rstrip("]") + "]" if compound[-1][0] == "[" else compound[-1]


def _declarations(style: str) -> Declarations:
    found: Declarations = {}
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon and name.strip().lower() in _WATCHED:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def _rules(root: html.HtmlElement) -> Iterator[_Rule]:
    """The rules of a page's own style sheets that decide what is seen on a screen; those for others are passed over."""
    count = 0
    for sheet in root.iter("style"):
        text = _AT_RULE.sub(_on_screen, _COMMENT.sub(" ", sheet.text or ""))
        for match in _RULE.finditer(text):
            declared = _declarations(match.group(2))
            for selector in match.group(1).split(",") if declared else ():
                compounds = selector.replace(">", " ").split()
                if compounds and all(_COMPOUND.match(compound) and compound != "*" for compound in compounds):
                    parts = tuple(tuple(_PART.findall(compound.lower())) for compound in compounds)
                    yield _Rule(parts, declared, _weight(parts))
                    count += 1
                if count == _MOST_RULES:
                    return


def _on_screen(rule: re.Match[str]) -> str:
    """What of an at-rule counts where a page is read on a screen: all that it holds, or nothing."""
    name, condition, held = rule.group(1).lower(), rule.group(2).strip().lower(), rule.group(3) or ""
    if name == "media":
        return held if any(_is_screen(query.strip()) for query in condition.split(",")) else " "
    return held if name == "layer" else " "


def _is_screen(query: str) -> bool:
    if not _MEDIUM.fullmatch(query):
        return False
    bounds = [(kind, float(size) * (1 if unit == "px" else _EM)) for kind, size, unit in _BOUND.findall(query)]
    return all(size <= SCREEN if kind == "min" else size >= SCREEN for kind, size in bounds)


def _weight(compounds: tuple[tuple[str, ...], ...]) -> tuple[int, int, int]:
    signs = [part[0] for compound in compounds for part in compound]
    return signs.count("#"), signs.count(".") + signs.count("["), sum(sign not in "#.[" for sign in signs)


def _has(element: html.HtmlElement, compound: tuple[str, ...]) -> bool:
    for part in compound:
        if part[0] == "#":
            if str(element.get("id") or "").lower() != part[1:]:
                return False
        elif part[0] == ".":
            if part[1:] not in str(element.get("class") or "").lower().split():
                return False
        elif part[0] == "[":
            name, equals, value = part[1:-1].partition("=")
            given = element.get(name)
            if given is None or (equals and given.strip().lower() != value.strip("\"'")):
                return False
        elif element.tag != part:
            return False
    return True
