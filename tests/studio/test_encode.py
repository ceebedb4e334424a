"""PCM through ffmpeg: what comes out, and what an operator is told when it does not."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest
from mutagen.mp3 import BitrateMode

from pipeline.errors import OutputError, StudioError
from pipeline.studio.sound import encode
from pipeline.studio.sound.encode import encode_mp3
from pipeline.studio.sound.trim import RATE
from tests.studio.scenes import decoded, tone

TAGS = ";FFMETADATA1\ntitle=通知\n"


def blocks(seconds: int = 3) -> Iterator[np.ndarray[tuple[int], np.dtype[np.int16]]]:
    for _second in range(seconds):
        yield tone(RATE)


def write(path: Path, pcm: Iterator[np.ndarray[tuple[int], np.dtype[np.int16]]] | None = None) -> int:
    return encode_mp3(blocks() if pcm is None else pcm, RATE, path, kilobits=64, tags=TAGS)


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in ffmpeg's place."""
    path = folder / "ffmpeg"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setattr(encode, "ffmpeg", lambda: str(path))


def test_the_mp3_is_what_modest_players_take(tmp_path: Path) -> None:
    assert write(tmp_path / "a.mp3") == 3 * RATE
    info: Any = mutagen.File(tmp_path / "a.mp3").info
    assert (info.sample_rate, info.channels, info.layer, info.bitrate_mode) == (44_100, 1, 3, BitrateMode.CBR)
    assert info.bitrate == pytest.approx(64_000, rel=0.001)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


@pytest.mark.parametrize("samples", [1152, 24_000, 77_777])
def test_nothing_is_lost_or_added(samples: int, tmp_path: Path) -> None:
    assert write(tmp_path / "a.mp3", iter([tone(samples)])) == samples
    heard = decoded(tmp_path / "a.mp3", 44_100).size
    # Players drop what the encoder added at the beginning; at the end they may keep up to two frames.
    assert 0 <= heard - samples * 44_100 / 24_000 <= 2 * 1152 + 1


def test_the_sound_is_the_sound(tmp_path: Path) -> None:
    sound = tone(3 * RATE)
    write(tmp_path / "a.mp3", iter([sound]))
    heard = decoded(tmp_path / "a.mp3", RATE)[: sound.size].astype(float)
    error = heard[RATE : 2 * RATE] - sound[RATE : 2 * RATE]
    assert 10 * np.log10(np.square(sound.astype(float)).mean() / np.square(error).mean()) > 25


def test_the_same_bytes_every_time_and_however_it_is_fed(tmp_path: Path) -> None:
    write(tmp_path / "a.mp3")
    write(tmp_path / "b.mp3")
    write(tmp_path / "c.mp3", iter(np.split(np.concatenate(list(blocks())), [1, 777, 40_000])))
    assert len({(tmp_path / name).read_bytes() for name in ("a.mp3", "b.mp3", "c.mp3")}) == 1
    assert not re.search(rb"Lav[fc]\d", (tmp_path / "a.mp3").read_bytes())


def test_a_missing_ffmpeg_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import imageio_ffmpeg

    def missing() -> str:
        raise RuntimeError("No ffmpeg exe could be found")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    with pytest.raises(StudioError, match="ffmpeg is missing → run make setup"):
        write(tmp_path / "a.mp3")


def test_an_ffmpeg_that_cannot_run_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "ffmpeg", lambda: str(tmp_path))
    with pytest.raises(StudioError, match=r"a\.mp3: ffmpeg cannot be started"):
        write(tmp_path / "a.mp3")


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("cat >/dev/null; echo first >&2; echo 'Unknown encoder libmp3lame' >&2; exit 8", "Unknown encoder libmp3lame"),
        ("cat >/dev/null; exit 3", "exit code 3"),
        ("head -c 1000 >/dev/null; kill -9 $$", "exit code -9"),
        ("echo 'cannot read' >&2; exit 1", "cannot read"),
        ("exit 0", r"ffmpeg failed|exit code"),
    ],
)
def test_a_failing_or_dying_ffmpeg_is_told(
    script: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, script, monkeypatch)
    with pytest.raises(StudioError, match=message):
        write(tmp_path / "a.mp3", blocks(30))


@pytest.mark.parametrize("script", ["exec sleep 600", "cat >/dev/null; exec sleep 600"])
def test_a_hanging_ffmpeg_is_ended(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, script, monkeypatch)
    monkeypatch.setattr(encode, "STALLED", 0.3)
    with pytest.raises(StudioError, match=r"a\.mp3: ffmpeg hangs"):
        write(tmp_path / "a.mp3", blocks(30))


def test_a_full_disk_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").symlink_to("/dev/full")
    with pytest.raises(OutputError, match=r"a\.mp3: .*No space left.*make room"):
        write(tmp_path / "a.mp3")


def test_a_folder_that_is_gone_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write(tmp_path / "gone" / "a.mp3")


def test_an_error_while_feeding_ends_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)

    def broken() -> Iterator[np.ndarray[tuple[int], np.dtype[np.int16]]]:
        yield tone(RATE)
        raise StudioError("a clip is damaged")

    with pytest.raises(StudioError, match="a clip is damaged"):
        write(tmp_path / "a.mp3", broken())
    assert started[0].poll() is not None
