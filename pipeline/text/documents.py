"""A file in ``seeds/`` becomes a document."""

from __future__ import annotations

import itertools
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC
from functools import partial
from importlib import import_module
from pathlib import Path

from pipeline.airtime import beginning, end
from pipeline.chinese.characters import is_chinese, is_sayable
from pipeline.errors import DocumentError, printable
from pipeline.messages import _
from pipeline.model import Document, Section
from pipeline.text import COMMON_SUFFIXES
from pipeline.text.cleaning import cleaned, one_line
from pipeline.text.formats.office.kinds import kind_of
from pipeline.text.formats.office.libreoffice import TARGETS, converted
from pipeline.text.formats.typed_marks import answered, without_note_marks
from pipeline.text.front_matter import date_of_name, is_urgent_name
from pipeline.text.letterhead import with_letterhead, with_whole_title
from pipeline.text.lines import Format, Line, Manuscript
from pipeline.text.reading_process import within_budget
from pipeline.text.repair import Block, repaired, unrepaired
from pipeline.text.shapes import is_letterhead, is_page_number
from pipeline.text.structure import sections
from pipeline.text.wrong_encoding import refuse_wrong_encoding

# Named, not imported: python-docx and lxml take longer to load than a text file to read.
FORMATS = {
    ".txt": "pipeline.text.formats.plain:PlainText",
    ".md": "pipeline.text.formats.markdown:Markdown",
    ".docx": "pipeline.text.formats.word:WordDocument",
    ".html": "pipeline.text.formats.html:WebPage",
    **dict.fromkeys((".htm", ".shtml", ".xhtml"), "pipeline.text.formats.html:WebPage"),
    ".pdf": "pipeline.text.formats.pdf.reader:PdfDocument",
    ".xlsx": "pipeline.text.formats.spreadsheets.xlsx:ExcelWorkbook",
    ".xlsm": "pipeline.text.formats.spreadsheets.xlsx:ExcelWorkbook",
    ".xls": "pipeline.text.formats.spreadsheets.xls:OldWorkbook",
    ".et": "pipeline.text.formats.spreadsheets.xls:OldWorkbook",
    ".csv": "pipeline.text.formats.spreadsheets.delimited:Delimited",
    ".pptx": "pipeline.text.formats.office.pptx:Slides",
    ".mhtml": "pipeline.text.formats.mail:SavedPage",
    ".mht": "pipeline.text.formats.mail:SavedPage",
    ".eml": "pipeline.text.formats.mail:Letter",
    ".epub": "pipeline.text.formats.epub:Book",
    **dict.fromkeys(TARGETS, "pipeline.text.formats.office.libreoffice:Converted"),
}
"""Reader by suffix."""

MOST_ABOVE_TITLE = 120
"""Characters of text above the title of a document: a salutation, a motto, a note on where it is from."""
_PART = re.compile(r"第[一二三四五六七八九十\d]{1,3}[章节条编]")
"""How one of several parts is headed; 第一届, 第三季度 and 第二部 are no parts."""


def read_document(path: Path) -> Document:
    """The document in the file ``path``, read in a process of its own.

    Raises:
        DocumentError: it cannot be read (no regular file, no permission, too large, undecodable, damaged, hostile, more
            than there is time or memory for), its front matter is wrong, or it says nothing that any voice could say.
    """
    where = printable(str(path))
    content = _content(path, _format_of(path.suffix.lower(), where).largest)
    found = within_budget(_document_or_kind, content, path)
    if isinstance(found, Document):
        return found
    content, kind = converted(content, found, where)
    return within_budget(partial(document_of, suffix=kind), content, path)


def _document_or_kind(content: bytes, path: Path) -> Document | str:
    """The document, or the kind of one that LibreOffice has to be asked about first."""
    kind = kind_of(content, path.suffix.lower(), printable(str(path)))
    return kind if kind in TARGETS else document_of(content, path, kind)


