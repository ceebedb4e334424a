"""Finds the numbers of ``pipeline/studio/shaping_rule.py`` and writes them to ``pipeline/studio/shaping.npz``.

    python -m tests.bench.train_shaping        (needs: pip install -e '.[listen,train]')

It takes some 45 minutes on one core that multiplies numbers of 16 bits, two to three times as long on another; at
the first time ten more, in which the sentences are spoken. The same machine gives the same numbers each time, another
one not to the last digit.

Gradient ascent of what a listener model and a recogniser make of sound at equal power, in noise about 5 dB stronger
than the speech: ESTOI and the certainty with which Whisper base expects the right words. First by ESTOI alone, of
pieces, which is quick; then by the recogniser, of whole sentences, while the weight of ESTOI rises wherever it is below
what it makes of the unprocessed sound at so much more power as is asked for; last, from the numbers as they were kept,
with sentences made slower and quicker, and more weight on ESTOI and on the voice that is harder to understand. What is
trained how long was chosen by ``VALIDATION``; what ``make bench`` reports are other sentences in other noise.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from scipy.signal import firwin, resample, resample_poly
from torch.nn import functional

from pipeline.files import whole_file
from pipeline.studio import shaping
from pipeline.studio import shaping_rule as rule
from tests.bench import listen, noise
from tests.bench.sound_speech import RATE, TRAINING, VOICES, spoken_for_training
from tests.bench.train_estoi import Estoi
from tests.bench.train_recogniser import Recogniser
from tests.bench.train_rule import Shaping, tensor


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps that are made alike."""

    steps: int
    clips: int
    """At each step."""
    rate: float
    """Of every number's change at its highest: it begins small, and falls to nothing along a cosine."""
    certainty: float
    """What the recogniser counts; if nothing, it is not asked, and pieces are heard instead of sentences."""
    weights: tuple[float, float, float]
    """Of ESTOI in pink noise, speech-shaped noise, and the hall, at first."""
    greatest: float
    """What a weight may rise to."""
    stretch: float
    """Share by which a sentence is made slower and deeper, or quicker and higher, at most."""


STAGES = (
    Stage(300, clips=4, rate=0.003, certainty=0.0, weights=(1.0, 1.5, 0.5), greatest=6.0, stretch=0.0),
    Stage(1_500, clips=1, rate=0.0015, certainty=1.0, weights=(1.0, 1.5, 0.5), greatest=6.0, stretch=0.0),
    Stage(1_600, clips=1, rate=0.0012, certainty=1.0, weights=(0.2, 6.0, 0.2), greatest=10.0, stretch=0.1),
)
WARM = 30
"""Steps until the highest rate."""
PIECE = 3 * RATE
"""Samples."""
SHOWN_EVERY = 25
"""Steps."""
KEPT_EVERY = 100
"""Steps after which the numbers are written, so that nothing is lost with a run that ends early."""
SNRS = (-7.0, -3.0)
"""dB; anything between."""
FIRST_SEED = 10_000
"""Of the noises: none that ``make bench`` hears."""
QUIET_EVERY = 4
"""Steps after which the sound without noise is judged, too."""
SMALL = 0.0001
"""Cost of the squares of the slopes."""

CERTAINTIES = (1.2, 1.0)
"""What the recogniser counts in pink and in speech-shaped noise."""
GAINS = (5.3, 5.3, 3.5)
"""dB that the unprocessed sound should need more for the same ESTOI in each place: a little more than ``make bench``
asks for."""
LEAST = 0.2
"""What a weight may fall to: it rises while the gain is below what should be, and falls while it is above."""
PATIENCE = 0.3
"""How much a weight rises at a step when ESTOI is short by 1."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence to learn from."""

    sound: np.ndarray[Any, Any]
    """At ``SPEECH_RMS``."""
    spectrum: np.ndarray[Any, Any]
    """Of its voice, over all sentences."""
    tokens: list[int]
    """What the recogniser should write."""


