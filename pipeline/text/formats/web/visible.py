"""What of a page nobody sees: hidden by an attribute, by its own style or by a style sheet in the page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

from pipeline.text.formats.web.prose import prose_of

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
_COMPOUND = re.compile(r"(?:[a-z][a-z0-9]*|\*)?(?:[.#][\w-]+)*$", re.IGNORECASE)
_PART = re.compile(r"[.#]?[\w-]+")
_FAR = re.compile(r"-\s*(?:\d{4,}(?:\.\d+)?px|[5-9]\d{2}(?:\.\d+)?px|\d{3,}(?:\.\d+)?(?:em|rem|%|vw))")
_NOTHING = re.compile(r"0*\.?0+(?:px|pt|em|rem|%)?$")

_WATCHED = ("display", "visibility", "opacity", "font-size", "position", "left", "right", "top", "text-indent", "clip",
            "height", "width", "overflow")  # fmt: skip
_MOST_RULES = 4_000
"""Rules of all style sheets in a page that are looked at; saved pages hold some hundreds."""

Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector with what it declares; its compounds from the outermost element to the one it is about."""

    compounds: tuple[tuple[str, ...], ...]
    declared: Declarations
    weight: tuple[int, int, int]
    """Of the cascade: ids, classes, tags."""

    def fits(self, element: html.HtmlElement) -> bool:
        if not _has(element, self.compounds[-1]):
            return False
        ancestors = element.iterancestors()
        return all(any(_has(a, compound) for a in ancestors) for compound in reversed(self.compounds[:-1]))


class _Rules:
    """The rules of a page's own style sheets, found by the id, class or tag that they are about."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._by_part: dict[str, list[tuple[int, _Rule]]] = defaultdict(list)
        for order, rule in enumerate(_rules(root)):
            self._by_part[rule.compounds[-1][-1]].append((order, rule))

    def about(self, element: html.HtmlElement) -> list[_Rule]:
        """Those that fit ``element``, the weightiest last; of equal ones the later."""
        if not self._by_part:
            return []
        parts = [str(element.tag), f"#{str(element.get('id') or '').lower()}"]
        parts += [f".{name}" for name in str(element.get("class") or "").lower().split()]
        fitting = [
            (rule.weight, order, rule) for p in parts for order, rule in self._by_part.get(p, ()) if rule.fits(element)
        ]
        return [rule for _, _, rule in sorted(fitting, key=lambda found: found[:2])]


def drop_invisible(root: html.HtmlElement) -> None:
    """Take out of ``root`` what a reader of the page does not see.

    Scripts reveal the body of many pages once it has loaded (WeChat hides its own so): where the larger part of a
    page's prose is invisible, that part is its body and stays.
    """
    rules = _Rules(root)
    never, until_loaded = [], []
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "head"):
            continue
        declared = _declared(element, rules)
        if element.get("hidden") is not None or declared.get("display") == "none" or _unopened(element):
            never.append(element)
        elif _unseen(declared):
            until_loaded.append(element)
    everything = prose_of(root)
    for hidden in (until_loaded, never):
        for element in hidden:
            if element.getparent() is not None and 2 * prose_of(element) <= everything:
                element.drop_tree()


def _unopened(element: html.HtmlElement) -> bool:
    return element.tag == "dialog" and element.get("open") is None


def _unseen(declared: Declarations) -> bool:
    """Whether what stands there takes its room on the page, but is not seen in it."""
    if declared.get("visibility") in ("hidden", "collapse"):
        return True
    if any(_NOTHING.match(declared.get(name, "1")) for name in ("opacity", "font-size")):
        return True
    if declared.get("position") in ("absolute", "fixed"):
        if any(_FAR.match(declared.get(name, "")) for name in ("left", "right", "top")):
            return True
        if re.match(r"rect\(\s*(?:0|1px)", declared.get("clip", "")):
            return True
    if _FAR.match(declared.get("text-indent", "")):
        return True
    flat = any(_NOTHING.match(declared.get(name, "1")) for name in ("height", "width"))
    return flat and declared.get("overflow") == "hidden"


def _declared(element: html.HtmlElement, rules: _Rules) -> Declarations:
    """What the style sheets and the element itself say; the weightier counts."""
    found: Declarations = {}
    for rule in rules.about(element):
        found.update(rule.declared)
    found.update(_declarations(str(element.get("style") or "")))
    return found


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
    return signs.count("#"), signs.count("."), sum(sign not in "#." for sign in signs)


def _has(element: html.HtmlElement, compound: tuple[str, ...]) -> bool:
    for part in compound:
        if part[0] == "#":
            if str(element.get("id") or "").lower() != part[1:]:
                return False
        elif part[0] == ".":
            if part[1:] not in str(element.get("class") or "").lower().split():
                return False
        elif element.tag != part:
            return False
    return True
