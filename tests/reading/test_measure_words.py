"""One list of measure words for all rules: what counts beside one sign counts beside the others."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import pipeline
from pipeline.chinese import measure_words
from pipeline.chinese.measure_words import MEASURES, MULTIPLES, PACKS, PERSONS, PIECES, RATED, SHARING
from pipeline.reading import Reader

CLOCK = "时点"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("sign", ["-", "~", "–"])
def test_a_range_of_whatever_is_counted_is_said_from_to(reader: Reader, sign: str) -> None:
    for measure in sorted(set(PERSONS + PIECES + PACKS)):
        assert reader.read(f"要20{measure}{sign}30{measure}。").spoken == f"要二十{measure}到三十{measure}。"


def test_a_range_of_hours_is_said_as_before(reader: Reader) -> None:
    for measure in CLOCK:
        assert reader.read(f"8{measure}-18{measure}停电。").spoken == f"八{measure}至十八{measure}停电。"


@pytest.mark.parametrize("stroke", ["/", " / "])
def test_whatever_has_a_rate_is_said_for_each_of_whatever_shares(reader: Reader, stroke: str) -> None:
    for measure in sorted(set(RATED) - set(MULTIPLES)):
        assert "每台" in reader.read(f"按6{measure}{stroke}台领。").spoken, measure
    for measure in sorted(set(SHARING) - {"步"}):
        assert f"每{measure}" in reader.read(f"按6元{stroke}{measure}算。").spoken, measure


def test_a_loss_after_the_end_of_a_week_is_no_range(reader: Reader) -> None:
    assert reader.read("本周-300万元。").spoken == "本周负三百万元。"
    assert reader.read("个人2万元-3万元。").spoken == "个人两万元到三万元。"


def test_parts_of_the_list_are_parts_of_it() -> None:
    parts = {name: value for name, value in vars(measure_words).items() if name.isupper()}
    assert len(MEASURES) == len(set(MEASURES))
    for name, part in parts.items():
        assert set(part) <= set(MEASURES), name


def test_no_rule_has_a_list_of_its_own() -> None:
    """A dozen measures in one character class are a copy of the list."""
    for path in sorted((Path(pipeline.__file__).parent / "reading" / "normalise").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for found in re.findall(r"\[([^\]]+)\]", node.value):
                    assert len(set(found) & set(MEASURES)) <= 12, (path, found)
