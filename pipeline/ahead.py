"""Sentences said before their document's turn: a cluster has more hands than one document has sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Thread

from pipeline.casting import Casting
from pipeline.manifest import MANIFEST
from pipeline.messages import _
from pipeline.model import Utterance
from pipeline.progress import Progress
from pipeline.reading import Reader
from pipeline.script import write_script
from pipeline.shelf import CLIPS
from pipeline.sources import Source
from pipeline.station import Station
from pipeline.text import read_document
from pipeline.voice import ClipStore, record
from pipeline.voice.engine import Engine

BATCH = 64
"""Documents whose sentences are said together: some thousand sentences."""


def said_ahead(
    sources: Sequence[Source],
    *,
    station: Station,
    casting: Casting,
    audio_out: Path,
    progress: Progress,
    now: Callable[[], datetime],
) -> Iterator[Source]:
    """``sources`` in order, each when the clip store has the sentences of its batch; those of the next are said then.

    ``progress`` hears of the first batch, for which everything waits; later ones are said while episodes are made.
    Only documents that have no episode yet are said ahead: what changed in another is known when its turn comes. What
    cannot be said is left to that turn too, which tells why.
    """
    reader = Reader(station.lexicon)  # of its own: the reader of the documents at hand is busy in another thread
    store = ClipStore(audio_out / CLIPS)
    today = now().astimezone(station.zone).isoformat()

    def say(batch: Sequence[Source], engine: Engine) -> None:
        utterances: list[Utterance] = []
        for source in batch:
            with suppress(Exception):  # told in its turn
                document = read_document(source.path)
                if document.draft or (audio_out / source.slug / MANIFEST).exists():
                    continue
                voices = casting.voices(engine, document)
                date = document.date or today
                script = write_script(document, date=date, station=station, reader=reader, voices=voices)
                utterances += [line.utterance for line in script.lines]
        told = batch is first and bool(utterances)
        if told:
            progress.started(_("the cluster"), _("{n} documents").format(n=len(batch)), engine.name, len(utterances))
        with suppress(Exception):  # likewise
            on_done = (lambda _index, _made: progress.sentence()) if told else None
            record(utterances, engine, store, jobs=1, on_done=on_done)

    def begin(batch: Sequence[Source]) -> Thread:
        engine = casting.for_new().engine
        # The online voice says no more at once for being asked early. A daemon: Ctrl-C does not wait for it.
        thread = Thread(target=say, args=(batch if engine.name != "edge" else (), engine), daemon=True, name="ahead")
        thread.start()
        return thread

    first, *others = [sources[at : at + BATCH] for at in range(0, len(sources), BATCH)]
    saying = begin(first)
    for batch, following in zip([first, *others], [*others, ()], strict=True):
        saying.join()
        saying = begin(following)
        yield from batch
