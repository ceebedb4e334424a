"""Builds that are killed at any moment, and what it is worth that mastering overlaps with the next episode's sentences.

    python -m tests.bench.programme

Goals: after ``kill -9`` at 50 seeded moments the next run ends with the tree of an undisturbed build, byte for byte,
and makes no more sentences again than were in flight.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.build import Order, build
from pipeline.finishing import FinishingProcess, Recorded
from tests.crash.works import CrashWorks
from tests.doubles.screen import RecordingScreen

MOMENTS = 50
JOBS = 2
"""Sentences in flight, as :class:`CrashWorks` builds."""
PACE = 0.05
"""Seconds a sentence takes there."""
DOCUMENTS, TURNS = 3, 2
"""Of the overlap."""
ROOT = Path(__file__).parents[2]
SENTENCES = "一号车间明天检修，请各班组提前备料。食堂中午照常开饭，夜班工友请走北门。安全带必须高挂低用。\n"


def measure() -> dict[str, Any]:
    """Trees that differ and sentences made twice, of builds that were killed; seconds with and without the overlap."""
    with tempfile.TemporaryDirectory() as name:
        return {"killed": _killed(CrashWorks(Path(name) / "killed").found()), "overlap": _overlap(Path(name))}


def _killed(works: CrashWorks) -> dict[str, Any]:
    begun = works.root / "begun"
    _slow_and_noted(works.root / "pipeline" / "voice" / "tone.py", begun)
    works.build()  # compiles the program's files
    works.forget()
    begun.unlink()
    began = time.perf_counter()
    works.build()
    seconds = time.perf_counter() - began
    tree = works.tree()
    sentences = _lines(begun)
    moments = random.Random(20_260_501)  # noqa: S311
    killed = missed = differing = most = total = 0
    while killed < MOMENTS:
        works.forget()
        begun.unlink()
        if not works.killed_after(seconds * (killed + moments.random()) / MOMENTS):
            # It was quicker than the one that was timed.
            missed += 1
            seconds *= 0.95
            continue
        killed += 1
        works.build()
        differing += works.tree() != tree
        twice = _lines(begun) - sentences
        most, total = max(most, twice), total + twice
    return {
        "moments": killed,
        "ended_before_the_kill_and_not_counted": missed,
        "trees_that_differ": differing,
        "sentences": sentences,
        "sentences_in_flight": JOBS,
        "made_twice_at_most": most,
        "made_twice_on_average": total / MOMENTS,
    }


def _slow_and_noted(engine: Path, begun: Path) -> None:
    """Have the copy of the tone engine note each sentence it begins and take :data:`PACE` for it.

    A real voice takes longer to speak than the program to store; beeps alone would be ahead of the store.
    """
    begins = "        # numpy takes longer to import than everything else here.\n"
    text = engine.read_text()
    if text.count(begins) != 1:
        raise ValueError(f"{engine}: say() does not begin as it did")
    noted = f"""\
        import time
        with open({str(begun)!r}, "a") as file:
            file.write(utterance.reading.text + "\\n")
        time.sleep({PACE})
"""
    engine.write_text(text.replace(begins, noted + begins))


def _lines(path: Path) -> int:
    return path.read_text().count("\n") if path.exists() else 0


def _overlap(folder: Path) -> dict[str, float]:
    """The same documents by the offline voice, each mastered before the next is spoken, and beside it; in turns."""
    seeds = folder / "seeds"
    seeds.mkdir()
    for number in range(DOCUMENTS):
        (seeds / f"2026-01-0{number + 1}-notice.txt").write_text(f"第{number + 1}号通知\n\n" + SENTENCES * (number + 1))
    overlapping, one_by_one = [], []
    _built(seeds, folder / "warm")  # loads the model in the workers
    for turn in range(TURNS):
        overlapping.append(_built(seeds, folder / f"overlapping{turn}"))
        with _one_by_one():
            one_by_one.append(_built(seeds, folder / f"one_by_one{turn}"))
    best, old = min(overlapping), min(one_by_one)
    return {
        "documents": DOCUMENTS,
        "overlapping_seconds": round(best, 1),
        "one_by_one_seconds": round(old, 1),
        "one_by_one_over_overlapping": round(old / best, 3),
    }


def _built(seeds: Path, out: Path) -> float:
    order = Order(seeds, out / "audio_out", out / "feeds", ROOT / "station.toml", "kokoro", JOBS)
    began = time.perf_counter()
    summary = build(order, RecordingScreen(), now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    took = time.perf_counter() - began
    if len(summary.made) != DOCUMENTS:
        raise RuntimeError([str(failure) for failure in summary.failures])
    return took


@contextmanager
def _one_by_one() -> Iterator[None]:
    """Nothing else is done while an episode is mastered."""
    begin = FinishingProcess.begin

    def waited(self: FinishingProcess, recorded: Recorded) -> None:
        begin(self, recorded)
        if self._future:
            self._future.exception()

    FinishingProcess.begin = waited  # type: ignore[method-assign]
    try:
        yield
    finally:
        FinishingProcess.begin = begin  # type: ignore[method-assign]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
