"""The desk as an ASGI application: its addresses, and what each answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime
from functools import partial
from urllib.parse import parse_qs, quote

import anyio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from pipeline.desk import acts, first_start
from pipeline.desk.builds import Progress
from pipeline.desk.changes import uploads
from pipeline.desk.desk import Desk, open_desk
from pipeline.desk.guard import LOGIN, TOKEN_HEADER, Guard, Sessions
from pipeline.desk.login import Login
from pipeline.desk.on_air.answers import AirAnswers
from pipeline.desk.pages import Pages, Static
from pipeline.desk.place import Place
from pipeline.desk.views import Views
from pipeline.errors import BroadcastError, OutputError, UsageError
from pipeline.messages import _
from pipeline.publish.server.client_request import address_of, body_of

LARGEST_FORM = 6_000_000
"""Bytes: a text of the size that the reader of texts takes, as a form sends it."""
_MANY = 60
_VOICE = "voice:"
"""What a form's field is called that names a voice, before the name."""

Act = Callable[[Request, Mapping[str, str], str], str]
"""What a form asks for: the request, its fields, and who sent it; where to go then."""


def desk_app(
    place: Place,
    *,
    hosts: Collection[str],
    password: str = "",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> tuple[Starlette, Desk]:
    """The application, and the desk behind it, to be closed when the server has ended.

    ``password`` is a line of ``broadcast password``; empty: none is asked for. ``now`` has an offset.
    """
    static = Static()
    pages = Pages(static)
    desk = open_desk(place, partial(_progress, pages), now)
    uploads.sweep(place)
    sessions = Sessions()
    answers = _Answers(desk, Views(desk, pages), static)
    routes = [Route("/static/{name}", answers.static), *answers.routes()]
    if password:
        login = Login(sessions, pages, desk, password)
        routes.append(Route(LOGIN, login.answer, methods=["GET", "POST"]))
    guard = Middleware(Guard, hosts=hosts, sessions=sessions, password=bool(password))
    return Starlette(routes=routes, middleware=[guard]), desk


def _progress(pages: Pages, progress: Progress) -> str:
    return pages.render("progress.html", {"progress": progress})


class _Answers:
    def __init__(self, desk: Desk, views: Views, static: Static) -> None:
        self._desk, self._views, self._static = desk, views, static
        self._air = AirAnswers(desk, views)

    def routes(self) -> list[Route]:
        shown: dict[str, Callable[[Request], str]] = {
            "/": self._home,
            "/notice/{key:path}": lambda request: self._views.notice(_key(request), _token(request)),
            "/list": lambda request: self._views.listing(request.query_params.get("at", ""), _token(request)),
            "/today": lambda request: self._views.today(_token(request)),
            "/check": lambda _request: self._views.check(),
            "/words/{key:path}": self._words,
            "/start": lambda request: self._views.start(_token(request)),
            **self._air.shown(_token),
        }
        done: dict[str, Act] = {
            "/paste": self._paste,
            "/publish/{key:path}": self._publish,
            "/publish-now/{key:path}": self._publish_now,
            "/withdraw/{key:path}": self._take_away,
            "/bring-back/{key:path}": self._bring_back,
            "/settled": self._settle,
            "/discard/{key:path}": self._take_away,
            "/today-last/{key:path}": self._last_day,
            "/sentence/{key:path}": self._sentence,
            "/fields/{key:path}": self._fields,
            "/text/{key:path}": self._text,
            "/say/{key:path}": self._say,
            "/undo": self._undo,
            "/build": self._build,
            "/start": self._start,
            "/start-later": self._start_later,
            **self._air.done(),
        }
        return [
            *(Route(path, self._showing(view), methods=["GET"]) for path, view in shown.items()),
            *(Route(path, self._doing(act), methods=["POST"]) for path, act in done.items()),
            Route("/drop", self._drop, methods=["POST"]),
            Route("/sound/{key:path}", self._sound, methods=["GET"]),
            Route("/sample", self._sample, methods=["GET"]),
            Route("/events", self._events, methods=["GET"]),
        ]

    async def static(self, request: Request) -> Response:
        found = self._static.files.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("not found\n", 404)
        kind, content = found
        return Response(content, media_type=kind, headers={"cache-control": "private, max-age=86400"})

    def _showing(self, view: Callable[[Request], str]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return HTMLResponse(await anyio.to_thread.run_sync(view, request))
            except BroadcastError as exc:
                return await self._trouble(request, exc)

        return answer

    def _doing(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                fields = await _form(request)
                where = await anyio.to_thread.run_sync(act, request, fields, address_of(request))
            except BroadcastError as exc:
                return await self._trouble(request, exc)
            return RedirectResponse(where, 303)

        return answer

    async def _trouble(self, request: Request, exc: BroadcastError) -> Response:
        status = 507 if isinstance(exc, OutputError) else 409 if isinstance(exc, UsageError) else 422
        if request.headers.get(TOKEN_HEADER) or request.headers.get("hx-request"):
            return PlainTextResponse(f"{exc}\n", status)
        page = partial(self._views.home, _token(request), trouble=str(exc))
        return HTMLResponse(await anyio.to_thread.run_sync(page), status)

    def _home(self, request: Request) -> str:
        return self._views.home(_token(request), everything="all" in request.query_params)

    def _words(self, request: Request) -> str:
        asked = request.query_params
        return self._views.words(_key(request), _number(asked.get("s")), _number(asked.get("at")), _token(request))

    async def _drop(self, request: Request) -> Response:
        try:
            content = await uploads.received(request.stream(), self._desk.place)
            drop = partial(acts.drop, self._desk, request.query_params.get("name", ""), content, address_of(request))
            key = await anyio.to_thread.run_sync(drop)
        except BroadcastError as exc:
            return await self._trouble(request, exc)
        return PlainTextResponse(f"/notice/{quote(key)}\n")

    async def _sound(self, request: Request) -> Response:
        asked = request.query_params
        word, value = asked.get("word", ""), asked.get("say", "")
        sound = partial(self._views.sound, _key(request), asked.get("line", ""), (word, value) if word else None)
        return await _heard(sound)

    async def _sample(self, request: Request) -> Response:
        return await _heard(partial(self._views.sample, request.query_params.get("voice", "")))

    async def _events(self, _request: Request) -> Response:
        if self._desk.events.full:
            return PlainTextResponse("too many pages\n", 503, headers={"retry-after": "30"})
        return StreamingResponse(self._desk.events.stream(), media_type="text/event-stream")

    def _paste(self, _request: Request, fields: Mapping[str, str], who: str) -> str:
        text = fields.get("text", "").replace("\r\n", "\n")
        if not text.strip():
            raise UsageError(_("the file is empty"), next=_("write something into it and drop it again"))
        return _page(acts.drop(self._desk, uploads.name_for(text), text.encode("utf-8", "replace"), who))

    def _publish(self, request: Request, fields: Mapping[str, str], who: str) -> str:
        asked = request.query_params
        at = fields.get("at", "") or asked.get("at", "")
        acts.publish(self._desk, _key(request), asked.get("version", ""), asked.get("replaces", ""), who, at)
        return "/"

    def _publish_now(self, request: Request, _fields: Mapping[str, str], who: str) -> str:
        acts.publish_now(self._desk, _key(request), request.query_params.get("version", ""), who)
        return "/"

    def _bring_back(self, request: Request, _fields: Mapping[str, str], who: str) -> str:
        acts.bring_back(self._desk, _key(request), who)
        return "/"

    def _settle(self, request: Request, _fields: Mapping[str, str], who: str) -> str:
        asked = request.query_params
        acts.settle(self._desk, asked.get("slug", ""), _number(asked.get("number")), who)
        return "/"

    def _take_away(self, request: Request, _fields: Mapping[str, str], who: str) -> str:
        acts.take_away(self._desk, _key(request), who)
        return "/"

    def _last_day(self, request: Request, _fields: Mapping[str, str], who: str) -> str:
        acts.last_day(self._desk, _key(request), who)
        return "/"

    def _sentence(self, request: Request, fields: Mapping[str, str], who: str) -> str:
        key, asked = _key(request), request.query_params
        number = _number(asked.get("s"))
        acts.change_sentence(self._desk, key, asked.get("version", ""), number, fields.get("text", ""), who)
        return _page(key, number)

    def _fields(self, request: Request, fields: Mapping[str, str], who: str) -> str:
        acts.change_fields(self._desk, _key(request), request.query_params.get("version", ""), fields, who)
        return _page(_key(request))

    def _text(self, request: Request, fields: Mapping[str, str], who: str) -> str:
        version = request.query_params.get("version", "")
        acts.change_text(self._desk, _key(request), version, fields.get("text", ""), who)
        return _page(_key(request))

    def _say(self, request: Request, fields: Mapping[str, str], who: str) -> str:
        acts.say(self._desk, fields.get("word", ""), fields.get("value", ""), who)
        return _page(_key(request), _number(request.query_params.get("s")))

    def _undo(self, request: Request, _fields: Mapping[str, str], who: str) -> str:
        acts.undo(self._desk, _number(request.query_params.get("number")), who)
        return "/"

    def _start(self, _request: Request, fields: Mapping[str, str], who: str) -> str:
        voices = [name.removeprefix(_VOICE) for name in fields if name.startswith(_VOICE)]
        heard = fields.get("where", first_start.HERE), fields.get("address", "")
        first_start.save(self._desk, fields.get("name", ""), voices, heard, who)
        return "/"

    def _start_later(self, _request: Request, _fields: Mapping[str, str], who: str) -> str:
        first_start.put_off(self._desk, who)
        return "/"

    def _build(self, _request: Request, _fields: Mapping[str, str], _who: str) -> str:
        self._desk.builds.ask()
        return "/"


async def _heard(sound: Callable[[], bytes]) -> Response:
    try:
        content = await anyio.to_thread.run_sync(sound)
    except BroadcastError as exc:
        return PlainTextResponse(f"{exc}\n", 422)
    return Response(content, media_type="audio/wav", headers={"cache-control": "private, max-age=600"})


async def _form(request: Request) -> dict[str, str]:
    """The fields that a form sends, URL-encoded.

    Raises:
        UsageError: they are no such fields, or too much.
    """
    content = await body_of(request, LARGEST_FORM)
    if content is None:
        raise UsageError(_("larger than {n} MB").format(n=LARGEST_FORM // 1_000_000), next=_("send less at once"))
    try:
        pairs = parse_qs(content.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MANY)
    except ValueError as exc:
        raise UsageError(_("this is no form of the desk"), next=_("look at the page again")) from exc
    return {name: values[0] for name, values in pairs.items()}


def _page(key: str, number: int = -1) -> str:
    return f"/notice/{quote(key)}" + (f"#s{number}" if number >= 0 else "")


def _key(request: Request) -> str:
    return str(request.path_params["key"])


def _token(request: Request) -> str:
    return str(request.scope.get("desk_token", ""))


def _number(text: str | None) -> int:
    """A whole number of a few digits; -1 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else -1
