"""How many cores, and how much room, 100,000 documents want: a simulation of a build, held against real ones.

    python -m tests.bench.sizing

The documents are those that are shipped, over and over. What they cost is measured: the model's seconds a syllable,
mastering's seconds and bytes an episode. The order of work is that of a build: sentences are said, longest first, while
what was said before is mastered; a cluster says those of the next documents with them
(:data:`pipeline.build.engine_choice.CLUSTER_AHEAD`).
"""

from __future__ import annotations

import heapq
import resource
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from pipeline.build import Order, build
from pipeline.build.engine_choice import CLUSTER_AHEAD
from pipeline.build.mastering_process import Recorded, finish
from pipeline.build.script import write_script
from pipeline.model import Clip, Imprint, Line, Utterance
from pipeline.publish.feed.paged import NEWEST, ON_PAGE
from pipeline.reading import Reader
from pipeline.station import Station
from pipeline.text import read_document
from pipeline.voice import ENGINES, ClipStore
from pipeline.voice.clip_store import packed
from pipeline.voice.kokoro.engine import KokoroEngine
from pipeline.voice.tone import ToneEngine
from tests.doubles.screen import RecordingScreen
from tests.voice.readings import record

SEEDS = Path(__file__).parents[2] / "seeds"
DOCUMENTS = 100_000
A_DAY = 100
"""Documents that come in on one day."""
ONE_MACHINE = 2
"""Cores of a machine that does all alone."""
CLUSTERS = (4, 16, 64, 256)
"""Cores that say sentences, for a machine that reads, masters and publishes."""
SHARED = ("opening", "label", "closing")
"""Lines that are the same in each episode, so that they are said once and for all."""
SAID = 6
"""Sentences that the model is measured with."""
SECONDS_A_SYLLABLE = 0.02
"""Of the stand-in for the model in the real runs."""


@dataclass(frozen=True)
class Work:
    """What one document costs."""

    syllables: tuple[int, ...]
    """Of each sound that no other document has."""
    master: float
    """Processor seconds of mastering, encoding and drawing."""
    audio: float
    """Seconds."""
    bytes: int
    """Of its published files."""


@dataclass(frozen=True)
class Waiting(ToneEngine):
    """Beeps, after as long as a model would take."""

    seconds: float
    """A syllable."""

    def say(self, utterance: Utterance) -> Clip:
        time.sleep(self.seconds * utterance.reading.syllables)
        return super().say(utterance)

    def executor(self, jobs: int) -> Executor:
        return ThreadPoolExecutor(jobs)


