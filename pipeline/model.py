"""What flows through the program: frozen values, no I/O.

A :class:`Document` is text with structure. A :class:`Reading` is one sentence with its pronunciation.
An :class:`Utterance` asks one voice for one reading; a :class:`Clip` is the sound of it. A :class:`Line` is an
utterance in its place in an episode's script. An :class:`Episode` is what was made and published, as
``episode.json`` tells it.

Times inside the program are whole samples at a rate that travels with them; seconds appear at the edges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

ParagraphKind = Literal["title", "byline", "salutation", "item", "text"]
"""What a paragraph is: a heading; who reports from where; whom a letter addresses; a numbered point; prose."""

PauseKind = Literal["none", "comma", "sentence", "paragraph", "section"]
"""How long the silence after a sentence is; the lengths stand in ``station.toml``."""


# ── text ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the smallest thing that is said, cued and made again."""

    id: str
    """Stable within its document: ``s003-012`` is the twelfth sentence of the third section, from 1."""
    text: str
    """Exactly as it stands in the document's text, white space at its end included."""
    pause: PauseKind
    """The silence after it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, repaired: lines and columns that broke it have been joined."""

    kind: ParagraphKind
    sentences: tuple[Sentence, ...]
    heading: str = ""
    """The chapter that begins here, without closing punctuation; empty where no chapter begins."""

    @property
    def text(self) -> str:
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Section:
    """An article, a letter, or a part with its own title; one presenter speaks it."""

    title: str
    """Its heading as written, on one line; empty where it has none."""
    paragraphs: tuple[Paragraph, ...]

    @property
    def sentences(self) -> Iterator[Sentence]:
        return (sentence for paragraph in self.paragraphs for sentence in paragraph.sentences)


@dataclass(frozen=True, slots=True)
class Document:
    """What an operator dropped into ``seeds/``."""

    title: str
    """From the front matter, else the first heading, else the file's stem; one line, never empty."""
    sections: tuple[Section, ...]
    date: str = ""
    """``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM`` from the front matter or the file's name; empty if neither tells."""
    author: str = ""
    voices: tuple[str, ...] = ()
    """Presenters the front matter asks for, in place of the station's."""
    draft: bool = False
    """A draft is read and checked but not published."""
    until: str = ""
    """The last day on the air, or the time at which it ends: as :attr:`date`; empty where no end is named."""
    urgent: bool = False
    """Whether it goes before all others."""
    notices: tuple[str, ...] = ()
    """What was repaired or left out on the way in, one line each, for the operator's screen."""
    left_out: tuple[str, ...] = ()
    """Lines that the file shows around its article and that are not said, in order: menus, footers, other pages."""

    @property
    def sentences(self) -> Iterator[Sentence]:
        return (sentence for section in self.sections for sentence in section.sentences)

    @property
    def text(self) -> str:
        """All that will be said, in order: the sentences joined again."""
        return "".join(sentence.text for sentence in self.sentences)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that fired while a sentence was read."""

    name: str
    """For the operator: ``date range``, ``lexicon``, ``third tones`` …"""
    start: int
    """First character of ``Reading.text`` it touched."""
    end: int
    """One past the last."""
    spoken: str
    """What is said there, or the pinyin that was chosen."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one sentence is said.

    In ``spoken`` figures and symbols are words. Latin capitals there are said letter by letter, runs of
    small letters as words; everything else that is neither a Chinese character nor punctuation is gone,
    and a :class:`Rule` or ``unsaid`` says so.
    """

    text: str
    """As written; what captions show."""
    spoken: str
    """As said: Chinese characters, Latin letters and punctuation only."""
    pinyin: tuple[str, ...]
    """A syllable for each Chinese character of ``spoken``: ``chong2``, ``lv4``, ``de5``; before tone sandhi."""
    pinyin_said: tuple[str, ...]
    """The same after tone sandhi."""
    rules: tuple[Rule, ...] = ()
    unsaid: tuple[tuple[int, int], ...] = ()
    """Spans of ``text`` that have no sound and that a listener would miss (an emoji, an unknown script)."""
    respelt: str = ""
    """``spoken`` with homophones where the lexicon forces a reading, for a voice that takes no phonemes.
    Empty when it equals ``spoken``."""

    @property
    def sayable(self) -> bool:
        """Whether anything in it has a sound; marks alone have none."""
        return any(character.isalpha() for character in self.spoken)

    @property
    def syllables(self) -> int:
        """Syllables said, a Latin letter or short word counted as one: what a plausible length is measured by."""
        return len(self.pinyin) + sum(c.isascii() and c.isupper() for c in self.spoken)


# ── voice ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Utterance:
    """One reading, asked of one voice."""

    reading: Reading
    voice: str
    pace: int
    """Syllables a minute."""


@dataclass(frozen=True, slots=True)
class Word:
    """Where a stretch of what is said lies in its clip."""

    text: str
    """As in ``Reading.text`` where that can be told, else as in ``spoken``."""
    start: int
    """In samples from the start of the clip."""
    end: int
    """In samples; ``start <= end``."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """The sound of one utterance."""

    samples: NDArray[np.int16]
    """Mono PCM, one dimension."""
    rate: int
    """Samples a second."""
    words: tuple[Word, ...] = ()
    estimated: bool = False
    """Whether ``words`` were shared out by syllables, not measured by the engine."""


# ── studio and publish ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cue:
    """When one sentence is heard in an episode."""

    id: str
    """Its sentence's id, or ``opening`` / ``closing``."""
    start: int
    """In samples at ``Episode.rate``."""
    end: int
    """In samples; the pause after the sentence is not part of it."""
    text: str
    """As written, stripped."""
    words: tuple[Word, ...] = ()
    """Places within the episode, in samples."""
    pause: PauseKind = "sentence"
    """What follows it: after a ``paragraph`` or a ``section`` a new paragraph begins."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Where a titled part begins."""

    start: int
    """In samples at ``Episode.rate``."""
    title: str


