"""A web page copied into a text file: its article is said as from the page; texts that only look like it stay whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Document
from pipeline.text import read_document
from tests.text.articles import FIRST, SAID, SECOND, TITLE, said

ARTICLE = f"{TITLE}\n{FIRST}\n{SECOND}\n"
MENU = "首页\n厂情\n新闻中心\n职工之家\n联系我们\n"
FOOT = "版权所有 某某厂 Copyright 2020\n地址：某某路1号 电话：0570-0000000\n浙ICP备0号\n"


def read(folder: Path, text: str) -> Document:
    path = folder / "页.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


@pytest.mark.parametrize(
    "page",
    [
        f"{MENU}位置：首页 > 新闻中心\n{ARTICLE}{FOOT}",
        f"转繁体版\n旧版回顾\n\n{MENU}\n您现在的位置：首页 → 新闻中心 → 正文\n\n{ARTICLE}",
        f"{MENU}当前位置：首页>新闻\n{ARTICLE}上一篇：食堂换新装\n下一篇：没有了\n{FOOT}",
        f"{MENU}首页 > 新闻中心 > 正文\n{ARTICLE}【打印】 【关闭】\n相关阅读\n食堂换新装\n{FOOT}",
    ],
)
def test_only_the_article_is_said(tmp_path: Path, page: str) -> None:
    document = read(tmp_path, page)
    assert said(document) == SAID
    assert document.title == TITLE
    assert {"首页", "职工之家"} <= set(document.left_out)
    assert f"left out around the article: {len(document.left_out)} lines" in document.notices


def test_date_source_and_visits_below_the_title(tmp_path: Path) -> None:
    line = "来源：本站原创 作者：王芳\n时间：2020年3月21日 23:00 浏览： 33"
    page = f"{MENU}位置：首页 > 新闻中心\n{ARTICLE.replace(FIRST, line + chr(10) + FIRST)}{FOOT}"
    assert said(read(tmp_path, page)) == [SAID[0], *line.replace(" 浏览： 33", "").split("\n"), FIRST, SECOND]


@pytest.mark.parametrize(
    "text",
    [
        f"网站改版说明\n\n请在首页查看通知。\n\n位置：首页 > 通知\n\n{FIRST}\n",
        f"甲班\n乙班\n丙班\n丁班\n戊班\n位置：首页 > 班组\n{FIRST}\n{SECOND}\n",
        f"{ARTICLE}位置：厂区东门\n{SECOND}\n",
        f"首页\n{ARTICLE}版权所有 某某厂\n",
    ],
)
def test_without_every_sign_of_a_page_nothing_is_left_out(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text)
    assert document.left_out == ()
    assert "".join(said(document)) == text.replace("\n", "")