def document_of(content: bytes, path: Path, suffix: str = "") -> Document:
    """The document that ``content``, the bytes of the file ``path``, holds in the format of ``suffix`` (as a rule its
    own); raises as :func:`read_document`."""
    where = printable(str(path))
    manuscript = _clean(_format_of(suffix or path.suffix.lower(), where).read(content, where))
    refuse_wrong_encoding([line.text for line in manuscript.lines], where)
    manuscript = _without_typed_marks(manuscript)
    said, left = _sayable(manuscript.lines)
    said = with_letterhead(with_whole_title(said))
    declared = manuscript.paragraphs or manuscript.place == "paragraph"
    blocks = unrepaired(said) if manuscript.place == "page" else repaired(said, declared=declared)
    if not blocks:
        raise DocumentError(
            _nothing_said(manuscript), where=where, next=_("write something into it, or take it out of the folder")
        )
    parts = sections(blocks)
    named, stem = date_of_name(unicodedata.normalize("NFC", path.stem))
    matter = manuscript.matter
    date = str(matter.get("date", "")) or named
    until = str(matter.get("until", ""))
    if date and until and end(until, UTC) <= beginning(date, UTC):
        raise DocumentError(
            _("its end, {until}, lies before its beginning, {date}").format(until=until, date=date),
            where=where,
            next=_("correct one of the two"),
        )
    notices = [*manuscript.notices, *_left_out(left, manuscript), *_mended(blocks, manuscript)]
    if not any(is_chinese(line.text) for line in said):
        notices.append(_("there is no Chinese in it; Latin letters and figures will be said"))
    return Document(
        title=str(matter.get("title", "")) or _first_title(parts) or printable(stem).strip() or path.suffix,
        sections=parts,
        date=date,
        author=str(matter.get("author", "")),
        voices=_names(matter.get("voice", ())),
        draft=bool(matter.get("draft", False)),
        until=until,
        urgent=bool(matter.get("urgent", is_urgent_name(stem))),
        notices=tuple(notices),
        left_out=manuscript.left_out,
    )


def _format_of(suffix: str, where: str) -> Format:
    try:
        module, name = FORMATS[suffix].split(":")
    except KeyError as exc:
        raise DocumentError(
            _("no reader for “{suffix}” files").format(suffix=suffix),
            where=where,
            next=_("save it as one of {suffixes}").format(suffixes=" ".join(COMMON_SUFFIXES)),
        ) from exc
    reader: Format = getattr(import_module(module), name)()
    return reader


