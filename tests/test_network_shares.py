"""A station on a network share: what its file system does not offer is told or passed over, episodes are made."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import OutputError
from pipeline.system.files import write_whole
from tests.doubles.screen import RecordingScreen
from tests.golden.tree import make_tree

fsync = os.fsync


def refusing(number: int) -> Any:
    def refuse(*_asked: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def folders_refuse(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Files can be flushed, folders cannot."""

    def flush(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", flush)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_no_lock_can_be_had_the_build_goes_on_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(fcntl, "flock", refusing(number))
    screen = RecordingScreen()
    summary = make_tree(tmp_path, screen)
    assert (len(summary.made), summary.failures) == (2, [])
    assert any("no lock can be had" in text for text in screen.notices)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_folders_that_cannot_be_flushed_stop_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    folders_refuse(monkeypatch, number)
    screen = RecordingScreen()
    summary = make_tree(tmp_path, screen)
    assert (len(summary.made), summary.failures) == (2, [])
    assert not any("lock" in text for text in screen.notices)


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_disk_that_fails_is_still_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    folders_refuse(monkeypatch, number)
    with pytest.raises(OutputError):
        write_whole(tmp_path / "a.txt", b"x")
