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
        self._names: set[str] = set()
        self._waiting: list[tuple[str, bytes]] = []

    def put(self, name: str, content: bytes) -> None:
        """Have ``content`` stand at ``feeds/name``, now or a little later.

        Raises:
            PublishError: that name has been used in this edition.
            OutputError: a file cannot be written.
        """
        if name in self._names:
            raise PublishError(_("two episodes have this page"), where=name, next=_("rename one of the two documents"))
        self._names.add(name)
        self._waiting.append((name, content))
        if len(self._waiting) == _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits; on return all of it is on the disk."""
        if not self._names <= self._before.files:
            write_ledger(self._feeds, Ledger(self._before.files | self._names, self._before.guids))
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
        write_ledger(self._feeds, Ledger(frozenset(self._names), kept))
        return tuple(removed)
