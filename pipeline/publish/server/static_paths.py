"""From a request's path to a file that may be handed out: two folders, nothing hidden, nothing outside them."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from dataclasses import dataclass
from pathlib import Path

_HOSTILE = re.compile(r"[\x00-\x1f\x7f\\:]")
"""No file of ours has these; a NUL, a backslash or a drive letter is somebody trying."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """Which folder answers for which first step of an address."""

    roots: tuple[tuple[str, Path], ...]
    """Pairs of prefix (``/feeds/``) and folder, the folder resolved."""

    def find(self, path: str) -> Path | None:
        """The regular file that ``path`` (percent-decoded once) names, None where there is none to be had."""
        if _HOSTILE.search(path):
            return None
        for prefix, root in self.roots:
            if path.startswith(prefix):
                steps = path[len(prefix) :].split("/")
                if any(not step or step.startswith(".") for step in steps):
                    return None
                return _inside(root, steps)
        return None


def shelves_of(audio_out: Path, feeds: Path, audio_link: str) -> Shelves:
    """Both folders at their addresses; ``audio_link`` is ``audio_out`` as pages in ``feeds`` link to it."""
    linked = posixpath.normpath(posixpath.join("/feeds", audio_link)) + "/"
    audio, pages = audio_out.resolve(), feeds.resolve()
    roots = {"/audio_out/": audio, linked: audio, "/feeds/": pages}
    return Shelves(tuple(sorted(roots.items(), key=lambda item: -len(item[0]))))


def _inside(root: Path, steps: list[str]) -> Path | None:
    path = root.joinpath(*steps)
    try:
        if _is_plain(str(root), steps):
            return path
        real = path.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # missing, no file name of this system's, a loop of links
        return None
    return real if real.is_relative_to(root) and real.is_file() else None


def _is_plain(place: str, steps: list[str]) -> bool:
    """Whether ``steps`` lead from ``place`` to a regular file by no link: as nearly always, and quick to tell."""
    mode = 0
    for step in steps:
        place = f"{place}/{step}"
        mode = os.lstat(place).st_mode
        if stat.S_ISLNK(mode):
            return False
    return stat.S_ISREG(mode)
