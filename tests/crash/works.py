"""A workplace whose builds are real processes, to be killed and interrupted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXTS = {
    "2026-03-02-safety.txt": "安全通知\n\n进车间先戴安全帽。明天检修二号机床，请提前备料。\n\n夜班请走北门。\n",
    "2026-03-04-thanks.txt": "致谢\n\n感谢三班全体工友。大家辛苦了。\n",
}


@dataclass(frozen=True)
class CrashWorks:
    """The folder of one test, with its own copy of the program.

    The program's files are among what decides an episode; whoever edits them meanwhile must not disturb.
    """

    root: Path

    @property
    def audio(self) -> Path:
        return self.root / "audio_out"

    def found(self) -> CrashWorks:
        """Two documents, a station, the program."""
        (self.root / "seeds").mkdir(parents=True)
        for name, text in TEXTS.items():
            (self.root / "seeds" / name).write_text(text)
        shutil.copy(ROOT / "station.toml", self.root)
        shutil.copytree(ROOT / "pipeline", self.root / "pipeline")
        return self

    def start(self) -> subprocess.Popen[str]:
        """A build, leader of its own process group."""
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline", "build", "--engine", "tone", "--jobs", "2"],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )

    def build(self) -> None:
        """A build that nobody disturbs."""
        build = self.start()
        _out, said = build.communicate(timeout=120)
        assert build.returncode == 0, said

    def tree(self) -> dict[str, bytes]:
        """All that is published and all that is left over; the index and the lock are the program's own memory."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes() if path.is_file() else b""
            for folder in (self.audio, self.root / "feeds")
            for path in sorted(folder.rglob("*"))
            if path.name not in (".index.json", ".lock")
        }

    def forget(self) -> None:
        """As if nothing had ever been built."""
        for folder in (self.audio, self.root / "feeds"):
            shutil.rmtree(folder, ignore_errors=True)

    def killed_after(self, seconds: float) -> bool:
        """Start a build and kill its whole process group; false when it had ended before."""
        build = self.start()
        try:
            build.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(build.pid, signal.SIGKILL)
        build.communicate(timeout=60)
        assert not group_lives(build.pid)
        return build.returncode == -signal.SIGKILL


def group_lives(group: int, patience: float = 10.0) -> bool:
    """Whether a process of the group is still there after ``patience`` seconds.

    A killed one stays in the table until whoever inherits it has looked at it, which takes the system a moment.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.02)
    return True
