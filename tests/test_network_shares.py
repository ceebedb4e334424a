"""A station on a network share: what its file system does not offer is told or passed over, episodes are made."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from pipeline.build.output_folder import held
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


def test_where_neither_locks_nor_flushing_can_be_had_a_build_goes_on_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", refusing(errno.ENOLCK))
    folders_refuse(monkeypatch, errno.EINVAL)
    screen = RecordingScreen()
    summary = make_tree(tmp_path, screen)
    assert (len(summary.made), summary.failures) == (2, [])
    assert len([text for text in screen.notices if "no lock can be had" in text]) == 1


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_an_output_folder_without_locks_is_held_all_the_same_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(fcntl, "flock", refusing(number))
    told: list[str] = []
    for _run in range(2):
        with held(tmp_path, told.append) as cut_off:
            assert not cut_off
    assert len([text for text in told if "no lock can be had" in text]) == 2


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_folders_that_cannot_be_flushed_stop_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    folders_refuse(monkeypatch, number)
    told: list[str] = []
    with held(tmp_path / "deep" / "audio_out", told.append):
        write_whole(tmp_path / "feeds" / "podcast.xml", b"x")
    assert told == []
    assert (tmp_path / "feeds" / "podcast.xml").read_bytes() == b"x"


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_disk_that_fails_is_still_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    folders_refuse(monkeypatch, number)
    with pytest.raises(OutputError):
        write_whole(tmp_path / "a.txt", b"x")
