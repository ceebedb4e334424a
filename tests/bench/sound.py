"""How much better the workshop master is understood at the same power, by two predictors of intelligibility.

python -m tests.bench.sound

ESTOI (pystoi) and SII of three kinds of sound, all at one RMS: the clip as it is, the clip through a plain equaliser
and compressor of ffmpeg, and the workshop master. The equal-intensity gain is how many decibels more the unprocessed
clip would need for the same ESTOI.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.station import WorkshopProfile
from pipeline.studio.sound.encode import ffmpeg
from pipeline.studio.sound.mastering import master
from tests.bench import sound_sii
from training.shaping import noise, pitch
from training.shaping.speech import RATE, VOICES, sentences, spoken

Sound = np.ndarray[Any, np.dtype[np.float64]]

RMS = 0.05
SNRS = (-10, -5, 0)
"""dB, of the clip's RMS to the noise's."""
SENTENCES = sentences("reported")
CHOSEN = SENTENCES[:8]
LADDER = np.arange(-16.0, 25.0, 4.0)
"""dB; where the unprocessed clips are measured, to read equal-intensity gains from."""
PLAIN = "highpass=f=250,treble=g=10:f=2000,acompressor=threshold=0.02:ratio=8:attack=2:release=80:makeup=4"
GOALS = {"pink": 5.0, "speech-shaped": 5.0, "reverberant hall": 3.0}
"""dB of equal-intensity gain at −5 dB."""


def levelled(sound: Sound) -> Sound:
    return np.asarray(sound * (RMS / noise.rms(sound)))


def unprocessed(clip: Sound) -> Sound:
    return clip


def plain(clip: Sound) -> Sound:
    """A plain equaliser and compressor."""
    command = [
        ffmpeg(),
        "-v",
        "error",
        "-f",
        "f32le",
        "-ar",
        str(RATE),
        "-ac",
        "1",
        "-i",
        "-",
        "-af",
        PLAIN,
        "-f",
        "f32le",
        "-",
    ]
    done = subprocess.run(command, input=clip.astype("<f4").tobytes(), capture_output=True, check=True)  # noqa: S603  # a command of our own
    return np.frombuffer(done.stdout, "<f4")[: clip.size].astype(np.float64)


def workshop(clip: Sound) -> Sound:
    """The master itself, limiter and 16 bits included."""
    pcm = np.concatenate(list(master(lambda: iter([clip.astype(np.float32)]), RATE, WorkshopProfile())))
    return pcm / 32_768


WAYS: Mapping[str, Callable[[Sound], Sound]] = {"unprocessed": unprocessed, "plain": plain, "workshop": workshop}


def clips(voice: str, texts: Sequence[str] = CHOSEN) -> list[Sound]:
    return [levelled(spoken(voice, text) / 32_768) for text in texts]


def noises(heard: list[Sound], seed: int) -> dict[str, list[Sound]]:
    """For each clip, in each place, as much noise as it is long; RMS 1."""
    speech = np.concatenate(heard)
    return {
        "pink": [noise.pink(clip.size, RATE, seed + n) for n, clip in enumerate(heard)],
        "speech-shaped": [noise.speech_shaped(clip.size, RATE, seed + n, speech) for n, clip in enumerate(heard)],
        "machine hall": [noise.machine_hall(clip.size, RATE, seed + n) for n, clip in enumerate(heard)],
        "reverberant hall": [noise.machine_hall(clip.size, RATE, 50 + seed + n) for n, clip in enumerate(heard)],
    }


def heard_at(place: str, sound: Sound, around: Sound, snr: float) -> Sound:
    """``sound`` in ``place`` with noise ``snr`` dB below what the loudspeaker gives."""
    arrives = noise.in_the_hall(sound, RATE) if place == "reverberant hall" else sound
    return arrives + around * (RMS * 10 ** (-snr / 20))


def estoi(place: str, ways: list[Sound], heard: list[Sound], around: list[Sound], snr: float) -> float:
    """Mean ESTOI over the clips; the reference is always the clean clip as it was spoken."""
    from pystoi import stoi

    scores = [
        stoi(clean, heard_at(place, sound, one, snr), RATE, extended=True)
        for clean, sound, one in zip(heard, ways, around, strict=True)
    ]
    return float(np.mean(scores))


def sii(ways: list[Sound], around: list[Sound], snr: float) -> float:
    scores = [
        sound_sii.index(
            sound_sii.spectrum_levels(sound, RATE),
            sound_sii.spectrum_levels(one * (RMS * 10 ** (-snr / 20)), RATE),
        )
        for sound, one in zip(ways, around, strict=True)
    ]
    return float(np.mean(scores))


def of_voice(voice: str) -> dict[str, dict[str, dict[str, float]]]:
    """By place, by ``-5 dB`` …: ESTOI and SII of each way, and the equal-intensity gains."""
    heard = clips(voice)
    ways = {name: [levelled(way(clip)) for clip in heard] for name, way in WAYS.items()}
    found: dict[str, dict[str, dict[str, float]]] = {}
    for place, around in noises(heard, 1).items():
        ladder = [estoi(place, heard, heard, around, snr) for snr in LADDER]
        rising = np.maximum.accumulate(ladder) + np.arange(LADDER.size) * 1e-9
        found[place] = {}
        for snr in SNRS:
            figures = found[place][f"{snr} dB"] = {}
            for name, sounds in ways.items():
                score = estoi(place, sounds, heard, around, snr)
                figures[f"ESTOI {name}"] = score
                figures[f"gain {name}"] = float(np.interp(score, rising, LADDER)) - snr
                if place != "reverberant hall":  # the standard's procedure knows no echoes
                    figures[f"SII {name}"] = sii(sounds, around, snr)
    return found


def melody(voice: str) -> dict[str, float]:
    """How far the workshop master's pitch is from the spoken one, over all voiced frames."""
    pairs = [pitch.contours(clip, workshop(clip), RATE) for clip in clips(voice)]
    apart = np.abs(np.concatenate([changed / own - 1 for own, changed in pairs]))
    return {
        "voiced frames": apart.size,
        "within 1 %": float(np.mean(apart < 0.01)),
        "median, %": 100 * float(np.median(apart)),
        "95th percentile, %": 100 * float(np.percentile(apart, 95)),
    }


def measure() -> dict[str, Any]:
    """By voice; and under ``goals`` the equal-intensity gain at −5 dB, mean of both, beside what it should be."""
    try:
        import pystoi  # noqa: F401  (measured with in estoi)
    except ImportError:
        return {"skipped": "pystoi is not installed: pip install -e '.[bench]'"}
    voices = {voice: of_voice(voice) for voice in VOICES}
    reached = {
        place: {
            "goal": goal,
            "gain": float(np.mean([voices[voice][place]["-5 dB"]["gain workshop"] for voice in VOICES])),
        }
        for place, goal in GOALS.items()
    }
    return {**voices, "goals": reached, "pitch": {voice: melody(voice) for voice in VOICES}}


if __name__ == "__main__":
    for part, places in measure().items():
        for place, levels in places.items() if isinstance(places, dict) else [("", places)]:
            print(part, place, levels)
