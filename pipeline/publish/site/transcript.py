"""An episode's cues as something to read: headings and paragraphs of sentences, each a link to its moment.

Written here and not in a template, which would take ten times as long for the half of a page that this is.
"""

from __future__ import annotations

import html
from bisect import bisect_left
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.publish.xml_text import FRAME, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Cue, Episode


def transcript_of(episode: Episode, *, timed: bool) -> Markup:
    """HTML of the transcript; where it is ``timed``, a sentence leads to its second in the audio (``#t=``).

    ``data-e`` is the second at which it ends, ``data-w`` what :func:`word_steps` says of its words.
    """
    rate = episode.rate
    spoken, silent = _headings(episode)
    blocks: list[tuple[str, list[str]]] = []
    alone = True
    for number, cue in enumerate(episode.cues):
        if number in silent:
            blocks.append(("h3", [html.escape(silent[number])]))
            alone = True
        heading = number in spoken
        frame = cue.id in FRAME
        if alone or heading or frame:
            blocks.append(("h3" if heading else "p", []))
        blocks[-1][1].append(_sentence(cue, rate) if timed else html.escape(cue.text))
        alone = heading or frame or cue.pause in ("paragraph", "section")
    return Markup("\n".join(f"<{tag}>{''.join(parts)}</{tag}>" for tag, parts in blocks))  # noqa: S704  # escaped above


def _sentence(cue: Cue, rate: int) -> str:
    steps = word_steps(cue, rate) if cue.words else ""
    words = f' data-w="{steps}"' if steps else ""
    return f'<a href="#t={cue.start / rate:.2f}" data-e="{cue.end / rate:.2f}"{words}>{html.escape(cue.text)}</a>'


def _headings(episode: Episode) -> tuple[set[int], dict[int, str]]:
    """Cues that are a chapter's title, and the titles of chapters that nobody says, by the cue they stand before.

    A title that is the beginning of a sentence needs no heading: the sentence says it.
    """
    spoken: set[int] = set()
    silent: dict[int, str] = {}
    begins = [cue.start for cue in episode.cues]
    starts = [bisect_left(begins, chapter.start) for chapter in episode.chapters]
    for chapter, first, stop in zip(episode.chapters, starts, [*starts[1:], len(begins)], strict=False):
        title = words_of(chapter.title)
        within = episode.cues[first:stop]
        said = (i for i, cue in enumerate(within, first) if cue.id not in FRAME and words_of(cue.text) == title != "")
        place = next(said, None)
        if place is not None:
            spoken.add(place)
        elif within and not any(cue.text.startswith(chapter.title) for cue in within):
            silent[first] = chapter.title
    return spoken, silent


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
