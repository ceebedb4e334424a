"""A folder to copy to a USB stick: loudspeakers play its files in the order of their numbers."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from pipeline.errors import BroadcastError, OutputError, fault
from pipeline.messages import _
from pipeline.staging import twice
from pipeline.system.files import make_folder, sweep_parts, sync_folder, told_as_output_error, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import AudioFile

FOLDER = "usb"
PLAYLIST = "play.m3u"
MASTER = "workshop"
_PART = re.compile(r"\.\d{3,}-[A-Za-z0-9][A-Za-z0-9._-]*\.mp3\.part")
"""What is left of a file when a run was killed while it was made."""


class Mastered(Protocol):
    """An episode, or what is known of it in a list."""

    @property
    def slug(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def files(self) -> Mapping[str, AudioFile]: ...


def usb_folder(episodes: Sequence[Mastered], audio_out: Path, repeat: int = 1) -> dict[str, BroadcastError]:
    """Make ``audio_out/usb``: the workshop masters of ``episodes``, each with the number it has in the programme, in
    the order of these, and a playlist.

    The number is the episode's for good: one that is withdrawn leaves a gap, and no other gets another name on the
    stick. The playlist names each of them ``repeat`` times, one after the other.

    The files are hard links where the file system has them, else copies; what is there already stays, what is no
    longer wanted goes. Episodes without a workshop master are left out, and so is one whose master cannot be put there;
    why, is returned by its slug.

    Raises:
        OutputError: the folder cannot be written.
    """
    masters = sorted(
        (e.number, e.slug, audio_out / e.slug / e.files[MASTER].path) for e in episodes if MASTER in e.files
    )
    width = max(3, *(len(str(number)) for number, _slug, _master in masters), 0)
    folder = audio_out / FOLDER
    names: list[str] = []
    failures: dict[str, BroadcastError] = {}
    with told_as_output_error(folder):
        make_folder(folder)
        for number, slug, master in masters:
            name = f"{number:0{width}}-{slug}.mp3"
            try:
                _same(master, folder / name)
            except OSError as exc:
                if exc.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
                    raise
                failures[slug] = OutputError(
                    _("cannot be put there ({reason})").format(reason=exc), where=folder / name
                )
            except Exception as exc:  # in one episode; the others must not be silenced
                failures[slug] = fault(exc)
            else:
                names.append(name)
        for path in sorted(folder.glob("*.mp3")):
            if path.name not in names:
                path.unlink()
        sync_folder(folder)
    played = [name for name in names for _time in range(repeat)]
    write_whole(folder / PLAYLIST, "".join(f"{name}\r\n" for name in ["#EXTM3U", *played]).encode("ascii"))
    return failures


def sweep(audio_out: Path) -> None:
    """Remove what killed runs left half-made in the USB folder.

    Raises:
        OutputError: one cannot be removed.
    """
    folder = audio_out / FOLDER
    sweep_parts(folder)
    with told_as_output_error(folder):
        for path in folder.glob(".*.mp3.part"):
            if _PART.fullmatch(path.name):
                path.unlink()


def remove_usb_folder(audio_out: Path) -> None:
    """Take ``audio_out/usb`` away again, when the profile has been switched off.

    A folder of that name without our playlist is somebody else's and stays.

    Raises:
        OutputError: it cannot be removed.
    """
    if (audio_out / FOLDER / PLAYLIST).is_file():
        with told_as_output_error(audio_out / FOLDER):
            shutil.rmtree(audio_out / FOLDER)


def _same(master: Path, path: Path) -> None:
    """Make ``path`` be ``master``, whole or not at all."""
    if path.exists() and (path.samefile(master) or _alike(path, master)):
        return
    temporary = path.with_name(f".{path.name}.part")
    temporary.unlink(missing_ok=True)
    twice(master, temporary)  # by the date of a copy it is known next time
    temporary.replace(path)


def _alike(path: Path, master: Path) -> bool:
    one, other = path.stat(), master.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)
