"""An episode's files are made out of sight and change over together, the manifest last.

Their way there survives a power cut at any moment: :data:`STAGE` holds files in the making and can be thrown away;
renamed to :data:`READY` they are all on the disk and go to their places when what publishes them is at hand, by the
next run if need be. Where files of the episode stand already and are published, the new ones are shown in :data:`NEXT`
first: whoever was led to the old ones finds the old ones, until nothing leads there any more.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from pipeline.manifest import MANIFEST
from pipeline.system.files import make_folder, sync_folder, told_as_output_error

STAGE = ".making"
"""The folder inside the episode's where its next files are made."""
READY = ".ready"
"""The same folder when they are whole."""
NEXT = "next"
"""The same folder while feeds and pages lead into it."""
_NAMES = ".names"
"""In :data:`READY` and :data:`NEXT`: all files that the episode will have."""

FILES = (
    "cover.jpg", "thumb.jpg", "transcript.vtt", "transcript.srt", "transcript.html", "words.vtt", "chapters.json",
    "podcast.mp3", "{slug}-podcast.mp3", "workshop.mp3", "{slug}-workshop.mp3", "sip/*.wav", "sip/*.m3u",
)  # fmt: skip
"""Patterns of all files that an episode's folder ever holds besides its manifest, ``{slug}`` being the folder's name;
whatever else stands there is the operator's own."""


def is_made_for(slug: str, name: str) -> bool:
    """Whether the program makes files of that ``name``, relative to an episode's folder, for the episode ``slug``."""
    name = name.removeprefix(f"{NEXT}/")
    if name.startswith(f"{slug}-"):
        name = "{slug}" + name.removeprefix(slug)
    return name in FILES or any(fnmatchcase(name, made) and name.count("/") == made.count("/") for made in FILES)


@contextmanager
def stage(folder: Path) -> Iterator[Path]:
    """An empty folder inside ``folder`` (made if missing), gone when the block ends.

    What an earlier run left behind when it was killed is put right first.

    Raises:
        OutputError: it cannot be made.
    """
    making = folder / STAGE
    with told_as_output_error(folder):
        make_folder(folder)
        put_right(folder)
        making.mkdir()
    try:
        yield making
    finally:
        shutil.rmtree(making, ignore_errors=True)


def twice(path: Path, other: Path) -> None:
    """Let ``other``, which is not there yet, be the same file as ``path``.

    A hard link takes no room; where the file system has none (exFAT), a copy stands there, with the same date.

    Raises:
        OSError: neither can be made.
    """
    try:
        os.link(path, other)
    except OSError:
        shutil.copy2(path, other)


def make_ready(making: Path, folder: Path, names: Iterable[str]) -> None:
    """Have ``names``, relative to ``making``, stand on the disk in :data:`READY`, for :func:`change_over`.

    Raises:
        OutputError: one cannot be written or moved.
    """
    wanted = sorted(names)
    with told_as_output_error(folder):
        (making / _NAMES).write_text("\n".join(wanted), encoding="ascii")
        for path in sorted(making.rglob("*"), reverse=True):
            if path.is_file():
                if path.relative_to(making).as_posix() in (*wanted, _NAMES):
                    _sync_file(path)
                else:
                    path.unlink()
            else:
                sync_folder(path)
        sync_folder(making)
        making.replace(folder / READY)
        sync_folder(folder)


def change_over(folder: Path) -> None:
    """Move what is ready for ``folder`` to its place there, :data:`MANIFEST` after all others, and remove those of
    :data:`FILES` that the episode has no more.

    Raises:
        OutputError: a file cannot be moved or removed; the next run goes on with it.
    """
    with told_as_output_error(folder):
        _move(folder)


def show(folder: Path) -> None:
    """Let what is ready for ``folder`` be had in :data:`NEXT`, beside what stands.

    Raises:
        OutputError: it cannot be moved.
    """
    with told_as_output_error(folder):
        (folder / READY).replace(folder / NEXT)
        sync_folder(folder)


def take_over(folder: Path) -> None:
    """Let the files of :data:`NEXT` stand in ``folder`` too, in place of the old ones, as :func:`change_over` does.

    Raises:
        OutputError: a file cannot be written or removed; the next run goes on with it.
    """
    with told_as_output_error(folder):
        _take_over(folder)


def clear(folder: Path) -> None:
    """Remove :data:`NEXT`, where nothing leads any more, and what is ready for ``folder``; what stands there stays.

    Raises:
        OutputError: it cannot be removed.
    """
    with told_as_output_error(folder):
        for inner in (folder / READY, folder / NEXT):
            if inner.is_dir():
                # Renamed first: what is not whole would be taken for something that was on its way.
                _remove_folder(folder / STAGE)
                inner.replace(folder / STAGE)
                sync_folder(folder)
                shutil.rmtree(folder / STAGE, ignore_errors=True)


def waits(folder: Path) -> str:
    """Where in ``folder``, which is published, its next files lie whole, :data:`READY` or :data:`NEXT`; empty if
    nowhere."""
    if not (folder / MANIFEST).exists():
        return ""
    return next((name for name in (READY, NEXT) if (folder / name / MANIFEST).exists()), "")


def put_right(folder: Path) -> None:
    """Bring to its end what a run that was cut off had begun in an episode's ``folder``, whatever leads there; a glance
    if there is nothing.

    Raises:
        OutputError: a file cannot be moved or removed.
    """
    with told_as_output_error(folder):
        if (folder / NEXT / _NAMES).exists():
            _take_over(folder)
            clear(folder)
        if (folder / READY).is_dir():
            _move(folder)
        _remove_folder(folder / STAGE)


def remove_files(folder: Path, keep: Collection[str] = ()) -> None:
    """Remove an episode's :data:`FILES` from ``folder`` but those of ``keep``, relative to it; nothing else.

    Raises:
        OutputError: one cannot be removed.
    """
    with told_as_output_error(folder):
        for pattern in FILES:
            for path in sorted(folder.glob(pattern.format(slug=folder.name))):
                if path.relative_to(folder).as_posix() not in keep:
                    path.unlink()
        for inner in {folder / Path(pattern).parent for pattern in FILES} - {folder}:
            if inner.is_dir() and not any(inner.iterdir()):
                inner.rmdir()


def _move(folder: Path) -> None:
    ready = folder / READY
    for name in _in_turn(folder, ready):
        if (ready / name).exists():  # else it was moved before the run was cut off
            (ready / name).replace(folder / name)
    shutil.rmtree(ready)


def _take_over(folder: Path) -> None:
    ready, making = folder / NEXT, folder / STAGE
    _remove_folder(making)
    making.mkdir()
    for name in _in_turn(folder, ready):
        # What stands there already would stay under both names.
        if not ((folder / name).exists() and (folder / name).samefile(ready / name)):
            twice(ready / name, making / "twin")
            _sync_file(making / "twin")
            (making / "twin").replace(folder / name)
    _remove_folder(making)


def _in_turn(folder: Path, ready: Path) -> Iterator[str]:
    """What is to come from ``ready`` into ``folder``, :data:`MANIFEST` after all others; when the last has come, all is
    on the disk."""
    # The list goes last: where it is missing, all others have been moved.
    names = (ready / _NAMES).read_text(encoding="ascii").split("\n") if (ready / _NAMES).exists() else []
    for name in sorted(names, key=lambda name: (name == MANIFEST, name)):
        if name == MANIFEST:
            remove_files(folder, names)
            sync_folder(folder)
        make_folder((folder / name).parent)
        yield name
    for inner in {(folder / name).parent for name in names}:
        sync_folder(inner)


def _remove_folder(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
