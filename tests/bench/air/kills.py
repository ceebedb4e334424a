"""Kills at random moments: of an output's program, of the engine, of the engine with its keeper.

A programme of noise plays throughout; where in it the receiver is can be told from a few packets. What restarts a
keeper is systemd in real life; here it is done at once.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.air.as_run import AsRunLog
from pipeline.air.outputs.telephone import TELEPHONE, Fewer
from pipeline.air.samples import BLOCK, RATE, of_moment, seconds
from pipeline.air.schedule.timetable import Timetable, key_of
from pipeline.errors import UsageError
from pipeline.station import read_station
from tests.bench.air.station import Works, beside, free_port, lost, packets_of, put_wav, sound_of

KILLS = 50
APART = {"outputs": (1.5, 3.0), "engine": (6.0, 9.0), "both": (4.0, 7.0)}
"""Seconds from one to the next: none is the second within the time in which that would count as one that goes on."""
PROGRAMS = 6
"""Outputs of a program each, beside the RTP that is listened to."""
SOON = 15
"""Seconds in which the station must be on the air and have the programme ready, which begins then."""
PATIENCE = 30.0
JOINED = 2.0
"""Seconds after a kill at which it is looked where the programme is."""
LOOKED = 25
"""Packets by which it is told where in the programme the receiver is: half a second."""


def measure(what: str, kills: int) -> dict[str, Any]:
    """What was heard of so many kills of ``what``, a key of :data:`APART`."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        port = free_port()
        length = kills * (APART[what][1] + 4.0) + 60.0
        works, noise = _works(root, port, length)
        station, _settings = read_station(works.file)
        with beside("receive", port, root / "packets"), _kept_on_the_air(works) as keeper:
            begin = datetime.now(station.zone)
            while "programme.wav" not in works.status()["playing"]:
                time.sleep(0.1)
            time.sleep(3.0)
            found = list(_killed(works, what, kills, keeper))
            time.sleep(6.0)
            end = datetime.now(station.zone)
            segments = len(list((works.air / "hls").iterdir()))
        packets = packets_of(root / "packets")
        rows = AsRunLog(works.air / "log", station.zone).read(begin.date())
        wanted = Timetable(station.air, station.zone).between(of_moment(begin), of_moment(end) - seconds(10))
    lines = Counter(_key(row) for row in rows)
    on_record = [lines[due.key] for due in wanted if due.entry.play.rings]
    return {
        "killed": what, "kills": len(found), "load": round(os.getloadavg()[0], 1),
        "bells_due": len(on_record), "bells_on_record_once": on_record.count(1), "files_of_hls": segments,
        **(_beside(packets) if what == "outputs" else _silences(packets, [at for at, _back in found])),
        **_back([back for _at, back in found]),
        **(_places(packets, [at for at, _back in found], noise) if what != "outputs" else {}),
    }  # fmt: skip


