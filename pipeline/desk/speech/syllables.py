"""Pinyin as people read it: ``chong2`` as chóng."""

from __future__ import annotations

import unicodedata

_MARKS = {"1": "\u0304", "2": "\u0301", "3": "\u030c", "4": "\u0300"}


def marked(syllable: str) -> str:
    """``syllable`` with its tone as a mark on its vowel; a light one has none."""
    letters, tone = syllable.rstrip("12345").replace("v", "ü"), syllable[-1:]
    if tone not in _MARKS:
        return letters
    at = _place(letters)
    return unicodedata.normalize("NFC", letters[: at + 1] + _MARKS[tone] + letters[at + 1 :])


def _place(letters: str) -> int:
    """Where the mark stands: on a or e, on the o of ou, else on the last vowel (GB/T 16159)."""
    for vowel in ("a", "e", "ou"):
        if vowel in letters:
            return letters.index(vowel)
    return max((at for at, letter in enumerate(letters) if letter in "iouü"), default=0)
