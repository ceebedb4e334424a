"""The episodes that stand in the output folder, as far as the timetable needs to know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.air.schedule.choice import Programme
from pipeline.airtime import airtime_of
from pipeline.errors import OutputError
from pipeline.manifest import MANIFEST, read_episode

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Episode

MASTERS = ("workshop", "podcast")
"""Which master is played, the first there is."""


class Episodes:
    """Reads manifests, each again only when it has changed."""

    def __init__(self, audio_out: Path) -> None:
        self._audio_out = audio_out
        self._read: dict[Path, tuple[tuple[int, int], Programme | None]] = {}

    def now(self) -> list[Programme]:
        """All that stand now, in any order. One whose manifest is damaged is left out: the next build tells of it."""
        seen = {}
        for path in self._audio_out.glob(f"*/{MANIFEST}"):
            try:
                facts = path.stat()
            except OSError:  # it has just been withdrawn
                continue
            stamp = facts.st_mtime_ns, facts.st_size
            known = self._read.get(path)
            seen[path] = known if known and known[0] == stamp else (stamp, self._programme(path.parent))
        self._read = seen
        return [programme for _stamp, programme in seen.values() if programme]

    def _programme(self, folder: Path) -> Programme | None:
        try:
            episode = read_episode(folder)
            return _programme(episode, folder) if episode else None
        except (OutputError, ValueError):
            return None


def _programme(episode: Episode, folder: Path) -> Programme | None:
    audio = next((episode.files[name] for name in MASTERS if name in episode.files), None)
    if audio is None:
        return None
    return Programme(
        episode.slug, episode.title, airtime_of(episode), episode.number, folder / audio.path, audio.milliseconds
    )
