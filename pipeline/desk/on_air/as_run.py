"""What has played on a day, as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

from pipeline.air.as_run import AsRunLog
from pipeline.desk.on_air.naming import name_of
from pipeline.station_air import FOLDER


@dataclass(frozen=True, slots=True)
class Played:
    """One line of the log."""

    at: str
    """When it began, or was due, by the station's clock: ``HH:MM:SS``."""
    until: str
    """When it ended, likewise; empty: it did not play."""
    what: str
    zones: str
    result: str
    """Of :data:`pipeline.air.as_run.RESULTS`."""
    why: str


def as_run(audio_out: Path, zone: tzinfo, day: date, titles: Mapping[str, str]) -> list[Played]:
    """What was due on ``day``, the last first; ``titles`` of episodes by slug.

    Raises:
        OutputError: the log cannot be read.
    """
    rows = AsRunLog(audio_out / FOLDER / "log", zone).read(day)
    return [
        Played(
            at=_clock(row["begun"] or row["due"]),
            until=_clock(row["ended"]),
            what=name_of(row["play"], row["heard"].split(), titles),
            zones=row["zones"],
            result=row["result"],
            why=row["why"],
        )
        for row in reversed(rows)
    ]


def _clock(text: str) -> str:
    return text[11:19]
