"""``broadcast serve``: serve the page, the feeds and the audio."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_folders
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("serve", help=_("serve the page, the feeds and the audio"))
    parser.add_argument("--host", metavar="ADDRESS", help=_("default: as in station.toml; 0.0.0.0: the whole network"))
    parser.add_argument("--port", type=int, metavar="N")
    add_folders(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.commands.serve.serving import air
    from pipeline.station import read_station

    station, settings = read_station(options.station)
    air(
        station,
        settings,
        audio_out=options.audio_out,
        feeds=options.feeds,
        host=options.host,
        port=options.port,
        say=partial(print, flush=True),  # a log file must show the address while the server runs
    )
    return DONE
