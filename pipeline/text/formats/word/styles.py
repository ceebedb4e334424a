"""What a paragraph or a run looks like, its own properties first, then those of its styles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.text.formats.word.names import W, is_yes, value_of

DEEPEST = 40
"""Styles based on one another; Word allows eleven."""


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

    def name(self, paragraph: Any) -> str:
        """The name of the style that ``paragraph`` has itself; empty for none."""
        style = self._styles.get(value_of(paragraph, "pPr/pStyle"))
        return value_of(style, "name").strip()

    def names(self, paragraph: Any) -> Iterator[str]:
        """The name of the paragraph's style, and of those that it is based on."""
        return (value_of(style, "name").strip() for style in self.of_paragraph(paragraph))

    def of_paragraph(self, paragraph: Any) -> tuple[Any, ...]:
        """The paragraph's style and what it is based on, the nearest first."""
        return self.chain(value_of(paragraph, "pPr/pStyle", self._default))

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
        places = (run, *self.chain(value_of(run, "rPr/rStyle")), *self.of_paragraph(paragraph))
        found = next((found for place in places if (found := place.find(f"{W}rPr/{W}{name}")) is not None), None)
        if found is None and self._defaults is not None:
            return self._defaults.find(W + name)
        return found

    def is_on(self, run: Any, paragraph: Any, name: str) -> bool:
        """Whether a run has the on-off property ``name``; a character style switches what its paragraph's style says
        over (ECMA-376 part 1, 17.7.3)."""
        own = run.find(f"{W}rPr/{W}{name}")
        if own is not None:
            return is_yes(own)
        by_styles = [
            next((is_yes(found) for style in chain if (found := style.find(f"{W}rPr/{W}{name}")) is not None), False)
            for chain in (self.chain(value_of(run, "rPr/rStyle")), self.of_paragraph(paragraph))
        ]
        return by_styles[0] != by_styles[1]
