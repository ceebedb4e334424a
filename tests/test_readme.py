"""What the READMEs and ``docs/`` tell one to type works, in both languages, and what they link to is there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from pipeline import cli
from tests.conftest import ROOT

PAIRS = [
    ("README.md", "README.zh.md"),
    ("docs/readings.md", "docs/readings.zh.md"),
    ("docs/serving.md", "docs/serving.zh.md"),
    ("docs/cluster.md", "docs/cluster.zh.md"),
    ("docs/air.md", "docs/air.zh.md"),
    ("docs/desk.md", "docs/desk.zh.md"),
    ("docs/formats-and-engines.md", "docs/formats-and-engines.zh.md"),
]
"""Of one content, in English and in Chinese."""
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    if path.name != "CHANGELOG.md"
)
LONGEST = 220
"""Lines of a README: more than that, and nobody finds the two commands."""
_SPAN = re.compile(r"`((?:make|\.venv/bin/broadcast|broadcast)\b[^`]*)`")
_BLOCK = re.compile(r"^    (make(?: \w+)?)(?: |$)", re.MULTILINE)


def commands(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return sorted(set(_SPAN.findall(text)) | set(_BLOCK.findall(text)))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_both_languages_name_the_same_commands(pair: tuple[str, str]) -> None:
    english, chinese = (
        {re.sub("目录", "dir", command).replace("文件", "file") for command in commands(name)} for name in pair
    )
    assert english == chinese
    assert english


def test_every_page_that_has_a_chinese_sister_is_compared_with_it() -> None:
    assert {name for name in PAGES if name.endswith(".zh.md")} == {chinese for _english, chinese in PAIRS}


@pytest.mark.parametrize("name", PAIRS[0])
def test_a_readme_is_short_and_begins_with_the_two_commands(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST
    assert [line.split("#")[0].strip() for line in lines if line.startswith("    make")][:2] == ["make", "make test"]


@pytest.mark.parametrize("command", sorted({c for name in PAGES for c in commands(name) if c.startswith("make")}))
def test_make_knows_it(command: str) -> None:
    done = subprocess.run(  # noqa: S603  # our own Makefile, dry
        [*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", sorted({c for name in PAGES for c in commands(name) if "broadcast" in c}))
def test_broadcast_does_it(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if command.endswith("password"):
        monkeypatch.setattr("getpass.getpass", lambda _prompt: "安全第一")
    settings = (ROOT / "station.toml").read_text().replace('engine = "auto"', 'engine = "tone"')
    (tmp_path / "station.toml").write_text(settings)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "audio_out").mkdir()
    shutil.copy(ROOT / "seeds" / "2026-04-20-职工书屋.txt", tmp_path / "seeds" / "a.txt")
    monkeypatch.chdir(tmp_path)
    if " device remove " in command:
        assert cli.main(shlex.split(command.replace(" remove ", " add "))[1:]) == 0
    assert cli.main(shlex.split(command)[1:]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("name", PAGES)
def test_every_file_it_links_to_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_file_of_the_program_it_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:pipeline|tests|training)/[\w/.-]+)", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n")
    assert "## [Unreleased]" in text


def test_the_notice_names_every_library() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(each for extra in extras if extra != "test" for each in extras[extra])]
    names = {re.sub(r"-(part)?\d$", "", re.split(r"[^\w-]", each)[0]).lower() for each in wanted}
    notice = (ROOT / "NOTICE").read_text().lower()
    assert [name for name in sorted(names) if name not in notice] == []