def _content(path: Path, largest: int) -> bytes:
    """The bytes of a regular file of at most ``largest``; anything else is refused without waiting for it."""
    try:
        # Not blocking: a pipe nobody writes to would hold the whole build.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise _no_file(path)
            content = file.read(largest + 1)
    except IsADirectoryError as exc:
        raise _no_file(path) from exc
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
        raise DocumentError(
            _("cannot be read ({reason})").format(reason=reason),
            where=path,
            next=_("check that it exists and that you may read it"),
        ) from exc
    if len(content) > largest:
        raise DocumentError(
            _("larger than {n} MB").format(n=largest // 1_000_000),
            where=path,
            next=_("divide it into several documents"),
        )
    if not content:
        raise DocumentError(
            _("the file is empty"), where=path, next=_("write something into it, or take it out of the folder")
        )
    return content


def _no_file(path: Path) -> DocumentError:
    return DocumentError(
        _("not a file but a folder, a pipe or a device"), where=path, next=_("take it out of the folder")
    )


def _clean(manuscript: Manuscript) -> Manuscript:
    """Without characters that are no text; what a format's own notation hid until now included."""
    if not manuscript.lines:
        return manuscript
    joined = "\n".join(one_line(line.text) for line in manuscript.lines)
    text, notices = cleaned(joined, "paragraph")
    kept = (replace(line, text=new.strip()) for line, new in zip(manuscript.lines, text.split("\n"), strict=True))
    return replace(manuscript, lines=tuple(line for line in kept if line.text), notices=manuscript.notices + notices)


def _without_typed_marks(manuscript: Manuscript) -> Manuscript:
    """Without answers that were not ticked and the numbers of notes in brackets; both are told."""
    texts = [line.text for line in manuscript.lines]
    ticked = [line.text if line.role == "row" else answered(line.text) for line in manuscript.lines]
    kept = without_note_marks(ticked)
    numbers = [line.number for line in manuscript.lines]
    told = {
        _("answers that are not ticked are not said: {n} ({where})"): [
            number for number, before, after in zip(numbers, texts, ticked, strict=True) if before != after
        ],
        _("numbers of notes are not said: {n} ({where})"): [
            number for number, before, after in zip(numbers, ticked, kept, strict=True) if before != after
        ],
    }
    notices = tuple(
        notice.format(n=len(where), where=_places(where, manuscript)) for notice, where in told.items() if where
    )
    lines = (replace(line, text=text.strip()) for line, text in zip(manuscript.lines, kept, strict=True))
    return replace(manuscript, lines=tuple(line for line in lines if line.text), notices=manuscript.notices + notices)


def _sayable(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Lines that say something, and those that do not: page numbers, rows of stars or dashes, emoji."""
    said: list[Line] = []
    left: list[Line] = []
    for line in lines:
        says = is_sayable(line.text) and not is_page_number(line.text)
        (said if says or (said and _ends(line)) else left).append(line)
    return said, left


def _ends(line: Line) -> bool:
    """Whether a line that says nothing holds the closing marks that were broken off the line before."""
    return all(unicodedata.category(c) in ("Po", "Pe", "Pf") and c not in "*※•·#" for c in line.text)


def _nothing_said(manuscript: Manuscript) -> str:
    if not manuscript.lines:
        return _("there is no text in it")
    return _("there is nothing in it that a voice could say: no Chinese, no Latin letter, no figure")


def _left_out(lines: Sequence[Line], manuscript: Manuscript) -> list[str]:
    if not lines:
        return []
    said = _("left out, page numbers and lines without words: {n} ({where}): {text}")
    sample = printable(" ".join(line.text for line in lines[:3])[:40])
    return [said.format(n=len(lines), where=_places([line.number for line in lines], manuscript), text=sample)]


def _mended(blocks: Iterable[Block], manuscript: Manuscript) -> list[str]:
    numbers = [number for block in blocks for number in block.mended]
    if not numbers:
        return []
    said = _("broken sentences made whole again: {n} ({where})")
    return [said.format(n=len(numbers), where=_places(numbers, manuscript))]


def _places(numbers: Sequence[int], manuscript: Manuscript) -> str:
    """``numbers`` as an operator finds them in the file; the first ten tell enough."""
    listed = ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")
    said = {
        "line": _("lines {numbers}"),
        "paragraph": _("paragraphs {numbers}"),
        "row": _("rows {numbers}"),
        "page": _("pages {numbers}"),
    }
    return said[manuscript.place].format(numbers=listed)


def _first_title(parts: Sequence[Section]) -> str:
    """The title of the first titled article; under the head of an office's paper (…文件, its number) the line below.

    What stands below text and what heads one of several numbered parts is the heading of a part: then there is none.
    """
    above = 0
    for part in parts:
        title = _title_of(part)
        if title:
            return "" if above > MOST_ABOVE_TITLE or _PART.match(title) else title.rstrip("：:")
        above += sum(len(paragraph.text) for paragraph in part.paragraphs)
    return ""


def _title_of(part: Section) -> str:
    if part.title and part.paragraphs[0].kind != "title":
        return part.title
    titles = itertools.takewhile(lambda paragraph: paragraph.kind == "title", part.paragraphs)
    lines = [paragraph.text.strip() for paragraph in titles]
    return next((line for line in lines if not is_letterhead(line)), lines[0] if lines else "")


def _names(voice: object) -> tuple[str, ...]:
    return voice if isinstance(voice, tuple) else ()
