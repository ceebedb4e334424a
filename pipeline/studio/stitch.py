"""Clips and pauses become one programme on disk, to the sample, and cues say where each sentence lies in it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.errors import StudioError
from pipeline.messages import _
from pipeline.model import Chapter, Cue, Word
from pipeline.studio.sound.trim import RATE, tidy
from pipeline.system.files import told_as_output_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.model import Clip, Line, PauseKind
    from pipeline.station import Pauses

SECTION = 60 * RATE
"""Samples after which a long section is written out before it ends: what is in memory stays small."""
BLOCK = 10 * RATE
"""Samples that are read back at a time."""


@dataclass(frozen=True, slots=True)
class Programme:
    """All that is said in an episode, without chimes, and where."""

    spool: Path
    """Mono 16-bit PCM at :data:`RATE`."""
    samples: int
    cues: tuple[Cue, ...]
    """From the programme's own beginning."""
    chapters: tuple[Chapter, ...]
    estimated: bool
    """Whether the places of words are estimates."""

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        """The samples in order, :data:`BLOCK` at a time."""
        with self.spool.open("rb") as file:
            while data := file.read(2 * BLOCK):
                yield np.frombuffer(data, "<i2")


def stitch(lines: Sequence[Line], clips: Iterable[Clip], pauses: Pauses, spool: Path) -> Programme:
    """Join ``clips``, one for each of ``lines``, with the pauses the lines ask for, into the file ``spool``.

    The pause after the last line is not played. Clips are taken one at a time.

    Raises:
        StudioError: there are more or fewer clips than lines, or none, or one is silent.
        OutputError: the spool cannot be written.
    """
    cues: list[Cue] = []
    chapters: list[Chapter] = []
    estimated = False
    at = pause = 0
    with _Spool(spool) as written:
        for line, clip in _paired(lines, clips):
            at += written.silence(pause)
            ready = tidy(clip, line.id)
            if line.chapter:
                chapters.append(Chapter(at, line.chapter))
            end = at + written.sound(ready.samples)
            words = tuple(Word(word.text, at + word.start, at + word.end) for word in ready.words)
            cues.append(Cue(line.id, at, end, line.text, words, line.pause))
            estimated = estimated or (clip.estimated and bool(words))
            at = end
            pause = silence_after(line.pause, pauses)
            if line.pause == "section":
                written.flush()
    return Programme(spool, at, tuple(cues), tuple(chapters), estimated)


def silence_after(pause: PauseKind, pauses: Pauses) -> int:
    """Samples of silence for one kind of pause."""
    return 0 if pause == "none" else getattr(pauses, pause) * RATE // 1000


def moved(programme: Programme, samples: int) -> tuple[tuple[Cue, ...], tuple[Chapter, ...]]:
    """Cues and chapters of ``programme`` when it begins ``samples`` later.

    A chapter at its very beginning takes in what comes before, so that a player shows one from the first second.
    """
    cues = tuple(
        replace(
            cue,
            start=cue.start + samples,
            end=cue.end + samples,
            words=tuple(Word(word.text, word.start + samples, word.end + samples) for word in cue.words),
        )
        for cue in programme.cues
    )
    chapters = (replace(each, start=each.start and each.start + samples) for each in programme.chapters)
    return cues, tuple(chapters)


def _paired(lines: Sequence[Line], clips: Iterable[Clip]) -> Iterator[tuple[Line, Clip]]:
    remaining = iter(clips)
    for line in lines:
        clip = next(remaining, None)
        if clip is None:
            raise StudioError(_("there is no sound for the sentence"), where=line.id, next=_("run make again"))
        yield line, clip
    if not lines or next(remaining, None) is not None:
        raise StudioError(_("sentences and sounds do not match"), next=_("run make again"))


class _Spool:
    """The programme's file: pydub segments are gathered and joined a section at a time, never two by two."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._segments: list[Any] = []
        self._waiting = 0

    def __enter__(self) -> _Spool:
        with told_as_output_error(self._path):
            self._file = self._path.open("wb")
        return self

    def __exit__(self, failure: type[BaseException] | None, *_rest: object) -> None:
        try:
            if failure is None:
                self.flush()
        finally:
            with told_as_output_error(self._path):
                self._file.close()

    def sound(self, samples: NDArray[np.int16]) -> int:
        pcm = samples.astype("<i2", copy=False).tobytes()
        return self._add(_segment()(data=pcm, sample_width=2, frame_rate=RATE, channels=1), samples.size)

    def silence(self, samples: int) -> int:
        return self._add(_segment()(data=bytes(2 * samples), sample_width=2, frame_rate=RATE, channels=1), samples)

    def flush(self) -> None:
        """Join what is waiting and write it: one copy, whatever the number of segments."""
        if self._segments:
            joined = self._segments[0]._spawn([segment.raw_data for segment in self._segments])
            with told_as_output_error(self._path):
                self._file.write(joined.raw_data)
        self._segments = []
        self._waiting = 0

    def _add(self, segment: Any, samples: int) -> int:
        self._segments.append(segment)
        self._waiting += samples
        if self._waiting >= SECTION:
            self.flush()
        return samples


@cache
def _segment() -> Any:
    """pydub's segment. Its import looks for an ffmpeg on the PATH and warns without one; ours comes with a package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    return AudioSegment
