"""What will be said for a document: its sections and sentences, what was changed in them, which places are doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.desk.speech.words import Unit, units
from pipeline.model import Document, Paragraph, Reading, Sentence
from pipeline.reading import Reader

QUIET = {"punctuation", "space", "character variant", "lexicon", "reading given"}
"""Rules that change no word, and those that only say how one is read."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What is said in place of what is written."""

    written: str
    spoken: str
    rule: str


@dataclass(frozen=True, slots=True)
class SaidSentence:
    """One sentence."""

    id: str
    number: int
    """Its place in the document, from 0."""
    text: str
    parts: tuple[tuple[str, int, bool], ...]
    """The text in stretches: what it is, where it begins, whether it is doubtful."""
    changed: tuple[Changed, ...]
    unsaid: tuple[str, ...]
    """What has no sound in it."""
    sayable: bool

    @property
    def doubts(self) -> int:
        return sum(doubtful for _text, _start, doubtful in self.parts)


@dataclass(frozen=True, slots=True)
class SaidParagraph:
    """One paragraph."""

    kind: str
    heading: str
    sentences: tuple[SaidSentence, ...]


@dataclass(frozen=True, slots=True)
class SaidSection:
    """One section."""

    title: str
    paragraphs: tuple[SaidParagraph, ...]


def said(document: Document, reader: Reader) -> tuple[SaidSection, ...]:
    """All of ``document``; of its sentences as :func:`pipeline.build.script.readings` reads them."""
    texts = [sentence.text for sentence in document.sentences]
    reader = reader.of_document(texts)
    numbers = iter(range(len(texts)))
    return tuple(
        SaidSection(section.title, tuple(_paragraph(paragraph, reader, numbers) for paragraph in section.paragraphs))
        for section in document.sections
    )


def sentence_of(document: Document, number: int) -> Sentence | None:
    """The sentence at ``number``; None where there is none."""
    return next((sentence for n, sentence in enumerate(document.sentences) if n == number), None)


def _paragraph(paragraph: Paragraph, reader: Reader, numbers: Iterator[int]) -> SaidParagraph:
    sentences = tuple(_sentence(sentence, next(numbers), reader) for sentence in paragraph.sentences)
    return SaidParagraph(paragraph.kind, paragraph.heading, sentences)


def _sentence(sentence: Sentence, number: int, reader: Reader) -> SaidSentence:
    text = sentence.text.strip()
    reading = reader.read(text)
    return SaidSentence(
        sentence.id,
        number,
        text,
        tuple(_parts(units(reader, text))),
        tuple(_changed(reading)),
        tuple(text[start:end] for start, end in reading.unsaid),
        reading.sayable,
    )


def _parts(found: Sequence[Unit]) -> Iterator[tuple[str, int, bool]]:
    return ((unit.text, unit.start, unit.doubtful) for unit in found)


def _changed(reading: Reading) -> Iterator[Changed]:
    for rule in reading.rules:
        if rule.name not in QUIET:
            yield Changed(reading.text[rule.start : rule.end], rule.spoken, rule.name)
