"""What ``broadcast script`` shows."""

from __future__ import annotations

import json

from pipeline.commands.screens.script_view import WIDTH, as_doubtful, as_json, as_pinyin, as_text
from pipeline.model import Reading, Rule, Sentence
from pipeline.reading import Doubtful

READING = Reading(
    "共5件🙂",
    "共五件",
    ("gong4", "wu3", "jian4"),
    ("gong4", "wu3", "jian4"),
    (Rule("count", 1, 3, "五件"),),
    ((3, 4),),
)
SENTENCE = Sentence("s001-001", READING.text, "sentence")


def test_text_tells_what_changed_and_why() -> None:
    assert list(as_text(SENTENCE, READING)) == [
        "s001-001  共5件🙂",
        "          5件 → 五件   [count]",
        "        ! 🙂 → ∅",
    ]


def test_pinyin_stands_above_its_character() -> None:
    lines = list(as_pinyin(SENTENCE, READING))
    assert lines[:3] == ["s001-001", "gong4 wu3 jian4", "共    五  件"]


def test_long_sentences_wrap_and_keep_every_character() -> None:
    text = "安全生产，" * 40
    pinyin = ("an1", "quan2", "sheng1", "chan3") * 40
    lines = list(as_pinyin(SENTENCE, Reading(text, text, pinyin, pinyin)))[1:]
    assert "".join(lines[1::2]).replace(" ", "") == text
    assert " ".join(lines[0::2]).split() == list(pinyin)
    assert max(map(len, lines[0::2])) <= WIDTH


def test_doubtful_places_come_with_the_line_that_settles_them() -> None:
    place = Doubtful(0, 1, "共", (("gong4", 0.6), ("gong1", 0.4)), '"共" = "gong1"')
    assert list(as_doubtful(SENTENCE, READING, [place])) == [
        "s001-001  共5件🙂",
        "          共: gong4 60%, gong1 40%",
        '          "共" = "gong1"',
    ]
    assert list(as_doubtful(SENTENCE, READING, [])) == []


def test_json_is_one_object_a_line() -> None:
    (line,) = as_json(SENTENCE, READING, "通知")
    record = json.loads(line)
    assert record["id"] == "s001-001"
    assert record["section"] == "通知"
    assert record["text"] == "共5件🙂"
    assert record["spoken"] == "共五件"
    assert record["pinyin"] == ["gong4", "wu3", "jian4"]
    assert record["rules"] == [{"name": "count", "start": 1, "end": 3, "spoken": "五件"}]
    assert record["unsaid"] == [[3, 4]]
