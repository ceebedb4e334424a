"""What argparse says by itself: usage, headings, complaints about arguments, in the operator's language."""

from __future__ import annotations

import argparse

from pipeline.messages import N_, _, ngettext

WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("%(heading)s:"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
)
"""Those that this command line can bring about, in Python 3.11 to 3.13; here they are collected for translation."""


def speak_the_operators_language() -> None:
    """Have argparse ask this program's catalogue. It asks gettext's global one, which knows no catalogue but the one
    that the environment names, by rules of its own."""
    vars(argparse).update(_=_, ngettext=ngettext)
