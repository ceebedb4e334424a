"""``broadcast desk``: the operator's page on this machine."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_folders
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("desk", help=_("open the operator's page: drop, hear, mend, publish"))
    parser.add_argument("--seeds", type=Path, default=Path("seeds"), metavar="DIR", help=_("documents in"))
    parser.add_argument("--host", metavar="ADDRESS", help=_("default: as in station.toml"))
    parser.add_argument("--port", type=int, metavar="N")
    parser.add_argument(
        "--unit", action="store_true", help=_("print a systemd unit and a .desktop file, and open nothing")
    )
    add_folders(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.commands.serve.desk_service import open_desk, units
    from pipeline.desk.place import Place
    from pipeline.messages import speak
    from pipeline.station import read_station

    station, _settings = read_station(options.station)
    place = Place(*(path.absolute() for path in (options.seeds, options.audio_out, options.feeds, options.station)))
    host, port = options.host or station.desk.host, options.port or station.desk.port
    if options.unit:
        print(units(place, host, port))
        return DONE
    speak(station.language)
    open_desk(place, station, host=host, port=port, say=partial(print, flush=True))
    return DONE
