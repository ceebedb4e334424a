"""The small index that lets a run with nothing to do end at once: which file became which episode, known by stat.

It is a memory, not a record: deleting it costs one careful look at every document, nothing else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.build.fingerprints import of_file
from pipeline.build.sources import Source
from pipeline.manifest import MANIFEST
from pipeline.model import Episode
from pipeline.system.files import write_whole

INDEX = ".index.json"
_FORMAT = 3
_RACY_NS = 2_000_000_000
"""A file changed this shortly before the index was written may change again with the same time stamp."""
_UNKNOWN = -1
"""No document has this size."""
_PLAIN = ("published", "cover", "feeds", "numbered", "identities")
_LATER = ("moment", "changes", "waiting")
"""Likewise, and not in the index of an older version."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was true when ``source`` last became (or stayed) an episode."""

    slug: str
    size: int
    mtime_ns: int
    digest: str
    """SHA-256 of the document's bytes."""
    making: str
    """Hash of everything besides the document that decides the episode."""
    files: dict[str, list[int]]
    """Bytes and time stamp (ns) of each file in the episode's folder, the manifest among them."""
    draft: bool = False


class Index:
    """The entries of one output folder by the name of their source."""

    def __init__(self, audio_out: Path) -> None:
        """Read the index; a missing or foreign one is empty."""
        self._audio_out = audio_out
        self._path = audio_out / INDEX
        self.published = ""
        """What feeds and pages were last made of, as a hash."""
        self.cover = ""
        """What the programme's cover was last made of, as a hash."""
        self.feeds = ""
        """What the folder of the feeds looked like from outside when it was last written."""
        self.numbered = 0
        """The highest number ever given to an episode, also to one that was withdrawn."""
        self.identities = 0
        """Bytes of the identities' file when it was last complete."""
        self.moment = ""
        """For when feeds and pages were last made, ISO 8601 with offset."""
        self.changes = ""
        """When what is published changes next by itself, ISO 8601 with offset; empty: never."""
        self.waiting: list[list[str]] = []
        """Title and beginning of each episode that is not on the air yet, the next first."""
        self.entries: dict[str, Entry] = {}
        self._written_ns = 0
        try:
            self._written_ns = self._path.stat().st_mtime_ns
            record = json.loads(self._path.read_bytes())
            if record["format"] == _FORMAT:
                for name in _PLAIN:
                    setattr(self, name, record[name])
                for name in _LATER:
                    setattr(self, name, record.get(name, getattr(self, name)))
                self.entries = {name: Entry(**entry) for name, entry in record["sources"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            self.entries = {}

    def unchanged(self, source: Source, making: str) -> bool:
        """Whether ``source`` and its episode stand as they were left."""
        entry = self.entries.get(source.name)
        if entry is None or self.touched(source) or entry.making != making:
            return False
        if source.mtime_ns > self._written_ns - _RACY_NS and digest_of(source) != entry.digest:
            return False
        if entry.draft:
            return True
        return not self._doubtful(entry)

    def doubtful(self, source: Source) -> list[str] | None:
        """Files of the episode of ``source`` that are missing or may have been touched; None: that is not known."""
        entry = self.entries.get(source.name)
        return self._doubtful(entry) if entry and entry.files else None

    def _doubtful(self, entry: Entry) -> list[str]:
        # Of plain strings: ten thousand paths would take half an idle run.
        folder = f"{self._audio_out}/{entry.slug}"
        return [name for name, facts in entry.files.items() if _facts(f"{folder}/{name}") != facts]

    def touched(self, source: Source) -> bool:
        """Whether ``source`` is new, or somebody has written to it."""
        entry = self.entries.get(source.name)
        return entry is None or (entry.size, entry.mtime_ns) != (source.size, source.mtime_ns)

    def remember(self, source: Source, making: str, episode: Episode | None) -> None:
        """Note that ``source`` is now ``episode`` (None: a draft)."""
        folder = f"{self._audio_out}/{source.slug}"
        names = (MANIFEST, *episode.sums) if episode else ()
        self.entries[source.name] = Entry(
            source.slug,
            source.size,
            source.mtime_ns,
            digest_of(source),
            making,
            {name: _facts(f"{folder}/{name}") for name in names},
            draft=episode is None,
        )
        self.numbered = max(self.numbered, episode.number if episode else 0)

    def doubt(self, source: Source) -> None:
        """Have ``source`` looked at closely next time: its episode was touched and may not be what it was."""
        if entry := self.entries.get(source.name):
            self.entries[source.name] = replace(entry, size=_UNKNOWN)

    def rename(self, old: str, new: str) -> None:
        """Have the episode of ``old`` be that of ``new``, to be looked at closely."""
        self.entries[new] = replace(self.entries.pop(old), size=_UNKNOWN)

    def recall(self, standing: Iterable[Episode], withdrawn: Iterable[Episode], numbered: int) -> None:
        """After a run that wrote no index: note what it may have left. Each episode is looked at closely again.

        ``numbered`` is the highest number that is known from elsewhere.
        """
        for episode in standing:
            self.entries.setdefault(episode.source, Entry(episode.slug, _UNKNOWN, 0, "", "", {}))
            self.numbered = max(self.numbered, episode.number)
        self.numbered = max([self.numbered, numbered, *(episode.number for episode in withdrawn)])

    def on_air(self) -> dict[str, int]:
        """Slugs of the episodes that are published, each with the time stamp of its manifest (0: not known)."""
        return {
            entry.slug: entry.files[MANIFEST][1] if entry.files.get(MANIFEST) else 0
            for entry in self.entries.values()
            if not entry.draft
        }

    def forget_all_but(self, names: Collection[str]) -> None:
        """Forget each source that is not among ``names``."""
        self.entries = {name: entry for name, entry in self.entries.items() if name in names}

    def write(self) -> None:
        """Put the index on disk."""
        record = {
            "format": _FORMAT,
            **{name: getattr(self, name) for name in (*_PLAIN, *_LATER)},
            "sources": {
                name: {field: getattr(entry, field) for field in Entry.__slots__}
                for name, entry in sorted(self.entries.items())
            },
        }
        write_whole(self._path, json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())


def digest_of(source: Source) -> str:
    """SHA-256 of the document; of one that has gone meanwhile, what no document has."""
    try:
        return of_file(source.path)
    except OSError:
        return ""


def _facts(path: str) -> list[int]:
    """Bytes and time stamp of a file; nothing where it is missing."""
    try:
        found = os.stat(path)  # noqa: PTH116  # called some hundred thousand times
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]
