"""What the operator asks of a station on the air, from the command line or the desk.

Each question is an object with ``do``, and is asked by :func:`pipeline.air.control.ask`. ``zones`` is a list of names,
empty or left out: everywhere. An answer is an object; one with ``error`` is raised as :class:`UsageError` by ``ask``.

============= ============================================= =========================================================
``do``        with                                          answer
============= ============================================= =========================================================
``status``                                                  ``zones`` (:mod:`pipeline.air.status`), ``outputs``,
                                                            ``playing``, ``emergency``, ``messages``, ``pid``
``now``       ``name``, ``file`` (absolute), ``zones``      ``waits_for``: what plays before it, or not there
``live``      ``name``, ``zones``, ``format``               as ``now``; then the sound goes the same way, and when it
              (:mod:`pipeline.air.live`)                    is over a line comes back, ``ended``: why
``end``       ``zones``; ``of``: ``now`` or ``live``, left  ``ended``: names of the operator's words that were cut
              out: both
``volume``    ``zones``; ``to`` or ``by`` (dB), ``mute``    nothing; ``status`` has what holds until when
``emergency`` ``name``, ``zones``; and ``file``, or         nothing. Without either, ``name`` is a standing message
              ``bell`` (true): the bell until the words     of ``[air.emergency]``
              are there
``off``                                                     nothing: the emergency has ended
``test``      ``output``: its number                        ``healthy``
============= ============================================= =========================================================
"""

from __future__ import annotations

import json
import math
import os
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from pipeline.air.mixing.decoding import built_in_bell, tone
from pipeline.air.mixing.items import Level
from pipeline.air.mixing.stream import Stream
from pipeline.air.samples import seconds
from pipeline.air.schedule.timetable import outputs_of
from pipeline.air.status import Status
from pipeline.air.volume import Change
from pipeline.errors import AirError, BroadcastError
from pipeline.messages import _
from pipeline.station_air import LOUDEST, QUIETEST
from pipeline.system.files import write_whole
from pipeline.system.priority import before_others

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pipeline.air.engine import Engine
    from pipeline.air.mixing.items import Item, Sound
    from pipeline.station import Station

EMERGENCY = "emergency.json"
"""What emergency is on, in the folder of the air, so that an engine that is started again goes on with it."""
WAIT = 300
"""Seconds that the operator's word waits for something higher."""
TEST_SECONDS = 5
TEST_HERTZ = 1000.0
PATIENCE = 5.0
"""Seconds in which the engine must have come to the next block."""

Answer = dict[str, Any]


@dataclass(slots=True)
class _Waiting:
    """What is done between two blocks, and whoever waits for it."""

    do: Callable[[], Answer]
    done: threading.Event = field(default_factory=threading.Event)
    answer: Answer = field(default_factory=dict)


