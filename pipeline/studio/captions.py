"""Captions for players: WebVTT and SubRip by sentence, WebVTT by word."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model import Cue

LINE = 64
"""Widest line, in columns; a Chinese character takes two. Podcast clients ask for at most 65 characters."""
BREAKS = "，。；：、！？…）》”’」』,;:!?)"
"""Marks after which a caption is best broken."""
_JOINER = "\N{WORD JOINER}"
"""Shown as nothing, and no part of any notation."""
_ALPHA_BREAK = re.compile(r"(?<=\\)(?=[Nnh])")
"""Inside what players that turn captions into SubStation Alpha take for a line break or a space (mpv does, of WebVTT
too)."""
_SUBRIP_NOTATION = re.compile(rf"(?<=--)(?=>)|(?<=<)(?= *[A-Za-z0-9_/])|{_ALPHA_BREAK.pattern}")
"""Inside what a SubRip player would take for times, or for a tag: ffmpeg skips spaces before one and hides any that is
of Latin letters and figures, VLC takes a letter behind the bracket for the beginning of one."""
_BRACES = str.maketrans("{}", "｛｝")
"""Between braces stand overrides, which SubStation Alpha hides whatever they are; nothing inside keeps it from that."""
LOOSE = 24
"""Columns a line may be shorter than the others to end at such a mark."""


def webvtt(cues: Iterable[Cue], rate: int) -> str:
    """Captions by sentence."""
    blocks = (
        f"{cue.id}\n{_span(start, end, '.')}\n{_escaped(lines)}\n" for cue, start, end, lines in _timed(cues, rate)
    )
    return "WEBVTT\n\n" + "\n".join(blocks)


def webvtt_words(cues: Iterable[Cue], rate: int, *, estimated: bool) -> str:
    """Captions by word; a note says so when their times are ``estimated``."""
    note = "NOTE Times of words are estimated.\n\n" if estimated else ""
    words = ((word.start, word.end, word.text) for cue in cues for word in cue.words if word.text.strip())
    blocks = (f"{_span(start, end, '.')}\n{_escaped(text.strip())}\n" for start, end, text in _in_order(words, rate))
    return f"WEBVTT\n\n{note}" + "\n".join(blocks)


def subrip(cues: Iterable[Cue], rate: int) -> str:
    """Captions by sentence for players that know SubRip only; it has no way to escape."""
    return "\n".join(
        f"{number}\n{_span(start, end, ',')}\n{_harmless(lines)}\n"
        for number, (_cue, start, end, lines) in enumerate(_timed(cues, rate), 1)
    )


def caption_lines(text: str) -> list[str]:
    """``text`` in even lines of at most :data:`LINE` columns, broken after marks where that can be."""
    rest = " ".join(text.split())
    lines = []
    while (width := columns(rest)) > LINE:
        aim = width / -(-width // LINE)
        at = _best_break(rest, aim)
        lines.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*lines, rest] if rest else lines


def columns(text: str) -> int:
    """How wide ``text`` is in a font with a fixed pitch."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def milliseconds(samples: int, rate: int) -> int:
    """Whole milliseconds, rounded down, so that order stays and nothing ends after the audio."""
    return samples * 1000 // rate


def _timed(cues: Iterable[Cue], rate: int) -> Iterator[tuple[Cue, int, int, str]]:
    listed = list(cues)
    spans = _in_order(((cue.start, cue.end, cue.id) for cue in listed), rate)
    for cue, (start, end, _id) in zip(listed, spans, strict=True):
        yield cue, start, end, "\n".join(caption_lines(cue.text)) or "…"


def _in_order(spans: Iterable[tuple[int, int, str]], rate: int) -> Iterator[tuple[int, int, str]]:
    """``spans`` in milliseconds, none empty, none beginning before the one before has ended."""
    free = 0
    for start, end, text in spans:
        first = max(milliseconds(start, rate), free)
        free = max(milliseconds(end, rate), first + 1)
        yield first, free, text


def _best_break(text: str, aim: float) -> int:
    """Where to end the first line of ``text``: near ``aim`` columns, at most :data:`LINE`, not inside a Latin word."""
    best, least = 1, float("inf")
    width = 0
    for at, (char, following) in enumerate(pairwise(text), 1):
        width += columns(char)
        if width > LINE:
            break
        if following in BREAKS or (_is_latin(char) and _is_latin(following)):
            continue
        cost = abs(width - aim) - (LOOSE if char in BREAKS or char == " " else 0)
        if cost < least:
            best, least = at, cost
    return best if least < float("inf") else _widest(text)


def _widest(text: str) -> int:
    """How many characters of an unbreakable ``text`` fill a line."""
    width = 0
    for at, char in enumerate(text):
        width += columns(char)
        if width > LINE:
            return at
    return len(text)  # pragma: no cover - only asked of text that is too wide


def _is_latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in ".%/+-_@")


def _span(start: int, end: int, point: str) -> str:
    return f"{_clock(start, point)} --> {_clock(end, point)}"


def _clock(ms: int, point: str) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{ms:03}"


def _harmless(text: str) -> str:
    """``text`` as it is to stand in SubRip for players to show all of it."""
    return _SUBRIP_NOTATION.sub(_JOINER, text).translate(_BRACES)


def _escaped(text: str) -> str:
    """``text`` as it is to stand in WebVTT."""
    return _ALPHA_BREAK.sub(_JOINER, html.escape(text, quote=False))
