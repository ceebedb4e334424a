"""Whom a run tells what it does."""

from __future__ import annotations

from threading import get_ident
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Progress(Protocol):
    """Whom the making of an episode tells how far it is."""

    def started(self, source: str, title: str, engine: str, sentences: int, syllables: int) -> None:
        """An episode of ``sentences`` lines, ``syllables`` in all, is being made; maybe anew, by another engine."""

    def sentence(self, syllables: int) -> None:
        """One more line of it has its sound, of so many syllables."""

    def notice(self, where: str, text: str) -> None:
        """Something the operator should know and need not act on at once."""


class KeepingUp:
    """Passes everything on, and has something looked after at each sentence: making an episode may take an hour."""

    def __init__(self, progress: Progress, look_after: Callable[[], None]) -> None:
        """``look_after`` is called in the thread that makes this, never in another."""
        self._progress, self._look_after = progress, look_after
        self._thread = get_ident()

    def started(self, source: str, title: str, engine: str, sentences: int, syllables: int) -> None:
        self._progress.started(source, title, engine, sentences, syllables)

    def sentence(self, syllables: int) -> None:
        self._progress.sentence(syllables)
        if get_ident() == self._thread:
            self._look_after()

    def notice(self, where: str, text: str) -> None:
        self._progress.notice(where, text)


class Screen(Progress, Protocol):
    """Where a whole run tells what it does."""

    def planned(self, waiting: int) -> None:
        """``waiting`` documents have to be looked at closely."""

    def finished(self, source: str) -> None:
        """The document ``source`` is done with, whatever came of it; the next one may have been started."""
