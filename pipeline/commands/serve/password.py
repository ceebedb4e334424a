"""``broadcast password``: the line for ``station.toml`` that asks listeners for a password."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("password", help=_("the line for station.toml that asks listeners for a password"))
    parser.set_defaults(command=run)


def run(_options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from getpass import getpass

    from pipeline.publish.server.auth import hashed

    line = hashed(getpass(_("password for listeners: ")))
    print(f'password = "{line}"')
    return DONE
