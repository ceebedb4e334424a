"""Finds the numbers of ``pipeline/studio/sound/shaping_rule.py``, writes them to ``shaping.npz`` beside it.

    python -m training.shaping.train_shaping        (needs: pip install -e '.[listen,train]')

It takes some four hours on two cores that multiply numbers of 16 bits, two to three times as long on others; at
the first time half an hour more, in which the sentences are spoken. The same machine gives the same numbers each time,
another one not to the last digit. (Those that are kept were made in four runs, as the network grew: the last layer,
the limiter, the pitch, and that words which sound alike count alike came with the last stage but one; with the last,
sentences that the recogniser hardly understands, and that without noise it should expect what it does of the
unprocessed sound.)

Gradient ascent of what a listener model and a recogniser make of sound at equal power, behind the master's limiter, in
noise about 5 dB stronger than the speech: ESTOI and the certainty with which Whisper base expects the right syllables.
First by ESTOI alone, of pieces, which is quick; then by the recogniser, of whole sentences, slower and quicker ones,
while the weight of ESTOI rises wherever it is below what it makes of the unprocessed sound at so much more power as is
asked for, and that of the pitch while it goes astray. Without noise the sound is judged beside the unprocessed one.
What is trained how long was chosen by the sentences that ``sentences.tsv`` marks so; what ``make bench`` reports are
others of that file, in other noise.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from typing import Any

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from scipy.fft import next_fast_len
from scipy.signal import firwin, resample, resample_poly
from torch.nn import functional

from pipeline.station import WorkshopProfile
from pipeline.studio.sound import mastering, shaping
from pipeline.studio.sound import shaping_rule as rule
from pipeline.system.files import whole_file
from pipeline.voice.edge.listening import weights
from training.shaping import noise, recogniser
from training.shaping.speech import RATE, spoken, voices_and_sentences
from training.shaping.torch_estoi import Estoi
from training.shaping.torch_limiter import Limiting
from training.shaping.torch_pitch import Melody
from training.shaping.torch_recogniser import VOCABULARY, Recogniser, likeness
from training.shaping.torch_rule import Shaping, beginning, tensor


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps that are made alike."""

    steps: int
    rate: float
    """Of every number's change at its highest: it begins small, and falls to nothing along a cosine."""
    greatest: float
    """What a weight may rise to; it rises while its figure is worse than it should be, and falls while better."""
    sentences: bool = True
    """Whether whole sentences are heard, by the recogniser, too; else pieces, by ESTOI alone."""


STAGES = (
    Stage(400, rate=0.004, greatest=10.0, sentences=False),
    Stage(5_800, rate=0.0015, greatest=10.0),
    Stage(1_400, rate=0.0008, greatest=12.0),
    Stage(6_400, rate=0.001, greatest=12.0),
    Stage(2_000, rate=0.0008, greatest=12.0),
)
CLIPS = 2
"""At each step, each in a process of its own."""
WARM = 50
"""Steps until the highest rate."""
PIECE = 3 * RATE
"""Samples."""
GRAIN = RATE // 10
"""Samples that a sound's length is a multiple of: spectra of such lengths are quickly taken."""
STRETCH = 0.1
"""Share by which a sentence is made slower and deeper, or quicker and higher, at most."""
SHOWN_EVERY = 25
"""Steps."""
KEPT_EVERY = 100
"""Steps after which the numbers are written, so that nothing is lost with a run that ends early."""
SNRS = (-7.0, -3.0)
"""dB; anything between."""
FIRST_SEED = 10_000
"""Of the noises: none that ``make bench`` hears."""
SMALL = 0.0001
"""Cost of the squares of the slopes."""
UNHEARD = 0.1
"""Share of the syllables of an understood sentence that the recogniser may mishear when all is quiet."""
WIDTHS_FROM = 20
"""Every so many sentences, one is looked at for how widely the parts of its levels vary."""

