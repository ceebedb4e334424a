"""The station's own web server: pages, feeds and audio of one station, and nothing else of the machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.errors import StationError, UsageError
from pipeline.messages import _
from pipeline.publish.addresses import MISSING, addresses_of
from pipeline.publish.server.audience import Audience
from pipeline.publish.server.auth import PasswordCheck, Verdict, well_formed
from pipeline.publish.server.client_request import address_of
from pipeline.publish.server.connections import ACCEPTED_AT_ONCE, Connection, room_here
from pipeline.publish.server.device_keys import DeviceKeys
from pipeline.publish.server.file_response import Moved, answer
from pipeline.publish.server.marking import PLACE, Marking
from pipeline.publish.server.static_paths import Published, without_dots
from pipeline.publish.server.turning import Turning
from pipeline.station import Station

HOME = "/feeds/index.html"
QUEUE = 2048
"""Connections that the system keeps until they are accepted."""
GRACE = 1
"""Seconds that answers under way are given when the server stops; a whole episode would take minutes."""


def app(station: Station, *, audio_out: Path, feeds: Path) -> Starlette:
    """The server as an ASGI application: ``/feeds/…``, ``/audio_out/…``, ``/misread``, ``/healthz``; ``/`` leads to the
    page.

    All of it is there once more below the address of each device, without a password.

    Raises:
        StationError: a user without a password, or a password that is no hash.
    """
    house = _House(station, audio_out, feeds)
    routes = [
        Route("/healthz", _healthz),
        Route("/{path:path}", house.file, methods=["GET", "HEAD"]),
        Route("/{path:path}", house.told, methods=["POST"]),
    ]
    application = Starlette(routes=routes)
    application.state.audience = house.audience
    return application


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


class _House:
    """What is published of one station, and who may have it."""

    def __init__(self, station: Station, audio_out: Path, feeds: Path) -> None:
        self._addresses = addresses_of(station, audio_out=audio_out, feeds=feeds)
        self._published = Published(audio_out, feeds, self._addresses.audio)
        self._keys = DeviceKeys(audio_out)
        self._password = _password(station)
        self._marking = Marking(audio_out, station.zone, self._published.is_on_air)
        self._reading = asyncio.Lock()
        self.audience = Audience(audio_out, station.zone)

    async def file(self, request: Request) -> Response:
        """A page, a feed, a sound."""
        within = await self._entered(request)
        if isinstance(within, Response):
            return within
        device, path = within
        if path == "/":
            return RedirectResponse(f"{device or ''}{HOME}", status_code=307)
        if path == PLACE:  # pages ask whether there is somebody to tell
            return Response(status_code=204)
        found = self._published.find(path)
        if found is None:
            page = self._published.find(f"/feeds/{MISSING}")
            return await anyio.to_thread.run_sync(_missing, request, None if device else page)
        slug = self._published.slug_of(found) if found.suffix == ".mp3" else ""
        heard = self.audience.hearing(request, slug, found) if slug else None
        return await answer(request, found, Moved(self._addresses.base, device) if device else None, heard)

    async def told(self, request: Request) -> Response:
        """What a listener has to say."""
        within = await self._entered(request)
        if isinstance(within, Response):
            return within
        if within[1] != PLACE:
            return Response(status_code=405, headers={"allow": "GET, HEAD"})
        return await self._marking.take(request)

    async def _entered(self, request: Request) -> tuple[str | None, str] | Response:
        """What stands before the path in a device's address, and the path; or the answer to who may not enter."""
        if self._published.is_stale() or self._keys.is_stale():
            async with self._reading:
                if self._published.is_stale():  # else another request has had it read
                    await anyio.to_thread.run_sync(self._published.read)
                if self._keys.is_stale():
                    await anyio.to_thread.run_sync(self._keys.read)
        device, path = self._keys.split(without_dots(request.scope["path"]))
        if device is None and self._password is not None:
            refusal = await _refusal(self._password, request)
            if refusal is not None:
                return refusal
        return device, path


def _missing(request: Request, page: Path | None) -> Response:
    """The answer where nothing is: to people in the station's own words."""
    if page is not None and "text/html" in request.headers.get("accept", ""):
        with suppress(OSError):
            return HTMLResponse(page.read_bytes(), status_code=404)
    return PlainTextResponse("not found\n", status_code=404)


async def _refusal(password: PasswordCheck, request: Request) -> Response | None:
    """The answer to who may not enter, None for who may."""
    verdict = await password.verdict(request.headers.get("authorization", ""), address_of(request))
    if verdict is Verdict.ADMITTED:
        return None
    if verdict is Verdict.GUESSING:
        return PlainTextResponse("too many tries\n", status_code=429, headers={"retry-after": "1"})
    asked = {"www-authenticate": 'Basic realm="broadcast", charset="UTF-8"'}
    return PlainTextResponse("who are you?\n", status_code=401, headers=asked)


def _password(station: Station) -> PasswordCheck | None:
    settings = station.serve
    if not settings.user and not settings.password:
        return None
    if not settings.user or not well_formed(settings.password):
        raise StationError(
            _("serve: user and password belong together, and the password is the line that a command prints"),
            next=_("run `broadcast password` and copy its line into station.toml"),
        )
    return PasswordCheck(settings.user, settings.password)


def serve(
    application: Starlette, *, host: str, port: int, ready: Callable[[], None], turning: Turning | None = None
) -> None:
    """Run ``application`` until a signal stops it; ``ready`` is called when it answers. ``turning`` keeps what is
    published in step with the day meanwhile; without it, that stays as it is.

    Raises:
        UsageError: the address cannot be had.
    """
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=QUEUE
        )
    except OSError as exc:
        raise UsageError(
            _("cannot listen there ({reason})").format(reason=exc.strerror or exc),
            where=f"{host}:{port}",
            next=_("choose another port or address, in station.toml or with --port and --host"),
        ) from exc
    with listening:
        Server(application, listening, ready, turning).run(sockets=[listening])


class Server(uvicorn.Server):
    """uvicorn with bounds for what strangers may take, and an end that does not wait for them."""

    def __init__(
        self,
        application: Starlette,
        listening: socket.socket,
        ready: Callable[[], None],
        turning: Turning | None = None,
    ) -> None:
        class Limited(Connection):
            room = room_here()

        super().__init__(
            uvicorn.Config(
                application,
                http=Limited,
                ws="none",
                loop="asyncio",
                lifespan="off",
                backlog=ACCEPTED_AT_ONCE,
                log_level="error",  # what strangers send that is no HTTP is not told line by line
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE + 5,
            )
        )
        self._turning, self._listening, self._ready = turning, listening, ready
        self._turns: asyncio.Task[None] | None = None
        self._audience: Audience | None = getattr(application.state, "audience", None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening.listen(QUEUE)  # asyncio has made the queue as short as what it accepts at once
        if self._turning:
            self._turns = asyncio.create_task(self._turning.run())
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._turns:
            self._turns.cancel()
        asyncio.get_running_loop().call_later(GRACE, self._hang_up)
        await super().shutdown(sockets)
        if self._audience:
            await anyio.to_thread.run_sync(self._audience.write)

    def _hang_up(self) -> None:
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
