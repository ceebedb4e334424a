"""Whom a run tells what it does."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Whom the making of an episode tells how far it is."""

    def started(self, source: str, title: str, engine: str, sentences: int) -> None:
        """An episode of ``sentences`` lines is being made."""

    def sentence(self) -> None:
        """One more line of it has its sound."""

    def notice(self, where: str, text: str) -> None:
        """Something the operator should know and need not act on at once."""


class Screen(Progress, Protocol):
    """Where a whole run tells what it does."""

    def planned(self, waiting: int, size: int) -> None:
        """``waiting`` documents, ``size`` bytes in all, have to be looked at closely."""

    def finished(self, size: int) -> None:
        """A document of ``size`` bytes is done with, whatever came of it; the next one may have been started."""
