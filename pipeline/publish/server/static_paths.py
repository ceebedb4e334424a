"""From a request's path to a file that may be handed out: one that the last publication lists, and nothing else.

What stands in the folders besides is nobody's business: the manifest of a withdrawn episode, an episode that is not on
the air yet, what the operator keeps there.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from pathlib import Path
from urllib.parse import unquote

from pipeline.publish.addresses import COVER, page_name
from pipeline.publish.media_types import LIVE
from pipeline.publish.published import LEDGER, Ledger, read_ledger
from pipeline.staging import is_made_for
from pipeline.station_air import FOLDER

_HOSTILE = re.compile(r"[\x00-\x1f\x7f\\:]")
"""No file of ours has these; a NUL, a backslash or a drive letter is somebody trying."""
_STICK = "usb"
"""The folder of :mod:`pipeline.studio.usb`, if there is one."""
_ON_THE_STICK = re.compile(r"\d{3,}-(.+)\.mp3")


class Published:
    """The files that may be handed out now.

    An episode is published as long as its page is listed: pages are listed before a feed names the episode, and
    until no feed does.
    """

    def __init__(self, audio_out: Path, feeds: Path, audio_link: str) -> None:
        """``audio_link`` is ``audio_out`` as pages in ``feeds`` link to it, a relative URL."""
        linked = posixpath.normpath(posixpath.join("/feeds", unquote(audio_link))) + "/"
        audio, pages = audio_out.resolve(), feeds.resolve()
        places = {"/audio_out/": (audio, self._is_sound), linked: (audio, self._is_sound)}
        places["/feeds/"] = (pages, self._is_page)
        places["/air/"] = (audio / FOLDER / "hls", _is_live)
        self._places = sorted(places.items(), key=lambda place: -len(place[0]))
        self._audio, self._feeds, self._record = audio, pages, str(pages / LEDGER)
        self._ledger = Ledger()
        self._seen: tuple[int, ...] | None = None

    def is_stale(self) -> bool:
        """Whether something has been published since :meth:`read`."""
        return stamp_of(self._record) != self._seen

    def read(self) -> None:
        """Learn what is published now; with tens of thousands of episodes this takes a moment."""
        self._seen = stamp_of(self._record)  # before reading: what is written meanwhile is read the next time
        self._ledger = read_ledger(self._feeds)

    def find(self, path: str) -> Path | None:
        """The regular file that ``path`` names, None where there is none to be had.

        ``path`` is percent-decoded once, and :func:`without_dots`.
        """
        if _HOSTILE.search(path):
            return None
        for prefix, (root, is_listed) in self._places:
            if path.startswith(prefix):
                steps = path[len(prefix) :].split("/")
                if any(step.startswith(".") for step in steps) or not is_listed(steps):
                    return None
                if _is_plain(str(root), steps):
                    return root.joinpath(*steps)
                found = _behind_links(root, steps)
                # A link leads to nothing that could not be asked for by its own name.
                return found if found and is_listed(list(found.relative_to(root).parts)) else None
        return None

    def slug_of(self, found: Path) -> str:
        """The episode whose file that is which :meth:`find` has found; empty: no one's."""
        if not found.is_relative_to(self._audio):
            return ""
        first = found.relative_to(self._audio).parts[0]
        return "" if first == _STICK else first

    def _is_page(self, steps: list[str]) -> bool:
        return len(steps) == 1 and (steps[0] == COVER or steps[0] in self._ledger.files)

    def _is_sound(self, steps: list[str]) -> bool:
        if steps[0] == _STICK and len(steps) == 2:
            numbered = _ON_THE_STICK.fullmatch(steps[1])
            return steps[1] == "play.m3u" or (numbered is not None and self.is_on_air(numbered[1]))
        return self.is_on_air(steps[0]) and is_made_for(steps[0], "/".join(steps[1:]))

    def is_on_air(self, slug: str) -> bool:
        """Whether the episode is published."""
        return page_name(slug) in self._ledger.files


def _is_live(steps: list[str]) -> bool:
    """What is on the air, as ``broadcast air`` has it played on by this server."""
    return len(steps) == 1 and LIVE.fullmatch(steps[0]) is not None


def stamp_of(path: str) -> tuple[int, ...] | None:
    """By what a file that is replaced as a whole differs from the one before; None: there is none."""
    try:
        facts = os.stat(path)  # noqa: PTH116  # asked for with each request: a path would take as long again
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


def without_dots(path: str) -> str:
    """``path`` without its ``.`` and ``..`` (RFC 3986, 5.2.4): some players send them as a list has them."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for step in path.split("/"):
        if step == "..":
            del kept[max(1, len(kept) - 1) :]
        elif step != ".":
            kept.append(step)
    return "/".join(kept)


def _is_plain(place: str, steps: list[str]) -> bool:
    """Whether ``steps`` lead from ``place`` to a regular file by no link: as nearly always, and quick to tell."""
    mode = 0
    try:
        for step in steps:
            place = f"{place}/{step}"
            mode = os.lstat(place).st_mode
            if stat.S_ISLNK(mode):
                return False
    except (OSError, ValueError):  # missing, or no file name of this system's
        return False
    return stat.S_ISREG(mode)


def _behind_links(root: Path, steps: list[str]) -> Path | None:
    try:
        found = root.joinpath(*steps).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # likewise; or a loop of links
        return None
    return found if found.is_relative_to(root) and found.is_file() else None
