"""One request to the online voice: everything of it arrives in time, or it is an error.

The client takes a connection that is cut in the middle of the sound for success, and waits for ever on one that
falls silent. Here each step has its deadline, and an answer counts only when it is whole:

- the client saw the service's ``turn.end`` after the last byte (it then books the bytes as those of a whole turn);
- no word is told to end after the end of the sound;
- the words told are those that were asked for, all of them, in order (:mod:`pipeline.voice.edge.told_words`).
"""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from pipeline.errors import EngineMissing, VoiceError
from pipeline.messages import _
from pipeline.voice.edge.errors import Setback, told
from pipeline.voice.edge.mp3 import BYTES_A_SECOND, FRAME_SAMPLES, RATE
from pipeline.voice.edge.proxy import proxy_for
from pipeline.voice.edge.told_words import asked_for, placed

if TYPE_CHECKING:
    from edge_tts import Communicate

TICKS_A_SECOND = 10_000_000
MOST_BYTES = 4096
"""Of escaped text in one request; the client would cut longer ones in two."""
MOST_SECONDS = 600
"""Of sound that is taken for one sentence."""

_FRAME_TICKS = FRAME_SAMPLES * TICKS_A_SECOND // RATE
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) forbids, lone surrogates included."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long each step of a request may take, in seconds."""

    connect: float = 8.0
    """Until the connection stands: name, TCP, proxy, TLS."""
    first: float = 10.0
    """From there until the first word or sound."""
    between: float = 8.0
    """Between two messages."""
    whole: float = 40.0
    """For everything; the service streams faster than real time, and a sentence lasts some seconds, seldom 20."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the service is asked to say."""

    text: str
    voice: str
    rate: str
    """``+12%``"""


@dataclass(frozen=True, slots=True)
class Boundary:
    """A word the service tells the place of."""

    text: str
    start: int
    """In units of 100 ns from the start of the sound."""
    end: int


@dataclass(frozen=True, slots=True)
class Reply:
    """All the service sent for one request."""

    mp3: bytes
    boundaries: tuple[Boundary, ...]


def check_text(text: str) -> None:
    """Let ``text`` pass if the service can say it.

    Raises:
        VoiceError: it has characters that cannot be sent, nothing that can be said, or too much.
    """
    hostile = _NOT_XML.search(text)
    if hostile:
        what = _("it holds a character that cannot be sent (U+{code:04X})").format(code=ord(hostile.group()))
        raise VoiceError(what, next=_("remove the character from the document"))
    if not any(c.isalnum() for c in text):
        raise VoiceError(
            _("there is nothing in it that can be said"),
            next=_("write it in Chinese characters or Latin letters, or remove it"),
        )
    size = len(escape(text).encode())
    if size > MOST_BYTES:
        what = _("it is too long for one request ({size} bytes, at most {most})").format(size=size, most=MOST_BYTES)
        raise VoiceError(what, next=_("divide the sentence in the document"))


async def fetch(request: Request, deadlines: Deadlines, explicit_proxy: str = "") -> Reply:
    """Ask once.

    Raises:
        Setback: it failed in a way that can pass.
        ServiceDown: no request will succeed.
        EngineMissing: edge-tts is not installed.
    """
    communicate, proxy = _prepared(request, deadlines, explicit_proxy)
    try:
        reply = await _received(communicate, deadlines)
    except VoiceError:
        raise
    except Exception as exc:  # whatever a client may raise on whatever a server may send
        raise told(exc, proxy) from exc
    check_whole(reply, request.text, ended=_ended(communicate, reply.mp3))
    return reply


async def _received(communicate: Communicate, deadlines: Deadlines) -> Reply:
    """All that comes, until the service or the connection ends it."""
    sound = bytearray()
    boundaries: list[Boundary] = []
    patience = deadlines.connect + deadlines.first
    async with asyncio.timeout(deadlines.whole), aclosing(communicate.stream()) as stream:
        while message := await _next(stream, patience, communicate, sound):
            patience = deadlines.between
            if message["type"] == "audio":
                sound += message["data"]
            else:
                start = int(message["offset"])
                boundaries.append(Boundary(str(message["text"]), start, start + int(message["duration"])))
            if len(sound) > MOST_SECONDS * BYTES_A_SECOND:
                raise Setback(_("the online voice does not stop speaking"))
    return Reply(bytes(sound), tuple(boundaries))


def check_whole(reply: Reply, text: str, *, ended: bool) -> None:
    """Let ``reply`` pass if by what the service itself tells it is ``text`` and whole.

    Raises:
        Setback: it was cut short, or other words were said.
    """
    ends = max((boundary.end for boundary in reply.boundaries), default=0)
    if not ended:
        raise Setback(_("the connection ended in the middle of the sound"))
    if ends - _FRAME_TICKS > len(reply.mp3) * TICKS_A_SECOND // BYTES_A_SECOND:
        raise Setback(_("the sound ends before its last word"))
    if reply.boundaries:
        placed(asked_for(text), [(each.text, each.start, each.end) for each in reply.boundaries])


def _prepared(request: Request, deadlines: Deadlines, explicit_proxy: str) -> tuple[Communicate, str | None]:
    """The client, ready to be asked, and the proxy it uses."""
    try:
        # Late: some 0.3 s that a run without the online voice need not wait.
        import aiohttp
        from edge_tts import Communicate, communicate
    except ImportError as exc:
        raise EngineMissing(
            _("the client of the online voice is not installed"), next=_("install it: pip install 'edge-tts>=7.3,<8'")
        ) from exc
    proxy = proxy_for(vars(communicate)["WSS_URL"], explicit_proxy)
    asking = Communicate(request.text, request.voice, rate=request.rate, boundary="WordBoundary", proxy=proxy)
    # The arguments for this take whole seconds only and leave out names, proxies and TLS.
    asking.session_timeout = aiohttp.ClientTimeout(
        total=None, connect=deadlines.connect, sock_connect=deadlines.connect, sock_read=deadlines.first
    )
    return asking, proxy


async def _next(stream: Any, patience: float, communicate: Communicate, sound: bytearray) -> Any:
    """The next message within ``patience`` seconds; None at the end.

    Raises:
        Setback: none came in time.
    """
    try:
        async with asyncio.timeout(patience) as waiting:
            return await anext(stream, None)
    except TimeoutError:
        if not waiting.expired():
            raise  # the deadline for everything, or one of the client's own
        if sound and _ended(communicate, sound):
            return None  # all is said; only the farewell is missing
        what = _("nothing came from the online voice for {seconds:g} s").format(seconds=patience)
        raise Setback(what, slow=True) from None


def _ended(communicate: Communicate, sound: bytes | bytearray) -> bool:
    """Whether ``turn.end`` came after the last byte: only then does the client book the bytes of the turn."""
    return communicate.state["cumulative_audio_bytes"] == len(sound)
