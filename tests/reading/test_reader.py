"""The reader's contract: any string, lengths that agree, the same each time, nothing dropped silently."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.chinese.words import words
from pipeline.reading import Reader
from tests.reading.tables import rows

READER = Reader()
LEXICON = Reader({"重庆": "chong2 qing4", "双区": "粤港澳大湾区和深圳先行示范区", "单位": "dan1 wei4"})
SENTENCES = [
    sentence
    for sentence in (marked.replace("[", "").replace("]", "") for marked, _ in rows("polyphones_working.tsv"))
    if sentence[-1] in "。！？"
]
TEXTS = st.text() | st.text(
    st.sampled_from("一不三四好我领导讲话重庆行长会计为了得还干上里起来过双区单位〇𠮷鿿，。！12%kVA \n😀\ud800"),
    max_size=40,
)


def chinese(text: str) -> int:
    return sum(character in words().defaults for character in text)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_string_is_read_and_lengths_agree(text: str) -> None:
    for reader in (READER, LEXICON):
        reading = reader.read(text)
        assert reading.text == text
        assert len(reading.pinyin) == len(reading.pinyin_said) == chinese(reading.spoken)
        assert all(0 <= start < end <= len(text) for start, end in reading.unsaid)
        assert all(0 <= rule.start <= rule.end <= len(text) for rule in reading.rules)
        assert len(reading.respelt) in (0, len(reading.spoken))


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_sentences_read_apart_and_in_any_order_are_read_the_same(first: str, second: str) -> None:
    one, other = READER.read(first), READER.read(second)
    assert (READER.read(second), READER.read(first)) == (other, one)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=4))
def test_sentences_read_in_one_run_are_read_as_they_are_apart(sentences: list[str]) -> None:
    together = READER.read("".join(sentences))
    apart = [READER.read(sentence) for sentence in sentences]
    assert together.spoken == "".join(reading.spoken for reading in apart)
    assert together.pinyin == sum((reading.pinyin for reading in apart), ())
    assert together.pinyin_said == sum((reading.pinyin_said for reading in apart), ())


def test_a_character_no_dictionary_reads_is_told_with_its_place() -> None:
    reading = READER.read("厂\U00030000长")
    assert reading.spoken == "厂长"
    assert reading.unsaid == ((1, 2),)


def test_the_round_zero_is_said_as_zero() -> None:
    reading = READER.read("二〇二一年")
    assert reading.pinyin == ("er4", "ling2", "er4", "yi1", "nian2")
    assert "〇" not in reading.spoken


def test_a_reader_is_made_without_loading_anything() -> None:
    script = (
        "import sys; from pipeline.reading import Reader; r = Reader({'重庆': 'chong2 qing4'}); "
        "from pipeline.chinese import words; assert words.words.cache_info().currsize == 0; "
        "print(sorted({'numpy', 'jieba', 'pypinyin'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603  # a command of our own
    assert done.stdout.strip() == "[]"


def test_the_room_shows_what_it_promises_and_no_more() -> None:
    import pipeline.reading

    assert len(pipeline.reading.__all__) <= 3
    assert all(hasattr(pipeline.reading, name) for name in pipeline.reading.__all__)
    assert not hasattr(pipeline.reading, "nothing")


@pytest.mark.parametrize(
    ("spaced", "tight"),
    [
        ("控制重伤率 ，控制轻伤率。", "控制重伤率，控制轻伤率。"),
        ("控制重伤率\n，控制轻伤率 。", "控制重伤率，控制轻伤率。"),
        ("我们  要用 PLC 为系统编程", "我们  要用PLC为系统编程"),
        (" 行业标准 （行标）", "行业标准（行标）"),
    ],
)
def test_a_space_beside_punctuation_or_latin_changes_no_reading(spaced: str, tight: str) -> None:
    reader = Reader()
    assert reader.read(spaced).pinyin == reader.read(tight).pinyin


def test_a_doubtful_place_is_told_where_it_stands_behind_spaces() -> None:
    text = "用 PLC ，铣 ， 他为人好"
    assert all(text[doubt.start : doubt.end] == doubt.word for doubt in Reader().doubts(text))
