"""Both masters: levels as promised, aligned to the sample, the same bytes whatever the blocks."""

from __future__ import annotations

import math
import re
import subprocess
import tracemalloc
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.station import PodcastProfile, WorkshopProfile
from pipeline.studio.sound import mastering
from pipeline.studio.sound.encode import encode_mp3, ffmpeg
from pipeline.studio.sound.limiter import Limiter
from pipeline.studio.sound.loudness import loudness, true_peak
from pipeline.studio.sound.mastering import ENCODER_OVERSHOOT, Source, master

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RATE = 24_000
PROFILES = [PodcastProfile(), WorkshopProfile()]
FRESH_FROM_LAME = -20 * math.log10(0.95)
"""dB that LAME takes off at up to 160 kbit/s; the PCM is so much louder than the MP3 is to be."""


def speech(seconds: float, level: float = 0.07, seed: int = 5) -> NDArray[np.float32]:
    """Pulses of a gliding voice through resonances, and noise like sibilants, in syllables."""
    rng = np.random.default_rng(seed)
    times = np.arange(round(seconds * RATE)) / RATE
    phase = np.cumsum(180 + 60 * np.sin(2 * math.pi * 1.1 * times)) / RATE
    voiced = sum(np.sin(2 * math.pi * k * phase + k * k) / (1 + abs(k - 4)) for k in range(1, 25))
    syllable = np.sin(math.pi * 4.1 * times) ** 2
    hiss = 0.3 * np.diff(rng.standard_normal(times.size), prepend=0) * (syllable < 0.1)
    sound = (voiced * syllable + hiss) * (times % 3 < 2.6)
    return np.asarray(level * sound / np.std(sound), np.float32)


def in_blocks(sound: NDArray[np.float32], size: int = 5_000) -> Source:
    return lambda: (sound[start : start + size] for start in range(0, sound.size, size))


def mastered(
    sound: NDArray[np.float32], profile: PodcastProfile | WorkshopProfile, size: int = 5_000
) -> NDArray[np.int16]:
    frames = list(master(in_blocks(sound, size), RATE, profile))
    return np.concatenate(frames) if frames else np.zeros(0, np.int16)


def as_float(pcm: NDArray[np.int16]) -> NDArray[np.float32]:
    return pcm.astype(np.float32) / np.float32(32_767)


@pytest.mark.parametrize("level", [0.001, 0.07, 0.5])
def test_the_podcast_is_as_loud_as_asked(level: float) -> None:
    profile = PodcastProfile()
    out = as_float(mastered(speech(8, level), profile))
    assert loudness(out, RATE) - FRESH_FROM_LAME == pytest.approx(profile.loudness, abs=0.2)
    assert 20 * math.log10(true_peak(out)) <= profile.peak + FRESH_FROM_LAME - ENCODER_OVERSHOOT + 0.05


def test_other_goals_are_kept_too() -> None:
    out = as_float(mastered(speech(10), PodcastProfile(loudness=-23.0, peak=-6.0, kilobits=320)))
    assert loudness(out, RATE) == pytest.approx(-23.0, abs=0.2)
    assert 20 * math.log10(true_peak(out)) <= -6.0 - ENCODER_OVERSHOOT + 0.05


@pytest.mark.parametrize("goal", [-24.0, -18.0, -16.0])
def test_the_goal_is_reached_however_much_the_limiter_takes(goal: float) -> None:
    """Little, as from a voice, and much, as from noise with impulses."""
    rng = np.random.default_rng(8)
    rough = (0.05 * rng.standard_normal(8 * RATE) * (1 + 6 * (rng.random(8 * RATE) > 0.999))).astype(np.float32)
    for sound in (speech(8), rough):
        out = as_float(mastered(sound, PodcastProfile(loudness=goal)))
        assert loudness(out, RATE) - FRESH_FROM_LAME == pytest.approx(goal, abs=0.2)


def test_what_is_foretold_for_a_gain_is_how_loud_it_becomes() -> None:
    blocks = in_blocks(speech(8))
    gains = [0.0, 12.0, 20.0]
    for gain, foretold in zip(gains, mastering._loudness_with(gains, blocks, RATE, 0.8), strict=True):
        stages = mastering._LowCut(RATE), mastering._Louder(gain), Limiter(RATE, 0.8)
        out = np.concatenate(list(mastering._through(blocks, *stages)))
        assert loudness(out, RATE) == pytest.approx(foretold, abs=0.06)


def test_the_podcast_has_no_offset() -> None:
    out = as_float(mastered(speech(5) + np.float32(0.2), PodcastProfile()))
    assert abs(out[RATE:].mean()) < 1e-3