class Judge:
    """What is to be made small."""

    def __init__(self) -> None:
        self._recogniser = Recogniser(listen.weights(), np.asarray(FeatureExtractor().mel_filters))
        self._estoi = Estoi()
        self._half_band = tensor(2 * firwin(97, 7_700, fs=2 * RATE))[None, None]
        self._weights = torch.zeros(3)
        self.seen: list[list[float]] = []
        """Of each step: ESTOI, by how much it is short, its weights, and the recogniser's certainty."""

    def begin(self, stage: Stage) -> None:
        """ESTOI counts what it does at the beginning of ``stage``."""
        self._weights = tensor(stage.weights)

    def cost(self, shape: Shaping, clips: Sequence[Spoken], step: int, draw: np.random.Generator, stage: Stage) -> Any:
        """Of some clips, or of pieces of them."""
        scores, shortages, certainties = [], [], []
        for number, clip in enumerate(clips):
            sound = clip.sound if stage.certainty else _piece(clip.sound, draw)
            if stage.stretch:
                sound = _stretched(sound, 1 + draw.uniform(-stage.stretch, stage.stretch))
            clean = tensor(sound)
            shaped = shape(clean)
            around = _around(sound.size, FIRST_SEED + step * len(clips) + number, clip.spectrum, draw)
            scores.append(self._heard(clean, shaped, around, (0.0,) * 3))
            with torch.no_grad():
                shortages.append(self._heard(clean, clean, around, GAINS) - scores[-1])
            if stage.certainty:
                noisy = [shaped + one for one in around[:2]] + [shaped] * (step % QUIET_EVERY == 0)
                certain = self._certainty(torch.stack(noisy), clip.tokens)
                certainties.append(certain @ tensor([*CERTAINTIES, 1.0][: len(noisy)]))
        score, shortage = torch.stack(scores).mean(0), torch.stack(shortages).mean(0)
        certainty = torch.stack(certainties).mean() if certainties else torch.zeros(())
        if stage.certainty:
            self._weights = torch.clamp(self._weights + PATIENCE * shortage, LEAST, stage.greatest)
        self.seen.append([*score.tolist(), *shortage.tolist(), *self._weights.tolist(), certainty.item()])
        return -(score @ self._weights) - stage.certainty * certainty + SMALL * (shape.numbers["slopes"] ** 2).sum()

    def _heard(self, clean: Any, sound: Any, around: Sequence[Any], gains: Sequence[float]) -> Any:
        """ESTOI of ``sound`` in the three noises ``around``, each softer by its gain in dB."""
        pink, alike, hall = (one * 10 ** (-gain / 20) for one, gain in zip(around, gains, strict=True))
        arriving = (sound + pink, sound + alike, _echoing(sound) + hall)
        return torch.stack([self._estoi(clean, one) for one in arriving])

    def _certainty(self, sounds: Any, tokens: list[int]) -> Any:
        twice = torch.stack((sounds, torch.zeros_like(sounds)), 2).flatten(1)
        heard = functional.conv1d(twice[:, None], self._half_band, padding=48, stride=3)[:, 0]
        return self._recogniser.certainty(heard, tokens)


def _piece(sound: np.ndarray[Any, Any], draw: np.random.Generator) -> np.ndarray[Any, Any]:
    start = draw.integers(max(sound.size - PIECE, 1))
    piece = sound[start : start + PIECE]
    return np.asarray(piece * (shaping.SPEECH_RMS / noise.rms(piece)))


def _stretched(sound: np.ndarray[Any, Any], factor: float) -> np.ndarray[Any, Any]:
    """``factor`` times as long, its pitch as many times lower."""
    longer = resample(sound, round(sound.size * factor))
    return np.asarray(longer * (shaping.SPEECH_RMS / noise.rms(longer)))


def _around(samples: int, seed: int, spectrum: np.ndarray[Any, Any], draw: np.random.Generator) -> list[Any]:
    """Pink and speech-shaped noise and that of the hall, each as strong as it happens."""
    noises = (
        noise.pink(samples, RATE, seed),
        noise.with_spectrum(samples, RATE, seed, spectrum),
        noise.machine_hall(samples, RATE, seed),
    )
    levels = shaping.SPEECH_RMS * 10 ** (-draw.uniform(*SNRS, size=3) / 20)
    return [tensor(one * level) for one, level in zip(noises, levels, strict=True)]


