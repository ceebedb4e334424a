"""``broadcast live``: a microphone over all that plays."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_folders, add_zones
from pipeline.messages import _
from pipeline.station_air import OFF

if TYPE_CHECKING:
    from pipeline.commands.options import Commands

MICROPHONES = ("card", "pulse")


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("live", help=_("speak over all that plays, until Ctrl-C or `live off`"))
    parser.add_argument("what", nargs="?", choices=(OFF,), help=_("end it, wherever it comes from"))
    parser.add_argument("--from", dest="source", choices=MICROPHONES, default=MICROPHONES[0], help=_("the microphone"))
    add_zones(parser)
    add_folders(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.commands.air import airing, words

    operator = airing.Operator.of(options)
    if options.what == OFF:
        print(words.live_off(operator, options.zone), flush=True)
    else:
        words.live(operator, options.source, options.zone, lambda text: print(text, flush=True))
    return DONE
