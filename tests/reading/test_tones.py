"""Tones in context: the table, and the phrasing of third tones."""

from __future__ import annotations

import pytest

from pipeline.reading import Reader
from pipeline.reading.tones.sandhi import feet
from tests.reading.tables import rows, size

READER = Reader()


def test_tones_in_context() -> None:
    wrong = [
        f"{written}: {said}, not {expected}"
        for written, expected in rows("tones.tsv")
        if (said := " ".join(READER.read(written).pinyin_said)) != expected
    ]
    assert size("tones.tsv") >= 120
    assert 1 - len(wrong) / size("tones.tsv") >= 0.97, "\n".join(wrong)


@pytest.mark.parametrize(
    ("sizes", "grouped"),
    [
        ([], []),
        ([1], [[1]]),
        ([1, 1, 1], [[1, 1, 1]]),
        ([1, 1, 1, 1], [[1, 1], [1, 1]]),
        ([1, 2], [[1, 2]]),
        ([2, 1], [[2, 1]]),
        ([2, 2], [[2], [2]]),
        ([2, 1, 2], [[2, 1], [2]]),
        ([2, 1, 1], [[2], [1, 1]]),
        ([3, 1], [[3], [1]]),
    ],
)
def test_words_fall_into_feet(sizes: list[int], grouped: list[list[int]]) -> None:
    assert feet(sizes) == grouped


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("好，我", "hao3 wo3"),
        ("领导讲话", "ling2 dao3 jiang3 hua4"),
        ("老虎", "lao2 hu3"),
        ("公里", "gong1 li3"),
        ("通过", "tong1 guo4"),
        ("走过大桥", "zou3 guo4 da4 qiao2"),
        ("他起来了", "ta1 qi3 lai2 le5"),
        ("团结起来", "tuan2 jie2 qi5 lai5"),
        ("说说", "shuo1 shuo5"),
        ("天天", "tian1 tian1"),
        ("线上", "xian4 shang4"),
    ],
)
def test_what_changes_and_what_must_not(written: str, said: str) -> None:
    assert " ".join(READER.read(written).pinyin_said) == said


def test_the_dictionary_tones_stay_beside_the_changed_ones() -> None:
    reading = READER.read("一定不是")
    assert reading.pinyin == ("yi1", "ding4", "bu4", "shi4")
    assert reading.pinyin_said == ("yi2", "ding4", "bu2", "shi4")
