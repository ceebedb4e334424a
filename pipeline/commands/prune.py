"""``broadcast prune``: remove stored sounds that no episode needs."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, not_negative
from pipeline.messages import _, ngettext

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("prune", help=_("remove stored sounds that no episode needs"))
    parser.add_argument("--audio-out", type=Path, default=Path("audio_out"), metavar="DIR", help=_("episodes out"))
    parser.add_argument("--days", type=not_negative, default=90, metavar="N", help=_("unused for longer (default: 90)"))
    parser.add_argument(
        "--gigabytes", type=not_negative, default=5, metavar="N", help=_("or more than this in all (default: 5)")
    )
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.commands.pruning import Limits, prune

    sounds, size = prune(options.audio_out, Limits(options.days, options.gigabytes), time.time())
    print(
        ngettext(
            "{n} stored sound removed, {size:.1f} MB.", "{n} stored sounds removed, {size:.1f} MB.", sounds
        ).format(n=sounds, size=size / 1e6)
    )
    return DONE
