"""Builds that are killed at any moment, and what a whole build takes beside the bare model.

    python -m tests.bench.programme

Goals: after ``kill -9`` at 50 seeded moments the next run ends with the tree of an undisturbed build, byte for byte,
and makes no more sentences again than were in flight; a build, with its covers and both masters, takes no longer than
1.05 times the bare model with the same sentences.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pipeline.build import Order, build
from pipeline.build.mastering_process import FinishingProcess, Recorded
from pipeline.model import Utterance
from tests.bench import voices
from tests.crash.works import CrashWorks
from tests.doubles.screen import RecordingScreen

MOMENTS = 50
JOBS = 2
"""Sentences in flight, as :class:`CrashWorks` builds."""
PACE = 0.05
"""Seconds a sentence takes there."""
DOCUMENTS, TURNS = 3, 3
"""Of a whole build: so many of the sample documents, some five minutes of sound."""
ROOT = Path(__file__).parents[2]


def measure() -> dict[str, Any]:
    """Trees that differ and sentences made twice, of builds that were killed; seconds that a whole build takes."""
    with tempfile.TemporaryDirectory() as name:
        return {"killed": _killed(CrashWorks(Path(name) / "killed").found()), "whole_build": _whole(Path(name))}


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
    moments = random.Random(20_260_501)  # noqa: S311  # moments, no secrets
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


def _whole(folder: Path) -> dict[str, float]:
    """The same documents by the offline voice, and their sentences by the bare model in as many processes of one
    thread: in turns, all processes warm.
    """
    seeds = folder / "seeds"
    seeds.mkdir()
    for document in sorted((ROOT / "seeds").iterdir())[:DOCUMENTS]:
        shutil.copy(document, seeds)
    with ProcessPoolExecutor(JOBS, get_context("spawn"), voices.open_model) as pool:
        with _noted() as utterances:
            _built(seeds, folder / "warm")
        bare = voices.Bare(pool, utterances)
        turns = [(_built(seeds, folder / f"turn{turn}"), bare.seconds()) for turn in range(TURNS)]
    whole, model = (min(way) for way in zip(*turns, strict=True))
    return {
        "documents": DOCUMENTS,
        "seconds": round(whole, 1),
        "bare_model_seconds": round(model, 1),
        "whole_build_over_bare_model": round(whole / model, 3),
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
def _noted() -> Iterator[list[Utterance]]:
    """What is said meanwhile: each sound once, when all is done."""
    sounds: dict[str, Utterance] = {}
    noted: list[Utterance] = []
    begin = FinishingProcess.begin

    def begun(self: FinishingProcess, recorded: Recorded) -> None:
        begin(self, recorded)
        sounds.update(zip(recorded.keys, (line.utterance for line in recorded.lines), strict=True))

    FinishingProcess.begin = begun  # type: ignore[method-assign]  # listened to, and given back
    try:
        yield noted
    finally:
        FinishingProcess.begin = begin  # type: ignore[method-assign]  # listened to, and given back
    noted += sounds.values()


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
