"""How often each episode was heard: numbers by day, and nothing of who heard it.

``audio_out/.heard.json`` holds them by slug and master: all there ever were, and those of the last days.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pipeline.errors import PublishError
from pipeline.messages import _
from pipeline.system.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

HEARD = ".heard.json"
DAYS = 92
"""Whose numbers are kept by day: a quarter of a year."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often one master of an episode was heard."""

    total: int = 0
    days: Mapping[date, int] = field(default_factory=dict, hash=False)
    """Of the last :data:`DAYS`."""

    def since(self, first: date) -> int:
        """How often from ``first`` on."""
        return sum(times for day, times in self.days.items() if day >= first)

    def plus(self, day: date, times: int) -> Count:
        """The same and ``times`` more on ``day``; days that are too old for it are let go."""
        days = {each: count for each, count in self.days.items() if (day - each).days < DAYS}
        return Count(self.total + times, {**days, day: days.get(day, 0) + times})


Heard = dict[tuple[str, str], Count]
"""By slug and master (``podcast``, ``workshop``)."""


def read_heard(audio_out: Path) -> Heard:
    """What was counted so far.

    Raises:
        PublishError: the record is damaged.
    """
    path = audio_out / HEARD
    try:
        record = json.loads(path.read_bytes())
        return {
            (slug, master): Count(
                int(count["total"]), {date.fromisoformat(day): int(times) for day, times in count["days"].items()}
            )
            for slug, masters in record.items()
            for master, count in masters.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise PublishError(
            _("is damaged; it holds how often each episode was heard"),
            where=path,
            next=_("restore it from a backup, or delete it and let counting begin anew"),
        ) from exc


def add_heard(audio_out: Path, more: Mapping[tuple[str, str, date], int]) -> None:
    """Count ``more``, by slug, master and day, besides what stands there.

    Raises:
        PublishError: the record is damaged; it stays as it is.
        OutputError: it cannot be written.
    """
    heard = read_heard(audio_out)
    for (slug, master, day), times in sorted(more.items()):
        heard[slug, master] = heard.get((slug, master), Count()).plus(day, times)
    record: dict[str, dict[str, object]] = {}
    for (slug, master), count in sorted(heard.items()):
        days = {day.isoformat(): times for day, times in sorted(count.days.items())}
        record.setdefault(slug, {})[master] = {"total": count.total, "days": days}
    write_whole(audio_out / HEARD, (json.dumps(record, ensure_ascii=False, indent=0) + "\n").encode())
