"""Files that appear whole or not at all, and an error an operator understands when they cannot."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.messages import _

_AT_ONCE = 16
"""Files that are flushed to the disk at a time."""
_PART = re.compile(r"\.[a-z0-9_]{8}\.part(\.\w+)?")
"""Names of temporary files, as :mod:`tempfile` and :func:`whole_file` make them."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path in the folder of ``path`` (made if missing), renamed to it when the block succeeds.

    Write to the path given, by any means; it is flushed to the disk before the rename. On any
    exception the temporary file is removed and ``path`` stays as it was.

    Raises:
        OutputError: the folder or the file cannot be written, or the disk is full.
    """
    with _renamed_file(path) as temporary:
        yield temporary
    with told_as_output_error(path):
        sync_folder(path.parent)


@contextmanager
def _renamed_file(path: Path) -> Iterator[Path]:
    """:func:`whole_file`, but a power cut may still undo the renaming until the folder is synced."""
    with told_as_output_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = _temporary(path)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            with temporary.open("rb+") as written:
                os.fsync(written.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()


def write_whole(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, whole or not at all. A file that already says just that is left alone.

    Raises:
        OutputError: as :func:`whole_file`.
    """
    if not _says(path, content):
        _put(path, content)
        with told_as_output_error(path):
            sync_folder(path.parent)


def write_all(folder: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """:func:`write_whole` for many files of one folder: ``(name, content)``, in any order, four times as fast.

    Raises:
        OutputError: as :func:`whole_file`, for one that failed; others may stand.
    """
    # Only those who write many files pay for the import.
    from concurrent.futures import ThreadPoolExecutor

    waiting = deque(contents)

    def write() -> None:
        while True:
            try:
                name, content = waiting.popleft()
            except IndexError:  # another was quicker
                return
            if not _says(folder / name, content):
                _put(folder / name, content)

    # Each file waits for the disk to flush it; a disk takes many flushes at once.
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as writers:
        written = [writers.submit(write) for _writer in range(min(_AT_ONCE, len(waiting)))]
    with told_as_output_error(folder):
        if folder.is_dir():
            sync_folder(folder)
    for one in written:
        one.result()


def _put(path: Path, content: bytes) -> None:
    """:func:`_renamed_file` for what is at hand as bytes: the file is opened once, which counts for ten thousand."""
    with told_as_output_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = _temporary(path)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(handle, 0o644)
                os.fsync(handle)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _temporary(path: Path) -> tuple[int, str]:
    return tempfile.mkstemp(dir=path.parent, prefix=".", suffix=f".part{path.suffix}")


def _says(path: Path, content: bytes) -> bool:
    """Whether ``path`` holds just ``content`` already."""
    with told_as_output_error(path):
        return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def sweep_parts(folder: Path) -> None:
    """Remove what killed runs left half-written in ``folder`` itself. Only while nobody else writes there.

    Raises:
        OutputError: one cannot be removed.
    """
    with told_as_output_error(folder):
        for path in folder.glob(".*.part*"):
            if _PART.fullmatch(path.name):
                path.unlink(missing_ok=True)


@contextmanager
def told_as_output_error(path: Path) -> Iterator[None]:
    """Translate the system's refusals in the block into :class:`OutputError` about ``path``."""
    try:
        yield
    except OSError as exc:
        raise OutputError(_reason(exc), where=path, next=_remedy(exc)) from exc


def sync_folder(folder: Path) -> None:
    """Make the renames in ``folder`` last through a power cut (a no-op where folders cannot be opened)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(exc: OSError) -> str:
    return _("cannot be written ({reason})").format(reason=exc.strerror or type(exc).__name__)


def _remedy(exc: OSError) -> str:
    if exc.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("make room on the disk and run make again")
    if exc.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _("give yourself the right to write there, or choose another folder")
    return _("check the disk and run make again")
