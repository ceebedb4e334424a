"""What the double of the online voice says: one two-tone beep a syllable, as real MP3.

Every character has tones of its own, so a clip tells by its samples what was said, in which voice and how fast.
The stream is put together from MP3 frames that were encoded once, without a bit reservoir (each frame stands alone):
300 sentences cost no encoding. Like the service's, it is 24 kHz mono at 48 kbit/s, without a LAME tag.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from functools import cache, lru_cache

import imageio_ffmpeg
import numpy as np

RATE = 24_000
FRAME_BYTES = 144
FRAME_SAMPLES = 576
FRAME_TICKS = 240_000
"""A frame lasts 24 ms; the service counts in 100 ns."""

LEAD_FRAMES = 4
TAIL_FRAMES = 12
SYLLABLE_FRAMES = 10
"""0.24 s: 250 syllables a minute at +0%."""
PAUSE_FRAMES = 5
TONES = 48

_UNITS = re.compile(r"(?P<word>[a-z]+)|(?P<syllable>[^\W_])|(?P<mark>[^\w\s]|_)|(?P<space>\s)")


@dataclass(frozen=True, slots=True)
class SaidWord:
    """Where a word lies in the stream, in frames."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Speech:
    """One sentence as MP3 frames, with its words."""

    frames: tuple[bytes, ...]
    words: tuple[SaidWord, ...]

    @property
    def mp3(self) -> bytes:
        return b"".join(self.frames)


@lru_cache(maxsize=2048)
def speech(text: str, voice: str, rate: str) -> Speech:
    """``text`` in ``voice`` at ``rate`` (``+20%``): the same bytes at every call and in every process."""
    tones, silence = _encoded_tones()
    pace = 1 + int(rate.removesuffix("%")) / 100
    colour = sum(map(ord, voice))
    frames = [silence] * LEAD_FRAMES
    syllables: list[SaidWord] = []
    for match in _UNITS.finditer(text):
        start = len(frames)
        if match.lastgroup == "mark":
            frames += [silence] * PAUSE_FRAMES
        elif match.lastgroup != "space":
            code = sum(map(ord, match.group())) + colour
            length = max(2, round(SYLLABLE_FRAMES / pace))
            frames += [tones[code // TONES % TONES]] * (length // 2) + [tones[code % TONES]] * (length - length // 2)
            syllables.append(SaidWord(match.group(), start, len(frames)))
    return Speech((*frames, *[silence] * TAIL_FRAMES), tuple(_words(syllables)))


def _words(syllables: list[SaidWord]) -> list[SaidWord]:
    """Syllables that follow each other without a pause, two a word."""
    words: list[SaidWord] = []
    for syllable in syllables:
        last = words[-1] if words else None
        if last and len(last.text) == 1 and len(syllable.text) == 1 and last.end == syllable.start:
            words[-1] = SaidWord(last.text + syllable.text, last.start, syllable.end)
        else:
            words.append(syllable)
    return words


@cache
def _encoded_tones() -> tuple[tuple[bytes, ...], bytes]:
    """A frame from the middle of each tone, and one of silence.

    The frequencies are multiples of the frame rate, so that the same frame can be repeated without a step in phase.
    """
    held = 8  # frames a tone is held while it is encoded; the sixth is past the encoder's delay and all onset
    time = np.arange(held * FRAME_SAMPLES) / RATE
    sounds = [0.25 * np.sin(2 * np.pi * (6 + index) * RATE / FRAME_SAMPLES * time) for index in range(TONES)]
    pcm = (np.concatenate([*sounds, np.zeros_like(time)]) * 32767).astype("<i2").tobytes()
    source = ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0"]
    target = ["-c:a", "libmp3lame", "-b:a", "48k", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *source, *target, "-f", "mp3", "pipe:1"]
    mp3 = subprocess.run(command, input=pcm, capture_output=True, check=True).stdout  # noqa: S603 - the packaged ffmpeg
    frames = [mp3[start : start + FRAME_BYTES] for start in range(0, len(mp3), FRAME_BYTES)]
    steady = [frames[index * held + 5] for index in range(TONES + 1)]
    return tuple(steady[:-1]), steady[-1]


def decoded(mp3: bytes) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """``mp3`` as a player hears it: int16 samples at 24 kHz."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "mp3", "-i", "pipe:0", "-f", "s16le", "pipe:1"]
    pcm = subprocess.run(command, input=mp3, capture_output=True, check=True).stdout  # noqa: S603 - as above
    return np.frombuffer(pcm, dtype="<i2").astype(np.int16)
