"""The sound of a reply, held against the words it tells of: no word is silent, and no sound belongs to none.

All in frames of :data:`pipeline.voice.voiced.FRAME_MS`. How exactly the service places its words is not
documented, so each bound leaves room for most of a syllable.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from pipeline.messages import _
from pipeline.voice.edge.errors import Setback
from pipeline.voice.voiced import FRAME_MS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from pipeline.voice.edge.told_words import Asked, Stretch

A_SECOND = 1000 // FRAME_MS
TICKS_A_FRAME = FRAME_MS * 10_000
UNCLAIMED = 0.3
"""Seconds of sound in one piece that may belong to no word: a breath, the last syllable dying away."""
SILENT = 0.2
"""Seconds of silence within a word: before t, k or p some 0.1 at the usual pace; at a slow one in proportion …"""
SILENT_SYLLABLES = 0.8
"""… so many syllables."""
SILENT_LONG = 0.5
"""The same where many letters are told in one piece: a speaker also pauses where there is no mark."""
MANY = 5
"""Letters, for that."""
PAUSE = 0.9
"""Seconds of silence for each mark …"""
PAUSE_MORE = 0.7
"""… and this; the longest pauses are those at dashes and between paragraphs."""
SOUNDING = 0.5
"""Of the time of a word, at least, its pauses taken away."""
QUICKEST, SLOWEST = 0.35, 3.5
"""A word of several syllables takes as long for each as the middle one of its sentence, times this."""
QUIET_END = 0.05
"""Seconds of silence at the end of every whole reply."""
APART = 0.08
"""Silence from so many seconds on counts as a pause."""
MARKED = 0.35
"""And from so many as one that wants a mark."""
BESIDE = 0.1
"""Seconds by which a pause may lie beside the place where it is told."""
VARIED = 0.115
"""How much one syllable differs from the next in length, as a share: the standard deviation."""
FAR_OFF = 4.0
"""Times what such differences come to together, a clause is longer or shorter than its syllables …"""
FAR_OFF_MORE = 0.4
"""… and so many syllables."""
OFF = (0.05, 0.7)
"""How far a pause may lie from its mark: a share of the sounding time, and some of a syllable."""
OFF_IN_TRIAL = 0.07
"""The same in a sentence of which all parts are alike."""

Span = tuple[int, int]


def check_words(sounding: NDArray[np.bool_], stretches: Sequence[Stretch], asked: Asked) -> None:
    """Let a sound pass if it is there where ``stretches`` say, and only there.

    Args:
        sounding: for each frame whether there is sound in it.
        stretches: of the whole sentence, in order.
        asked: the sentence.

    Raises:
        Setback: the words and the sound do not go together.
    """
    spans = [(max(0, each.start) // TICKS_A_FRAME, -(-each.end // TICKS_A_FRAME)) for each in stretches]
    starts = [start for start, _end in spans]
    if starts != sorted(starts) or any(end <= start for start, end in spans):
        raise Setback(_("the words that the online voice tells of lie in no order"))
    claimed = np.zeros(len(sounding), bool)
    for start, end in spans:
        claimed[start:end] = True
    if longest(sounding & ~claimed) > UNCLAIMED * A_SECOND:
        raise Setback(_("there is sound in the reply that belongs to no word"))
    usual = syllable(stretches, asked) / TICKS_A_FRAME
    for (start, end), each in zip(spans, stretches, strict=True):
        _check_word(sounding[start:end], each, asked, usual)
    between = [(end, start) for (_start, end), (start, _end) in itertools.pairwise(spans)]
    for (end, start), each in zip(between, stretches[1:], strict=True):
        if start - end > _pause(asked.marks[each.first]) * A_SECOND:
            raise _silence()
    _check_told_pauses(
        sounding,
        told=[
            (end, start)
            for (end, start), each in zip(between, stretches[1:], strict=True)
            if asked.ends[each.first] and start - end >= APART * A_SECOND
        ],
        marked=[span for span, each in zip(between, stretches[1:], strict=True) if asked.marks[each.first]],
    )


def _check_told_pauses(sounding: NDArray[np.bool_], told: Sequence[Span], marked: Sequence[Span]) -> None:
    """Let a sound pass unless half of the pauses ``told`` between clauses are not heard, and others are, at none of the
    ``marked`` places: so it is where words are bent to the sound of others. A pause that is not heard is no sign by
    itself; the voice may breathe there."""
    beside = round(BESIDE * A_SECOND)
    inside = [(start, end) for start, end, _at in _pauses_inside(sounding)]

    def meet(one: Span, other: Span) -> bool:
        return one[0] - beside < other[1] and other[0] < one[1] + beside

    unheard = [each for each in told if not any(meet(each, pause) for pause in inside)]
    strange = [pause for pause in inside if not any(meet(each, pause) for each in marked)]
    if unheard and strange and 2 * len(unheard) >= len(told):
        raise Setback(_("the words that the online voice tells of do not fit its sound"))


def syllable(stretches: Sequence[Stretch], asked: Asked) -> float:
    """How long one takes in the middle one of ``stretches``, in the unit of their places. How many a Latin word has can
    only be guessed, so those count where there are no others."""
    beats = [asked.between(each.first, each.last) for each in stretches]
    certain = [each.least == each.most for each in beats]
    lengths = [(each.end - each.start) / count.most for each, count in zip(stretches, beats, strict=True)]
    return float(np.median([n for n, sure in zip(lengths, certain, strict=True) if sure] or lengths))


def seconds_told(stretches: Sequence[Stretch]) -> float:
    """How long the words take together, by what is told; where two overlap, that time counts once."""
    told, free = 0, 0
    for each in stretches:
        told += max(0, each.end - max(each.start, free))
        free = max(free, each.end)
    return told / (TICKS_A_FRAME * A_SECOND)


def _check_word(sounding: NDArray[np.bool_], stretch: Stretch, asked: Asked, usual: float) -> None:
    """The same for one word; ``usual`` is the length of a syllable, in frames."""
    marks = sum(asked.marks[stretch.first + 1 : stretch.last])
    many = stretch.last - stretch.first >= MANY
    allowed = max(SILENT * A_SECOND, SILENT_SYLLABLES * usual, many * SILENT_LONG * A_SECOND)
    long = [end - start for start, end in silences(sounding) if end - start > allowed]
    if len(long) > marks or max(long, default=0) > _pause(marks) * A_SECOND:
        raise _silence()
    if np.count_nonzero(sounding) < SOUNDING * (len(sounding) - sum(long)):
        raise _silence()
    beats = asked.between(stretch.first, stretch.last)
    spoken = len(sounding) - sum(long)
    if beats.least >= 2 and not QUICKEST * usual * beats.least <= spoken <= SLOWEST * usual * beats.most:
        raise Setback(_("the words that the online voice tells of do not fit its sound"))


def check_end(sounding: NDArray[np.bool_]) -> None:
    """Let a sound pass that is silent at its end.

    Raises:
        Setback: it is not.
    """
    if sounding[len(sounding) - round(QUIET_END * A_SECOND) :].any():
        raise Setback(_("the sound breaks off"))


def check_pauses(sounding: NDArray[np.bool_], asked: Asked) -> None:
    """Let a sound pass of which no words, or only all together, are told, if it makes no long pause but at the marks,
    and does not break off.

    Raises:
        Setback: it does not.
    """
    check_end(sounding)
    places = _places(asked, asked.marks)
    off = OFF[0] + OFF[1] / asked.total.most
    pauses = [*_pauses_inside(sounding)]
    for start, end, at in pauses:
        if end - start < MARKED * A_SECOND:
            continue
        if not any(abs(place - at) <= off for place in places) or end - start > _pause(2) * A_SECOND:
            raise _silence()
    _check_clauses([at for _start, _end, at in pauses], asked)


def _check_clauses(pauses: Sequence[float], asked: Asked) -> None:
    """Let a sound pass of which each clause takes its share of the time, as ``pauses`` (shares of the sound) divide it.
    A voice does not pause at each mark; where there are fewer pauses than marks, nothing can be said."""
    places = _places(asked, asked.ends)
    if len(pauses) < len(places):
        return
    syllables, shared = asked.total.most, asked.total.most - asked.total.least
    before, passed = 0.0, 0.0
    for place in [*places, 1.0]:
        at = min((abs(pause - place), pause) for pause in [*pauses, 1.0])[1]
        for wanted, found in ((place, at), (place - before, at - passed)):
            usual = VARIED * math.sqrt(syllables * wanted * (1 - wanted))
            if abs(found - wanted) * syllables > FAR_OFF_MORE + shared + FAR_OFF * usual:
                raise Setback(_("the words that the online voice tells of do not fit its sound"))
        before, passed = place, at


def check_each_pause(sounding: NDArray[np.bool_], asked: Asked) -> None:
    """Let a sound pass if its longest pauses lie at the marks inside ``asked``, whose parts are all alike.

    Raises:
        Setback: they do not.
    """
    check_pauses(sounding, asked)
    places = _places(asked, asked.marks)
    pauses = sorted(_pauses_inside(sounding), key=lambda pause: pause[0] - pause[1])[: len(places)]
    found = sorted(at for _start, _end, at in pauses)
    if len(found) != len(places) or any(abs(a - b) > OFF_IN_TRIAL for a, b in zip(found, places, strict=True)):
        raise Setback(_("the words that the online voice tells of do not fit its sound"))


def _places(asked: Asked, marked: Sequence[int]) -> list[float]:
    """Of the marks inside, as shares of the syllables; ``marked``: which letters have one before them."""
    inside = range(1, len(asked.letters))
    return [asked.between(0, at).most / asked.total.most for at in inside if marked[at]]


def _pauses_inside(sounding: NDArray[np.bool_]) -> Iterator[tuple[int, int, float]]:
    """Each with its start, its end, and the share of the sound before it."""
    total = np.count_nonzero(sounding)
    for start, end in silences(sounding):
        if start and end < len(sounding):
            yield start, end, np.count_nonzero(sounding[:start]) / total


def silences(sounding: NDArray[np.bool_]) -> Iterator[Span]:
    """Where ``sounding`` is not, from :data:`APART` on."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], sounding, [True]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        if end - start >= APART * A_SECOND:
            yield start, end


def speaking_seconds(sounding: NDArray[np.bool_]) -> float:
    """From the first to the last sound, without the pauses."""
    where = np.flatnonzero(sounding)
    inside = sounding[where[0] : where[-1] + 1]
    return (len(inside) - sum(end - start for start, end in silences(inside))) / A_SECOND


def longest(mask: NDArray[np.bool_]) -> int:
    """The longest run of ``mask``."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return int(np.diff(edges.reshape(-1, 2), axis=1).max(initial=0))


def _pause(marks: int) -> float:
    """The longest silence where ``marks`` stand, in seconds."""
    return PAUSE * marks + PAUSE_MORE


def _silence() -> Setback:
    return Setback(_("there is silence in the reply where words should be"))
