"""How the double of the online voice fails: the faults by name, and plans that say which request meets which."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.doubles.edge import Plan
    from tests.doubles.edge_turn import Turn

HANDSHAKE = frozenset(
    {"401", "403", "403 without date", "404", "429", "500", "503", "hang in handshake", "reset in handshake"}
)
"""Faults that come before the sentence is known."""

TRICKLE = 0.05
"""Seconds between two messages of a slow stream."""


async def answer_well(turn: Turn) -> None:
    await turn.start()
    await turn.say()
    await turn.end()
    await turn.close()


async def _close_before_sound(turn: Turn) -> None:
    await turn.start()
    await turn.close()


async def _no_sound(turn: Turn) -> None:
    await turn.start()
    await turn.text("turn.end", "{}")
    await turn.close()


def _cut(code: int) -> Callable[[Turn], Awaitable[None]]:
    async def close_in_the_middle(turn: Turn) -> None:
        await turn.start()
        await turn.say(0.6)
        await turn.close(code)

    return close_in_the_middle


async def _reset_in_the_middle(turn: Turn) -> None:
    await turn.start()
    await turn.say(0.6)
    turn.reset()


async def _end_early(turn: Turn) -> None:
    await turn.start()
    await turn.say(0.6)
    await turn.end()
    await turn.close()


async def _end_early_all_words_told(turn: Turn) -> None:
    await turn.start()
    await turn.say(0.6, all_words=True)
    await turn.end()
    await turn.close()


async def _no_frames(turn: Turn) -> None:
    await turn.hang()


async def _hang_in_the_middle(turn: Turn) -> None:
    await turn.start()
    await turn.say(0.6)
    await turn.hang()


async def _no_end(turn: Turn) -> None:
    await turn.start()
    await turn.say()
    await turn.hang()


async def _no_close(turn: Turn) -> None:
    await turn.start()
    await turn.say()
    await turn.end()
    await turn.hang()


async def _trickle(turn: Turn) -> None:
    await turn.start()
    await turn.say(pause=TRICKLE)
    await turn.end()
    await turn.close()


async def _endless(turn: Turn) -> None:
    await turn.start()
    while True:
        await turn.audio(turn.speech.mp3 * 20)
        await asyncio.sleep(0)


async def _noise(turn: Turn) -> None:
    await turn.start()
    await turn.audio(random.Random(1).randbytes(len(turn.speech.mp3)))  # noqa: S311 - not a secret
    await turn.end()
    await turn.close()


async def _silence(turn: Turn) -> None:
    await turn.start()
    await turn.audio(turn.speech.frames[0] * len(turn.speech.frames))
    await turn.end()
    await turn.close()


async def _far_too_short(turn: Turn) -> None:
    """A turn that ends whole by all signs of the protocol, with a tenth of the sound."""
    await turn.start()
    await turn.audio(b"".join(turn.speech.frames[: len(turn.speech.frames) // 10]))
    await turn.end()
    await turn.close()


async def _no_words(turn: Turn) -> None:
    await turn.start()
    await turn.audio(turn.speech.mp3)
    await turn.end()
    await turn.close()


async def _words_overlap(turn: Turn) -> None:
    await turn.start()
    for word in turn.speech.words:
        await turn.boundary(word.text, word.start - 6, word.end)
    await turn.audio(turn.speech.mp3)
    await turn.end()
    await turn.close()


def _says(message: str | bytes) -> Callable[[Turn], Awaitable[None]]:
    async def say_something_odd(turn: Turn) -> None:
        await turn.start()
        await turn.say(0.6)
        await turn.raw(message)
        await turn.end()
        await turn.close()

    return say_something_odd


_METADATA = "X-RequestId:1\r\nPath:audio.metadata\r\n\r\n"

ANSWERS: Mapping[str, Callable[[Turn], Awaitable[None]]] = {
    "closed before sound": _close_before_sound,
    "no sound": _no_sound,
    "closed 1000 in the middle": _cut(1000),
    "closed 1011 in the middle": _cut(1011),
    "reset in the middle": _reset_in_the_middle,
    "turn.end in the middle": _end_early,
    "turn.end in the middle, all words told": _end_early_all_words_told,
    "no frames": _no_frames,
    "hang in the middle": _hang_in_the_middle,
    "no turn.end": _no_end,
    "never closed": _no_close,
    "trickle": _trickle,
    "endless": _endless,
    "noise": _noise,
    "silence": _silence,
    "far too short": _far_too_short,
    "no words": _no_words,
    "words overlap": _words_overlap,
    "no header length": _says(b"\x00"),
    "header too long": _says(b"\xff\xffPath:audio\r\n"),
    "header without colon": _says(b"\x00\x08abcdef\r\nxx"),
    "odd content type": _says(b"\x00\x2cX-RequestId:1\r\nContent-Type:text/plain\r\nPath:a\r\n"),
    "unknown path": _says("X-RequestId:1\r\nPath:surprise\r\n\r\n{}"),
    "bad json": _says(_METADATA + "{"),
    "no metadata": _says(_METADATA + "{}"),
    "empty metadata": _says(_METADATA + '{"Metadata": []}'),
    "unknown metadata": _says(_METADATA + '{"Metadata": [{"Type": "Surprise"}]}'),
    "metadata of odd types": _says(
        _METADATA + '{"Metadata": [{"Type": "WordBoundary", "Data": {"Offset": "a", "Duration": [], "text": 1}}]}'
    ),
}
"""What is done instead of a good answer. The answers from ``never closed`` to ``trickle``, ``no words`` and
``words overlap`` are whole all the same."""

PASSING = (
    "403",
    "429",
    "500",
    "503",
    "reset in handshake",
    "closed before sound",
    "no sound",
    "closed 1000 in the middle",
    "closed 1011 in the middle",
    "reset in the middle",
    "turn.end in the middle",
    "turn.end in the middle, all words told",
    "bad json",
    "far too short",
)
"""Faults that come and go, and take no time."""


# ── plans ───────────────────────────────────────────────────────────────────────────────────────────


def well(_number: int, _text: str) -> str:
    """Nothing goes wrong."""
    return ""


def always(fault: str, *, after: int = 0) -> Plan:
    """Every request after the first ``after`` meets ``fault``."""
    return lambda number, text: fault if number > after and (fault in HANDSHAKE or text) else ""


def at(faults: Mapping[int, str]) -> Plan:
    """The request of that number meets that fault."""
    return lambda number, _text: faults.get(number, "")


def on(faults: Mapping[str, Sequence[str]]) -> Plan:
    """A sentence meets its faults in turn, one each time it is asked, and is then answered well."""
    asked: Counter[str] = Counter()

    def plan(_number: int, text: str) -> str:
        if not text:
            return ""
        asked[text] += 1
        planned = faults.get(text, ())
        return planned[asked[text] - 1] if asked[text] <= len(planned) else ""

    return plan


def randomly(share: float, seed: int, faults: Sequence[str] = PASSING) -> Plan:
    """``share`` of all requests meet one of ``faults``; which ones, ``seed`` decides."""

    def plan(number: int, _text: str) -> str:
        dice = random.Random(seed * 1_000_003 + number)  # noqa: S311 - not a secret
        return dice.choice(faults) if dice.random() < share else ""

    return plan
