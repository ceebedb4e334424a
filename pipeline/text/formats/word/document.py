"""Word documents."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from pipeline.text.cleaning import cleaned_line
from pipeline.text.formats.word.body import Body
from pipeline.text.formats.word.package import damaged, refuse_hostile
from pipeline.text.formats.word.titles import titled
from pipeline.text.front_matter import split_front_matter
from pipeline.text.lines import Manuscript


class WordDocument:
    """``.docx``: what Word shows of the text and nothing that it hides, with the numbers that Word counts itself.

    Front matter may stand in the first paragraphs. The file's own properties are not used: they name whose computer it
    was written on, not who speaks.
    """

    largest = 20_000_000

    def read(self, content: bytes, where: str) -> Manuscript:
        refuse_hostile(content, where)
        parts = _opened(content, where)
        body = Body(parts.document, parts.numbering, parts.styles, parts.part)
        lines = tuple(titled(body.paragraphs(), body.styles))
        matter, taken, foreign = split_front_matter([cleaned_line(line.text) for line in lines], where)
        return Manuscript(lines[taken:], matter, (*foreign, *body.notices()), "paragraph")


@dataclass(frozen=True, slots=True)
class _Parts:
    """The XML elements of a package that its text is made of."""

    document: Any
    """The body."""
    numbering: Any
    """``None`` if there are no lists."""
    styles: Any
    part: Any
    """The document part, whose relations lead to notes, headers and drawings."""


def _opened(content: bytes, where: str) -> _Parts:
    # Late: python-docx takes longer to load than a text file to read.
    import docx

    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        related = [
            r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering") and not r.is_external
        ]
        numbering = related[0].element if related else None
        styles = document.styles.element
    # python-docx lets out whatever it meets in a damaged file: KeyError, XMLSyntaxError, PackageNotFoundError …
    except Exception as exc:
        raise damaged(where) from exc
    if body is None:
        raise damaged(where)
    return _Parts(body, numbering, styles, document.part)
