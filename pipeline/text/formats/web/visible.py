"""What of a page nobody sees: hidden by an attribute, by its own style or by a style sheet in the page."""

from __future__ import annotations

import re

from lxml import html

from pipeline.text.formats.web.prose import prose_of
from pipeline.text.formats.web.styles import Declarations, Styles

_FAR = re.compile(r"-\s*(?:\d{4,}(?:\.\d+)?px|[5-9]\d{2}(?:\.\d+)?px|\d{3,}(?:\.\d+)?(?:em|rem|%|vw|vh))")
_FAR_AWAY = re.compile(rf"translate[xy3d]*\([^)]*{_FAR.pattern}")
_NOTHING = re.compile(r"(?:0*\.?0+|0*\.0\d*)(?:px|pt|em|rem|%)?$")
_HARDLY = re.compile(r"(?:0*\.?0+|0?\.\d+|1)(?:px|pt)?$")
"""Sizes too small to be read, in px or pt."""
_CUT_TO_NOTHING = re.compile(
    r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|circle\(\s*0|polygon\(\s*0(?:px|%)?\s+0(?:px|%)?\s*(?:,\s*0(?:px|%)?\s+0(?:px|%)?\s*)*\)"
)
_NO_SIZE = re.compile(r"(?:scale[xy]?|scale3d)\(\s*0(?:\.0+)?\s*[,)]")
_NO_COLOUR = re.compile(r"transparent$|rgba\([^)]*,\s*0?\.?0+\s*\)$")
_WHITE = re.compile(r"(?:#fff(?:fff)?|white|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*1\s*)?\))$")
_BACKGROUNDS = ("background", "background-color", "background-image")

_HIDING = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-(?:text|only)|d-none|hidden|is-hidden|hide|layui-hide|js_hidden)(?:\s|$)"
)
"""Classes that the style sheets of many sites hide elements by, where those sheets stand outside the page."""


def drop_invisible(root: html.HtmlElement, styles: Styles) -> None:
    """Take out of ``root`` what a reader of the page does not see.

    Scripts reveal the body of many pages once it has loaded (WeChat hides its own so): where the larger part of a
    page's prose is invisible, that part is its body and stays.
    """
    sheets = any("stylesheet" in str(link.get("rel") or "").lower() for link in root.iter("link"))
    never, until_loaded = [], []
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "head"):
            continue
        declared = styles.declared(element)
        if _is_never_shown(element, declared) or _stands_for_an_equation(element):
            never.append(element)
        elif (
            _unseen(declared)
            or _unreadable(element, declared, styles, sheets=sheets)
            or ("display" not in declared and _HIDING.search(str(element.get("class") or "").lower()))
        ):
            until_loaded.append(element)
    everything = prose_of(root)
    for hidden in (until_loaded, never):
        for element in hidden:
            if element.getparent() is not None and 2 * prose_of(element) <= everything:
                element.drop_tree()


def _is_never_shown(element: html.HtmlElement, declared: Declarations) -> bool:
    if element.get("hidden") is not None or element.get("popover") is not None:
        return True
    unopened = element.tag == "dialog" and element.get("open") is None
    return unopened or declared.get("display") == "none" or declared.get("content-visibility") == "hidden"


def _stands_for_an_equation(element: html.HtmlElement) -> bool:
    """Whether ``element`` draws an equation that stands beside it in MathML, as KaTeX and MathJax do."""
    around = element.getparent()
    if element.get("aria-hidden") != "true" or around is None or next(element.iter("math"), None) is not None:
        return False
    return next(around.iter("math"), None) is not None and around.tag in ("span", "mjx-container")


def _unseen(declared: Declarations) -> bool:
    """Whether what stands there takes its room on the page, but is not seen in it."""
    if declared.get("position") in ("absolute", "fixed"):
        if any(_FAR.match(declared.get(name, "")) for name in ("left", "right", "top")):
            return True
        if re.match(r"rect\(\s*(?:0|1px)", declared.get("clip", "")):
            return True
    if any(_FAR.match(declared.get(name, "")) for name in ("text-indent", "margin-left", "margin-top")):
        return True
    if any(_NOTHING.match(declared.get(name, "1")) for name in ("opacity", "zoom")):
        return True
    transform = declared.get("transform", "")
    if (
        _CUT_TO_NOTHING.match(declared.get("clip-path", ""))
        or _NO_SIZE.search(transform)
        or _FAR_AWAY.search(transform)
    ):
        return True
    flat = any(_HARDLY.match(declared.get(name, "9px")) for name in ("height", "width", "max-height", "max-width"))
    return flat and declared.get("overflow") in ("hidden", "clip")


def _unreadable(element: html.HtmlElement, declared: Declarations, styles: Styles, *, sheets: bool) -> bool:
    """Whether the letters of ``element`` cannot be seen, and no element within it says otherwise of its own."""
    unreadable = {
        "visibility": declared.get("visibility") in ("hidden", "collapse"),
        "font-size": _HARDLY.match(declared.get("font-size", "9px")) is not None,
        "color": _NO_COLOUR.match(_colour(element, declared)) is not None
        or (not sheets and _is_white_on_white(element, declared, styles)),
    }
    names = [name for name, is_so in unreadable.items() if is_so]
    return any(not any(name in styles.declared(inner) for inner in element.iterdescendants()) for name in names)


def _colour(element: html.HtmlElement, declared: Declarations) -> str:
    return declared.get("color") or str(element.get("color") or "").lower()


def _is_white_on_white(element: html.HtmlElement, declared: Declarations, styles: Styles) -> bool:
    """Whether ``element`` is written in white and neither it nor what it stands in has any ground but the page's."""
    if not _WHITE.match(_colour(element, declared)):
        return False
    for around in (element, *element.iterancestors()):
        of_it = declared if around is element else styles.declared(around)
        grounds = [of_it.get(name, "") for name in _BACKGROUNDS]
        grounds += [str(around.get(name) or "").lower() for name in ("bgcolor", "background")]
        if any(ground and not (_WHITE.match(ground) or ground in ("none", "transparent")) for ground in grounds):
            return False
    return True
