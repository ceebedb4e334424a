"""Measures how fast the blended presenters speak at each speed that the model can be given.

    python -m training.measure_pace

Prints ``PACES`` for ``pipeline/voice/kokoro/blended/pace.py``. The model says how many frames each token takes, a
number with a fraction, divides it by the speed and rounds. Most sounds take two frames: so what comes of a speed is no
straight line, and below 0.8 or above 1.33 it leaps. Asked without its rounding, it need not speak for this.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.model import Utterance
from pipeline.reading import Reader
from pipeline.voice.kokoro.blended.pace import FRAMES, SPEEDS
from pipeline.voice.kokoro.blended.voices import NAMES, styles
from pipeline.voice.kokoro.engine import open_session
from pipeline.voice.kokoro.g2p import Sound, script
from pipeline.voice.kokoro.model import original_model
from training.shaping.speech import sentences

UNROUNDED = "/encoder/predictor/ReduceSum_output_0"
"""In the graph of the model: frames of each token at speed 1."""
MORE = 100
"""Of the sentences that are heard in quiet."""

Frames = np.ndarray[Any, np.dtype[np.float32]]


def texts() -> list[str]:
    """Notices and news; not the documents in ``seeds/``, with which the outcome is checked."""
    return [*sentences("reported"), *sentences("chosen by"), *sentences("reported in quiet")[:MORE]]


class Durations:
    """The first part of the model, which decides how long everything lasts."""

    def __init__(self, folder: Path) -> None:
        import onnx
        import onnxruntime

        original, part = folder / "original.onnx", folder / "durations.onnx"
        original.write_bytes(original_model())
        onnx.utils.extract_model(str(original), str(part), ["tokens", "style"], [UNROUNDED])
        self._session = open_session(onnxruntime, part)

    def frames(self, part: list[Sound], voice: str) -> Frames:
        """Of the tokens of ``part`` at speed 1, with the one before and the one after them."""
        tokens = [token for sound in part for token in sound.tokens]
        style = styles()[voice][len(tokens)].astype(np.float32)[None]
        return np.ravel(self._session.run(None, {"tokens": np.array([[0, *tokens, 0]]), "style": style})[0])


def spoken(part: list[Sound], frames: Frames, speed: float) -> float:
    """Frames from the first sound to the last of ``part``: at its end the last one holds what is silent."""
    marks = 0
    for sound in reversed(part):
        if sound.piece.kind != "mark":
            break
        marks += len(sound.tokens)
    rounded = np.maximum(1, np.rint(frames / np.float32(speed)))
    return float(rounded[1 : len(rounded) - 2 - marks].sum())


def measure() -> dict[str, tuple[int, ...]]:
    """Syllables a minute of each voice at each of ``SPEEDS``."""
    reader = Reader({})
    parts = [part for text in texts() for part in script(Utterance(reader.read(text), "", 250))]
    syllables = sum(sound.piece.syllables for part in parts for sound in part)
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        model = Durations(Path(folder))
        for voice in NAMES:
            frames = [model.frames(part, voice) for part in parts]
            taken = [sum(map(spoken, parts, frames, [speed] * len(parts))) for speed in SPEEDS]
            found[voice] = tuple(round(syllables / each * FRAMES) for each in np.minimum.accumulate(taken))
    return found


if __name__ == "__main__":
    for name, paces in measure().items():
        sys.stdout.write(f"{name}: {paces}\n")
