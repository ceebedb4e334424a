"""Readings that the text gives in brackets: they are silent, and they are the reading."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize(
    ("text", "spoken", "read"),
    [
        ("铣（xǐ）床和柏（bó）林", "铣床和柏林", {"铣": "xi3", "柏": "bo2"}),
        ("预防龋[qǔ]齿，毛刺（máocì）要清除。", "预防龋齿，毛刺要清除。", {"毛": "mao2", "刺": "ci4"}),
        ("组长姓解(xie4)，安全员姓仇（QIÚ）。", "组长姓解，安全员姓仇。", {"解": "xie4", "仇": "qiu2"}),
        ("解（音同“谢”）师傅和查（读作“渣”）师傅", "解师傅和查师傅", {"解": "xie4", "查": "zha1"}),
        ("区（读ōu，不读qū）师傅", "区师傅", {"区": "ou1"}),
        ("尉迟（Yù chí）公司", "尉迟公司", {"尉": "yu4"}),
        ("“铣”（xǐ）床，龋qǔ齿，铣/xǐ/刀", "“铣”床，龋齿，铣刀", {"铣": "xi3"}),
        ("会（kuai）计，行（hang）业", "会计，行业", {"会": "kuai4", "行": "hang2"}),
        ("轧【zhá】钢，砼〔拼音：tóng〕管", "轧钢，砼管", {"轧": "zha2"}),
        ("绿（lǜ）色，女（nü3）工", "绿色，女工", {"绿": "lv4", "女": "nv3"}),
        ("西安（Xī'ān）厂", "西安厂", {"西": "xi1"}),
        ("妈妈（māma）", "妈妈", {"妈": "ma1"}),
    ],
)
def test_a_note_is_silent_and_is_the_reading(reader: Reader, text: str, spoken: str, read: dict[str, str]) -> None:
    reading = reader.read(text)
    assert reading.spoken == spoken
    characters = [c for c in spoken if "一" <= c <= "鿿"]
    assert {c: reading.pinyin[characters.index(c)] for c in read} == read


@pytest.mark.parametrize(
    "text",
    [
        "铁（Fe）矿", "锂（Li）电池", "电压（V）", "咖啡（café）", "音乐（音响）室", "图书（读书）角", "机床（CNC）",
        "氧（O2）", "公司（he）", "张某（男）", "质量（m）",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_note_is_said(reader: Reader, text: str) -> None:
    assert "（" in reader.read(text).spoken


def test_the_rules_tell_where_the_text_gave_a_reading(reader: Reader) -> None:
    told = [(rule.start, rule.end, rule.spoken) for rule in reader.read("组长姓解（xiè）。").rules]
    assert told == [(3, 4, "xie4"), (4, 9, "")]


def test_a_note_comes_before_the_lexicon_which_keeps_its_other_places() -> None:
    reader = Reader({"解": "jie4", "姓": "xing4"})
    assert reader.read("姓解（xiè），押解").pinyin == ("xing4", "xie4", "ya1", "jie4")


@given(st.text("铣解区（）()[]xǐqiú4音同“谢”，读 'ü1", max_size=24))
@settings(max_examples=150, deadline=None)
def test_any_note_leaves_a_reading_of_all_that_is_said(text: str) -> None:
    reading = Reader().read(text)
    assert len(reading.pinyin) == sum("一" <= c <= "鿿" for c in reading.spoken)


@pytest.mark.parametrize(
    ("text", "spoken", "pinyin"),
    [
        ("这里的“瞿”读qú。", "这里的“瞿”读衢。", "zhe4 li3 de5 qu2 du2 qu2"),
        ("尉读yù，迟念chí。", "尉读欲，迟念持。", "wei4 du2 yu4 chi2 nian4 chi2"),
        ("读音为ōu。", "读音为欧。", "du2 yin1 wei2 ou1"),
        ("读dú书。", "读书。", "du2 shu1"),
        ("他读Wang的书。", "他读wang的书。", "ta1 du2 de5 shu1"),
    ],
)
def test_pinyin_behind_the_verb_to_read_is_said(reader: Reader, text: str, spoken: str, pinyin: str) -> None:
    reading = reader.read(text)
    assert (reading.spoken, " ".join(reading.pinyin)) == (spoken, pinyin)
