"""What a paragraph or a run looks like, its own properties first, then those of its styles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.text.formats.list_labels import whole
from pipeline.text.formats.word.names import W, is_yes, value_of

DEEPEST = 40
"""Styles based on one another; Word allows eleven."""
ORDINARY_SIZE = 21
"""Half-points of letters of which the file says nothing: Chinese Word's 五号."""


class Styles:
    """The styles of a document by id, with what they are based on."""

    def __init__(self, part: Any) -> None:
        """``part``: the ``w:styles`` element, ``None`` if the document has none."""
        styles = () if part is None else part.iterchildren(W + "style")
        self._styles = {style.get(W + "styleId"): style for style in styles}
        self._default = next(
            (
                key
                for key, s in self._styles.items()
                if s.get(W + "type") == "paragraph" and s.get(W + "default") == "1"
            ),
            "",
        )
        self._defaults = None if part is None else part.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._chains: dict[str, tuple[Any, ...]] = {}
        self._inherited: dict[tuple[str, str, str], Any] = {}
        self._on: dict[tuple[str, str], bool] = {}
        self._last: tuple[Any, str] = None, ""

    def names(self, paragraph: Any) -> Iterator[str]:
        """The name of the paragraph's style, and of those that it is based on."""
        return (value_of(style, "name").strip() for style in self.of_paragraph(paragraph))

    def of(self, paragraph: Any) -> str:
        """The id of the paragraph's style; asked for each of its runs, looked up once."""
        if self._last[0] is not paragraph:
            self._last = paragraph, value_of(paragraph, "pPr/pStyle", self._default)
        return self._last[1]

    def of_paragraph(self, paragraph: Any) -> tuple[Any, ...]:
        """The paragraph's style and what it is based on, the nearest first."""
        return self.chain(self.of(paragraph))

    def chain(self, style_id: str) -> tuple[Any, ...]:
        """The style called ``style_id`` and what it is based on, the nearest first."""
        if style_id not in self._chains:
            found: list[Any] = []
            style = self._styles.get(style_id)
            while style is not None and len(found) < DEEPEST:
                found.append(style)
                style = self._styles.get(value_of(style, "basedOn"))
            self._chains[style_id] = tuple(found)
        return self._chains[style_id]

    def paragraph_property(self, paragraph: Any, name: str) -> Any:
        """The element ``name`` of the paragraph's properties or of its nearest style that has one, else ``None``."""
        places = (paragraph, *self.of_paragraph(paragraph))
        return next((found for place in places if (found := place.find(f"{W}pPr/{W}{name}")) is not None), None)

    def run_property(self, run: Any, paragraph: Any, name: str) -> Any:
        """As :meth:`paragraph_property`, for a property of a run's letters."""
        properties = run.find(W + "rPr")
        own = None if properties is None else properties.find(W + name)
        if own is not None:
            return own
        key = name, _value(properties, "rStyle"), self.of(paragraph)
        if key not in self._inherited:
            self._inherited[key] = self._inherit(*key)
        return self._inherited[key]

    def _inherit(self, name: str, *style_ids: str) -> Any:
        styles = (style for style_id in style_ids for style in self.chain(style_id))
        found = next((found for style in styles if (found := style.find(f"{W}rPr/{W}{name}")) is not None), None)
        return self._defaults.find(W + name) if found is None and self._defaults is not None else found

    def is_on(self, run: Any, paragraph: Any, name: str) -> bool:
        """Whether a run has the on-off property ``name``; a character style switches what its paragraph's style says
        over (ECMA-376 part 1, 17.7.3)."""
        properties = run.find(W + "rPr")
        own = None if properties is None else properties.find(W + name)
        if own is not None:
            return is_yes(own)
        return self._is_on_by_style(name, _value(properties, "rStyle")) != self._is_on_by_style(
            name, self.of(paragraph)
        )

    def _is_on_by_style(self, name: str, style_id: str) -> bool:
        key = name, style_id
        if key not in self._on:
            found = (style.find(f"{W}rPr/{W}{name}") for style in self.chain(style_id))
            self._on[key] = next((is_yes(element) for element in found if element is not None), False)
        return self._on[key]


def _value(properties: Any, name: str) -> str:
    found = None if properties is None else properties.find(W + name)
    return "" if found is None else str(found.get(W + "val", ""))


def size_of(run: Any, paragraph: Any, styles: Styles) -> int:
    """The size of a run's letters in half-points."""
    found = styles.run_property(run, paragraph, "sz")
    return ORDINARY_SIZE if found is None else whole(found.get(W + "val"), ORDINARY_SIZE)
