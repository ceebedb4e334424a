"""Builds killed or interrupted at any moment: the next one ends with the tree of a build nobody disturbed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.crash.works import CrashWorks, group_lives

MOMENTS = 4


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> CrashWorks:
    return CrashWorks(tmp_path_factory.mktemp("crash") / "works").found()


@pytest.fixture(scope="module")
def undisturbed(founded: CrashWorks) -> tuple[dict[str, bytes], float]:
    """The tree, and the seconds it took."""
    began = time.monotonic()
    founded.build()
    return founded.tree(), time.monotonic() - began


@pytest.mark.slow
def test_killed_at_any_moment_the_next_build_makes_the_same_tree(
    founded: CrashWorks, undisturbed: tuple[dict[str, bytes], float]
) -> None:
    tree, seconds = undisturbed
    moments = random.Random(7)  # noqa: S311  # moments, no secrets
    killed = 0
    for step in range(MOMENTS):
        founded.forget()
        killed += founded.killed_after(seconds * (step + moments.random()) / MOMENTS)
        founded.build()
        assert founded.tree() == tree
    assert killed >= MOMENTS // 2


@pytest.mark.slow
@pytest.mark.parametrize("sign", [".clips/*/*.clip", "*/.making/*"], ids=["while it speaks", "while it masters"])
def test_interrupted_it_stops_at_once_in_one_line_and_goes_on_later(
    founded: CrashWorks, undisturbed: tuple[dict[str, bytes], float], sign: str
) -> None:
    tree, seconds = undisturbed
    founded.forget()
    build = founded.start()
    until = time.monotonic() + 30 * seconds
    while not any(founded.audio.glob(sign)) and time.monotonic() < until:
        time.sleep(0.01)
    began = time.monotonic()
    os.kill(build.pid, signal.SIGINT)
    try:
        _out, said = build.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(build.pid, signal.SIGKILL)
        raise
    assert build.returncode == 130, said
    assert said == "Stopped. What was done is kept; run make again to go on.\n"
    assert time.monotonic() - began < 5
    assert not group_lives(build.pid)
    founded.build()
    assert founded.tree() == tree


def test_what_lies_in_the_output_folder_and_is_not_ours_stays(founded: CrashWorks, tmp_path: Path) -> None:
    own = {"my-notes/list.txt": "牛奶", "my-notes/.hidden.part.txt": "x", "readme.txt": "y", ".x.part": "z"}
    for name, text in own.items():
        path = founded.audio / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (founded.audio / ".lock").write_text("process 1 on a machine that lost its power\n")
    founded.build()
    assert {name: (founded.audio / name).read_text() for name in own} == own
    assert (founded.audio / ".lock").read_text() == ""
