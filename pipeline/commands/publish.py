"""``broadcast publish``: upload what is published to a bucket."""

from __future__ import annotations

import argparse
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, add_folders
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("publish", help=_("upload what is published to the bucket of [publish] target"))
    add_folders(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.build.output_folder import at_rest
    from pipeline.build.turnover import turn_over_at_rest
    from pipeline.publish import upload
    from pipeline.station import read_station

    station, _settings = read_station(options.station)
    with at_rest(options.audio_out):
        now = datetime.now().astimezone()
        turn_over_at_rest(options.station, audio_out=options.audio_out, feeds=options.feeds, now=now)
        done = upload(station, audio_out=options.audio_out, feeds=options.feeds, tell=partial(print, flush=True))
    if not (done.sent or done.removed):
        print(_("Nothing to upload: {kept} files are there already.").format(kept=done.kept))
        return DONE
    print(
        _("{sent} uploaded ({size:.1f} MB), {removed} removed, {kept} there already.").format(
            sent=done.sent, size=done.bytes / 1e6, removed=done.removed, kept=done.kept
        )
    )
    return DONE
