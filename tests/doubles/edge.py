"""A double of the online voice on 127.0.0.1, for the unmodified edge-tts client.

It speaks the read-aloud protocol (handshake with token and clock check, configuration, SSML, metadata, MP3), says each
sentence in beeps that tell it apart (:mod:`tests.doubles.edge_sound`), fails as it is told, and keeps a log.

By hand, with no internet::

    python -m tests.doubles.edge -- make ENGINE=edge
    python -m tests.doubles.edge --fail 0.3 -- broadcast build --engine edge
    python -m tests.doubles.edge --port 8765                # only serve; prints what to set elsewhere

With a command after ``--``, the double serves while the command runs, and every Python below it finds the double in
the place of the service: ``EDGE_DOUBLE`` holds the address and ``PYTHONPATH`` leads to a ``sitecustomize`` that points
edge-tts there (``tests/doubles/edge_redirect``). The program itself is not changed and knows nothing of it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock
from xml.etree import ElementTree

from aiohttp import web

from tests.doubles import edge_lies, edge_plans, edge_ways
from tests.doubles.edge_turn import Asked, Turn, reset

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

Plan = Callable[[int, str], str]
"""Asked twice a request, with its number from 1: at the handshake with no text, then with the sentence.
Returns the name of the fault, or nothing."""

VOICES = {
    f"Microsoft Server Speech Text to Speech Voice ({locale}, {name})": f"{locale}-{name}"
    for locale, names in {
        "zh-CN": "XiaoxiaoNeural XiaoyiNeural YunjianNeural YunxiNeural YunxiaNeural YunyangNeural",
        "zh-CN-liaoning": "XiaobeiNeural",
        "zh-CN-shaanxi": "XiaoniNeural",
        "zh-HK": "HiuGaaiNeural HiuMaanNeural WanLungNeural",
        "zh-TW": "HsiaoChenNeural HsiaoYuNeural YunJheNeural",
    }.items()
    for name in names.split()
}
"""The names the client sends, and the short ones people write."""

_SSML = "{http://www.w3.org/2001/10/synthesis}"
_REDIRECT = Path(__file__).parent / "edge_redirect"


class EdgeDouble:
    """The double, serving in a thread of its own while the ``with`` block runs."""

    def __init__(
        self,
        plan: Plan = edge_plans.well,
        *,
        port: int = 0,
        latency: float = 0.0,
        speed: float = 0.0,
        clock: float = 0.0,
        tls: ssl.SSLContext | None = None,
        on_asked: Callable[[Asked], None] | None = None,
    ) -> None:
        """``latency`` in seconds before an answer; ``speed`` of the stream in times real time (0: all at once);
        ``clock`` in seconds that the server is ahead of this machine."""
        self.plan = plan
        self.port = port
        self.latency = latency
        self.speed = speed
        self.clock = clock
        self.tls = tls
        self.log: list[Asked] = []
        self.busiest = 0
        """Most requests that were under way at once."""
        self._on_asked = on_asked
        self._number = 0
        self._busy = 0

    # ── life ────────────────────────────────────────────────────────────────────────────────────────

    def __enter__(self) -> EdgeDouble:
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), name="edge double", daemon=True)
        self._thread.start()
        ready.result(timeout=10)
        return self

    def __exit__(self, *_exc: object) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    async def _serve(self, ready: Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        app = web.Application()
        app.router.add_get("/edge/v1", self._read_aloud)
        app.router.add_get("/voices/list", self._list_voices)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handle_signals=False)
        try:
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", self.port, ssl_context=self.tls, reuse_address=True)
            await site.start()
        except OSError as exc:
            await runner.cleanup()
            ready.set_exception(exc)
            return
        self.port = runner.addresses[0][1]
        ready.set_result(None)
        await self._closing.wait()
        await runner.cleanup()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @contextmanager
    def in_place_of_the_service(self) -> Iterator[EdgeDouble]:
        """edge-tts of this process talks to the double, whatever the environment says of proxies."""
        from edge_tts.drm import DRM

        scheme = "wss" if self.tls else "ws"
        url = f"{scheme}://{self.address}/edge/v1?TrustedClientToken=double"
        voices = f"http://{self.address}/voices/list?trustedclienttoken=double"
        with (
            mock.patch("edge_tts.communicate.WSS_URL", url),
            mock.patch("edge_tts.voices.VOICE_LIST", voices),
            mock.patch.object(DRM, "clock_skew_seconds", 0.0),
            mock.patch.dict(os.environ, {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}),
        ):
            yield self

    # ── the protocol ────────────────────────────────────────────────────────────────────────────────

    async def _list_voices(self, request: web.Request) -> web.Response:
        if not self._token_holds(request):
            return self._refusal(403)
        return web.json_response([_listed(name, short) for name, short in VOICES.items()])

    async def _read_aloud(self, request: web.Request) -> web.StreamResponse:
        self._number += 1
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        try:
            return await self._answer(request, self._number)
        finally:
            self._busy -= 1

    async def _answer(self, request: web.Request, number: int) -> web.StreamResponse:
        fault = self.plan(number, "")
        if fault in edge_plans.HANDSHAKE:
            self._note(Asked(number, fault))
            return await self._refuse(request, fault)
        if not self._token_holds(request):
            self._note(Asked(number, "403"))
            return self._refusal(403)
        socket_ = web.WebSocketResponse(timeout=0.5)
        await socket_.prepare(request)
        with suppress(ConnectionError):
            config = json.loads(_body(await socket_.receive_str(), "speech.config"))
            asked = _understood(number, config, _body(await socket_.receive_str(), "ssml"))
            fault = fault or self.plan(number, asked.text)
            if not fault and asked.voice not in VOICES.values():
                fault = "no sound"
            asked = Asked(number, fault, asked.text, asked.voice, asked.rate, asked.boundary)
            self._note(asked)
            await self._speak(Turn(request, socket_, asked, self.speed, self._closing))
        return socket_

    async def _refuse(self, request: web.Request, fault: str) -> web.StreamResponse:
        if fault == "hang in handshake":
            await self._closing.wait()
        if fault in ("hang in handshake", "reset in handshake"):
            reset(request)
            return web.Response()
        if fault == "403 without date":
            return web.Response(status=403, headers={"Date": "not a date"})
        return self._refusal(int(fault))

    def _refusal(self, status: int) -> web.Response:
        return web.Response(status=status, headers={"Date": formatdate(time.time() + self.clock, usegmt=True)})

    def _token_holds(self, request: web.Request) -> bool:
        """Whether the client's token is made from the server's time, give or take five minutes."""
        from edge_tts.drm import generate_sec_ms_gec_v2

        now = time.time() + self.clock
        return request.query.get("Sec-MS-GEC") in {generate_sec_ms_gec_v2(now + drift) for drift in (-300, 0, 300)}

    def _note(self, asked: Asked) -> None:
        self.log.append(asked)
        if self._on_asked:
            self._on_asked(asked)

    async def _speak(self, turn: Turn) -> None:
        """Answer as asked, or with the fault of that name."""
        if self.latency:
            await asyncio.sleep(self.latency)
        if turn.asked.fault in edge_lies.LIES:
            await edge_lies.answer(turn, turn.asked.fault)
        elif turn.asked.fault in edge_ways.VOICES:
            await edge_ways.answer(turn, turn.asked.fault)
        else:
            await edge_plans.ANSWERS.get(turn.asked.fault, edge_plans.answer_well)(turn)


@contextmanager
def doubled_service() -> Iterator[EdgeDouble]:
    """A double to which all goes well, in place of the service."""
    with EdgeDouble() as double, double.in_place_of_the_service():
        yield double


def _body(message: str, path: str) -> str:
    head, body = message.split("\r\n\r\n", 1)
    if f"Path:{path}" not in head.split("\r\n"):
        raise ConnectionError(f"expected {path}, got {head}")
    return body


def _understood(number: int, config: dict[str, Any], ssml: str) -> Asked:
    audio = config["context"]["synthesis"]["audio"]
    wanted = audio["metadataoptions"]
    if audio["outputFormat"] != "audio-24khz-48kbitrate-mono-mp3":
        raise ConnectionError(audio["outputFormat"])
    boundary = {("true", "false"): "WordBoundary", ("false", "true"): "SentenceBoundary"}[
        (wanted["wordBoundaryEnabled"], wanted["sentenceBoundaryEnabled"])
    ]
    voice, prosody = _only(ElementTree.fromstring(ssml), "voice", "prosody")  # noqa: S314 - the client's own SSML
    name = voice.get("name", "")
    return Asked(number, "", prosody.text or "", VOICES.get(name, name), prosody.get("rate", ""), boundary)


def _only(root: ElementTree.Element, *tags: str) -> list[ElementTree.Element]:
    """The chain of only children below ``root`` that have ``tags``: the service takes no other SSML."""
    chain = [root]
    for tag in tags:
        (child,) = chain[-1]
        if child.tag != _SSML + tag:
            raise ConnectionError(child.tag)
        chain.append(child)
    return chain[1:]


def _listed(name: str, short: str) -> dict[str, str]:
    locale, _dash, _name = short.rpartition("-")
    return {
        "Name": name,
        "ShortName": short,
        "Locale": locale,
        "Gender": "Female",
        "Status": "GA",
        "FriendlyName": name,
    }


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────────


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted, or while a command runs; returns that command's exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.doubles.edge", description=__doc__.split("\n\n")[0])
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--latency", type=float, default=0.2, help="seconds before each answer")
    parser.add_argument("--speed", type=float, default=10.0, help="of the stream, in times real time; 0: at once")
    parser.add_argument("--fail", type=float, default=0.0, help="share of requests that fail, 0 to 1")
    parser.add_argument("--seed", type=int, default=1, help="which requests fail")
    parser.add_argument("command", nargs="*", help="after --: what to run against the double")
    options = parser.parse_args(arguments)
    plan = edge_plans.randomly(options.fail, options.seed)
    double = EdgeDouble(plan, port=options.port, latency=options.latency, speed=options.speed, on_asked=_show)
    with double:
        surroundings = {
            "EDGE_DOUBLE": double.address,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(_REDIRECT), os.environ.get("PYTHONPATH")))),
            "NO_PROXY": "127.0.0.1",
        }
        print(
            "the double serves; in another terminal: export", *(f"{k}={v}" for k, v in surroundings.items()), flush=True
        )
        with suppress(KeyboardInterrupt):
            if options.command:
                return subprocess.run(options.command, env={**os.environ, **surroundings}, check=False).returncode  # noqa: S603  # what its user asked for
            threading.Event().wait()
    return 0


def _show(asked: Asked) -> None:
    print(
        f"{asked.number:5} {asked.fault or 'said':24} {asked.voice} {asked.rate} {asked.text}",
        file=sys.stderr,
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
