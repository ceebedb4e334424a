"""The station on the air, from the command line."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.messages import _, shown
from pipeline.settings import Settings
from pipeline.station import Station, read_station
from pipeline.station_air import FOLDER
from pipeline.system.priority import AHEAD, put_before_others

if TYPE_CHECKING:
    from types import FrameType

    from pipeline.air.as_run import Record
    from pipeline.air.engine import Setup
    from pipeline.air.mixing.items import Sound
    from pipeline.air.schedule.choice import Source

TEST_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Operator:
    """Who asks, and of which station."""

    station: Station
    settings: Settings
    audio_out: Path
    feeds: Path
    engine: str | None

    @classmethod
    def of(cls, options: argparse.Namespace) -> Operator:
        """From the command line.

        Raises:
            StationError: ``station.toml`` is wrong.
        """
        station, settings = read_station(options.station)
        return cls(station, settings, options.audio_out, options.feeds, getattr(options, "engine", None))

    @property
    def folder(self) -> Path:
        """That of the air."""
        return self.audio_out / FOLDER

    @property
    def files(self) -> Path:
        """Where paths in ``station.toml`` begin."""
        return self.settings.path.parent


# ── the station itself ──────────────────────────────────────────────────────────────────────────────


def on_the_air(operator: Operator, say: Callable[[str], None], *, serving: bool) -> bool:
    """Be on the air until a signal comes; whether it was until then. ``serving``: serve pages and feeds too.

    Raises:
        UsageError: another station is on the air here, or what is to be served cannot be.
        StationError: there is no output.
    """
    # Late, here and below: numpy takes longer to import than all other commands take.
    from pipeline.air.control import refuse_another
    from pipeline.air.keeper import keep

    if not operator.station.air.outputs:
        raise operator.settings.refuse(("air", "outputs"), _("there is no output"), _("name one, such as “hls”"))
    refuse_another(operator.folder)
    put_before_others(os.getpid())  # what it starts, too: a station that died is to be back before a build goes on
    stopping = threading.Event()
    setup = _setup(operator)
    if not serving:
        with stopped_by_signals(stopping):
            say(_("On the air. Ctrl-C ends it."))
            return keep(setup, stopping, say)
    kept: list[bool] = []
    keeping = threading.Thread(target=lambda: kept.append(keep(setup, stopping, say)), name="keep")
    keeping.start()
    try:
        _serve(operator, say)
    finally:
        stopping.set()
        keeping.join()
    return kept == [True]


def _serve(operator: Operator, say: Callable[[str], None]) -> None:
    from pipeline.commands.serve.serving import air

    air(
        operator.station, operator.settings, audio_out=operator.audio_out, feeds=operator.feeds,
        host=None, port=None, say=say,
    )  # fmt: skip


def _setup(operator: Operator) -> Setup:
    from pipeline.air.engine import Setup
    from pipeline.studio.sound.encode import ffmpeg

    return Setup(operator.settings.path.resolve(), operator.audio_out.resolve(), operator.folder.resolve(), ffmpeg())


@contextmanager
def stopped_by_signals(stopping: threading.Event) -> Iterator[None]:
    """SIGTERM and Ctrl-C set ``stopping`` while the block runs."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def unit(options: argparse.Namespace) -> str:
    """A systemd unit that has the station on the air from the machine's start."""
    read_station(options.station)
    command = [
        sys.executable, "-m", "pipeline", "air", "--serve", "--station", str(options.station.resolve()),
        "--audio-out", str(options.audio_out.resolve()), "--feeds", str(options.feeds.resolve()),
    ]  # fmt: skip
    return (
        "[Unit]\nDescription=Workshop broadcast on the air\nWants=network-online.target\n"
        # However often it has ended, and however soon, it is started again.
        "After=network-online.target sound.target time-sync.target\nStartLimitIntervalSec=0\n\n"
        f"[Service]\nWorkingDirectory={Path.cwd()}\nExecStart={shlex.join(command)}\n"
        "Restart=always\nRestartSec=100ms\n"
        f"Nice={AHEAD}\nLimitNICE={AHEAD}\nLimitRTPRIO=20\n\n"
        "[Install]\nWantedBy=multi-user.target\n"
    )


