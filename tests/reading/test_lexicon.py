"""The operator's lexicon: what it forces, what it refuses, and what a voice without phonemes is given."""

from __future__ import annotations

import pytest

from pipeline.chinese.words import words
from pipeline.errors import StationError
from pipeline.model import Rule
from pipeline.reading import Reader
from pipeline.reading.homophones import respelt
from pipeline.reading.lexicon import read_lexicon


def where(word: str) -> str:
    return f"station.toml:7 {word}"


def test_a_reading_is_forced_where_the_word_stands() -> None:
    reading = Reader({"重工": "chong2 gong1"}).read("我们是重工企业。")
    assert reading.pinyin == ("wo3", "men5", "shi4", "chong2", "gong1", "qi3", "ye4")
    assert reading.rules == (Rule("lexicon", 3, 5, "chong2 gong1"),)
    assert reading.spoken == reading.text


def test_other_words_are_said() -> None:
    reading = Reader({"双区": "粤港澳和深圳"}).read("“双区”建设")
    assert "粤港澳和深圳" in reading.spoken
    assert "双区" not in reading.spoken
    assert reading.respelt == ""


def test_letters_and_figures_may_be_given_as_words() -> None:
    reader = Reader({"数控中心": "CNC", "三号线": "3号线"})
    assert reader.read("数控中心在三号线").spoken == "CNC在三号线"


def test_a_word_with_a_figure_takes_a_syllable_for_the_figure_too() -> None:
    reading = Reader({"5G基站": "wu3 ji1 zhan4"}).read("新建5G基站")
    assert reading.spoken == "新建五G基站"
    assert reading.pinyin == ("xin1", "jian4", "wu3", "ji1", "zhan4")


def test_the_longest_word_wins() -> None:
    reader = Reader({"长江": "zhang3 jiang1", "长江路": "chang2 jiang1 lu4"})
    assert reader.read("长江路长江").pinyin == ("chang2", "jiang1", "lu4", "zhang3", "jiang1")


@pytest.mark.parametrize("value", ["lü3 shun4", "lv3 shun4", "LÜ3 shun4", "lu:3 shun4"])
def test_the_umlaut_is_written_as_one_likes(value: str) -> None:
    assert read_lexicon({"旅顺": value})["旅顺"].pinyin == ("lv3", "shun4")


@pytest.mark.parametrize(
    "value",
    [
        "chóng qìng", "chóngqìng", "Chóngqìng", "CHÓNG QÌNG", "cho\u0301ng qi\u0300ng", "chong2qing4", "Chong2Qing4",
        "chong2-qing4", "chong2 qing4", "chong2'qing4", "chong2，qing4", "ｃｈｏｎｇ２　ｑｉｎｇ４", "chong²qing⁴",
        "chong2_qing4", "chong2.qing4", "chong2+qing4", "chong2;qing4", "chong2|qing4", "(chong2 qing4)",
        "/chong2 qing4/",
        "【chóng qìng】", "“chóng qìng”", "chong2qing4。", "chong 2 qing 4", "CHONG2QING4",
    ],
)  # fmt: skip
def test_pinyin_is_understood_as_people_write_it(value: str) -> None:
    assert read_lexicon({"重庆": value})["重庆"].pinyin == ("chong2", "qing4")


@pytest.mark.parametrize(
    ("word", "value", "pinyin"),
    [
        ("西安", "Xī'ān", "xi1 an1"),
        ("西安", "xīān", "xi1 an1"),
        ("西安", "xi1an1", "xi1 an1"),
        ("先生", "xiānsheng", "xian1 sheng5"),
        ("方案", "fang1an4", "fang1 an4"),
        ("反感", "fǎngǎn", "fan3 gan3"),
        ("女儿", "nǚ'ér", "nv3 er2"),
        ("绿道", "lǜdào", "lv4 dao4"),
        ("桌子", "zhuo1 zi0", "zhuo1 zi5"),
        ("花儿", "huār", "hua1 er5"),
        ("哪儿", "nar3", "na3 er5"),
        ("二月", "er4 yue4", "er4 yue4"),
    ],
)
def test_pinyin_in_one_piece_falls_into_a_syllable_for_each_character(word: str, value: str, pinyin: str) -> None:
    assert " ".join(read_lexicon({word: value})[word].pinyin) == pinyin


