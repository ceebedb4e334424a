"""``script --why``: each layer owns up, and the file and line it names hold the entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading import Reader
from pipeline.reading.entries import ROOT
from pipeline.reading.why import explained

READER = Reader({"双区": "粤港澳", "单位": "dan1 wei4"}, where=lambda word: f"station.toml, {word}")

CAUSES = [
    # sentence, character, its place among the same ones, as said, layer, entry, what the named line holds
    ("双区建设", "粤", 0, "yue4", "lexicon", "双区", None),
    ("本单位", "单", 0, "dan1", "lexicon", "单位", None),
    ("铣（xǐ）床", "铣", 0, "xi3", "given", "铣", None),
    ("龋[qǔ]齿", "齿", 0, "chi3", "default", "", None),
    ("压力3.6kPa", "点", 0, "dian3", "figure", "quantity", '"quantity"'),
    ("2026年5月1日上班", "零", 0, "ling2", "figure", "year", '"year"'),
    ("请会计来一趟", "计", 0, "ji4", "phrase", "会计", "会kuai4计ji4"),
    ("走遍银行行长办公室", "长", 0, "zhang3", "phrase", "银行行长", "银行hang2行hang2长zhang3"),
    ("记者任建国报道", "任", 0, "ren2", "name", "任建国", None),
    ("机器磨得很光", "得", 0, "de5", "rule", "", '"得"'),
    ("你为谁撑伞引路", "为", 0, "wei4", "phrase", "为谁", "为wei4谁"),
    ("工会主动为村民看病", "为", 0, "wei4", "rule", "", '"为"'),
    ("大家都会来", "都", 0, "dou1", "rule", "都会", '"都会"'),
    ("别走", "别", 0, "bie2", "model", None, None),
    ("地面很干净", "面", 0, "mian4", "word", "地面", None),
    ("我去", "我", 0, "wo3", "default", "", None),
]  # fmt: skip

TONES = [
    ("看一看", "一", "yi1", "yi5", "tones/sandhi.py"),
    ("一定", "一", "yi1", "yi2", "tones/sandhi.py"),
    ("老朋友", "友", "you3", "you5", "tones/light.txt:"),
    ("站起来", "起", "qi3", "qi5", "tones/neutral.py"),
    ("展览馆", "展", "zhan3", "zhan2", "tones/sandhi.py"),
]


@pytest.mark.parametrize(("text", "character", "nth", "said", "layer", "entry", "holds"), CAUSES)
def test_each_layer_owns_up(
    text: str, character: str, nth: int, said: str, layer: str, entry: str | None, holds: str | None
) -> None:
    why = [why for why in explained(READER, text) if why.character == character][nth]
    assert (why.said, why.cause.layer) == (said, layer)
    assert entry is None or why.cause.entry == entry
    if holds:
        assert holds in _line(why.cause.where)


@pytest.mark.parametrize(("text", "character", "syllable", "said", "where"), TONES)
def test_what_changed_a_tone_is_told(text: str, character: str, syllable: str, said: str, where: str) -> None:
    why = next(why for why in explained(READER, text) if why.character == character)
    assert (why.syllable, why.said) == (syllable, said)
    assert why.tone is not None
    assert where in why.tone.where


def test_the_operator_s_own_line_is_named() -> None:
    assert explained(READER, "本单位")[1].cause.where == "station.toml, 单位"


@pytest.mark.parametrize(
    "text",
    [
        "用 PLC ，铣 ， 他为人好 ",
        "處處都有人，2025年重慶。",
        "",
        "…！？",
        "双区，铣（xǐ）床 — 看一看",
        "第 2 行 行车 行了 。",
    ],
)
def test_it_tells_of_each_syllable_that_is_read(text: str) -> None:
    reading, whys = READER.read(text), explained(READER, text)
    assert tuple(why.syllable for why in whys) == reading.pinyin
    assert tuple(why.said for why in whys) == reading.pinyin_said
    assert all((ROOT / why.cause.where.split(":")[0]).is_file() for why in whys if "pipeline/" in why.cause.where)


def _line(where: str) -> str:
    """The line, and the one below it: a call's first argument may stand there."""
    file, line = where.split(",")[0].split(":")
    lines = (Path(ROOT) / file).read_text("utf-8").splitlines()
    return "\n".join(lines[int(line) - 1 : int(line) + 1])
