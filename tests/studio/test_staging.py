"""Files that take their places together."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.studio.staging import STAGE, stage, sweep, take_places


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
        take_places(making, folder, ["episode.json", "workshop.mp3", "sip/001.wav", "a.vtt"])
    assert moved == ["a.vtt", "001.wav", "workshop.mp3", "episode.json"]
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


def test_sweeping_takes_only_what_is_known_and_unwanted(tmp_path: Path) -> None:
    (tmp_path / "sip").mkdir()
    for name in ("old.mp3", "new.mp3", "mine.txt", "sip/001.wav", "sip/002.wav"):
        (tmp_path / name).write_text(name)
    sweep(tmp_path, ["new.mp3", "sip/001.wav"], ["*.mp3", "sip/*.wav"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.txt", "new.mp3", "sip"]
    assert [p.name for p in (tmp_path / "sip").iterdir()] == ["001.wav"]
    sweep(tmp_path, ["new.mp3"], ["*.mp3", "sip/*.wav"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.txt", "new.mp3"]
