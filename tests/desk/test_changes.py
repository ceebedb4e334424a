"""What the desk writes into an operator's files: the one line that is meant, and nothing else; and the way back."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.desk.changes import text_file
from pipeline.desk.changes.journal import Journal
from pipeline.desk.changes.station_file import LEXICON, with_value
from pipeline.desk.changes.uploads import clean_name, name_for
from pipeline.desk.place import version_of
from pipeline.errors import BroadcastError, StationError, UsageError
from pipeline.text.front_matter import split_front_matter
from tests.conftest import ROOT
from tests.desk.desks import place_in


def now() -> datetime:
    return datetime(2026, 7, 1, 8, tzinfo=UTC)


SHIPPED = (ROOT / "station.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[lexicon]\n"重庆" = "chong2 qing4"\n'),
        ("[voice]\npace = 200", '[voice]\npace = 200\n\n[lexicon]\n"重庆" = "chong2 qing4"\n'),
        ("[lexicon]\n[voice]\n", '[lexicon]\n"重庆" = "chong2 qing4"\n[voice]\n'),
        ("[lexicon] # 怎么念\n# 例\n\n[voice]\n", '[lexicon] # 怎么念\n# 例\n"重庆" = "chong2 qing4"\n\n[voice]\n'),
        ("[lexicon]\r\na = 'x'\r\n", '[lexicon]\r\na = \'x\'\r\n"重庆" = "chong2 qing4"\r\n'),
        ("[lexicon]\n'重庆'  = 'zhong4 qing4' # 错\nb = 'c'", "[lexicon]\n'重庆'  = \"chong2 qing4\" # 错\nb = 'c'"),
    ],
)
def test_a_line_is_put_into_the_lexicon(before: str, after: str) -> None:
    assert with_value(before, LEXICON, "重庆", "chong2 qing4", "s") == after


@pytest.mark.parametrize(
    "before", ["lexicon = {a = 'b'}\n", "[lexicon]\n[lexicon]\n", "[lexicon", "lexicon = 3\n", '"lexicon".a = "b"\n']
)
def test_a_file_that_is_written_otherwise_is_left_to_its_operator(before: str) -> None:
    with pytest.raises(StationError, match="lexicon"):
        with_value(before, LEXICON, "重庆", "chong2 qing4", "station.toml")


@pytest.mark.parametrize(
    ("table", "key", "value", "line"),
    [
        ("station", "name", '二号"厂"', 'name = "二号\\"厂\\""                     # 台名'),
        (
            "station",
            "base_url",
            "http://10.0.0.5:8000",
            'base_url = "http://10.0.0.5:8000"                         # 听众',
        ),
        ("voice.presenters", "kokoro", ["zm_yunxi"], 'kokoro = ["zm_yunxi"]'),
        ("air", "outputs", ["hls", "card"], 'outputs = ["hls", "card"]                     # 送到'),
    ],
)
def test_a_value_of_the_shipped_station_is_changed_and_its_comment_stays(
    table: str, key: str, value: str | list[str], line: str
) -> None:
    after = with_value(SHIPPED, table, key, value, "s")
    changed = [(old, new) for old, new in zip(SHIPPED.splitlines(), after.splitlines(), strict=True) if old != new]
    assert len(changed) == 1
    assert changed[0][1].startswith(line)


@given(st.text(min_size=1), st.text(), st.sampled_from([SHIPPED, SHIPPED + '"甲" = "jia3"\n', "[lexicon]\n'a' = 'b'"]))
def test_whatever_is_put_there_is_read_again_and_nothing_else_is_changed(word: str, value: str, before: str) -> None:
    try:
        word.encode(), value.encode()
        after = with_value(before, LEXICON, word, value, "s")
    except (StationError, UnicodeEncodeError):
        return
    old, new = tomllib.loads(before), tomllib.loads(after)
    assert new.pop("lexicon")[word] == value
    old.pop("lexicon", None)
    assert new == old
    kept = [line for line in before.splitlines() if not line.startswith(("'a'", '"甲"'))]
    assert [line for line in after.splitlines() if line in kept] == kept


OTHERS = "# 备注\ntags: [a, b]\nvoice:\n"
MATTER = f"---\ntitle: 停电\n{OTHERS}  - low\n---\n\n正文。\n"
TYPED = "标题：停电\n日期：2027-01-01\n\n正文。\n"


@pytest.mark.parametrize(
    ("before", "fields", "after"),
    [
        ("停电。\n", {"title": "通知"}, "---\ntitle: 通知\n---\n\n停电。\n"),
        ("停电。\n", {"title": "", "until": ""}, "停电。\n"),
        (MATTER, {"title": "停水"}, f"---\n{OTHERS}  - low\ntitle: 停水\n---\n\n正文。\n"),
        (MATTER, {"until": "2027-01-02"}, MATTER.replace("low\n", "low\nuntil: 2027-01-02\n")),
        (MATTER, {"voice": ""}, MATTER.replace("voice:\n  - low\n", "")),
        (MATTER, {"voice": "high, low"}, MATTER.replace("voice:\n  - low\n", "voice: high, low\n")),
        (TYPED, {"until": "2027-01-03"}, "---\n标题：停电\n日期：2027-01-01\nuntil: 2027-01-03\n---\n\n正文。\n"),
        (MATTER, {"author": "别人", "x": "y"}, MATTER),
    ],
)  # fmt: skip
def test_fields_go_into_the_front_matter(before: str, fields: dict[str, str], after: str) -> None:
    assert text_file.with_fields(before, fields, "a.txt") == after


@pytest.mark.parametrize("fields", [{"until": "明天"}, {"date": "2027-02-30"}, {"urgent": "也许"}])
def test_a_value_that_is_none_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(BroadcastError):
        text_file.with_fields(MATTER, fields, "a.txt")


LINES = st.text(st.sampled_from("停电：: -\n通知。#a12true标题日期"), max_size=60)
VALUES = st.text(st.sampled_from("停电通知 “”:：#-12"), max_size=12)


@given(LINES, VALUES, st.sampled_from(["title", "voice"]))
def test_a_field_comes_back_as_it_was_typed_or_is_refused(text: str, value: str, key: str) -> None:
    try:
        before = text_file.fields_of(text, "a")
        after = text_file.with_fields(text, {key: value}, "a")
    except BroadcastError:
        return
    assert text_file.fields_of(after, "a") == before | {key: " ".join(value.split())}
    rest = text.split("\n")[split_front_matter(text.split("\n"), "a").taken :]
    assert after.split("\n")[-len(rest) :] == rest


@pytest.mark.parametrize(
    ("text", "sentences", "number", "new", "after"),
    [
        ("甲。乙\n丙。丁。", ["甲。", "乙丙。", "丁。"], 1, "戊。", "甲。戊。丁。"),
        ("甲。甲。甲。", ["甲。", "甲。", "甲。"], 1, "乙。", "甲。乙。甲。"),
        ("甲。\n\n乙。", ["甲。\n", "乙。"], 1, "", "甲。\n\n"),
        ("**停电**通\n知。", ["停电通知。"], 0, "停水\n通知。", "**停水 通知。"),
    ],
)
def test_a_sentence_is_changed_where_it_stands(
    text: str, sentences: list[str], number: int, new: str, after: str
) -> None:
    assert text_file.with_sentence(text, sentences, number, new, ".md") == after


@pytest.mark.parametrize(("text", "suffix"), [("停**电**。", ".txt"), ("停电。停电。", ".txt"), ("停水。", ".md")])
def test_a_sentence_that_stands_otherwise_is_not_guessed_at(text: str, suffix: str) -> None:
    with pytest.raises(UsageError, match="otherwise"):
        text_file.with_sentence(text, ["停电。"], 0, "停水。", suffix)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("通知.txt", "通知.txt"),
        ("../../etc/通知.TXT", "通知.TXT"),
        ("C:\\文件\\通知.docx", "通知.docx"),
        ("cafe\u0301.md", "café.md"),
        (" a b.txt ", "a b.txt"),
        ("长" * 100 + ".txt", "长" * 60 + ".txt"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_safe(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@pytest.mark.parametrize(
    "name",
    ["", ".txt", "a", "a.exe", ".hidden.txt", "~$a.docx", "a\n.txt", "a\x00.txt", "..", "a/", "\ud800.txt", "x.docm"],
)
def test_what_is_no_name_of_a_document_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        clean_name(name)


def test_a_pasted_text_is_called_by_its_first_words() -> None:
    assert name_for("\n # 停电/通知（急）！\n正文") == "停电通知（急）.txt"
    assert name_for("！！") == "notice.txt"


def test_changes_are_told_and_taken_back(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    journal = Journal(place, now)
    one, two = place.seeds / "一.txt", place.seeds / "甲" / "二.txt"
    journal.change("drop", "一", {one: b"1"}, "here")
    journal.change("edit", "一", {one: b"2", two: b"3"}, "here")
    assert (one.read_bytes(), two.read_bytes()) == (b"2", b"3")
    back = journal.undo(2, "there")
    assert one.read_bytes() == b"1"
    assert not two.exists()
    again = Journal(place, now)
    assert [(c.number, c.act, c.who, c.undoes) for c in again.changes] == [
        (3, "undo", "there", 2), (2, "edit", "here", 0), (1, "drop", "here", 0)
    ]  # fmt: skip
    again.undo(back.number, "here")
    assert (one.read_bytes(), two.read_bytes()) == (b"2", b"3")
    with pytest.raises(UsageError, match="nothing to take back"):
        again.undo(2, "here")
    with pytest.raises(UsageError, match="nothing to take back"):
        again.undo(99, "here")
    one.write_bytes(b"by hand")
    with pytest.raises(UsageError, match="changed since"):
        again.undo(4, "here")
    assert one.read_bytes() == b"by hand"


def test_a_journal_that_was_cut_off_is_gone_on_with(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    Journal(place, now).change("drop", "一", {place.seeds / "一.txt": b"1"}, "here")
    with (place.desk / "journal.jsonl").open("ab") as file:
        file.write(b'{"number": 2, "at": "20')
    Journal(place, now).change("drop", "二", {place.seeds / "二.txt": b"2"}, "here")
    assert [change.about for change in Journal(place, now).changes] == ["二", "一"]


def test_a_file_that_is_not_there_has_no_version(tmp_path: Path) -> None:
    assert version_of(tmp_path / "x") == ""


@pytest.mark.parametrize(
    "head",
    [
        "【标题】一颗螺丝\n【日期】2026年5月1日\n",
        "标 题：一颗螺丝\n日 期：2026-05-01\n",
        "标题：一颗螺丝\n日期：2026-05-01\n",
    ],
)
def test_fields_of_a_head_as_offices_write_it(head: str) -> None:
    changed = text_file.with_fields(f"{head}\n拧紧每一颗螺丝。\n", {"title": "两颗螺丝"}, "a.txt")
    assert text_file.fields_of(changed, "a.txt")["title"] == "两颗螺丝"
    assert text_file.fields_of(changed, "a.txt")["date"] == "2026-05-01"
    assert "一颗螺丝\n" not in changed.replace("每一颗螺丝", "")
