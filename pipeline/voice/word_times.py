"""Where the words of a clip are heard, by what they take of it, and how they were written."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from unicodedata import category

from pipeline.model import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Reading


def share_out(parts: Sequence[tuple[str, int]], start: int, end: int) -> tuple[Word, ...]:
    """``start`` to ``end``, in samples, shared among ``parts`` (text, weight); an empty text only takes time."""
    total = sum(weight for _text, weight in parts)
    words = []
    passed = 0
    for text, weight in parts:
        begins = start + (end - start) * passed // total
        passed += weight
        if text:
            words.append(Word(text, begins, start + (end - start) * passed // total))
    return tuple(words)


def as_written(words: Sequence[Word], reading: Reading) -> tuple[Word, ...]:
    """``words``, told in the writing of ``reading.spoken`` or ``respelt``, told in that of ``reading.text``.

    Words that stand in both keep their places. Where a stretch was written in another way (``26`` for ``二十六``), the
    words that say it become one. Words that cannot be found at all are left as they are.
    """
    if all(word.text in reading.text for word in words) and reading.text.strip() == reading.spoken.strip():
        return tuple(words)
    for said in (reading.spoken, reading.respelt):
        spans = _find(words, said)
        if spans is not None:
            return _rewritten(words, spans, _text_spans(said, reading.text), reading.text)
    return tuple(words)


def _find(words: Sequence[Word], said: str) -> list[tuple[int, int]] | None:
    """The span of each word in ``said``, in order; nothing when one is not there."""
    spans = []
    passed = 0
    for word in words:
        at = said.find(word.text, passed)
        if at < 0:
            return None
        passed = at + len(word.text)
        spans.append((at, passed))
    return spans


def _text_spans(said: str, text: str) -> list[tuple[int, int]]:
    """For each character of ``said`` the span of ``text`` that it says (shared where they differ)."""
    spans: list[tuple[int, int]] = []
    for kind, said_from, said_to, text_from, text_to in SequenceMatcher(None, said, text, autojunk=False).get_opcodes():
        if kind == "equal":
            spans += [(i, i + 1) for i in range(text_from, text_to)]
        else:
            spans += [(text_from, text_to)] * (said_to - said_from)
    return spans


def _rewritten(
    words: Sequence[Word], spans: Sequence[tuple[int, int]], text_spans: Sequence[tuple[int, int]], text: str
) -> tuple[Word, ...]:
    """One word for each stretch of ``text`` that ``words`` say, without the marks around it."""
    found: list[tuple[Word, int, int]] = []
    for word, (said_from, said_to) in zip(words, spans, strict=True):
        begins, ends = text_spans[said_from][0], text_spans[said_to - 1][1]
        # A word that shares its writing with the one before it, or has none, is heard as part of that one.
        if found and (begins < found[-1][2] or not _bare(text[begins:ends])):
            before, first, last = found.pop()
            found.append((replace(before, end=word.end), first, max(last, ends)))
        else:
            found.append((word, begins, ends))
    return tuple(replace(word, text=_bare(text[first:last]) or word.text) for word, first, last in found)


def _bare(written: str) -> str:
    """``written`` without white space and marks at its ends; ``%`` and ``‰`` are said, so they stay."""
    inside = [i for i, c in enumerate(written) if c in "%‰" or not (c.isspace() or category(c).startswith("P"))]
    return written[inside[0] : inside[-1] + 1] if inside else ""
