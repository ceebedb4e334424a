"""Whether a reply of the online voice is the sentence that was asked for, as far as that can be told.

What it tells of its words is held against the sentence (:mod:`.told_words`), its sound against those words
(:mod:`.sound_checks`), its length against the pace of the voice (:mod:`.pace`). The service tells every word of every
sentence: a reply that tells none is believed of nobody, unless somebody listens (:mod:`.listening`). One that tells all
words in one piece, or at a strange pace, is held against a pace that was measured: with a sentence whose pauses show
whether it is whole. A sentence that has no pause is asked for twice (:mod:`.second_reply`).

What stays: the sound of other words, as long as these and with the same pauses, told of as if it were these. Only who
listens finds that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

import numpy as np

from pipeline.errors import EngineMissing, VoiceError
from pipeline.messages import _
from pipeline.model import Clip, Word
from pipeline.voice.clip_checks import check_plausible
from pipeline.voice.edge.errors import Setback
from pipeline.voice.edge.mp3 import RATE, decode
from pipeline.voice.edge.pace import Pace
from pipeline.voice.edge.request import TICKS_A_SECOND, Request
from pipeline.voice.edge.second_reply import check_alike, with_mark
from pipeline.voice.edge.sound_checks import check_each_pause, check_pauses, check_words, seconds_told, speaking_seconds
from pipeline.voice.edge.told_words import asked_for, placed
from pipeline.voice.edge.voices import natural_pace
from pipeline.voice.voiced import sounding_frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.model import Utterance
    from pipeline.voice.edge.request import Reply
    from pipeline.voice.edge.told_words import Asked, Stretch

TRIAL_TEXT = "现在开始试音。现在开始试音。现在开始试音。"
"""Its pauses lie at a third and two thirds of its sound, however a voice speaks: of eight of kokoro's they were off by
at most 0.05. That shows when something is cut off or put in anywhere."""
IMPLAUSIBLE = 1.7
"""Times quicker or slower than a voice is known to speak, it is none. How fast most do is an assumption, hence the
room."""
UNUSUAL = 0.12
"""A voice whose words are told to take so much more or less time than was asked for is measured before it is believed:
that is how it speaks, or what it tells is bent to a sound that is not the sentence."""
COARSE = 8
"""Syllables told in one piece, from which on it tells little of the words in it."""


class Hearing(Protocol):
    """Whoever listens to a clip before it is believed."""

    def check(self, clip: Clip, utterance: Utterance) -> None:
        """Let ``clip`` pass if ``utterance`` is heard in it.

        Raises:
            Setback: something else is.
        """


@dataclass(eq=False)
class Acceptance:
    """What has been learnt of the service in this run. Used by several threads."""

    hearing: Hearing | None = None
    _paces: dict[tuple[str, str], Pace] = field(default_factory=dict)
    _sounds: dict[bytes, tuple[str, ...]] = field(default_factory=dict)
    """What was said with each sound that was believed."""

    def lacks_pace(self, reply: Reply, request: Request) -> bool:
        """Whether :meth:`measure` must come before ``reply`` can be judged: it tells little of its words, or they are
        told to be quicker or slower than was asked for."""
        asked = asked_for(request.text)
        stretches = _stretches(reply, asked)
        if self._pace(request).known or not stretches:
            return False
        if _is_coarse(stretches, asked):
            return True
        usual = 60 / natural_pace(request.voice, request.rate)
        told = seconds_told(stretches)
        return not (1 - UNUSUAL) * asked.total.least * usual <= told <= (1 + UNUSUAL) * asked.total.most * usual

    def trial(self, request: Request) -> Request:
        """What to ask to measure the pace of the voice of ``request``."""
        return Request(TRIAL_TEXT, request.voice, request.rate)

    def measure(self, reply: Reply, trial: Request) -> None:
        """Learn the pace from the reply to ``trial``.

        Raises:
            Setback: that reply is not whole, either.
        """
        asked = asked_for(trial.text)
        _clip, sounding = _as_told(reply, asked)
        check_each_pause(sounding, asked)
        seconds = speaking_seconds(sounding)
        told = seconds / asked.total.most * natural_pace(trial.voice, trial.rate) / 60
        if not 1 / IMPLAUSIBLE < told < IMPLAUSIBLE:
            raise Setback(_("the online voice speaks at {times:.1f} times the pace asked for").format(times=1 / told))
        self._pace(trial).learn(seconds, asked.total)

    def second(self, request: Request) -> Request | None:
        """What to ask beside ``request``, whose reply has no pauses to be held against; None where it has, or somebody
        listens."""
        text = "" if self.hearing else with_mark(request.text, asked_for(request.text))
        return Request(text, request.voice, request.rate) if text else None

    def compare(self, reply: Reply, second: Reply, marked: Request) -> None:
        """Let ``reply`` pass if the ``second``, to ``marked``, is whole and sounds like it.

        Raises:
            Setback: one of them is something else.
        """
        asked = asked_for(marked.text)
        clip, sounding = _as_told(second, asked)
        check_pauses(sounding, asked)
        check_alike(Clip(_decoded(reply), RATE), clip, asked)

    def clip(self, reply: Reply, request: Request, utterance: Utterance) -> Clip:
        """The clip that ``reply`` holds, which is ``utterance`` asked for as ``request``.

        Raises:
            Setback: the sound is damaged, or not the sentence.
            EngineMissing: there is no decoder.
        """
        samples = _decoded(reply)
        clip = Clip(samples, RATE, words=_words(reply, len(samples)))
        try:
            check_plausible(clip, utterance)
        except VoiceError as exc:
            raise Setback(exc.what, next=exc.next) from exc
        asked = asked_for(request.text)
        stretches = _stretches(reply, asked)
        if not stretches and not self.hearing:
            raise _untold()
        coarse = _is_coarse(stretches, asked)
        sounding = sounding_frames(clip)
        if stretches:
            check_words(sounding, stretches, asked)
        if coarse:
            check_pauses(sounding, asked)
        seconds = speaking_seconds(sounding)
        pace = self._pace(request)
        pace.check(seconds, asked.total, strict=coarse)
        if self.hearing:
            self.hearing.check(clip, utterance)
        self._check_new(reply, utterance)
        pace.learn(seconds, asked.total)
        return clip

    def _check_new(self, reply: Reply, utterance: Utterance) -> None:
        """Let the sound pass unless another sentence was said with it; what is said alike may sound alike."""
        reading = utterance.reading
        latin = (c for c in reading.spoken if c.isascii() and c.isalnum())
        said = (*(syllable.rstrip("012345") for syllable in reading.pinyin_said), *latin)
        if self._sounds.setdefault(sha256(reply.mp3).digest(), said) != said:
            raise Setback(_("the sound is that of another sentence"))

    def _pace(self, request: Request) -> Pace:
        return self._paces.setdefault((request.voice, request.rate), Pace())


def _untold() -> Setback:
    return Setback(
        _("the online voice does not tell which words it said"),
        next=_('set [edge] listen = true in station.toml, or engine = "kokoro"'),
    )


def _as_told(reply: Reply, asked: Asked) -> tuple[Clip, NDArray[np.bool_]]:
    """The sound of ``reply`` and where it is not silent, once its words are told and fit it.

    Raises:
        Setback: they are not, or do not.
        EngineMissing: there is no decoder.
    """
    stretches = _stretches(reply, asked)
    clip = Clip(_decoded(reply), RATE)
    sounding = sounding_frames(clip)
    if not stretches:
        raise _untold()
    check_words(sounding, stretches, asked)
    return clip, sounding


def _stretches(reply: Reply, asked: Asked) -> tuple[Stretch, ...]:
    told = [(boundary.text, boundary.start, boundary.end) for boundary in reply.boundaries]
    return placed(asked, told) if told else ()


def _is_coarse(stretches: tuple[Stretch, ...], asked: Asked) -> bool:
    """Whether the words are told in pieces too large to be held against the sound, or not at all."""
    return not stretches or any(asked.between(each.first, each.last).least > COARSE for each in stretches)


def _decoded(reply: Reply) -> NDArray[np.int16]:
    try:
        return decode(reply.mp3)
    except EngineMissing:
        raise
    except VoiceError as exc:
        raise Setback(exc.what, next=exc.next) from exc


def _words(reply: Reply, samples: int) -> tuple[Word, ...]:
    """The service's words, as they were sent; where two overlap, the second gives way."""
    words = []
    free = 0
    for boundary in reply.boundaries:
        start, end = (
            min(max(ticks * RATE // TICKS_A_SECOND, free), samples) for ticks in (boundary.start, boundary.end)
        )
        words.append(Word(boundary.text, start, end))
        free = end
    return tuple(words)
