"""The station on the air, in real time: a block is mixed each 20 ms and handed to the outputs; whatever may have to
wait for a disk, a decoder or the network does so in another thread."""

from __future__ import annotations

import gc
import sys
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.air.clock import SystemClock
from pipeline.air.control import Control
from pipeline.air.live.speech import take_live
from pipeline.air.mixing.decoding import Decoder
from pipeline.air.mixing.items import Item, Level
from pipeline.air.mixing.mixer import Mixer
from pipeline.air.mixing.playout import Playout
from pipeline.air.mixing.stream import Stream
from pipeline.air.on_air import OnAir
from pipeline.air.outputs.feed import Feed
from pipeline.air.outputs.opening import Place
from pipeline.air.recorder import Recorder
from pipeline.air.requests import Requests
from pipeline.air.samples import BLOCK, RATE, moment_of, seconds
from pipeline.air.schedule.choice import said
from pipeline.air.schedule.episodes import Episodes
from pipeline.air.schedule.preparing import Preparing
from pipeline.air.schedule.timetable import Timetable, outputs_of, volume_at
from pipeline.air.schedule.upcoming import Standing, Upcoming, source_sound
from pipeline.air.volume import Volume
from pipeline.errors import BroadcastError, StationError
from pipeline.messages import _
from pipeline.station import Station, read_station
from pipeline.station_air import without_password
from pipeline.station_timetable import Late
from pipeline.system.priority import before_others

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.air.clock import Clock
    from pipeline.air.mixing.items import Ready
    from pipeline.air.mixing.playout import Aired
    from pipeline.air.schedule.timetable import Due

STALLED = seconds(0.3)
"""Samples by which it may be behind and still make up for it; what is lost beyond that is not put out."""
STEPPED = seconds(0.005)
"""Samples by which the clock must differ from what it was to be for that to count."""
PIECES = 2
"""Pieces of music: one plays and one waits, so that they touch."""
_MUSIC_WAITS = Late("wait", 366 * 86_400)


@dataclass(frozen=True, slots=True)
class Setup:
    """What an engine needs to know; it crosses into its process."""

    station_file: Path
    audio_out: Path
    folder: Path
    """That of the air."""
    ffmpeg: str


