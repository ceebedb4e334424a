"""Where words end, for text that has no mark to go by.

The words and their frequencies are those of jieba's dictionary. jieba itself is not imported: building its prefix
dictionary takes several times as long as reading the plain list, and a document is read in a fraction of either.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from math import log
from pathlib import Path

from pipeline.errors import DocumentError
from pipeline.messages import _

LONGEST = 6
"""Characters; longer entries of the dictionary are names and sayings that hold a word's end anyway."""


def word_ends(text: str) -> set[int]:
    """The offsets in ``text`` after each word, by the most probable division (unigrams; linear in the length)."""
    costs = _costs()
    unknown = costs[""]
    best = [0.0] + [float("inf")] * len(text)
    came_from = [0] * (len(text) + 1)
    for start in range(len(text)):
        for end in range(start + 1, min(start + LONGEST, len(text)) + 1):
            cost = costs.get(text[start:end])
            if cost is None:
                if end > start + 1:
                    continue
                cost = unknown
            if best[start] + cost < best[end]:
                best[end] = best[start] + cost
                came_from[end] = start
    ends = set()
    end = len(text)
    while end:
        ends.add(end)
        end = came_from[end]
    return ends


@cache
def _costs() -> dict[str, float]:
    """Minus the log-probability of each word; under the empty string that of a character nobody knows."""
    spec = find_spec("jieba")
    try:
        folders = spec.submodule_search_locations if spec else None
        listed = (Path((folders or ["jieba"])[0]) / "dict.txt").read_text(encoding="utf-8").split()
    except OSError as exc:
        raise DocumentError(_("the list of Chinese words is missing"), where="jieba", next=_("run make setup")) from exc
    words = {word: int(count) for word, count in zip(listed[0::3], listed[1::3], strict=True) if len(word) <= LONGEST}
    total = log(sum(words.values()))
    costs = {word: total - log(max(count, 1)) for word, count in words.items()}
    costs[""] = total
    return costs
