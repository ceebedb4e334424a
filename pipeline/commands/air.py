"""``broadcast air``: what is due plays."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_folders
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("air", help=_("play what is due, on all outputs of station.toml"))
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--plan", type=_day, metavar="DAY", help=_("tell what would play that day, like 2027-02-20"))
    add_folders(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.commands import airing
    from pipeline.station import read_station

    station, settings = read_station(options.station)
    folders = airing.Folders(options.audio_out, options.feeds, Path(settings.path).parent)
    for line in airing.plan(station, folders, options.plan):
        print(line)
    return DONE


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise argparse.ArgumentTypeError(_("must be a day, like 2027-02-20"))
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(_("there is no day “{day}”").format(day=text)) from exc
