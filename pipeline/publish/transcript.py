"""An episode's cues as something to read: headings and paragraphs of sentences, each with its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Cue, Episode
    from pipeline.station import Pauses

FRAME = ("opening", "label", "closing")
"""Cues that say the same in every episode."""
_CLOSING = "。．.！!？?；;：:，, "


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence."""

    start: str
    """Seconds, two decimals: what a media fragment (``#t=``) takes."""
    end: str
    text: str
    words: str
    """See :func:`word_steps`; empty where no words are known."""


@dataclass(slots=True)
class Block:
    """A heading or a paragraph."""

    heading: bool
    lines: list[Line]
    title: str = ""
    """Of a chapter whose heading is not said; then there are no lines."""


def blocks_of(episode: Episode, pauses: Pauses) -> list[Block]:
    """The transcript. A manifest has no paragraphs, but the silence between two sentences tells where one ended."""
    rate = episode.rate
    # Half-way between the two pauses: what is trimmed or rounded at the ends of clips is far less.
    gap = (pauses.sentence + pauses.paragraph) * rate // 2000
    spoken, silent = _headings(episode)
    blocks: list[Block] = []
    end = 0
    apart = True
    for number, cue in enumerate(episode.cues):
        if number in silent:
            blocks.append(Block(True, [], silent[number]))
            apart = True
        heading = number in spoken
        frame = cue.id in FRAME
        if apart or heading or frame or not blocks or cue.start - end >= gap:
            blocks.append(Block(heading, []))
        blocks[-1].lines.append(_line(cue, rate))
        apart = heading or frame
        end = cue.end
    return blocks


def _line(cue: Cue, rate: int) -> Line:
    return Line(f"{cue.start / rate:.2f}", f"{cue.end / rate:.2f}", cue.text, word_steps(cue, rate))


def _headings(episode: Episode) -> tuple[set[int], dict[int, str]]:
    """Cues that are a chapter's title, and the titles of chapters that nobody says, by the cue they stand before.

    A title that is the beginning of a sentence needs no heading: the sentence says it.
    """
    spoken: set[int] = set()
    silent: dict[int, str] = {}
    starts = [chapter.start for chapter in episode.chapters]
    for chapter, stop in zip(episode.chapters, [*starts[1:], episode.samples + 1], strict=False):
        within = [(i, cue) for i, cue in enumerate(episode.cues) if chapter.start <= cue.start < stop]
        said = [i for i, cue in within if cue.id not in FRAME and same_words(cue.text, chapter.title)]
        if said:
            spoken.add(said[0])
        elif within and not any(cue.text.startswith(chapter.title) for _i, cue in within):
            silent[within[0][0]] = chapter.title
    return spoken, silent


def same_words(sentence: str, title: str) -> bool:
    """Whether a sentence is just a title, whatever it ends with."""
    return sentence.strip(_CLOSING) == title.strip(_CLOSING) != ""


def word_steps(cue: Cue, rate: int) -> str:
    """Where in the text and when each word begins, small enough to stand in a page.

    One step for each word: hundredths of a second since the word before (for the first, since the
    sentence), then, unless it is one, ``*`` and the number of characters up to the next word. A word that the text
    does not hold as it was said is part of the one before.
    """
    places = list(_places(cue))
    if not places:
        return ""
    ends = [place for place, _when in places[1:]] + [len(cue.text)]
    steps = []
    now = cue.start * 100 // rate
    begin = 0  # what stands before the first word belongs to it
    for (_place, when), end in zip(places, ends, strict=True):
        moment = when * 100 // rate
        steps.append(str(moment - now) if end - begin == 1 else f"{moment - now}*{end - begin}")
        now, begin = moment, end
    return " ".join(steps)


def _places(cue: Cue) -> Iterator[tuple[int, int]]:
    found = 0
    for word in cue.words:
        text = word.text.strip()
        place = cue.text.find(text, found) if text else -1
        if place >= 0:
            yield place, word.start
            found = place + len(text)
