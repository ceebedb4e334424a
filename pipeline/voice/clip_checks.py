"""Whether a clip can be the whole of what was asked: not silent, not cut short, not running on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.errors import VoiceError
from pipeline.messages import _
from pipeline.voice.engine import excerpt
from pipeline.voice.voiced import voiced_seconds

if TYPE_CHECKING:
    from pipeline.model import Clip, Utterance

FASTEST = 0.5
"""A sentence takes at least this share of ``syllables / pace``. Kokoro's lie between 0.93 and 1.06 (five voices, ten
sentences each); how fast an online voice speaks by itself is known less well, so the bound leaves room."""
SLOWEST = 2.0
"""And at most this many times as long, beside its pauses …"""
PAUSE_SECONDS = 0.9
"""… of which each mark may bring one as long as this …"""
SLACK_SECONDS = 1.0
"""… and this, because single words are drawn out."""

_MARKS = re.compile(r"[^\w\s]")
_SMALL_LETTERS = re.compile(r"[a-z]+")


def check_plausible(clip: Clip, utterance: Utterance) -> None:
    """Let ``clip`` pass if it can be the whole of ``utterance``.

    The bounds are wide: they catch silence, lost halves and runaway engines, not a wrong word.

    Raises:
        VoiceError: silent, too short or too long for its syllables.
    """
    seconds = voiced_seconds(clip)
    if not seconds:
        raise VoiceError(_("the voice stayed silent"), where=excerpt(utterance), next=_remedy())
    shortest, longest = bounds_seconds(utterance)
    if not shortest <= seconds <= longest:
        what = _("the sound lasts {seconds:.1f} s, which is implausible (expected {shortest:.1f} to {longest:.1f} s)")
        raise VoiceError(
            what.format(seconds=seconds, shortest=shortest, longest=longest),
            where=excerpt(utterance),
            next=_remedy(),
        )


def bounds_seconds(utterance: Utterance) -> tuple[float, float]:
    """The shortest and the longest plausible time between the first and the last sound of ``utterance``."""
    spoken = utterance.reading.spoken
    fewest = utterance.reading.syllables
    # A letter is up to three syllables (W), a word in small letters about one for two letters.
    capitals = sum(c.isascii() and c.isupper() for c in spoken)
    most = fewest + 2 * capitals + sum(len(run) // 2 + 1 for run in _SMALL_LETTERS.findall(spoken))
    syllable = 60 / utterance.pace
    pauses = len(_MARKS.findall(spoken)) * PAUSE_SECONDS
    return FASTEST * fewest * syllable, SLOWEST * most * syllable + pauses + SLACK_SECONDS


def _remedy() -> str:
    return _("run make again; if it stays, try the sentence with `broadcast say` or rewrite it")
