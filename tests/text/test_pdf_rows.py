"""Characters in their places become lines: what two narrow columns leave empty between them is no space."""

from __future__ import annotations

from pipeline.text.formats.pdf.glyphs import Glyph
from pipeline.text.formats.pdf.rows import rows_of

LEFT = "厂里的布告栏换了新纸样子"
RIGHT = "旁边的橱窗也擦得很干净了"


def line(text: str, left: float, level: int) -> list[Glyph]:
    """``text`` in squares of 10 points, from ``left`` on, on line ``level`` from the top; 　 leaves one empty."""
    bottom = 700.0 - 16 * level
    places = ((char, left + 10 * at) for at, char in enumerate(text))
    return [Glyph(char, x, x + 10, bottom, bottom + 10, 10.0) for char, x in places if char != "\u3000"]


def texts(glyphs: list[Glyph]) -> list[list[str]]:
    return [[piece.text for piece in row] for row in rows_of(glyphs)]


def test_columns_that_stand_close_are_not_one_line() -> None:
    glyphs = [glyph for at in range(6) for glyph in (*line(LEFT, 50, at), *line(RIGHT, 182, at))]
    assert texts(glyphs) == [[LEFT, RIGHT]] * 6


def test_a_mark_at_the_end_of_a_line_does_not_bridge_them() -> None:
    ended = LEFT[:-1] + "。"
    rows = [(*line(ended if at % 2 else LEFT, 50, at), *line(RIGHT, 180, at)) for at in range(6)]
    assert texts([glyph for row in rows for glyph in row]) == [[LEFT, RIGHT], [ended, RIGHT]] * 3


def test_names_that_are_spread_to_one_width_stay_whole() -> None:
    names = "王\u3000强\u3000李建国\u3000张\u3000伟\u3000赵小明\u3000钱\u3000进"
    for row in texts([glyph for at in range(8) for glyph in line(names, 50, at)]):
        assert "".join(row).replace(" ", "") == names.replace("\u3000", "")
        assert len(row) == 1


def test_a_wide_space_in_a_few_lines_is_a_space() -> None:
    glyphs = [glyph for at in range(3) for glyph in (*line(LEFT, 50, at), *line(RIGHT, 182, at))]
    assert texts(glyphs) == [[f"{LEFT} {RIGHT}"]] * 3


def test_a_mark_at_the_foot_of_its_line_stands_in_it() -> None:
    glyphs = line("今天开会", 50, 0)
    glyphs.append(Glyph("。", 91, 94, 700.5, 703.0, 2.5))
    assert texts(glyphs) == [["今天开会。"]]
