"""The as-run log: one line for each item, on the disk when it has ended; a CSV file for each day."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from pipeline.air.samples import moment_of
from pipeline.air.schedule.timetable import key_of
from pipeline.messages import N_
from pipeline.system.files import append_lines, told_as_output_error

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COLUMNS = ("due", "begun", "ended", "result", "play", "zones", "heard", "why")
_HEAD = b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n"
"""With the mark by which spreadsheets know UTF-8."""
RESULTS = (N_("played"), N_("late"), N_("cut"), N_("skipped"), N_("missed"))
"""As it should; from its beginning, but later; without its beginning or its end; not, for something else played; not,
for the station was not on the air or the clock was set past it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What became of one item."""

    due: int
    """Samples since 1970, as all times here."""
    begun: int | None
    ended: int | None
    result: str
    """Of :data:`RESULTS`."""
    play: str
    """As it stands in ``station.toml``, or what the operator asked for."""
    zones: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    """Slugs of the episodes in it."""
    why: str = ""


class AsRunLog:
    """The files of all days in one folder."""

    def __init__(self, folder: Path, zone: tzinfo) -> None:
        self._folder, self._zone = folder, zone

    def move(self, zone: tzinfo) -> None:
        """Write, and read, by the clock of ``zone`` from now on."""
        self._zone = zone

    def path(self, day: date) -> Path:
        """The file of what was due on ``day``, by the station's clock."""
        return self._folder / f"{day.isoformat()}.csv"

    def write(self, record: Record) -> None:
        """Add the line of ``record``; it is on the disk when this returns.

        Raises:
            OutputError: it cannot be written.
        """
        path = self.path(moment_of(record.due, self._zone).date())
        append_lines(path, self._line(record), head=_HEAD, end=b"\r\n")

    def read(self, day: date) -> list[dict[str, str]]:
        """The lines of ``day``, by :data:`COLUMNS`; one that the power cut short is left out.

        Raises:
            OutputError: the file cannot be read.
        """
        path = self.path(day)
        with told_as_output_error(path):
            if not path.exists():
                return []
            text = path.read_text(encoding="utf-8-sig", errors="replace")
        rows = csv.DictReader(io.StringIO(text, newline=""))
        return [row for row in rows if row.get("result") in RESULTS and None not in row and row.get("why") is not None]

    def keys(self, days: Iterable[date]) -> set[str]:
        """The keys of all items of ``days`` that are on record."""
        return {key for day in days for row in self.read(day) if (key := _key(row))}

    def heard(self, days: Iterable[date]) -> set[str]:
        """Slugs of the episodes that played on ``days``."""
        played = ("played", "late", "cut")
        rows = (row for day in days for row in self.read(day) if row["result"] in played)
        return {slug for row in rows for slug in row["heard"].split()}

    def _line(self, record: Record) -> bytes:
        text = io.StringIO(newline="")
        times = (self._shown(at) for at in (record.due, record.begun, record.ended))
        zones, heard = " ".join(record.zones), " ".join(record.heard)
        csv.writer(text).writerow((*times, record.result, record.play, zones, heard, record.why))
        return text.getvalue().encode()

    def _shown(self, at: int | None) -> str:
        if at is None:
            return ""
        return moment_of(at, self._zone).replace(tzinfo=None).isoformat(sep=" ", timespec="milliseconds")


def _key(row: dict[str, str]) -> str | None:
    try:
        due = datetime.fromisoformat(row["due"])
    except ValueError:
        return None
    return key_of(due.isoformat(sep=" "), row["play"], row["zones"])
