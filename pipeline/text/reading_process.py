"""Documents are read in a process of their own, with so much time and memory and no more.

A file may be made to fill the memory or to keep its reader busy for ever; whoever sent it need not have meant it. The
process is kept from one document to the next, and ended with the one that was too much for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import TypeVar

from pipeline.errors import BroadcastError, DocumentError, fault
from pipeline.messages import _
from pipeline.system.worker_pool import end_workers, workers

SECONDS = 300.0
"""That one document may take: on a busy old machine the largest that are read take a third of it."""
MEMORY = 1_500_000_000
"""Bytes that the process may address, where the system keeps to that (Linux)."""
RESERVE = 8_000_000
"""Of them, bytes that are let go of when the others are used up."""

_T = TypeVar("_T")
_reserve: list[bytes] = []
_one_at_a_time = Lock()


def within_budget(read: Callable[[bytes, Path], _T], content: bytes, path: Path) -> _T:
    """What ``read`` makes of ``content``, the file at ``path``.

    Raises:
        DocumentError: it took too much time or memory, or what ``read`` raised.
    """
    with _one_at_a_time:
        for _attempt in range(2):
            try:
                with _no_main_module():
                    pool = workers(1, "reading", _load)
                return pool.submit(_read, read, content, path).result(SECONDS)
            except TimeoutError as exc:
                end_workers("reading")
                raise _too_much(path, _("reading it took more than {n} seconds").format(n=round(SECONDS))) from exc
            except MemoryError as exc:
                end_workers("reading")  # what is left of its memory is in pieces
                raise _too_much(path, _("reading it took more than {n} MB").format(n=MEMORY // 1_000_000)) from exc
            except BrokenExecutor:
                end_workers("reading")
    raise _too_much(path, _("the process that read it died, twice"))


@contextmanager
def _no_main_module() -> Iterator[None]:
    """A process begun within does not run the main script again, as one begun afresh would: who reads a document in a
    script of three lines has not written it for that."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _read(read: Callable[[bytes, Path], _T], content: bytes, path: Path) -> _T:
    try:
        return read(content, path)
    except BroadcastError:
        raise
    except MemoryError:
        _reserve.clear()  # or telling of it, and ending, would take more than there is
        _bound_memory(None)
        raise
    except Exception as exc:  # told here, where its place is known; not every exception survives the way home
        raise fault(exc) from exc


def _load() -> None:
    """Keep the process within its memory, and import what every reader works with."""
    _bound_memory(MEMORY)
    _reserve.append(bytes(RESERVE))
    from pipeline.text import documents  # noqa: F401  # for what its import loads


def _bound_memory(most: int | None) -> None:
    """Let this process address ``most`` bytes; None: what the system lets it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _now, allowed = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (allowed if most is None else most, allowed))


def _too_much(path: Path, what: str) -> DocumentError:
    return DocumentError(what, where=path, next=_("divide it into several documents, or save its text as .txt"))
