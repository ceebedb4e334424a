"""Documents are read in a process of their own, with so much time and memory and no more.

A file may be made to fill the memory or to keep its reader busy for ever; whoever sent it need not have meant it. The
process is kept from one document to the next, and ended with the one that was too much for it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TypeVar

from pipeline.errors import BroadcastError, DocumentError, fault
from pipeline.messages import _
from pipeline.system.worker_pool import workers

SECONDS = 300.0
"""That one document may take: on a busy old machine the largest that are read take a third of it."""
MEMORY = 1_500_000_000
"""Bytes that the process may address, where the system keeps to that (Linux)."""

_T = TypeVar("_T")
_one_at_a_time = Lock()


def within_budget(read: Callable[[bytes, Path], _T], content: bytes, path: Path) -> _T:
    """What ``read`` makes of ``content``, the file at ``path``.

    Raises:
        DocumentError: it took too much time or memory, or what ``read`` raised.
    """
    with _one_at_a_time:
        for _attempt in range(2):
            pool = workers(1, "reading", _load)
            try:
                return pool.submit(_read, read, content, path).result(SECONDS)
            except TimeoutError as exc:
                pool.end()
                raise _too_much(path, _("reading it took more than {n} seconds").format(n=round(SECONDS))) from exc
            except MemoryError as exc:
                pool.end()  # what is left of its memory is in pieces
                raise _too_much(path, _("reading it took more than {n} MB").format(n=MEMORY // 1_000_000)) from exc
            except BrokenExecutor:
                pool.end()
    raise _too_much(path, _("the process that read it died, twice"))


def _read(read: Callable[[bytes, Path], _T], content: bytes, path: Path) -> _T:
    try:
        return read(content, path)
    except (BroadcastError, MemoryError):
        raise
    except Exception as exc:  # told here, where its place is known; not every exception survives the way home
        raise fault(exc) from exc


def _load() -> None:
    """Keep the process within its memory, and import what every reader works with."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from pipeline.text import documents  # noqa: F401  # for what its import loads


def _too_much(path: Path, what: str) -> DocumentError:
    return DocumentError(what, where=path, next=_("divide it into several documents, or save its text as .txt"))
