"""Two podcast clients that Debian packs subscribe to the running server, and get each episode byte for byte."""

from __future__ import annotations

import os
import pty
import select
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.clients.conftest import OnAir

PROFILES = ("podcast", "workshop")
PATIENCE = 60
"""Seconds that a client may take on a busy machine; on an idle one each takes about one."""


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip where one of ``programs`` is missing."""
    missing = [program for program in programs if shutil.which(program) is None]
    reason = f"{', '.join(missing)}: not installed; make test-clients installs it"
    return pytest.mark.skipif(bool(missing), reason=reason)


def surroundings(home: Path) -> dict[str, str]:
    """A home of its own, so that no subscription of the user's is seen or touched; no proxy; the programme's time."""
    places = {"HOME": str(home), "GPODDER_HOME": str(home), "PATH": os.environ["PATH"]}
    return places | {"LANG": "C.UTF-8", "TERM": "xterm", "TZ": "CST-8"}


def said_by(home: Path, *command: str) -> str:
    """What ``command`` says; it must succeed."""
    done = subprocess.run(  # noqa: S603  # the client under test
        command, env=surroundings(home), capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@needs("gpo")
@pytest.mark.parametrize("profile", PROFILES)
def test_gpodder_subscribes_and_downloads(on_air: OnAir, tmp_path: Path, profile: str) -> None:
    feed = on_air.feed(profile)
    assert f"Successfully added {feed}" in said_by(tmp_path, "gpo", "subscribe", feed)
    listed = said_by(tmp_path, "gpo", "episodes", "--guid")
    # It marks what is new with a star.
    found = [line.split(maxsplit=3)[1:] for line in listed.splitlines() if "  *  " in line]
    assert found == [[one.guid, "*", one.title] for one in on_air.episodes]
    assert f"{len(found)} episodes downloaded" in said_by(tmp_path, "gpo", "download")
    received = [path.read_bytes() for path in tmp_path.glob("Downloads/*/*.mp3")]
    assert sorted(received) == sorted(on_air.audio(profile).values())
    (folder,) = (tmp_path / "Downloads").iterdir()
    assert folder.name.startswith(on_air.name)
    assert "0 new episodes" in said_by(tmp_path, "gpo", "update"), "the same episodes have come a second time"


@needs("newsboat", "podboat")
@pytest.mark.parametrize("profile", PROFILES)
def test_newsboat_subscribes_and_podboat_downloads(on_air: OnAir, tmp_path: Path, profile: str) -> None:
    """Nothing is set but that it queues: by default a download is named as its address ends, in one folder for all."""
    files = tmp_path / ".newsboat"
    files.mkdir()
    (files / "urls").write_text(f"{on_air.feed(profile)}\n")
    (files / "config").write_text("podcast-auto-enqueue yes\n")
    assert f"{len(on_air.episodes)} unread articles" in said_by(tmp_path, "newsboat", "-x", "reload", "print-unread")
    queue = [shlex.split(line) for line in (files / "queue").read_text().splitlines()]
    wanted = on_air.audio(profile)
    assert [address for address, _path in queue] == list(wanted)
    expected = {Path(path): wanted[address] for address, path in queue}
    assert sorted(path.name for path in expected) == sorted(f"{one.slug}-{profile}.mp3" for one in on_air.episodes)
    _let_podboat_work(tmp_path, expected)
    assert {path: path.read_bytes() for path in tmp_path.glob("*.mp3")} == expected


def _let_podboat_work(home: Path, expected: dict[Path, bytes]) -> None:
    """Run podboat on a terminal until the files are there in full, then press q."""
    ours, its = pty.openpty()
    podboat = subprocess.Popen(
        ["podboat", "-a"],  # noqa: S607  # the one that newsboat came with
        env=surroundings(home),
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
    )
    os.close(its)
    screen = b""
    deadline = time.monotonic() + PATIENCE
    try:
        while not all(path.is_file() and path.stat().st_size == len(audio) for path, audio in expected.items()):
            assert podboat.poll() is None, screen
            assert time.monotonic() < deadline, screen
            if select.select([ours], [], [], 1)[0]:
                screen += os.read(ours, 1 << 16)
        os.write(ours, b"q")
        # What it still has to say must be read, or it waits for ever to say it.
        while podboat.poll() is None and time.monotonic() < deadline:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    screen += os.read(ours, 1 << 16)
                except OSError:  # how Linux tells that the other end has been closed
                    break
        assert podboat.wait(timeout=PATIENCE) == 0, screen
    finally:
        podboat.kill()
        podboat.wait()
        os.close(ours)
