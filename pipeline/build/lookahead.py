"""Sentences said before their document's turn: a cluster has more hands than one document has sentences, and on one
machine no core is to wait while the last sentence of a document is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from threading import Thread

from pipeline.build.engine_choice import Casting
from pipeline.build.output_folder import CLIPS
from pipeline.build.script import write_script
from pipeline.build.sources import Source
from pipeline.errors import BroadcastError
from pipeline.manifest import MANIFEST
from pipeline.messages import _
from pipeline.model import Utterance
from pipeline.progress import Progress
from pipeline.reading import Reader
from pipeline.station import Station
from pipeline.system.worker_pool import WorkerPool
from pipeline.text import read_document
from pipeline.voice import ClipStore, begin, record
from pipeline.voice.engine import Engine
from pipeline.voice.synthesis_workers import Begun

BATCH = 64
"""Documents whose sentences are said together: some thousand sentences."""


class Ahead:
    """What documents without an episode will say. What changed in others is known when their turn comes; what cannot be
    said is left to that turn too, which tells why."""

    def __init__(
        self, *, station: Station, casting: Casting, reader: Reader, audio_out: Path, now: Callable[[], datetime]
    ) -> None:
        self.casting = casting
        self.store = ClipStore(audio_out / CLIPS)
        self._station, self._reader, self._audio_out = station, reader, audio_out
        self._today = now().astimezone(station.zone).isoformat()

    def utterances(self, source: Source, engine: Engine) -> list[Utterance]:
        """Of one document, as ``engine`` would say it."""
        with suppress(Exception):  # told in its turn
            document = read_document(source.path)
            if not document.draft and not (self._audio_out / source.slug / MANIFEST).exists():
                voices = self.casting.voices(engine, document)
                date = document.date or self._today
                script = write_script(document, date=date, station=self._station, reader=self._reader, voices=voices)
                return [line.utterance for line in script.lines]
        return []


class Following:
    """The document after the one at hand: begun when this has no more sentences than there are workers."""

    def __init__(self, sources: Sequence[Source], ahead: Ahead, jobs: int) -> None:
        self.begun = Begun()
        self._next = {one.name: other for one, other in pairwise(sources)}
        self._ahead, self._jobs = ahead, jobs

    def begin(self, name: str) -> None:
        """Begin the document after that called ``name``, unless it has been begun, or nobody would wait for it: only
        worker processes are kept from one document to the next."""
        source = self._next.pop(name, None)
        if source is None:
            return
        with suppress(BroadcastError):  # told in its turn
            engine = self._ahead.casting.for_new().engine
            if isinstance(engine.executor(self._jobs), WorkerPool):
                utterances = self._ahead.utterances(source, engine)
                begin(utterances, engine, self._ahead.store, jobs=self._jobs, begun=self.begun)


def said_ahead(sources: Sequence[Source], ahead: Ahead, progress: Progress) -> Iterator[Source]:
    """``sources`` in order, each when the clip store has the sentences of its batch; those of the next are said then.

    ``progress`` hears of the first batch, for which everything waits; later ones are said while episodes are made.
    """

    def say(batch: Sequence[Source], engine: Engine) -> None:
        utterances = [utterance for source in batch for utterance in ahead.utterances(source, engine)]
        told = batch is first and bool(utterances)
        if told:
            progress.started(_("the cluster"), _("{n} documents").format(n=len(batch)), engine.name, len(utterances))
        with suppress(Exception):  # told in their turn
            on_done = (lambda _index, _made: progress.sentence()) if told else None
            record(utterances, engine, ahead.store, jobs=1, on_done=on_done)

    def begin_batch(batch: Sequence[Source]) -> Thread:
        engine = ahead.casting.for_new().engine
        # The online voice says no more at once for being asked early. A daemon: Ctrl-C does not wait for it.
        thread = Thread(target=say, args=(() if engine.remote else batch, engine), daemon=True, name="ahead")
        thread.start()
        return thread

    first, *others = [sources[at : at + BATCH] for at in range(0, len(sources), BATCH)]
    saying = begin_batch(first)
    for batch, following in zip([first, *others], [*others, ()], strict=True):
        saying.join()
        saying = begin_batch(following)
        yield from batch
