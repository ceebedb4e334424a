"""A ``make`` with nothing to do over 1,000 episodes, beside a bare Python; and one changed sentence among them.

    python -m tests.bench.idle

Goals: nothing to do ≤ 0.5 s and ≤ 20 × ``python -c pass``; one changed sentence ≤ 3 s beside the episode's own work.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.build.index import Index
from pipeline.build.sources import find_sources
from pipeline.manifest import MANIFEST, episode_to_json, read_episode

EPISODES = 1000
ROUNDS = 7
ROOT = Path(__file__).parents[2]
TEXT = "车间通知\n\n一号车间明天检修，请各班组提前备料。食堂中午照常开饭，夜班工友请走北门。\n\n安全带必须高挂低用。\n"


def measure() -> dict[str, Any]:
    """Seconds of wall time, each the median of several runs of real processes."""
    with tempfile.TemporaryDirectory() as name:
        works = Path(name)
        # A copy: the program's own files are among what decides an episode, and someone may be editing them.
        shutil.copytree(ROOT / "pipeline", works / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
        _found_works(works)
        _run(works)  # publishes what was founded
        bare = _median([sys.executable, "-c", "pass"], works)
        idle = _median(_command(works), works)
        make = _median(["make", "-s", "ENGINE=tone", "JOBS=1"], works) if with_make(works) else None
        changed = _changed(works)
    return {
        "episodes": EPISODES,
        "bare_python_seconds": bare,
        "idle_seconds": idle,
        "idle_over_bare": round(idle / bare, 1),
        "idle_make_seconds": make,
        **changed,
    }


def _found_works(works: Path) -> None:
    """A programme of :data:`EPISODES`: the first is built, the others are its copies under other names."""
    seeds, audio_out = works / "seeds", works / "audio_out"
    seeds.mkdir()
    shutil.copy(ROOT / "station.toml", works)
    (seeds / _name(0)).write_text(TEXT)
    _run(works)
    first = read_episode(audio_out / _slug(0))
    assert first is not None
    index = Index(audio_out)
    for number in range(1, EPISODES):
        (seeds / _name(number)).write_text(TEXT)
        folder = audio_out / _slug(number)
        shutil.copytree(audio_out / _slug(0), folder)
        copy = replace(
            first, slug=_slug(number), guid=f"{number:032x}", source=_name(number), number=number + 1,
            date=f"{2000 + number // 300}-{number // 25 % 12 + 1:02}-{number % 25 + 1:02}T08:00:00+08:00",
        )  # fmt: skip
        (folder / MANIFEST).write_bytes(episode_to_json(copy))
    making = index.entries[_name(0)].making
    for source in find_sources(seeds, {}).sources:
        index.remember(source, making, read_episode(audio_out / source.slug))
    # Settled long ago: a document changed in the last seconds would be read once more.
    for path in seeds.iterdir():
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10**10))
    present = find_sources(seeds, {}).sources
    for source in present:
        index.entries[source.name] = replace(index.entries[source.name], mtime_ns=source.mtime_ns)
    index.write()


def _changed(works: Path) -> dict[str, float]:
    """One sentence of one document changed, and the same change where the document is the only one."""
    alone = works / "alone"
    (alone / "seeds").mkdir(parents=True)
    shutil.copy(works / "station.toml", alone)
    (alone / "seeds" / _name(0)).write_text(TEXT)
    _run(alone)
    among: list[float] = []
    by_itself: list[float] = []
    for word in ("后天", "大后天", "下周一"):
        for place, times in ((works, among), (alone, by_itself)):
            (place / "seeds" / _name(0)).write_text(TEXT.replace("明天", word))
            times.append(_timed(_command(place), place))
    return {
        "changed_seconds": statistics.median(among),
        "changed_alone_seconds": statistics.median(by_itself),
        "changed_beyond_own_work_seconds": round(statistics.median(among) - statistics.median(by_itself), 3),
    }


def _name(number: int) -> str:
    return f"{_slug(number)}.txt"


def _slug(number: int) -> str:
    return f"2026-01-01-notice-{number:04}"


def _command(works: Path) -> list[str]:
    folders = [
        f"--{option}={works / name}"
        for option, name in (("seeds", "seeds"), ("audio-out", "audio_out"), ("feeds", "feeds"))
    ]
    return [
        sys.executable, "-m", "pipeline", "build", "--engine=tone", "--jobs=1", *folders,
        f"--station={works / 'station.toml'}",
    ]  # fmt: skip


def with_make(works: Path) -> bool:
    """Whether ``make`` can be run in ``works`` as in the project."""
    if shutil.which("make") is None or not (ROOT / ".venv" / ".ready").exists():
        return False
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, works)
    os.utime(works / "pyproject.toml", (0, 0))  # older than the stamp: nothing is to be set up
    (works / ".venv").symlink_to(ROOT / ".venv")
    return True


def _run(works: Path) -> None:
    _timed(_command(works), works)


def _median(command: Sequence[str], works: Path) -> float:
    return round(statistics.median(_timed(command, works) for _round in range(ROUNDS)), 3)


def _timed(command: Sequence[str], works: Path) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, cwd=works, capture_output=True, text=True, timeout=120)  # noqa: S603  # a command of our own
    took = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"{works}: {done.stdout}{done.stderr}")
    return round(took, 3)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
