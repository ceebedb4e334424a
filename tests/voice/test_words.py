"""Words keep their places and get the writing of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Reading, Word
from pipeline.voice.word_times import as_written, share_out


@given(
    st.lists(st.tuples(st.sampled_from(["你好", "", "C"]), st.integers(0, 9)), max_size=12),
    st.integers(0, 10**6),
    st.integers(1, 10**6),
)
def test_shares_are_in_order_and_within(parts: list[tuple[str, int]], start: int, length: int) -> None:
    words = share_out([*parts, ("机", 1)], start, start + length)
    assert [word.text for word in words] == [*(text for text, _weight in parts if text), "机"]
    assert all(start <= word.start <= word.end <= start + length for word in words)
    assert all(one.end <= next_one.start for one, next_one in pairwise(words))
    assert words[-1].end == start + length


def _words(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(text, number * 10, number * 10 + 10) for number, text in enumerate(texts))


@pytest.mark.parametrize(
    ("text", "spoken", "said", "written"),
    [
        ("工友们好。", "工友们好。", ("工友们", "好"), ("工友们", "好")),
        ("2024年5月", "二零二四年五月", ("二零二四", "年", "五月"), ("2024", "年", "5月")),
        ("增长9.5%。", "增长百分之九点五。", ("增长", "百分之", "九", "点五"), ("增长", "9.5%")),
        ("（26台）机床", "（二十六台）机床", ("二十六", "台", "机床"), ("26", "台", "机床")),
        ("5月,好", "五月份，好", ("五月", "份", "好"), ("5月", "好")),
        ("用CNC机床😀。", "用CNC机床。", ("用", "C", "N", "C", "机床"), ("用", "C", "N", "C", "机床")),
        ("好的", "好的", ("不在其中",), ("不在其中",)),
        ("，", "逗号", ("逗号",), ("逗号",)),
    ],
)
def test_words_get_the_writing_of_the_text(
    text: str, spoken: str, said: tuple[str, ...], written: tuple[str, ...]
) -> None:
    reading = Reading(text, spoken, (), ())
    words = as_written(_words(*said), reading)
    assert tuple(word.text for word in words) == written
    assert words[0].start == 0
    assert words[-1].end == len(said) * 10
    assert all(one.end == next_one.start for one, next_one in pairwise(words))


def test_words_of_a_respelt_sentence_get_the_writing_of_the_text() -> None:
    reading = Reading("重庆2台", "重庆两台", (), (), respelt="虫庆两台")
    assert [word.text for word in as_written(_words("虫庆", "两", "台"), reading)] == ["重庆", "2", "台"]


def test_nothing_said_is_nothing_written() -> None:
    assert as_written((), Reading("好", "好", (), ())) == ()
