"""What a power cut may not undo: each name that a build made or moved is on the disk when the build has ended."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.build import Order, build
from tests.doubles.inline import mastered_here
from tests.doubles.screen import RecordingScreen
from tests.golden.tree import STATION


class Disk:
    """Knows which folders hold names, and which files bytes, that a power cut would take."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._root = os.path.realpath(root)
        self.unsure: set[str] = set()
        for name in ("mkdir", "replace", "rename", "link"):
            monkeypatch.setattr(os, name, self._noting(getattr(os, name)))
        real = os.fsync

        def fsync(handle: int) -> None:
            real(handle)
            self.unsure.discard(str(Path(f"/proc/self/fd/{handle}").readlink()))

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr("pipeline.system.files._sync_file_system", lambda _folder: False)

    def _noting(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*paths: Any, **named: Any) -> Any:
            done = step(*paths, **named)
            for path in paths[-1:] if step.__name__ == "link" else paths:
                folder = str(Path(os.path.realpath(path)).parent) if isinstance(path, (str, os.PathLike)) else ""
                if folder.startswith(self._root):
                    self.unsure.add(folder)
            return done

        return noted

    def left(self) -> list[str]:
        """Folders that still stand and whose names are not sure, relative to the root."""
        return sorted(os.path.relpath(folder, self._root) for folder in self.unsure if Path(folder).is_dir())


def test_all_names_are_on_the_disk_when_a_build_has_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    station = STATION.read_text().replace("enabled = false", "enabled = true")  # SIP and USB, too
    seeds, root = tmp_path / "seeds", tmp_path / "works" / "deep"
    seeds.mkdir()
    (tmp_path / "station.toml").write_text(station)
    order = Order(seeds, root / "audio_out", root / "feeds", tmp_path / "station.toml", "tone", 1)
    (seeds / "a.txt").write_text("停水通知\n\n明天停水。\n")
    (seeds / "b.txt").write_text("停电通知\n\n明天停电。\n")
    mastered_here(monkeypatch)
    disk = Disk(tmp_path, monkeypatch)
    assert not build(order, RecordingScreen()).failures
    assert disk.left() == []
    (seeds / "a.txt").write_text("停水通知\n\n后天停水。\n")
    (seeds / "b.txt").unlink()
    assert build(order, RecordingScreen()).withdrawn == ["b"]
    assert disk.left() == []
    shutil.rmtree(root / "feeds")
    assert not build(order, RecordingScreen()).failures
    assert disk.left() == []


def test_the_lock_is_on_the_disk_before_anything_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.build.output_folder import held

    written: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        written.append(Path(f"/proc/self/fd/{handle}").readlink().name)

    monkeypatch.setattr(os, "fsync", fsync)
    with held(tmp_path / "audio_out"):
        assert written[-2:] == [".lock", "audio_out"]
