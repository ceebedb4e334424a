"""``[air]`` of ``station.toml`` as frozen values: on which outputs what plays when. The comments stand in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from pipeline.messages import _
from pipeline.station_shifts import Shift, read_shifts
from pipeline.station_timetable import WEEKDAYS, Entry, days_of, read_timetable, seconds_of, text_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.settings import Key, Settings

PLAIN_OUTPUTS = ("hls", "card", "pulse")
CODECS = ("pcmu", "pcma", "g722", "opus", "mp3")
"""Of ``rtp://…?codec=``; the first one when none is named."""
LOUDEST, QUIETEST = 12.0, -60.0
"""dB, of ``volume``."""
FOLDER = ".air"
"""Where all lies that belongs to the air, below that of the episodes."""
OFF = "off"
"""What ends an emergency."""


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """``[air.calendar]``: exceptions from what is known of holidays."""

    off: tuple[str, ...] = ()
    """Days, and ranges of days, on which nobody works."""
    work: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Days on which people work nevertheless, each with the weekday whose timetable it has."""


@dataclass(frozen=True, slots=True)
class Air:
    """``[air]``"""

    outputs: tuple[str, ...] = ("hls",)
    background: str = ""
    """A folder of music, relative to ``station.toml``; empty: none."""
    volume: Mapping[str, float] = field(default_factory=lambda: {"06:00": 0.0, "22:00": -9.0}, hash=False)
    """dB from a time of day on."""
    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """The outputs of each zone."""
    calendar: CalendarSettings = field(default_factory=CalendarSettings)
    shifts: Mapping[str, Shift] = field(default_factory=dict, hash=False)
    """Teams that work by turns, by name."""
    emergency: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Standing messages by name."""
    timetable: tuple[Entry, ...] = ()

    def texts(self) -> Iterator[str]:
        """What plays by the timetable and has to be said for it, each text once."""
        yield from dict.fromkeys(entry.play.what for entry in self.timetable if entry.play.kind == "text")


def read_air(settings: Settings) -> Air:
    """``[air]`` of the file.

    Raises:
        StationError: what is written there cannot be; with its line.
    """
    reader = _Reader(settings)
    key = ("air",)
    table = settings.checked_table(settings.table.get("air", {}), key)
    settings.refuse_unknown(table, {each.name: each for each in fields(Air)}, key)
    usual = Air()
    outputs = reader.outputs(table, (*key, "outputs"), usual.outputs)
    zones = reader.zones(table.get("zones", {}), (*key, "zones"), outputs)
    shifts = read_shifts(settings, table.get("shifts", {}))
    return Air(
        outputs=outputs,
        background=text_of(settings, table, (*key, "background"), usual.background),
        volume=reader.volume(table["volume"], (*key, "volume")) if "volume" in table else usual.volume,
        zones=zones,
        calendar=reader.calendar(table.get("calendar", {}), (*key, "calendar")),
        shifts=shifts,
        emergency=reader.emergency(table.get("emergency", {}), (*key, "emergency")),
        timetable=read_timetable(
            settings, table.get("timetable", []), zones, {team: each.turns for team, each in shifts.items()}
        ),
    )


def without_password(output: str) -> str:
    """``output`` as it may be shown."""
    return re.sub(r":[^:/@]*@", ":…@", output)


class _Reader:
    """Reads the tables below ``[air]``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._refuse = settings.refuse

    def outputs(self, table: Mapping[str, Any], key: Key, usual: tuple[str, ...]) -> tuple[str, ...]:
        outputs = texts_of(self._settings, table, key, usual)
        for output in outputs:
            if output not in PLAIN_OUTPUTS and (what := _complaint(output)):
                raise self._refuse(key, f"{without_password(output)}: {what}", _("correct the value"))
        if len(set(outputs)) < len(outputs):
            raise self._refuse(key, _("names an output twice"), _("name each once"))
        return outputs

    def zones(self, value: Any, key: Key, outputs: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        table = self._settings.checked_table(value, key)
        zones = {name: texts_of(self._settings, table, (*key, name), ()) for name in table}
        for name, fed in zones.items():
            if not fed:
                raise self._refuse(
                    (*key, name), _("nothing feeds this zone"), _("name its outputs, or take the line out")
                )
            for output in fed:
                if output not in outputs:
                    raise self._refuse(
                        (*key, name),
                        _("{output} is none of the outputs").format(output=without_password(output)),
                        _("write it into [air] outputs too"),
                    )
        return zones

    def volume(self, value: Any, key: Key) -> Mapping[str, float]:
        table = self._settings.checked_table(value, key)
        for at, decibels in table.items():
            seconds_of(self._settings, at, key)
            if isinstance(decibels, bool) or not isinstance(decibels, int | float):
                raise self._settings.refuse_kind(float, key)
            if not QUIETEST <= decibels <= LOUDEST:
                raise self._settings.refuse_beyond(QUIETEST, LOUDEST, decibels, key)
        return {at: float(decibels) for at, decibels in sorted(table.items())}

    def calendar(self, value: Any, key: Key) -> CalendarSettings:
        table = self._settings.checked_table(value, key)
        self._settings.refuse_unknown(table, {each.name: each for each in fields(CalendarSettings)}, key)
        off = texts_of(self._settings, table, (*key, "off"), ())
        for text in off:
            days_of(self._settings, text, (*key, "off"))
        key = (*key, "work")
        work = self._settings.checked_table(table.get("work", {}), key)
        for text, weekday in work.items():
            first, last = days_of(self._settings, text, key)
            if first != last or weekday not in WEEKDAYS:
                raise self._refuse(
                    key,
                    _("“{value}” is not possible").format(value=f"{text} = {weekday}"),
                    _("write it like {example}").format(example='{"2027-02-20" = "Mon"}'),
                )
        return CalendarSettings(off, {text: str(weekday) for text, weekday in sorted(work.items())})

    def emergency(self, value: Any, key: Key) -> Mapping[str, str]:
        table = self._settings.checked_table(value, key)
        for name in table:
            if not text_of(self._settings, table, (*key, name), "").strip():
                raise self._refuse((*key, name), _("must not be empty"), _("correct the value"))
            if name == OFF:
                raise self._refuse(
                    (*key, name), _("“off” is what ends an emergency"), _("give the message another name")
                )
        return dict(table)


def _complaint(output: str) -> str | None:
    """What is wrong with an output that is an address, or None."""
    try:
        parts = urlsplit(output)
        host, port = parts.hostname, parts.port
    except ValueError:
        return _("is no address")
    if parts.scheme == "rtp":
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        if not host or not port or parts.path not in ("", "/"):
            return _("must look like {example}").format(example="rtp://239.1.1.1:5004")
        if set(asked) - {"codec"} or asked.get("codec", CODECS[0]) not in CODECS:
            return _("takes ?codec= with one of: {known}").format(known=", ".join(CODECS))
        return None
    if parts.scheme == "icecast":
        good = host and parts.password and len(parts.path) > 1
        return (
            None if good else _("must look like {example}").format(example="icecast://source:…@10.0.0.2:8000/air.mp3")
        )
    return _("choose one of: {known}").format(known="hls, card, pulse, rtp://…, icecast://…")
