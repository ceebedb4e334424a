"""How titles are broken into lines and how large they become."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.studio.cover.line_breaks import pieces
from pipeline.studio.cover.typesetting import (
    CLOSING,
    MOST_LINES,
    OPENING,
    atomised,
    broken,
    drawable,
    fit,
    font,
    has_glyph,
)

WIDTH, HEIGHT = 2480, 1400
TEXT = st.text(st.sampled_from("安全生产月活动通知2026年ABC，。、《》“”（）！ 的和"), min_size=1, max_size=70)


def set_(text: str, smallest: int = 150) -> tuple[tuple[str, ...], int]:
    setting = fit(text, WIDTH, HEIGHT, largest=520, smallest=smallest, weight=700)
    return setting.lines, setting.size


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("安全第一", ("安全第一",)),
        ("省总工会召开党组理论学习中心组（扩大）学习会", ("省总工会召开党组", "理论学习中心组", "（扩大）学习会")),
        ("关于开展2026年“安康杯”劳动竞赛的通知", ("关于开展2026年", "“安康杯”", "劳动竞赛的通知")),
        ("《安全生产法》宣传周：高温作业防暑降温须知", ("《安全生产法》", "宣传周：高温作业", "防暑降温须知")),
        ("CNC车床PLC升级培训", ("CNC车床", "PLC升级培训")),
        (
            "全国总工会关于开展夏季“送清凉”活动的通知",
            ("全国总工会关于开展", "夏季“送清凉”", "活动的通知"),
        ),
    ],
)
def test_lines_end_where_words_end(title: str, lines: tuple[str, ...]) -> None:
    assert set_(title)[0] == lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("劳动模范", ["劳动模范"]),
        ("弘扬工匠精神", ["弘扬", "工匠", "精神"]),
        ("2026年11月20日", ["2026年", "11月", "20日"]),
        ("GB/T 19001-2016标准", ["GB/T", " ", "19001-2016", "标准"]),
        ("合格率99.8%！", ["合格率", "99.8%", "！"]),
        ("", []),
    ],
)
def test_words_and_figures_are_found(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@given(st.text(max_size=60))
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


@settings(max_examples=40)
@given(TEXT)
def test_marks_stand_at_the_right_ends(text: str) -> None:
    text = drawable(text)
    if not text:
        return
    lines, size = set_(text, smallest=1)
    assert 1 <= len(lines) <= MOST_LINES
    assert "".join("".join(lines).split()) == "".join(text.split())
    for before, after in pairwise(lines):
        if len(before) > 1:
            assert before[-1] not in OPENING or after[0] in OPENING
        assert after[0] not in CLOSING
    for each in lines:
        assert font(size, 700).getlength(each) <= WIDTH * 1.03
    assert size * (1 + 1.32 * (len(lines) - 1)) <= HEIGHT * 1.01


def test_short_titles_are_not_larger_than_the_largest() -> None:
    assert set_("五")[1] == 520


def test_monsters_end_in_an_ellipsis_and_stay_legible() -> None:
    lines, size = set_("安全生产人人有责，" * 60)
    assert size >= 150
    assert lines[-1].endswith("…")
    assert "".join(lines)[:-1] in "安全生产人人有责，" * 60


def test_one_word_that_is_too_long_becomes_small_rather_than_lost() -> None:
    lines, size = set_("x" * 200)
    assert "".join(lines).startswith("x" * 200)
    assert font(size, 700).getlength(lines[0]) <= WIDTH * 1.03


def test_lines_are_balanced() -> None:
    atoms = atomised("一二三四五六七八九十" * 2)
    lines = broken(list("".join(atoms)), 4, 700)
    assert [len(each) for each in lines] == [5, 5, 5, 5]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("安全😀生产", "安全生产"),
        ("a\u200bb\ufe0f\x00c", "abc"),
        ("  两\n行\t字 ", "两 行 字"),
        ("劳模——榜样", "劳模⸺榜样"),
        ("\U0001f600", ""),
        ("龘é", "龘é"),
    ],
)
def test_nothing_is_drawn_as_a_box(text: str, shown: str) -> None:
    assert drawable(text) == shown


def test_a_character_the_font_lacks_is_known() -> None:
    assert has_glyph("工")
    assert not has_glyph("\U00013000")
