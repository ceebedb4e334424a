"""Traditional text is read as its simplified twin; what is shown stays as written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.chinese.traditional import simplified
from pipeline.reading import Reader

READER = Reader()


@pytest.mark.parametrize(
    ("traditional", "syllables"),
    [
        ("關於加班費的規定", "guan1 yu2 jia1 ban1 fei4 de5 gui1 ding4"),
        ("張三獲得一等獎", "zhang1 san1 huo4 de2 yi1 deng3 jiang3"),
        ("調整空調", "tiao2 zheng3 kong1 tiao2"),
        ("他睡覺了", "ta1 shui4 jiao4 le5"),
        ("會計和銀行行長", "kuai4 ji4 he2 yin2 hang2 hang2 zhang3"),
        ("看著爐子", "kan1 zhe5 lu2 zi5"),
        ("著名的著作顯著", "zhu4 ming2 de5 zhu4 zuo4 xian3 zhu4"),
        ("乾隆年間很乾燥", "qian2 long2 nian2 jian1 hen3 gan1 zao4"),
        ("頭髮和發展", "tou2 fa4 he2 fa1 zhan3"),
        ("為人民服務", "wei4 ren2 min2 fu2 wu4"),
        ("盡力與儘量", "jin4 li4 yu3 jin3 liang4"),
        ("重慶的長江大橋", "chong2 qing4 de5 chang2 jiang1 da4 qiao2"),
        ("請師傅檢查機器還有沒有問題", "qing3 shi1 fu4 jian3 cha2 ji1 qi4 hai2 you3 mei2 you3 wen4 ti2"),
        ("一等獎：單曉雲", "yi1 deng3 jiang3 shan4 xiao3 yun2"),
    ],
)
def test_traditional_text(traditional: str, syllables: str) -> None:
    reading = READER.read(traditional)
    assert " ".join(reading.pinyin) == syllables
    assert reading.spoken == traditional


@pytest.mark.parametrize("text", ["乾隆年间的著作", "魏徵是名臣", "瞭望塔", "于是之先生", "后羿射日", "覆盖全厂"])
def test_simplified_text_stays(text: str) -> None:
    assert simplified(text) == text


def test_figures_in_traditional_text_are_said() -> None:
    reading = READER.read("共有3個車間，產值增長5.2%。")
    assert reading.spoken == "共有三個車間，產值增長百分之五点二。"


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("關於張獲獎乾著徵瞭隻髮發的了得3個%，。車A "), max_size=30))
def test_each_character_keeps_its_place(text: str) -> None:
    assert len(simplified(text)) == len(text)
    reading = READER.read(text)
    assert len(reading.pinyin) == len(reading.pinyin_said)
