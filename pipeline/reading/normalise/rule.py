"""What a rule of the normaliser is, and the marks that claimed text leaves for the rules after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

CLAIMED = "\ue000"
"""Stands for each character that a rule or the operator's lexicon has claimed (input that has it is folded)."""
CLAIMED_DATE = "\ue001"
"""The same, where a date or a time was claimed: a dash between two of them is a range."""

Say = Callable[[re.Match[str], str], "str | None"]
"""From a match, and the whole folded sentence with nothing claimed, to what is said; None: this is not ours."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of writing, and how it is said."""

    name: str
    """For the operator: ``date range``."""
    pattern: re.Pattern[str]
    """What it looks like in folded text; the whole match is claimed, so context goes into look-arounds."""
    say: Say
    digits: bool = False
    """Whether it is a date, an ordinal or a string of digits: 一 stays yī in it."""
    mask: str = CLAIMED
    needs: str = ""
    """Characters of which a sentence has at least one where it can match; empty: any. It spares the search."""


def before(match: re.Match[str], text: str, length: int = 8) -> str:
    """At most ``length`` characters of the sentence before the match."""
    return text[max(0, match.start() - length) : match.start()]


def after(match: re.Match[str], text: str, length: int = 8) -> str:
    """At most ``length`` characters of the sentence after the match."""
    return text[match.end() : match.end() + length]
