"""Marks that were typed for the eye: boxes to tick beside answers, numbers of notes in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.chinese.characters import HAN

_TICKS = "√✓✔☑🗹"
_PAIRS = ((_TICKS, "□☐○◯"), ("☒⊠", "□☐"), ("■", "□"), ("●⦿◉", "○◯"))
"""Signs of an answer that was chosen, with those of one that was not."""
_CHOSEN_IN_BRACKETS = re.compile(r"[(（\[［【]\s*[√✓✔☑xXvV]\s*[)）\]］】]")
_EMPTY_BRACKETS = re.compile(r"[(（\[［【]\s*[)）\]］】]")
_BETWEEN = " 　，,、；;\n\t"
_QUESTION = re.compile(r".*[:：?？\s]")

_NOTE = re.compile(
    rf"(?<=[{HAN}”’）》])(?<![图表式题项选第件款条献])(?:[\[［]\s*\d{{1,3}}(?:\s*[-–—,，、]\s*\d{{1,3}})*\s*[\]］])+"
)
_FIRST_NOTE = re.compile(r"[\[［]\s*1\s*(?:[-–—,，、]\s*\d{1,3}\s*)*[\]］]")
_BEHIND_NOTE = re.compile(r"\s*(?:[，。；、！？：,.;!?:]|$)")


def answered(text: str) -> str:
    """``text`` with the chosen ones alone of the answers in it that have a box: □男 ☑女 → 女; other text as it is."""
    boxed = _boxed(text)
    for chosen, empty in _PAIRS:
        if any(c in boxed for c in chosen) and any(c in boxed for c in empty):
            return _chosen_alone(boxed, chosen, empty)
    return text


def _boxed(text: str) -> str:
    """``text`` with boxes for pairs of brackets, where some of them are empty and some hold a tick."""
    if _CHOSEN_IN_BRACKETS.search(text) and _EMPTY_BRACKETS.search(text):
        return _EMPTY_BRACKETS.sub("☐", _CHOSEN_IN_BRACKETS.sub("☑", text))
    return text


def _chosen_alone(text: str, chosen: str, empty: str) -> str:
    pieces = re.split(rf"([{chosen}{empty}])", text.rstrip(_BETWEEN))
    question, boxes, answers = pieces[0], pieces[1::2], pieces[2::2]
    if not answers[-1] and question.strip(_BETWEEN):  # each box stands behind its answer
        asked = _QUESTION.match(question.rstrip(_BETWEEN))
        answers = [question[asked.end() if asked else 0 :], *answers[:-1]]
        question = question[: asked.end()] if asked else ""
    said = [answer.strip(_BETWEEN) for box, answer in zip(boxes, answers, strict=True) if box in chosen]
    behind = re.search(r"[。！？].*", answers[-1], re.DOTALL) if boxes[-1] in empty else None
    return question + "，".join(filter(None, said)) + (behind.group() if behind else "")


def without_note_marks(texts: Sequence[str]) -> list[str]:
    """``texts`` without the numbers of notes in square brackets behind words: 尘肺[1]， → 尘肺，

    The notes of a document are counted from 1; where there is no [1], brackets hold something else.
    """
    if not any(_FIRST_NOTE.search(text) for text in texts):
        return list(texts)
    return [
        _NOTE.sub(lambda match: "" if _BEHIND_NOTE.match(match.string, match.end()) else match.group(), text)
        for text in texts
    ]
