"""What an engine is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

EXCERPT = 24
"""Characters of a sentence that an error shows."""

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from pipeline.model import Clip, Utterance


@dataclass(frozen=True, slots=True)
class Voice:
    """One presenter an engine offers."""

    name: str
    """As ``station.toml`` names it."""
    gender: Literal["female", "male"]
    about: str
    """A few words for ``broadcast voices``."""


class Engine(Protocol):
    """Something that turns a reading into sound.

    An instance is small and can be pickled: what is heavy (a model, a connection) is opened where
    ``say`` runs, at the first call, and kept there.
    """

    name: str
    """The word in ``station.toml`` and in ``episode.json``."""
    remote: bool
    """Whether a service elsewhere speaks: the text is sent there, and more machines here would not make it faster."""

    def probe(self) -> None:
        """Find out whether it can speak now; who needs nobody else returns at once.

        Raises:
            ServiceDown: it cannot, and why; it is then not asked in this run.
            EngineMissing: a package is not installed.
        """

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same utterance would give other samples; cheap to ask, loads nothing."""

    def voices(self) -> tuple[Voice, ...]:
        """The voices that ``station.toml`` may name, best first; no network, loads nothing heavy."""

    def heard(self, utterance: Utterance) -> str:
        """All of the reading that reaches the ear with this engine; no network, loads nothing heavy.

        Two readings for which this is equal sound the same in one voice at one pace, and share a clip.
        """

    def say(self, utterance: Utterance) -> Clip:
        """The whole sound of ``utterance``.

        Raises:
            VoiceError: it cannot be said, or not wholly; never a shortened clip.
            EngineMissing: the engine's package or weights are not there.
            ServiceDown: the service behind it is not asked any more in this run.
        """

    def executor(self, jobs: int) -> Executor:
        """Where ``say`` runs best: processes for arithmetic, threads for waiting; ``jobs`` at once."""


def excerpt(utterance: Utterance) -> str:
    """The beginning of the sentence as written, in quotation marks, to name it in an error."""
    text = " ".join(utterance.reading.text.split())
    return f"“{text}”" if len(text) <= EXCERPT else f"“{text[: EXCERPT - 1]}…”"
