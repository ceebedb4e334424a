"""The speaking pace of a voice so far, and whether a sentence fits that (how fast is asked: rate_limit.py)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from statistics import median
from threading import Lock
from typing import TYPE_CHECKING

from pipeline.messages import _
from pipeline.voice.edge.errors import Setback

if TYPE_CHECKING:
    from pipeline.voice.edge.told_words import Beats

KEPT = 101
"""Sentences that the pace is the median of."""
FEWEST = 4
"""Syllables of a sentence that tells of the pace: shorter ones are all beginning and end."""
STRICT = (0.12, 0.5)
"""By what share the pace of a whole sentence may differ, and by what more for one syllable, shared by the syllables of
the sentence. For one whose words are not told."""
ROOM = 1.4
"""Times that, for one whose words are told: they have been held against the sound already."""


@dataclass(slots=True)
class Pace:
    """Of one voice at one rate. Used by several threads."""

    _seen: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    """Seconds a syllable."""
    _lock: Lock = field(default_factory=Lock)

    @property
    def known(self) -> bool:
        return bool(self._seen)

    def check(self, seconds: float, beats: Beats, *, strict: bool) -> None:
        """Let a sentence pass of which ``seconds`` are spoken.

        Raises:
            Setback: it is too short or too long for this voice.
        """
        with self._lock:
            usual = median(self._seen) if self._seen else 0.0
        if not usual:
            return
        share, more = STRICT
        off = (share + more / beats.least) * (1 if strict else ROOM)
        if not (1 - off) * beats.least * usual <= seconds <= (1 + off) * beats.most * usual:
            what = _("{seconds:.1f} s are spoken; at the pace of this voice it would be {usual:.1f} s")
            raise Setback(what.format(seconds=seconds, usual=beats.most * usual))

    def learn(self, seconds: float, beats: Beats) -> None:
        """From a sentence that was believed."""
        if beats.least == beats.most >= FEWEST:
            with self._lock:
                self._seen.append(seconds / beats.most)
