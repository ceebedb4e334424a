"""Documents that have stood on the air, so that one whose file somebody deletes is still told, and can be brought back.

``audio_out/.desk/seen.json`` names them; ``seen/`` has each once more, by its digest: a second name of the same file
where the system allows that, else a copy.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock

from pipeline.desk.place import Place, version_of
from pipeline.errors import OutputError
from pipeline.system.files import make_folder, write_whole

LARGEST_COPY = 10_000_000
"""Bytes of a document that is copied where it cannot have a second name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One document."""

    name: str
    """Its path, relative to ``seeds``."""
    title: str
    slug: str
    """Of its episode."""
    digest: str
    gone: float = 0.0
    """When it was first seen to be missing, seconds since 1970; 0: it is there."""


class Seen:
    """All that have stood on the air at one place, and are not known to be something else by now."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._path = place.desk / "seen.json"
        self._lock = Lock()
        self._known: dict[str, Standing] = {}
        with suppress(OSError, ValueError, TypeError):
            self._known = {each["name"]: Standing(**each) for each in json.loads(self._path.read_bytes())}

    def look(self, standing: Collection[Standing], there: Collection[str], now: float) -> list[Standing]:
        """Those that are gone, the last first.

        Args:
            standing: all that are on the air, or wait to be, now.
            there: names of all documents that are there, whatever has become of them.
            now: seconds since 1970.
        """
        with self._lock:
            known = {each.name: each for each in standing}
            slugs = {each.slug for each in standing}
            for each in self._known.values():
                # One whose episode is another document's by now was renamed.
                if each.name not in there and each.slug not in slugs:
                    known[each.name] = replace(each, gone=each.gone or now)
                elif each.name in there:
                    known.setdefault(each.name, replace(each, gone=0.0))
            if known != self._known:
                self._keep(known)
            return sorted((each for each in known.values() if each.gone), key=lambda each: -each.gone)

    def content(self, document: Standing) -> bytes | None:
        """What stood in it; None: that is not at hand."""
        path = self._kept(document.digest)
        return path.read_bytes() if version_of(path) == document.digest else None

    def has(self, document: Standing) -> bool:
        """Whether something is at hand for it; it may have been written to since."""
        return self._kept(document.digest).exists()

    def find(self, name: str) -> Standing | None:
        """The document of that name, if it is gone."""
        found = self._known.get(name)
        return found if found and found.gone else None

    def _keep(self, known: dict[str, Standing]) -> None:
        with suppress(OutputError, OSError):  # a full disk costs this memory, not the page
            for each in known.values():
                if not each.gone and not self._kept(each.digest).exists():
                    self._copy(self._place.seeds / each.name, self._kept(each.digest))
            for leftover in self._leftovers(known):
                leftover.unlink(missing_ok=True)
            write_whole(self._path, json.dumps([asdict(each) for each in known.values()], ensure_ascii=False).encode())
        self._known = known

    def _copy(self, path: Path, kept: Path) -> None:
        make_folder(kept.parent)
        try:
            os.link(path, kept)
        except OSError:
            if path.stat().st_size <= LARGEST_COPY:
                shutil.copyfile(path, kept)

    def _leftovers(self, known: dict[str, Standing]) -> Iterator[Path]:
        used = {each.digest for each in known.values()}
        for each in self._known.values():
            if each.digest not in used:
                yield self._kept(each.digest)

    def _kept(self, digest: str) -> Path:
        return self._place.desk / "seen" / digest
