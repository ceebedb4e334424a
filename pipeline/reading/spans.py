"""A piece of a sentence and what is said for it: what the normaliser hands to the reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters ``start`` to ``end`` of a sentence, and how they are said."""

    start: int
    """First character of the sentence it covers."""
    end: int
    """One past the last; the next stretch begins there."""
    spoken: str
    """What is said there; the characters themselves when ``rule`` is empty.
    Latin capitals are said as letters, runs of small letters as words."""
    rule: str
    """The rule that decided, as the operator knows it (``date range``); empty where nothing changed."""
    digits: bool = False
    """Whether ``spoken`` comes from a date, an ordinal or a string of digits: 一 stays yī in it."""
    unsaid: bool = False
    """Whether it has no sound and a listener would miss it: an emoji, an unknown script."""
