"""How right, and how fast, numbers, units and symbols are read, beside other normalisers.

``python -m tests.bench.numbers`` prints the table; :func:`measure` returns the figures.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.reading.number_table import Row, bare, rows, said

TABLES = Path(__file__).parent.parent / "reading"
SPEED_SECONDS = 1.0
"""Least time a speed is measured over."""
CN2AN = "cn2an (used by misaki)"
PROSE = "关于开展安全生产月活动的通知要求各分厂工会组织职工认真学习，落实各项措施，确保生产安全。"


def measure() -> dict[str, Any]:
    """Shares of sentences read right (0 to 1) and characters a second on one core, by reader."""
    tables = {"working": rows(TABLES / "numbers_working.tsv"), "held out": rows(TABLES / "numbers_held_out.tsv")}
    sentences = [row.text for table in tables.values() for row in table]
    readers: dict[str, Callable[[str], str] | None] = {"this project": said, **_others()}
    figures: dict[str, Any] = {"sentences": {name: len(table) for name, table in tables.items()}}
    for name, reader in readers.items():
        if reader is None:
            figures[name] = "not installed"
            continue
        reader("2026年")  # what is loaded late is loaded now
        figures[name] = {
            "right": {table: round(_right(reader, entries), 4) for table, entries in tables.items()},
            "characters a second": round(_speed(reader, sentences)),
        }
    figures["this project"]["characters a second without figures"] = round(_speed(said, [PROSE]))
    return figures


def _right(reader: Callable[[str], str], table: list[Row]) -> float:
    return sum(bare(reader(row.text)) in row.accepted for row in table) / len(table)


def _speed(reader: Callable[[str], str], sentences: list[str]) -> float:
    start = time.process_time()
    characters = 0
    while (taken := time.process_time() - start) < SPEED_SECONDS:
        for sentence in sentences:
            reader(sentence)
            characters += len(sentence)
    return characters / taken


def _others() -> dict[str, Callable[[str], str] | None]:
    """Other normalisers; None for one that is not installed."""
    from wetext import Normalizer

    wetext = Normalizer(lang="zh", operator="tn")
    others: dict[str, Callable[[str], str] | None] = {"wetext alone": wetext.normalize, CN2AN: None}
    if importlib.util.find_spec("cn2an"):
        cn2an = importlib.import_module("cn2an")
        others[CN2AN] = lambda text: str(cn2an.transform(text, "an2cn"))
    return others


def main() -> None:
    """Print what was measured."""
    figures = measure()
    print(f"sentences: {figures.pop('sentences')}")
    for reader, measured in figures.items():
        print(f"{reader}: {measured}")


if __name__ == "__main__":
    main()
