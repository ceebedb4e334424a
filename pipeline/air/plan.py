"""What would play on a day: the same timetable and the same playout, run through in no time and without a sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipeline.air.mixing.playout import Playout
from pipeline.air.on_air import OnAir
from pipeline.air.samples import of_moment, seconds
from pipeline.air.schedule.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, tzinfo

    from numpy.typing import NDArray

    from pipeline.air.as_run import Record
    from pipeline.air.mixing.items import Ready
    from pipeline.air.schedule.timetable import Due
    from pipeline.station_air import Air

STRIDE = seconds(3600)
"""Samples run through at a time."""
AFTERWARDS = seconds(6 * 3600)
"""Samples after the day's end in which what began or waited comes to its end."""


@dataclass(frozen=True, slots=True)
class Length:
    """A sound of which only the length matters."""

    samples: int

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        return np.zeros(stop - start, np.float32)


def planned(air: Air, zone: tzinfo, day: date, ready: Callable[[Due], Ready | None]) -> list[Record]:
    """What becomes of all that is due on ``day``, in the order in which it is due.

    ``ready`` gives the sounds of a due item; their lengths are all that is used.
    """
    begin = of_moment(datetime.combine(day, time(), zone))
    end = of_moment(datetime.combine(day + timedelta(days=1), time(), zone))
    records = run_through(air, Timetable(air, zone), ready, begin, end)
    return sorted(records, key=lambda record: record.due)


def run_through(
    air: Air, timetable: Timetable, ready: Callable[[Due], Ready | None], begin: int, end: int
) -> Iterator[Record]:
    """What becomes of all that is due from ``begin`` up to ``end``, samples since 1970, as it is put on record."""
    records: list[Record] = []
    playout = Playout(begin)
    on_air = OnAir(
        air, timetable, playout, ready, records.append, tell=lambda _text: None, since=begin
    )  # the axis is the clock on the wall
    at = begin
    while at < end:
        at = min(end, at + STRIDE)
        on_air.step(at, at)
        on_air.aired(playout.go(at))
        yield from records
        records.clear()
    on_air.aired(playout.go(end + AFTERWARDS))
    yield from records
