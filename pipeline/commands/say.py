"""``broadcast say``: say one sentence, to hear a lexicon entry."""

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
    parser = commands.add_parser("say", help=_("say one sentence, to hear a lexicon entry"))
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help=_("a .wav, .flac or .mp3 file")
    )
    parser.add_argument("--voice", metavar="NAME", help=_("default: the first presenter"))
    add_station(parser)
    add_engine(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.commands.audition import audition
    from pipeline.station import read_station

    station, settings = read_station(options.station)
    engine, voice = audition(options.text, options.output, station, settings, options.engine, options.voice)
    print(_("{path}: {voice} ({engine})").format(path=options.output, voice=voice, engine=engine))
    return DONE
