"""``broadcast build``: make what is missing and publish it."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, SOMETHING_FAILED, add_engine, add_folders, at_least_one, cluster_address
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("build", help=_("make what is missing and publish it"))
    parser.add_argument("--seeds", type=Path, default=Path("seeds"), metavar="DIR", help=_("documents in"))
    add_folders(parser)
    add_engine(parser)
    parser.add_argument("--first", type=Path, metavar="FILE", help=_("the document that goes before all others"))
    parser.add_argument("--jobs", type=at_least_one, metavar="N", help=_("sentences at once (default: the cores here)"))
    parser.add_argument(
        "--cluster",
        type=cluster_address,
        metavar="ADDRESS",
        help=_("a dask scheduler, tcp://host:8786, whose workers speak"),
    )
    parser.add_argument("--json", action="store_true", help=_("tell what happens as one JSON object a line"))
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.air.control import is_on_air
    from pipeline.build import Order, build
    from pipeline.commands.screens.screen import screen_for, tell_summary
    from pipeline.publish.misread import notice
    from pipeline.station_air import FOLDER
    from pipeline.system.cores import usable_cores
    from pipeline.system.priority import behind_others

    order = Order(
        seeds=options.seeds,
        audio_out=options.audio_out,
        feeds=options.feeds,
        station=options.station,
        engine=options.engine,
        jobs=options.jobs or usable_cores(),
        cluster=options.cluster,
        first=options.first,
    )
    if is_on_air(options.audio_out / FOLDER):
        behind_others()  # who listens must not hear that something is made
    if options.json:
        from pipeline.commands.screens.json_screen import JsonScreen

        teller = JsonScreen(sys.stdout)
        summary = build(order, teller)
        teller.ended(summary)
        return SOMETHING_FAILED if summary.failures else DONE
    began = time.monotonic()
    with screen_for(sys.stdout) as screen:
        summary = build(order, screen)
    tell_summary(summary, order, time.monotonic() - began, sys.stdout, sys.stderr)
    if told := notice(order.audio_out):
        print(f"! {told}")
    return SOMETHING_FAILED if summary.failures else DONE
