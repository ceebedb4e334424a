"""Files appear whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.system import files
from pipeline.system.files import append_lines, whole_file, write_all, write_whole


def test_the_file_appears_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    write_whole(path, b"whole")
    assert path.read_bytes() == b"whole"
    assert [p.name for p in path.parent.iterdir()] == ["b.txt"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_equal_content_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    write_whole(path, b"same")
    before = path.stat()
    write_whole(path, b"same")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    write_whole(path, b"diff")
    assert path.read_bytes() == b"diff"


def test_an_error_in_the_block_leaves_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="half"), whole_file(path) as temporary:
        temporary.write_bytes(b"ne")
        raise ValueError("half")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["b.txt"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EACCES, "right to write"),
        (errno.EROFS, "right to write"),
        (errno.EIO, "check"),
    ],
)
@pytest.mark.parametrize("step", ["mkstemp", "fsync", "replace"])
def test_the_systems_refusal_is_told_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, words: str
) -> None:
    path = tmp_path / "b.txt"
    path.write_bytes(b"old")

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    owner = {"mkstemp": "tempfile.mkstemp", "fsync": "os.fsync", "replace": "pathlib.Path.replace"}[step]
    monkeypatch.setattr(owner, refuse)
    with pytest.raises(OutputError) as caught:
        write_whole(path, b"new!")
    monkeypatch.undo()
    assert words in caught.value.next
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["b.txt"]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(tmp_path / "a" / "b.txt", b"x")


# ── many at once ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=["the file system at once", "each file"])
def flushing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to bring many files to the disk; the second is that of systems without the first."""
    if request.param == "each file":
        monkeypatch.setattr(files, "_sync_file_system", lambda _folder: False)
    return str(request.param)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 300])
def test_many_files_appear_together(tmp_path: Path, flushing: str, count: int) -> None:
    contents = {f"{number}.txt": f"内容{number}".encode() for number in range(count)}
    write_all(tmp_path / "many", contents.items())
    found = {path.name: path.read_bytes() for path in tmp_path.glob("many/*")}
    assert found == contents, flushing
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in tmp_path.glob("many/*"))


def test_of_many_files_only_those_that_changed_are_written(tmp_path: Path) -> None:
    write_all(tmp_path, [(str(number), b"same") for number in range(20)])
    before = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
    write_all(tmp_path, [(str(number), b"diff" if number == 7 else b"same") for number in range(20)])
    assert [name for name, inode in before.items() if (tmp_path / name).stat().st_ino != inode] == ["7"]
    assert (tmp_path / "7").read_bytes() == b"diff"


@pytest.mark.parametrize("step", ["os.open", "os.fchmod", "os.fsync", "pathlib.Path.replace"])
def test_a_refusal_among_many_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flushing: str, step: str
) -> None:
    write_all(tmp_path, [(str(number), b"old") for number in range(20)])

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(step, refuse)
    if step == "os.fsync" and flushing != "each file":
        monkeypatch.setattr(files, "_sync_file_system", refuse)
    with pytest.raises(OutputError, match="make room"):
        write_all(tmp_path, [(str(number), b"new!") for number in range(20)])
    monkeypatch.undo()
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"old"}
    assert len(list(tmp_path.iterdir())) == 20


def test_the_file_systems_own_refusal_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As syncfs(2) reports a disk that fails: by its result and the error number."""
    import ctypes

    class Library:
        def __init__(self, *_args: object, **_kwargs: object) -> None:
            self.syncfs = lambda _handle: ctypes.set_errno(errno.EIO) or -1

    monkeypatch.setattr(ctypes, "CDLL", Library)
    with pytest.raises(OutputError, match="check the disk"):
        write_all(tmp_path, [(str(number), b"x") for number in range(20)])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "head\r\nnew\r\n"),
        ("", "head\r\nnew\r\n"),
        ("head\r\nold\r\n", "head\r\nold\r\nnew\r\n"),
        ("head\r\nol", "head\r\nol\r\nnew\r\n"),
    ],
    ids=["missing", "empty", "whole", "cut off"],
)
def test_a_line_is_added_behind_whole_ones(tmp_path: Path, before: str | None, after: str) -> None:
    path = tmp_path / "a" / "log"
    if before is not None:
        path.parent.mkdir()
        path.write_bytes(before.encode())
    append_lines(path, b"new\r\n", head=b"head\r\n", end=b"\r\n")
    assert path.read_bytes() == after.encode()


def test_a_line_that_cannot_be_added_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        append_lines(tmp_path, b"new\n")
