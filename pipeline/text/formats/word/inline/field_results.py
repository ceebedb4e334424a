"""Fields whose result Word reckons out of their code whenever it shows them, and keeps nowhere."""

from __future__ import annotations

import re
from typing import Any

from pipeline.text.formats.list_labels import whole
from pipeline.text.formats.symbols import sign
from pipeline.text.formats.word.inline.eq_fields import eq_said
from pipeline.text.formats.word.names import W

_SYMBOL = re.compile(r"SYMBOL\s+(0x[0-9A-Fa-f]{1,6}|\d{1,6})(?:.*?\\f\s*\"?([^\"\\]+))?", re.IGNORECASE)


def result_of(name: str, code: str, begin: Any) -> str:
    """What Word shows for the field ``name`` with this ``code``; a form's data stand in ``begin``, its first mark.

    Empty for what only Word can reckon.
    """
    if name == "EQ":
        return eq_said(code)
    if name == "FORMCHECKBOX":
        return _checkbox(begin)
    if name == "FORMDROPDOWN":
        return _chosen(begin)
    if name == "SYMBOL" and (match := _SYMBOL.search(code)):
        number = int(match.group(1), 0) if match.group(1).lower().startswith("0x") else int(match.group(1))
        return sign(number, match.group(2) or "") or "" if number < 0x110000 else ""
    return ""


def prompt_of(code: str) -> str:
    """The words on which a ``MACROBUTTON`` or ``GOTOBUTTON`` asks one to click."""
    return " ".join(code.split()[2:])


def _checkbox(begin: Any) -> str:
    """☑ or ☐."""
    box = begin.find(f"{W}ffData/{W}checkBox")
    states = (
        [] if box is None else [found for name in ("checked", "default") if (found := box.find(W + name)) is not None]
    )
    return "☑" if states and states[0].get(W + "val", "1") not in ("0", "false", "off") else "☐"


def _chosen(begin: Any) -> str:
    """The entry that was chosen of a form's list, the first one if none was."""
    listed = begin.find(f"{W}ffData/{W}ddList")
    if listed is None:
        return ""
    entries = [str(entry.get(W + "val", "")) for entry in listed.iterchildren(W + "listEntry")]
    chosen = next((found for name in ("result", "default") if (found := listed.find(W + name)) is not None), None)
    place = 0 if chosen is None else whole(chosen.get(W + "val"), 0)
    return entries[place] if 0 <= place < len(entries) else ""
