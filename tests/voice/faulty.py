"""An engine in worker processes that fails where a sentence asks for it."""

from __future__ import annotations

import os
import resource
import time
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.errors import EngineMissing, ServiceDown, VoiceError
from pipeline.model import Clip, Utterance
from pipeline.system.worker_pool import workers
from pipeline.voice.tone import ToneEngine


@dataclass(frozen=True)
class FaultyEngine(ToneEngine):
    """Beeps, unless a character of the sentence says: 错 an error, 缺 the engine is missing, 断 the service is down,
    死 the system kills the worker each time, 坏 only the first time, 停 the worker hangs, 满 memory runs out."""

    scratch: Path
    """Each sentence begun leaves a file here that holds the worker's process id."""

    def say(self, utterance: Utterance) -> Clip:
        spoken = utterance.reading.spoken
        begun = self.scratch / f"{spoken}.{time.monotonic_ns()}"
        before = list(self.scratch.glob(f"{spoken}.*"))
        begun.with_suffix(".part").write_text(str(os.getpid()))
        begun.with_suffix(".part").rename(begun)
        if "错" in spoken:
            raise VoiceError("it went wrong", where=f"“{spoken}”", next="write it in another way")
        if "缺" in spoken:
            raise EngineMissing("no weights", next="install them")
        if "断" in spoken:
            raise ServiceDown("no answer", next="wait")
        if "死" in spoken or ("坏" in spoken and not before):
            os._exit(9)
        if "满" in spoken:
            _take_all_memory()
        while "停" in spoken:
            time.sleep(0.1)
        return super().say(utterance)

    def executor(self, jobs: int) -> Executor:
        return workers(jobs, "voice")

    def times_begun(self, spoken: str) -> int:
        return len(list(self.scratch.glob(f"{spoken}.*")))


def _take_all_memory() -> None:
    """Ask for more memory than the system lets this process have."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (2**31, before[1]))
    try:
        np.ones(2**32, np.int8)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
