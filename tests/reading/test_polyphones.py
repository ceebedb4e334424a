"""多音字: the tables, and that the order phrase, rule, model holds."""

from __future__ import annotations

import pytest

from pipeline.chinese.words import PHRASES_FILE, annotated, words
from pipeline.reading import Reader
from tests.conftest import ROOT
from tests.reading.tables import size, wrong_polyphones

READER = Reader()


def syllables_at(sentence: str, place: int) -> tuple[str, str]:
    """How the character at ``place`` is read and said; rows without figures are said as they are written."""
    reading = READER.read(sentence)
    chinese = [c for c in reading.spoken if c in words().defaults]
    assert len(chinese) == len(reading.pinyin)
    before = sum(c in words().defaults for c in sentence[:place])
    assert chinese[before] == sentence[place]
    return reading.pinyin[before], reading.pinyin_said[before]


@pytest.mark.parametrize(
    ("name", "share"),
    [("polyphones_working.tsv", 0.99), ("polyphones_held_out.tsv", 0.99), ("talk.tsv", 0.99)],
    ids=["working", "held out", "talk"],
)
def test_polyphones_of_factory_prose(name: str, share: float) -> None:
    wrong = wrong_polyphones(name, syllables_at)
    assert 1 - len(wrong) / size(name) >= share, "\n".join(wrong)


@pytest.mark.no_cover
@pytest.mark.parametrize(("name", "share"), [("marked_working.tsv", 0.97), ("marked_held_out.tsv", 0.86)])
def test_rare_readings_in_marked_sentences(name: str, share: float) -> None:
    """As many sentences of rare readings as of common ones: far harder than what a union's office writes."""
    wrong = wrong_polyphones(name, syllables_at)
    assert 1 - len(wrong) / size(name) >= share, f"{len(wrong)} of {size(name)} wrong"


@pytest.mark.parametrize(
    ("sentence", "syllables"),
    [
        ("与会代表", "yu4 hui4 dai4 biao3"),
        ("安西都护府", "an1 xi1 du1 hu4 fu3"),
        ("贞观年间", "zhen1 guan1 nian2 jian1"),
        ("以天下为己任", "yi3 tian1 xia4 wei2 ji3 ren4"),
        ("周亚夫率三十六将军", "zhou1 ya4 fu1 shuai4 san1 shi2 liu4 jiang1 jun1"),
        ("合格率三十六个点", "he2 ge2 lv4 san1 shi2 liu4 ge4 dian3"),
        ("两千余只", "liang3 qian1 yu2 zhi1"),
        ("睡着了", "shui4 zhao2 le5"),
    ],
)
def test_rare_readings_do_not_spread(sentence: str, syllables: str) -> None:
    assert " ".join(READER.read(sentence).pinyin) == syllables


def test_the_tables_are_as_large_as_promised() -> None:
    assert size("polyphones_working.tsv") + size("polyphones_held_out.tsv") >= 400
    assert size("polyphones_held_out.tsv") * 2 >= size("polyphones_working.tsv") - 2


def test_no_phrase_contradicts_itself() -> None:
    """A word may be listed twice, for two of its characters, but not with two readings of one, nor wholly alike."""
    seen: dict[tuple[str, int], str] = {}
    listed: set[str] = set()
    for line in PHRASES_FILE.read_text("utf-8").splitlines():
        for entry in line.partition("#")[0].split():
            word, places = annotated(entry)
            assert len(word) > 1, entry
            assert entry not in listed
            listed.add(entry)
            for place, syllable in places.items():
                assert seen.setdefault((word, place), syllable) == syllable, entry


@pytest.mark.parametrize(
    ("sentence", "syllables"),
    [
        ("会计", "kuai4 ji4"),
        ("大会计划", "da4 hui4 ji4 hua4"),
        ("银行行长", "yin2 hang2 hang2 zhang3"),
        ("两行字", "liang3 hang2 zi4"),
        ("全线长约三里", "quan2 xian4 chang2 yue1 san1 li3"),
        ("工会主席任组长", "gong1 hui4 zhu3 xi2 ren4 zu3 zhang3"),
        ("任师傅", "ren2 shi1 fu4"),
        ("办公室单主任", "ban4 gong1 shi4 shan4 zhu3 ren4"),
        ("大会计有", "da4 hui4 ji4 you3"),
        ("入脑入心入行", "ru4 nao3 ru4 xin1 ru4 xing2"),
        ("记者曾多次到厂", "ji4 zhe3 ceng2 duo1 ci4 dao4 chang3"),
        ("重庆", "chong2 qing4"),
    ],
)
def test_words_are_not_taken_across_their_borders(sentence: str, syllables: str) -> None:
    assert " ".join(READER.read(sentence).pinyin) == syllables


def test_words_that_the_source_reads_wrong_are_read_as_corrected() -> None:
    file = ROOT / "training" / "words" / "corrected_readings.txt"
    entries = [entry for line in file.read_text("utf-8").splitlines() for entry in line.partition("#")[0].split()]
    assert len(entries) > 300
    for word, places in map(annotated, entries):
        assert places.items() <= words().known(word).items(), word


@pytest.mark.parametrize(
    ("sentence", "syllables"),
    [
        ("大包干", "da4 bao1 gan1"),
        ("转向架", "zhuan3 xiang4 jia4"),
        ("气味散发", "qi4 wei4 san4 fa1"),
        ("肚子", "du4 zi5"),
        ("无处安放", "wu2 chu4 an1 fang4"),
        ("上行列车", "shang4 xing2 lie4 che1"),
        ("领导班子", "ling3 dao3 ban1 zi5"),
        ("正中央", "zheng4 zhong1 yang1"),
        ("正中靶心", "zheng4 zhong4 ba3 xin1"),
    ],
)
def test_corrected_words_in_company(sentence: str, syllables: str) -> None:
    assert " ".join(READER.read(sentence).pinyin) == syllables


def test_a_sentence_longer_than_the_network_sees_is_read_to_its_end() -> None:
    sentence = "他跑得快，" * 150 + "将相和。"
    reading = READER.read(sentence)
    assert len(reading.pinyin) == 150 * 4 + 3
    assert set(reading.pinyin[2::4][:150]) == {"de5"}
