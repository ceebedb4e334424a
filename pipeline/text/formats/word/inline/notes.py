"""What stands beside the body of a Word document: notes, comments, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.text.formats.word.inline.fields import Fields
from pipeline.text.formats.word.names import W
from pipeline.text.formats.word.omissions import Kind

_PARTS: dict[Kind, tuple[str, str]] = {
    "footnote": ("/footnotes", "footnote"),
    "endnote": ("/endnotes", "endnote"),
    "comment": ("/comments", "comment"),
}
_PAGE_WORDS = re.compile(r"[\s第共页总之of/Pa/g／\-–—―~～·•|]*")


class Notes:
    """Foot- and endnotes and comments by their numbers, and the running lines of the pages."""

    def __init__(self, document_part: Any) -> None:
        self._related = document_part
        self._texts: dict[Kind, dict[str, str]] = {}

    def text(self, kind: Kind, key: str) -> str:
        """What the note or comment called ``key`` says; empty if it is missing."""
        if kind not in self._texts:
            ending, name = _PARTS[kind]
            self._texts[kind] = {
                note.get(W + "id", ""): "".join(t.text or "" for t in note.iter(W + "t"))
                for root in self._roots(ending)
                for note in root.iter(W + name)
            }
        return self._texts[kind].get(key, "")

    def running_lines(self) -> tuple[str, ...]:
        """What headers and footers show besides the number of the page, each once."""
        said: dict[str, None] = {}
        for root in (*self._roots("/header"), *self._roots("/footer")):
            fields = Fields(root)
            letters = (t for t in root.iter(W + "t") if not (fields.is_code(t) or fields.is_page_number(t)))
            text = "".join(t.text or "" for t in letters).strip()
            if not _PAGE_WORDS.fullmatch(text):
                said[text] = None
        return tuple(said)

    def _roots(self, ending: str) -> Iterator[Any]:
        """The root elements of the related parts whose type of relation ends in ``ending``."""
        # Late: lxml takes longer to load than a text file to read.
        from lxml import etree

        for relation in self._related.rels.values():
            if relation.reltype.endswith(ending) and not relation.is_external:
                try:
                    yield etree.fromstring(relation.target_part.blob)
                except etree.XMLSyntaxError:
                    continue
