"""A desk that others on the network can reach asks for its password, once for each session."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from pipeline.desk.desk import Desk
from pipeline.desk.guard import Sessions, cookie_line
from pipeline.desk.pages import Pages
from pipeline.errors import BroadcastError
from pipeline.publish.server.auth import PasswordCheck, Verdict
from pipeline.publish.server.client_request import address_of, body_of

_LONGEST = 4096
_USER = "desk"


class Login:
    """The page that asks, and what comes of the answer."""

    def __init__(self, sessions: Sessions, pages: Pages, desk: Desk, line: str) -> None:
        """``line`` as ``broadcast password`` prints it."""
        self._sessions, self._pages, self._desk = sessions, pages, desk
        self._check = PasswordCheck(_USER, line)

    async def answer(self, request: Request) -> Response:
        """The page, or, for the right password, the desk."""
        if request.method == "GET":
            return self._page("")
        content = await body_of(request, _LONGEST)
        if content is None:
            return PlainTextResponse("too long\n", 413)
        given = parse_qs(content.decode("utf-8", "replace")).get("password", [""])[0]
        verdict = await self._check.verdict_on(_USER, given, address_of(request))
        if verdict is Verdict.ADMITTED:
            return RedirectResponse("/", 303, headers={"set-cookie": cookie_line(self._sessions.begin())})
        if verdict is Verdict.GUESSING:
            return self._page("too_many_tries", 429)
        return self._page("wrong_password", 401)

    def _page(self, trouble: str, status: int = 200) -> Response:
        try:
            name = self._desk.station.get().station.name
        except BroadcastError:
            name = ""
        return HTMLResponse(
            self._pages.render("login.html", {"trouble": trouble, "station_name": name, "token": ""}), status
        )
