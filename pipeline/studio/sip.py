"""Parts for SIP loudspeakers: WAV, 8 kHz, mono, none longer than the device takes, cut where sentences end."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import firwin, kaiserord

from pipeline.messages import _
from pipeline.studio.sound import trim
from pipeline.system.files import told_as_output_error

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.model import Cue

RATE = 8_000
"""Samples a second of every part."""
FEWER = trim.RATE // RATE
"""Samples of the programme for one of a part."""
REST = trim.RATE // 10
"""Samples kept after a part's last sentence, where silence follows."""
SEARCH = trim.RATE * 2
"""Samples before the limit in which a sentence that is too long is searched for its quietest place."""
QUIET = trim.RATE // 50
"""Samples over which quietness is taken: 20 ms."""
SHOWN = 16
"""Characters of a sentence that are enough to find it in its document."""


def plan(cues: Sequence[Cue], limit: int) -> list[tuple[int, int]]:
    """Where each part begins and ends, in samples of the programme; only a single sentence may pass ``limit``.

    The first part begins with whatever stands before the first sentence; when both do not fit, that is a part of
    its own. Silence between parts is left out but for :data:`REST`.
    """
    starts = [0, *(cue.start for cue in cues)] if cues[0].start else [cue.start for cue in cues]
    ends = [cues[0].start, *(cue.end for cue in cues)] if cues[0].start else [cue.end for cue in cues]
    parts: list[tuple[int, int]] = []
    first = starts[0]
    for index, end in enumerate(ends):
        following = starts[index + 1] if index + 1 < len(starts) else end + REST
        next_end = ends[index + 1] if index + 1 < len(ends) else None
        if next_end is None or next_end - first > limit:
            parts.append((first, max(end, min(end + REST, following, first + limit))))
            first = following
    return parts


def notices(cues: Sequence[Cue], seconds: int) -> list[str]:
    """What an operator should know: each sentence that no part of ``seconds`` can hold, by its first words."""
    return [
        _("SIP: longer than {seconds} s and cut at its quietest place: “{sentence}”").format(
            seconds=seconds, sentence=cue.text if len(cue.text) <= SHOWN else cue.text[:SHOWN] + "…"
        )
        for cue in cues
        if cue.end - cue.start > seconds * trim.RATE
    ]


def write_parts(
    pcm: Iterable[NDArray[np.int16]], cues: Sequence[Cue], seconds: int, folder: Path, label: str
) -> list[tuple[str, int]]:
    """Cut ``pcm``, the master at the programme's rate, into WAV files in ``folder``; names and lengths in samples.

    ``label`` is the metadata field for synthetic speech, empty for none.

    Raises:
        OutputError: a part cannot be written.
    """
    limit = seconds * trim.RATE
    parts: list[tuple[str, int]] = []
    for sound in _cut(pcm, plan(cues, limit)):
        for piece in _within(sound, limit):
            name = f"{len(parts) + 1:03}.wav"
            samples = narrowed(piece)
            with told_as_output_error(folder / name):
                (folder / name).write_bytes(wav(samples, label))
            parts.append((name, samples.size))
    return parts


def narrowed(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """``samples`` at :data:`RATE`, with nothing above its band left to fold down; ends are softened."""
    sound = np.convolve(samples, _low_pass(), "same")[::FEWER].astype(np.float32)
    trim.soften(sound)
    return trim.to_pcm(sound)


def wav(samples: NDArray[np.int16], label: str) -> bytes:
    """A plain WAV file; ``label`` follows the audio, so that devices that expect 44 bytes of header find them."""
    data = samples.astype("<i2").tobytes()
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16)
    chunks += b"data" + struct.pack("<I", len(data)) + data
    if label:
        said = f"AIGC={label}".encode() + b"\0"
        said += b"\0" * (len(said) % 2)
        info = b"INFOICMT" + struct.pack("<I", len(said)) + said
        chunks += b"LIST" + struct.pack("<I", len(info)) + info
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def _cut(pcm: Iterable[NDArray[np.int16]], parts: Iterable[tuple[int, int]]) -> Iterator[NDArray[np.int16]]:
    """The samples of each part, in order; no more than a part and a block are held."""
    blocks = iter(pcm)
    held = np.zeros(0, np.int16)
    at = 0
    for start, end in parts:
        waiting = [held]
        have = at + held.size
        while have < end:
            block = next(blocks)
            have += block.size
            waiting.append(block)
        joined = np.concatenate(waiting)
        yield joined[start - at : end - at]
        held = joined[end - at :]
        at = end
    # What follows the last part is taken too: the master checks its own length at its end.
    for _rest in blocks:
        pass


def _within(sound: NDArray[np.int16], limit: int) -> Iterator[NDArray[np.int16]]:
    """``sound`` whole, or cut at its quietest places into pieces of at most ``limit`` samples."""
    while sound.size > limit:
        search = sound[max(limit // 2, limit - SEARCH) : limit].astype(np.float64)
        energy = np.convolve(np.square(search), np.ones(QUIET), "valid")
        at = limit - search.size + int(np.argmin(energy)) + QUIET // 2
        yield sound[:at]
        sound = sound[at:]
    yield sound


@cache
def _low_pass() -> NDArray[np.float64]:
    """Flat to 3.5 kHz, 70 dB down from 4 kHz: Kaiser's formula for β and length."""
    taps, beta = kaiserord(70, (4000 - 3500) / (trim.RATE / 2))
    result: NDArray[np.float64] = firwin(taps | 1, (3500 + 4000) / 2, window=("kaiser", beta), fs=trim.RATE)
    return result
