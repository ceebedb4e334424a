"""The offline voice with a model whose file the operator names, where pip cannot bring it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.voice.kokoro.blended.engine import KokoroBlends
from pipeline.voice.kokoro.model import model_file

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from pipeline.model import Clip, Utterance


@dataclass(frozen=True)
class KokoroByPath(KokoroBlends):
    """Says the same as :class:`KokoroBlends`: it is the same file, by its sum."""

    model: Path
    """Upstream's ``kokoro-v1.0.int8.onnx``."""

    def say(self, utterance: Utterance) -> Clip:
        _made(self.model)
        return super().say(utterance)

    def executor(self, jobs: int) -> Executor:
        _made(self.model)  # before the workers look for it
        return super().executor(jobs)


@cache
def _made(model: Path) -> None:
    """What is computed with, in the user's cache folder; once a process, for the files are looked through whole."""
    model_file(model)
