"""``broadcast now``: a word over all that plays."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_engine, add_folders, add_zones
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("now", help=_("play a file or say a text at once, over all that plays"))
    parser.add_argument("what", metavar=_("FILE|TEXT|off"))
    add_zones(parser)
    add_folders(parser)
    add_engine(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.commands.air import airing, words

    for line in words.now(airing.Operator.of(options), options.what, options.zone):
        print(line)
    return DONE
