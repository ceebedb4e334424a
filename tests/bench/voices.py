"""The offline voice: what the program adds to its model, and how it stands beside the plain way to run that model.

python -m tests.bench.voices
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from pypinyin import Style, lazy_pinyin

from pipeline.model import Reading, Utterance
from pipeline.voice.kokoro.engine import KokoroEngine, open_session
from pipeline.voice.kokoro.g2p import script
from pipeline.voice.kokoro.model import model_file, original_model
from pipeline.voice.kokoro.voices import NATURAL_PACE, styles
from tests.voice.readings import speak

JOBS = 2
TURNS = 3
GOAL = 1.05
GOAL_TO_PLAIN = 0.75
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
    """Seconds for a second of sound, three ways, once each worker has its model; and the ratios to the others.

    - speak: the program, ``JOBS`` processes of one thread;
    - bare: the same model in the same layout of processes, nothing done with the sound;
    - plain: the original model in one session as onnxruntime comes, with threads for all cores, one sentence after
      another; through kokoro-onnx's ``create()`` where that is installed, and without it.

    The ways take turns, and the best turn of each counts: what else the machine does must not decide.
    """
    asked = utterances()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(JOBS, get_context("spawn"), open_model) as pool:
        original = Path(folder) / "original.onnx"
        original.write_bytes(original_model())
        through_speak = _Speaking(Path(folder))
        bare = Bare(pool, asked)
        ways = {
            "speak": lambda turn: through_speak.seconds(asked, turn),
            "bare model": lambda _turn: bare.seconds(),
            "plain session": _plain_session(original, asked),
        }
        if find_spec("kokoro_onnx"):
            ways["kokoro-onnx create()"] = _kokoro_onnx(original, asked)
        turns = [{name: way(turn) for name, way in ways.items()} for turn in range(TURNS)]
    best = {name: min(times[name] for times in turns) for name in ways}
    audio = through_speak.audio
    return {
        "jobs": JOBS,
        "audio_s": round(audio, 2),
        "s_per_audio_s": {name: round(seconds / audio, 3) for name, seconds in best.items()},
        "speak / bare model": round(best["speak"] / best["bare model"], 3),
        "speak / bare model, goal": GOAL,
        "speak / plain session": round(best["speak"] / best["plain session"], 3),
        "speak / plain session, goal": GOAL_TO_PLAIN,
        "speak / kokoro-onnx create()": round(best["speak"] / best["kokoro-onnx create()"], 3)
        if "kokoro-onnx create()" in best
        else "not installed",
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


class Bare:
    """The bare model: as many processes of one thread, longest first, nothing done with the sound."""

    def __init__(self, pool: Executor, asked: list[Utterance]) -> None:
        self._pool = pool
        self._inputs = sorted((tokens for utterance in asked for tokens in _parts(utterance)), key=len, reverse=True)
        for _ in range(2):
            list(pool.map(_run, self._inputs[-1:] * JOBS))

    def seconds(self) -> float:
        begun = time.perf_counter()
        lengths = list(self._pool.map(_run, self._inputs))
        taken = time.perf_counter() - begun
        if not all(lengths):
            raise RuntimeError("the bare model stayed silent")
        return taken


def _plain_session(original: Path, asked: list[Utterance]) -> Callable[[int], float]:
    import onnxruntime

    session = onnxruntime.InferenceSession(original, providers=["CPUExecutionProvider"])
    inputs = [_inputs(_tokens(utterance)) for utterance in asked]
    session.run(None, inputs[-1])

    def seconds(_turn: int) -> float:
        begun = time.perf_counter()
        for each in inputs:
            session.run(None, each)
        return time.perf_counter() - begun

    return seconds


def _kokoro_onnx(original: Path, asked: list[Utterance]) -> Callable[[int], float]:
    from kokoro_onnx import Kokoro

    voices = original.with_name("voices.npz")
    np.savez(voices, voice=styles()[VOICE].astype(np.float32)[:, None, :])
    kokoro = Kokoro(str(original), str(voices))
    phonemes = {token: phoneme for phoneme, token in kokoro.tokenizer.vocab.items()}
    texts = ["".join(phonemes[token] for token in _tokens(utterance)) for utterance in asked]
    kokoro.create(texts[-1], "voice", is_phonemes=True, trim=False)

    def seconds(_turn: int) -> float:
        begun = time.perf_counter()
        for text in texts:
            kokoro.create(text, "voice", is_phonemes=True, trim=False)
        return time.perf_counter() - begun

    return seconds


def _tokens(utterance: Utterance) -> list[int]:
    (tokens,) = _parts(utterance)
    return tokens


def _parts(utterance: Utterance) -> list[list[int]]:
    """Tokens of each part that is spoken in one go."""
    return [[token for sound in part for token in sound.tokens] for part in script(utterance)]


def _inputs(tokens: list[int]) -> dict[str, Any]:
    style = styles()[VOICE][len(tokens)].astype(np.float32)
    return {"tokens": np.array([[0, *tokens, 0]]), "style": style[None], "speed": np.ones(1, np.float32)}


def open_model() -> None:
    """Have this worker's bare model ready."""
    import onnxruntime

    global _session
    _session = open_session(onnxruntime, model_file())


_session: Any = None


def _run(tokens: list[int]) -> int:
    return len(_session.run(None, _inputs(tokens))[0].ravel())


if __name__ == "__main__":
    for name, value in measure().items():
        sys.stdout.write(f"{name:32}{value}\n")
