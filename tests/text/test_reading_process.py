"""A document that would take all time or all memory is refused, and the next one is read."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.text import documents, read_document, reading_process
from pipeline.text.reading_process import within_budget

pytestmark = pytest.mark.usefixtures("own_workers")


def hang(content: bytes, path: Path) -> int:
    time.sleep(60)
    return len(content)


def fill_the_memory(content: bytes, path: Path) -> int:
    held = [bytearray(200_000_000) for _ in range(200)]
    return len(held)


def fill_it_to_the_brim(content: bytes, path: Path) -> int:
    gc.disable()
    held: list[object] = []
    held.append(held)  # nobody lets go of it
    while True:
        held.append(bytearray(400))


def die(content: bytes, path: Path) -> int:
    os._exit(3)


def stumble(content: bytes, path: Path) -> int:
    raise KeyError("a part")


def refuse(content: bytes, path: Path) -> int:
    raise DocumentError("is not for the ear", where=path, next="sing it")


def length(content: bytes, path: Path) -> int:
    return len(content)


def test_what_takes_too_long_is_told_and_the_next_document_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_process, "SECONDS", 1.0)
    with pytest.raises(DocumentError, match="more than 1 seconds") as caught:
        within_budget(hang, b"", tmp_path / "a.docx")
    assert "a.docx" in caught.value.where
    assert caught.value.next
    monkeypatch.undo()
    assert within_budget(length, b"abc", tmp_path / "b.docx") == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep to no bound of memory")
def test_what_takes_too_much_memory_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="more than 1500 MB"):
        within_budget(fill_the_memory, b"", tmp_path / "a.docx")
    assert within_budget(length, b"abc", tmp_path / "b.docx") == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep to no bound of memory")
def test_a_reader_whose_memory_is_full_to_the_brim_ends_in_peace(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DocumentError, match="more than 1500 MB"):
        within_budget(fill_it_to_the_brim, b"", tmp_path / "a.docx")
    assert within_budget(length, b"abc", tmp_path / "b.docx") == 3
    assert capfd.readouterr().err == ""


def test_a_reader_that_dies_takes_nothing_with_it(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="died, twice"):
        within_budget(die, b"", tmp_path / "a.docx")
    assert within_budget(length, b"abc", tmp_path / "b.docx") == 3


def test_errors_come_home_as_they_were(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is not for the ear") as caught:
        within_budget(refuse, b"", tmp_path / "a.docx")
    assert caught.value.next == "sing it"
    with pytest.raises(DocumentError, match="a fault of this program: KeyError"):
        within_budget(stumble, b"", tmp_path / "a.docx")


def test_a_document_goes_over_to_the_process_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []

    def counted(read: Callable[[bytes, Path], object], content: bytes, path: Path) -> object:
        sent.append(len(content))
        return within_budget(read, content, path)

    monkeypatch.setattr(documents, "within_budget", counted)
    path = tmp_path / "通知.txt"
    path.write_text("今天开会。", encoding="utf-8")
    assert read_document(path).text == "今天开会。\n"
    assert sent == [path.stat().st_size]


def test_a_tag_with_ever_so_many_attributes(tmp_path: Path) -> None:
    attributes = " ".join(f"a{number}=1" for number in range(50_000))
    path = tmp_path / "通知.html"
    path.write_text(f'<p title="a > b" {attributes}>今天开会。</p><p>明天休息。</p>', encoding="utf-8")
    assert read_document(path).text == "今天开会。\n明天休息。\n"


def test_a_script_of_three_lines_is_run_once(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text("今天开会。", encoding="utf-8")
    script = tmp_path / "script.py"
    lines = (
        "from pathlib import Path",
        "from pipeline.text import read_document",
        f"print('begun', read_document(Path({str(tmp_path / '通知.txt')!r})).text)",
    )
    script.write_text("\n".join(lines), encoding="utf-8")
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)  # noqa: S603
    assert run.stdout.split() == ["begun", "今天开会。"]
    assert not run.stderr
