"""Time on the air: whole samples, since 1970 where it is the time of the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

RATE = 48_000
"""Samples a second of all that is mixed: a multiple of what telephones (8 kHz), G.722 (16 kHz) and the voices have."""
BLOCK = RATE // 50
"""Samples mixed at a time, 20 ms: what a packet of RTP holds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def seconds(count: float) -> int:
    """So many seconds in samples."""
    return round(count * RATE)


def of_moment(moment: datetime) -> int:
    """A moment, which knows its time zone, in samples since 1970, to the microsecond."""
    return ((moment - _EPOCH) // _MICROSECOND) * RATE // 1_000_000


def moment_of(samples: int, zone: tzinfo) -> datetime:
    """The moment ``samples`` after the beginning of 1970, to the microsecond, in ``zone``."""
    return (_EPOCH + timedelta(microseconds=samples * 1_000_000 // RATE)).astimezone(zone)
