"""What listeners say is read wrongly: sentences, how often each was marked, and nothing of who did.

``audio_out/misread.tsv`` is the operator's to read and to delete, line by line or whole: times, day of the first and of
the last, episode, sentence, slug, the sentence's number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline.errors import OutputError
from pipeline.messages import _
from pipeline.system.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Episode

MISREAD = "misread.tsv"
MOST = 1000
"""Sentences in the file; whoever reads so many has no need of more."""
_COLUMNS = 7


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence that somebody heard read wrongly."""

    times: int
    first: date
    last: date
    title: str
    """Of the episode."""
    sentence: str
    slug: str
    number: int
    """Of the sentence in its episode, from 0."""

    @property
    def line(self) -> str:
        fields = (self.times, self.first, self.last, self.title, self.sentence, self.slug, self.number)
        return "\t".join(" ".join(str(each).split()) for each in fields)


def read_marked(audio_out: Path) -> list[Marked]:
    """All that is marked, in the order in which it came; lines that somebody has written himself are left out.

    Raises:
        OutputError: the file cannot be read.
    """
    return [each for each in map(_marked, _lines(audio_out / MISREAD)) if each]


def mark(audio_out: Path, episode: Episode, number: int, today: date) -> bool:
    """Write down that the sentence ``number`` of ``episode`` is read wrongly; False: the file holds all it may.

    Raises:
        OutputError: the file cannot be read or written.
    """
    path = audio_out / MISREAD
    lines = _lines(path)
    new = Marked(1, today, today, episode.title, episode.cues[number].text, episode.slug, number)
    for place, line in enumerate(lines):
        known = _marked(line)
        if known and (known.slug, known.number, known.sentence) == (new.slug, number, " ".join(new.sentence.split())):
            lines[place] = replace(known, times=known.times + 1, last=today).line
            break
    else:
        if len(lines) >= MOST:
            return False
        lines.append(new.line)
    # With the mark at the beginning by which spreadsheets know UTF-8.
    write_whole(path, "".join(f"{line}\n" for line in lines).encode("utf-8-sig"))
    return True


def notice(audio_out: Path) -> str:
    """What the operator is told of it; empty where there is nothing to tell."""
    try:
        marked = read_marked(audio_out)
    except OutputError as exc:
        return str(exc)
    if not marked:
        return ""
    return _("Listeners say that sentences are read wrongly: {n}, in {path}").format(
        n=len(marked), path=audio_out / MISREAD
    )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    except OSError as exc:
        raise OutputError(
            _("cannot be read ({reason})").format(reason=exc.strerror or exc), where=path, next=_("check the file")
        ) from exc


def _marked(line: str) -> Marked | None:
    fields = line.split("\t")
    if len(fields) != _COLUMNS:
        return None
    times, first, last, title, sentence, slug, number = fields
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
        return Marked(int(times), *days, title, sentence, slug, int(number))
    except ValueError:
        return None
