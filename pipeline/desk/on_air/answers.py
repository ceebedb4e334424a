"""The addresses of the air, and what each shows or does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from starlette.requests import Request

from pipeline.desk.on_air import words_over
from pipeline.desk.on_air.as_run import as_run
from pipeline.errors import UsageError
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.desk.desk import Desk
    from pipeline.desk.views import Views

_ZONE = "zone:"
"""What a form's field is called that names a zone, before the name."""


class AirAnswers:
    """Of one desk."""

    def __init__(self, desk: Desk, views: Views) -> None:
        self._desk, self._views = desk, views

    def shown(self, token: Callable[[Request], str]) -> dict[str, Callable[[Request], str]]:
        """Pages and fragments by address."""
        return {
            "/air": lambda request: self._views.air(token(request)),
            "/alarm": lambda request: self._views.alarm(token(request)),
            "/log": lambda request: self._log(request.query_params.get("day", ""), token(request)),
        }

    def done(self) -> dict[str, Callable[[Request, Mapping[str, str], str], str]]:
        """What forms ask for, by address; each gives where to go then."""
        return {
            "/now": self._now,
            "/now-off": self._end_words,
            "/microphone": self._open_microphone,
            "/microphone-off": self._close_microphone,
            "/emergency": self._emergency,
            "/emergency-off": self._end_emergency,
            "/volume": self._turn,
        }

    def _log(self, text: str, token: str) -> str:
        desk = self._desk
        station = desk.station.get().station
        today = desk.clock().astimezone(station.zone).date()
        try:
            day = date.fromisoformat(text) if text else today
            before, after = day - timedelta(days=1), day + timedelta(days=1)
        except (ValueError, OverflowError):
            raise UsageError(
                _("must be a day, like 2027-02-20"), where=text, next=_("look at the page again")
            ) from None
        titles = desk.titles(desk.listed())
        facts = {
            "day": day,
            "before": before,
            "after": after if day < today else None,
            "played": as_run(desk.place.audio_out, station.zone, day, titles),
        }
        return self._views.page("log.html", token, facts)

    def _now(self, _request: Request, fields: Mapping[str, str], who: str) -> str:
        words_over.say_now(self._desk, fields.get("text", ""), _zones(fields), who)
        return "/"

    def _end_words(self, _request: Request, _fields: Mapping[str, str], who: str) -> str:
        words_over.end_words(self._desk, who)
        return "/"

    def _open_microphone(self, _request: Request, fields: Mapping[str, str], who: str) -> str:
        words_over.open_microphone(self._desk, _zones(fields), who)
        return "/"

    def _close_microphone(self, _request: Request, _fields: Mapping[str, str], who: str) -> str:
        words_over.close_microphone(self._desk, who)
        return "/"

    def _emergency(self, _request: Request, fields: Mapping[str, str], who: str) -> str:
        name = fields.get("name", "")
        if name:
            words_over.emergency(self._desk, name, _zones(fields), who)
        else:
            words_over.emergency_in_words(self._desk, fields.get("text", ""), _zones(fields), who)
        return "/"

    def _end_emergency(self, _request: Request, _fields: Mapping[str, str], who: str) -> str:
        words_over.end_emergency(self._desk, who)
        return "/"

    def _turn(self, request: Request, _fields: Mapping[str, str], who: str) -> str:
        asked = request.query_params
        zone = asked.get("zone", "")
        words_over.turn(self._desk, [zone] if zone else [], asked.get("by", ""), who)
        return "/"


def _zones(fields: Mapping[str, str]) -> list[str]:
    return [name.removeprefix(_ZONE) for name in fields if name.startswith(_ZONE)]
