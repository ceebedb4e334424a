"""What a document says of itself, and how wrong words about it are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.model import Document
from pipeline.text import is_urgent, read_document


def read(folder: Path, text: str, name: str = "document.txt") -> Document:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_document(path)


@pytest.mark.parametrize(
    ("matter", "key", "wanted"),
    [
        ("title: 停电通知", "title", "停电通知"),
        ("Title：“停电通知”", "title", "停电通知"),
        ('title: "停电: 通知"', "title", "停电: 通知"),
        ("title: 停电，请注意", "title", "停电，请注意"),
        ("title:", "title", "document"),
        ("date: 2026-05-01", "date", "2026-05-01"),
        ("date: 2026-5-1", "date", "2026-05-01"),
        ("date: 2026/05/01", "date", "2026-05-01"),
        ("date: 2026年5月1日", "date", "2026-05-01"),
        ("date: 2026-05-01T08:30", "date", "2026-05-01T08:30"),
        ("date: 2026-05-01 08:30:15", "date", "2026-05-01T08:30"),
        ("date:", "date", ""),
        ("author: 宣传科", "author", "宣传科"),
        ("voice: zf_xiaobei", "voices", ("zf_xiaobei",)),
        ("voice: zf_xiaobei, zm_yunjian", "voices", ("zf_xiaobei", "zm_yunjian")),
        ("voice: [zf_xiaobei, 'zm_yunjian']", "voices", ("zf_xiaobei", "zm_yunjian")),
        ("voice:\n  - zf_xiaobei\n  - zm_yunjian", "voices", ("zf_xiaobei", "zm_yunjian")),
        ("draft: true", "draft", True),
        ("draft: 是", "draft", True),
        ("draft: no", "draft", False),
        ("# a remark\n\ndraft: yes", "draft", True),
        ("date: 2026年5月1日17时", "date", "2026-05-01T17:00"),
        ("date: 2026年5月1日 8点30分", "date", "2026-05-01T08:30"),
        ("until: 2026-05-03", "until", "2026-05-03"),
        ("到期：2026-05-03 17:30", "until", "2026-05-03T17:30"),
        ("到期：2026年5月3日17时整", "until", "2026-05-03T17:00"),
        ("有效期至：2026年5月31日24时", "until", "2026-06-01T00:00"),
        ("until:", "until", ""),
        ("urgent: true", "urgent", True),
        ("紧急：是", "urgent", True),
        ("紧急：否", "urgent", False),
        ("title: 紧急通知", "urgent", False),
    ],
)
def test_values(tmp_path: Path, matter: str, key: str, wanted: object) -> None:
    document = read(tmp_path, f"---\n{matter}\n---\n今天停电。\n")
    assert getattr(document, key) == wanted
    assert document.text == "今天停电。\n"


@pytest.mark.parametrize(
    ("matter", "line", "what", "next_"),
    [
        ("titel: 通知", 2, "titel", "“title”"),
        ("title: 通知\nauthro: 宣传科", 3, "authro", "“author”"),
        ("title: 通知\ntitle: 通告", 3, "twice", "leave one out"),
        ("title: 通知\n今天停电", 3, "今天停电", "title, date, until, author, voice, urgent, draft"),
        ("until: 明天", 2, "明天", "2026-05-01"),
        ("title: 通知\nurgent: 马上", 3, "urgent is “马上”", "yes or no"),
        ("date: 明天", 2, "明天", "2026-05-01"),
        ("date: 2026-02-30", 2, "2026-02-30", "2026-05-01"),
        ("date: 2026-05-01T25:00", 2, "25:00", "2026-05-01"),
        ("date: 0000-01-01", 2, "0000-01-01", "2026-05-01"),
        ("title: 通知\n\ndraft: vielleicht", 4, "vielleicht", "yes or no"),
    ],
)
@pytest.mark.parametrize("name", ["document.txt", "document.md"])
def test_errors_name_file_line_and_remedy(
    tmp_path: Path, name: str, matter: str, line: int, what: str, next_: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, f"---\n{matter}\n---\n今天停电。\n", name)
    assert what in caught.value.what
    assert caught.value.where.endswith(f"{name}:{line}")
    assert next_ in caught.value.next


def test_not_closed(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="not closed"):
        read(tmp_path, "---\ntitle: 通知\n\n今天停电。\n")


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n今天停电。\n",
        "---\n今天停电。\n---\n明天来电。\n",
        "----\n时间: 明天\n",
        "今天停电。\n---\ntitle: 通知\n---\n",
    ],
)
def test_a_rule_across_the_page_is_no_front_matter(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text)
    assert document.title == "document"
    assert "今天停电" in document.text or "明天" in document.text


def test_an_empty_block(tmp_path: Path) -> None:
    assert read(tmp_path, "\n---\n---\n今天停电。\n").text == "今天停电。\n"


@pytest.mark.parametrize(
    ("name", "date", "title"),
    [
        ("2026-05-01-停电.txt", "2026-05-01", "停电"),
        ("2026-05-01停电.txt", "2026-05-01", "停电"),
        ("20260501停电.txt", "2026-05-01", "停电"),
        ("20260501.txt", "2026-05-01", "20260501"),
        ("2026.05.01 停电.txt", "2026-05-01", "停电"),
        ("2026_05_01_停电.txt", "2026-05-01", "停电"),
        ("2026年5月1日停电.txt", "2026-05-01", "停电"),
        ("2026年5月1日，停电.txt", "2026-05-01", "停电"),
        ("20261301停电.txt", "", "20261301停电"),
        ("202605011.txt", "", "202605011"),
        ("2026停电.txt", "", "2026停电"),
        ("停电2026-05-01.txt", "", "停电2026-05-01"),
    ],
)
def test_the_date_at_the_start_of_a_file_name(tmp_path: Path, name: str, date: str, title: str) -> None:
    document = read(tmp_path, "今天停电。\n", name)
    assert (document.date, document.title) == (date, title)


def test_the_front_matters_date_goes_before_the_file_names(tmp_path: Path) -> None:
    assert read(tmp_path, "---\ndate: 2026-06-01\n---\n今天停电。\n", "2026-05-01-停电.txt").date == "2026-06-01"


def test_a_title_in_the_front_matter_does_not_silence_the_one_in_the_text(tmp_path: Path) -> None:
    document = read(tmp_path, "---\ntitle: 六月第一期\n---\n停电通知\n\n今天停电。\n")
    assert document.title == "六月第一期"
    assert document.sections[0].title == "停电通知"
    assert document.text == "停电通知\n今天停电。\n"


@pytest.mark.parametrize(
    ("name", "head", "urgent"),
    [
        ("紧急停水.txt", "", True),
        ("【紧急】停水.txt", "", True),
        ("2026-05-01-紧急停水.txt", "", True),
        ("紧急停水.txt", "紧急：否\n", False),
        ("停水.txt", "紧急：是\n", True),
        ("停水.txt", "", False),
        ("不紧急.txt", "", False),
        ("处理紧急情况的办法.txt", "", False),
    ],
)
def test_what_is_urgent_says_so_in_its_head_or_at_the_beginning_of_its_name(
    tmp_path: Path, name: str, head: str, urgent: bool
) -> None:
    document = read(tmp_path, f"{head}今天停水。\n", name)
    assert document.urgent is urgent
    assert is_urgent(tmp_path / name) is urgent
    assert document.text == "今天停水。\n"


@pytest.mark.parametrize(
    "text",
    [
        "紧急：请各车间马上关好阀门。\n",
        "紧急: 停水\n日期: 明天\n",
        "到期：2026-05-03\n请续签合同。\n",
        "日期：2026-05-01\n今天停水。\n",
    ],
)
def test_a_line_that_the_document_says_is_no_head(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text)
    assert (document.urgent, document.until, document.date) == (False, "", "")
    assert document.text.startswith(text[:2])


@pytest.mark.parametrize(
    ("date", "until", "possible"),
    [
        ("2026-05-03", "2026-05-03", True),
        ("2026-05-03T17:00", "2026-05-03", True),
        ("2026-05-03T17:00", "2026-05-03T17:00", False),
        ("2026-05-03", "2026-05-02", False),
    ],
)
def test_what_ends_before_it_begins_is_refused(tmp_path: Path, date: str, until: str, possible: bool) -> None:
    text = f"---\ndate: {date}\nuntil: {until}\n---\n今天停水。\n"
    if possible:
        assert read(tmp_path, text).until == until
        return
    with pytest.raises(DocumentError, match=f"its end, {until}, lies before its beginning, {date}"):
        read(tmp_path, text)


def test_urgent_word_documents_and_pages_are_known_at_a_glance(tmp_path: Path) -> None:
    from docx import Document as Word

    for name, first in (("a.docx", "紧急：是"), ("b.docx", "今天停水。")):
        word = Word()
        word.add_paragraph(first)
        word.add_paragraph("请各车间备水。")
        word.save(str(tmp_path / name))
    (tmp_path / "c.html").write_text("<meta charset=utf-8><meta name=urgent content=true><p>今天停水，请备水。</p>")
    (tmp_path / "d.html").write_text("<meta charset=utf-8><p>今天停水，请备水，急。</p>")
    (tmp_path / "e.txt").write_bytes("紧急：是\n今天停水，请备水。\n".encode("gb18030"))
    (tmp_path / "f.txt").write_bytes("urgent: yes\n今天停水，请备水。\n".encode("utf-16"))
    (tmp_path / "g.docx").write_bytes(b"PK, and no archive")
    found = [path.stem for path in sorted(tmp_path.iterdir()) if is_urgent(path)]
    assert found == ["a", "c", "e", "f"]
