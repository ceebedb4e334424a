"""Finds the numbers of ``pipeline/studio/shaping_rule.py`` and prints them as they stand there.

    python -m tests.bench.train_shaping        (needs: pip install -e '.[listen,train]')

It takes some 15 minutes on one core, at the first time 5 more in which the sentences are spoken.

Gradient ascent of what a listener model and a recogniser make of sound at equal power, in noise about 5 dB stronger
than the speech: ESTOI (Jensen and Taal, IEEE TASLP 24(11), 2016, eqs. 3–7) and the certainty with which Whisper base
expects the right words. Sentences and noises are others than those that ``make bench`` reports.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from scipy.signal import firwin, resample_poly
from torch.nn import functional

from pipeline.studio import shaping
from pipeline.studio import shaping_rule as rule
from tests.bench import listen, noise
from tests.bench.sound_speech import RATE, TRAINING, VOICES, spoken_for_training
from tests.bench.train_recogniser import Recogniser

STEPS = 240
"""One clip each."""
RATE_OF_CHANGE = 0.03
"""Of every number at the first step, falling along a cosine …"""
FALL = 300
"""… that would reach nothing after so many steps."""
SHOWN_EVERY = 60
"""Steps."""
SNRS = (-6.0, -3.0)
"""dB; anything between."""
FIRST_SEED = 10_000
"""Of the noises: none that ``make bench`` hears."""
WEIGHT_OF_CERTAINTY = 0.5
WEIGHT_OF_HALL = 0.5
QUIET_EVERY = 4
"""Steps after which the sound without noise is judged, too."""
SMALL = 0.002
"""Cost of the squares of the weights."""

WINDOW, HOP = 512, 128
"""Samples of the shaper at 24 kHz."""
ESTOI_WINDOW, ESTOI_FFT, ESTOI_BANDS, ESTOI_FRAMES = 614, 1_024, 15, 30
"""256 samples at 10 kHz, at 24 kHz; third-octave bands from 150 Hz; 384 ms."""


def tensor(values: Any) -> Any:
    return torch.tensor(np.asarray(values), dtype=torch.float32)


class Shaping:
    """The rule, with numbers that can be differentiated by."""

    def __init__(self) -> None:
        bins = np.arange(WINDOW // 2 + 1, dtype=np.float64) * (RATE / WINDOW)
        self._bands, self._limits = tensor(rule.band_shapes(bins)), tensor(rule.horn_limits(bins))
        self._around = tensor(rule.neighbourhood())
        self._equaliser_at = tensor(_between(rule.EQUALISER_AT))
        self._weights_at = tensor(_between(rule.WEIGHTS_AT))
        self._window = torch.sqrt(torch.hann_window(WINDOW))
        self._floor = shaping.SPEECH_RMS**2 * WINDOW / 2 * 10 ** (-rule.FLOOR / 10)
        self._bells = [tensor(_bell(seconds))[None, None] for seconds in (shaping.SHORT, shaping.LONG)]
        rising = np.interp(np.log(rule.EQUALISER_AT), np.log([200, 2_000]), [0.0, 1.0])
        self.equaliser = tensor(rising).requires_grad_()
        """Bels. It begins as a rise of 10 dB from 200 Hz to 2 kHz …"""
        start = np.zeros((len(rule.WEIGHTS), len(rule.WEIGHTS_AT)))
        start[0] = -0.5
        self.weights = tensor(start).requires_grad_()
        """… and a compressor of 2 : 1."""

    def __call__(self, sound: Any) -> Any:
        """``sound`` (at ``SPEECH_RMS``) shaped, at the same RMS."""
        spectra = torch.stft(sound, WINDOW, HOP, window=self._window, return_complex=True, pad_mode="constant")
        gains = self._gains(self._bands @ spectra.abs() ** 2)
        shaped = spectra * 10 ** (self._bands.T @ gains / 2) * self._limits[:, None]
        out = torch.istft(shaped, WINDOW, HOP, window=self._window, length=len(sound))
        return out * (shaping.SPEECH_RMS / torch.sqrt((out**2).mean()))

    def _gains(self, power: Any) -> Any:
        equaliser = self._equaliser_at @ self.equaliser
        w = (self.weights @ self._weights_at.T)[:, :, None]
        together = (power * 10 ** equaliser[:, None]).sum(0, keepdim=True) + self._floor * rule.BANDS
        levels = torch.log10(torch.cat((together, power + self._floor)))
        short, long = (self._averaged(levels, bell) for bell in self._bells)
        gains = equaliser[:, None] + w[0] * levels[:1] + w[1] * long[:1]
        gains = gains + w[2] * levels[1:] + w[3] * (self._around @ levels[1:]) + w[4] * short[1:] + w[5] * long[1:]
        gains = gains + w[6] * torch.relu(levels[1:] - short[1:])
        return gains - gains.mean()

    @staticmethod
    def _averaged(levels: Any, bell: Any) -> Any:
        half = bell.shape[-1] // 2
        return functional.conv1d(functional.pad(levels[:, None], (half, half), mode="replicate"), bell)[:, 0]


def _between(at: tuple[float, ...]) -> Any:
    """Bands × numbers: how much each number counts for each band."""
    places = rule.erb(np.array(at))
    return np.array([np.interp(rule.centres(), places, one) for one in np.eye(len(at))]).T


def _bell(seconds: float) -> Any:
    width = shaping.bell(seconds * RATE / HOP)
    flat = np.ones(width) / width
    return np.convolve(np.convolve(flat, flat), flat)


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
        for voice in VOICES:
            sounds = [spoken_for_training(voice, number) / 32_768 for number in range(len(TRAINING))]
            everything = np.concatenate(sounds)
            for sound in sounds:
                self.clips.append((sound * shaping.SPEECH_RMS / noise.rms(sound), everything, _written(model, sound)))

    def cost(self, shape: Shaping, clip: int, step: int, snrs: Any) -> Any:
        sound, voice, tokens = self.clips[clip]
        clean = tensor(sound)
        shaped = shape(clean)
        seed = FIRST_SEED + step
        around = (
            noise.pink(sound.size, RATE, seed),
            noise.speech_shaped(sound.size, RATE, seed, voice),
            noise.machine_hall(sound.size, RATE, seed),
        )
        levels = shaping.SPEECH_RMS * 10 ** (-snrs / 20)
        pink, alike, hall = (tensor(one * level) for one, level in zip(around, levels, strict=True))
        good = self._estoi(clean, shaped + pink) + self._estoi(clean, shaped + alike)
        good = good + WEIGHT_OF_HALL * self._estoi(clean, _echoing(shaped, seed) + hall)
        sure = self._certainty(shaped + pink, tokens) + self._certainty(shaped + alike, tokens)
        if step % QUIET_EVERY == 0:
            sure = sure + self._certainty(shaped, tokens)
        print(f"{step:4} ESTOI and hall {good.item():.3f}, certainty {sure.item():.3f}", flush=True)
        return -good - WEIGHT_OF_CERTAINTY * sure + SMALL * (shape.weights**2).sum()

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
    rng = np.random.default_rng(0)
    judge, shape = Judge(), Shaping()
    numbers = [shape.equaliser, shape.weights]
    ascent = torch.optim.Adam(numbers, lr=RATE_OF_CHANGE, betas=(0.9, 0.99))
    fading = torch.optim.lr_scheduler.LambdaLR(ascent, lambda step: 0.5 + 0.5 * math.cos(math.pi * step / FALL))
    order: list[int] = []
    for step in range(STEPS):
        order = order or list(rng.permutation(len(judge.clips)))
        ascent.zero_grad()
        judge.cost(shape, order.pop(), step, rng.uniform(*SNRS, size=3)).backward()
        torch.nn.utils.clip_grad_norm_(numbers, 5.0)
        ascent.step()
        fading.step()
        if (step + 1) % SHOWN_EVERY == 0:
            print(_as_code(*numbers), flush=True)


def _as_code(equaliser: Any, weights: Any) -> str:
    """The numbers as they stand in the rule."""
    rows = ["    (" + ", ".join(f"{value:.2f}" for value in row) + ")," for row in weights.tolist()]
    first = "EQUALISER = (" + ", ".join(f"{10 * value:.1f}" for value in equaliser.tolist()) + ")"
    return "\n".join([first, "WEIGHTS = (", *rows, ")"])


if __name__ == "__main__":
    main()
