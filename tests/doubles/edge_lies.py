"""How the double of the online voice lies: replies whole by all signs of the protocol that are not what was asked.

A lie is what was done to the sound, and how the words are told with it. All of :data:`LIES` change what is heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tests.doubles.edge_sound import LEAD_FRAMES, SaidWord, Speech, speech

if TYPE_CHECKING:
    from tests.doubles.edge_turn import Turn

ANOTHER = "食堂今天中午供应面条和馒头，请大家排队。"
"""The sentence that is said in place of others; of other length than those that are asked in tests."""


class Part(NamedTuple):
    """A word, or a silence (no text), as it is heard."""

    text: str
    frames: tuple[bytes, ...]


Sound = Sequence[Part]


def parts_of(said: Speech) -> list[Part]:
    """``said``, word by word."""
    found = []
    passed = 0
    for word in said.words:
        found += [Part("", said.frames[passed : word.start]), Part(word.text, said.frames[word.start : word.end])]
        passed = word.end
    return [*found, Part("", said.frames[passed:])]


def _silence(frames: int, like: Sound) -> Part:
    return Part("", like[0].frames[:1] * frames)


def _words_at(sound: Sound) -> list[int]:
    return [index for index, part in enumerate(sound) if part.text]


# ── what is done to the sound ───────────────────────────────────────────────────────────────────────


def _without(*which: int) -> Callable[[Sound, Sound], list[Part]]:
    """Words left out, by their places among the words; from the end where negative."""

    def leave_out(sound: Sound, _other: Sound) -> list[Part]:
        gone = {_words_at(sound)[place] for place in which}
        return [part for index, part in enumerate(sound) if index not in gone]

    return leave_out


def _without_share(start: float, end: float) -> Callable[[Sound, Sound], list[Part]]:
    """All words between two shares of them left out, with the pauses between them."""

    def leave_out(sound: Sound, _other: Sound) -> list[Part]:
        at = _words_at(sound)
        gone = at[round(len(at) * start) : round(len(at) * end)]
        return [part for index, part in enumerate(sound) if not gone[0] <= index <= gone[-1]]

    return leave_out


def _cut(share: float, *, padded: bool = False) -> Callable[[Sound, Sound], list[Part]]:
    """So much of the sound, from its start; ``padded``: the rest is silence."""

    def cut(sound: Sound, _other: Sound) -> list[Part]:
        left = round(sum(len(part.frames) for part in sound) * share)
        rest = sum(len(part.frames) for part in sound) - left
        found = []
        for part in sound:
            found.append(Part(part.text if len(part.frames) <= left else "", part.frames[:left]))
            left -= len(found[-1].frames)
        return [*found, _silence(rest, sound)] if padded else found

    return cut


def _hushed(start: float, end: float) -> Callable[[Sound, Sound], list[Part]]:
    """Silence between two shares of the sound, of the same length."""

    def hush(sound: Sound, _other: Sound) -> list[Part]:
        at = _words_at(sound)
        quiet = range(at[round(len(at) * start)], [*at, len(sound)][round(len(at) * end)])
        return [_silence(len(part.frames), sound) if index in quiet else part for index, part in enumerate(sound)]

    return hush


def _repeated(*which: int, times: int = 2) -> Callable[[Sound, Sound], list[Part]]:
    def repeat(sound: Sound, _other: Sound) -> list[Part]:
        places = {_words_at(sound)[place] for place in which}
        return [each for index, part in enumerate(sound) for each in [part] * (times if index in places else 1)]

    return repeat


def _chunks_doubled(sound: Sound, _other: Sound) -> list[Part]:
    """Each piece of ten frames twice, as a client that sends an acknowledgement twice would hear it."""
    frames = [frame for part in sound for frame in part.frames]
    pieces = (frames[start : start + 10] for start in range(0, len(frames), 10))
    whole = tuple(frame for piece in pieces for frame in piece * 2)
    words = [part.text for part in sound if part.text]
    share = len(whole) // len(words)
    return [Part(text, whole[at * share : (at + 1) * share]) for at, text in enumerate(words)]


def _said_twice(sound: Sound, _other: Sound) -> list[Part]:
    return [*sound, *sound]


def _quick(sound: Sound, _other: Sound) -> list[Part]:
    return [Part(part.text, part.frames[::2]) for part in sound]


def _backwards(sound: Sound, _other: Sound) -> list[Part]:
    return [*sound][::-1]


def _rotated(sound: Sound, _other: Sound) -> list[Part]:
    """The second half first."""
    middle = _words_at(sound)[len(_words_at(sound)) // 2]
    return [sound[0], *sound[middle:-1], *sound[1:middle], sound[-1]]


def _instead(_sound: Sound, other: Sound) -> list[Part]:
    return [*other]


def _preceded(sound: Sound, other: Sound) -> list[Part]:
    return [*other, *sound]


def _followed(sound: Sound, other: Sound) -> list[Part]:
    return [*sound, *other]


def _mixed(sound: Sound, other: Sound) -> list[Part]:
    """Begun as another sentence, ended as it should."""
    return [*other[: len(other) // 2], *sound[len(sound) // 2 :]]


def _with_inserted(words: int) -> Callable[[Sound, Sound], list[Part]]:
    """Words of another sentence in the middle."""

    def insert(sound: Sound, other: Sound) -> list[Part]:
        middle = _words_at(sound)[len(_words_at(sound)) // 2]
        strange = [other[index] for index in _words_at(other)[:words]]
        return [*sound[:middle], *strange, *sound[middle:]]

    return insert


def _halting(frames: int) -> Callable[[Sound, Sound], list[Part]]:
    """A silence in the middle of a word."""

    def halt(sound: Sound, _other: Sound) -> list[Part]:
        place = _words_at(sound)[len(_words_at(sound)) // 2]
        text, inside = sound[place]
        middle = len(inside) // 2
        torn = (*inside[:middle], *_silence(frames, sound).frames, *inside[middle:])
        return [*sound[:place], Part(text, torn), *sound[place + 1 :]]

    return halt


def _droning(sound: Sound, other: Sound) -> list[Part]:
    """A tone of two seconds behind the sentence."""
    tone = other[_words_at(other)[0]].frames[:1] * 83
    return [*sound[:-1], Part("", tone), sound[-1]]


def _one_syllable_short(sound: Sound, _other: Sound) -> list[Part]:
    """The second syllables of three words in the middle are not said."""
    at = _words_at(sound)
    short = at[len(at) // 2 - 1 : len(at) // 2 + 2]
    half = [Part(part.text[:1], part.frames[: len(part.frames) // 2]) for part in sound]
    return [half[index] if index in short else part for index, part in enumerate(sound)]


SOUNDS: Mapping[str, Callable[[Sound, Sound], list[Part]]] = {
    "the first half missing": _without_share(0, 0.5),
    "the second half missing": _without_share(0.5, 1),
    "the last third missing": _without_share(0.67, 1),
    "the middle missing": _without_share(0.34, 0.67),
    "the first word missing": _without(0, 1),
    "the last word missing": _without(-1, -2),
    "two words missing inside": _without(3, 4),
    "every third word missing": _without(1, 4, 7),
    "cut to 60 %": _cut(0.6),
    "cut to 70 %": _cut(0.7),
    "cut to 80 %": _cut(0.8),
    "cut to 70 %, then silence": _cut(0.7, padded=True),
    "the first half silent": _hushed(0, 0.5),
    "the second half silent": _hushed(0.5, 1),
    "a third silent": _hushed(0.34, 0.67),
    "two words silent": _hushed(0.4, 0.6),
    "all but the first words silent": _hushed(0.2, 1),
    "every chunk doubled": _chunks_doubled,
    "said twice": _said_twice,
    "three words said twice": _repeated(2, 3, 4),
    "the last word said four times": _repeated(-1, times=4),
    "twice as fast": _quick,
    "backwards": _backwards,
    "the second half first": _rotated,
    "another sentence": _instead,
    "another sentence before it": _preceded,
    "another sentence behind it": _followed,
    "half another sentence": _mixed,
    "two strange words inside": _with_inserted(2),
    "four strange words inside": _with_inserted(4),
    "a silence of 0.7 s in a word": _halting(30),
    "a silence of 3 s in a word": _halting(125),
    "a tone behind it": _droning,
    "three syllables missing": _one_syllable_short,
}
"""What is heard in place of the sentence."""


# ── how the words are told ──────────────────────────────────────────────────────────────────────────


def _truthfully(sound: Sound, _asked: Speech) -> list[SaidWord]:
    """Those that are heard, where they are."""
    found = []
    passed = 0
    for part in sound:
        if part.text:
            found.append(SaidWord(part.text, passed, passed + len(part.frames)))
        passed += len(part.frames)
    return found


def _as_asked(_sound: Sound, asked: Speech) -> list[SaidWord]:
    """Those of the right reply, where they would be in it."""
    return [*asked.words]


def _squeezed(sound: Sound, asked: Speech) -> list[SaidWord]:
    """The same, from the first sound to the last in proportion."""
    silence = speech("", "", "+0%").frames[0]
    heard = _truthfully([Part("." * (not {*part.frames} <= {silence}), part.frames) for part in sound], asked)
    start, end = (heard[0].start, heard[-1].end) if heard else (LEAD_FRAMES, LEAD_FRAMES + 1)
    first, last = asked.words[0].start, asked.words[-1].end
    scale = (end - start) / (last - first)
    return [
        SaidWord(word.text, start + round((word.start - first) * scale), start + round((word.end - first) * scale))
        for word in asked.words
    ]


def _all_at_once(sound: Sound, asked: Speech) -> list[SaidWord]:
    """The sentence as one piece."""
    words = _squeezed(sound, asked)
    return [SaidWord("".join(word.text for word in words), words[0].start, words[-1].end)]


def _not_at_all(_sound: Sound, _asked: Speech) -> list[SaidWord]:
    return []


TELLINGS: Mapping[str, Callable[[Sound, Speech], list[SaidWord]]] = {
    "words as heard": _truthfully,
    "words as asked": _as_asked,
    "words squeezed": _squeezed,
    "all told at once": _all_at_once,
    "no words": _not_at_all,
}

LIES = tuple(f"{sound}; {telling}" for sound in SOUNDS for telling in TELLINGS)


async def answer(turn: Turn, lie: str) -> None:
    """Send the reply that ``lie`` names."""
    sound, telling = lie.split("; ")
    asked = turn.speech
    other = speech(ANOTHER, turn.asked.voice, turn.asked.rate)
    heard = SOUNDS[sound](parts_of(asked), parts_of(other))
    await turn.start()
    for word in TELLINGS[telling](heard, asked):
        await turn.boundary(word.text, word.start, word.end)
    await turn.audio(b"".join(frame for part in heard for frame in part.frames))
    await turn.end()
    await turn.close()
