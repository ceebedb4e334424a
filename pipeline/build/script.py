"""A document becomes the script of an episode: who says which line, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Protocol

from pipeline.chinese.characters import is_chinese
from pipeline.errors import DocumentError, UsageError
from pipeline.messages import _
from pipeline.model import Document, Line, PauseKind, Reading, Sentence, Utterance
from pipeline.station import Station
from pipeline.text import split_text


class Reads(Protocol):
    """What gives a sentence its reading."""

    def read(self, text: str) -> Reading:
        """The reading of ``text``."""

    def of_document(self, texts: Iterable[str]) -> Reads:
        """The same for the sentences of one document: its names are read alike throughout."""


@dataclass(frozen=True, slots=True)
class Script:
    """All that an episode will say."""

    lines: tuple[Line, ...]
    notices: tuple[str, ...]
    """What has no sound and was left out, one line each, for the operator's screen."""


def write_script(document: Document, *, date: str, station: Station, reader: Reads, voices: Sequence[str]) -> Script:
    """The script of ``document``: opening, label, title where the text does not begin with it, sections, closing.

    ``date`` is the day of publication, ``YYYY-MM-DD`` or longer. Sections alternate between ``voices``; the first
    voice opens and closes.

    Raises:
        DocumentError: nothing in the document can be said.
    """
    writer = _Writer(reader.of_document(_texts(document)), station.voice.pace)
    filled = {
        "station": station.name,
        "title": document.title,
        "author": document.author or station.author,
        "date": _spoken_date(date),
    }
    host, programme = voices[0], station.programme
    first_title = document.sections[0].title
    chapter = first_title or document.title
    writer.words("opening", programme.opening.format(**filled), host, "sentence", chapter)
    if programme.label == "spoken":
        writer.words("label", programme.label_text, host, "paragraph", chapter)
    if document.title != first_title and "{title}" not in programme.opening and is_chinese(document.title):
        writer.words("title", document.title, host, "paragraph", chapter)
    said_before = len(writer.lines)
    for section, voice in zip(document.sections, cycle(voices), strict=False):
        chapter = section.title or document.title
        for paragraph in section.paragraphs:
            chapter = paragraph.heading or chapter
            for sentence in paragraph.sentences:
                writer.line(sentence.id, sentence.text.strip(), voice, sentence.pause, chapter)
    if len(writer.lines) == said_before:
        raise DocumentError(
            _("has nothing that can be said aloud"), next=_("write its text in Chinese, or take it out of the folder")
        )
    writer.words("closing", programme.closing.format(**filled), host, "none", chapter)
    return Script(tuple(writer.lines), tuple(writer.notices))


def readings(document: Document, reader: Reads) -> Iterator[tuple[str, Sentence, Reading]]:
    """Each sentence of ``document`` with its section's title and its reading, one at a time."""
    reader = reader.of_document(_texts(document))
    for section in document.sections:
        for sentence in section.sentences:
            yield section.title or document.title, sentence, reader.read(sentence.text.strip())


def few_words(text: str, reader: Reads) -> list[Reading]:
    """The readings of what can be said in a ``text`` that is no document.

    Raises:
        UsageError: there is nothing to say in it.
    """
    pieces = (piece.strip() for piece in split_text(text))
    sayable = [reading for piece in pieces if piece and (reading := reader.read(piece)).sayable]
    if not sayable:
        raise UsageError(_("there is nothing to say in this text"), next=_("write a sentence in Chinese"))
    return sayable


def _texts(document: Document) -> Iterator[str]:
    return (sentence.text for section in document.sections for sentence in section.sentences)


class _Writer:
    """Collects lines; a chapter is told once, on the line it begins with."""

    def __init__(self, reader: Reads, pace: int) -> None:
        self.lines: list[Line] = []
        self.notices: list[str] = []
        self._reader = reader
        self._pace = pace
        self._chapter = ""

    def words(self, name: str, text: str, voice: str, pause: PauseKind, chapter: str) -> None:
        """Words that are not in the document; they may be several sentences."""
        pieces = [piece.strip() for piece in split_text(text) if piece.strip()]
        for number, piece in enumerate(pieces, start=1):
            self.line(name, piece, voice, pause if number == len(pieces) else "sentence", chapter)

    def line(self, name: str, text: str, voice: str, pause: PauseKind, chapter: str) -> None:
        """One sentence; where nothing in it has a sound it becomes a notice alone."""
        reading = self._reader.read(text)
        for start, end in reading.unsaid:
            self.notices.append(
                _("{id}: “{text}” has no sound and is left out").format(id=name, text=reading.text[start:end])
            )
        if not reading.sayable:
            return
        begins = chapter if chapter != self._chapter else ""
        self._chapter = chapter
        self.lines.append(Line(name, text, pause, begins, Utterance(reading, voice, self._pace)))


def _spoken_date(date: str) -> str:
    year, month, day = date[:10].split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"
