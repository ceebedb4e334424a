"""What ``broadcast prune`` removes, and what it never touches."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from pipeline import cli
from pipeline.build import output_folder
from pipeline.commands.pruning import DAY, Limits, prune
from pipeline.errors import UsageError
from pipeline.model import Clip
from pipeline.voice import ClipStore
from pipeline.voice.clip_store import packed

NOW = 1_000 * DAY
AGES = {"aa": 10, "bb": 100, "cc": 200, "dd": 300}
"""Days since each clip was used."""


@pytest.fixture
def audio_out(tmp_path: Path) -> Path:
    """Four clips; the oldest belongs to an episode that stands, the next oldest to one that was withdrawn."""
    store = ClipStore(tmp_path / output_folder.CLIPS)
    for start, age in AGES.items():
        store.put(key(start), packed(key(start), Clip(np.zeros(999, np.int16), 24_000)))
        os.utime(store.path(key(start)), (NOW - age * DAY,) * 2)
    for slug, start, manifest in (("a", "dd", "episode.json"), ("b", "cc", "withdrawn.json")):
        (tmp_path / slug).mkdir()
        (tmp_path / slug / manifest).touch()
        store.note(slug, [key(start)])
    return tmp_path


def key(start: str) -> str:
    return start + "0" * 62


def left(audio_out: Path) -> set[str]:
    return {path.stem[:2] for path in audio_out.rglob("*.clip")}


@pytest.mark.parametrize(
    ("limits", "stay"),
    [
        (Limits(400, 1), {"aa", "bb", "cc", "dd"}),
        (Limits(150, 1), {"aa", "bb", "dd"}),
        (Limits(90, 1), {"aa", "dd"}),
        (Limits(0, 1), {"dd"}),
        (Limits(400, 0), {"dd"}),
    ],
)
def test_old_sounds_go_and_those_of_standing_episodes_stay(limits: Limits, stay: set[str], audio_out: Path) -> None:
    size = sum(path.stat().st_size for path in audio_out.rglob("*.clip"))
    sounds, freed = prune(audio_out, limits, NOW)
    assert left(audio_out) == stay
    assert sounds == 4 - len(stay)
    assert size - freed == sum(path.stat().st_size for path in audio_out.rglob("*.clip"))


def test_beyond_the_size_the_longest_unused_go_first(audio_out: Path) -> None:
    size = sum(path.stat().st_size for path in audio_out.rglob("*.clip"))
    prune(audio_out, Limits(400, (size - 1) / 1e9), NOW)
    assert left(audio_out) == {"aa", "bb", "dd"}


def test_not_while_a_run_is_at_work_nor_after_one_that_was_cut_off(audio_out: Path) -> None:
    with output_folder.held(audio_out), pytest.raises(UsageError, match="another run is at work"):
        prune(audio_out, Limits(0, 0), NOW)
    (audio_out / ".lock").write_text("process 1")
    with pytest.raises(UsageError, match="cut off → run make first"):
        prune(audio_out, Limits(0, 0), NOW)
    assert left(audio_out) == AGES.keys()


def test_the_command(audio_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["prune", "--audio-out", str(audio_out), "--days", "0", "--gigabytes", "1"]) == 0
    assert capsys.readouterr().out == "3 stored sounds removed, 0.0 MB.\n"
    assert cli.main(["prune", "--audio-out", str(audio_out / "none")]) == 2
    assert "none: there is no such folder → run make first" in capsys.readouterr().err
    for wrong in ("-1", "nan"):
        with pytest.raises(SystemExit, match="2"):
            cli.main(["prune", "--days", wrong])
