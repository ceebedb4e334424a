"""What happens in a run as one JSON object a line, for a program that shows it to an operator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from pipeline.build import Summary


class JsonScreen:
    """Each line has an ``event``: ``planned started sentence finished notice made withdrawn failed ended``."""

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def planned(self, waiting: int) -> None:
        self._tell("planned", documents=waiting)

    def started(self, source: str, title: str, engine: str, sentences: int, syllables: int) -> None:
        self._tell("started", source=source, title=title, engine=engine, sentences=sentences, syllables=syllables)

    def sentence(self, syllables: int) -> None:
        self._tell("sentence", syllables=syllables)

    def finished(self, source: str) -> None:
        self._tell("finished", source=source)

    def notice(self, where: str, text: str) -> None:
        self._tell("notice", where=where, text=text)

    def ended(self, summary: Summary) -> None:
        """What came of it."""
        for episode in summary.made:
            self._tell("made", source=episode.source, slug=episode.slug, title=episode.title)
        for slug in summary.withdrawn:
            self._tell("withdrawn", slug=slug)
        for failure in summary.failures:
            self._tell("failed", kind=type(failure).__name__, where=failure.where, what=failure.what, next=failure.next)
        self._tell("ended", made=len(summary.made), kept=summary.kept, drafts=summary.drafts)

    def _tell(self, event: str, **facts: str | int) -> None:
        print(json.dumps({"event": event, **facts}, ensure_ascii=False), file=self._output, flush=True)