CERTAINTIES = (1.2, 1.0)
"""What the recogniser counts in pink and in speech-shaped noise."""
CERTAINTY_IN_QUIET, LIKENESS = 1.0, 6.0
"""What it counts without noise, and that it expects what it does of the unprocessed sound. With more than that (on
from what is kept: likeness 14 for the women, 2,400 steps; certainty 3 for the women and 1.5 for the men, 2,000 steps)
the likeness or the certainty became greater; but for chance, no less was misheard in quiet, and more in noise."""
WEIGHTS = (1.0, 1.5, 0.5, 8.0)
"""Of ESTOI in pink noise, speech-shaped noise, and the hall, and of how far the pitch goes astray, at first."""
GAINS = (5.3, 5.3, 3.5)
"""dB that the unprocessed sound should need more for the same ESTOI in each place: a little more than ``make bench``
asks for."""
ASTRAY = 0.003
"""Per cent beyond what is allowed that the pitch may be astray."""
LEAST = 0.2
"""What a weight may fall to."""
PATIENCE = 0.3
"""How much a weight rises at a step when its figure is worse by 1."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence to learn from."""

    voice: str
    sound: np.ndarray[Any, Any]
    """At ``SPEECH_RMS``."""
    tokens: list[int]
    """What the recogniser should write."""
    understood: bool
    """Whether it does, nearly, when all is quiet. What it does not shows best of all what a quiet sound may lose, but
    noise tells nothing more of it."""


class Judge:
    """What is to be made small."""

    def __init__(self, spectra: Mapping[str, np.ndarray[Any, Any]]) -> None:
        """``spectra`` of the voices, each over all its sentences."""
        self._spectra = spectra
        self._recogniser = Recogniser(weights(), np.asarray(FeatureExtractor().mel_filters), alike())
        self._limiting = Limiting(RATE, mastering.workshop_ceiling(WorkshopProfile()))
        self._estoi = Estoi()
        self._half_band = tensor(2 * firwin(97, 7_700, fs=2 * RATE))[None, None]

    def cost(self, shape: Shaping, clip: Spoken, seed: int, weights: Any, *, sentence: bool) -> tuple[Any, list[float]]:
        """Of one clip; and ESTOI in each place and how far the pitch is astray, by how much each is not as it should
        be; and the recogniser's certainty, and how like the unprocessed sound it hears the sound in quiet."""
        draw = np.random.default_rng(seed)
        sound = _stretched(clip.sound, 1 + draw.uniform(-STRETCH, STRETCH)) if sentence else _piece(clip.sound, draw)
        clean = tensor(sound)
        shaped = self._mastered(shape(clean))
        around = _around(sound.size, FIRST_SEED + seed, self._spectra[clip.voice], draw)
        astray = Melody(sound, RATE).astray(shaped)
        score = torch.cat((self._heard(clean, shaped, around, (0.0,) * 3), -astray[None]))
        with torch.no_grad():
            shortage = torch.cat((self._heard(clean, clean, around, GAINS), tensor([-ASTRAY]))) - score
        cost = -(score @ weights) + SMALL * (shape.numbers["slopes"] ** 2).sum()
        certainty = like = torch.zeros(())
        if sentence:
            noisy = [shaped + one for one in around[:2]] if clip.understood else []
            expected = self._expected(torch.stack([*noisy, shaped]), clip.tokens)
            worth = tensor([*CERTAINTIES[: len(noisy)], CERTAINTY_IN_QUIET])
            certainty = self._recogniser.certainty(expected, clip.tokens) @ worth
            with torch.no_grad():
                model = self._expected(clean[None], clip.tokens)
            like = likeness(expected[-1], model[0])
        cost = cost - certainty - LIKENESS * like
        return cost, [*score.tolist(), *shortage.tolist(), certainty.item(), like.item()]

    def _mastered(self, shaped: Any) -> Any:
        """``shaped`` behind the limiter, at the same RMS."""
        limited = self._limiting(shaped * 10 ** (mastering.DRIVE / 20))
        return limited * (shaping.SPEECH_RMS / torch.sqrt((limited**2).mean()))

    def _heard(self, clean: Any, sound: Any, around: Sequence[Any], gains: Sequence[float]) -> Any:
        """ESTOI of ``sound`` in the three noises ``around``, each softer by its gain in dB."""
        pink, alike, hall = (one * 10 ** (-gain / 20) for one, gain in zip(around, gains, strict=True))
        arriving = (sound + pink, sound + alike, _echoing(sound) + hall)
        return torch.stack([self._estoi(clean, one) for one in arriving])

    def _expected(self, sounds: Any, tokens: list[int]) -> Any:
        twice = torch.stack((sounds, torch.zeros_like(sounds)), 2).flatten(1)
        heard = functional.conv1d(twice[:, None], self._half_band, padding=48, stride=3)[:, 0]
        return self._recogniser.expected(heard, tokens)