# ── what it would play, and what it did ─────────────────────────────────────────────────────────────


def plan(operator: Operator, day: date) -> Iterator[str]:
    """What would play on ``day``, a line for each item; then what an operator should know.

    Raises:
        StudioError: ffmpeg is missing.
    """
    from pipeline.air.mixing.decoding import Decoder
    from pipeline.air.plan import Length, planned
    from pipeline.air.samples import seconds
    from pipeline.air.schedule.episodes import Episodes
    from pipeline.air.schedule.preparing import Preparing
    from pipeline.air.schedule.timetable import Timetable
    from pipeline.studio.sound.encode import ffmpeg

    station = operator.station
    decoder = Decoder(ffmpeg(), operator.folder / "pcm")

    def sound(source: Source) -> Sound:
        if source.milliseconds and source.path.exists():
            return Length(seconds(source.milliseconds / 1000))
        return decoder.sound(source.path)

    preparing = Preparing(sound, station.zone, operator.files, operator.folder)
    programmes = Episodes(operator.audio_out).now()
    records = planned(station.air, station.zone, day, lambda due: preparing.ready(due, programmes, ()))
    for record in records:
        yield _line(record, station)
    if not records:
        yield _("Nothing is due that day.")
    calendar = Timetable(station.air, station.zone).calendar
    known = calendar.day(day)
    yield (_("{day}: worked") if known.worked else _("{day}: off")).format(day=day)
    if turns := [f"{team} {turn}" for team, turn in calendar.turns(day)]:
        yield "  ".join(turns)
    yield from calendar.complaints(day)


def _line(record: Record, station: Station) -> str:
    times = [_time(at, station) for at in (record.begun, record.ended) if at is not None]
    when = "–".join(times) or f"{_time(record.due, station)} ({shown(record.result)})"
    parts = (when, record.play, " ".join(record.zones), " ".join(record.heard), record.why)
    return "  ".join(part for part in parts if part)


def _time(at: int, station: Station) -> str:
    from pipeline.air.samples import moment_of

    return moment_of(at, station.zone).strftime("%H:%M:%S")


def as_run(operator: Operator, day: date) -> Iterator[str]:
    """The as-run log of ``day``, as CSV with its heading.

    Raises:
        UsageError: there is none.
        OutputError: it cannot be read.
    """
    from pipeline.air.as_run import AsRunLog
    from pipeline.system.files import told_as_output_error

    path = AsRunLog(operator.folder / "log", operator.station.zone).path(day)
    with told_as_output_error(path):
        if not path.exists():
            raise UsageError(_("nothing is on record for {day}").format(day=day), where=path)
        yield from path.read_text(encoding="utf-8-sig").splitlines()


def trial(operator: Operator) -> Iterator[str]:
    """A tone on each output, one after the other, through the station that is on the air or by itself; how it went.

    Raises:
        StudioError: ffmpeg is missing.
    """
    from pipeline.air.control import ask, is_on_air
    from pipeline.air.trial import tried
    from pipeline.station_air import without_password

    outputs = operator.station.air.outputs
    living = is_on_air(operator.folder)
    for number, output in enumerate(outputs):
        yield _("{output}: a tone of {n} seconds …").format(output=without_password(output), n=TEST_SECONDS)
        if living:
            good = bool(ask(operator.folder, {"do": "test", "output": number})["healthy"])
            time.sleep(TEST_SECONDS + 1)
            told = ""
        else:
            good, told = tried(_setup(operator), operator.station.name, output, TEST_SECONDS)
        yield _("  it takes sound: is it heard?") if good else _("  it takes no sound: {reason}").format(reason=told)
    if not outputs:
        yield _("there is no output")
