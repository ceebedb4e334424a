"""What comes through LibreOffice, and what is not what its suffix says."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest

from pipeline.errors import DocumentError
from pipeline.text import read_document
from pipeline.text.formats.office import libreoffice

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
WORD = OLE + "WordDocument".encode("utf-16-le") + bytes(600)

posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


def word(path: Path) -> bytes:
    document = docx.Document()
    document.add_heading("防暑降温通知", level=1)
    document.add_paragraph("各车间请备好清凉饮料。")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("名次", "班组"), ("1", "甲班")), strict=True):
        row.cells[0].text, row.cells[1].text = texts
    document.add_paragraph("请互相转告。")
    document.save(str(path))
    return path.read_bytes()


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """A ``soffice`` that runs ``script``; ``$made`` is the file it is to make, ``$source`` the one it is given."""
    tools = folder / "tools"
    tools.mkdir()
    program = tools / "soffice"
    head = 'for last; do :; done; source=$last; outdir=$(dirname "$source")/made; made=$outdir/document.docx\n'
    program.write_text(f"#!/bin/sh\n{head}{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    return tools


def written(folder: Path, content: bytes, name: str = "通知.doc") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refused(path: Path, what: str) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert what in caught.value.what
    assert path.name in caught.value.where
    assert caught.value.next
    return caught.value


@pytest.mark.parametrize("suffix", [".doc", ".wps", ".rtf", ".odt", ".ppt"])
def test_without_libreoffice_the_refusal_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    error = refused(written(tmp_path, b"{\\rtf1}" if suffix == ".rtf" else WORD, f"a{suffix}"), "not installed")
    assert "install LibreOffice" in error.next
    assert "save it as" in error.next


@posix
def test_what_it_makes_is_read_and_the_original_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word(tmp_path / "made.docx")
    stand_in(tmp_path, monkeypatch, f'mkdir -p "$outdir"; cp "{tmp_path}/made.docx" "$made"; echo changed > "$source"')
    path = written(tmp_path, WORD)
    assert read_document(path).text == "防暑降温通知\n各车间请备好清凉饮料。\n名次，班组\n第1名，甲班\n请互相转告。\n"
    assert path.read_bytes() == WORD


@posix
def test_one_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "SECONDS", 1.0)
    stand_in(tmp_path, monkeypatch, f'sleep 60 & echo $! > "{tmp_path}/pid"; sleep 60')
    refused(written(tmp_path, WORD), "more than 1 seconds")
    pid = int((tmp_path / "pid").read_text())
    for _attempt in range(50):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3]:
            break
        time.sleep(0.1)
    else:
        pytest.fail("what it started still runs")


@posix
@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("exit 77", "gave up on it (77)"),
        ("kill -9 $$", "gave up on it"),
        ("exit 0", "made nothing of it"),
        ('mkdir -p "$outdir"; echo garbage > "$made"', "not a Word document"),
        ('mkdir -p "$outdir"; : > "$made"', "not a Word document"),
    ],
)
def test_one_that_dies_or_makes_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, what: str
) -> None:
    stand_in(tmp_path, monkeypatch, script)
    refused(written(tmp_path, WORD), what)


@posix
@pytest.mark.parametrize(
    ("name", "part"), [("a.doc", "Writer"), ("a.rtf", "Writer"), ("a.ods", "Calc"), ("a.ppt", "Impress")]
)
def test_a_part_of_it_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, part: str
) -> None:
    stand_in(tmp_path, monkeypatch, "echo Error: source file could not be loaded >&2; exit 0")
    error = refused(written(tmp_path, b"{\\rtf1}" if name == "a.rtf" else OLE, name), f"LibreOffice {part} is missing")
    assert f"install LibreOffice {part}" in error.next
    assert "save it as" in error.next


@posix
def test_it_has_a_profile_of_its_own_without_macros_and_no_proxy_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    copied = (
        'cp "$HOME/profile/user/registrymodifications.xcu" "{0}/settings"; env > "{0}/env"; echo "$@" > "{0}/asked"'
    )
    stand_in(tmp_path, monkeypatch, copied.format(tmp_path))
    refused(written(tmp_path, WORD), "made nothing")
    settings = (tmp_path / "settings").read_text()
    assert 'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true<' in settings
    assert 'oor:name="MacroSecurityLevel" oor:op="fuse"><value>3<' in settings
    assert "https_proxy=" not in (tmp_path / "env").read_text()
    assert "UserInstallation=file:" in (tmp_path / "asked").read_text()
    home = next(line for line in (tmp_path / "env").read_text().split("\n") if line.startswith("HOME="))
    assert not Path(home.removeprefix("HOME=")).exists()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt", "wps"])
def test_the_real_one(tmp_path: Path, kind: str) -> None:
    word(tmp_path / "通知.docx")
    made = "doc" if kind == "wps" else kind
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", made, "--outdir", str(tmp_path), "通知.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)  # noqa: S603
    if kind == "wps":
        (tmp_path / "通知.doc").rename(tmp_path / "通知.wps")
    document = read_document(tmp_path / f"通知.{kind}")
    assert document.text == "防暑降温通知\n各车间请备好清凉饮料。\n名次，班组\n第1名，甲班\n请互相转告。\n"


def test_a_word_file_of_today_that_is_called_doc_needs_no_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = word(tmp_path / "a.docx")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_document(written(tmp_path, content)).title == "防暑降温通知"
    page = "<html><body><h1>防暑降温通知</h1><p>各车间请备好清凉饮料。</p></body></html>".encode()
    assert read_document(written(tmp_path, page)).title == "防暑降温通知"


@pytest.mark.parametrize("suffix", [".doc", ".docx", ".xlsx", ".pptx"])
def test_a_password_is_told(tmp_path: Path, suffix: str) -> None:
    refused(written(tmp_path, OLE + "EncryptedPackage".encode("utf-16-le"), f"a{suffix}"), "password")
