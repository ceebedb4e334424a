"""The air from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import main

TIMETABLE = """
[station]
utc_offset = "+08:00"
[air]
outputs = ["hls"]
[[air.timetable]]
days = "workdays"
at = ["07:55", "12:00"]
play = "bell"
[[air.timetable]]
days = "daily"
at = "12:00"
play = "操.mp3"
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "station.toml").write_text(TIMETABLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_plan_of_a_day_tells_what_would_play_and_what_is_missing(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["air", "--plan", "2027-01-01"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "07:55:00–07:55:02  bell  the bell: run make, which records it; in its place: the built-in bell"
    assert lines[1].startswith("12:00:00–12:00:02  bell")
    assert lines[2].startswith("12:00:02–12:00:04  操.mp3")
    assert "操.mp3: cannot be read (No such file or directory)" in lines[2]
    assert "waited for bell" in lines[2]
    assert lines[3] == "2027-01-01: worked"
    assert lines[4].startswith("the public holidays of 2027 are not known")


def test_a_day_off_has_another_plan(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (place / "station.toml").read_text()
    (place / "station.toml").write_text(text.replace('"daily"', '"Mon"'))
    assert main(["air", "--plan", "2026-10-01"]) == 0
    assert capsys.readouterr().out.splitlines() == ["Nothing is due that day.", "2026-10-01: off"]


@pytest.mark.parametrize("day", ["2027-02-30", "tomorrow", "20270101"])
def test_what_is_no_day_is_told(place: Path, day: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["air", "--plan", day])
    assert ended.value.code == 2
    assert "day" in capsys.readouterr().err
