"""A sentence gets its reading: figures as words, a syllable for each character, tones in context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.reading.doubtful import Doubtful
    from pipeline.reading.doubtful import doubtful as doubtful_places
    from pipeline.reading.reader import Reader

__all__ = ["Doubtful", "Reader", "doubtful_places"]


def __getattr__(name: str) -> Any:
    # Late: a run with nothing to read must not pay for the dictionary's modules.
    if name == "Reader":
        from pipeline.reading.reader import Reader

        return Reader
    if name in ("Doubtful", "doubtful_places"):
        from pipeline.reading.doubtful import Doubtful, doubtful

        return Doubtful if name == "Doubtful" else doubtful
    raise AttributeError(name)
