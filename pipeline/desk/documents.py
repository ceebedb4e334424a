"""Documents as the desk has read them: each once, as long as nobody touches its file."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from pipeline.errors import BroadcastError, fault
from pipeline.text import read_document

if TYPE_CHECKING:
    from pipeline.model import Document

MOST = 200
"""Documents that are remembered."""
_Key = tuple[str, int, int]


class Documents:
    """What :func:`pipeline.text.read_document`, in its process with its limits, made of files."""

    def __init__(self) -> None:
        self._read: OrderedDict[_Key, Document | BroadcastError] = OrderedDict()
        self._lock = Lock()

    def known(self, path: Path) -> Document | BroadcastError | None:
        """The document at ``path``, or why there is none, if it has been read as it stands; never waits."""
        return self._read.get(_key(path))

    def read(self, path: Path) -> Document:
        """The document at ``path``, as :meth:`get` has it.

        Raises:
            BroadcastError: why there is none.
        """
        found = self.get(path)
        if isinstance(found, BroadcastError):
            raise found
        return found

    def get(self, path: Path) -> Document | BroadcastError:
        """As :meth:`known`; it is read if need be, which may take minutes."""
        key = _key(path)
        found = self._read.get(key)
        if found is not None:
            return found
        try:
            found = read_document(path)
        except BroadcastError as exc:
            found = exc
        except Exception as exc:  # a fault of this program must not close the desk
            found = fault(exc)
        with self._lock:
            self._read[key] = found
            while len(self._read) > MOST:
                self._read.popitem(last=False)
        return found


def _key(path: Path) -> _Key:
    try:
        facts = path.stat()
    except OSError:
        return str(path), -1, -1
    return str(path), facts.st_mtime_ns, facts.st_size
