"""On time, in an emergency, and while documents are built on all cores."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.air.control import ask
from pipeline.air.mixing.decoding import tone
from pipeline.air.outputs.telephone import TELEPHONE
from pipeline.air.samples import seconds
from tests.bench.air.station import CALLED, PAUSE, Works, beside, free_port, lost, packets_of, put_wav, sound_of

DUE, APART = 50, 2
"""Items by the timetable, and seconds from one to the next."""
EMERGENCIES, COLD = 50, 10
"""Emergencies, and those called by a command of its own, Python's start included."""
HEARD = 200
"""Of 32,768: louder is sound, not the end of a filter."""
QUIET = 0.2
"""Seconds without sound after which sound begins anew."""
TEXT = "车间通知\n\n" + "一号车间明天检修，请各班组提前备料。食堂中午照常开饭，夜班工友请走北门。\n\n" * 12


def measure(minutes: float = 1.0, engine: str = "tone") -> dict[str, Any]:
    """Milliseconds at the receiver, and what became of packets."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        port = free_port()
        begin = (datetime.now(UTC) + timedelta(hours=8, seconds=20)).replace(microsecond=0)
        due = [begin + timedelta(seconds=APART * n) for n in range(DUE)]
        works = _works(root, port, due, minutes)
        with beside("receive", port, root / "packets"), works.on_the_air():
            ahead = time.time() - time.monotonic()
            _wait_until(due[-1] + timedelta(seconds=2))
            called = [_emergency(works) for _each in range(EMERGENCIES)]
            cold = [_cold_emergency(works) for _each in range(COLD)]
            built = _beside_builds(works, minutes * 60, engine)
        packets = packets_of(root / "packets")
    onsets = np.array(list(_onsets(packets)))
    moments = [each.timestamp() - 8 * 3600 - ahead for each in due]
    return {
        "due_to_receiver_ms": _spread([_nearest(onsets, at) for at in moments]),
        "emergency_ms": _spread([_next(onsets, at) for at in called]),
        "cold_emergency_ms": _spread([_next(onsets, at) for at in cold]),
        "packets_lost": lost(packets["number"]),
        **built.of(packets),
    }


class Beside(NamedTuple):
    """A time in which builds went on beside the station."""

    begin: float
    end: float
    builds: int

    def of(self, packets: NDArray[np.void]) -> dict[str, Any]:
        """What the receiver had of it."""
        came = packets["came"]
        apart = np.diff(came[(self.begin < came) & (came < self.end)])
        return {
            "beside_builds_minutes": round((self.end - self.begin) / 60, 1),
            "beside_builds_builds": self.builds,
            "beside_builds_pauses_over_100_ms": int((apart > PAUSE).sum()),
            "beside_builds_longest_ms": round(1000 * float(apart.max(initial=0)), 1),
        }


def _works(root: Path, port: int, due: Sequence[datetime], minutes: float) -> Works:
    times = json.dumps([f"{each:%H:%M:%S}" for each in due])
    outputs = f'outputs = ["rtp://127.0.0.1:{port}", "hls"]'
    works = Works(root, outputs, f'[[air.timetable]]\nat = {times}\nplay = "bell"\n')
    put_wav(root / "long.wav", tone(1000, seconds(minutes * 60 + 60)).pcm)
    (root / "seeds").mkdir()
    return works


def _emergency(works: Works) -> float:
    at = time.monotonic()
    ask(works.air, {"do": "emergency", "name": CALLED})
    time.sleep(0.3)
    ask(works.air, {"do": "off"})
    time.sleep(0.35 + 0.02 * (at % 1))  # at another place in the block each time
    return at


def _cold_emergency(works: Works) -> float:
    at = time.monotonic()
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pipeline", "emergency", CALLED, *works.folders], check=True, stdout=subprocess.DEVNULL
    )
    time.sleep(0.2)
    ask(works.air, {"do": "off"})
    time.sleep(0.4)
    return at


def _beside_builds(works: Works, length: float, engine: str) -> Beside:
    """A long tone on the air, and builds from nothing, one after the other, for ``length`` seconds."""
    seeds = works.root / "seeds"
    ask(works.air, {"do": "now", "name": "long", "file": str(works.root / "long.wav")})
    time.sleep(1.0)
    begin, builds = time.monotonic(), 0
    while (left := begin + length - time.monotonic()) > 0:
        for number in range(6):
            (seeds / f"{number}.txt").write_text(f"第{builds}次\n\n{TEXT}")
        command = [sys.executable, "-m", "pipeline", "build", "--engine", engine, "--seeds", str(seeds)]
        try:
            subprocess.run(  # noqa: S603
                [*command, *works.folders], check=True, stdout=subprocess.DEVNULL, timeout=left + 1
            )
            builds += 1
        except subprocess.TimeoutExpired:
            break
    return Beside(begin, time.monotonic(), builds)


def _onsets(packets: NDArray[np.void]) -> Iterator[float]:
    """When sound began after silence, by the sample, were each packet played as it comes."""
    loud = np.abs(sound_of(packets).astype(int)) > HEARD
    last = 0.0
    for number in np.nonzero(loud.any(axis=1))[0]:
        came = float(packets["came"][number])
        if came - last > QUIET:
            yield came + int(loud[number].argmax()) / TELEPHONE
        last = came


def _nearest(onsets: np.ndarray[Any, Any], at: float) -> float:
    return float(onsets[np.argmin(np.abs(onsets - at))] - at)


def _next(onsets: np.ndarray[Any, Any], at: float) -> float:
    return float(onsets[onsets >= at][0] - at)


def _spread(found: Sequence[float]) -> dict[str, float]:
    """In milliseconds."""
    at = {"least": 0, "p50": 50, "p99": 99, "most": 100}
    return {name: round(1000 * float(np.percentile(found, percent)), 1) for name, percent in at.items()}


def _wait_until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - datetime.now(UTC) - timedelta(hours=8)).total_seconds()))
