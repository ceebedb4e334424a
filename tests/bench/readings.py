"""How right, and how fast, characters are read: polyphones and tones, beside pypinyin, misaki and g2pM.

``python -m tests.bench.readings`` prints the table; :func:`measure` returns the figures. The CPP data lie beside the
project, in ``shared/bench``; without them, or without a neighbour's package, the line says so.
"""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.chinese.words import words
from pipeline.reading import Reader
from pipeline.reading.polyphones.rules import SETTLED, by_rule
from tests.reading.tables import rows, size, wrong_polyphones
from training.polyphones.train_polyphones import (
    Example,
    choices,
    examples,
    fit,
    folds,
    in_words,
    network_weights,
    table,
)

CPP = Path(__file__).parents[2].parent / "shared" / "bench"
TABLES = {
    "polyphones, working": "polyphones_working.tsv",
    "polyphones, held out": "polyphones_held_out.tsv",
    "own marked sentences, held out": "marked_held_out.tsv",
}
PROSE = (
    "厂工会决定从下月起在各车间轮流举办技术讲堂，由经验丰富的老师傅主讲，全体青年职工都可以报名参加。",
    "讲堂不讲大道理，只讲操作要领、故障判断和安全常识，讲完当场示范，谁有疑问谁就上台试一试。",
    "头一位登台的是机修车间的女钳工，她用一把刮刀、一块平板，把刮研的窍门讲得清清楚楚。",
    "坐在后排的铸造车间主任边听边记，会后对记者说，这样的课比开会管用，希望一直办下去。",
    "工会主席表示，要把讲堂办成班组离不开的课堂，为企业培养更多本领过硬、作风顽强的骨干。",
    "夜班职工来不及听讲的，可以向各分会借阅录像，也可以请讲师下夜班后到休息室再讲一遍。",
)
"""Sentences without figures, for the speed."""
SPEED_SECONDS = 2.0
"""Least time a speed is measured over."""

Said = Callable[[str], tuple[list[str], list[str] | None]]
"""A sentence's syllables, one for each Chinese character, before and (where the reader knows) after sandhi."""


def measure() -> dict[str, Any]:
    """Shares read right (0 to 1) by reader and table, characters a second on one core, seconds until ready."""
    figures: dict[str, Any] = {}
    for name, found in (
        ("this project", _ours),
        ("pypinyin, whole sentence", _pypinyin),
        ("g2pM", _g2pm),
        ("misaki", _misaki),  # last: it changes pypinyin's dictionaries for the whole process
    ):
        reader = found()
        figures[name] = _figures(reader) if reader else "not installed"
        if reader and name != "this project" and (CPP / "cpp_dev.sent").is_file():
            figures[name]["CPP dev"] = round(_share(reader, examples(CPP)), 4)
    if (CPP / "cpp_dev.sent").is_file() and importlib.util.find_spec("g2pM"):
        figures["this project"]["CPP dev"] = round(cross_validated(examples(CPP)), 4)
    figures["this project"]["ready in seconds"] = _ready()
    return figures


def _figures(reader: Said) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for title, name in TABLES.items():

        def syllables_at(sentence: str, place: int) -> tuple[str, ...]:
            number = sum(c in words().defaults for c in sentence[:place])
            return tuple(syllables[number] for syllables in reader(sentence) if syllables)

        figures[title] = round(1 - len(wrong_polyphones(name, syllables_at)) / size(name), 4)
    if reader("好")[1] is not None:
        # Figures written as digits are another table's matter: neighbours that do not read them are spared them.
        pairs = [(written, expected) for written, expected in rows("tones.tsv") if not any(map(str.isdigit, written))]
        right = sum(" ".join(reader(written)[1] or ()) == expected for written, expected in pairs)
        figures["tones in context"] = round(right / len(pairs), 4)
    figures["characters a second"] = round(_speed(reader))
    return figures