def test_the_podcast_does_not_pump() -> None:
    """A quiet passage stays as quiet beside the loud ones as it was, and the loud ones alike."""
    sound = speech(12)
    sound[4 * RATE : 8 * RATE] *= 0.25
    out = as_float(mastered(sound, PodcastProfile(loudness=-22.0)))
    parts = [
        np.std(out[a * RATE : b * RATE]) / np.std(sound[a * RATE : b * RATE]) for a, b in ((0, 4), (4, 8), (8, 12))
    ]
    assert 20 * math.log10(parts[1] / parts[0]) < 1.5
    assert abs(20 * math.log10(parts[2] / parts[0])) < 0.3


def test_the_workshop_is_loud_and_not_clipped() -> None:
    out = as_float(mastered(speech(8), WorkshopProfile()))
    peak = 20 * math.log10(true_peak(out))
    assert -6.0 < peak <= -1.0
    assert 20 * math.log10(np.std(out)) > -21.0


def test_the_workshop_sounds_alike_from_any_level() -> None:
    quiet, loud = (as_float(mastered(speech(5, level), WorkshopProfile())) for level in (0.02, 0.3))
    assert np.std(quiet) == pytest.approx(np.std(loud), rel=0.02)


@pytest.mark.parametrize("kilobits", [64, 128, 320])
def test_what_a_phone_plays_is_as_loud_as_asked_by_another_meter(kilobits: int, tmp_path: Path) -> None:
    """The MP3 itself, through ffmpeg's ebur128: −16 ± 0.3 LUFS, at most −1 dBTP."""
    path = tmp_path / "podcast.mp3"
    pcm = master(in_blocks(speech(12)), RATE, PodcastProfile(kilobits=kilobits))
    encode_mp3(pcm, RATE, path, kilobits=kilobits, tags=";FFMETADATA1\n")
    command = [ffmpeg(), "-hide_banner", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stderr  # noqa: S603  (our own arguments)
    summary = told[told.rindex("Summary:") :]
    integrated = re.search(r"I:\s+(\S+) LUFS", summary)
    peak = re.search(r"Peak:\s+(\S+) dBFS", summary)
    assert integrated
    assert peak
    assert float(integrated[1]) == pytest.approx(-16.0, abs=0.3)
    assert float(peak[1]) <= -1.0


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("samples", [0, 1, 255, 16_384, 50_001])
def test_as_many_samples_as_came_in(profile: PodcastProfile | WorkshopProfile, samples: int) -> None:
    assert mastered(speech(3)[:samples], profile).size == samples


def test_nothing_moves_in_the_podcast() -> None:
    sound = speech(4)
    out = as_float(mastered(sound, PodcastProfile()))
    likeness = [np.dot(sound[100:-100], out[100 + lag : out.size - 100 + lag]) for lag in range(-100, 101)]
    assert int(np.argmax(likeness)) == 100


def test_nothing_moves_in_the_workshop() -> None:
    clicks = np.zeros(4 * RATE, np.float32)
    places = range(5_000, clicks.size, 17_001)
    for place in places:
        clicks[place] = 0.2
    out = np.abs(as_float(mastered(clicks, WorkshopProfile())))
    for place in places:
        assert abs(int(np.argmax(out[place - 2_000 : place + 2_000])) - 2_000) <= 1


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("size", [317, 16_384, 200_000])
def test_the_same_bytes_whatever_the_blocks(profile: PodcastProfile | WorkshopProfile, size: int) -> None:
    sound = speech(4)
    assert np.array_equal(mastered(sound, profile, size), mastered(sound, profile))


@pytest.mark.parametrize("profile", PROFILES)
def test_silence_stays_silence(profile: PodcastProfile | WorkshopProfile) -> None:
    assert not mastered(np.zeros(RATE, np.float32), profile).any()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("kind", ["square", "offset", "impulse", "one sample", "hiss"])
def test_extremes_are_survived(profile: PodcastProfile | WorkshopProfile, kind: str) -> None:
    times = np.arange(2 * RATE)
    impulse = np.zeros(2 * RATE)
    impulse[RATE] = 1
    sounds = {
        "square": np.sign(np.sin(2 * math.pi * 100 * times / RATE + 0.1)),
        "offset": np.ones(2 * RATE),
        "impulse": impulse,
        "one sample": np.ones(1),
        "hiss": np.random.default_rng(1).uniform(-1, 1, 2 * RATE),
    }
    out = as_float(mastered(sounds[kind].astype(np.float32), profile))
    assert np.isfinite(out).all()
    assert true_peak(out) <= 10 ** (-1 / 20)


@pytest.mark.parametrize("profile", PROFILES)
def test_memory_does_not_grow_with_the_length(profile: PodcastProfile | WorkshopProfile) -> None:
    five_seconds = [speech(0.5, seed=seed) for seed in range(10)]

    def peak(times: int) -> int:
        def source() -> Iterator[NDArray[np.float32]]:
            for _time in range(times):
                yield from five_seconds

        tracemalloc.start()
        try:
            for _frame in master(source, RATE, profile):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)  # tables that are made once do not count
    few, many = peak(3), peak(9)
    assert many < few + 100_000
