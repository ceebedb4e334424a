"""How much the program adds to the offline voice: recording and playing against the bare model on the same tokens.

python -m tests.bench.voices
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from pypinyin import Style, lazy_pinyin

from pipeline.model import Reading, Utterance
from pipeline.voice.kokoro import KokoroEngine, open_session
from pipeline.voice.kokoro_script import script
from pipeline.voice.kokoro_voices import NATURAL_PACE, styles
from pipeline.voice.weights import model_file
from tests.voice.readings import speak

JOBS = 2
TURNS = 2
GOAL = 1.05
VOICE = "zf_xiaobei"

SENTENCES = (
    "请各车间班组在下班前关闭电源，检查消防通道是否畅通。",
    "工友们，大家辛苦了，下面播送一条通知。",
    "夏季高温作业时，要注意防暑降温，及时补充水分。",
    "技术工人队伍是支撑中国制造的重要力量。",
    "他从学徒做起，一干就是三十年，先后解决了一百多个技术难题。",
    "会议强调，要切实维护职工合法权益。",
    "安全生产，人人有责。",
    "感谢收听，我们下期再见。",
)
"""Own sentences of the kind that is read out, 8 to 27 syllables."""


def utterances() -> list[Utterance]:
    found = []
    for text in SENTENCES:
        characters = "".join(c for c in text if c.isalpha())
        pinyin = tuple(lazy_pinyin(characters, Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True))
        found.append(Utterance(Reading(text, text, pinyin, pinyin), VOICE, NATURAL_PACE[VOICE]))
    return found


def measure() -> dict[str, Any]:
    """Seconds of both ways, once each worker has its model; and the ratio, which is to be at most ``GOAL``.

    The two take turns, and the best turn of each counts: what else the machine does must not decide.
    """
    asked = utterances()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(JOBS, get_context("spawn"), _open) as pool:
        through_speak = _Speaking(Path(folder))
        bare = _Bare(pool, asked)
        turns = [(through_speak.seconds(asked, turn), bare.seconds()) for turn in range(TURNS)]
    best, best_bare = (min(times) for times in zip(*turns, strict=True))
    audio = through_speak.audio
    return {
        "jobs": JOBS,
        "audio_s": round(audio, 2),
        "speak_s_per_audio_s": round(best / audio, 3),
        "bare_s_per_audio_s": round(best_bare / audio, 3),
        "ratio": round(best / best_bare, 3),
        "goal": GOAL,
    }


class _Speaking:
    """The program's way, with a warm pool and an empty store each turn."""

    def __init__(self, folder: Path) -> None:
        self.audio = 0.0
        self._engine = KokoroEngine()
        self._folder = folder
        one = utterances()[-1]
        # Asked until every worker has said something, and so has its model and dictionary.
        for pace in range(200, 200 + 2 * JOBS, JOBS):
            paces = [replace(one, pace=pace + n) for n in range(JOBS)]
            list(speak(paces, self._engine, folder / "warm", jobs=JOBS))

    def seconds(self, asked: list[Utterance], turn: int) -> float:
        begun = time.perf_counter()
        clips = list(speak(asked, self._engine, self._folder / str(turn), jobs=JOBS))
        taken = time.perf_counter() - begun
        self.audio = sum(len(clip.samples) / clip.rate for clip in clips)
        return taken


class _Bare:
    """The bare model: as many processes of one thread, longest first, nothing done with the sound."""

    def __init__(self, pool: Executor, asked: list[Utterance]) -> None:
        self._pool = pool
        self._inputs = []
        for utterance in asked:
            (part,) = script(utterance)
            tokens = [token for sound in part for token in sound.tokens]
            self._inputs.append((tokens, styles()[VOICE][len(tokens)].astype(np.float32)))
        self._inputs.sort(key=lambda item: -len(item[0]))
        for _ in range(2):
            list(pool.map(_run, self._inputs[-1:] * JOBS))

    def seconds(self) -> float:
        begun = time.perf_counter()
        lengths = list(self._pool.map(_run, self._inputs))
        taken = time.perf_counter() - begun
        if not all(lengths):
            raise RuntimeError("the bare model stayed silent")
        return taken


def _open() -> None:
    import onnxruntime

    global _session
    _session = open_session(onnxruntime, model_file())


_session: Any = None


def _run(item: tuple[list[int], Any]) -> int:
    tokens, style = item
    inputs = {"tokens": np.array([[0, *tokens, 0]]), "style": style[None], "speed": np.ones(1, np.float32)}
    return len(_session.run(None, inputs)[0].ravel())


if __name__ == "__main__":
    for name, value in measure().items():
        sys.stdout.write(f"{name:24}{value}\n")