def _share(reader: Said, cases: list[Example]) -> float:
    """Of the marked characters read as labelled (not for this project's reader: its model has seen the labels)."""
    right = 0
    for case in cases:
        chinese = [c in words().defaults for c in case.text]
        syllables = reader(case.text)[0]
        if len(syllables) != sum(chinese):  # it stumbles over a sign: it is given the characters alone
            syllables = reader("".join(c for c in case.text if c in words().defaults))[0]
        place = sum(chinese[: case.place])
        right += len(syllables) == sum(chinese) and syllables[place] == case.syllable
    return right / len(cases)


def cross_validated(cases: list[Example]) -> float:
    """Share of CPP's marked characters read right by phrases, rules and a model not trained on their fold."""
    weights, dictionary = network_weights(), words()
    data = table(cases, weights)
    fold = folds(len(cases))
    candidates = [
        reading for case in cases for reading in weights["readings"][case.text[case.place]]
    ]  # the rows of the table, in order
    right = 0
    for number in range(fold.max() + 1):
        rows_chosen = choices(data, fit(data, fold[data.owner] != number))
        for index in np.flatnonzero(fold == number).tolist():
            case = cases[index]
            (_before, word, _after), inside = in_words(dictionary, case.text, case.place)
            ruling = by_rule(case.text, case.place)
            found = dictionary.known(word).get(inside) or (ruling.syllable if ruling else "")
            if not found and word[inside] in SETTLED:
                found = dictionary.defaults[word[inside]]
            right += (found or candidates[rows_chosen[index]]) == case.syllable
    return right / len(cases)


def _speed(reader: Said) -> float:
    for sentence in PROSE:
        reader(sentence)
    start, characters = time.process_time(), 0
    while (taken := time.process_time() - start) < SPEED_SECONDS:
        for sentence in PROSE:
            reader(sentence)
            characters += len(sentence)
    return characters / taken


def _ready() -> float:
    """Seconds of processor time from starting Python to the first sentence read, in a process of its own."""
    script = "import time; from pipeline.reading import Reader; Reader().read('重庆的会计'); print(time.process_time())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603  # a command of our own
    return round(float(done.stdout), 2)


def _ours() -> Said:
    reader = Reader()

    def said(text: str) -> tuple[list[str], list[str]]:
        reading = reader.read(text)
        return list(reading.pinyin), list(reading.pinyin_said)

    return said


def _pypinyin() -> Said:
    from pypinyin import Style, lazy_pinyin

    def said(text: str) -> tuple[list[str], list[str]]:
        plain, changed = (
            lazy_pinyin(text, Style.TONE3, "ignore", v_to_u=False, neutral_tone_with_five=True, tone_sandhi=sandhi)
            for sandhi in (False, True)
        )
        return plain, changed

    return said


def _g2pm() -> Said | None:
    if not importlib.util.find_spec("g2pM"):
        return None
    reader = importlib.import_module("g2pM").G2pM()

    def said(text: str) -> tuple[list[str], None]:
        found = reader(text, tone=True, char_split=True)
        return [s.replace("u:", "v") for s, c in zip(found, text, strict=True) if c in words().defaults], None

    return said


def _misaki() -> Said | None:
    try:
        front = importlib.import_module("misaki.zh_frontend").ZHFrontend()
    except ImportError:  # not there, or one of the packages it wants is not
        return None
    from jieba import posseg
    from pypinyin import Style, lazy_pinyin

    def said(text: str) -> tuple[list[str], list[str]]:
        plain: list[str] = []
        changed: list[str] = []
        for word, kind in front.tone_modifier.pre_merge_for_modify(posseg.lcut(text)):
            syllables = lazy_pinyin(word, Style.TONE3, "ignore", v_to_u=False, neutral_tone_with_five=True)
            if len(syllables) != len(word):
                continue
            finals = front.tone_modifier.modified_tone(word, kind, front._get_initials_finals(word)[1])
            plain += syllables
            changed += [
                f"{syllable[:-1]}{final[-1:] or syllable[-1]}"
                for syllable, final in zip(syllables, finals, strict=True)
            ]
        return plain, changed

    return said


def main() -> None:
    """Print the figures, a reader a line."""
    for name, found in measure().items():
        told = found if isinstance(found, str) else " · ".join(f"{title} {value}" for title, value in found.items())
        print(f"{name}: {told}")


if __name__ == "__main__":
    main()
