"""Who may come in, and from where: names of this machine, a session, one origin, a token for every write.

A page elsewhere in the same browser can send requests here; it knows neither cookie nor token. A name that is made to
lead to this machine (DNS rebinding) is not on the list.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "desk"
TOKEN_HEADER = "x-desk-token"  # noqa: S105  # a header's name
LOGIN = "/login"
_OPEN = ("/static/", LOGIN)
_LASTS = 12 * 3600.0
"""Seconds that a session lasts without a request."""
_MOST = 1000
"""Sessions that are remembered."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(slots=True)
class Sessions:
    """Browsers that have been let in, each with its token."""

    clock: Callable[[], float] = time.monotonic
    """In seconds."""
    _open: OrderedDict[str, tuple[str, float]] = field(default_factory=OrderedDict)

    def begin(self) -> str:
        """A new session; its cookie."""
        cookie = secrets.token_urlsafe(32)
        self._open[cookie] = secrets.token_urlsafe(32), self.clock()
        while len(self._open) > _MOST:
            self._open.popitem(last=False)
        return cookie

    def token(self, cookie: str) -> str:
        """The token of a session; empty where there is none."""
        token, seen = self._open.get(cookie, ("", 0.0))
        if not token or self.clock() - seen > _LASTS:
            self._open.pop(cookie, None)
            return ""
        self._open[cookie] = token, self.clock()
        self._open.move_to_end(cookie)
        return token


class Guard:
    """The application behind its conditions."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], sessions: Sessions, password: bool) -> None:
        """``hosts`` are the names, each with its port, under which the desk may be asked for."""
        self._app, self._hosts, self._sessions, self._password = app, frozenset(hosts), sessions, password

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        cookie = ""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if cookie:
                    headers.append("set-cookie", cookie_line(cookie))
            await send(message)

        refusal: Response | None = self._refusal(scope)
        if refusal is None and not _is_open(scope["path"]):
            token = self._sessions.token(_cookie(scope))
            if not token and not self._password and _is_navigation(scope):
                cookie = self._sessions.begin()
                token = self._sessions.token(cookie)
            refusal = self._stranger(scope) if not token else self._write_refusal(scope, token)
            scope["desk_token"] = token
        await (refusal or self._app)(scope, receive, with_headers)

    def _stranger(self, scope: Scope) -> Response:
        """The answer to who has no session: a page that asks for one, or has the browser ask."""
        if self._password and _is_navigation(scope):
            return RedirectResponse(LOGIN, 303)
        again = {"hx-redirect": LOGIN} if self._password else {"hx-refresh": "true"}
        return PlainTextResponse("open the desk first\n", 403, headers=again)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return _told("unknown host", 421)
        if scope["method"] not in ("GET", "POST"):
            return _told("method not allowed", 405)
        if scope["method"] == "POST" and headers.get("origin") not in (f"http://{hosts[0]}", f"https://{hosts[0]}"):
            return _told("from elsewhere", 403)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") and not _is_navigation(scope):
            return _told("from elsewhere", 403)
        return None

    @staticmethod
    def _write_refusal(scope: Scope, token: str) -> PlainTextResponse | None:
        if scope["method"] != "POST":
            return None
        given = Headers(scope=scope).get(TOKEN_HEADER, "") or _in_query(scope)
        if not hmac.compare_digest(given.encode(), token.encode()):
            return _told("no token", 403)
        return None


def cookie_line(cookie: str) -> str:
    return f"{COOKIE}={cookie}; HttpOnly; SameSite=Strict; Path=/"


def _cookie(scope: Scope) -> str:
    return str(HTTPConnection(scope).cookies.get(COOKIE, ""))


def _in_query(scope: Scope) -> str:
    """The token of a form that a browser without script sends."""
    return str(parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0])


def _is_open(path: str) -> bool:
    return path.startswith(_OPEN[0]) or path == _OPEN[1]


def _is_navigation(scope: Scope) -> bool:
    """Whether a person goes to a page, as far as the browser tells."""
    headers = Headers(scope=scope)
    return scope["method"] == "GET" and headers.get("sec-fetch-mode", "navigate") == "navigate"


def _told(text: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(f"{text}\n", status)