@dataclass(frozen=True, slots=True)
class AudioFile:
    """One master of an episode."""

    path: str
    """Relative to the episode's folder, ASCII."""
    bytes: int
    mime: str
    milliseconds: int
    also: str = ""
    """A second name of the same file in the same folder, which no other episode's file has: the one it is published
    under, because clients name downloads by it. Empty: it has none."""

    @property
    def published(self) -> str:
        """The name that feeds and pages lead to."""
        return self.also or self.path


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an episode's script: a sentence, or the words before and after, and who says it."""

    id: str
    """Its sentence's id, or ``opening`` / ``label`` / ``closing``."""
    text: str
    """As written, stripped; what captions show."""
    pause: PauseKind
    """The silence after it."""
    chapter: str
    """Title of the chapter that begins with this line; empty where none begins."""
    utterance: Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What an episode is, before it has a sound."""

    slug: str
    """ASCII; the name of its folder."""
    guid: str
    """Given once, never changed."""
    title: str
    date: str
    """Publication, ISO 8601 with offset; given once, never changed."""
    author: str
    source: str
    """The document, relative to ``seeds/``, with ``/``."""
    fingerprint: str
    """Of all that would change the episode's bytes."""
    engine: str
    engine_reason: str = ""
    """Why that engine, when it was not simply the one asked for."""
    voices: tuple[str, ...]
    number: int = 0
    """Position in the programme when it was first built, from 1; 0 when unknown."""
    until: str = ""
    """The first moment at which it is on the air no more, as :attr:`date`; empty: no end was named."""
    urgent: bool = False
    """Whether it goes before all others."""
    first: bool = False
    """The same, by the operator's hand and not by what its document says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode(Imprint):
    """One published episode, exactly as ``episode.json`` holds it."""

    rate: int
    """Samples a second of all times below."""
    samples: int
    """Length of the podcast master."""
    chapters: tuple[Chapter, ...]
    cues: tuple[Cue, ...]
    words_estimated: bool
    files: Mapping[str, AudioFile] = field(hash=False)
    """Masters by profile: ``podcast``, ``workshop`` …"""
    synthetic: bool = True
    """Whether the label for synthetic speech is on."""
    sums: Mapping[str, str] = field(default_factory=dict, hash=False)
    """SHA-256 of each file in the folder but the manifest, in hexadecimal, by its name relative to the folder."""
