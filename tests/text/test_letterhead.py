"""The head of an office's paper is said, and the title is what stands below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Document
from pipeline.text import read_document

BODY = "各部门、各车间：\n\n近期高温持续，现就有关事项通知如下，请认真抓好落实。\n"
END = "\n### 附则\n\n照此办理。\n"


def read(folder: Path, text: str, suffix: str = ".txt") -> Document:
    path = folder / f"来文{suffix}"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("北江机械厂文件\n北机发〔2025〕12号\n关于做好防暑降温工作的通知\n", "关于做好防暑降温工作的通知"),
        ("北江市安全生产委员会办公室\n关于做好防暑降温工作的紧急通知\n", "关于做好防暑降温工作的紧急通知"),
        ("北江机械集团有限公司\n南山分公司文件\n北机[2025]第3号\n关于夏季检修的决定\n", "关于夏季检修的决定"),
        ("中共北江市委\n北江市人民政府\n防汛指挥部办公室\n关于值班安排的函\n", "关于值班安排的函"),
        (
            "北江机械厂文件\n北机发(2025)8号\n关于进一步加强夏季高温安\n全生产工作的意见\n",
            "关于进一步加强夏季高温安全生产工作的意见",
        ),
        ("北 江 机 械 厂 文 件\n北机发〔2025〕9号  签发人：李明\n关于评优结果的通报\n", "关于评优结果的通报"),
        ("北江机械厂\n第5号\n通  报\n", "通报"),
        (
            "北江机械厂工会\n北机工〔2025〕2号\n北江机械厂工会\n关于慰问一线职工的通知\n",
            "北江机械厂工会关于慰问一线职工的通知",
        ),
        ("特急\n北江市应急管理局文件\n北应急〔2025〕1号\n夏季安全生产工作方案\n", "夏季安全生产工作方案"),
    ],
)
def test_the_title_stands_below_the_body_and_the_number(tmp_path: Path, head: str, title: str) -> None:
    document = read(tmp_path, head + BODY)
    assert document.title == title
    assert [section.title for section in document.sections] == [title]
    said = [(paragraph.kind, paragraph.text.strip()) for paragraph in document.sections[0].paragraphs]
    above = said[: said.index(("title", title))]
    assert all(kind == "text" for kind, _ in above)
    assert "".join("".join(text for _, text in above).split()) + title == "".join(head.split())


@pytest.mark.parametrize(
    "text",
    [
        f"**北江机械厂安委会**\n# 北机安字〔2025〕3号\n## 关于停机检修的通知\n{BODY}{END}",
        f"# 北江机械厂文件\n\n北机安字〔2025〕3号\n\n## 关于停机检修的通知\n\n{BODY}{END}",
        f"<div>北江机械厂文件</div>\n<p>北机[2025]3号</p>\n\n## 关于停机检修的通知\n\n{BODY}{END}",
        f"北江机械厂安委会\n\n# 关于停机检修的通知\n今天停机检修。\n{END}",
        f"# 北江机械厂安委会\n# 关于停机检修的通知\n{BODY}{END}\n北江机械厂安委会\n\n2025年7月2日\n",
    ],
)
def test_whatever_is_marked_as_the_heading(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text, ".md")
    assert document.title == "关于停机检修的通知"
    assert [section.title for section in document.sections] == ["关于停机检修的通知", "附则"]


def test_a_body_broken_within_a_word_is_said_whole(tmp_path: Path) -> None:
    head = "北江机械集团商业运营管理有限公\n司南山公司文件\n北机〔2025〕3号\n关于检修的通知\n"
    first = read(tmp_path, head + BODY).sections[0].paragraphs[0].text.strip()
    assert first == "北江机械集团商业运营管理有限公司南山公司文件"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("北江机械厂\n\n北江机械厂建于1958年，现有职工三千人。\n\n工厂生产拖拉机。\n", "北江机械厂"),
        ("安全生产文件汇编\n\n关于做好防汛工作的通知\n\n" + BODY, "安全生产文件汇编"),
        (
            "市总工会传达学习上级文件\n\n本报讯（记者 王芳）昨天，市总工会学习了《关于防汛工作的通知》。\n",
            "市总工会传达学习上级文件",
        ),
        ("学习体会\n关于安全生产的通知\n我认真学习了通知，体会很深。\n", "学习体会"),
        ("北江机械厂\n关于我们\n我们生产拖拉机，行销全国。\n", "北江机械厂"),
        ("关于检修的通知\n" + BODY, "关于检修的通知"),
    ],
)
def test_other_first_lines_stay_titles(tmp_path: Path, text: str, title: str) -> None:
    assert read(tmp_path, text).title == title
