"""``broadcast device``: addresses of their own for loudspeakers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_station
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("device", help=_("addresses of their own for loudspeakers, where a password is set"))
    parser.add_argument("action", nargs="?", choices=("list", "add", "remove"), default="list")
    parser.add_argument(
        "name", nargs="?", default="", metavar="NAME", help=_("of the loudspeaker, to add or remove it")
    )
    parser.add_argument("--audio-out", type=Path, default=Path("audio_out"), metavar="DIR", help=_("episodes out"))
    add_station(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.publish.addresses import base_of
    from pipeline.publish.devices import add_device, read_devices, remove_device
    from pipeline.station import read_station

    station, _settings = read_station(options.station)
    if options.action == "remove":
        remove_device(options.audio_out, options.name)
        print(_("{name}: its address answers no more").format(name=options.name))
        return DONE
    added = options.action == "add"
    devices = [add_device(options.audio_out, options.name)] if added else read_devices(options.audio_out)
    for device in devices:
        print(f"{device.name}: {device.address(base_of(station), 'workshop.m3u')}")
    if not devices:
        print(_("There are none. This makes one: broadcast device add NAME"))
    return DONE
