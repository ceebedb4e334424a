"""An episode's files are made out of sight and take their places together, the manifest last."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.files import sync_folder, told_as_output_error
from pipeline.manifest import MANIFEST

STAGE = ".making"
"""The folder inside the episode's where its next files are made."""


@contextmanager
def stage(folder: Path) -> Iterator[Path]:
    """An empty folder inside ``folder`` (made if missing), gone when the block ends.

    What an earlier run left behind when it was killed is removed first.

    Raises:
        OutputError: it cannot be made.
    """
    making = folder / STAGE
    with told_as_output_error(folder):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
    try:
        yield making
    finally:
        shutil.rmtree(making, ignore_errors=True)


def take_places(making: Path, folder: Path, names: Iterable[str]) -> None:
    """Move ``names``, relative to ``making``, to the same places in ``folder``, :data:`MANIFEST` after all others.

    Each is on the disk before the first moves.

    Raises:
        OutputError: one cannot be moved.
    """
    ordered = sorted(names, key=lambda name: (name == MANIFEST, name))
    with told_as_output_error(folder):
        for name in ordered:
            with (making / name).open("rb+") as file:
                os.fsync(file.fileno())
        for name in ordered:
            if name == MANIFEST:
                sync_folder(folder)
            (folder / name).parent.mkdir(exist_ok=True)
            (making / name).replace(folder / name)
        sync_folder(folder)


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


def sweep(folder: Path, keep: Iterable[str], known: Iterable[str]) -> None:
    """Remove what earlier manifests spoke of and this one does not.

    ``known`` are patterns of all files this room ever makes; nothing else is touched.

    Raises:
        OutputError: one cannot be removed.
    """
    wanted = {folder / name for name in keep}
    with told_as_output_error(folder):
        for pattern in known:
            for path in sorted(folder.glob(pattern)):
                if path not in wanted:
                    path.unlink()
        for path in {folder / Path(pattern).parent for pattern in known} - {folder}:
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
