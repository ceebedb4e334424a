"""Finds the numbers of ``pipeline/studio/shaping_rule.py`` and writes them to ``pipeline/studio/shaping.npz``.

    python -m tests.bench.train_shaping        (needs: pip install -e '.[listen,train]')

It takes some 30 minutes on one core, at the first time 5 more in which the sentences are spoken. The numbers that are
there were made in two sittings, the second from the 1,000th step to the 1,200th, and before gains were spread over
their neighbours; another run will not give the same ones to the last digit.

Gradient ascent of what a listener model and a recogniser make of sound at equal power, in noise about 5 dB stronger
than the speech: ESTOI (Jensen and Taal, IEEE TASLP 24(11), 2016, eqs. 3–7) and the certainty with which Whisper base
expects the right words. Sentences and noises are others than those that ``make bench`` reports.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from scipy.signal import firwin, resample_poly
from torch.nn import functional

from pipeline.files import whole_file
from pipeline.studio import shaping
from pipeline.studio import shaping_rule as rule
from tests.bench import listen, noise
from tests.bench.sound_speech import RATE, TRAINING, VOICES, spoken_for_training
from tests.bench.train_recogniser import Recogniser


@dataclass(frozen=True, slots=True)
class Stage:
    """So many clips, and what counts how much in what is made of them."""

    steps: int
    rate: float
    """Of every number's change at the beginning, falling to nothing along a cosine."""
    pink: float
    speech_shaped: float
    hall: float
    """ESTOI in these noises."""
    certainty: float
    """Of the recogniser; none: it is not asked, and pieces are heard instead of sentences."""


HIDDEN = 48
"""Units of the network."""
STAGES = (
    Stage(steps=800, rate=0.004, pink=1.0, speech_shaped=1.5, hall=0.5, certainty=0.0),
    Stage(steps=200, rate=0.003, pink=1.0, speech_shaped=1.5, hall=0.5, certainty=0.5),
    Stage(steps=250, rate=0.002, pink=0.4, speech_shaped=2.0, hall=0.2, certainty=1.0),
)
"""First by ESTOI alone, of pieces, which is quick; then by the recogniser, too, of whole sentences; last with more
weight on what is hardest."""
PIECE = 3 * RATE
"""Samples."""
SHOWN_EVERY = 25
"""Steps."""
SNRS = (-7.0, -3.0)
"""dB; anything between."""
FIRST_SEED = 10_000
"""Of the noises: none that ``make bench`` hears."""
QUIET_EVERY = 4
"""Steps after which the sound without noise is judged, too."""
SMALL = 0.0001
"""Cost of the squares of the slopes."""

WINDOW, HOP = 512, 256
"""Samples of the shaper at 24 kHz."""
ESTOI_WINDOW, ESTOI_FFT, ESTOI_BANDS, ESTOI_FRAMES = 614, 1_024, 15, 30
"""256 samples at 10 kHz, at 24 kHz; third-octave bands from 150 Hz; 384 ms."""


def tensor(values: Any) -> Any:
    return torch.tensor(np.asarray(values), dtype=torch.float32)


