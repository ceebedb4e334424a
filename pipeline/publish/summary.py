"""What an episode is about, in two or three lines: its first sentences, read as they are written, not run together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.publish.xml_text import FRAME, one_line, words_of

if TYPE_CHECKING:
    from pipeline.model import Episode

CHARACTERS = 120
"""Three lines on a phone."""
_ENDS = "。！？；：，、…”’）》.!?;:,"


def lead_of(episode: Episode) -> str:
    """The first whole sentences up to :data:`CHARACTERS`, without titles; a single longer one is cut with ``…``."""
    titles = {words_of(episode.title), *(words_of(chapter.title) for chapter in episode.chapters)} - {""}
    lead = ""
    for cue in episode.cues:
        if cue.id in FRAME or words_of(cue.text) in titles:
            continue
        sentence = one_line(cue.text)
        if lead and len(lead) + len(sentence) > CHARACTERS:
            break
        lead += _between(lead, sentence) + sentence
    return lead if len(lead) <= CHARACTERS else lead[: CHARACTERS - 1].rstrip() + "…"


def _between(before: str, sentence: str) -> str:
    """What separates two sentences: a space in Latin text, and after a line that ends in no mark, a byline say."""
    if not before or not sentence:
        return ""
    both_latin = before[-1].isascii() and sentence[0].isascii()
    return " " if both_latin or before[-1] not in _ENDS else ""
