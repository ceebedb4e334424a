"""The characters of a sentence with their readings, and the line that would say one otherwise: here, or everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.desk.speech.said import said, sentence_of
from pipeline.desk.speech.syllables import marked
from pipeline.desk.speech.words import Line, choices, units
from pipeline.model import Document, Paragraph, Section, Sentence
from pipeline.reading import Reader

READER = Reader()


@pytest.mark.parametrize(
    ("syllable", "shown"),
    [
        ("chong2", "chóng"), ("lv4", "lǜ"), ("nve4", "nüè"), ("jiu3", "jiǔ"), ("gui4", "guì"), ("xue2", "xué"),
        ("zhou1", "zhōu"), ("de5", "de"), ("er2", "ér"), ("hao3", "hǎo"), ("", ""), ("qiong2", "qióng"), ("m2", "ḿ"),
    ],
)  # fmt: skip
def test_tones_are_marks(syllable: str, shown: str) -> None:
    assert marked(syllable) == shown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("银行。", [("银", "yín"), ("行", "háng"), ("。", "")]),
        ("共350人", [("共", "gòng"), ("350", "sān bǎi wǔ shí"), ("人", "rén")]),
        ("用CEO的", [("用", "yòng"), ("CEO", ""), ("的", "de")]),
        ("會議", [("會", "huì"), ("議", "yì")]),
    ],
)
def test_units(text: str, told: list[tuple[str, str]]) -> None:
    found = units(READER, text)
    assert [unit.text for unit in found] == [word for word, _pinyin in told]
    decided = [" ".join(map(marked, unit.syllables)) for unit in found]
    assert decided == [pinyin for _word, pinyin in told]


@given(st.text(st.sampled_from("银行长的我在2026年7月，。！AB 會重看一不℃％110😀（）-:"), max_size=30))
def test_units_are_the_whole_sentence_and_each_choice_can_be_kept(text: str) -> None:
    found = units(READER, text)
    assert "".join(unit.text for unit in found) == text
    at = 0
    for unit in found:
        assert (unit.start, unit.end) == (at, at + len(unit.text))
        at = unit.end
        for choice in choices(READER, found, unit.start):
            for line in (choice.here, choice.everywhere):
                if unit.single:
                    assert line.word in text
                    Reader({line.word: line.value}).read(text)


# sentence, where, choice → line for here, line for everywhere
LINES = [
    ("他在银行上班，很好。", 3, "xíng", ("他在银行上班", "ta1 zai4 yin2 xing2 shang4 ban1"), ("银行", "yin2 xing2")),
    ("请重看一遍。", 1, "zhòng", ("请重看一遍", "qing3 zhong4 kan4 yi1 bian4"), ("重看", "zhong4 kan4")),
    ("共350人。", 1, "三五零", ("共350人", "共三五零人"), ("共350人", "共三五零人")),
    ("他行。", 1, "háng", ("他行", "ta1 hang2"), ("他行", "ta1 hang2")),
]


@pytest.mark.parametrize(("text", "at", "shown", "here", "everywhere"), LINES)
def test_the_line_that_says_it_otherwise(
    text: str, at: int, shown: str, here: tuple[str, str], everywhere: tuple[str, str]
) -> None:
    found = units(READER, text)
    choice = next(choice for choice in choices(READER, found, at) if choice.shown == shown)
    assert (choice.here, choice.everywhere) == (Line(*here), Line(*everywhere))
    other = Reader({choice.here.word: choice.here.value})
    said_now = [" ".join(map(marked, unit.syllables)) for unit in units(other, text)]
    assert shown in said_now or shown in other.read(text).spoken


def test_an_entry_of_the_lexicon_is_changed_as_a_whole() -> None:
    reader = Reader({"银行上班": "yin2 hang2 shang4 ban1"})
    found = units(reader, "他在银行上班。")
    assert [unit.text for unit in found if unit.entry] == list("银行上班")
    assert choices(reader, found, 3)[1].everywhere == Line("银行上班", "yin2 xing2 shang4 ban1")
    assert [choice.now for choice in choices(reader, found, 3)] == [True, False]
    assert choices(reader, found, 99) == ()


def test_what_is_said_is_told_with_its_changes_and_doubts() -> None:
    texts = ("停电通知\n", "7月1日停电。", "请重看😀。", "——")
    sentences = tuple(Sentence(f"s001-{n:03}", text, "sentence") for n, text in enumerate(texts, 1))
    document = Document("停电通知", (Section("停电通知", (Paragraph("text", sentences),)),))
    found = said(document, READER)[0].paragraphs[0].sentences
    assert [(one.number, one.text) for one in found] == [
        (0, "停电通知"),
        (1, "7月1日停电。"),
        (2, "请重看😀。"),
        (3, "——"),
    ]
    assert [(c.written, c.spoken) for c in found[1].changed] == [("7月1", "七月一")]
    assert found[2].unsaid == ("😀",)
    assert [text for text, _start, doubtful in found[2].parts if doubtful] == ["重"]
    assert [one.doubts for one in found] == [0, 0, 1, 0]
    assert not found[3].sayable
    assert sentence_of(document, 1) == sentences[1]
    assert sentence_of(document, 9) is None
