"""What a speech recogniser, Whisper base, writes of a sound, and how it is counted: in syllables without tones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from pypinyin import lazy_pinyin

from pipeline.voice.edge.listening import weights

WHISPER_RATE = 16_000
DIGITS = "零一二三四五六七八九"


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


@cache
def model() -> Any:
    """The recogniser."""
    from faster_whisper import WhisperModel

    return WhisperModel(str(weights()), device="cpu", compute_type="int8", cpu_threads=1)
