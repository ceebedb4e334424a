"""The numbers of Word's lists: each row a document as an office saves it, and the numbers that Word shows in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.text.word_files import level, lines, listed, paragraph, said

POINTS = [level(0, "%1."), level(1, "%1.%2"), level(2, "%1.%2.%3")]


def abstract(key: int, levels: list[str], more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{more}{"".join(levels)}</w:abstractNum>'


def num(key: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def starts(depth: int, at: int) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{at}"/></w:lvlOverride>'


Point = tuple[int, int]
"""List and level."""


@pytest.mark.parametrize(
    ("numbering", "points", "labels"),
    [
        # a second use of the list goes on with it
        (abstract(0, POINTS) + num(1, 0) + num(2, 0), [(1, 0), (1, 0), (2, 0)], ["1.", "2.", "3."]),
        # … unless it starts again, which it does once
        (
            abstract(0, POINTS) + num(1, 0) + num(2, 0, starts(0, 1)),
            [(1, 0), (1, 0), (2, 0), (2, 0)],
            ["1.", "2.", "1.", "2."],
        ),
        (
            abstract(0, POINTS) + num(1, 0) + num(2, 0, starts(0, 5)),
            [(1, 0), (2, 0), (2, 1), (2, 0)],
            ["1.", "5.", "5.1", "6."],
        ),
        # a level below may start elsewhere
        (
            abstract(0, POINTS) + num(1, 0, starts(1, 4)),
            [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)],
            ["1.", "1.4", "1.5", "2.", "2.1"],
        ),
        # two lists of their own do not know each other
        (
            abstract(0, POINTS) + abstract(1, POINTS) + num(1, 0) + num(2, 1),
            [(1, 0), (2, 0), (1, 0)],
            ["1.", "1.", "2."],
        ),
        # a use of a list may write its numbers in another way
        (
            abstract(0, POINTS)
            + num(1, 0)
            + num(2, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "（%1）", "chineseCounting")}</w:lvlOverride>'),
            [(1, 0), (2, 0)],
            ["1.", "（二）"],
        ),
        # articles that count on through the chapters
        (
            abstract(
                0,
                [
                    level(0, "第%1章", "chineseCounting"),
                    level(1, "第%2条", "chineseCounting", '<w:lvlRestart w:val="0"/>'),
                ],
            )
            + num(1, 0),
            [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)],
            ["第一章", "第一条", "第二条", "第二章", "第三条"],
        ),
        # a level that starts again after the first one only
        (
            abstract(0, [level(0, "%1."), level(1, "%1.%2"), level(2, "%3)", more='<w:lvlRestart w:val="1"/>')])
            + num(1, 0),
            [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)],
            ["1.", "1.1", "1)", "1.2", "2)", "2.", "1)"],
        ),
        # chapters in Chinese, what stands under them in plain figures
        (
            abstract(0, [level(0, "第%1章", "chineseCounting"), level(1, "%1.%2", more="<w:isLgl/>")]) + num(1, 0),
            [(1, 0), (1, 1), (1, 0), (1, 1)],
            ["第一章", "1.1", "第二章", "2.1"],
        ),
        # … and without that property as they are
        (
            abstract(0, [level(0, "第%1章", "chineseCounting"), level(1, "%1.%2")]) + num(1, 0),
            [(1, 0), (1, 1)],
            ["第一章", "一.1"],
        ),
        # a level that nobody used is counted as it starts, and counts as used
        (abstract(0, POINTS) + num(1, 0), [(1, 1), (1, 1), (1, 0), (1, 1)], ["1.1", "1.2", "2.", "2.1"]),
        # words alone, words as a bullet, and bullets
        (abstract(0, [level(0, "附则", "none")]) + num(1, 0), [(1, 0)], ["附则"]),
        (abstract(0, [level(0, "注意：", "bullet")]) + num(1, 0), [(1, 0)], ["注意："]),
        (abstract(0, [level(0, "\uf0b7", "bullet")]) + num(1, 0), [(1, 0)], [""]),
        (abstract(0, [level(0, "o", "bullet")]) + num(1, 0), [(1, 0)], [""]),
    ],
)
def test_numbers_as_word_counts_them(tmp_path: Path, numbering: str, points: list[Point], labels: list[str]) -> None:
    body = "".join(listed("做好工作。", key, depth) for key, depth in points)
    document = said(tmp_path, body, numbering=numbering)
    assert [line.removesuffix("做好工作。").strip() for line in lines(document)] == labels


@pytest.mark.parametrize(
    ("kind", "number", "label"),
    [
        ("chineseCounting", 105, "一〇五、"),
        ("chineseCountingThousand", 105, "一百零五、"),
        ("chineseLegalSimplified", 12, "壹拾贰、"),
        ("ideographDigital", 10, "一〇、"),
        ("ideographTraditional", 3, "丙、"),
        ("ideographZodiac", 2, "丑、"),
        ("decimalFullWidth", 12, "１２、"),
        ("decimalEnclosedCircle", 21, "㉑、"),
        ("decimalEnclosedParen", 2, "⑵、"),
        ("upperLetter", 28, "BB、"),
        ("upperRoman", 44, "XLIV、"),
        ("somethingNew", 7, "7、"),
    ],
)
def test_number_formats(tmp_path: Path, kind: str, number: int, label: str) -> None:
    numbering = abstract(0, [level(0, "%1、", kind, start=number)]) + num(1, 0)
    assert lines(said(tmp_path, listed("做好工作。", 1), numbering=numbering)) == [f"{label}做好工作。"]


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="条款"/><w:basedOn w:val="a"/><w:pPr><w:numPr>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="款项"/><w:basedOn w:val="A"/><w:pPr><w:numPr>'
    '<w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="车间款项"/><w:basedOn w:val="B"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="D"><w:name w:val="说明"/><w:basedOn w:val="A"/><w:pPr><w:numPr>'
    '<w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="E"><w:name w:val="分项"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    "</w:style>"
    '<w:style w:type="numbering" w:styleId="L"><w:name w:val="公司编号"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    "</w:style>"
)


@pytest.mark.parametrize(
    ("styles", "labels"),
    [
        ("AABB", ["1.", "2.", "2.1", "2.2"]),
        ("ABCB", ["1.", "1.1", "1.2", "1.3"]),
        ("ADA", ["1.", "", "2."]),
        ("AaA", ["1.", "", "2."]),
        ("AEE", ["1.", "1.1.1", "1.1.2"]),  # the level that belongs to the style
    ],
)
def test_numbers_that_styles_give(tmp_path: Path, styles: str, labels: list[str]) -> None:
    levels = [*POINTS[:2], level(2, "%1.%2.%3", more='<w:pStyle w:val="E"/>')]
    body = "".join(paragraph("做好工作。", f'<w:pStyle w:val="{style}"/>') for style in styles)
    document = said(tmp_path, body, styles=STYLES, numbering=abstract(0, levels) + num(1, 0))
    assert [line.removesuffix("做好工作。").strip() for line in lines(document)] == labels


def test_lists_that_take_their_levels_from_a_list_style(tmp_path: Path) -> None:
    numbering = (
        abstract(0, POINTS, '<w:styleLink w:val="L"/>')
        + abstract(1, [], '<w:numStyleLink w:val="L"/>')
        + abstract(2, [], '<w:numStyleLink w:val="nowhere"/>')
        + num(1, 0)
        + num(2, 1)
        + num(3, 2)
    )
    body = listed("甲条。", 2) + listed("乙条。", 2, 1) + listed("丙条。", 3)
    assert lines(said(tmp_path, body, styles=STYLES, numbering=numbering)) == ["1. 甲条。", "1.1 乙条。", "丙条。"]


def test_empty_points_are_counted_and_hidden_ones_are_not(tmp_path: Path) -> None:
    hidden = listed("甲条。", 1).replace("<w:rPr></w:rPr>", "<w:rPr><w:vanish/></w:rPr>")
    hidden = hidden.replace("</w:pPr>", "<w:rPr><w:vanish/></w:rPr></w:pPr>")
    body = listed("第一条。", 1) + hidden + listed("", 1) + listed("第三条。", 1)
    document = said(tmp_path, body, numbering=abstract(0, POINTS) + num(1, 0))
    assert lines(document) == ["1. 第一条。", "3. 第三条。"]


def test_styles_and_list_styles_in_a_circle_end(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="甲"/><w:basedOn w:val="y"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="y"><w:name w:val="乙"/><w:basedOn w:val="x"/></w:style>'
        '<w:style w:type="numbering" w:styleId="L"><w:name w:val="丙"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
    )
    numbering = abstract(0, [], '<w:numStyleLink w:val="L"/>') + num(1, 0)
    body = paragraph("做好工作。", '<w:pStyle w:val="x"/>') + listed("完善制度。", 1)
    assert lines(said(tmp_path, body, styles=styles, numbering=numbering)) == ["做好工作。", "完善制度。"]
