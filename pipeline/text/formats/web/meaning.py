"""What a page means by how it looks: raised figures, signs of symbol fonts, ticked boxes, lists without numbers."""

from __future__ import annotations

import re

from lxml import html

from pipeline.text.formats.symbols import is_symbol_font, sign
from pipeline.text.formats.web.styles import Declarations, Styles

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
        _as_signs(element, declared)


def _renumber(listing: html.HtmlElement, declared: Declarations) -> None:
    shown = f"{declared.get('list-style', '')} {declared.get('list-style-type', '')}".split()
    if "none" in shown:
        listing.tag = "ul"
    elif kind := next((_NUMBERS[word] for word in shown if word in _NUMBERS), ""):
        listing.set("type", kind)


def _write_out(field: html.HtmlElement) -> None:
    """The text in a field of a form, or a box with its tick, as text behind it."""
    kind = str(field.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        text = "☑" if field.get("checked") is not None else "☐"
    else:
        text = "" if kind in _WITHOUT_TEXT else str(field.get("value") or "")
    field.tail = text + (field.tail or "")


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
