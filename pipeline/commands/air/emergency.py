"""``broadcast emergency``: a message over everything, again and again, until it is ended."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_engine, add_folders, add_zones
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser(
        "emergency", help=_("repeat a message over everything, until `emergency off`; no part of a fire alarm system")
    )
    parser.add_argument("what", metavar=_("NAME|FILE|TEXT|off"))
    add_zones(parser)
    add_folders(parser)
    add_engine(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.commands.air import airing, words

    for line in words.emergency(airing.Operator.of(options), options.what, options.zone):
        print(line, flush=True)
    return DONE