def measure() -> dict[str, Any]:
    """What it takes, and how far real runs were from what the simulation said of them."""
    station = Station()
    scripts = list(_scripts(station))
    with tempfile.TemporaryDirectory() as name:
        works = [_work(lines, station, Path(name) / str(at)) for at, lines in enumerate(scripts)]
        checked = _checked(scripts, works, station, Path(name))
    model, clip_bytes = _model(scripts)
    audio = sum(work.audio for work in works) / len(works)
    pages = 2 * -(-(DOCUMENTS - NEWEST) // ON_PAGE)
    return {
        "a document": {
            "sentences": sum(len(work.syllables) for work in works) / len(works),
            "syllables": sum(sum(work.syllables) for work in works) / len(works),
            "seconds of audio": audio,
            "processor seconds of the model": model * sum(sum(work.syllables) for work in works) / len(works),
            "processor seconds of mastering": sum(work.master for work in works) / len(works),
        },
        f"{DOCUMENTS:,} documents": {
            "days": _times(works, DOCUMENTS, model, 86_400),
            "GB of clips": DOCUMENTS * audio * clip_bytes / 1e9,
            "GB of episodes": DOCUMENTS * sum(work.bytes for work in works) / len(works) / 1e9,
            "archive pages of both feeds": pages,
        },
        f"{A_DAY} documents a day": {
            "minutes": _times(works, A_DAY, model, 60),
        },
        "real run / simulation": checked,
    }


def _times(works: Sequence[Work], documents: int, model: float, unit: float) -> dict[str, float]:
    alone = sum(model * sum(work.syllables) + work.master for work in islice(cycle(works), documents)) / ONE_MACHINE
    found = {f"one machine of {ONE_MACHINE} cores": alone / unit}
    for cores in CLUSTERS:
        found[f"a cluster of {cores} cores"] = seconds(cycle(works), documents, cores, model) / unit
    return found


def seconds(
    works: Iterator[Work],
    documents: int,
    cores: int,
    model: float,
    ahead: int = CLUSTER_AHEAD.episodes,
    studios: int = ONE_MACHINE,
) -> float:
    """How long a build of so many documents takes when a syllable costs ``model`` seconds of one of ``cores``.

    Sentences are said document by document, the longest of each first. So many documents ``ahead`` of the first that
    is not yet being mastered are begun; each is mastered in its turn, by the first of the ``studios`` that is free.
    """
    hands, masters = [0.0] * cores, [0.0] * studios
    handed_on: deque[float] = deque(maxlen=ahead + 1)
    for work in islice(works, documents):
        said = opened = handed_on[0] if len(handed_on) == ahead + 1 else 0.0
        for syllables in sorted(work.syllables, reverse=True):
            ends = max(heapq.heappop(hands), opened) + model * syllables
            heapq.heappush(hands, ends)
            said = max(said, ends)
        begun = max(said, heapq.heappop(masters), handed_on[-1] if handed_on else 0.0)
        handed_on.append(begun)
        heapq.heappush(masters, begun + work.master)
    return max(masters)


def makespan(pieces: Sequence[float], hands: int) -> float:
    """When the last of ``pieces`` is done: each hand takes the longest that is left."""
    free = [0.0] * hands
    for piece in sorted(pieces, reverse=True):
        heapq.heappush(free, heapq.heappop(free) + piece)
    return max(free)


def _scripts(station: Station) -> Iterator[tuple[Line, ...]]:
    reader = Reader(station.lexicon)
    for path in sorted(SEEDS.iterdir()):
        document = read_document(path)
        voices = station.voice.presenters.kokoro
        yield write_script(document, date="2026-01-01", station=station, reader=reader, voices=voices).lines


def _syllables(lines: Sequence[Line]) -> tuple[int, ...]:
    own = {line.utterance.reading.spoken: line.utterance.reading.syllables for line in lines if line.id not in SHARED}
    return tuple(own.values())


def _with_voice(line: Line, voice: str) -> Line:
    return replace(line, utterance=replace(line.utterance, voice=voice))


def _work(lines: Sequence[Line], station: Station, folder: Path) -> Work:
    """The cost of one document but for the model's, which a voice of beeps has not."""
    beeping = tuple(_with_voice(line, "high") for line in lines)
    store = ClipStore(folder / "clips")
    keys = record([line.utterance for line in beeping], ToneEngine(), store, jobs=1)
    imprint = Imprint(
        slug="a", guid="g", title="通知", date="2026-01-01T00:00:00+08:00", author="", source="a", fingerprint="f",
        engine="tone", voices=("high",), number=1,
    )  # fmt: skip
    before = _processor_seconds()
    episode = finish(Recorded(imprint, beeping, keys, store.folder, station, None, folder / "a"))
    spent = _processor_seconds() - before
    size = sum({(file := path.stat()).st_ino: file.st_size for path in (folder / "a").rglob("*")}.values())
    return Work(_syllables(lines), spent, episode.samples / episode.rate, size)


def _model(scripts: Sequence[Sequence[Line]]) -> tuple[float, float]:
    """Processor seconds of the offline voice a syllable, and bytes of its clips a second of sound."""
    engine = KokoroEngine()
    lines = [lines[len(lines) // 2 + at] for at in (-1, 0) for lines in scripts][:SAID]
    engine.say(lines[0].utterance)  # loads the model
    before = _processor_seconds()
    clips = [engine.say(line.utterance) for line in lines]
    spent = _processor_seconds() - before
    sound = sum(len(clip.samples) / clip.rate for clip in clips)
    size = sum(len(packed("0" * 64, clip)) for clip in clips)
    return spent / sum(line.utterance.reading.syllables for line in lines), size / sound


def _checked(
    scripts: Sequence[Sequence[Line]], works: Sequence[Work], station: Station, folder: Path
) -> dict[str, float]:
    """The time of real runs with a stand-in for the model, over what the simulation says of them."""
    found = {}
    pace = SECONDS_A_SYLLABLE
    for jobs in (4, 16):
        store = ClipStore(folder / f"clips-{jobs}")
        began = time.perf_counter()
        for lines in scripts:
            record([_with_voice(line, "high").utterance for line in lines], Waiting(pace), store, jobs=jobs)
        told = sum(makespan([pace * n for n in _syllables(lines)], jobs) for lines in scripts)
        found[f"one episode after another, {jobs} at once"] = (time.perf_counter() - began) / told
    order = Order(SEEDS, folder / "audio_out", folder / "feeds", SEEDS.parent / "station.toml", "tone", 2)
    shipped = ENGINES["tone"]
    ENGINES["tone"] = lambda _station: Waiting(pace)
    try:
        began = time.perf_counter()
        build(order, RecordingScreen(), now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
        found["a whole build, 2 at once"] = (time.perf_counter() - began) / seconds(
            iter(works), len(works), 2, pace, ahead=0, studios=1
        )
    finally:
        ENGINES["tone"] = shipped
    return found


def _processor_seconds() -> float:
    """Of this process and of those it waited for; what else the machine does is not in it."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    from tests.bench.__main__ import flat, shown

    for name, value in flat(measure()):
        print(f"{name:72} {shown(value)}")