@pytest.mark.parametrize(
    "value", ["CNC", "Wi-Fi", "3号线", "A4纸", "T2线", "粤港澳大湾区", "PM2.5", "C++", "AI", "HELLO", "PLC/DCS"]
)
def test_other_words_are_no_pinyin(value: str) -> None:
    assert read_lexicon({"重庆": value})["重庆"].pinyin == ()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("chong qing", "write “chong2 qing4”"),
        ("chong qing", "'chong' has no tone"),
        ("CHONGQING", "write “chong2 qing4”"),
        ("chong_qing", "write “chong2 qing4”"),
        ("2chong 4qing", "write pinyin alone"),
        ("chong2 qing44", "write pinyin alone"),
        ("chong2 qing6", "qing1, qing2, qing3, qing4"),
        ("chong2 qing4 shi4", "as in “chong2 qing4”"),
        ("chong2 庆", "write pinyin alone"),
        ("重 qing4", "write pinyin alone"),
        ("chongqing", "write “chong2 qing4”"),
        ("chong2 qing", "write “chong2 qing4”"),
        ("zhòng", "2 Chinese characters but 1"),
        ("chóngg qìng", "chóngg"),
        ("chóngg qìng", "chong2"),
        ("重chong2庆", "write pinyin alone"),
        ("重（chóng）庆", "write pinyin alone"),
        ("ㄔㄨㄥˊ ㄑㄧㄥˋ", "write pinyin alone"),
        ("。", "write pinyin alone"),
    ],
)
def test_pinyin_that_is_not_understood_is_refused_with_the_right_form(value: str, told: str) -> None:
    with pytest.raises(StationError) as caught:
        read_lexicon({"重庆": value}, where)
    assert told in f"{caught.value} {caught.value.next}"


@pytest.mark.parametrize(
    ("word", "value", "told"),
    [
        ("重庆", "chong2 qingg4", "qing4"),
        ("重庆", "chong qing4", "chong1"),
        ("重庆", "chong2", "2"),
        ("重庆", "chong2 qing4 shi4", "3"),
        ("重庆", "xqz9 qing4", "xqz9"),
        ("重庆", "", "重庆"),
        (" ", "chong2", "station.toml:7"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(word: str, value: str, told: str) -> None:
    with pytest.raises(StationError) as caught:
        read_lexicon({word: value}, where)
    assert told in str(caught.value)
    assert str(caught.value).startswith("station.toml:7")
    assert caught.value.next


def test_words_that_no_document_says_are_found() -> None:
    reader = Reader({"重庆": "chong2 qing4", "双区": "两个区", "番禺": "pan1 yu2"})
    assert reader.unused_words(["去重庆。", "重庆好。"]) == ("双区", "番禺")


def test_a_forced_reading_is_respelt_for_voices_without_phonemes() -> None:
    reading = Reader({"重工": "chong2 gong1"}).read("三一重工。")
    assert reading.respelt != reading.spoken
    assert len(reading.respelt) == len(reading.spoken)
    changed = reading.respelt[2]
    assert changed in words().single
    assert words().defaults[changed] == "chong2"


def test_a_character_that_cannot_be_misread_stays() -> None:
    assert respelt("", "庆", ("qing4",), "") == "庆"


def test_a_syllable_without_a_plain_homophone_keeps_its_character() -> None:
    assert respelt("", "的A", ("de5",), "") == "的A"


def test_homophones_make_no_new_word_with_their_neighbours() -> None:
    alone = respelt("", "长", ("chang2",), "")
    costs = words().costs
    neighbour = next(word[0] for word in sorted(costs) if len(word) == 2 and word[1] == alone)
    beside = respelt(neighbour, "长", ("chang2",), "")
    assert beside != alone
    assert f"{neighbour}{beside}" not in costs
