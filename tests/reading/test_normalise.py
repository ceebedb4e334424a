"""How figures, units, codes, Latin and signs are said: the tables, and what holds for any text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.normalise import normalise
from pipeline.reading.spans import Stretch
from tests.reading.number_table import Row, bare, rows, said

HERE = Path(__file__).parent
WORKING = rows(HERE / "numbers_working.tsv")
HELD_OUT = rows(HERE / "numbers_held_out.tsv")
ALPHABET = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff，。！？；：、“”《》（）…—A-Za-z ]*")

FIGURES = "0123456789０１２①Ⅲ½²%‰℃°±×÷≥≤><=+-−—–~～:：/.,·#№¥￥$€年月日时点分个人万亿元第转号室比至到“”（）()"
LATIN = "ABMNVXkmghxΦΩμαéßЖかの한😀\u200b\ud800\n\t "


@pytest.mark.parametrize("row", WORKING, ids=lambda row: row.text)
def test_the_table_is_read_as_written(row: Row) -> None:
    assert bare(said(row.text)) in row.accepted


def test_the_held_out_table_is_read_right() -> None:
    wrong = [row.text for row in HELD_OUT if bare(said(row.text)) not in row.accepted]
    assert len(wrong) <= 0.01 * len(HELD_OUT), wrong


def test_the_tables_are_large_and_do_not_overlap() -> None:
    assert len(WORKING) + len(HELD_OUT) >= 300
    assert not {row.text for row in WORKING} & {row.text for row in HELD_OUT}


def check(text: str, stretches: tuple[Stretch, ...]) -> None:
    """What holds for the stretches of any text."""
    at = 0
    for stretch in stretches:
        assert stretch.start == at < stretch.end
        at = stretch.end
        assert ALPHABET.fullmatch(stretch.spoken), stretch
        if not stretch.rule:
            assert stretch.spoken == text[stretch.start : stretch.end]
        if stretch.unsaid:
            assert not stretch.spoken
    assert at == len(text)


@given(st.text(FIGURES + LATIN, max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_mixture_of_figures_and_signs_is_covered_and_sayable(text: str) -> None:
    check(text, normalise(text))


@given(st.text(st.characters(), max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_unicode_is_covered_and_sayable(text: str) -> None:
    check(text, normalise(text))
    assert normalise(text) == normalise(text)


def test_characters_of_all_blocks_are_covered_and_sayable() -> None:
    for code in [*range(0, 0x3400, 40), *range(0xA000, 0x20000, 160), 0x10FFD8]:
        text = "".join(map(chr, range(code, code + 40)))
        check(text, normalise(text))


@given(st.text("工会关于开展安全生产月活动的一二三百千万零两，。！？；：、“”《》（）…—", max_size=60))
def test_chinese_prose_comes_back_as_it_is(text: str) -> None:
    stretches = normalise(text)
    assert "".join(s.spoken for s in stretches) == text
    assert not any(s.rule or s.unsaid for s in stretches)


@given(
    st.text(FIGURES + LATIN, max_size=20),
    st.text(FIGURES + LATIN, min_size=1, max_size=8),
    st.text(FIGURES, max_size=20),
)
@settings(max_examples=100, deadline=None)
def test_the_operators_words_are_left_alone(front: str, kept: str, back: str) -> None:
    span = (len(front), len(front) + len(kept))
    stretches = normalise(front + kept + back, [span])
    mine = [s for s in stretches if s.start < span[1] and s.end > span[0]]
    assert mine == [Stretch(*span, kept, "")]
    assert "".join((front + kept + back)[s.start : s.end] for s in stretches) == front + kept + back


def test_a_kept_word_still_tells_its_neighbours_what_they_are() -> None:
    text = "拨打12345热线"
    assert bare("".join(s.spoken for s in normalise(text, [(0, 2)]))) == "拨打幺二三四五热线"


@pytest.mark.parametrize("sign", ["😀", "Ж", "の", "한", "ﷺ", "\ud800", "🇨🇳", "☺"])
def test_what_cannot_be_said_is_reported(sign: str) -> None:
    assert any(s.unsaid for s in normalise(f"大家好{sign}。"))


@pytest.mark.parametrize(
    "sign", ["●", "■", "★", "—", "·", "\u200b", "\ufeff", "®", "※", "“", "\u3000", "①", "℃", "Ω", "é"]
)
def test_what_is_no_loss_or_is_said_is_not_reported(sign: str) -> None:
    assert not any(s.unsaid for s in normalise(f"大家{sign}好。"))


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("大家好,欢迎!", "大家好，欢迎！"),
        ('他说:"好."', "他说：“好。”"),
        ("（ＡＢＣ）", "（ABC）"),
        ("「工会」【通知】", "“工会”“通知”"),
        ("第一;第二", "第一；第二"),
        ("等等...", "等等……"),
    ],
)
def test_half_width_and_variant_punctuation_becomes_chinese(text: str, spoken: str) -> None:
    assert said(text) == spoken


def test_full_width_figures_keep_their_places() -> None:
    text = "共１２人参加"
    (figures,) = [s for s in normalise(text) if s.rule]
    assert (figures.start, figures.end, figures.spoken) == (1, 3, "十二")


def test_only_the_folded_character_is_told() -> None:
    assert [(s.start, s.end, s.spoken) for s in normalise("在⼯会二〇二六年") if s.rule] == [(1, 2, "工"), (4, 5, "零")]


@pytest.mark.parametrize(
    ("text", "flag"),
    [("1月1日", True), ("第1名", True), ("编号101", True), ("1.5倍", True), ("1个人", False), ("100人", False)],
)
def test_dates_ordinals_and_digit_strings_are_marked(text: str, flag: bool) -> None:
    assert any(s.digits for s in normalise(text)) is flag


def test_empty_text_has_no_stretches() -> None:
    assert normalise("") == ()


def test_figures_of_any_script_are_said() -> None:
    for digit in "0５٣۷४৯๑᠕𝟗":
        assert bare(said(f"编号{digit * 3}")) == "编号" + "零幺二三四五六七八九"[unicodedata.digit(digit)] * 3
