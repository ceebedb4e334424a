"""Markdown: its mark-up is not said, its words are."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.model import Document
from pipeline.text import read_document


def read(folder: Path, text: str) -> Document:
    path = folder / "通知.md"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("今天**开会**，*明天*休息。", "今天开会，明天休息。\n"),
        ("今天`开会`，~~明天~~后天休息。", "今天开会，后天休息。\n"),
        ("今天开会，\n明天休息。", "今天开会，明天休息。\n"),
        ("今天开会。  \n明天休息。", "今天开会。\n明天休息。\n"),
        ("厂工会今天下午，  \n开会。", "厂工会今天下午，开会。\n"),
        ("厂工会  \n今天开会。", "厂工会\n今天开会。\n"),
        ("见[通知](https://union.example.cn)。", "见通知。\n"),
        ("看图：![焊工在工作](a.png)。", "看图：焊工在工作。\n"),
        ("1. 加强领导。\n2. 完善制度。", "1. 加强领导。\n2. 完善制度。\n"),
        ("3) 加强领导。\n4) 完善制度。", "3. 加强领导。\n4. 完善制度。\n"),
        ("0. 加强领导。", "0. 加强领导。\n"),
        ("- 加强领导。\n- 完善制度。", "加强领导。\n完善制度。\n"),
        ("1. 甲。\n\n   又甲。\n2. 乙。\n   - 丙。", "1. 甲。\n又甲。\n2. 乙。\n丙。\n"),
        ("> 安全第一。", "安全第一。\n"),
        ("班次 | 时间\n--- | ---\n早班 | 八点", "班次，时间\n早班，八点\n"),
        ("今天开会。\n\n---\n\n明天休息。", "今天开会。\n明天休息。\n"),
        ("    今天开会。", "今天开会。\n"),
        ("今天，<br>开会。", "今天，开会。\n"),
        ("今天<b>开会</b>。", "今天开会。\n"),
        ("<div>今天<i>开会</i>。</div>\n\n明天休息。", "今天开会。\n明天休息。\n"),
        ("<!-- 不说 -->\n\n明天休息。", "明天休息。\n"),
        ("一、加强领导。\n\n二、完善制度。", "一、加强领导。\n二、完善制度。\n"),
        ("今天开会\\*。&amp; 明天。", "今天开会*。& 明天。\n"),
    ],
)
def test_what_is_said(tmp_path: Path, source: str, text: str) -> None:
    assert read(tmp_path, source).text == text


def test_headings_make_articles_and_numbered_ones_chapters(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "# 安全月方案\n\n大家好。\n\n## 夏季须知\n\n### 一、多喝水\n\n水要烧开。\n\n### 注意\n\n二、早睡。\n\n厂工会\n",
    )
    assert document.title == "安全月方案"
    assert [s.title for s in document.sections] == ["安全月方案", "夏季须知", "注意"]
    assert [p.heading for s in document.sections for p in s.paragraphs if p.heading] == ["一、多喝水", "二、早睡"]
    assert document.sections[2].paragraphs[-1].kind == "text"


def test_a_heading_below_a_title_without_text_between_is_a_chapter(tmp_path: Path) -> None:
    document = read(tmp_path, "# 安全月方案\n\n## 总体要求\n\n落实责任。\n")
    assert [(p.kind, p.heading) for p in document.sections[0].paragraphs] == [
        ("title", ""),
        ("title", "总体要求"),
        ("text", ""),
    ]


def test_what_stands_between_fences_is_said_too(tmp_path: Path) -> None:
    document = read(tmp_path, "今天开会。\n\n```\n明天休息。\n\n后天上班。\n```\n")
    assert document.text == "今天开会。\n明天休息。\n后天上班。\n"


def test_line_numbers_count_the_front_matter(tmp_path: Path) -> None:
    document = read(tmp_path, "---\ntitle: 通知\n---\n各车间要把责任落实到工作全过\n\n程各方面。\n")
    assert document.notices == ("broken sentences made whole again: 1 (lines 6)",)


def test_lists_within_lists_are_said_down_to_the_last_or_refused(tmp_path: Path) -> None:
    def nested(levels: int) -> str:
        return "\n".join(f"{'  ' * level}- 第{level}层的说明。" for level in range(levels))

    assert read(tmp_path, nested(60)).text.count("\n") == 60
    with pytest.raises(DocumentError, match="nested too deep"):
        read(tmp_path, nested(120))


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("##停电通知：", "停电通知："),
        ("#停电通知", "停电通知"),
        ("##停电通知##", "停电通知"),
        ("### 停电通知 ###", "停电通知"),
        ("#　停电通知", "停电通知"),
        ("# 2026年要点", "2026年要点"),
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_marks_of_headings_are_not_said_whether_spaced_or_not(
    tmp_path: Path, suffix: str, line: str, title: str
) -> None:
    (tmp_path / f"a{suffix}").write_text(f"{line}\n周日停电检修。\n\n##范围\n全厂。\n", encoding="utf-8")
    document = read_document(tmp_path / f"a{suffix}")
    assert document.title == title.rstrip("：")
    assert document.text == f"{title}\n周日停电检修。\n范围\n全厂。\n"


@pytest.mark.parametrize(
    "line",
    ["#1机组下周大修。", "#2、#3炉正常。", "#安全生产月#各车间都动起来了", "#安全 #生产", "```\n##不是标题\n```"],
)
def test_other_number_signs_mark_no_heading(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.md").write_text(f"今天开会。\n\n{line}\n\n散会。\n", encoding="utf-8")
    assert f"\n{line.strip('`').strip()}\n" in read_document(tmp_path / "a.md").text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("面积3000m<sup>2</sup>，10<sup>3</sup>级，尘肺<sup>[1]</sup>。", "面积3000m²，10³级，尘肺。\n"),
        ("温度30^o^C，面积50米<sup>2</sup>。", "温度30°C，面积50平方米。\n"),
        ("毛<ruby>刺<rp>(</rp><rt>cì</rt><rp>)</rp></ruby>，{锉|cuò}刀。", "毛刺，锉刀。\n"),
        ("请<del>八点</del><s>九点</s>十点到。", "请十点到。\n"),
        ('!!! warning "当心"\n    湿手不摸开关。', "当心\n湿手不摸开关。\n"),
        ("!!! note\n    湿手不摸开关。", "湿手不摸开关。\n"),
        ("湿手不摸开关^[此处待改]。", "湿手不摸开关。\n"),
        (":warning: 湿手不摸开关。", "湿手不摸开关。\n"),
        ("++务必++断电。", "务必断电。\n"),
        ("湿手不摸开关。 ^block1", "湿手不摸开关。\n"),
        ("- [-] 取消的\n- [x] 做完的", "做完的\n"),
        ('{{< figure src="a.png" >}}\n\n湿手不摸开关。', "湿手不摸开关。\n"),
        ("*[PPE]: 待改\n\nPPE穿好。", "PPE穿好。\n"),
        ("半径\\(r^2\\)和\\[\\pi r\\]。", "半径r²和πr。\n"),
        # … and what stays
        ("用C++和C++写。", "用C++和C++写。\n"),
        ("比例:3:5:7，时间 8:30:00。", "比例:3:5:7，时间 8:30:00。\n"),
        ("安全!!! 重要", "安全!!! 重要\n"),
        ("\\(备注\\)和\\[条款\\]", "(备注)和[条款]\n"),
    ],
)
def test_marks_of_its_dialects(tmp_path: Path, source: str, text: str) -> None:
    (tmp_path / "a.md").write_text(source, encoding="utf-8")
    assert read_document(tmp_path / "a.md").text == text


def test_what_a_turned_page_leaves_behind(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "# 安全手册\n\n## 目录\n\n- [总则](#总则)\n- [附则](#附则)\n\n## 总则\n\n**2026****年4月**起施行。\n\n"
        "## 附则\n\n上一篇工作照此办理。\n\n上一篇：[下班](a.html) 下一篇：没有了\n",
    )
    assert document.text == "安全手册\n总则\n2026年4月起施行。\n附则\n上一篇工作照此办理。\n"
    assert document.left_out == ("总则", "附则", "上一篇：下班 下一篇：没有了")
