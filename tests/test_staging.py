"""Files that take their places together."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import OutputError
from pipeline.manifest import MANIFEST
from pipeline.staging import (
    NEXT,
    READY,
    STAGE,
    change_over,
    clear,
    make_ready,
    put_right,
    remove_files,
    show,
    stage,
    take_over,
    waits,
)


def test_files_take_their_places_the_manifest_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[str] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        moved.append(target.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    folder = tmp_path / "new" / "episode"
    with stage(folder) as making:
        assert making.parent == folder
        (making / "sip").mkdir()
        for name in ("episode.json", "workshop.mp3", "sip/001.wav", "a.vtt"):
            (making / name).write_text(name)
        make_ready(making, folder, ["episode.json", "workshop.mp3", "sip/001.wav", "a.vtt"])
    assert sorted(path.name for path in folder.iterdir()) == [READY]
    change_over(folder)
    assert moved == [READY, "a.vtt", "001.wav", "workshop.mp3", "episode.json"]
    assert (folder / "sip" / "001.wav").read_text() == "sip/001.wav"
    assert not (folder / STAGE).exists()


def test_nothing_stays_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), stage(tmp_path) as making:
        (making / "a").write_text("half")
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "episode").write_text("a file")
    with pytest.raises(OutputError), stage(tmp_path / "episode"):
        pass


def test_what_the_new_manifest_does_not_speak_of_goes_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    (folder / "sip").mkdir(parents=True)
    own = ["mine.txt", "b-podcast.mp3", "sip/notes.txt", "extra/cover.jpg"]
    for name in ("workshop.mp3", "a-workshop.mp3", "words.vtt", "sip/001.wav", "podcast.mp3", *own):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("old")
    with stage(folder) as making:
        for name in (MANIFEST, "podcast.mp3", "programme.pcm"):
            (making / name).write_text("new")
        make_ready(making, folder, [MANIFEST, "podcast.mp3"])
    change_over(folder)
    assert files(folder) == {MANIFEST: "new", "podcast.mp3": "new"} | dict.fromkeys(own, "old")
    (folder / "sip" / "notes.txt").unlink()
    remove_files(folder)
    assert sorted(files(folder)) == ["b-podcast.mp3", MANIFEST, "extra/cover.jpg", "mine.txt"]
    assert not (folder / "sip").exists()


def test_what_is_thrown_away_when_it_is_ready_leaves_what_stands(tmp_path: Path) -> None:
    (tmp_path / "podcast.mp3").write_text("old")
    with stage(tmp_path) as making:
        (making / "podcast.mp3").write_text("new")
        make_ready(making, tmp_path, ["podcast.mp3"])
    clear(tmp_path)
    clear(tmp_path)
    put_right(tmp_path)
    assert files(tmp_path) == {"podcast.mp3": "old"}


class Cut(BaseException):
    """The power is gone."""


OLD = {MANIFEST: "old", "podcast.mp3": "old", "words.vtt": "old", "sip/001.wav": "old"}
NEW = {MANIFEST: "new", "podcast.mp3": "new", "transcript.vtt": "new", "sip/002.wav": "new"}


def straight(folder: Path) -> None:
    change_over(folder)


def past_what_is_shown_beside(folder: Path) -> None:
    """Whoever is led to the old files finds them until the new ones are there to be led to, and those until the end."""
    show(folder)
    assert {**files(folder), **OLD} == files(folder) | {f"{NEXT}/{name}": text for name, text in NEW.items()}
    take_over(folder)
    assert {**files(folder), **NEW} == files(folder) | {f"{NEXT}/{name}": text for name, text in NEW.items()}
    clear(folder)


@pytest.mark.parametrize("way", [straight, past_what_is_shown_beside])
@pytest.mark.parametrize("moment", range(45))
def test_cut_off_at_any_moment_all_files_are_the_old_ones_or_all_become_the_new_ones(
    moment: int, way: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a"
    (folder / "sip").mkdir(parents=True)
    for name, text in OLD.items():
        (folder / name).write_text(text)
    left = moment

    def until_cut(step: Callable[..., Any]) -> Callable[..., Any]:
        def tried(*args: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise Cut
            return step(*args, **named)

        return tried

    for owner, name in ((Path, "replace"), (Path, "unlink"), (os, "fsync"), (shutil, "rmtree"), (Path, "rmdir")):
        monkeypatch.setattr(owner, name, until_cut(getattr(owner, name)))
    try:
        with stage(folder) as making:
            (making / "sip").mkdir()
            for name, text in NEW.items():
                (making / name).write_text(text)
            make_ready(making, folder, NEW)
        way(folder)
    except Cut:
        pass
    monkeypatch.undo()
    ready = any((folder / name).exists() for name in (READY, NEXT)) or (folder / MANIFEST).read_text() == "new"
    assert bool(waits(folder)) == any((folder / name / MANIFEST).exists() for name in (READY, NEXT))
    put_right(folder)
    assert files(folder) == (NEW if ready else OLD)
    assert ready is (moment > 7)
    assert not (folder / STAGE).exists()
    assert not (folder / READY).exists()
    put_right(folder)
    assert files(folder) in (OLD, NEW)


def test_where_a_file_has_one_name_only_the_new_one_is_copied_to_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on exFAT; and what a cut has brought to its place already stays there."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / MANIFEST).write_text("old")
    with stage(folder) as making:
        for name in (MANIFEST, "podcast.mp3"):
            (making / name).write_text("new")
        make_ready(making, folder, [MANIFEST, "podcast.mp3"])
    show(folder)
    monkeypatch.setattr(os, "link", _has_no_links)
    take_over(folder)
    take_over(folder)
    assert (folder / "podcast.mp3").read_text() == (folder / NEXT / "podcast.mp3").read_text() == "new"
    assert waits(folder) == NEXT
    clear(folder)
    assert files(folder) == {MANIFEST: "new", "podcast.mp3": "new"}


def _has_no_links(*_paths: object) -> None:
    raise OSError(1, "Operation not permitted")


def files(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}
