"""Files that appear whole or not at all, and an error an operator understands when they cannot."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.messages import _


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path in the folder of ``path`` (made if missing), renamed to it when the block succeeds.

    Write to the path given, by any means; it is flushed to the disk before the rename. On any
    exception the temporary file is removed and ``path`` stays as it was.

    Raises:
        OutputError: the folder or the file cannot be written, or the disk is full.
    """
    with told_as_output_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=f".part{path.suffix}")
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            with temporary.open("rb+") as written:
                os.fsync(written.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
            sync_folder(path.parent)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()


def write_whole(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, whole or not at all. A file that already says just that is left alone.

    Raises:
        OutputError: as :func:`whole_file`.
    """
    with told_as_output_error(path):
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return
    with whole_file(path) as temporary:
        temporary.write_bytes(content)


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
