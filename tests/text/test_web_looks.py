"""What a page means by how it looks: what its reader cannot see, raised figures, signs, boxes, numbers of lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Document
from pipeline.text import read_document
from pipeline.text.documents import document_of
from tests.text.articles import said


def page(inner: str, head: str = "", name: str = "页.html") -> Document:
    source = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{inner}</body></html>"
    return document_of(source.encode(), Path(name))


AROUND = ["停电通知", "明天停电，请相互转告。", "正文结束。"]


def noticed(hidden: str, css: str = "", head: str = "") -> list[str]:
    inner = f"<h1>停电通知</h1>{hidden}<p>明天停电，请相互转告。</p><p>正文结束。</p>"
    return said(page(inner, f"<style>{css}</style>{head}"))


@pytest.mark.parametrize(
    ("opened", "css"),
    [
        ('<p style="DISPLAY: NONE !important">', ""),
        ("<p class='a b'>", ".b{color:red}.a.b{display:none}"),
        ("<p aria-hidden=true>", "[aria-hidden=true]{display:none}"),
        ("<p data-x=1>", "p[data-x]{visibility:hidden}"),
        ("<p data-x=1>", "[data-x='1']{opacity:0}"),
        ("<p style='clip-path:inset(50%)'>", ""),
        ("<p style='transform:scale(0)'>", ""),
        ("<p style='transform:translateX(-9999px)'>", ""),
        ("<p style='max-height:0;overflow:hidden'>", ""),
        ("<p style='height:1px;width:1px;overflow:hidden'>", ""),
        ("<p style='color:transparent'>", ""),
        ("<p style='color:rgba(0,0,0,0)'>", ""),
        ("<p style='font-size:1px'>", ""),
        ("<p style='font-size:.1px;color:#fff'>", ""),
        ("<p style='content-visibility:hidden'>", ""),
        ("<p style='opacity:.01'>", ""),
        ("<p style='margin-left:-9999px'>", ""),
        ("<p style='position:fixed;top:-1000vh'>", ""),
        ("<p style='color:#fff'>", ""),
        ("<p style='color:white'>", "body{background:#FFF}"),
        ("<p><font color=white>", ""),
        ("<p class=sr-only>", ""),
        ("<p class='tip visually-hidden'>", ""),
        ("<div popover>", ""),
    ],
)
def test_what_no_reader_of_the_page_sees_is_not_said(opened: str, css: str) -> None:
    assert noticed(f"<div>{opened}不该说的一句。</div>", css) == AROUND


@pytest.mark.parametrize(
    ("opened", "css"),
    [
        ("<p style='color:#fff;background:#c00'>", ""),
        ("<table bgcolor=#cc0000><tr><td style='color:#fff'>", ""),
        ("<div style='font-size:0'><span style='font-size:14px'>", ""),
        ("<div style='visibility:hidden'><span style='visibility:visible'>", ""),
        ("<p class='t show'>", ".t{display:none}.t.show{display:block}"),
        ("<p class=hide>", ".hide{display:block}"),
        ("<p class=x>", "@media print{.x{display:none}}"),
        ("<p class=x>", "p.x:hover{display:none}"),
        ("<p style='opacity:.8;overflow:hidden;height:20px'>", ""),
        ("<p aria-hidden=true>", ""),
        ("<details><summary>注意</summary><p>", ""),
    ],
)
def test_what_a_reader_sees_is_said(opened: str, css: str) -> None:
    assert "要说的一句。" in noticed(f"<div>{opened}要说的一句。</div>", css)


def test_white_letters_may_have_a_ground_from_a_sheet_outside_the_page() -> None:
    linked = "<link rel=stylesheet href=site.css>"
    assert "要说的一句。" in noticed("<p class=lead style='color:#fff'>要说的一句。</p>", head=linked)


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("面积3000m<span style='vertical-align:super'>2</span>", "面积3000m²"),
        ("洁净度为10<font style='vertical-align: super; font-size: 60%'>3</font>级", "洁净度为10³级"),
        ("误差10<span class=s>-3</span>毫米", "误差10⁻³毫米"),
        ("听力<span style='vertical-align:super'>[2]</span>受损", "听力受损"),
        ("温度30<sup>o</sup>C，面积50米<sup>2</sup>", "温度30°C，面积50平方米"),
        ("油温<font face=Symbol>£</font>60<font face=Symbol>°</font>C", "油温≤60°C"),
        ("<span style='font-family:Wingdings'>l<span style='font:7pt Times'> </span></span>断电", "• 断电"),
        ("停机：<font face='Wingdings 2'>R</font>是<font face='Wingdings 2'>£</font>否", "停机：是"),
        ("停机：<input type=radio checked>是 <input type=radio>否", "停机：是"),
        ("停机：<label><input type=radio>是</label> <label><input type=radio checked>否</label>", "停机：否"),
        ("<input type=checkbox checked>自动播放", "自动播放"),
        ("姓名：<input value=张三>", "姓名：张三"),
        ("第<input value=37>", "第"),
        ("姓名：张三<input type=hidden value=x><input type=submit value=提交>", "姓名：张三"),
        ("温度 \\(T \\le 150^\\circ\\mathrm{C}\\) 以下", "温度 T ≤150°C 以下"),
        ("合格率 $\\frac{3}{4}$ 以上，价格 $5", "合格率 3/4 以上，价格 $5"),
        (
            "温度<span><math><mi>T</mi><mo>≤</mo><mn>9</mn></math><span aria-hidden=true>T≤9</span></span>度",
            "温度T小于等于9度",
        ),
        # … and what stays
        ("第<span style='vertical-align:middle'>2</span>班，用<font face=宋体>£</font>", "第2班，用£"),
    ],
)
def test_what_its_looks_mean(inner: str, text: str) -> None:
    document = page(f"<h1>须知</h1><p>{inner}。</p>", "<style>.s{vertical-align:super}</style>")
    assert said(document)[-1] == text + "。"


@pytest.mark.parametrize(
    ("opened", "text"),
    [
        ("<ol style='list-style:none'>", "甲。\n乙。\n"),
        ("<ol class=k>", "甲。\n乙。\n"),
        ("<ol style='list-style-type: upper-alpha'>", "A. 甲。\nB. 乙。\n"),
        ("<ol reversed>", "2. 甲。\n1. 乙。\n"),
        ("<ol reversed start=9>", "9. 甲。\n8. 乙。\n"),
    ],
)
def test_how_a_list_shows_its_numbers(opened: str, text: str) -> None:
    assert page(f"{opened}<li>甲。<li>乙。</ol>", "<style>.k{list-style-type:none}</style>").text == text


@pytest.mark.parametrize(
    ("declared", "title"),
    [
        ("新建网页 1", "志愿队进社区"),
        ("Untitled Document", "志愿队进社区"),
        ("某某市总工会 基层动态 志愿队进社区", "志愿队进社区"),
        ("某某厂 | 志愿队进社区", "志愿队进社区"),
        ("Microsoft Word - 志愿队进社区.doc", "志愿队进社区"),
        ("七月广播", "七月广播"),
        ("通知", "志愿队进社区"),
        ("新闻详情", "志愿队进社区"),
        ("某某大学某某学院工会", "志愿队进社区"),
    ],
)
def test_what_a_page_is_called(declared: str, title: str) -> None:
    inner = "<div><a href=/>某某市总工会</a></div><h2>志愿队进社区</h2><p>7月8日，志愿队走进社区，修理小家电。</p>"
    assert page(inner, f"<title>{declared}</title>").title == title


def test_the_title_that_an_account_hands_to_its_scripts() -> None:
    script = "<script>var msg_title = '津贴怎么发';</script>"
    inner = "<h1></h1><div><p>六月起按月发放高温津贴，请各班组登记。</p></div>"
    assert page(inner + script, "<title></title>").title == "津贴怎么发"


@pytest.mark.parametrize(
    ("inner", "is_said"),
    [
        ("<p><a href='javascript:void(0)'>看大图</a></p>", False),
        ("<p><a href='javascript:zoom(1)'>变大</a> | <a href='javascript:zoom(0)'>变小</a></p>", False),
        ("<p><a href='javascript:void(0)'>附件一</a></p>", True),
        ("<p>请<a href='javascript:void(0)'>点击这里</a>报名。</p>", True),
        ("<p><a href='javascript:void(0)'>职工技能比武报名登记</a></p>", True),
    ],
)
def test_links_that_are_buttons_are_not_said(inner: str, is_said: bool) -> None:
    first, second = "三月二十日，一号炉提前十天投产，大家十分高兴。", "厂长说，这是大家一起努力的结果。"
    document = page(f"<h1>一号炉投产</h1><p>{first}</p>{inner}<p>{second}</p>")
    assert (len(said(document)) == 4) is is_said


@pytest.mark.parametrize("name", ["页.htm", "页.HTM", "页.shtml", "页.xhtml"])
def test_pages_by_other_endings(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("<html><body><h1>停电通知</h1><p>明天停电。</p></body></html>", encoding="utf-8")
    assert read_document(tmp_path / name).text == "停电通知\n明天停电。\n"
