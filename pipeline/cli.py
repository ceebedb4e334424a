"""The command line: which commands there are, and how they end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from pipeline import __version__
from pipeline.commands import build, check, heard, prune, publish, say, script, voices
from pipeline.commands.air import air, emergency, live, now
from pipeline.commands.argparse_words import speak_the_operators_language
from pipeline.commands.options import DONE, INTERRUPTED, SOMETHING_FAILED, WRONG_USAGE
from pipeline.commands.serve import desk, device, password, serve
from pipeline.errors import BroadcastError, EngineMissing, StationError, UsageError
from pipeline.messages import _
from pipeline.system.interrupts import never_lost

COMMANDS = (
    build, desk, script, say, voices, check, serve, air, now, live, emergency, heard, publish, prune, device, password,
)  # fmt: skip
"""In the order of ``--help``. Each imports what it needs where it runs: an idle build loads no text reader."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code.

    0: all done. 1: something could not be done; which and why stands on stderr, the rest is done.
    2: wrong usage or configuration, nothing touched. 130: interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a GBK terminal must survive any document's characters
    speak_the_operators_language()
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        with never_lost():
            return command(options)
    except (StationError, UsageError, EngineMissing) as exc:
        print(exc, file=sys.stderr)
        return WRONG_USAGE
    except BroadcastError as exc:
        print(exc, file=sys.stderr)
        return SOMETHING_FAILED
    except KeyboardInterrupt:
        from pipeline.system.worker_pool import end_workers

        end_workers()  # a model that is just being loaded would be waited for
        print(_("Stopped. What was done is kept; run make again to go on."), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of a long listing has seen enough
        sys.stderr.close()
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="broadcast", description=_("Documents in, a Mandarin podcast and workshop programme out.")
    )
    parser.add_argument(
        "--version", action="version", version=f"%(prog)s {__version__}", help=_("show the version and exit")
    )
    commands = parser.add_subparsers(required=True, metavar=_("COMMAND"))
    for command in COMMANDS:
        command.add(commands)
    return parser
