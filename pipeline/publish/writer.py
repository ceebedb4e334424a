"""Puts what is published into ``feeds``: whole, only where it changed, each file on the list before it exists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, Self

from pipeline.errors import OutputError
from pipeline.messages import _
from pipeline.publish.published import Kept, Ledger, read_ledger, write_ledger
from pipeline.system.files import files_ready, told_as_output_error, write_all
from pipeline.system.worker_pool import WorkerPool

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import datetime
    from pathlib import Path

_BATCH = 1000
"""Files of which two batches are held in memory, one being collected and one in the hands of others; each costs one
more writing of the list."""
_WORKERS = 2
"""Processes that help where there is a batch at all: one makes pages while the other waits for the disk."""
_LOTS = 8
"""Parts of a batch for each of them, so that they end at about the same time."""


class CannotMake(Exception):  # heard by whoever asked, never by an operator
    """Some files could not be made, for what they are made of."""

    def __init__(self, why: Mapping[str, Exception]) -> None:
        """``why``: by name."""
        super().__init__(why)
        self.why = why


class Piece(NamedTuple):
    """One file that is to stand."""

    name: str
    key: str
    """Of what it is made from; empty: it is cheap to make."""
    content: bytes | Callable[[], bytes]
    leads: bool
    """Whether it leads clients to others, which must stand before it."""


class Writer:
    """Collects files and has them made and written, in batches where there are many.

    A run that is cut off leaves nothing that a later run would not replace or remove: the names
    of a batch are on the list before the first of its files is written. To be used in a ``with`` block, at
    whose end nothing is being written any more.
    """

    def __init__(self, feeds: Path, *, trusted: bool = False) -> None:
        """``trusted``: nobody has touched ``feeds`` since it was last published; then what stands there is not read."""
        self._feeds, self._trusted = feeds, trusted
        self._before = read_ledger(feeds)
        self._listed = self._before.files
        self._kept = dict(self._before.kept)
        self._waiting: list[Piece] = []
        self._workers: WorkerPool | None = None
        self._begun: list[tuple[Sequence[Piece], Future[list[Kept | Exception]]]] = []
        self._failed: dict[str, Exception] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._workers is not None:
            self._workers.shutdown(cancel_futures=True)

    def keep(self, name: str, key: str) -> bool:
        """Whether ``feeds/name`` was last put there with ``key`` and still stands; then it need not be put again."""
        kept = self._kept.get(name)
        if kept is None or kept.key != key:
            return False
        try:
            path = self._feeds / name
            return path.stat().st_size == kept.size and (self._trusted or kept == _kept(key, path.read_bytes()))
        except OSError:
            return False

    def put(self, name: str, content: bytes | Callable[[], bytes], key: str = "", *, leads: bool = False) -> None:
        """Have ``content`` stand at ``feeds/name`` when :meth:`flush` or :meth:`placing` has done its work; ``key`` is
        for :meth:`keep`.

        Content may be what makes it, something that another process can call: where there is much to do, others do.

        Raises:
            OutputError: a file that was put before cannot be written.
        """
        self._waiting.append(Piece(name, key, content, leads))
        if len(self._waiting) == _BATCH:
            if self._workers is None:
                self._workers = WorkerPool(_WORKERS)
            self._wait()
            self._begin()

    def flush(self) -> None:
        """Write what waits; on return all of it is on the disk.

        Raises:
            CannotMake: some of it; the rest is on the disk.
            OutputError: a file cannot be written.
        """
        leading = [piece for piece in self._waiting if piece.leads]
        self._waiting = [piece for piece in self._waiting if not piece.leads]
        for pieces in ([], leading):
            self._waiting += pieces
            self._begin()
            self._wait()
        failed, self._failed = self._failed, {}
        if failed:
            raise CannotMake(failed)

    def made(self) -> list[tuple[Piece, bytes]]:
        """What waits, made here and now, those that lead to others last; nothing waits any longer.

        Raises:
            CannotMake: some of it; the rest is lost.
        """
        pieces, self._waiting = sorted(self._waiting, key=lambda piece: piece.leads), []
        contents = [_content(piece) for piece in pieces]
        failed = {piece.name: found for piece, found in zip(pieces, contents, strict=True) if _is_error(found)}
        if failed:
            raise CannotMake(failed)  # type: ignore[arg-type]  # those that are errors
        return list(zip(pieces, contents, strict=True))  # type: ignore[arg-type]  # none is one

    @contextmanager
    def placing(self, made: Sequence[tuple[Piece, bytes]]) -> Iterator[None]:
        """Have ``made`` take its places when the block ends; when it begins, all is on the disk but a name.

        Raises:
            OutputError: a file cannot be written.
        """
        self._list({piece.name for piece, _content in made})
        for piece, _content in made:
            self._kept.pop(piece.name, None)
        with files_ready(self._feeds, [(piece.name, content) for piece, content in made]):
            yield
        self._kept |= {piece.name: _kept(piece.key, content) for piece, content in made if piece.key}

    def forget(self) -> None:
        """Write nothing of what waits."""
        self._waiting = []

    def _list(self, names: Collection[str]) -> None:
        """Have ``names`` on the list before they exist."""
        if not self._listed.issuperset(names):
            self._listed = self._listed.union(names)
            self._write_list()

    def _write_list(self) -> None:
        write_ledger(self._feeds, Ledger(self._listed, self._before.guids, self._kept, self._before.changes))

    def expect(self, names: Collection[str]) -> None:
        """Put ``names`` on the list at one go: what is written one by one later does not write it each time."""
        self._list(names)

    def stood(self, name: str) -> bool:
        """Whether ``feeds/name`` was published before this, and stands there."""
        return name in self._before.files and (self._feeds / name).exists()

    def expect_no_more(self, name: str) -> None:
        """Take ``name`` off the list again: it does not come in this run, and does not stand there either."""
        if name in self._listed and not (self._feeds / name).exists():
            self._listed = self._listed.difference((name,))
            self._write_list()

    def _begin(self) -> None:
        """Begin to write what waits."""
        self._list({piece.name for piece in self._waiting})
        pieces, self._waiting = self._waiting, []
        if self._workers is None:
            self._note(pieces, _print(self._feeds, pieces))
            return
        step = -(-len(pieces) // (_WORKERS * _LOTS)) or 1
        for first in range(0, len(pieces), step):
            lot = pieces[first : first + step]
            with self._told_if_dead():
                self._begun.append((lot, self._workers.submit(_print, self._feeds, lot)))

    def _wait(self) -> None:
        """Until all stands that was begun."""
        begun, self._begun = self._begun, []
        for lot, found in begun:
            with self._told_if_dead():
                self._note(lot, found.result())

    @contextmanager
    def _told_if_dead(self) -> Iterator[None]:
        try:
            yield
        except BrokenExecutor as exc:
            raise OutputError(
                _("the process that writes the pages has died"),
                where=self._feeds,
                next=_("make room in memory and run make again"),
            ) from exc

    def _note(self, lot: Sequence[Piece], found: Sequence[Kept | Exception]) -> None:
        for piece, kept in zip(lot, found, strict=True):
            if isinstance(kept, Exception):
                self._failed[piece.name] = kept
            elif piece.key:
                self._kept[piece.name] = kept

    def finish(self, names: Collection[str], guids: Mapping[str, str], changes: datetime | None) -> tuple[str, ...]:
        """Remove what stood here by our hand and is not among ``names``; what was there of it, in order. ``changes`` is
        for :attr:`Ledger.changes`.

        ``guids``: slug to GUID. An episode keeps the GUID it was first listed with, so that ``broadcast check`` can
        tell when a manifest's has changed.
        """
        removed = []
        for name in sorted(self._listed.difference(names)):
            path = self._feeds / name
            with told_as_output_error(path):
                if path.is_file() or path.is_symlink():
                    path.unlink()
                    removed.append(name)
        given = {slug: self._before.guids.get(slug, guid) for slug, guid in guids.items()}
        kept = {name: each for name, each in self._kept.items() if name in names}
        write_ledger(self._feeds, Ledger(frozenset(names), given, kept, changes))
        return tuple(removed)


def _print(feeds: Path, lot: Sequence[Piece]) -> list[Kept | Exception]:
    """Make and write a lot; of each what is to be known of it, or why it could not be made."""
    contents = [_content(piece) for piece in lot]
    write_all(feeds, [(p.name, found) for p, found in zip(lot, contents, strict=True) if isinstance(found, bytes)])
    return [
        _kept(piece.key, found) if isinstance(found, bytes) else found
        for piece, found in zip(lot, contents, strict=True)
    ]


def _content(piece: Piece) -> bytes | Exception:
    """What is to stand there, or why there is nothing."""
    if isinstance(piece.content, bytes):
        return piece.content
    try:
        return piece.content()
    except Exception as exc:  # of one file; whoever put it knows what it is made of
        return exc


def _is_error(found: bytes | Exception) -> bool:
    return isinstance(found, Exception)


def _kept(key: str, content: bytes) -> Kept:
    """What is to be known of a file of ``content`` that was made of what ``key`` stands for."""
    return Kept(key, len(content), blake2b(content, digest_size=16).hexdigest())
