"""Files that appear whole or not at all, and an error an operator understands when they cannot."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.messages import _

_AT_ONCE = 128
"""Files that are open at a time while many are written; systems allow a process 256 at the least."""
_MANY = 8
"""Files from which on flushing the whole file system is quicker than flushing each."""
_PART = re.compile(r"\.[a-z0-9_]{8}\.part(\.\w+)?")
"""Names of temporary files, as :mod:`tempfile` and :func:`whole_file` make them."""
NOT_OFFERED = (errno.EINVAL, errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP)
"""What network shares answer to what their file system does not offer: flushing a folder, a lock."""


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
        make_folder(path.parent)
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
        _put([(path, content)])
        with told_as_output_error(path):
            sync_folder(path.parent)


def write_all(folder: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """:func:`write_whole` for many files of one folder: ``(name, content)``, in any order, several times as fast.

    Raises:
        OutputError: as :func:`whole_file`, for one that failed; others may stand.
    """
    changed = ((folder / name, content) for name, content in contents if not _says(folder / name, content))
    while batch := list(islice(changed, _AT_ONCE)):
        _put(batch)
    with told_as_output_error(folder):
        if folder.is_dir():
            sync_folder(folder)


@contextmanager
def files_ready(folder: Path, contents: Iterable[tuple[str, bytes]]) -> Iterator[None]:
    """:func:`write_all` in two steps: when the block begins all content is on the disk, when it ends the files take
    their places in the order given, in no time; after an exception in the block none does.

    Raises:
        OutputError: as :func:`write_all`.
    """
    changed = ((folder / name, content) for name, content in contents if not _says(folder / name, content))
    ready: list[tuple[Path, Path]] = []
    try:
        while batch := list(islice(changed, _AT_ONCE)):
            ready += _written(batch)
        yield
        _placed(ready)
    except BaseException:
        for _path, temporary in ready:
            temporary.unlink(missing_ok=True)
        raise
    with told_as_output_error(folder):
        if ready:
            sync_folder(folder)


def _put(batch: Sequence[tuple[Path, bytes]]) -> None:
    """:func:`_renamed_file` for files of one folder that are at hand as bytes."""
    ready = _written(batch)
    try:
        _placed(ready)
    except BaseException:
        for _path, temporary in ready:
            temporary.unlink(missing_ok=True)
        raise


def _written(batch: Sequence[tuple[Path, bytes]]) -> list[tuple[Path, Path]]:
    """Each path of ``batch``, all in one folder, with a temporary one that has its content on the disk.

    Each is opened once, and all are written before the first is flushed, so that the disk takes them in one go.
    """
    folder = batch[0][0].parent
    begun: list[tuple[Path, int, Path]] = []
    try:
        with told_as_output_error(batch[0][0]):
            make_folder(folder)
        for path, content in batch:
            with told_as_output_error(path):
                handle, name = _temporary(path)
                begun.append((path, handle, Path(name)))
                with os.fdopen(handle, "wb", closefd=False) as file:
                    file.write(content)
                os.fchmod(handle, 0o644)
        _flush(folder, begun)
    except BaseException:
        for _path, _handle, temporary in begun:
            temporary.unlink(missing_ok=True)
        raise
    finally:
        for _path, handle, _temporary_path in begun:
            os.close(handle)
    return [(path, temporary) for path, _handle, temporary in begun]


def _placed(ready: Iterable[tuple[Path, Path]]) -> None:
    for path, temporary in ready:
        with told_as_output_error(path):
            temporary.replace(path)


def _flush(folder: Path, begun: Sequence[tuple[Path, int, Path]]) -> None:
    """Bring the content of files to the disk: of many with the whole file system at once, a sixth of the time."""
    if len(begun) >= _MANY:
        with told_as_output_error(folder):
            if _sync_file_system(folder):
                return
    for path, handle, _temporary_path in begun:
        with told_as_output_error(path):
            os.fsync(handle)


def _sync_file_system(folder: Path) -> bool:
    """Linux's ``syncfs(2)``, which Python does not offer: flush the file system of ``folder``; False: there is none."""
    from ctypes import CDLL, get_errno  # only those who write many files pay for the import

    syncfs = getattr(CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    with _opened(folder) as handle:
        if syncfs(handle):
            number = get_errno()
            if number in NOT_OFFERED:
                return False
            raise OSError(number, os.strerror(number))
    return True


def _temporary(path: Path) -> tuple[int, str]:
    return tempfile.mkstemp(dir=path.parent, prefix=".", suffix=f".part{path.suffix}")


def _says(path: Path, content: bytes) -> bool:
    """Whether ``path`` holds just ``content`` already."""
    with told_as_output_error(path):
        return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def append_lines(path: Path, lines: bytes, *, head: bytes = b"", end: bytes = b"\n") -> None:
    """Add whole ``lines`` to a file that keeps all it was ever told; it is made, with its folder, if it is missing, and
    begins with ``head``. On return they are on the disk. Where a power cut took the end of the last line, ``end`` goes
    before them, so that it does not take them with it.

    Raises:
        OutputError: they cannot be written; a part of them may stand.
    """
    with told_as_output_error(path):
        make_folder(path.parent)
        with path.open("ab+") as file:
            size = file.tell()
            if not size:
                lines = head + lines
            elif os.pread(file.fileno(), 1, size - 1) != b"\n":
                lines = end + lines
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            sync_folder(path.parent)


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


def make_folder(folder: Path) -> None:
    """Make ``folder`` and those above it, unless they are there; on return they last through a power cut.

    Raises:
        OSError: one cannot be made.
    """
    if folder.is_dir():
        return
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        sync_folder(one.parent)


def sync_folder(folder: Path) -> None:
    """Make the renames in ``folder`` last through a power cut (a no-op where folders cannot be opened)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with _opened(folder) as handle:
        try:
            os.fsync(handle)
        except OSError as exc:
            if exc.errno not in NOT_OFFERED:  # a share may know no such thing of folders; its server is trusted then
                raise


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """A handle of ``folder``, to flush by."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
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
