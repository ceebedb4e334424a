"""``[air.shifts]`` of ``station.toml`` as frozen values: teams that work by turns, as a roster goes round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.messages import _
from pipeline.station_timetable import GROUPS, WEEKDAYS, days_of, text_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.settings import Key, Settings

LONGEST = 366
"""Turns of a roster: rotations of seven weeks are in use, a year is a list of its days."""
RESTS = ("休", "休息", "休班", "轮休", "off", "rest")
"""Turns in which nobody of the team works."""
_NAME = re.compile(r"[^\d\s:：,，、][^:：,，、]*")
"""Of a team and of a turn: what ``days`` of an entry can name."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One team: its turns follow each other day by day, round and round, from its first day on."""

    first: date
    turns: tuple[str, ...]

    def turn(self, day: date) -> str | None:
        """Which it has on ``day``; None: its roster has not begun."""
        passed = (day - self.first).days
        return self.turns[passed % len(self.turns)] if passed >= 0 else None

    def holds(self, wanted: str, day: date) -> bool:
        """Whether it has the turn ``wanted`` on ``day``; empty: any in which it works."""
        turn = self.turn(day)
        return turn == wanted if wanted else turn is not None and turn.casefold() not in RESTS


def read_shifts(settings: Settings, value: Any) -> Mapping[str, Shift]:
    """The teams of ``value``, which is what the file has under ``[air.shifts]``, by name.

    Raises:
        StationError: a team cannot be named so, or its roster cannot be.
    """
    key = ("air", "shifts")
    return {name: _shift(settings, table, (*key, name)) for name, table in settings.checked_table(value, key).items()}


def _shift(settings: Settings, value: Any, key: Key) -> Shift:
    name = key[-1]
    taken = {word.casefold() for word in (*GROUPS, *WEEKDAYS)}
    if not _NAME.fullmatch(name) or name != name.strip() or name.casefold() in taken:
        raise settings.refuse(
            key, _("no team can be named so"), _("give it a name such as {example}").format(example="甲班")
        )
    example = '{from = "2027-01-04", turns = ["早", "早", "中", "中", "夜", "夜", "休", "休"]}'
    if not isinstance(value, dict):
        raise settings.refuse(key, _("must be a table"), _("write it like {example}").format(example=example))
    settings.refuse_unknown(value, dict.fromkeys(("from", "turns")), key)
    for needed in ("from", "turns"):
        if needed not in value:
            raise settings.refuse(
                key,
                _("says nothing of “{key}”").format(key=needed),
                _("write it like {example}").format(example=example),
            )
    first, last = days_of(settings, text_of(settings, value, (*key, "from"), ""), (*key, "from"))
    if first != last:
        raise settings.refuse((*key, "from"), _("must be one day"), _("write it like 2027-02-20"))
    return Shift(first, _turns(settings, value, (*key, "turns")))


def _turns(settings: Settings, table: Mapping[str, Any], key: Key) -> tuple[str, ...]:
    turns = tuple(turn.strip() for turn in texts_of(settings, table, key, ()))
    for turn in turns:
        if not _NAME.fullmatch(turn):
            raise settings.refuse(
                key,
                _("“{value}” is not possible").format(value=turn),
                _("name turns such as {example}").format(example="早"),
            )
    if all(turn.casefold() in RESTS for turn in turns):
        raise settings.refuse(key, _("there is no turn in which this team works"), _("name one, such as “早”"))
    if len(turns) > LONGEST:
        raise settings.refuse_beyond(1, LONGEST, len(turns), key)
    return turns
