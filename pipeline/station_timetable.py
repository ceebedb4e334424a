"""``[[air.timetable]]`` of ``station.toml`` as frozen values, and the words they are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from pipeline.messages import _
from pipeline.settings import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pipeline.settings import Key, Settings

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
GROUPS = ("daily", "workdays", "offdays")
"""Words for ``days`` that the calendar decides."""
TURN = ":"
"""Between a team and its turn, in ``days``."""
WORDS = ("bell", "time", "new", "today")
"""Words for ``play``; what else there is says more: ``latest:3``, ``text: …``, a file."""
SOUNDS = (".mp3", ".wav", ".flac", ".ogg", ".opus", ".m4a", ".aac")
"""Files that can be played, by suffix."""
MOST_LATEST = 50
LONGEST_RANGE = 366
"""Days."""
USUAL_WAIT = 300
"""Seconds."""
_TABLE = ("air", "timetable")
_COMMA = re.compile("[,，、]")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_WAIT = re.compile(r"wait:([1-9]\d{0,3})(s|m|h)", re.ASCII)
_LATEST = re.compile(r"latest:(\d{1,9})", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600}

PlayKind = Literal["bell", "time", "new", "today", "latest", "text", "file"]


@dataclass(frozen=True, slots=True)
class Play:
    """What an entry plays."""

    kind: PlayKind
    what: str = ""
    """The text of a ``text``; the path of a ``file``, relative to ``station.toml``."""
    count: int = 0
    """Episodes of a ``latest``."""

    @property
    def rings(self) -> bool:
        """Whether it is a signal, which goes before programmes."""
        return self.kind in ("bell", "time")

    def __str__(self) -> str:
        """As it is written in ``station.toml``, a text without its quotes."""
        if self.kind == "latest":
            return f"latest:{self.count}"
        return f"text: {self.what}" if self.kind == "text" else self.what or self.kind


@dataclass(frozen=True, slots=True)
class Late:
    """What happens to an entry while something plays that does not give way to it."""

    kind: Literal["cut", "wait", "skip"]
    """It loses its beginning; it waits; it does not play."""
    seconds: int = 0
    """How long it waits, at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``[[air.timetable]]``."""

    at: tuple[int, ...]
    """Seconds after midnight, rising."""
    play: Play
    days: tuple[str, ...] = ("daily",)
    """Words of :data:`GROUPS` and :data:`WEEKDAYS`, days ``2027-02-20``, first and last day with ``..`` between, teams
    and, with :data:`TURN` between, teams and their turns."""
    zones: tuple[str, ...] = ()
    """Empty: all outputs."""
    late: Late = Late("wait", USUAL_WAIT)
    where: str = field(default="", compare=False)
    """Where it stands, for messages: ``station.toml:40``."""


def read_timetable(
    settings: Settings, value: Any, zones: Mapping[str, object], turns: Mapping[str, Collection[str]]
) -> tuple[Entry, ...]:
    """The entries of ``value``, which is what the file has under ``timetable``.

    ``zones`` are those that are fed, ``turns`` those of each team.

    Raises:
        StationError: an entry cannot be, or begins together with another of its kind in its zone.
    """
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise settings.refuse(
            _TABLE, _("must be a list of tables"), _("write [[air.timetable]] on a line of its own for each entry")
        )
    reader = _Reader(settings, zones, turns)
    entries = [reader.entry(table, (*_TABLE, str(n))) for n, table in enumerate(value, start=1)]
    for (n, one), (m, other) in combinations(enumerate(entries, start=1), 2):
        if _clash(one, other):
            raise settings.refuse(
                (*_TABLE, str(m)),
                _("begins when the entry in {where} begins, in the same zone on the same days").format(
                    where=settings.where(*_TABLE, str(n))
                ),
                _("give one of them another time"),
            )
    return tuple(entries)


def texts_of(settings: Settings, table: Mapping[str, Any], key: Key, usual: tuple[str, ...]) -> tuple[str, ...]:
    """The list of texts at ``key``, which stands in ``table``; it may be empty.

    Raises:
        StationError: it is something else.
    """
    value = table.get(key[-1], list(usual))
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise settings.refuse_kind(tuple[str, ...], key)
    return tuple(value)


def text_of(settings: Settings, table: Mapping[str, Any], key: Key, usual: str) -> str:
    """The text at ``key``, which stands in ``table``.

    Raises:
        StationError: it is something else.
    """
    value = table.get(key[-1], usual)
    if not isinstance(value, str):
        raise settings.refuse_kind(str, key)
    return value


def seconds_of(settings: Settings, text: str, key: Key) -> int:
    """``07:55`` or ``07:55:30`` at ``key`` as seconds after midnight.

    Raises:
        StationError: it is no time of day.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        raise settings.refuse(
            key, _("there is no time “{time}”").format(time=text), _("write it like 07:55, or 07:55:30")
        )
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)


def days_of(settings: Settings, text: str, key: Key) -> tuple[date, date]:
    """First and last day of ``2027-02-20`` or ``2027-02-06..2027-02-12`` at ``key``.

    Raises:
        StationError: it is neither.
    """
    days = first_and_last(text)
    if days is None:
        raise settings.refuse(
            key,
            _("there is no day “{day}”").format(day=text),
            _("write it like 2027-02-20, or 2027-02-06..2027-02-12"),
        )
    return days


