"""The operator's language: which one is chosen, and that the Chinese catalogue is whole."""

from __future__ import annotations

import ast
import io
import os
import runpy
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from pipeline import messages
from tests.conftest import ROOT

SOURCE = ROOT / "pipeline"
FOLDER = SOURCE / "locale" / "zh_CN" / "LC_MESSAGES"
TYPED = ("station.toml", "audio_out/.clips", "pip install", "`broadcast ", "--", "[edge] proxy", "base_url", "UTF-8")
"""Commands, files and keys, the same in every language."""
ENGLISH, CHINESE = "run make again", "再运行一次 make"


def catalogue() -> Catalog:
    with (FOLDER / "broadcast.po").open("rb") as file:
        return read_po(file, "zh_CN", domain="broadcast", abort_invalid=True)


@cache
def extracted() -> frozenset[str]:
    """What ``pybabel extract`` finds."""
    return frozenset(str(found) for _file, _line, found, _comments, _context in extract_from_dir(SOURCE))


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Every ``_(…)`` and ``N_(…)`` of the source, wherever it stands, and its place."""
    return tuple(_calls())


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def placeholders(text: str) -> set[tuple[str, str, str | None]]:
    """Name, format and conversion of each ``{…}``."""
    return {(name, form or "", kind) for _, name, form, kind in string.Formatter().parse(text) if name is not None}


def fresh_messages() -> Callable[[str], str]:
    """``_`` as a program started now would have it."""
    translate: Callable[[str], str] = runpy.run_path(str(Path(messages.__file__)))["_"]
    return translate


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"LANG": "zh_CN.UTF-8"}, CHINESE),
        ({"LANG": "zh_CN"}, CHINESE),
        ({"LANG": "zh_CN.GB18030"}, CHINESE),
        ({"LANG": "zh_TW.UTF-8"}, CHINESE),
        ({"LC_ALL": "zh_CN.UTF-8"}, CHINESE),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, CHINESE),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "C"}, CHINESE),
        ({"LANGUAGE": "zh_CN:en"}, CHINESE),
        ({"LANGUAGE": "zh_CN:en", "LANG": "en_US.UTF-8"}, CHINESE),
        ({"LANGUAGE": "fr:zh_CN:en", "LANG": "fr_FR.UTF-8"}, CHINESE),  # the first that there is
        ({"LANGUAGE": "", "LC_ALL": "", "LANG": "zh_CN.UTF-8"}, CHINESE),  # empty is unset
        ({}, ENGLISH),
        ({"LANG": ""}, ENGLISH),
        ({"LANG": "C"}, ENGLISH),
        ({"LANG": "C.UTF-8"}, ENGLISH),
        ({"LANG": "POSIX"}, ENGLISH),
        ({"LANG": "en_US.UTF-8"}, ENGLISH),
        ({"LANG": "fr_FR.UTF-8"}, ENGLISH),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, ENGLISH),
        ({"LC_ALL": "C", "LANGUAGE": "zh_CN:en"}, ENGLISH),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, ENGLISH),
        ({"LANGUAGE": "en:zh_CN", "LANG": "zh_CN.UTF-8"}, ENGLISH),
    ],
    ids=str,
)
def test_the_locale_chooses_the_language(
    environment: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert fresh_messages()(ENGLISH) == said


def test_a_message_that_is_not_in_the_catalogue_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert fresh_messages()("not a message of this program") == "not a message of this program"


def test_the_tests_themselves_read_english() -> None:
    assert messages._(ENGLISH) == ENGLISH


@pytest.mark.no_cover
def test_every_message_can_be_collected() -> None:
    """A message that is put together, or that stands inside an f-string, would never be translated."""
    for place, call in calls():
        assert len(call.args) == 1, place
        assert isinstance(call.args[0], ast.Constant), f"{place}: {ast.unparse(call)}"
    written = {ast.literal_eval(call.args[0]) for _place, call in calls()}
    assert written == extracted()
    assert len(written) > 300


def test_every_message_is_translated_and_nothing_else() -> None:
    found = catalogue()
    translated = {str(message.id) for message in found if message.id and message.string}
    assert extracted() - translated == set(), "run make catalogue, translate what is new, run it again"
    assert {str(message.id) for message in found if message.id} - extracted() == set(), "run make catalogue"
    assert not found.obsolete
    assert not [message.id for message in found if message.fuzzy and message.id]


def test_a_translation_has_the_placeholders_of_its_message() -> None:
    odd = {
        str(message.id): str(message.string)
        for message in catalogue()
        if message.id and placeholders(str(message.id)) != placeholders(str(message.string))
    }
    assert not odd


def test_a_translation_keeps_what_an_operator_must_type() -> None:
    for message in catalogue():
        english, chinese = str(message.id), str(message.string)
        for typed in TYPED:
            assert (typed in english) == (typed in chinese), english
        assert english.count("run make") == chinese.count("运行 make") + chinese.count("运行一次 make"), english


def test_the_compiled_catalogue_says_what_the_written_one_says() -> None:
    again = io.BytesIO()
    write_mo(again, catalogue())
    again.seek(0)
    with (FOLDER / "broadcast.mo").open("rb") as file:
        shipped = read_mo(file)
    assert texts(shipped) == texts(read_mo(again)), "run make catalogue"
    assert shipped.charset == "utf-8"


def texts(found: Catalog) -> dict[Any, Any]:
    return {message.id: message.string for message in found if message.id}


def test_a_build_tells_a_chinese_operator_in_chinese_what_is_wrong(tmp_path: Path) -> None:
    run = subprocess.run(  # noqa: S603  # this program itself
        [sys.executable, "-m", "pipeline", "build", "--seeds", "nowhere", "--station", str(ROOT / "station.toml")],
        cwd=tmp_path,
        env={**os.environ, "LANG": "zh_CN.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr == "nowhere: 没有这个文件夹 → 建好它，把文稿放进去\n"
    assert run.stdout == ""