@cache
def alike() -> np.ndarray[Any, Any]:
    """For each token of the recogniser a number that tokens of the same syllables, tones apart, have in common."""
    tokens = recogniser.model().hf_tokenizer
    written = [tokens.decode([token]) for token in range(VOCABULARY)]
    told = [" ".join(recogniser.syllables(text)) or str(token) for token, text in enumerate(written)]
    return np.unique(told, return_inverse=True)[1]


def _piece(sound: np.ndarray[Any, Any], draw: np.random.Generator) -> np.ndarray[Any, Any]:
    start = draw.integers(max(sound.size - PIECE, 1))
    piece = sound[start : start + PIECE]
    return np.asarray(piece * (shaping.SPEECH_RMS / noise.rms(piece)))


def _stretched(sound: np.ndarray[Any, Any], factor: float) -> np.ndarray[Any, Any]:
    """About ``factor`` times as long, its pitch as many times lower."""
    longer = resample(sound, round(sound.size * factor / GRAIN) * GRAIN)
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
    size = next_fast_len(len(sound) + 2 * RATE, real=True)
    return torch.fft.irfft(torch.fft.rfft(sound, size) * _echo(size), size)[: len(sound)]


@cache
def _echo(size: int) -> Any:
    click = np.zeros(2 * RATE)
    click[0] = 1.0
    return torch.fft.rfft(tensor(noise.in_the_hall(click, RATE, FIRST_SEED)), size)


class Pupil:
    """One process of the training, with all it learns from."""

    def __init__(self, clips: Sequence[Spoken], spectra: Mapping[str, np.ndarray[Any, Any]], widths: Any) -> None:
        self._clips, self._widths = clips, widths
        self._judge = Judge(spectra)

    def learn(
        self, numbers: Mapping[str, Any], clip: int, seed: int, weights: Any, *, sentence: bool
    ) -> tuple[dict[str, Any], list[float]]:
        """How the cost of a clip changes with each of ``numbers``, and what :meth:`Judge.cost` tells."""
        shape = Shaping({name: torch.tensor(number) for name, number in numbers.items()})
        shape.widths = self._widths
        cost, seen = self._judge.cost(shape, self._clips[clip], seed, tensor(weights), sentence=sentence)
        cost.backward()
        return {name: number.grad.numpy() for name, number in shape.numbers.items()}, seen


_pupil: list[Pupil] = []
"""Of this process."""


def _open(clips: Sequence[Spoken], spectra: Mapping[str, np.ndarray[Any, Any]], widths: Any) -> None:
    torch.set_num_threads(1)  # sums in one order: the same numbers each time
    _pupil.append(Pupil(clips, spectra, widths))


def _learn(*lesson: Any, sentence: bool) -> tuple[dict[str, Any], list[float]]:
    return _pupil[0].learn(*lesson, sentence=sentence)


def speeches(pool: Executor) -> list[Spoken]:
    """All sentences to learn from."""
    return list(pool.map(_spoken, voices_and_sentences("trained with"), chunksize=8))


def _spoken(asked: tuple[str, str]) -> Spoken:
    voice, text = asked
    sound = spoken(voice, text) / 32_768
    audio = np.asarray(resample_poly(sound, recogniser.WHISPER_RATE, RATE), np.float32)
    pieces = list(recogniser.heard(recogniser.model(), audio))
    written, expected = recogniser.syllables("".join(piece.text for piece in pieces)), recogniser.syllables(text)
    understood = recogniser.distance(expected, written) <= UNHEARD * len(expected)
    tokens = [token for piece in pieces for token in piece.tokens]
    if written != expected:
        tokens = list(recogniser.model().hf_tokenizer.encode(text, add_special_tokens=False).ids)
    sound = np.pad(sound, (0, -sound.size % GRAIN))
    return Spoken(voice, sound * (shaping.SPEECH_RMS / noise.rms(sound)), tokens, understood)


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    context = get_context("spawn")
    with ProcessPoolExecutor(CLIPS, context) as pool:
        clips = speeches(pool)
    shape = Shaping(beginning())
    shape.widths = widths(shape, clips)
    voices = dict.fromkeys(clip.voice for clip in clips)
    spectra = {
        voice: noise.long_term(np.concatenate([clip.sound for clip in clips if clip.voice == voice]))
        for voice in voices
    }
    with ProcessPoolExecutor(CLIPS, context, _open, (clips, spectra, shape.widths)) as pool:
        climb(shape, clips, pool)
    write(shape, clips)