class Requests:
    """Takes requests from any thread and has them done by the engine's, between two blocks."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        """``folder`` is that of the air."""
        self._engine, self._folder = engine, folder
        self._waiting: SimpleQueue[_Waiting] = SimpleQueue()
        self._emergency: Item | None = None
        self._asked = threading.Lock()
        self._standing: tuple[Station, Status] | None = None

    def answer(self, question: Answer) -> Answer:
        """What ``question`` is answered, in the asker's thread.

        Raises:
            BroadcastError: it cannot be done.
        """
        does = {
            "now": self._now, "end": self._end_words, "volume": self._volume,
            "emergency": self._begin, "off": self._end, "test": self._test,
        }  # fmt: skip
        kind = question.get("do")
        if kind == "status":
            return self._status()
        if kind not in does:
            raise AirError(_("not understood: {reason}").format(reason=kind))
        # What takes time, such as decoding, is done here; what comes back takes none.
        return self._done(does[kind](question))

    def later(self, do: Callable[[], Answer]) -> _Waiting:
        """Have ``do`` done between two blocks."""
        waiting = _Waiting(do)
        self._waiting.put(waiting)
        return waiting

    def interject(self, name: str, sound: Sound, question: Answer) -> tuple[Item, Answer]:
        """From any thread: have ``sound`` play in the zones of ``question``; what plays, and the answer.

        Raises:
            AirError: it cannot.
        """
        outputs = self._outputs(question)
        items: list[Item] = []
        try:
            answer = self._done(lambda: self._interject(name, sound, outputs, items))
        except AirError:
            self.later(lambda: self._cut_all(items, _("the station does not answer")))  # should it begin after all
            raise
        return items[0], answer

    def cut(self, item: Item, why: str) -> None:
        """From any thread: have ``item`` end.

        Raises:
            AirError: the engine does not answer.
        """
        self._done(lambda: self._cut_all([item], why))

    def _cut_all(self, items: Collection[Item], why: str) -> Answer:
        self._engine.playout.cut(items, why)
        return {}

    def _done(self, do: Callable[[], Answer]) -> Answer:
        waiting = self.later(do)
        if not waiting.done.wait(PATIENCE):
            raise AirError(_("the station does not answer"))
        return waiting.answer

    def do_all(self) -> None:
        """In the engine's thread: do what waits."""
        while not self._waiting.empty():
            waiting = self._waiting.get()
            try:
                waiting.answer = waiting.do()
            except BroadcastError as exc:
                waiting.answer = {"error": str(exc)}
            waiting.done.set()

    def resume(self, tell: Callable[[str], None]) -> None:
        """In the engine's thread, at its beginning: go on with the emergency that was on when the last one ended."""
        try:
            question = json.loads((self._folder / EMERGENCY).read_bytes())
            name = str(question["name"])
        except (OSError, ValueError, KeyError, TypeError):
            return
        try:
            self._engine.standing.look()
            self._begin(question)()
        except BroadcastError as exc:
            tell(str(exc))
        else:
            tell(_("the emergency goes on: {name}").format(name=name))

    def _now(self, question: Answer) -> Callable[[], Answer]:
        name, sound = str(question["name"]), self._engine.decoder.sound(Path(question["file"]))
        outputs = self._outputs(question)
        return lambda: self._interject(name, sound, outputs, [])

    def _interject(self, name: str, sound: Sound, outputs: frozenset[int], items: list[Item]) -> Answer:
        """In the engine's thread; the item is added to ``items``."""
        playing = self._engine.playout.playing
        barred = [p.item.name for p in playing if p.item.level >= Level.LIVE and p.item.outputs & outputs]
        items.append(self._engine.on_air.interject(name, Level.LIVE, (sound,), outputs, WAIT))
        return {"waits_for": barred[0]} if barred else {}

    def _end_words(self, question: Answer) -> Callable[[], Answer]:
        outputs, of = self._outputs(question), question.get("of")
        if of not in (None, "now", "live"):
            raise AirError(_("not understood: {reason}").format(reason=of))

        def is_meant(item: Item) -> bool:
            wanted = of is None or (of == "live") == any(isinstance(sound, Stream) for sound in item.sounds)
            return item.level is Level.LIVE and bool(item.outputs & outputs) and wanted

        def end() -> Answer:
            playout = self._engine.playout
            words = [each for each in playout.everything() if is_meant(each)]
            if not words:
                raise AirError(_("nothing of the operator's plays there"))
            playout.cut(words, _("ended by the operator"))
            return {"ended": [each.name for each in words]}

        return end

    def _volume(self, question: Answer) -> Callable[[], Answer]:
        change = Change(_decibels(question.get("to")), _decibels(question.get("by")), question.get("mute"))
        if change == Change() or change.mute not in (None, True, False):
            raise AirError(_("not understood: {reason}").format(reason="to, by, mute"))
        if change.to is not None and not QUIETEST <= change.to <= LOUDEST:
            raise AirError(
                _("{value} is out of bounds").format(value=change.to),
                next=_("choose from {low} to {high}").format(low=QUIETEST, high=LOUDEST),
            )
        self._engine.volume.change(self._outputs(question), change, self._engine.wall())
        return dict

    def _begin(self, question: Answer) -> Callable[[], Answer]:
        name, outputs = str(question["name"]), self._outputs(question)
        standing, given = self._engine.standing, question.get("file")
        sound: Sound | None
        if question.get("bell"):  # until the words are there
            sound = built_in_bell()
        else:
            sound = self._engine.decoder.sound(Path(given)) if given else standing.message(name)
        if sound is None:
            raise AirError(
                _("there is no standing message “{name}”").format(name=name),
                next=_("choose one of: {known}").format(known=", ".join(standing.messages) or "–"),
            )

        def begin() -> Answer:
            self._cut(_("another one began"))
            self._emergency = self._engine.on_air.interject(name, Level.EMERGENCY, (sound,), outputs)
            threading.Thread(target=self._keep, args=(question,), daemon=True).start()
            return {}

        return begin

    def _end(self, _question: Answer) -> Callable[[], Answer]:
        def end() -> Answer:
            if self._emergency is None:
                raise AirError(_("there is no emergency"))
            self._cut(_("ended by the operator"))
            (self._folder / EMERGENCY).unlink(missing_ok=True)
            return {}

        return end

    def _cut(self, why: str) -> None:
        if self._emergency is not None:
            self._engine.playout.cut([self._emergency], why)
            self._emergency = None

    def _keep(self, question: Answer) -> None:
        """Write down that there is an emergency: the disk may take its time."""
        before_others()
        with suppress(BroadcastError):
            write_whole(self._folder / EMERGENCY, json.dumps(question).encode())
        if self._emergency is None:  # it has ended meanwhile
            (self._folder / EMERGENCY).unlink(missing_ok=True)

    def _test(self, question: Answer) -> Callable[[], Answer]:
        feeds, number = self._engine.feeds, int(question["output"])
        if not 0 <= number < len(feeds):
            raise AirError(_("there is no output {number}").format(number=number))
        sound = tone(TEST_HERTZ, seconds(TEST_SECONDS))

        def begin() -> Answer:
            self._engine.on_air.interject(_("test"), Level.LIVE, (sound,), frozenset({number}), WAIT)
            return {"healthy": feeds[number].healthy}

        return begin

    def _status(self) -> Answer:
        engine = self._engine
        playing, station, wall = list(engine.playout.playing), engine.station, engine.wall()
        turned = engine.volume.at(wall)
        with self._asked:
            if self._standing is None or self._standing[0] is not station:
                self._standing = station, Status(station.air, station.zone)
            zones = self._standing[1].zones(playing, turned, wall, engine.on_air.ahead)
        return {
            "pid": os.getpid(),
            "playing": [each.item.name for each in playing],
            "emergency": self._emergency.name if self._emergency else "",
            "messages": list(station.air.emergency),
            "zones": zones,
            "outputs": [
                {
                    "name": feed.name, "healthy": feed.healthy, "blocks": feed.written,
                    "decibels": each.decibels, "muted": each.muted,
                }
                for feed, each in zip(engine.feeds, turned, strict=True)
            ],
        }  # fmt: skip

    def _outputs(self, question: Answer) -> frozenset[int]:
        air, zones = self._engine.station.air, tuple(question.get("zones", ()))
        for zone in zones:
            if zone not in air.zones:
                raise AirError(
                    _("nothing feeds the zone “{zone}”").format(zone=zone),
                    next=_("choose one of: {known}").format(known=", ".join(air.zones) or "–"),
                )
        return outputs_of(air, zones)


def _decibels(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise AirError(_("not understood: {reason}").format(reason=value))
    return float(value)
