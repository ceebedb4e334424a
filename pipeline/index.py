"""The small index that lets a run with nothing to do end at once: which file became which episode, known by stat.

It is a memory, not a record: deleting it costs one careful look at every document, nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.files import write_whole
from pipeline.fingerprints import of_file
from pipeline.manifest import MANIFEST
from pipeline.model import Episode
from pipeline.sources import Source

INDEX = ".index.json"
_FORMAT = 1
_RACY_NS = 2_000_000_000
"""A file changed this shortly before the index was written may change again with the same time stamp."""


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
    manifest_mtime_ns: int
    files: dict[str, int]
    """Bytes of each file in the episode's folder, the manifest among them."""
    number: int = 0
    """The episode's number in the programme."""
    draft: bool = False


class Index:
    """The entries of one output folder by the name of their source."""

    def __init__(self, audio_out: Path) -> None:
        """Read the index; a missing or foreign one is empty."""
        self._audio_out = audio_out
        self._path = audio_out / INDEX
        self.published = ""
        self.entries: dict[str, Entry] = {}
        self._written_ns = 0
        try:
            self._written_ns = self._path.stat().st_mtime_ns
            record = json.loads(self._path.read_bytes())
            if record["format"] == _FORMAT:
                self.published = record["published"]
                self.entries = {name: Entry(**entry) for name, entry in record["sources"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            self.entries = {}

    def unchanged(self, source: Source, making: str) -> bool:
        """Whether ``source`` and its episode stand as they were left."""
        entry = self.entries.get(source.name)
        if entry is None or (entry.size, entry.mtime_ns, entry.making) != (source.size, source.mtime_ns, making):
            return False
        if source.mtime_ns > self._written_ns - _RACY_NS and of_file(source.path) != entry.digest:
            return False
        if entry.draft:
            return True
        folder = self._audio_out / entry.slug
        try:
            return (folder / MANIFEST).stat().st_mtime_ns == entry.manifest_mtime_ns and all(
                (folder / name).stat().st_size == size for name, size in entry.files.items()
            )
        except OSError:
            return False

    def remember(self, source: Source, making: str, episode: Episode | None) -> None:
        """Note that ``source`` is now ``episode`` (None: a draft)."""
        files: dict[str, int] = {}
        manifest_mtime_ns = 0
        if episode is not None:
            folder = self._audio_out / episode.slug
            found = (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.name.startswith("."))
            files = {file.relative_to(folder).as_posix(): file.stat().st_size for file in found}
            manifest_mtime_ns = (folder / MANIFEST).stat().st_mtime_ns
        self.entries[source.name] = Entry(
            source.slug,
            source.size,
            source.mtime_ns,
            of_file(source.path),
            making,
            manifest_mtime_ns,
            files,
            number=episode.number if episode else 0,
            draft=episode is None,
        )

    def recall(self, episodes: Iterable[Episode]) -> None:
        """Without an index: note which source each standing episode came from; each must be looked at again."""
        for episode in episodes:
            self.entries[episode.source] = Entry(episode.slug, -1, 0, "", "", 0, {}, number=episode.number)

    def write(self, names: Iterable[str]) -> None:
        """Keep the entries of ``names``, forget the rest, and put the index on disk."""
        wanted = set(names)
        self.entries = {name: entry for name, entry in sorted(self.entries.items()) if name in wanted}
        record = {
            "format": _FORMAT,
            "published": self.published,
            "sources": {name: asdict(entry) for name, entry in self.entries.items()},
        }
        write_whole(self._path, json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())
