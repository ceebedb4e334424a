"""``broadcast air``: what is due plays."""

from __future__ import annotations

import argparse
import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from pipeline.commands.options import DONE, SOMETHING_FAILED, add_folders
from pipeline.errors import UsageError
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("air", help=_("play what is due, on all outputs of station.toml"))
    parser.add_argument("log", nargs="?", choices=("log",), help=_("tell what did play that day, as CSV"))
    parser.add_argument("day", nargs="?", type=_day, metavar="DAY")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--plan", type=_day, metavar="DAY", help=_("tell what would play that day, like 2027-02-20"))
    what.add_argument("--test", action="store_true", help=_("a tone on each output, one after the other"))
    what.add_argument("--unit", action="store_true", help=_("print a systemd unit that starts it with the machine"))
    what.add_argument("--serve", action="store_true", help=_("serve the page and the feeds too, as `broadcast serve`"))
    add_folders(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code comes back."""
    from pipeline.commands.air import airing

    if bool(options.log) != bool(options.day):
        raise UsageError(
            _("a day belongs to the log"), next=_("write it like {example}").format(example="air log 2027-02-20")
        )
    say = partial(print, flush=True)  # a log file must show it while it runs
    if options.unit:
        say(airing.unit(options), end="")
        return DONE
    operator = airing.Operator.of(options)
    if options.log:
        lines = airing.as_run(operator, options.day)
    elif options.plan:
        lines = airing.plan(operator, options.plan)
    elif options.test:
        lines = airing.trial(operator)
    else:
        return DONE if airing.on_the_air(operator, say, serving=options.serve) else SOMETHING_FAILED
    for line in lines:
        say(line)
    return DONE


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise argparse.ArgumentTypeError(_("must be a day, like 2027-02-20"))
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(_("there is no day “{day}”").format(day=text)) from exc
