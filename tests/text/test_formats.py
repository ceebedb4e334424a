"""What every reader of documents promises: the same content is the same document in each format."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.text import SUFFIXES, read_document
from pipeline.text.documents import FORMATS
from tests.text.formats import WRITERS, saved

LETTER = (
    ("h", "夏季安全生产倡议书"),
    ("p", "全厂各车间的工友们："),
    ("p", "入夏以来气温升高，设备检修任务加重，安全生产的弦一刻也不能松。为此，我们倡议："),
    ("p", "一、遵守规程，按章操作。上岗前检查劳动防护用品，发现隐患立即报告，检修时先断电、再挂牌，做到人人心中有"),
    ("p", "数、个个手上有活。"),
    ("p", "二、互相提醒，共保平安。老师傅带好新工友，班前讲一遍，班中看一遍，班后查一遍。"),
    ("row", "车间|负责人数|检查日期"),
    ("row", "一车间|12人|7月3日"),
    ("p", "让我们一起努力！"),
    ("h", "技能竞赛开始报名"),
    ("p", "本报讯（通讯员）今年的焊工竞赛将于8月举行，7月20日前到工会报名。"),
)  # fmt: skip

MATTER = {
    "title": "七月广播",
    "date": "2026-07-01",
    "author": "宣传科",
    "voice": "zf_xiaobei, zm_yunjian",
    "draft": "true",
}

suffixes = pytest.mark.parametrize("suffix", list(WRITERS))


def test_every_format_has_a_writer_here_and_is_offered() -> None:
    assert set(SUFFIXES) == set(FORMATS)
    assert set(WRITERS) <= set(FORMATS)


@suffixes
def test_title_sections_chapters(tmp_path: Path, suffix: str) -> None:
    document = read_document(saved(tmp_path, suffix, LETTER))
    assert document.title == "夏季安全生产倡议书"
    assert [section.title for section in document.sections] == ["夏季安全生产倡议书", "技能竞赛开始报名"]
    headings = [paragraph.heading for paragraph in document.sections[0].paragraphs if paragraph.heading]
    assert headings == ["一、遵守规程，按章操作", "二、互相提醒，共保平安"]


@suffixes
def test_same_sentences_ids_pauses_and_kinds_as_plain_text(tmp_path: Path, suffix: str) -> None:
    plain = read_document(saved(tmp_path, ".txt", LETTER))
    assert read_document(saved(tmp_path, suffix, LETTER)).sections == plain.sections


@suffixes
def test_a_paragraph_torn_in_a_word_is_whole_again_and_told(tmp_path: Path, suffix: str) -> None:
    document = read_document(saved(tmp_path, suffix, LETTER))
    assert any("做到人人心中有数、个个手上有活。" in sentence.text for sentence in document.sentences)
    assert [n for n in document.notices if n.startswith("broken sentences made whole again: 1 (")]


@suffixes
def test_tables_are_read_row_by_row(tmp_path: Path, suffix: str) -> None:
    document = read_document(saved(tmp_path, suffix, LETTER))
    assert "车间，负责人数，检查日期\n一车间，12人，7月3日\n" in document.text


@suffixes
def test_front_matter(tmp_path: Path, suffix: str) -> None:
    document = read_document(saved(tmp_path, suffix, LETTER, MATTER))
    told = (document.title, document.date, document.author, document.voices, document.draft)
    assert told == ("七月广播", "2026-07-01", "宣传科", ("zf_xiaobei", "zm_yunjian"), True)
    assert document.sections == read_document(saved(tmp_path, suffix, LETTER)).sections


@suffixes
@pytest.mark.parametrize(("key", "value"), [("date", "2026-02-30"), ("draft", "maybe")])
def test_a_wrong_value_in_the_front_matter_is_told(tmp_path: Path, suffix: str, key: str, value: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(saved(tmp_path, suffix, LETTER, {key: value}))
    assert value in caught.value.what
    assert str(tmp_path) in caught.value.where
    assert caught.value.next


@suffixes
def test_nothing_to_say_is_an_error(tmp_path: Path, suffix: str) -> None:
    for parts in ((), (("p", "　"),), (("p", "🎉🎉"), ("p", "* * *"))):
        with pytest.raises(DocumentError):
            read_document(saved(tmp_path, suffix, parts))


@suffixes
def test_invisible_characters_are_left_out_and_told(tmp_path: Path, suffix: str) -> None:
    document = read_document(saved(tmp_path, suffix, [("h", "通\u200b知"), ("p", "今天\ufeff开会\u2060。")]))
    assert document.title == "通知"
    assert document.text == "通知\n今天开会。\n"
    assert any(notice.startswith("3 invisible") for notice in document.notices)


@suffixes
def test_latin_alone_is_said_with_a_notice(tmp_path: Path, suffix: str) -> None:
    document = read_document(saved(tmp_path, suffix, [("p", "Safety first. Mind your step.")]))
    assert [sentence.text for sentence in document.sentences] == ["Safety first. ", "Mind your step.\n"]
    assert any("no Chinese" in notice for notice in document.notices)


@suffixes
def test_bytes_of_another_kind(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture{suffix}"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert caught.value.next


@suffixes
def test_too_large(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"large{suffix}"
    path.write_bytes("安全第一。".encode() * 1_400_000)
    with pytest.raises(DocumentError, match="larger than"):
        read_document(path)
