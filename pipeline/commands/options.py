"""Options that several commands take, what their values must be, and how commands end."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TypeAlias

from pipeline.messages import _
from pipeline.station import ENGINE_CHOICES

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What :meth:`argparse.ArgumentParser.add_subparsers` gives."""
DONE, SOMETHING_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes. 0: all done. 1: something could not be done, the rest is done. 2: nothing was touched."""


def add_station(parser: argparse.ArgumentParser) -> None:
    """Where the settings stand."""
    parser.add_argument("--station", type=Path, default=Path("station.toml"), metavar="FILE", help=_("the settings"))


def add_folders(parser: argparse.ArgumentParser) -> None:
    """Where episodes and feeds lie, and the settings."""
    parser.add_argument("--audio-out", type=Path, default=Path("audio_out"), metavar="DIR", help=_("episodes out"))
    parser.add_argument("--feeds", type=Path, default=Path("feeds"), metavar="DIR", help=_("feeds and pages out"))
    add_station(parser)


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Which engine speaks."""
    parser.add_argument("--engine", choices=ENGINE_CHOICES, help=_("the voice engine (default: as in station.toml)"))


def add_zones(parser: argparse.ArgumentParser) -> None:
    """Where alone something is heard."""
    parser.add_argument("--zone", action="append", default=[], metavar="NAME", help=_("there alone; may be repeated"))


def at_least_one(text: str) -> int:
    """A whole number from 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0  # what is no number is complained of in the same words
    if number < 1:
        raise argparse.ArgumentTypeError(_("must be 1 or more"))
    return number


def cluster_address(text: str) -> str:
    """The address of a dask scheduler."""
    if not re.fullmatch(r"(tcp|tls)://[^\s/]+:\d+", text):
        raise argparse.ArgumentTypeError(_("must look like tcp://host:8786"))
    return text


def not_negative(text: str) -> float:
    """A number from 0."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0  # as above
    if not number >= 0:  # nan, too
        raise argparse.ArgumentTypeError(_("must be 0 or more"))
    return number
