"""Where the words of a title begin and end, so that no line break tears one."""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import StudioError
from pipeline.messages import _

TOTAL = 60_101_967
"""Sum of all frequencies in jieba 0.42.1's dictionary."""
LONGEST = 8
"""Characters of the longest word that is kept together."""
RUN = re.compile(
    r"(?P<chinese>[\u3400-\u9fff]+)"
    r"|[A-Za-z0-9]+(?:[-./:+&@_'][A-Za-z0-9]+)*[%‰℃°]?[年月日号届次个名期版]?"  # a Latin word; a figure and its counter
    r"|\s+|.",
    re.DOTALL,
)


def pieces(text: str) -> list[str]:
    """``text`` divided into words, figures, spaces and marks; joined they are ``text`` again.

    Raises:
        StudioError: the dictionary is missing.
    """
    runs = [match["chinese"] for match in RUN.finditer(text) if match["chinese"]]
    frequencies = _frequencies(runs)
    found: list[str] = []
    for match in RUN.finditer(text):
        found += _words(match["chinese"], frequencies) if match["chinese"] else [match[0]]
    return found


def _words(run: str, frequencies: dict[str, int]) -> list[str]:
    """The most probable division of a run of Chinese characters, each word by its frequency alone."""
    # best[i]: the log probability of the first i characters, and where their last word begins.
    best = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        best.append(
            max(
                (best[start][0] + math.log(frequencies.get(run[start:end], 1) / TOTAL), start)
                for start in range(max(0, end - LONGEST), end)
                if end - start == 1 or run[start:end] in frequencies
            )
        )
    words: list[str] = []
    end = len(run)
    while end:
        start = best[end][1]
        words.append(run[start:end])
        end = start
    return words[::-1]


def _frequencies(runs: list[str]) -> dict[str, int]:
    """How often each word occurs, of all that can be written with the characters of ``runs``.

    One pass over the dictionary's file: jieba itself takes a second to load it.
    """
    if not runs:
        return {}
    listed = re.compile(f"^([{''.join(sorted(set(''.join(runs))))}]{{1,{LONGEST}}}) ([1-9][0-9]*)", re.MULTILINE)
    return {match[1]: int(match[2]) for match in listed.finditer(_dictionary())}


@cache
def _dictionary() -> str:
    spec = find_spec("jieba")
    folders = spec.submodule_search_locations if spec else None
    try:
        return (Path((folders or ["jieba"])[0]) / "dict.txt").read_text(encoding="utf-8")
    except OSError as exc:
        raise StudioError(_("the list of Chinese words is missing"), where="jieba", next=_("run make setup")) from exc
