"""PDF files with a text layer."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import DocumentError
from pipeline.messages import _, ngettext
from pipeline.text.formats.pdf.glyphs import Page, read_page
from pipeline.text.formats.pdf.layout import Laid, Said, Table, laid_out, said
from pipeline.text.formats.pdf.paragraphs import Paragraph
from pipeline.text.formats.pdf.printed import printed_page
from pipeline.text.formats.tables import rows_said
from pipeline.text.lines import Line, Manuscript

MOST_PAGES = 1_000
"""Pages of a PDF: some two days of speech."""
UNREADABLE = 0.2
"""Share of characters that no font names, from which a PDF counts as unreadable."""
_LETTERHEAD = re.compile(r"(?:文件|公报|简报|纪要|通报)$")
"""What an authority prints over its papers, larger than their titles."""
UNNAMED = "\ufffd"
"""What stands for a character that no font names."""


class PdfDocument:
    """``.pdf``: its text in reading order, tables row by row, without running heads, page numbers and watermarks."""

    largest = 100_000_000

    def read(self, content: bytes, where: str) -> Manuscript:
        # Late: the library is loaded for no other format.
        import pypdfium2

        found = _Found()
        try:
            document = pypdfium2.PdfDocument(io.BytesIO(content))
            try:
                if len(document) > MOST_PAGES:
                    raise _too_long(len(document), where)
                for number in range(1, len(document) + 1):
                    found.add(number, read_page(document, number))
            finally:
                document.close()
        except pypdfium2.PdfiumError as exc:
            raise _refused(exc, where) from exc
        found.refuse(where)
        pages, title, around = printed_page(found.laid)
        whole = said(pages)
        lines = tuple(_lines(whole))
        notices = (*found.notices(), *_left_out(whole))
        if not title:
            return Manuscript(lines, {}, notices, "page")
        # Late: lxml is needed for no other PDF.
        from pipeline.text.formats.web.copied import article_of

        lines, left = article_of(lines, title)
        around += left
        return Manuscript(lines, {}, (*notices, *_around(around)), "page", left_out=around)


@dataclass(slots=True)
class _Found:
    """What the pages hold, gathered one by one."""

    laid: list[Laid] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    """Pages that show a picture and no text."""
    slanted: str = ""
    characters: int = 0
    unnamed: int = 0

    def add(self, number: int, page: Page) -> None:
        for sheet in page.sheets:
            self.characters += len(sheet.glyphs)
            self.unnamed += sum(glyph.char == UNNAMED for glyph in sheet.glyphs)
        self.laid += laid_out(page)
        self.slanted = self.slanted or page.slanted
        if page.pictures and not page.sheets:
            self.pictures.append(number)

    def refuse(self, where: str) -> None:
        """Raise DocumentError for what holds no text that anybody could say."""
        if not self.characters and self.pictures:
            raise DocumentError(
                _("pictures of pages; there is no text in it"),
                where=where,
                next=_("have a program for text recognition (OCR) make a text of it, or ask for the original"),
            )
        if self.unnamed > UNREADABLE * self.characters:
            raise DocumentError(
                _("its fonts do not tell which characters they show"),
                where=where,
                next=_("make it again from the document it was made from, or have its pages recognised (OCR)"),
            )

    def notices(self) -> Iterator[str]:
        if self.pictures:
            pages = ", ".join(map(str, self.pictures[:10])) + (" …" if len(self.pictures) > 10 else "")
            yield _("pages that are pictures without text are left out: {pages}").format(pages=pages)
        if self.slanted:
            yield _("a watermark is left out: {text}").format(text=self.slanted[:40])
        if self.unnamed:
            yield ngettext(
                "{n} character that no font names is left out",
                "{n} characters that no font names are left out",
                self.unnamed,
            ).format(n=self.unnamed)


def _lines(whole: Said) -> Iterator[Line]:
    headings = [part for part in whole.parts if isinstance(part, Paragraph) and part.heading]
    sizes = sorted({round(part.size) for part in headings}, reverse=True)
    for part in whole.parts:
        if isinstance(part, Table):
            for row in rows_said(part.rows):
                for text in row.lines:
                    over_all = any(cell.text and cell.columns > 1 for cell in part.rows[0])
                    titled = row.title and over_all and part is whole.parts[0]
                    yield from _line(text, part.page, "heading" if titled else "row", int(titled))
        elif part.heading and not (part is headings[0] and len(headings) > 1 and _LETTERHEAD.search(part.text)):
            yield from _line(part.text, part.page, "heading", sizes.index(round(part.size)) + 1)
        else:
            yield from _line(part.text, part.page)


def _line(text: str, page: int, role: Any = "", level: int = 0) -> Iterator[Line]:
    text = text.replace(UNNAMED, "").strip()
    if text:
        yield Line(text, page, role, level)


def _left_out(whole: Said) -> Iterator[str]:
    if whole.furniture:
        said_ = _("running heads, feet and page numbers left out: {n}: {text}")
        yield said_.format(n=len(whole.furniture), text=" ".join(dict.fromkeys(whole.furniture))[:40])
    if whole.contents:
        yield ngettext(
            "list of contents left out: {n} line", "list of contents left out: {n} lines", len(whole.contents)
        ).format(n=len(whole.contents))


def _around(left: Sequence[str]) -> Iterator[str]:
    if left:
        yield ngettext(
            "left out around the article: {n} line", "left out around the article: {n} lines", len(left)
        ).format(n=len(left))


def _refused(exc: Exception, where: str) -> DocumentError:
    reason = str(exc).lower()
    if "password" in reason or "security" in reason:
        return DocumentError(
            _("is protected with a password"), where=where, next=_("open it and save it without a password")
        )
    return DocumentError(
        _("not a PDF, or a damaged one"), where=where, next=_("make it again from the document it was made from")
    )


def _too_long(pages: int, where: str) -> DocumentError:
    return DocumentError(
        _("has {n} pages; more than {most} are no broadcast").format(n=pages, most=MOST_PAGES),
        where=where,
        next=_("divide it into several documents"),
    )
