"""What stitching, mastering and encoding cost, beside ffmpeg alone and beside pydub's own way of joining."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.model import Clip, Imprint, Line, Reading, Utterance
from pipeline.station import Pauses, Station
from pipeline.studio import produce
from pipeline.studio.sound.encode import HASTE, ffmpeg
from pipeline.studio.sound.trim import RATE
from pipeline.studio.stitch import _segment, stitch

MINUTES = 5
"""Of audio, for mastering and encoding."""
HOURS = 3
"""Of audio, for memory."""
CLIPS = 150
"""Of 5 s, for joining."""
TIMES = 3
"""So often is each measurement taken, and the least counts: the machine has other work."""
IMPRINT = Imprint(
    slug="bench", guid="g", title="车间之声", date="2026-01-01T00:00:00+08:00", author="", source="s",
    fingerprint="f", engine="tone", voices=("v",),
)  # fmt: skip


def speech(seconds: float, seed: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """Noise with the long-term spectrum and the syllables of speech."""
    from scipy.signal import lfilter

    samples = round(seconds * RATE)
    noise = np.random.default_rng(seed).standard_normal(samples)
    coloured = lfilter([1.0], [1.0, -0.95], noise)
    syllables = np.maximum(0.02, np.sin(np.pi * 4.2 * np.arange(samples) / RATE)) ** 0.7
    sound: np.ndarray[tuple[int], np.dtype[np.int16]] = np.rint(coloured * syllables * 1200).astype(np.int16)
    return sound


def script(sentences: int) -> list[Line]:
    reading = Reading("句", "句", (), ())
    return [Line(f"s001-{n:04}", "句。", "sentence", "", Utterance(reading, "v", 250)) for n in range(sentences)]


def least(work: Callable[[], Any], times: int = TIMES) -> tuple[float, float]:
    """Seconds on the clock, and of processor time in this process and its children; the least of ``times``."""
    runs = []
    for _time in range(times):
        started, used = time.perf_counter(), sum(os.times()[:4])
        work()
        runs.append((time.perf_counter() - started, sum(os.times()[:4]) - used))
    return min(wall for wall, _ in runs), min(cpu for _, cpu in runs)


def whole_episode(folder: Path) -> dict[str, float]:
    """Stitching, mastering, encoding, captions and covers of an episode, and ffmpeg alone on the same PCM."""
    length = 5
    lines = script(MINUTES * 60 // length)
    clips = [Clip(speech(length, seed), RATE) for seed in range(8)]

    def ours() -> None:
        chosen = (clips[n % len(clips)] for n in range(len(lines)))
        episodes.append(produce(IMPRINT, lines, chosen, Station(), folder / "episode"))

    episodes: list[Any] = []
    wall, cpu = least(ours)
    seconds = episodes[0].samples / episodes[0].rate
    programme = stitch(lines, (clips[n % len(clips)] for n in range(len(lines))), Pauses(), folder / "p.pcm")
    pcm = programme.spool.read_bytes()

    def alone(*settings: str) -> None:
        for kilobits in (64, 128):
            command = [ffmpeg(), "-v", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0"]
            command += ["-ar", "44100", "-b:a", f"{kilobits}k", *settings, str(folder / "alone.mp3")]
            subprocess.run(command, input=pcm, check=True)  # noqa: S603  (our own arguments, no shell)

    alone_wall, alone_cpu = least(lambda: alone("-compression_level", str(HASTE)))
    return {
        "audio_seconds": seconds,
        "times_real_time_one_core": seconds / cpu,
        "processor_seconds": cpu,
        "ffmpeg_alone_processor_seconds": alone_cpu,
        "ratio_to_ffmpeg_alone": cpu / alone_cpu,
        "wall_ratio_to_ffmpeg_alone": wall / alone_wall,
        "ratio_to_ffmpeg_alone_at_its_usual_settings": cpu / least(alone)[1],
    }


def long_episode(folder: Path) -> dict[str, float]:
    """Greatest memory, ours and ffmpeg's together, of an episode of a minute and of one of :data:`HOURS`."""
    clips = [Clip(speech(5, seed), RATE) for seed in range(8)]

    def megabytes(sentences: int) -> float:
        done = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            ffmpegs = pool.submit(greatest_children, done)
            produce(IMPRINT, script(sentences), (clips[n % 8] for n in range(sentences)), Station(), folder / "long")
            done.set()
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 + ffmpegs.result()

    return {"hours": HOURS, "MB of a minute": megabytes(12), "MB": megabytes(round(HOURS * 3600 / 5.42))}


def greatest_children(done: threading.Event) -> float:
    """MB that ffmpegs started by this process have held together, until ``done``: each its own greatest so far.

    What the system adds up for children counts their parent's memory, too: they are born as its copies.
    """
    most = 0
    while not done.wait(0.1):
        together = 0
        for task in Path("/proc/self/task").iterdir():
            with contextlib.suppress(OSError):
                for child in (task / "children").read_text().split():
                    told = Path(f"/proc/{child}/status").read_text()
                    held = re.match(r"Name:\s+ffmpeg.*?VmHWM:\s+(\d+)", told, re.DOTALL)
                    together += int(held[1]) if held else 0
        most = max(most, together)
    return most / 1024


def joining(folder: Path) -> dict[str, float]:
    """Joining clips with pydub's ``+=``, and as the studio does, which also trims, levels and fades each."""
    segment = _segment()
    sound = speech(5, 1)
    pieces = [segment(data=sound.tobytes(), sample_width=2, frame_rate=RATE, channels=1) for _ in range(CLIPS)]

    def plus() -> None:
        joined = pieces[0]
        for piece in pieces[1:]:
            joined += piece

    def clips() -> Iterator[Clip]:
        return (Clip(sound, RATE) for _ in range(CLIPS))

    return {
        "clips": CLIPS,
        "pydub_plus_seconds": least(plus, 1)[0],
        "pydub_spawn_seconds": least(lambda: pieces[0]._spawn([piece.raw_data for piece in pieces]))[0],
        "studio_seconds": least(lambda: stitch(script(CLIPS), clips(), Pauses(), folder / "joined.pcm"))[0],
    }


def measure() -> dict[str, dict[str, float]]:
    """All figures of the studio: seconds and ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lasting = long_episode(folder)
        return {"long episode": lasting, "episode": whole_episode(folder), "joining": joining(folder)}


if __name__ == "__main__":
    for part, figures in measure().items():
        for figure, value in figures.items():
            print(f"{part:10} {figure:34} {value:10.2f}")
