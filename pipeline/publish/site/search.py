"""Search without a server: titles and transcripts as script files that the front page loads when somebody searches.

Script files, because a page opened from a disk may load those but may not fetch data.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.publish.xml_text import without_forbidden

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.model import Episode
    from pipeline.publish.entries import Entry

ON_PART = 50
"""Episodes in one file: with a quarter of an hour each, some 200 kB as the server packs them."""
_CALL = "broadcastSearch"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the search index."""

    number: int
    """From 1, the oldest episodes."""
    records: Sequence[str]

    @property
    def name(self) -> str:
        """Its file in ``feeds``."""
        return f"search-{self.number:04}.js"

    def content(self) -> bytes:
        """The file: one call of a function that the pages' script has."""
        records = ",\n".join(self.records)
        return f"{_CALL}({self.number},[\n{records}\n]);\n".encode()


def record_of(episode: Episode, entry: Entry, link: str, day: str) -> str:
    """What is searched of one episode, as JSON: page, title, day, sentences, tenths of a second from start to start."""
    lines = "\n".join(" ".join(cue.text.split()) for cue in episode.cues)
    starts = [-(-cue.start * 10 // episode.rate) for cue in episode.cues]  # rounded up: within the sentence
    steps = [after - before for before, after in zip([0, *starts], starts, strict=False)]
    record = [link, entry.title, day, without_forbidden(lines), " ".join(map(str, steps))]
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def parts_of(records: Sequence[str]) -> Iterator[Part]:
    """The files for ``records``, oldest first; they fill from the oldest on, so that a full one stays as it is."""
    for number, start in enumerate(range(0, len(records), ON_PART), 1):
        yield Part(number, records[start : start + ON_PART])
