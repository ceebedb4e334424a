"""The operator's language: which one is chosen, and that the Chinese catalogue is whole."""

from __future__ import annotations

import ast
import io
import os
import re
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
TEXTS = {"_": 1, "N_": 1, "ngettext": 2}
"""How many arguments of a call are messages."""
ENGLISH, CHINESE = "run make again", "再运行一次 make"


def catalogue() -> Catalog:
    with (FOLDER / "broadcast.po").open("rb") as file:
        return read_po(file, "zh_CN", domain="broadcast", abort_invalid=True)


@cache
def extracted() -> frozenset[str]:
    """What ``pybabel extract`` finds."""
    found = (found for _file, _line, found, _comments, _context in extract_from_dir(SOURCE))
    return frozenset(one for message in found for one in _forms(message))


def _forms(text: object) -> tuple[str, ...]:
    """The forms of a message or a translation: one for every number, or several."""
    return tuple(map(str, text)) if isinstance(text, (tuple, list)) else (str(text),)


def pairs() -> Iterator[tuple[str, str]]:
    """Each form of each message, with what it is in Chinese."""
    for message in catalogue():
        if message.id:
            (chinese,) = _forms(message.string)
            for english in _forms(message.id):
                yield english, chinese


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Every ``_(…)``, ``N_(…)`` and ``ngettext(…)`` of the source, wherever it stands, and its place."""
    return tuple(_calls())


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEXTS:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def named(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def texts_of(call: ast.Call) -> list[ast.expr]:
    """The arguments of ``call`` that are messages."""
    return call.args[: TEXTS[named(call)]]


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
        assert len(call.args) == (3 if named(call) == "ngettext" else 1), place
        assert all(isinstance(text, ast.Constant) for text in texts_of(call)), f"{place}: {ast.unparse(call)}"
    written = {ast.literal_eval(text) for _place, call in calls() for text in texts_of(call)}
    assert written == extracted()
    assert len(written) > 300


def test_every_message_is_translated_and_nothing_else() -> None:
    found = catalogue()
    translated = {english for english, chinese in pairs() if chinese}
    assert extracted() - translated == set(), "run make catalogue, translate what is new, run it again"
    assert {english for english, _chinese in pairs()} - extracted() == set(), "run make catalogue"
    assert not found.obsolete
    assert not [message.id for message in found if message.fuzzy and message.id]


def test_a_translation_has_the_placeholders_of_its_message() -> None:
    assert not {english: chinese for english, chinese in pairs() if placeholders(english) != placeholders(chinese)}
    percent = re.compile(r"%(?:\(\w+\))?[rsd]")
    assert not {
        english: chinese for english, chinese in pairs() if percent.findall(english) != percent.findall(chinese)
    }


def test_a_translation_keeps_what_an_operator_must_type() -> None:
    for english, chinese in pairs():
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
    return {_forms(message.id): _forms(message.string) for message in found if message.id}


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


def run_in_chinese(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # this program itself
        [sys.executable, "-m", "pipeline", *arguments],
        env={**os.environ, "LANG": "zh_CN.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_command_line_explains_itself_in_chinese() -> None:
    shown = run_in_chinese("say", "--help").stdout
    for words in ("用法：broadcast say", "位置参数", "选项", "显示这份帮助并退出"):
        assert words in shown
    for words in ("usage", "positional", "options:", "show this"):
        assert words not in shown


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["build", "--jobs", "x"], "参数 --jobs：必须是 1 或更大的数"),
        (["build", "--jobs"], "参数 --jobs：需要一个参数"),
        (["build", "--nonsense"], "不认识的参数：--nonsense"),
        (["say"], "缺少这些参数：TEXT, -o/--output"),
        (["build", "--engine", "mp3"], "参数 --engine：没有 'mp3' 这个选择（可选："),
        (["frobnicate"], "参数 命令：没有 'frobnicate' 这个选择（可选："),
        (["build", "--st", "--se"], "参数 --station：需要一个参数"),
        (["serve", "--port", "x"], "参数 --port：无效的 int 值：'x'"),
    ],
)
def test_what_is_wrong_with_a_command_line_is_told_in_chinese(arguments: list[str], complaint: str) -> None:
    run = run_in_chinese(*arguments)
    assert run.returncode == 2
    assert complaint in run.stderr
    assert "error" not in run.stderr
    assert "用法：" in run.stderr


@pytest.mark.parametrize(
    ("n", "english", "chinese"),
    [(0, "0 documents", "0 份文稿"), (1, "1 document", "1 份文稿"), (2, "2 documents", "2 份文稿")],
)
def test_a_number_goes_with_its_noun(n: int, english: str, chinese: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for locale, said in (("en_US.UTF-8", english), ("zh_CN.UTF-8", chinese)):
        monkeypatch.setenv("LC_ALL", locale)
        translate = runpy.run_path(str(Path(messages.__file__)))["ngettext"]
        assert translate("{n} document", "{n} documents", n).format(n=n) == said
