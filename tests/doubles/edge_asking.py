"""How tests ask the online voice: utterances of any text, and an engine that does not wait long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.model import Reading, Utterance
from pipeline.voice.edge.engine import EdgeEngine, Patience
from pipeline.voice.edge.request import Deadlines
from tests.doubles.edge_sound import decoded, speech

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Clip

VOICE = "zh-CN-XiaoxiaoNeural"
AMPLE = Deadlines(connect=20, first=20, between=20, whole=60)
"""For faults that come at once: never met, however busy the machine is."""
BRIEF = Deadlines(connect=0.5, first=0.5, between=0.5, whole=10.0)
"""For servers that hang."""
_DIGITS = "零一二三四五六七八九"


def utterance(text: str, *, respelt: str = "", voice: str = VOICE, pace: int = 250) -> Utterance:
    """``text`` as it stands, one syllable for each Chinese character."""
    syllables = tuple("yi1" for c in text if "一" <= c <= "鿿")
    return Utterance(Reading(text, text, syllables, syllables, respelt=respelt), voice, pace)


def sentences(count: int) -> list[Utterance]:
    """So many different ones."""
    return [utterance(f"第{''.join(_DIGITS[int(d)] for d in f'{n:03}')}条，安全生产。") for n in range(count)]


def engine(deadlines: Deadlines = AMPLE, *, attempts: int = 10, failures: int = 20, at_once: int = 4) -> EdgeEngine:
    """The engine with hardly a pause between attempts."""
    patience = Patience(attempts=attempts, failures=failures, first_pause=0.001, longest_pause=0.01)
    return EdgeEngine(at_once=at_once, deadlines=deadlines, patience=patience)


def is_whole(clip: Clip, asked: Utterance, rate: str = "+0%") -> bool:
    """Whether ``clip`` has, sample by sample, what the double says to ``asked``."""
    return are_whole([clip], [asked], rate)


def are_whole(clips: Sequence[Clip], asked: Sequence[Utterance], rate: str = "+0%") -> bool:
    """The same of many, in their order: none missing, none twice. What is expected is decoded in one go; that gives
    the same samples, because each sentence ends in silence."""
    said = [speech(each.reading.respelt or each.reading.spoken, each.voice, rate) for each in asked]
    sound = decoded(b"".join(each.mp3 for each in said))
    return np.array_equal(np.concatenate([clip.samples for clip in clips]), sound)
