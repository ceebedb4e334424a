"""What a page means by how it looks: raised figures, signs of symbol fonts, ticked boxes, lists without numbers."""

from __future__ import annotations

import re

from lxml import html

from pipeline.chinese.characters import HAN
from pipeline.text.formats.symbols import is_symbol_font, sign
from pipeline.text.formats.web.prose import signs
from pipeline.text.formats.web.styles import Declarations, Styles

LONGEST_BUTTON = 6
"""Characters of what is written on a button."""
_BOXES = ("checkbox", "radio")
MOST_AROUND_BOX = 3
"""Elements around a box within which the other answers stand."""
_HAN = re.compile(f"[{HAN}]")
_ANNEX = re.compile(r"附[件表]|名单|通知|公告|\.\w{2,4}$|[《》]")
_RAISED = re.compile(r"super$|text-top$|(?:[3-9]|[1-9]\d)(?:\.\d+)?(?:px|pt)$|0?\.[3-9]\d*em$|[3-9]\d%$")
_INLINE = ("span", "font", "small", "i", "b", "em", "strong", "a")
_WITHOUT_TEXT = (
    "hidden", "submit", "button", "reset", "image", "file", "password", "checkbox", "radio", "search", "range", "color",
)  # fmt: skip
"""Types of inputs that show no text of a document."""
_NUMBERS = {
    "upper-alpha": "A", "lower-alpha": "a", "upper-latin": "A", "lower-latin": "a", "upper-roman": "I",
    "lower-roman": "i", "decimal": "1",
}  # fmt: skip


def with_meaning(root: html.HtmlElement, styles: Styles) -> None:
    """Make of elements that only look like it what they mean: a ``sup``, a sign, a list whose points are numbered
    otherwise or not at all."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        declared = styles.declared(element)
        if element.tag in _INLINE and _RAISED.match(declared.get("vertical-align", "")):
            element.tag = "sup"
        elif element.tag == "ol":
            _renumber(element, declared)
        elif element.tag == "input":
            _write_out(element)
        elif element.tag == "a" and _is_button(element):
            element.tag = "button"
        _as_signs(element, declared)


def _renumber(listing: html.HtmlElement, declared: Declarations) -> None:
    shown = f"{declared.get('list-style', '')} {declared.get('list-style-type', '')}".split()
    if "none" in shown:
        listing.tag = "ul"
    elif kind := next((_NUMBERS[word] for word in shown if word in _NUMBERS), ""):
        listing.set("type", kind)


def _is_button(link: html.HtmlElement) -> bool:
    """Whether ``link`` does something on the page instead of leading anywhere, is a word or two, and stands among
    nothing but its like; an annex may be behind it all the same."""
    text, around = "".join(link.itertext()), link.getparent()
    if around is None or not str(link.get("href") or "").strip().lower().startswith("javascript:"):
        return False
    if not 0 < signs(text) <= LONGEST_BUTTON or _ANNEX.search(text):
        return False
    return not any(signs(piece or "") for piece in (around.text, *(child.tail for child in around)))


def _write_out(field: html.HtmlElement) -> None:
    """The text in a field of a form, or a box with its tick, as text behind it."""
    kind = str(field.get("type") or "text").lower()
    if kind in _BOXES:
        text = ("☑" if field.get("checked") is not None else "☐") if _is_answer(field) else ""
    else:
        text = "" if kind in _WITHOUT_TEXT else str(field.get("value") or "")
        # A figure in a field is a setting of the page; what is filled into a form stands in a table or is in words.
        if not _HAN.search(text) and next(field.iterancestors("td", "th"), None) is None:
            text = ""
    field.tail = text + (field.tail or "")


def _is_answer(box: html.HtmlElement) -> bool:
    """Whether ``box`` stands beside others; one alone is a setting of the page."""
    near = list(box.iterancestors())[:MOST_AROUND_BOX]
    return any(sum(field.get("type") in _BOXES for field in around.iter("input")) > 1 for around in near)


def _as_signs(element: html.HtmlElement, declared: Declarations) -> None:
    """Write the letters of ``element`` that a symbol font shows as other signs as those signs."""
    faces = declared.get("font-family") or str(element.get("face") or "")
    font = faces.split(",")[0].strip(" \"'")
    if not is_symbol_font(font):
        return
    element.text = _shown(element.text, font)
    for inner in element:
        inner.tail = _shown(inner.tail, font)


def _shown(text: str | None, font: str) -> str | None:
    return text and "".join(c if c.isspace() else sign(ord(c), font) or "" for c in text)