def _echoing(sound: Any) -> Any:
    click = np.zeros(2 * RATE)
    click[0] = 1.0
    size = len(sound) + click.size
    spectrum = torch.fft.rfft(tensor(noise.in_the_hall(click, RATE, FIRST_SEED)), size)
    return torch.fft.irfft(torch.fft.rfft(sound, size) * spectrum, size)[: len(sound)]


def speeches() -> list[Spoken]:
    """All sentences in all voices."""
    model = listen.model()
    found = []
    for voice in VOICES:
        sounds = [spoken_for_training(voice, number) / 32_768 for number in range(len(TRAINING))]
        spectrum = noise.long_term(np.concatenate(sounds))
        for text, sound in zip(TRAINING, sounds, strict=True):
            levelled = sound * (shaping.SPEECH_RMS / noise.rms(sound))
            found.append(Spoken(levelled, spectrum, _tokens(model, sound, text)))
    return found


def _tokens(model: Any, sound: np.ndarray[Any, Any], text: str) -> list[int]:
    """What the recogniser writes when all is quiet, if it is right; else the text."""
    audio = np.asarray(resample_poly(sound, listen.WHISPER_RATE, RATE), np.float32)
    pieces = list(listen.heard(model, audio))
    if listen.syllables("".join(piece.text for piece in pieces)) == listen.syllables(text):
        return [token for piece in pieces for token in piece.tokens]
    return list(model.hf_tokenizer.encode(text, add_special_tokens=False).ids)


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)  # sums in one order: the same numbers each time
    clips, judge, shape = speeches(), Judge(), Shaping()
    draw = np.random.default_rng(0)
    first, second, third = STAGES
    climb(shape, judge, clips, (first, second), draw, 0)
    write(shape, clips)
    shape.take(rule.NUMBERS)
    # The man is the harder to understand, and is heard twice as often.
    climb(shape, judge, clips + clips[len(TRAINING) :], (third,), np.random.default_rng(1), first.steps + second.steps)
    write(shape, clips)


def climb(
    shape: Shaping, judge: Judge, clips: Sequence[Spoken], stages: Sequence[Stage], draw: np.random.Generator, step: int
) -> None:
    """Changes the numbers of ``shape`` in ``stages``, the first of which begins after ``step`` steps."""
    began = time.monotonic()
    order: list[int] = []
    for stage in stages:
        judge.begin(stage)
        ascent = torch.optim.Adam(shape.numbers.values(), lr=stage.rate, betas=(0.9, 0.99))
        fading = torch.optim.lr_scheduler.LambdaLR(ascent, partial(_pace, steps=stage.steps))
        for _step in range(stage.steps):
            if len(order) < stage.clips:
                order = list(draw.permutation(len(clips)))
            heard = [clips[order.pop()] for _clip in range(stage.clips)]
            ascent.zero_grad()
            judge.cost(shape, heard, step, draw, stage).backward()
            torch.nn.utils.clip_grad_norm_(shape.numbers.values(), 1.0)
            ascent.step()
            fading.step()
            step += 1
            if step % SHOWN_EVERY == 0:
                figures = " ".join(f"{figure:.3f}" for figure in np.mean(judge.seen, axis=0))
                print(f"{step:4} {time.monotonic() - began:.0f} s {figures}", flush=True)
                judge.seen.clear()
            if step % KEPT_EVERY == 0:
                write(shape, clips)


def _pace(step: int, steps: int) -> float:
    """Of a stage's rate: up a straight line, then down a cosine."""
    return min(1.0, (step + 1) / WARM) * (1 + math.cos(math.pi * step / steps)) / 2


def write(shape: Shaping, clips: Sequence[Spoken]) -> None:
    """The numbers to where the rule reads them, at a level that leaves speech as strong as it was."""
    with torch.no_grad():
        strengths = [torch.sqrt((shape.shaped(tensor(clip.sound)) ** 2).mean()).item() for clip in clips[::6]]
        numbers = {name: number.numpy().astype(np.float16) for name, number in shape.numbers.items()}
    numbers["level"] = np.float16(math.log10(shaping.SPEECH_RMS / np.mean(strengths)) * 2)
    with whole_file(rule.NUMBERS) as making, making.open("wb") as file:
        np.savez_compressed(file, **numbers)


if __name__ == "__main__":
    main()