def widths(shape: Shaping, clips: Sequence[Spoken]) -> Any:
    """Standard deviations of the parts that the levels of ``clips`` are taken apart into."""
    with torch.no_grad():
        return torch.cat([shape.parts(tensor(clip.sound)) for clip in clips[::WIDTHS_FROM]]).std(0)


def climb(shape: Shaping, clips: Sequence[Spoken], pool: Executor) -> None:
    """Changes the numbers of ``shape``, as the processes of ``pool`` find them wanting."""
    began = time.monotonic()
    draw = np.random.default_rng(0)
    order: list[int] = []
    weights = np.array(WEIGHTS)
    told: list[list[float]] = []
    step = 0
    for stage in STAGES:
        ascent = torch.optim.Adam(shape.numbers.values(), lr=stage.rate, betas=(0.9, 0.99))
        fading = torch.optim.lr_scheduler.LambdaLR(ascent, partial(_pace, steps=stage.steps))
        for _step in range(stage.steps):
            if len(order) < CLIPS:
                order = _order(clips, draw)
            numbers = {name: number.detach().numpy() for name, number in shape.numbers.items()}
            lessons = [
                pool.submit(_learn, numbers, order.pop(), step * CLIPS + n, weights, sentence=stage.sentences)
                for n in range(CLIPS)
            ]
            learnt, seen = zip(*(lesson.result() for lesson in lessons), strict=True)
            for name, number in shape.numbers.items():
                number.grad = torch.tensor(np.mean([one[name] for one in learnt], axis=0))
            torch.nn.utils.clip_grad_norm_(shape.numbers.values(), 1.0)
            ascent.step()
            fading.step()
            step += 1
            mean = np.mean(seen, axis=0)
            if stage.sentences:
                weights = np.clip(weights + PATIENCE * mean[len(WEIGHTS) : 2 * len(WEIGHTS)], LEAST, stage.greatest)
            told.append([*mean, *weights])
            if step % SHOWN_EVERY == 0:
                figures = " ".join(f"{figure:.3f}" for figure in np.mean(told, axis=0))
                print(f"{step:4} {time.monotonic() - began:.0f} s {figures}", flush=True)
                told.clear()
            if step % KEPT_EVERY == 0:
                write(shape, clips)


def _order(clips: Sequence[Spoken], draw: np.random.Generator) -> list[int]:
    """Of all ``clips`` by chance, but that those of one step are about as long: no process waits for another."""
    lengths = [clip.sound.size * draw.uniform(0.9, 1.1) for clip in clips]
    steps = np.argsort(lengths)[: len(clips) // CLIPS * CLIPS].reshape(-1, CLIPS)
    return [int(clip) for clip in draw.permutation(steps).flatten()]


def _pace(step: int, steps: int) -> float:
    """Of a stage's rate: up a straight line, then down a cosine."""
    return min(1.0, (step + 1) / WARM) * (1 + math.cos(math.pi * step / steps)) / 2


def write(shape: Shaping, clips: Sequence[Spoken]) -> None:
    """The numbers to where the rule reads them, at a level that leaves speech as strong as it was."""
    with torch.no_grad():
        strengths = [torch.sqrt((shape.shaped(tensor(clip.sound)) ** 2).mean()).item() for clip in clips[:96:6]]
        plain = shape.numbers | {"inner": shape.numbers["inner"] / shape.widths[:, None]}
        numbers = {name: number.numpy().astype(np.float16) for name, number in plain.items()}
    numbers["level"] = np.float16(math.log10(shaping.SPEECH_RMS / np.mean(strengths)) * 2)
    with whole_file(rule.NUMBERS) as making, making.open("wb") as file:
        np.savez_compressed(file, **numbers)


if __name__ == "__main__":
    main()
