"""How a station on the air stands: what is heard in each zone until when, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.air.mixing.items import ENDLESS
from pipeline.air.samples import moment_of, seconds
from pipeline.air.schedule.timetable import Timetable, outputs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

    from pipeline.air.mixing.playout import Playing
    from pipeline.air.volume import Turned
    from pipeline.station_air import Air

NEXT = 3
"""Items that are told of what comes."""
LOOKED = seconds(7 * 86_400)
"""Samples from now within which they are looked for."""

Told = dict[str, Any]


class Status:
    """Tells it for one station; asked by one thread at a time."""

    def __init__(self, air: Air, zone: tzinfo) -> None:
        self._air, self._zone = air, zone
        self._timetable = Timetable(air, zone)

    def zones(self, playing: Sequence[Playing], turned: Sequence[Turned], wall: int, ahead: int) -> list[Told]:
        """Each zone, then, named with an empty text, the outputs that are in none.

        Args:
            playing: all that plays.
            turned: the operator's volume of each output.
            wall: what the clock says, in samples since 1970.
            ahead: what it is ahead of the playout's axis.
        """
        return [
            {"name": name} | self._zone_of(outputs, playing, [turned[n] for n in outputs], wall, ahead)
            for name, outputs in self._all().items()
        ]

    def _all(self) -> Mapping[str, frozenset[int]]:
        zones = {name: outputs_of(self._air, (name,)) for name in self._air.zones}
        alone = outputs_of(self._air, ()).difference(*zones.values())
        return zones | ({"": alone} if alone else {})

    def _zone_of(
        self, outputs: frozenset[int], playing: Sequence[Playing], turned: Sequence[Turned], wall: int, ahead: int
    ) -> Told:
        here = [each for each in playing if each.item.outputs & outputs and each.cut is None]
        here.sort(key=lambda each: -each.item.level)
        told = [self._item(each, ahead) for each in here]
        loudest = max(turned, key=lambda each: each.factor)
        return {
            "now": told[0] if told else None,
            "under": told[1:],
            "next": list(self._next(outputs, wall)),
            "decibels": loudest.decibels,
            "muted": loudest.muted,
            "until": self.shown(loudest.until) if loudest.until else "",
        }

    def _item(self, playing: Playing, ahead: int) -> Told:
        item = playing.item
        return {
            "play": item.name,
            "level": item.level.name.lower(),
            "heard": list(item.heard),
            "begun": self.shown(playing.begun + ahead),
            "until": self.shown(playing.end + ahead) if item.length < ENDLESS else "",
        }

    def _next(self, outputs: frozenset[int], wall: int) -> Iterator[Told]:
        told = 0
        day = seconds(86_400)
        for begin in range(wall, wall + LOOKED, day):
            for due in self._timetable.between(begin, begin + day):
                if outputs_of(self._air, due.entry.zones) & outputs:
                    yield {"play": str(due.entry.play), "level": due.level.name.lower(), "at": self.shown(due.at)}
                    told += 1
                    if told == NEXT:
                        return

    def shown(self, wall: int) -> str:
        """A time as the station's clock shows it."""
        return moment_of(wall, self._zone).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