def first_and_last(text: str) -> tuple[date, date] | None:
    """:func:`days_of`, None where the text is neither."""
    first, dots, last = text.partition("..")
    try:
        begin = date.fromisoformat(first.strip())
        end = date.fromisoformat(last.strip()) if dots else begin
    except ValueError:
        return None
    return (begin, end) if begin <= end and (end - begin) < timedelta(days=LONGEST_RANGE) else None


class _Reader:
    """Reads one table of the list after the other."""

    def __init__(self, settings: Settings, zones: Mapping[str, object], turns: Mapping[str, Collection[str]]) -> None:
        self._settings, self._zones, self._turns = settings, zones, turns
        self._refuse = settings.refuse

    def entry(self, table: Mapping[str, Any], key: Key) -> Entry:
        settings = self._settings
        settings.refuse_unknown(table, dict.fromkeys(("days", "at", "zones", "play", "late")), key)
        for name in ("at", "play"):
            if name not in table:
                raise self._refuse(key, _("says nothing of “{key}”").format(key=name), _("add a line for it"))
        play = self._play(text_of(settings, table, (*key, "play"), ""), (*key, "play"))
        return Entry(
            at=self._at(table["at"], (*key, "at")),
            play=play,
            days=self._days(text_of(settings, table, (*key, "days"), "daily"), (*key, "days")),
            zones=self._zone_names(table, (*key, "zones")),
            late=self._late(text_of(settings, table, (*key, "late"), ""), play, (*key, "late")),
            where=settings.where(*key),
        )

    def _at(self, value: Any, key: Key) -> tuple[int, ...]:
        texts = texts_of(self._settings, {"at": [value] if isinstance(value, str) else value}, key, ())
        seconds = sorted(seconds_of(self._settings, text, key) for text in texts)
        if not seconds:
            raise self._refuse(key, _("names no time"), _("write it like {example}").format(example='["07:55"]'))
        if len(set(seconds)) < len(seconds):
            raise self._refuse(key, _("names a time twice"), _("name each once"))
        return tuple(seconds)

    def _zone_names(self, table: Mapping[str, Any], key: Key) -> tuple[str, ...]:
        names = texts_of(self._settings, table, key, ())
        for name in names:
            if name not in self._zones:
                raise self._refuse(
                    key,
                    _("nothing feeds the zone “{zone}”").format(zone=name),
                    _("name its outputs in [air.zones], or correct the name"),
                )
        return tuple(dict.fromkeys(names))

    def _days(self, text: str, key: Key) -> tuple[str, ...]:
        known = {word.casefold(): word for word in (*GROUPS, *WEEKDAYS)} | {team: team for team in self._turns}
        days = []
        for part in (part.strip() for part in _COMMA.split(text)):
            team, _colon, turn = part.replace("：", TURN).partition(TURN)
            if part[:1].isdigit():
                days_of(self._settings, part, key)
                days.append(part)
            elif turn and team.strip() in self._turns:
                days.append(self._team(team.strip(), turn.strip(), key))
            elif part in known or part.casefold() in known:
                days.append(known.get(part) or known[part.casefold()])
            else:
                raise self._unknown(part, (*GROUPS, *WEEKDAYS, *self._turns), ("2027-02-20",), key)
        return tuple(dict.fromkeys(days))

    def _team(self, team: str, turn: str, key: Key) -> str:
        if turn not in self._turns[team]:
            raise self._unknown(turn, tuple(dict.fromkeys(self._turns[team])), (), key)
        return f"{team}{TURN}{turn}"

    def _play(self, text: str, key: Key) -> Play:
        text = text.strip()
        if text in WORDS:
            return Play(text)  # type: ignore[arg-type]  # they are kinds
        if match := _LATEST.fullmatch(text):
            count = int(match[1])
            if not 1 <= count <= MOST_LATEST:
                raise self._settings.refuse_beyond(1, MOST_LATEST, count, key)
            return Play("latest", count=count)
        if text.startswith("text:"):
            said = text.removeprefix("text:").strip().strip('"“”').strip()
            if not said:
                raise self._refuse(key, _("must not be empty"), _("correct the value"))
            return Play("text", said)
        if text.lower().endswith(SOUNDS):
            return Play("file", text)
        raise self._unknown(text, WORDS, ("latest:3", "text: …", *(f"*{suffix}" for suffix in SOUNDS)), key)

    def _late(self, text: str, play: Play, key: Key) -> Late:
        if not text:
            # A bell, or the time, that comes late says something wrong.
            return Late("skip") if play.rings else Late("wait", USUAL_WAIT)
        if text in ("cut", "skip"):
            return Late(text)  # type: ignore[arg-type]  # they are kinds
        if match := _WAIT.fullmatch(text):
            return Late("wait", int(match[1]) * _SECONDS[match[2]])
        raise self._unknown(text, ("cut", "skip"), ("wait:5m",), key)

    def _unknown(self, value: str, words: tuple[str, ...], forms: tuple[str, ...], key: Key) -> Exception:
        otherwise = _("choose one of: {known}").format(known=", ".join((*words, *forms)))
        return self._refuse(key, _("“{value}” is not possible").format(value=value), nearest(value, words, otherwise))


def _clash(one: Entry, other: Entry) -> bool:
    """Whether two entries of one rank begin together for certain: equal days, a zone and a time in common."""
    meet = not one.zones or not other.zones or set(one.zones) & set(other.zones)
    together = meet and set(one.days) & set(other.days) and set(one.at) & set(other.at)
    return bool(together and one.play.rings == other.play.rings)
