"""The script of an episode: every sentence once, in order, with its presenter and its chapter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from pipeline.build.script import Script, readings, write_script
from pipeline.errors import DocumentError
from pipeline.model import Document, Paragraph, PauseKind, Reading, Section, Sentence
from pipeline.station import Programme, Station


class PlainReader:
    """Reads Chinese characters as ``a1`` and leaves out stars."""

    def read(self, text: str) -> Reading:
        spoken = text.replace("★", "")
        pinyin = ("a1",) * sum("\u4e00" <= c <= "\u9fff" for c in spoken)
        unsaid = tuple((place, place + 1) for place, c in enumerate(text) if c == "★")
        return Reading(text, spoken, pinyin, pinyin, unsaid=unsaid)

    def of_document(self, texts: Iterable[str]) -> PlainReader:
        return self


def paragraph(number: int, *texts: str, heading: str = "", pause: PauseKind = "paragraph") -> Paragraph:
    sentences = tuple(Sentence(f"s{number:03}-{n:03}", text, pause) for n, text in enumerate(texts, start=1))
    return Paragraph("text", sentences, heading)


NEWS = Section("新闻", (paragraph(1, "新闻\n"), paragraph(2, "一句。", "两句。\n")))
LETTER = Section(
    "倡议书", (paragraph(3, "同志们：\n"), paragraph(4, "一、守规程。\n", heading="一、守规程"), paragraph(5, "完。\n"))
)
DOCUMENT = Document("新闻", (NEWS, LETTER), author="厂办")


def script_of(document: Document, station: Station | None = None) -> Script:
    return write_script(
        document,
        date="2026-05-01T00:00:00+08:00",
        station=station or Station(),
        reader=PlainReader(),
        voices=("a", "b"),
    )


def test_the_order_of_an_episode() -> None:
    lines = script_of(DOCUMENT).lines
    assert [(line.id, line.text) for line in lines] == [
        ("opening", "欢迎收听车间之声。"),
        ("label", "本节目由人工智能合成。"),
        ("s001-001", "新闻"),
        ("s002-001", "一句。"),
        ("s002-002", "两句。"),
        ("s003-001", "同志们："),
        ("s004-001", "一、守规程。"),
        ("s005-001", "完。"),
        ("closing", "本期节目播送完了，感谢收听。"),
    ]


def test_presenters_take_turns_by_section_and_the_first_opens_and_closes() -> None:
    assert "".join(line.utterance.voice for line in script_of(DOCUMENT).lines) == "aaaaabbba"


def test_a_chapter_is_told_once_where_it_begins() -> None:
    chapters = [(line.id, line.chapter) for line in script_of(DOCUMENT).lines if line.chapter]
    assert chapters == [("opening", "新闻"), ("s003-001", "倡议书"), ("s004-001", "一、守规程")]


def test_templates() -> None:
    station = Station(programme=Programme(opening="{station}，{date}，{title}，{author}。", closing="", label="off"))
    lines = script_of(DOCUMENT, station).lines
    assert lines[0].text == "车间之声，2026年5月1日，新闻，厂办。"
    assert [line.id for line in lines if not line.id.startswith("s")] == ["opening"]
    anonymous = script_of(replace(DOCUMENT, author=""), station).lines
    assert anonymous[0].text.endswith("厂工会。")


def test_words_of_several_sentences_are_several_lines() -> None:
    station = Station(programme=Programme(opening="早上好！欢迎收听。"))
    lines = script_of(DOCUMENT, station).lines
    assert [(line.id, line.text, line.pause) for line in lines[:2]] == [
        ("opening", "早上好！", "sentence"),
        ("opening", "欢迎收听。", "sentence"),
    ]


@pytest.mark.parametrize(
    ("title", "opening", "spoken"),
    [
        ("总标题", "你好。", True),
        ("总标题", "今天是{title}。", False),
        ("notice-7", "你好。", False),
        ("新闻", "你好。", False),
    ],
)
def test_a_title_that_the_text_does_not_begin_with_is_said(title: str, opening: str, spoken: bool) -> None:
    station = Station(programme=Programme(opening=opening))
    ids = [line.id for line in script_of(replace(DOCUMENT, title=title), station).lines]
    assert ("title" in ids) is spoken


def test_what_has_no_sound_is_told_and_the_rest_is_said() -> None:
    section = Section("", (paragraph(1, "好★事。\n"), paragraph(2, "★★\n")))
    script = script_of(Document("标题", (section,)))
    assert [line.text for line in script.lines if line.id.startswith("s")] == ["好★事。"]
    assert list(script.notices) == [
        "s001-001: “★” has no sound and is left out",
        "s002-001: “★” has no sound and is left out",
        "s002-001: “★” has no sound and is left out",
    ]


def test_a_document_of_stars_is_refused() -> None:
    with pytest.raises(DocumentError, match="nothing that can be said"):
        script_of(Document("标题", (Section("", (paragraph(1, "★\n"),)),)))


def test_the_readings_of_a_document() -> None:
    shown = [(title, sentence.id, reading.text) for title, sentence, reading in readings(DOCUMENT, PlainReader())]
    assert shown[0] == ("新闻", "s001-001", "新闻")
    assert shown[-1] == ("倡议书", "s005-001", "完。")
    assert len(shown) == 6
