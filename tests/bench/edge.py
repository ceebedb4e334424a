"""The online voice against a double that answers after 200 ms and streams ten times as fast as it speaks.

    python -m tests.bench.edge

300 sentences of 8 to 40 characters; the double runs in a process of its own. What the limit of four requests at once
allows is the sum of what the double takes for each sentence, divided by four. Goals: at most 1.15 times as long;
memory that does not grow.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from pipeline.model import Utterance
from pipeline.voice.edge.engine import EdgeEngine
from tests.doubles.edge_asking import VOICE, utterance
from tests.doubles.edge_sound import speech

SENTENCES = 300
AT_ONCE = 4
LATENCY = 0.2
"""Seconds."""
SPEED = 10.0
"""Times real time."""
WARM = 40
"""Sentences after which everything is loaded and memory is first looked at."""
PHRASES = "安全生产人人有责，设备检修按时进行，劳动保护用品穿戴整齐，发现隐患立即报告，班组交接"


def measure() -> dict[str, float]:
    """Seconds taken and allowed, their ratio, and memory in MB before and after."""
    asked = [_sentence(number) for number in range(SENTENCES)]
    allowed = sum(map(_seconds_at_the_service, asked)) / AT_ONCE
    engine = EdgeEngine(at_once=AT_ONCE)
    with _double_elsewhere():
        _speak(engine, asked[:WARM])
        before = _resident_mb()
        begun = time.perf_counter()
        samples = _speak(engine, asked)
        taken = time.perf_counter() - begun
        after = _resident_mb()
    return {
        "sentences": SENTENCES,
        "audio_minutes": round(samples / 24_000 / 60, 1),
        "seconds": round(taken, 2),
        "seconds_allowed": round(allowed, 2),
        "ratio": round(taken / allowed, 3),
        "goal_ratio": 1.15,
        "resident_mb_before": round(before, 1),
        "resident_mb_after": round(after, 1),
    }


def _sentence(number: int) -> Utterance:
    length = 8 + number * 7 % 33
    return utterance(f"{''.join('零一二三四五六七八九'[int(digit)] for digit in f'{number:03}')}{PHRASES[:length]}。")


def _seconds_at_the_service(asked: Utterance) -> float:
    return LATENCY + len(speech(asked.reading.spoken, VOICE, "+0%").frames) * 0.024 / SPEED


def _speak(engine: EdgeEngine, asked: list[Utterance]) -> int:
    """Samples of all sentences; each clip is let go of as soon as it is there, as it goes to the store in a build."""
    # Longest first, as in a build.
    in_turn = sorted(asked, key=lambda utterance: -utterance.reading.syllables)
    with engine.executor(AT_ONCE) as executor:
        return sum(len(clip.samples) for clip in executor.map(engine.say, in_turn))


@contextmanager
def _double_elsewhere() -> Iterator[None]:
    """The double in another process, in place of the service."""
    command = [sys.executable, "-m", "tests.doubles.edge", "--latency", str(LATENCY), "--speed", str(SPEED)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as double:  # noqa: S603  # a command of our own
        assert double.stdout is not None
        address = double.stdout.readline().split("EDGE_DOUBLE=")[1].split()[0]
        url = f"ws://{address}/edge/v1?TrustedClientToken=double"
        with mock.patch("edge_tts.communicate.WSS_URL", url), mock.patch.dict(os.environ, NO_PROXY="127.0.0.1"):
            try:
                yield
            finally:
                double.terminate()


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
