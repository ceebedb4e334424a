"""Boxes to tick and numbers of notes that were typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.text.documents import document_of
from pipeline.text.formats.typed_marks import answered, without_note_marks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("是否停机：☑是　☐否", "是否停机：是"),
        ("是否停机：☒是　□否", "是否停机：是"),
        ("是否停机：■是　□否", "是否停机：是"),
        ("是否停机：●是　○否", "是否停机：是"),
        ("是否停机：是☑　否☐", "是否停机：是"),
        ("是否停机：是√　否□", "是否停机：是"),
        ("是否停机：（√）是　（　）否", "是否停机：是"),
        ("是否停机：是（√）否（　）", "是否停机：是"),
        ("是否停机：[x] 是  [ ] 否", "是否停机：是"),
        ("工种：□焊工 ☑电工 ☑钳工 □司机", "工种：电工，钳工"),
        ("☑是 □否。请各班组注意。", "是。请各班组注意。"),
        # … and what stays
        ("□是　□否", "□是　□否"),
        ("√ 戴好安全帽", "√ 戴好安全帽"),
        ("着火先报警。（√）", "着火先报警。（√）"),
        ("●甲方 ■乙方", "●甲方 ■乙方"),
        ("见附件（ ）第〇条", "见附件（ ）第〇条"),
    ],
)
def test_the_chosen_answers_alone_are_said(text: str, said: str) -> None:
    assert answered(text) == said
    assert answered(said) == said


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["尘肺[1]，听力[2][3]，体检［4］。"], ["尘肺，听力，体检。"]),
        (["据统计[1-3]，", "《规定》[4]"], ["据统计，", "《规定》"]),
        # … and what stays
        (["尘肺[2]，听力[3]。"], ["尘肺[2]，听力[3]。"]),
        (["见图[1]，选项[2]。"], ["见图[1]，选项[2]。"]),
        (["厂发[2024]5号[1]号文"], ["厂发[2024]5号[1]号文"]),
        (["答案[1]是甲[2]是乙"], ["答案[1]是甲[2]是乙"]),
    ],
)
def test_numbers_of_notes_are_silent(texts: list[str], said: list[str]) -> None:
    assert without_note_marks(texts) == said


def test_both_are_told() -> None:
    document = document_of("点检表\n\n停机：☑是 ☐否\n\n粉尘会引起尘肺[1]。\n".encode(), Path("表.txt"))
    assert document.text == "点检表\n停机：是\n粉尘会引起尘肺。\n"
    assert document.notices == (
        "answers that are not ticked are not said: 1 (lines 3)",
        "numbers of notes are not said: 1 (lines 5)",
    )
