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
    from collections.abc import Iterable
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
    write_whole(path, _joined(lines))
    return True


def without(content: bytes, marked: Marked) -> bytes:
    """The file's ``content`` without the line of ``marked``; empty where nothing is left."""
    return _joined(line for line in _split(content) if line != marked.line)


def put_back(content: bytes | None, before: bytes | None, after: bytes | None) -> bytes:
    """``content`` with the lines that ``before`` has and ``after`` has not; of one that was marked again meanwhile the
    times are added up."""
    lines = _split(content)
    for line in _split(before):
        if line in _split(after):
            continue
        known = _marked(line)
        again = next((n for n, other in enumerate(map(_marked, lines)) if known and _same(known, other)), None)
        if again is None or known is None:
            lines.append(line)
        elif newer := _marked(lines[again]):
            lines[again] = replace(newer, times=newer.times + known.times, first=min(newer.first, known.first)).line
    return _joined(lines)


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


def _same(one: Marked, other: Marked | None) -> bool:
    return other is not None and (one.slug, one.number, one.sentence) == (other.slug, other.number, other.sentence)


def _split(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8-sig", "replace").splitlines()


def _joined(lines: Iterable[str]) -> bytes:
    """As the file has them, with the mark at its beginning by which spreadsheets know UTF-8; empty where there are
    none."""
    text = "".join(f"{line}\n" for line in lines)
    return text.encode("utf-8-sig") if text else b""


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
