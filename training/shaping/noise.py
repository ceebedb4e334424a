"""What workshop loudspeakers are heard through: noises and a room, each made from a seed. All have an RMS of 1."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import fftconvolve

Sound = np.ndarray[Any, np.dtype[np.float64]]

REVERBERATION = 1.5
"""Seconds in which sound falls by 60 dB in the reverberant hall."""


def rms(sound: Sound) -> float:
    return float(np.sqrt(np.mean(np.square(sound))))


def shaped(samples: int, rate: int, seed: int, magnitude: Callable[[Sound], Sound]) -> Sound:
    """Gaussian noise with the magnitude spectrum ``magnitude`` (of Hz)."""
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(samples))
    sound = np.fft.irfft(white * magnitude(np.asarray(np.fft.rfftfreq(samples, 1 / rate), np.float64)), samples)
    return np.asarray(sound / rms(sound))


def pink(samples: int, rate: int, seed: int) -> Sound:
    """3 dB less each octave, from 20 Hz up."""
    return shaped(samples, rate, seed, lambda hertz: np.where(hertz >= 20, 1 / np.sqrt(np.maximum(hertz, 1)), 0))


def speech_shaped(samples: int, rate: int, seed: int, speech: Sound) -> Sound:
    """With the long-term spectrum of ``speech``."""
    return with_spectrum(samples, rate, seed, long_term(speech))


def long_term(speech: Sound) -> Sound:
    """Magnitudes from 0 to half the rate, over all of ``speech``."""
    windows = sliding_window_view(speech, 1_024)[::256] * np.hanning(1_024)
    return np.asarray(np.sqrt((np.abs(np.fft.rfft(windows)) ** 2).sum(axis=0)))


def with_spectrum(samples: int, rate: int, seed: int, spectrum: Sound) -> Sound:
    """With what :func:`long_term` made of a voice."""
    at = np.linspace(0, rate / 2, spectrum.size)
    return shaped(samples, rate, seed, lambda hertz: np.interp(hertz, at, spectrum))


def machine_hall(samples: int, rate: int, seed: int) -> Sound:
    """Mains hum with its harmonics, fans and belts, and three metallic impacts a second."""
    rng = np.random.default_rng(seed)
    times = np.arange(samples) / rate
    hum: Sound = np.zeros(samples)
    for harmonic in range(1, 13):
        hum += np.sin(2 * math.pi * (49.6 * harmonic * times + rng.random())) / harmonic**0.7
    fans = shaped(
        samples,
        rate,
        seed,
        lambda hertz: np.where(hertz >= 20, 1 / np.sqrt(np.maximum(hertz, 1) * (1 + (hertz / 1_500) ** 2)), 0),
    )
    impacts: Sound = np.zeros(samples)
    for place in rng.integers(0, samples, max(1, round(3 * samples / rate))):
        after = np.arange(min(samples - place, round(0.15 * rate))) / rate
        for _mode in range(4):
            decay, frequency = rng.uniform(0.01, 0.04), rng.uniform(500, 5_000)
            impacts[place : place + after.size] += np.exp(-after / decay) * np.sin(2 * math.pi * frequency * after)
    sound = 0.6 * hum / rms(hum) + 0.7 * fans + 0.4 * impacts / rms(impacts)
    return np.asarray(sound / rms(sound))


def in_the_hall(sound: Sound, rate: int, seed: int = 7) -> Sound:
    """``sound`` at a place where as much of it arrives from the walls as directly, power for power."""
    times = np.arange(round(1.6 * rate)) / rate
    tail = np.random.default_rng(seed).standard_normal(times.size) * 10 ** (-3 * times / REVERBERATION)
    tail[: round(0.003 * rate)] = 0
    response = tail / np.sqrt(np.sum(tail**2))
    response[0] = 1
    return np.asarray(fftconvolve(sound, response / math.sqrt(2))[: sound.size])
