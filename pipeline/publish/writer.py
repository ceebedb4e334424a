"""Puts an edition's files into ``feeds``: whole, only where they changed, each on the list before it exists."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from typing import TYPE_CHECKING, NamedTuple, Self

from pipeline.errors import OutputError, PublishError
from pipeline.messages import _
from pipeline.publish.published import Ledger, read_ledger, write_ledger
from pipeline.system.files import told_as_output_error, write_all
from pipeline.system.worker_pool import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future
    from pathlib import Path

_BATCH = 1000
"""Files of which two batches are held in memory, one being collected and one in the hands of others; each costs one
more writing of the list."""
_WORKERS = 2
"""Processes that help where there is a batch at all: one makes pages while the other waits for the disk."""
_LOTS = 8
"""Parts of a batch for each of them, so that they end at about the same time."""


class Press:
    """Collects files and has them made and written in batches, each while the next is being collected.

    A run that is cut off leaves nothing that a later run would not replace or remove: the names
    of a batch are on the list before the first of its files is written. To be used in a ``with`` block, at
    whose end nothing is being written any more.
    """

    def __init__(self, feeds: Path) -> None:
        self._feeds = feeds
        self._before = read_ledger(feeds)
        self._listed = self._before.files
        self._names: set[str] = set()
        self._keys: dict[str, tuple[str, int]] = {}
        self._waiting: list[_Piece] = []
        self._workers: WorkerPool | None = None
        self._begun: list[tuple[Sequence[_Piece], Future[list[int]]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._workers is not None:
            self._workers.shutdown(cancel_futures=True)

    def keep(self, name: str, key: str) -> bool:
        """Whether ``feeds/name`` was last put there with ``key`` and still stands; then it need not be put again."""
        path = self._feeds / name
        if name in self._names or self._before.keys.get(name, ("", 0))[0] != key or not path.is_file():
            return False
        if path.stat().st_size != self._before.keys[name][1]:
            return False
        self._names.add(name)
        self._keys[name] = self._before.keys[name]
        return True

    def put(self, name: str, content: bytes | Callable[[], bytes], key: str = "") -> None:
        """Have ``content`` stand at ``feeds/name``, now or a little later; ``key`` is for :meth:`keep`.

        Content may be what makes it, something that another process can call: where there is much to do, others do.

        Raises:
            PublishError: that name has been used in this edition, or raised by ``content``.
            OutputError: a file cannot be written.
        """
        if name in self._names:
            raise PublishError(_("two episodes have this page"), where=name, next=_("rename one of the two documents"))
        self._names.add(name)
        self._waiting.append(_Piece(name, key, content))
        if len(self._waiting) == _BATCH:
            if self._workers is None:
                self._workers = WorkerPool(_WORKERS)
            self._wait()
            self._begin()

    def flush(self) -> None:
        """Write what waits; on return all of it is on the disk."""
        self._begin()
        self._wait()

    def _begin(self) -> None:
        """Begin to write what waits."""
        if not self._names <= self._listed:
            # Without keys: what is about to be written has none until it stands.
            self._listed |= self._names
            write_ledger(self._feeds, Ledger(self._listed, self._before.guids))
        pieces, self._waiting = self._waiting, []
        if self._workers is None:
            self._note(pieces, _print(self._feeds, pieces))
            return
        step = -(-len(pieces) // (_WORKERS * _LOTS)) or 1
        for first in range(0, len(pieces), step):
            lot = pieces[first : first + step]
            self._begun.append((lot, self._workers.submit(_print, self._feeds, lot)))

    def _wait(self) -> None:
        """Until all stands that was begun."""
        begun, self._begun = self._begun, []
        try:
            for lot, sizes in begun:
                self._note(lot, sizes.result())
        except BrokenExecutor as exc:
            raise OutputError(
                _("the process that writes the pages has died"),
                where=self._feeds,
                next=_("make room in memory and run make again"),
            ) from exc

    def _note(self, lot: Sequence[_Piece], sizes: Sequence[int]) -> None:
        self._keys |= {piece.name: (piece.key, size) for piece, size in zip(lot, sizes, strict=True) if piece.key}

    def finish(self, guids: dict[str, str]) -> tuple[str, ...]:
        """Remove what earlier editions had and this one has not; the names of what was there, in order.

        ``guids``: slug to GUID. An episode keeps the GUID it was first listed with, so that ``broadcast check`` can
        tell when a manifest's has changed.
        """
        self.flush()
        gone = sorted(self._before.files - self._names)
        removed = []
        for name in gone:
            path = self._feeds / name
            with told_as_output_error(path):
                if path.is_file() or path.is_symlink():
                    path.unlink()
                    removed.append(name)
        kept = {slug: self._before.guids.get(slug, guid) for slug, guid in guids.items()}
        write_ledger(self._feeds, Ledger(frozenset(self._names), kept, self._keys))
        return tuple(removed)


class _Piece(NamedTuple):
    """One file that is to stand."""

    name: str
    key: str
    """Empty: it is cheap to make."""
    content: bytes | Callable[[], bytes]


def _print(feeds: Path, lot: Sequence[_Piece]) -> list[int]:
    """Make and write a lot; the sizes in bytes."""
    contents = [(name, content if isinstance(content, bytes) else content()) for name, _key, content in lot]
    write_all(feeds, contents)
    return [len(content) for _name, content in contents]
