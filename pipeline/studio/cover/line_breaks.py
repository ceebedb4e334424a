"""Where the words of a title begin and end, so that no line break tears one."""

from __future__ import annotations

import re

from pipeline.chinese.characters import HAN
from pipeline.chinese.words import words

LONGEST = 8
"""Characters of the longest word that is kept together."""
RUN = re.compile(
    rf"(?P<chinese>[{HAN}]+)"
    r"|[A-Za-z0-9]+(?:[-./:+&@_'][A-Za-z0-9]+)*[%‰℃°]?[年月日号届次个名期版]?"  # a Latin word; a figure and its counter
    r"|\s+|.",
    re.DOTALL,
)


def pieces(text: str) -> list[str]:
    """``text`` divided into words, figures, spaces and marks; joined they are ``text`` again."""
    found: list[str] = []
    for match in RUN.finditer(text):
        found += _words(match["chinese"]) if match["chinese"] else [match[0]]
    return found


def _words(run: str) -> list[str]:
    """The words of a run of Chinese characters; names and sayings too long for a line in the words they are made of."""
    dictionary = words()
    return [
        part
        for word in dictionary.split(run)
        for part in (dictionary.split(word, whole=False) if len(word) > LONGEST else [word])
    ]
