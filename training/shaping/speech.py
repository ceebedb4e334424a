"""The speech that the shaping learns from and is measured with: sentences in Mandarin voices, made once and kept."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import numpy as np
import platformdirs

from pipeline.system.files import whole_file

SENTENCES_FILE = Path(__file__).with_name("sentences.tsv")
VOICES = ("zf_xiaobei", "zm_yunjian")
"""That presented by default when the shaping was trained; the man is the harder to understand, and is learnt from more
often."""
RATE = 24_000

Purpose = Literal["reported", "reported in quiet", "chosen by", "chosen by in quiet", "trained with"]
"""What a sentence is for: for measuring, for choosing between one training and another, or for training."""
Sound = np.ndarray[Any, np.dtype[np.int16]]


def voices_and_sentences(purpose: Purpose) -> Iterator[tuple[str, str]]:
    """Each voice with each sentence that it says, in the order of the file."""
    for line in SENTENCES_FILE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            found, voices, text = line.split("\t")
            if found == purpose:
                yield from ((voice, text) for voice in voices.split(" "))


def sentences(purpose: Purpose) -> tuple[str, ...]:
    """Each sentence once, in the order of the file."""
    return tuple(dict.fromkeys(text for _voice, text in voices_and_sentences(purpose)))


def spoken(voice: str, text: str) -> Sound:
    """``text``, 24 kHz; made once and kept."""
    name = f"{voice}-{sha256(text.encode()).hexdigest()[:16]}.npy"
    kept = Path(platformdirs.user_cache_dir("workshop-broadcast")) / "bench" / name
    if not kept.exists():
        with whole_file(kept) as making, making.open("wb") as file:
            np.save(file, _say(voice, text))
    return np.asarray(np.load(kept), np.int16)


def _say(voice: str, text: str) -> Sound:
    from pipeline.model import Utterance
    from pipeline.reading import Reader
    from pipeline.voice.kokoro.blended.engine import KokoroBlends
    from pipeline.voice.kokoro.blended.pace import PACES, SPEEDS
    from pipeline.voice.kokoro.voices import NATURAL_PACE

    pace = NATURAL_PACE[voice] if voice in NATURAL_PACE else PACES[voice][SPEEDS.index(1.0)]
    return KokoroBlends().say(Utterance(Reader({}).read(text), voice, pace)).samples
