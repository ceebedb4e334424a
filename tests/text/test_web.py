"""Web pages: what a reader sees of them is said, the rest is silent, and nothing is fetched."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.model import Document
from pipeline.text import read_document


def read(folder: Path, page: str | bytes) -> Document:
    path = folder / "通知.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_document(path)


def body(inner: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{inner}</body></html>"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<p>今天开会。</p><p>明天休息。</p>", "今天开会。\n明天休息。\n"),
        ("<div>今天开会。<div>明天休息。</div>后天上班。</div>", "今天开会。\n明天休息。\n后天上班。\n"),
        ("今天<b>开</b>会<i>。</i>", "今天开会。\n"),
        ("<p>今天\n   开会，\n明天休息。</p>", "今天开会，明天休息。\n"),
        ("<p>Safety\n first 今天</p>", "Safety first 今天\n"),
        ("<p>今天开会。<br>明天休息。</p>", "今天开会。\n明天休息。\n"),
        ("<p>厂工会通知今天下午，<br>开会。</p>", "厂工会通知今天下午，开会。\n"),
        ("<p>厂工会<br>今天开会。</p>", "厂工会\n今天开会。\n"),
        ("<p>通知<br><br>今天开会。</p>", "通知\n今天开会。\n"),
        ("<pre>今天开会。\n明天休息。</pre>", "今天开会。\n明天休息。\n"),
        (
            "<p>今天开会。</p><script>不说</script><style>不说</style><nav>不说</nav><noscript>不说</noscript>",
            "今天开会。\n",
        ),
        ("<p>今天开会。<!-- 不说 --><button>不说</button><svg><text>不说</text></svg></p>", "今天开会。\n"),
        ("<p>今天<script>不说</script>开会。</p>", "今天开会。\n"),
        ("<ol><li>加强领导。<li>完善制度。</ol>", "1. 加强领导。\n2. 完善制度。\n"),
        ("<ol start=3 type=a><li>甲。<li value=9>乙。</ol>", "c. 甲。\ni. 乙。\n"),
        ("<ol type=I><li>甲。<li>乙。</ol>", "I. 甲。\nII. 乙。\n"),
        (
            '<ol style="list-style: cjk-ideographic"><li><p>甲。</p><p>又甲。</p><li>乙。</ol>',
            "一、甲。\n又甲。\n二、乙。\n",
        ),
        ("<ul><li>加强领导。<ol><li>甲。</ol></li><li>完善制度。</ul>", "加强领导。\n1. 甲。\n完善制度。\n"),
        ("<table><tr><th>班次<th>时间<tr><td>早班<td><p>八点</p></table>", "班次，时间\n早班，八点\n"),
        ("<table><tr><td><h1>通知</h1><p>今天开会。</p></td></tr></table>", "通知\n今天开会。\n"),
        ("<table><tr><td><table><tr><td>甲<td>乙</table></table>", "甲，乙\n"),
        ("<p>1 &lt; 2，a &amp; b。</p>", "1 < 2，a & b。\n"),
        ("<blockquote>安全第一。</blockquote><hr>完。", "安全第一。\n完。\n"),
    ],
)
def test_what_is_said(tmp_path: Path, inner: str, text: str) -> None:
    assert read(tmp_path, body(inner)).text == text


def test_titles_and_meta(tmp_path: Path) -> None:
    metas = (
        '<meta name=author content=宣传科><meta property="article:published_time" content="2026-05-01T08:30:00+08:00">'
    )
    document = read(tmp_path, body("<h1>停电通知</h1><p>周日停电。</p>", f"<title>停电通知 - 工会网</title>{metas}"))
    assert (document.title, document.author, document.date) == ("停电通知", "宣传科", "2026-05-01T08:30")
    assert read(tmp_path, body("<p>周日停电。</p>", "<title>停电 通知</title>")).title == "停电 通知"
    assert read(tmp_path, body("<h1>停电通知</h1><p>周日停电。</p>", "<title>七月广播</title>")).title == "七月广播"


def test_own_meta_names(tmp_path: Path) -> None:
    head = '<meta name="broadcast:title" content="七月广播"><meta name="broadcast:skin" content="x">'
    head += '<meta name=voice content="a, b">'
    document = read(tmp_path, body("<p>周日停电。</p>", head))
    assert (document.title, document.voices) == ("七月广播", ("a", "b"))


@pytest.mark.parametrize(
    ("declared", "real"),
    [("gb2312", "gb18030"), ("gbk", "gbk"), ("big5", "big5"), ("utf-8", "utf-8"), ("utf-8", "gbk"), ("nonsense", "gbk"),
     ("hex", "utf-8"), ("utf-16", "utf-8"), ("idna", "gbk")],
)  # fmt: skip
def test_the_charset_it_declares_is_believed_only_if_it_fits(tmp_path: Path, declared: str, real: str) -> None:
    said = "周日停電檢修，請提前保存。" if real == "big5" else "周日停电检修，请提前保存。"
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><p>{said}</p>'
    document = read(tmp_path, page.encode(real))
    assert document.text == said + "\n"
    fits = (declared, real) in {("gb2312", "gb18030"), ("gbk", "gbk"), ("big5", "big5"), ("utf-8", "utf-8")}
    assert any("declares the charset" in notice for notice in document.notices) == (not fits)


def test_utf_16_with_its_mark(tmp_path: Path) -> None:
    assert read(tmp_path, body("<p>周日停电。</p>").encode("utf-16")).text == "周日停电。\n"


def test_entities_are_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("机密", encoding="utf-8")
    secret = (tmp_path / "secret.txt").as_uri()
    page = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{secret}">]><html><body><p>周日&e;停电。</p></body></html>'
    assert "机密" not in read(tmp_path, page).text


@pytest.mark.parametrize(
    "page", ["<html></html>", "<!-- x -->", "<script>1</script>", "<p>\u3000&nbsp;</p>", "<body>&#8203;"]
)
def test_pages_that_say_nothing(tmp_path: Path, page: str) -> None:
    with pytest.raises(DocumentError):
        read(tmp_path, page)


def test_characters_hidden_in_references_are_left_out(tmp_path: Path) -> None:
    document = read(tmp_path, body("<p>好。</p><p>今&#8203;天&#xFEFF;开会。</p>"))
    assert document.text == "好。\n今天开会。\n"
    assert document.notices == ("2 invisible characters left out, the first in paragraph 2",)


@pytest.mark.parametrize("unit", ["<div>", "<ol><li>安", "<table><tr><td>安", "<b>安", "<li>安", "<p>安<br>", "<td>安"])
def test_monstrous_nesting_takes_no_time_and_no_stack(tmp_path: Path, unit: str) -> None:
    begun = time.process_time()
    try:
        document = read(tmp_path, body(unit * 5_000 + "安全第一。"))
    except DocumentError as error:
        assert "nested" in error.what
    else:
        assert "安全第一。" in document.text
    assert time.process_time() - begun < 20


def test_tables_that_lay_out_a_page_are_no_data(tmp_path: Path) -> None:
    article = "".join(f"<p>第{n}段：全厂职工认真学习安全规程，做到人人过关。</p>" for n in "一二三四五六七八九十")
    page = f"<table><tr><td>厂区风光</td><td>{article * 4}</td></tr></table>"
    lines = read(tmp_path, page).text.split("\n")
    assert lines[0] == "厂区风光"
    assert lines[1] == "第一段：全厂职工认真学习安全规程，做到人人过关。"


def test_cells_keep_their_paragraphs_lists_and_line_breaks_apart(tmp_path: Path) -> None:
    page = (
        "<p>值班安排如下。</p><table><tr><th>日期<th>人员<tr><td>周一<td><ul><li>张师傅<li>李师傅</ul>"
        "<tr><td rowspan=2>周二<td>王师傅<br>赵师傅<tr><td>钱师傅<tr><td colspan=2>节假日另行<wbr>通知</table>"
    )
    assert read(tmp_path, page).text.split("\n")[1:6] == [
        "日期，人员",
        "周一，张师傅，李师傅",
        "周二，王师傅，赵师傅",
        "钱师傅",
        "节假日另行通知",
    ]
