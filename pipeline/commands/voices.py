"""``broadcast voices``: list the voices of each engine, and let them say something."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_engine, add_station
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("voices", help=_("the voices of each engine"))
    parser.add_argument("--sample", metavar="TEXT", help=_("let each voice say TEXT, one file a voice"))
    parser.add_argument("-o", "--output", type=Path, default=Path(), metavar="DIR", help=_("where the files go"))
    add_station(parser)
    add_engine(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.commands.audition import audition, voices_of
    from pipeline.station import read_station

    station, settings = read_station(options.station)
    for engine, voice in voices_of(station, options.engine):
        gender = _("female") if voice.gender == "female" else _("male")
        print(f"{engine:7} {voice.name:32} {gender:7} {voice.about}")
        if options.sample:
            path = options.output / f"{engine}-{voice.name}.wav"
            audition(options.sample, path, station, settings, engine, voice.name)
            print(f"        {path}")
    return DONE
