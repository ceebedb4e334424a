"""``broadcast check``: check every file, tag and address of what is published."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, SOMETHING_FAILED, add_folders
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("check", help=_("check every file, tag and address of what is published"))
    parser.add_argument(
        "url",
        nargs="?",
        default="",
        metavar="URL",
        help=_("ask the server there for all of it, as clients do"),
    )
    add_folders(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.build.output_folder import is_cut_off
    from pipeline.publish import check
    from pipeline.publish.checks.findings import Finding
    from pipeline.station import read_station

    station, _settings = read_station(options.station)
    fetch = None
    if options.url:
        from pipeline.publish.addresses import base_of
        from pipeline.publish.checks.over_http import over_http_at

        fetch = over_http_at(options.url, base_of(station))
    findings = check(options.audio_out, options.feeds, station, fetch, now=datetime.now().astimezone())
    if is_cut_off(options.audio_out):
        # Before all that follows from it.
        findings.insert(
            0, Finding("error", str(options.audio_out), _("the last run here was cut off"), _("run make first"))
        )
    for finding in findings:
        print(finding, file=sys.stderr)
    errors = sum(finding.level == "error" for finding in findings)
    print(_("{errors} errors, {warnings} warnings").format(errors=errors, warnings=len(findings) - errors))
    return SOMETHING_FAILED if errors else DONE