class Shaping:
    """The rule, with numbers that can be differentiated by."""

    def __init__(self) -> None:
        bins = np.arange(WINDOW // 2 + 1, dtype=np.float64) * (RATE / WINDOW)
        self._bands, self._shapes = tensor(rule.band_shapes(bins)), tensor(rule.gain_shapes(bins))
        self._limits = tensor(rule.horn_limits(bins))
        self._window = torch.sqrt(torch.hann_window(WINDOW))
        self._floor = shaping.SPEECH_RMS**2 * WINDOW / 2 * 10 ** (-rule.FLOOR / 10)
        self._silence = math.log10(self._floor) + tensor([math.log10(rule.BANDS), *[0.0] * rule.BANDS])[:, None]
        self._spans = tensor(rule.spans(RATE / HOP))[:, None]
        size = rule.LEVELS * len(self._spans)
        hertz = np.interp(rule.centres(), rule.erb(np.array([200.0, 2_000.0])), [0.0, 1.0])
        every = np.repeat(np.eye(rule.BANDS), len(self._spans), axis=1)
        self.numbers = {
            # Bels. It begins as a rise of 10 dB from 200 Hz to 2 kHz, and a compressor of 1.4 : 1.
            "equaliser": tensor(hertz),
            "slopes": tensor(np.vstack((np.zeros((len(self._spans), rule.BANDS)), -0.3 * every.T))),
            "inner": torch.randn(size, HIDDEN) / math.sqrt(size),
            "inner_offset": torch.zeros(HIDDEN),
            "outer": torch.zeros(HIDDEN, rule.BANDS),
        }
        for number in self.numbers.values():
            number.requires_grad_()

    def __call__(self, sound: Any) -> Any:
        """``sound`` (at ``SPEECH_RMS``) shaped, at the same RMS."""
        out = self.shaped(sound)
        return out * (shaping.SPEECH_RMS / torch.sqrt((out**2).mean()))

    def shaped(self, sound: Any) -> Any:
        """``sound`` as the rule leaves it."""
        spectra = torch.stft(sound, WINDOW, HOP, window=self._window, return_complex=True, pad_mode="constant")
        gains = self._gains(self._bands @ spectra.abs() ** 2)
        shaped = spectra * 10 ** (self._shapes.T @ gains.T / 2) * self._limits[:, None]
        return torch.istft(shaped, WINDOW, HOP, window=self._window, length=len(sound))

    def _gains(self, power: Any) -> Any:
        numbers = self.numbers
        together = (power * 10 ** numbers["equaliser"][:, None]).sum(0, keepdim=True) + self._floor * rule.BANDS
        levels = torch.log10(torch.cat((together, power + self._floor)))
        around = self._silence.expand(-1, self._spans.shape[-1] // 2)
        parts = functional.conv1d(torch.cat((around, levels, around), 1)[:, None], self._spans)
        usual = torch.zeros(len(self._spans), 1)
        usual[-2] = rule.USUAL
        x = (parts - usual).flatten(0, 1).T
        bend = x @ numbers["slopes"]
        bend = bend + torch.tanh(x @ numbers["inner"] + numbers["inner_offset"]) @ numbers["outer"]
        return numbers["equaliser"] + rule.MOST * torch.tanh(bend / rule.MOST)


class Estoi:
    """ESTOI of a sound beside the clean one."""

    def __init__(self) -> None:
        hertz = np.arange(ESTOI_FFT // 2 + 1) * (RATE / ESTOI_FFT)
        centres = 150 * 2 ** (np.arange(ESTOI_BANDS)[:, None] / 3)
        edge = 2 ** (1 / 6)
        self._bands = tensor((hertz >= centres / edge) & (hertz < centres * edge))
        self._window = torch.hann_window(ESTOI_WINDOW)

    def __call__(self, clean: Any, sound: Any) -> Any:
        one, other = self._segments(clean), self._segments(sound)
        frames = clean.unfold(0, ESTOI_WINDOW, ESTOI_WINDOW // 2).norm(dim=1)
        heard = frames.unfold(0, ESTOI_FRAMES, 3).mean(1) > 0.05 * frames.max()
        alike = (one * other).sum((0, 2)) / ESTOI_FRAMES
        return alike[heard[: len(alike)]].mean()

    def _segments(self, sound: Any) -> Any:
        spectra = torch.stft(
            sound, ESTOI_FFT, ESTOI_WINDOW // 2, ESTOI_WINDOW, self._window, center=False, return_complex=True
        )
        bands = torch.sqrt(self._bands @ spectra.abs() ** 2 + 1e-12)
        return _normal(_normal(bands.unfold(1, ESTOI_FRAMES, 3), 2), 0)


def _normal(values: Any, axis: int) -> Any:
    centred = values - values.mean(axis, keepdim=True)
    return centred / (centred.norm(dim=axis, keepdim=True) + 1e-6)


class Judge:
    """What is to be made small."""

    def __init__(self) -> None:
        model = listen.model()
        filters = np.asarray(FeatureExtractor().mel_filters)
        self._recogniser = Recogniser(listen.weights(), filters)
        self._estoi = Estoi()
        self._half_band = tensor(2 * firwin(97, 7_700, fs=2 * RATE))[None, None]
        self.clips = []
        self.seen: list[tuple[float, float]] = []
        for voice in VOICES:
            sounds = [spoken_for_training(voice, number) / 32_768 for number in range(len(TRAINING))]
            everything = np.concatenate(sounds)
            for sound in sounds:
                self.clips.append((sound * shaping.SPEECH_RMS / noise.rms(sound), everything, _written(model, sound)))

    def cost(self, shape: Shaping, clip: int, step: int, draw: np.random.Generator, stage: Stage) -> Any:
        """Of one clip, or of a piece of it, with the weights of ``stage``."""
        sound, voice, tokens = self.clips[clip]
        if not stage.certainty and sound.size > PIECE:
            start = draw.integers(sound.size - PIECE)
            sound = sound[start : start + PIECE]
            sound = sound * (shaping.SPEECH_RMS / noise.rms(sound))
        clean = tensor(sound)
        shaped = shape(clean)
        seed = FIRST_SEED + step
        around = (
            noise.pink(sound.size, RATE, seed),
            noise.speech_shaped(sound.size, RATE, seed, voice),
            noise.machine_hall(sound.size, RATE, seed),
        )
        levels = shaping.SPEECH_RMS * 10 ** (-draw.uniform(*SNRS, size=3) / 20)
        pink, alike, hall = (tensor(one * level) for one, level in zip(around, levels, strict=True))
        good = stage.pink * self._estoi(clean, shaped + pink) + stage.speech_shaped * self._estoi(clean, shaped + alike)
        good = good + stage.hall * self._estoi(clean, _echoing(shaped, seed) + hall)
        certain = torch.zeros(())
        if stage.certainty:
            certain = self._certainty(shaped + pink, tokens) + self._certainty(shaped + alike, tokens)
            if step % QUIET_EVERY == 0:
                certain = certain + self._certainty(shaped, tokens)
        self.seen.append((good.item(), certain.item()))
        return -good - stage.certainty * certain + SMALL * (shape.numbers["slopes"] ** 2).sum()

    def _certainty(self, sound: Any, tokens: list[int]) -> Any:
        twice = torch.stack((sound, torch.zeros_like(sound)), 1).flatten()
        return self._recogniser.certainty(functional.conv1d(twice[None], self._half_band, padding=48)[0, ::3], tokens)


def _echoing(sound: Any, seed: int) -> Any:
    click = np.zeros(2 * RATE)
    click[0] = 1.0
    size = len(sound) + click.size
    spectrum = torch.fft.rfft(tensor(noise.in_the_hall(click, RATE, seed)), size)
    return torch.fft.irfft(torch.fft.rfft(sound, size) * spectrum, size)[: len(sound)]


def _written(model: Any, sound: Any) -> list[int]:
    """The tokens of what the recogniser writes when all is quiet."""
    audio = np.asarray(resample_poly(sound, listen.WHISPER_RATE, RATE), np.float32)
    return [token for piece in listen.heard(model, audio) for token in piece.tokens]


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)  # sums in one order: the same numbers each time
    draw = np.random.default_rng(0)
    judge, shape = Judge(), Shaping()
    order: list[int] = []
    step = 0
    for stage in STAGES:
        ascent = torch.optim.Adam(shape.numbers.values(), lr=stage.rate, betas=(0.9, 0.99))
        fading = torch.optim.lr_scheduler.CosineAnnealingLR(ascent, stage.steps)
        for _step in range(stage.steps):
            order = order or list(draw.permutation(len(judge.clips)))
            ascent.zero_grad()
            judge.cost(shape, order.pop(), step, draw, stage).backward()
            torch.nn.utils.clip_grad_norm_(shape.numbers.values(), 1.0)
            ascent.step()
            fading.step()
            step += 1
            if step % SHOWN_EVERY == 0:
                good, certain = np.mean(judge.seen, axis=0)
                print(f"{step:4} ESTOI, weighted, {good:.3f}, certainty {certain:.3f}", flush=True)
                judge.seen.clear()
                write(shape, judge)


def write(shape: Shaping, judge: Judge) -> None:
    """The numbers to where the rule reads them, at a level that leaves speech as strong as it was."""
    with torch.no_grad():
        strengths = [torch.sqrt((shape.shaped(tensor(clip[0])) ** 2).mean()).item() for clip in judge.clips[::6]]
        numbers = {name: number.numpy().astype(np.float16) for name, number in shape.numbers.items()}
    numbers["level"] = np.float16(math.log10(shaping.SPEECH_RMS / np.mean(strengths)) * 2)
    with whole_file(rule.NUMBERS) as making, making.open("wb") as file:
        np.savez_compressed(file, **numbers)


if __name__ == "__main__":
    main()