def _works(root: Path, port: int, length: float) -> tuple[Works, NDArray[np.float32]]:
    """A station, and its programme as telephones hear it."""
    programs = [f"rtp://127.0.0.1:{free_port()}?codec={codec}" for codec in ("opus", "g722", "mp3", "opus", "g722")]
    outputs = [f"rtp://127.0.0.1:{port}", "hls", *programs[: PROGRAMS - 1]]
    noise = np.random.default_rng(22).integers(-6000, 6000, seconds(length), np.int16)
    works = Works(root, f'outputs = {json.dumps(outputs)}\nbackground = ""', "")
    put_wav(root / "programme.wav", noise)
    now = datetime.now(read_station(works.file)[0].zone).timestamp() + SOON
    zone = read_station(works.file)[0].zone
    bells = [datetime.fromtimestamp(now + 10 * n, zone) for n in range(1, int(length // 10) + 1)]
    with works.file.open("a") as file:
        file.write(
            f'[[air.timetable]]\nat = "{datetime.fromtimestamp(now, zone):%H:%M:%S}"\nplay = "programme.wav"\n'
            f'[[air.timetable]]\nat = {json.dumps([f"{each:%H:%M:%S}" for each in bells])}\nplay = "bell"\n'
        )
    padded = np.pad(noise, (0, -noise.size % BLOCK))
    return works, Fewer().push(padded).astype(np.float32)


@contextmanager
def _kept_on_the_air(works: Works) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The keeper's process, alone in the list; who replaces it puts the new one there."""
    keeper = [works.started()]
    try:
        _wait_for(works)
        yield keeper
    finally:
        keeper[0].terminate()
        keeper[0].wait()


def _wait_for(works: Works) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(UsageError):
            return works.status()
        time.sleep(0.01)
    raise TimeoutError


def _killed(
    works: Works, what: str, kills: int, keeper: list[subprocess.Popen[bytes]]
) -> Iterator[tuple[float, float]]:
    """When each kill was, and after how long what was killed answered again."""
    chance = random.Random(22)  # noqa: S311  # moments, not secrets
    for _kill in range(kills):
        time.sleep(chance.uniform(*APART[what]))
        engine = int(_wait_for(works)["pid"])
        programs = sorted(_children(engine))
        at = time.monotonic()
        if what == "outputs":
            os.kill(programs[0], signal.SIGKILL)  # the oldest: each in its turn
            while len(_children(engine)) < PROGRAMS or set(programs) == set(_children(engine)):
                time.sleep(0.005)
        elif what == "engine":
            os.kill(engine, signal.SIGKILL)
            while _wait_for(works)["pid"] == engine:
                time.sleep(0.005)
        else:
            keeper[0].kill()
            os.kill(engine, signal.SIGKILL)
            keeper[0].wait()
            keeper[0] = works.started()
            _wait_for(works)
        yield at, time.monotonic() - at


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _key(row: dict[str, str]) -> str:
    return key_of(datetime.fromisoformat(row["due"]).isoformat(sep=" "), row["play"], row["zones"])


def _back(times: Sequence[float]) -> dict[str, Any]:
    at = {"p50": 50, "p90": 90, "most": 100}
    return {f"answers_again_ms_{name}": round(1000 * float(np.percentile(times, each))) for name, each in at.items()}


def _beside(packets: NDArray[np.void]) -> dict[str, Any]:
    """What the output that was not killed had of it."""
    apart = np.diff(packets["came"])
    return {
        "packets": int(packets.size), "packets_lost": lost(packets["number"]),
        "longest_pause_ms": round(1000 * float(apart.max()), 1), "pauses_over_100_ms": int((apart > 0.1).sum()),
    }  # fmt: skip


def _silences(packets: NDArray[np.void], kills: Sequence[float]) -> dict[str, Any]:
    came = packets["came"]
    silent = []
    for at in kills:
        next_one = int(np.searchsorted(came, at + 0.03))
        silent.append(float(np.diff(came[max(0, next_one - 3) : next_one + 50]).max(initial=0)))
    percent = {"p50": 50, "p90": 90, "most": 100}
    told = {f"silence_ms_{name}": round(1000 * float(np.percentile(silent, each))) for name, each in percent.items()}
    return told | {"silent_over_1_s": sum(each > 1 for each in silent)}


def _places(packets: NDArray[np.void], kills: Sequence[float], noise: NDArray[np.float32]) -> dict[str, Any]:
    """By how much the programme was elsewhere after a kill than the receiver's clock says it should be."""
    begun = _place(packets, kills[0] - 4.0, noise, None)
    off = []
    for at in kills:
        place = _place(packets, at + JOINED, noise, begun)
        off.append(np.nan if place is None or begun is None else place - begun)
    told = np.abs(np.array(off)[~np.isnan(off)]) * 1000
    if not told.size:
        return {"places_told": 0}
    return {
        "places_told": int(told.size),
        "off_place_ms_p50": round(float(np.percentile(told, 50)), 2),
        "off_place_ms_most": round(float(told.max()), 2),
    }


def _place(packets: NDArray[np.void], at: float, noise: NDArray[np.float32], begun: float | None) -> float | None:
    """When the programme would have begun, by what comes from ``at`` on, or soon after where a bell rings over it.

    None: that cannot be told.
    """
    told = (_place_at(packets, at + later, noise, begun) for later in (0.0, 0.8, 1.6))
    return next((place for place in told if place is not None), None)


def _place_at(packets: NDArray[np.void], at: float, noise: NDArray[np.float32], begun: float | None) -> float | None:
    first = int(np.searchsorted(packets["came"], at))
    some = packets[first : first + LOOKED]
    if some.size < LOOKED or lost(some["number"]):
        return None
    heard = sound_of(some).astype(np.float32).ravel()
    around = 0 if begun is None else max(0, int((float(some["came"][0]) - begun - 3.0) * TELEPHONE))
    within = noise[around : around + (noise.size if begun is None else 6 * TELEPHONE + heard.size)]
    size = 1 << int(within.size + heard.size).bit_length()
    alike = np.fft.irfft(np.fft.rfft(within, size) * np.conj(np.fft.rfft(heard, size)), size)[: within.size]
    best = int(alike.argmax())
    if alike[best] < 0.5 * float(heard @ heard):
        return None
    came = some["came"] - np.arange(LOOKED) * BLOCK / RATE
    return float(came.min()) - (around + best) / TELEPHONE
