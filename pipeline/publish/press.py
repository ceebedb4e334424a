"""Puts an edition's files into ``feeds``: whole, only where they changed, each on the list before it exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import PublishError
from pipeline.files import told_as_output_error, write_all
from pipeline.messages import _
from pipeline.publish.ledger import Ledger, read_ledger, write_ledger

if TYPE_CHECKING:
    from pathlib import Path

_BATCH = 500
"""Pages held in memory; each batch costs one more writing of the list."""


class Press:
    """Collects files and writes them in batches.

    A run that is cut off leaves nothing that a later run would not replace or remove: the names
    of a batch are on the list before the first of its files is written.
    """

    def __init__(self, feeds: Path) -> None:
        self._feeds = feeds
        self._before = read_ledger(feeds)
        self._listed = self._before.files
        self._names: set[str] = set()
        self._keys: dict[str, tuple[str, int]] = {}
        self._waiting: list[tuple[str, bytes]] = []

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

    def put(self, name: str, content: bytes, key: str = "") -> None:
        """Have ``content`` stand at ``feeds/name``, now or a little later; ``key`` is for :meth:`keep`.

        Raises:
            PublishError: that name has been used in this edition.
            OutputError: a file cannot be written.
        """
        if name in self._names:
            raise PublishError(_("two episodes have this page"), where=name, next=_("rename one of the two documents"))
        self._names.add(name)
        self._waiting.append((name, content))
        if key:
            self._keys[name] = (key, len(content))
        if len(self._waiting) == _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits; on return all of it is on the disk."""
        if not self._names <= self._listed:
            # Without keys: what is about to be written has none until it stands.
            self._listed |= self._names
            write_ledger(self._feeds, Ledger(self._listed, self._before.guids))
        write_all(self._feeds, self._waiting)
        self._waiting.clear()

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
