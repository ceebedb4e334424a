"""Every change that the desk makes to a file: who, when, what; and the way back.

``audio_out/.desk/journal.jsonl`` has a line for each; ``kept/`` has what stood in the files before. The line is on the
disk before the first file is touched, so that nothing changes untold; a change that was cut off by a power cut leaves
each file as it was before or as it is told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pipeline.desk.place import Place, digest, version_of
from pipeline.errors import UsageError
from pipeline.messages import _
from pipeline.publish.misread import MISREAD, put_back
from pipeline.system.files import append_lines, sync_folder, told_as_output_error, write_whole

UNDO = "undo"
STATION = "station"


@dataclass(frozen=True, slots=True)
class Touched:
    """One file of a change."""

    file: str
    """``station``, ``misread.tsv``, or its path relative to ``seeds``."""
    before: str
    """SHA-256 of what stood there; empty: nothing."""
    after: str
    """The same of what stands there now."""


@dataclass(frozen=True, slots=True)
class Change:
    """One act."""

    number: int
    """From 1."""
    at: str
    """ISO 8601, with offset."""
    who: str
    """The address it came from."""
    act: str
    """Of :data:`pipeline.desk.wording.ACTS`."""
    about: str
    """For people: the document's name, or what was written."""
    files: tuple[Touched, ...]
    undoes: int = 0
    """The number of the change that it takes back; 0: none."""


class Journal:
    """The changes at one place. One process writes it, one change at a time."""

    def __init__(self, place: Place, now: Callable[[], datetime]) -> None:
        """``now`` with its offset."""
        self._place, self._now = place, now
        self._path = place.desk / "journal.jsonl"
        self._changes = list(self._read())

    @property
    def changes(self) -> Sequence[Change]:
        """The last one first."""
        return self._changes[::-1]

    def undone(self) -> set[int]:
        """Numbers of the changes that have been taken back."""
        return {change.undoes for change in self._changes if change.undoes}

    def change(
        self, act: str, about: str, contents: Mapping[Path, bytes | None], who: str, *, undoes: int = 0
    ) -> Change:
        """Put ``contents`` into files of the place, in this order (None: remove the file).

        Raises:
            OutputError: a file cannot be written.
        """
        touched = []
        for path, content in contents.items():
            before = _content(path)
            if before is not None:
                write_whole(self._kept(digest(before)), before)
            if path == self._place.misread and content is not None:
                write_whole(self._kept(digest(content)), content)
            touched.append(Touched(self._name(path), _sum(before), _sum(content)))
        at = self._now().replace(microsecond=0).isoformat()
        change = Change(len(self._changes) + 1, at, who, act, about, tuple(touched), undoes)
        self._append(change)
        for path, content in contents.items():
            _put(path, content)
        return change

    def undo(self, number: int, who: str) -> Change:
        """Bring all files of a change back to what they were.

        Raises:
            UsageError: there is no such change, it has been taken back, or one of its files has been changed since.
        """
        found = next((change for change in self._changes if change.number == number), None)
        if found is None or not found.files or number in self.undone():
            raise UsageError(_("there is nothing to take back"), next=_("look at the page again"))
        contents: dict[Path, bytes | None] = {}
        for touched in found.files:
            path = self._path_of(touched.file)
            if touched.file == MISREAD:  # listeners write it too: only what this change took off comes back
                contents[path] = put_back(_content(path), self._before(touched), self._after(touched))
                continue
            if version_of(path) != touched.after:
                raise UsageError(
                    _("has been changed since and cannot be taken back"),
                    where=touched.file,
                    next=_("change it by hand"),
                )
            contents[path] = self._before(touched)
        # What stood before first: whatever cuts this off, no document is nowhere.
        ordered = dict(sorted(contents.items(), key=lambda one: one[1] is None))
        return self.change(UNDO, found.about, ordered, who, undoes=number)

    def _kept(self, name: str) -> Path:
        return self._place.desk / "kept" / name[:2] / name

    def _before(self, touched: Touched) -> bytes | None:
        return self._kept(touched.before).read_bytes() if touched.before else None

    def _after(self, touched: Touched) -> bytes | None:
        return self._kept(touched.after).read_bytes() if touched.after else None

    def _name(self, path: Path) -> str:
        known = {self._place.station: STATION, self._place.misread: MISREAD}
        return known.get(path) or path.relative_to(self._place.seeds).as_posix()

    def _path_of(self, name: str) -> Path:
        known = {STATION: self._place.station, MISREAD: self._place.misread}
        return known.get(name) or self._place.seeds / name

    def _append(self, change: Change) -> None:
        append_lines(self._path, json.dumps(asdict(change), ensure_ascii=False).encode() + b"\n")
        self._changes.append(change)

    def _read(self) -> list[Change]:
        changes = []
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        for line in lines:
            try:
                record = json.loads(line)
                record["files"] = tuple(Touched(**touched) for touched in record["files"])
                changes.append(Change(**record))
            except (ValueError, TypeError, KeyError):
                continue
        return changes


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _sum(content: bytes | None) -> str:
    return "" if content is None else digest(content)


def _put(path: Path, content: bytes | None) -> None:
    if content is not None:
        write_whole(path, content)
        return
    with told_as_output_error(path):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
