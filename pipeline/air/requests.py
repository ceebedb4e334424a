"""What the operator asks of a station on the air: a word now, an emergency and its end, a tone, how it stands."""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from pipeline.air.mixing.decoding import built_in_bell, tone
from pipeline.air.mixing.items import Level
from pipeline.air.samples import seconds
from pipeline.air.schedule.timetable import outputs_of
from pipeline.errors import AirError, BroadcastError
from pipeline.messages import _
from pipeline.system.files import write_whole
from pipeline.system.priority import before_others

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.air.engine import Engine
    from pipeline.air.mixing.items import Item, Sound

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

    def answer(self, question: Answer) -> Answer:
        """What ``question`` is answered, in the asker's thread.

        Raises:
            BroadcastError: it cannot be done.
        """
        does = {"now": self._now, "emergency": self._begin, "off": self._end, "test": self._test}
        kind = question.get("do")
        if kind == "status":
            return self._status()
        if kind not in does:
            raise AirError(_("not understood: {reason}").format(reason=kind))
        # What takes time, such as decoding, is done here; what comes back takes none.
        waiting = self.later(does[kind](question))
        if not waiting.done.wait(PATIENCE):
            raise AirError(_("the station does not answer"))
        return waiting.answer

    def later(self, do: Callable[[], Answer]) -> _Waiting:
        """Have ``do`` done between two blocks."""
        waiting = _Waiting(do)
        self._waiting.put(waiting)
        return waiting

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

        def begin() -> Answer:
            playing = self._engine.playout.playing
            barred = [p.item.name for p in playing if p.item.level >= Level.LIVE and p.item.outputs & outputs]
            self._engine.on_air.interject(name, Level.LIVE, (sound,), outputs, WAIT)
            return {"waits_for": barred[0]} if barred else {}

        return begin

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
        playing = [each.item.name for each in list(self._engine.playout.playing)]
        feeds = self._engine.feeds
        return {
            "pid": os.getpid(),
            "playing": playing,
            "emergency": self._emergency.name if self._emergency else "",
            "outputs": [{"name": feed.name, "healthy": feed.healthy, "blocks": feed.written} for feed in feeds],
        }

    def _outputs(self, question: Answer) -> frozenset[int]:
        air, zones = self._engine.station.air, tuple(question.get("zones", ()))
        for zone in zones:
            if zone not in air.zones:
                raise AirError(
                    _("nothing feeds the zone “{zone}”").format(zone=zone),
                    next=_("choose one of: {known}").format(known=", ".join(air.zones) or "–"),
                )
        return outputs_of(air, zones)
