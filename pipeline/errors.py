"""Everything that can go wrong, as one tree.

::

    BroadcastError
    ├── StationError        station.toml is wrong; nothing was touched (exit 2)
    ├── UsageError          the command line or a folder it names is wrong (exit 2)
    ├── DocumentError       a document cannot be read
    ├── ReadingError        a sentence cannot be given a reading
    ├── VoiceError          a sentence cannot be said
    │   ├── EngineMissing   the engine itself is not there (package, weights)
    │   └── ServiceDown     the online service counts as down for the rest of this run
    ├── StudioError         an episode cannot be stitched, mastered or encoded
    ├── OutputError         a file cannot be written (disk full, no permission)
    ├── PublishError        feeds or pages cannot be made
    └── AirError            something cannot be played, or an output takes nothing

Each message says what happened, where, and what to do next; it is shown to an operator as it stands.
A library's error is translated where it enters, with ``raise … from exc``.
"""

from __future__ import annotations

import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable


class BroadcastError(Exception):
    """Root of the tree.

    ``what`` happened (one clause), ``where`` (a file, a place in it, a sentence; may be empty) and
    what to do ``next`` (one clause; may be empty). ``str()`` joins them in that order.
    """

    def __init__(self, what: str, *, where: str | Path = "", next: str = "") -> None:
        self.what = what
        self.where = printable(str(where))
        self.next = next
        super().__init__(what, self.where, next)

    def at(self, place: str | Path) -> BroadcastError:
        """The same error with ``place`` before where it says it happened."""
        where = f"{place}: {self.where}" if self.where else place
        moved = type(self)(self.what, where=where, next=self.next)
        moved.__cause__ = self.__cause__
        return moved

    def __reduce__(self) -> tuple[Callable[[], BroadcastError], tuple[()]]:
        # An error crosses from a worker process to its parent, and takes keywords, which a plain exception loses.
        return partial(type(self), self.what, where=self.where, next=self.next), ()

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} → {self.next}" if self.next else text


class StationError(BroadcastError):
    """``station.toml`` is wrong: unknown key, wrong type, a voice that does not exist."""


class UsageError(BroadcastError):
    """The command line, or a folder it names, is wrong."""


class DocumentError(BroadcastError):
    """A document cannot be read: empty, binary, undecodable, hostile, unreadable."""


class ReadingError(BroadcastError):
    """A sentence cannot be given a reading."""


class VoiceError(BroadcastError):
    """A sentence cannot be said by the engine."""


class EngineMissing(VoiceError):
    """An engine's package or weights are not installed or are damaged."""


class ServiceDown(VoiceError):
    """The online voice has failed too often and is not asked again in this run."""


class StudioError(BroadcastError):
    """Stitching, mastering or encoding failed."""


class OutputError(BroadcastError):
    """A file could not be written; what stood there before still stands there."""


class PublishError(BroadcastError):
    """Feeds or pages could not be made."""


class AirError(BroadcastError):
    """Something cannot be played, or an output takes nothing."""


def package_missing(package: str, asked_by: str) -> UsageError:
    """What an operator is told who asked, by an option or a key, for what needs a ``package`` of an extra."""
    return UsageError(
        _("the package {package} is not installed").format(package=package),
        where=asked_by,
        next=_("run: pip install {package}").format(package=package),
    )


def fault(exc: Exception) -> DocumentError:
    """What an operator is told when the program itself stumbles over a document."""
    frame = traceback.extract_tb(exc.__traceback__)[-1]
    return DocumentError(
        _("a fault of this program: {kind} at {place}: {message}").format(
            kind=type(exc).__name__, place=f"{Path(frame.filename).name}:{frame.lineno}", message=exc
        ),
        next=_("report it with the document; the other documents are not affected"),
    )


def printable(text: str) -> str:
    """``text`` on one line and safe for any terminal: control characters and lone surrogates escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
