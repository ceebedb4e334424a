"""PDF: what is read of a page, in which order, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DocumentError
from pipeline.model import Document
from pipeline.text import read_document
from pipeline.text.formats.pdf.paragraphs import all_joined, joined
from tests.text.pdf_files import HEIGHT, Page, pdf_of, written

WIDE = 24
"""Characters of a full line of the paragraphs below."""
PROSE = (
    "各车间要认真落实安全生产责任制，加强对设备的检查和维护，及时消除隐患，"
    "确保全年不发生任何重大事故，为企业发展作出新的贡献。"
)


def read(folder: Path, pages: Sequence[Page]) -> Document:
    path = folder / "通知.pdf"
    path.write_bytes(pdf_of(pages))
    return read_document(path)


def wrapped(text: str, first: int = 2, wide: int = WIDE) -> list[str]:
    """``text`` in lines of ``wide`` characters, the first of which is indented."""
    rest = text[wide - first :]
    return ["\u3000" * first + text[: wide - first], *(rest[at : at + wide] for at in range(0, len(rest), wide))]


def article(page: Page, top: float, *paragraphs: str, left: float = 90.0, wide: int = WIDE) -> float:
    for paragraph in paragraphs:
        top = page.lines(left, top, wrapped(paragraph, wide=wide))
    return top


def test_lines_are_joined_into_paragraphs_and_the_title_is_what_is_set_large(tmp_path: Path) -> None:
    page = Page()
    page.text(102, 780, "关于加强夏季安全生产工作", 22)
    page.text(157, 750, "若干措施的通知", 22)
    page.lines(90, 710, ["各车间："])
    article(page, 690, PROSE, PROSE[:30] + "。")
    page.lines(330, 500, ["安全管理科", "2025年6月3日"])
    document = read(tmp_path, [page])
    assert document.title == "关于加强夏季安全生产工作若干措施的通知"
    assert document.text.split("\n")[1:6] == ["各车间：", PROSE, PROSE[:30] + "。", "安全管理科", "2025年6月3日"]


def test_a_paragraph_goes_on_over_the_page_and_heads_feet_and_numbers_are_left_out(tmp_path: Path) -> None:
    pages = []
    lines = [line for _ in range(8) for line in wrapped(PROSE)]
    for number in range(4):
        page = Page()
        page.text(90, 800, "某某厂安全生产简报", 10)
        page.lines(90, 760, lines[number * 5 : number * 5 + 5])
        page.text(280, 40, f"- {number + 1} -", 10)
        pages.append(page)
    document = read(tmp_path, pages)
    assert document.text.startswith(f"{PROSE}\n{PROSE}\n{PROSE}\n")
    assert "简报" not in document.text
    assert any("running heads" in notice and "8" in notice for notice in document.notices)


def test_paragraphs_without_a_mark_at_their_end_stay_apart(tmp_path: Path) -> None:
    page = Page()
    article(page, 780, PROSE[:-1] + "并于年底前逐级上报", "以上各项由安全科负责检查")
    assert read(tmp_path, [page]).text.split("\n")[:2] == [
        PROSE[:-1] + "并于年底前逐级上报",
        "以上各项由安全科负责检查",
    ]


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    page = Page()
    page.text(200, 790, "两栏的报纸", 20)
    article(page, 750, "甲" + PROSE, "乙" + PROSE, left=60, wide=18)
    article(page, 750, "丙" + PROSE, "丁" + PROSE, left=310, wide=18)
    assert read(tmp_path, [page]).text.split("\n")[1:5] == [mark + PROSE for mark in "甲乙丙丁"]


def test_tables_with_lines_are_read_row_by_row(tmp_path: Path) -> None:
    page = Page()
    article(page, 790, PROSE)
    page.grid([90, 190, 330, 450], [560, 600, 640, 680])
    for bottom, row in ((655, "名次|班组|得分"), (615, "1|甲班|98.5"), (575, "2||97")):
        for left, cell in zip((100, 200, 340), row.split("|"), strict=True):
            page.text(left, bottom, cell)
    article(page, 530, PROSE)
    lines = read(tmp_path, [page]).text.split("\n")
    assert lines[:5] == [PROSE, "名次，班组，得分", "第1名，甲班，得分98.5", "第2名，得分97", PROSE]


def test_a_table_over_two_pages_keeps_its_headings_and_says_them_once(tmp_path: Path) -> None:
    pages = []
    for number in range(2):
        page = Page()
        page.grid([90, 190, 330], [560, 600, 640])
        for bottom, row in ((615, "姓名|得分"), (575, f"张{'三四'[number]}|9{number}")):
            for left, cell in zip((100, 200), row.split("|"), strict=True):
                page.text(left, bottom, cell)
        pages.append(page)
    assert read(tmp_path, pages).text == "姓名，得分\n张三，得分90\n张四，得分91\n"


def test_a_table_without_lines_is_read_row_by_row(tmp_path: Path) -> None:
    page = Page()
    article(page, 790, PROSE)
    for bottom, row in zip(
        (680, 660, 640, 620), ("序号|名称|数量", "1|烟雾弹|2", "2|口哨|20", "3|手电|4"), strict=True
    ):
        for left, cell in zip((90, 250, 420), row.split("|"), strict=True):
            page.text(left, bottom, cell)
    lines = read(tmp_path, [page]).text.split("\n")
    assert lines[1:5] == ["序号，名称，数量", "1，烟雾弹，数量2", "2，口哨，数量20", "3，手电，数量4"]


@pytest.mark.parametrize(("rotate", "turn"), [(0, (0, 1)), (90, (0, 1)), (270, (0, -1)), (180, (-1, 0))])
def test_pages_that_lie_on_their_side_or_head(tmp_path: Path, rotate: int, turn: tuple[int, int]) -> None:
    page = Page(rotate=rotate)
    for number, line in enumerate(wrapped(PROSE)):
        at = 20 * number
        left, bottom = {(0, 1): (100 + at, 100), (0, -1): (500 - at, 740), (-1, 0): (500, 100 + at)}[turn]
        page.text(left, bottom, line, turn=turn)
    assert read(tmp_path, [page]).text == PROSE + "\n"


def test_a_word_broken_at_the_end_of_a_line_is_whole_again(tmp_path: Path) -> None:
    page = Page()
    page.lines(90, 780, ["　　本厂引进了一套新型设备manage-", "ment系统，运行平稳，效果良好。"])
    assert "management系统" in read(tmp_path, [page]).text


def test_contents_watermarks_and_characters_without_a_name_are_left_out_and_told(tmp_path: Path) -> None:
    page = Page()
    page.lines(90, 780, ["第一章 总则……………………1", "第二章 用电……………………3"])
    article(page, 700, PROSE)
    page.drawn.append(f"BT /F 40 Tf 0.7 0.7 -0.7 0.7 100 100 Tm <{'内部资料'.encode('utf-16-be').hex()}> Tj ET")
    document = read(tmp_path, [page])
    assert document.text == PROSE + "\n"
    assert any("contents" in notice for notice in document.notices)
    assert any("watermark" in notice and "内部资料" in notice for notice in document.notices)


def refused(folder: Path, content: bytes, what: str) -> None:
    path = folder / "通知.pdf"
    path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert what in caught.value.what
    assert caught.value.next


def test_a_scan_is_refused_in_words(tmp_path: Path) -> None:
    page = Page()
    page.picture()
    refused(tmp_path, pdf_of([page]), "pictures of pages; there is no text in it")


def test_one_picture_among_pages_is_told(tmp_path: Path) -> None:
    first, second = Page(), Page()
    article(first, 780, PROSE)
    second.picture()
    assert any("pictures" in notice and "2" in notice for notice in read(tmp_path, [first, second]).notices)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n" + bytes(500), "not a PDF"),
        ("安全第一。".encode(), "not a PDF"),
        (pdf_of([Page()])[:200], "not a PDF"),
        (pdf_of([Page()] * 1_001), "1001 pages"),
        (pdf_of([Page()]), "no text"),
    ],
)
def test_what_is_no_pdf_for_the_ear_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    refused(tmp_path, content, what)


def test_a_pdf_with_a_password_is_refused(tmp_path: Path) -> None:
    locked = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <" + "11" * 32 + "> /U <" + "22" * 32 + "> >>"
    identity = " /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>"]
    refused(tmp_path, written(objects, locked + identity), "password")


def test_fonts_that_name_no_characters_are_refused(tmp_path: Path) -> None:
    page = Page()
    page.text(90, HEIGHT - 80, "".join(map(chr, range(0x100, 0x120))))
    refused(tmp_path, pdf_of([page], unnamed=True), "fonts do not tell")


@pytest.mark.slow
def test_two_hundred_pages(tmp_path: Path) -> None:
    pages = []
    for number in range(200):
        page = Page()
        page.text(90, 800, "某某厂志", 10)
        article(page, 760, *[f"{chr(0x5000 + number)}字号，第{at}段：{PROSE}" for at in range(7)])
        page.text(280, 40, str(number + 1), 10)
        pages.append(page)
    document = read(tmp_path, pages)
    assert document.text.count(PROSE) == 1_400
    assert "厂志" not in document.text


BROWSERS = {
    "chromium": ("2026/6/9 10:00", "{title}", "www.example.com/news/12.html", "{page}/{pages}"),
    "chromium, afternoon": ("2026/6/9 下午3:07", "{title}", "https://example.com/a?id=3", "{page}/{pages}"),
    "chromium, English": ("6/9/26, 10:00 AM", "{title}", "file:///C:/a.html", "{page}/{pages}"),
    "firefox": ("{title}", "https://example.com/news/12.html", "第 {page} 页，共 {pages} 页", "2026/6/9 10:00"),
    "explorer": ("{title}", "第 {page} 页 共 {pages} 页", "http://example.com/", "2026-06-09"),
}


@pytest.mark.parametrize("pages", [1, 2])
@pytest.mark.parametrize("browser", BROWSERS)
def test_of_a_page_that_a_browser_printed_the_article_is_said(tmp_path: Path, browser: str, pages: int) -> None:
    title = "一号炉提前投产"
    printed = []
    for number in range(1, pages + 1):
        page = Page()
        marks = [mark.format(title=title + "-某某厂", page=number, pages=pages) for mark in BROWSERS[browser]]
        page.text(40, 820, marks[0], 8)
        page.text(240, 820, marks[1], 8)
        page.text(40, 20, marks[2], 8)
        page.text(440, 20, marks[3], 8)
        printed.append(page)
    printed[0].lines(90, 790, ["网站首页 厂情 新闻中心", "您现在的位置：首页 > 新闻"])
    printed[0].text(200, 740, title, 18)
    article(printed[0], 700, PROSE, PROSE)
    printed[-1].lines(90, 300, ["【打印本页】【关闭窗口】", "版权所有 某某厂"])
    document = read(tmp_path, printed)
    assert document.title == title
    assert document.text == f"{title}\n{PROSE}\n{PROSE}\n"
    assert len(document.left_out) == 2 * pages + 4


def test_a_date_above_and_an_address_in_the_text_are_no_browsers(tmp_path: Path) -> None:
    page = Page()
    page.text(90, 790, "2026/6/9 值班安排", 12)
    article(page, 760, PROSE)
    page.text(90, 60, "详见 www.example.com/a 或来电", 12)
    document = read(tmp_path, [page])
    assert "值班安排" in document.text
    assert "来电" in document.text
    assert document.left_out == ()


def test_letters_that_only_lean_are_no_watermark(tmp_path: Path) -> None:
    page = Page()
    page.lines(72, 780, ["一号炉提前十天投产，全厂职工十分高兴。"])
    turned = "现场得分按下式计算。".encode("utf-16-be").hex()
    page.drawn.append(f"BT /F 12 Tf 1 0 0.33 1 72 740 Tm <{turned}> Tj ET")
    page.text(200, 400, "内部资料", 40, (1, 1))
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([page]))
    document = read_document(path)
    assert "现场得分按下式计算。" in document.text
    assert "内部资料" not in document.text
    assert "a watermark is left out: 内部资料" in document.notices


def test_first_lines_that_differ_in_their_numbers_are_no_running_head(tmp_path: Path) -> None:
    pages = []
    for number, device in enumerate((3, 18, 42, 57), 1):
        page = Page()
        page.text(220, 815, "安全生产手册", 10)
        page.lines(72, 790, [f"第{device}号设备检查合格。", f"第{device + 2}号设备停机检修，责任人张三。"])
        page.text(270, 30, f"第 {number} 页 共 4 页", 10)
        pages.append(page)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(pages))
    document = read_document(path)
    assert all(f"第{device}号设备检查合格。" in document.text for device in (3, 18, 42, 57))
    assert "手册" not in document.text and "页" not in document.text


@given(st.lists(st.text("ab车7-\u00ad,.(", min_size=1, max_size=5), min_size=1, max_size=8))
def test_lines_joined_at_one_go_are_those_joined_one_by_one(lines: list[str]) -> None:
    """One by one, each looked at as a whole, a paragraph of a thousand pages would take an hour."""
    assert all_joined(lines) == reduce(joined, lines)