class Engine:
    """One station on the air."""

    def __init__(self, setup: Setup, tell: Callable[[str], None], clock: Clock | None = None) -> None:
        """``tell`` hears what an operator should know, from any thread.

        Raises:
            StationError: ``station.toml`` is wrong.
            UsageError: another station is on the air here.
        """
        self._setup, self._tell, self._clock = setup, tell, clock or SystemClock()
        self.station, _settings = read_station(setup.station_file)
        self._stamp = _stamp(setup.station_file)
        self._stopping = threading.Event()
        self._requests = Requests(self, setup.folder)
        self._control = Control(
            setup.folder, self._requests.answer, partial(take_live, self._requests, setup.ffmpeg, tell)
        )
        self.decoder = Decoder(setup.ffmpeg, setup.folder / "pcm")
        self._recorder = Recorder(setup.folder, self.station.zone, tell)
        air, zone = self.station.air, self.station.zone
        timetable = self._with(self.station)
        wall = self._clock.wall()
        self._ahead = wall - self._clock.now()
        since, done = self._recorder.past(wall)
        self.playout = Playout(self._clock.now() // BLOCK * BLOCK)
        self.on_air = OnAir(
            air, timetable, self.playout, self._ready, self._recorder.put, tell,
            since=since, off_since=_("the station was off the air"), done=done,
            begun=self._recorder.begun(), ahead=self._ahead,
        )  # fmt: skip
        self._playing: dict[str, int] = {}
        names = [without_password(output) for output in air.outputs]
        self.volume = Volume(setup.folder, names)
        turned = [each.factor for each in self.volume.at(wall)]
        self._mixer = Mixer(self.playout, len(air.outputs), volume_at(air.volume, wall, zone), turned)
        self._mixer.on_aired(self._aired)
        for complaint in timetable.calendar.complaints(moment_of(wall, zone).date()):
            tell(complaint)
        place = Place(setup.ffmpeg, setup.folder, self.station.name)
        self.feeds = [Feed(name, place.opening(output), tell) for name, output in zip(names, air.outputs, strict=True)]

    def wall(self) -> int:
        """What the clock on the wall says, in samples since 1970."""
        return self._clock.wall()

    def stop(self) -> None:
        """End :meth:`run`, from any thread or a signal."""
        self._stopping.set()

    def run(self) -> None:
        """Be on the air until :meth:`stop`."""
        preparing = threading.Thread(target=self._prepare, daemon=True, name="prepare")
        preparing.start()
        self._recorder.start()
        self._control.start()
        self._requests.resume(self._tell)
        gc.collect()
        gc.freeze()
        sys.setswitchinterval(0.001)
        before_others()
        try:
            while not self._stopping.is_set():
                self._block()
        finally:
            self._control.close()
            self.on_air.stop(_("the station was stopped"))
            self._mixer.skip(self.playout.at + BLOCK)
            for feed in self.feeds:
                feed.close()
            self._recorder.close()
            preparing.join(2.0)

    # ── one block ───────────────────────────────────────────────────────────────────────────────────

    def _block(self) -> None:
        at = self.playout.at
        self._clock.wait(at)
        behind = self._clock.now() - at
        if behind > STALLED:
            to = at + behind // BLOCK * BLOCK
            self._take_in(to)
            self._mixer.skip(to)
            self._tell(_("the station stood still for {n:.1f} s").format(n=behind / RATE))
            return
        self._requests.do_all()
        self._take_in(at + BLOCK)
        for feed, block in zip(self.feeds, self._mixer.mix(at + BLOCK), strict=True):
            feed.put(block)
        if (playing := self.on_air.playing()) != self._playing:
            self._playing = playing
            self._recorder.put_playing(playing)

    def _aired(self, aired: list[Aired]) -> None:
        self.on_air.aired(aired)
        for each in aired:
            for sound in each.item.sounds:
                if isinstance(sound, Stream):
                    sound.end(each.why or _("gave way to {name}").format(name=each.waited_for))

    def _take_in(self, to: int) -> None:
        wall = self._wall_at(to)
        self.on_air.step(to, wall)
        self._mixer.turn(volume_at(self.station.air.volume, wall, self.station.zone))
        for output, turned in enumerate(self.volume.at(wall)):
            self._mixer.turn_output(output, turned.factor)
        if self.standing.background is not None:
            self._keep_music()

    def _wall_at(self, to: int) -> int:
        """What the clock on the wall will say at the sample ``to``."""
        # Of three questions the one counts between whose two halves the least has passed.
        ahead = min(self._ahead_now() for _question in range(3))[1]
        if abs(ahead - self._ahead) > STEPPED:
            self._ahead = ahead
        return to + self._ahead

    def _ahead_now(self) -> tuple[int, int]:
        before = self._clock.now()
        wall = self._clock.wall()
        after = self._clock.now()
        return after - before, wall - (before + after) // 2

    def _keep_music(self) -> None:
        pieces = [item for item in self.playout.everything() if item.level is Level.BACKGROUND]
        if len(pieces) < PIECES and (music := self.standing.music()):
            everywhere = outputs_of(self.station.air, ())
            self.playout.add(Item("music", Level.BACKGROUND, (music,), everywhere, self.playout.at, _MUSIC_WAITS))

    def _ready(self, due: Due) -> Ready | None:
        return self._upcoming.ready(due)

    # ── what is made ready and read beside it ───────────────────────────────────────────────────────

    def _prepare(self) -> None:
        """Decode what is due soon, hold standing messages, and read ``station.toml`` when it has changed."""
        before_others()
        while not self._stopping.is_set():
            try:
                self.standing.look()
                self._upcoming.look()
                self._reread()
            except (BroadcastError, OSError) as exc:
                self._tell(str(exc))
                self._stopping.wait(5.0)
            self._upcoming.wait()

    def _reread(self) -> None:
        """Take up what has changed in ``station.toml``; what is wrong there is told, and all stays as it was."""
        stamp = _stamp(self._setup.station_file)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            station, _settings = read_station(self._setup.station_file)
        except StationError as exc:
            self._tell(_("{error}; until then all stays as it was").format(error=exc))
            return
        if (station.air.outputs, station.air.zones) != (self.station.air.outputs, self.station.air.zones):
            self._tell(_("outputs and zones change when the station is started again"))
            return

        def take_up() -> dict[str, Any]:
            self._recorder.move(station.zone)
            self.on_air.change(station.air, self._with(station))
            self._tell(_("station.toml was read again"))
            return {}

        self._requests.later(take_up)

    def _with(self, station: Station) -> Timetable:
        """Have all go by ``station`` from now on; its timetable."""
        setup, air = self._setup, station.air
        files = setup.station_file.parent
        timetable = Timetable(air, station.zone)
        preparing = Preparing(source_sound(self.decoder), station.zone, files, setup.folder)
        episodes = Episodes(setup.audio_out)
        self._upcoming = Upcoming(timetable, preparing, episodes, self._recorder.log, self._clock.wall, self._tell)
        messages = {name: said(setup.folder, text) for name, text in air.emergency.items()}
        background = files / air.background if air.background else None
        self.standing = Standing(self.decoder, messages, background, self._tell)
        self.station = station
        return timetable


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size
