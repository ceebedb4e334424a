"""A station on the air for as long as one likes: music all the time, a bell each minute, a programme every five.

What the machine does beside it is not this module's: the load is told.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.air.as_run import AsRunLog
from pipeline.air.control import ask
from pipeline.air.mixing.decoding import tone
from pipeline.air.samples import RATE, of_moment, seconds
from pipeline.air.schedule.calendar import days_between
from pipeline.air.schedule.timetable import Timetable, key_of
from pipeline.station import read_station
from tests.bench.air.station import CALLED, Works, beside, free_port, put_wav

SETTLED = 60.0
"""Seconds after which memory is measured for the first time."""
LOOK = 60.0
"""Seconds between two measurements."""
EMERGENCY_EVERY = 10
"""Measurements from one emergency to the next, which lasts for two seconds."""
TICKS = os.sysconf("SC_CLK_TCK")


def measure(minutes: float) -> dict[str, Any]:
    """What became of packets, memory and the log in that time."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        port = free_port()
        works = _works(root, port)
        station, _settings = read_station(works.file)
        with beside("count", port, root / "counted"), beside("watch", root / "late"), works.on_the_air():
            begin = datetime.now(station.zone)
            looks = list(_looked(works, minutes * 60))
            end = datetime.now(station.zone)
            time.sleep(5.0)  # what was due before the end is over
        late = float((root / "late").read_text())
        counted = json.loads((root / "counted").read_text())
        days = list(days_between(begin.date() - timedelta(days=1), end.date()))
        log = AsRunLog(works.air / "log", station.zone)
        wanted = Timetable(station.air, station.zone).between(of_moment(begin), of_moment(end))
        lines = Counter(_key(row) for day in days for row in log.read(day))
        left = len(list((works.air / "hls").iterdir()))
    first, last = looks[0], looks[-1]
    return {
        "minutes": round((end - begin).total_seconds() / 60, 1),
        "packets": counted["packets"],
        "packets_lost": counted["packets_lost"],
        "pauses_over_100_ms": len(counted["pauses"]),
        "pauses_at_ms_load": counted["pauses"][:50],
        "longest_ms": counted["longest_ms"],
        "bare_thread_late_ms": late,
        "due": len(wanted),
        "due_not_on_record_once": sum(lines[due.key] != 1 for due in wanted),
        "memory_kb": [look["memory_kb"] for look in (first, last)],
        "own_memory_kb": [look["own_memory_kb"] for look in (first, last)],
        "most_own_memory_kb": max(look["own_memory_kb"] for look in looks),
        "open_files": [look["open_files"] for look in (first, last)],
        "threads": [look["threads"] for look in (first, last)],
        "files_of_hls": left,
        "engine_replaced": len({look["pid"] for look in looks}) - 1,
        "share_of_one_core": round(
            (last["processor_s"] - first["processor_s"]) / max(1e-9, last["at"] - first["at"]), 3
        ),
        "load": {name: round(float(np.percentile([look["load"] for look in looks], at)), 1)
                 for name, at in (("least", 0), ("median", 50), ("most", 100))},
    }  # fmt: skip


def _works(root: Path, port: int) -> Works:
    each = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(1440)]
    programme = [f"{time}:20" for time in each[::5]]
    outputs = [f"rtp://127.0.0.1:{port}", f"rtp://127.0.0.1:{free_port()}?codec=opus", "hls"]
    works = Works(
        root,
        f'outputs = {json.dumps(outputs)}\nbackground = "music"',
        f'[[air.timetable]]\nat = {json.dumps(each)}\nplay = "bell"\n'
        f'[[air.timetable]]\nat = {json.dumps(programme)}\nplay = "programme.wav"\n',
    )
    noise = np.random.default_rng(22)
    for piece in range(3):
        put_wav(root / "music" / f"{piece}.wav", noise.integers(-9000, 9000, seconds(60), np.int16))
    put_wav(root / "programme.wav", tone(500, 30 * RATE).pcm)
    return works


def _looked(works: Works, length: float) -> Iterator[dict[str, Any]]:
    """How the engine stands, each minute."""
    end = time.monotonic() + length
    time.sleep(min(SETTLED, length / 2))
    number = 0
    while True:
        yield (look := _look(works.status()["pid"]))
        print(json.dumps(look), file=sys.stderr, flush=True)
        if number % EMERGENCY_EVERY == EMERGENCY_EVERY - 1:
            ask(works.air, {"do": "emergency", "name": CALLED})
            time.sleep(2.0)
            ask(works.air, {"do": "off"})
        number += 1
        if (left := end - time.monotonic()) <= 0:
            return
        time.sleep(min(LOOK, left))


def _key(row: dict[str, str]) -> str:
    return key_of(datetime.fromisoformat(row["due"]).isoformat(sep=" "), row["play"], row["zones"])


def _look(pid: int) -> dict[str, Any]:
    process = Path(f"/proc/{pid}")
    told = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    used = (process / "stat").read_text().rpartition(")")[2].split()
    return {
        "at": time.monotonic(),
        "pid": pid,
        "memory_kb": int(told["VmRSS"].split()[0]),
        # Without the files that are mapped into it, such as decoded sound: the system takes those back as it likes.
        "own_memory_kb": int(told["RssAnon"].split()[0]),
        "threads": int(told["Threads"]),
        "open_files": len(list((process / "fd").iterdir())),
        "processor_s": (int(used[11]) + int(used[12])) / TICKS,
        "load": os.getloadavg()[0],
    }
