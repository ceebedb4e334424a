"""A workplace of one test: documents, a station, builds in this process with the ``tone`` engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.build import Order, Summary, build
from pipeline.manifest import read_episode
from pipeline.model import Episode
from tests.doubles.screen import RecordingScreen

NOON = datetime(2026, 6, 1, 12, 0, 30, 999, tzinfo=UTC)


@dataclass
class Works:
    """A workplace of one test."""

    root: Path
    engine: str | None = "tone"

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    @property
    def audio(self) -> Path:
        return self.root / "audio_out"

    @property
    def feed(self) -> str:
        return (self.root / "feeds" / "podcast.xml").read_text()

    def put(self, name: str, text: str) -> Path:
        path = self.seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run(self, now: datetime = NOON, first: Path | None = None) -> tuple[Summary, RecordingScreen]:
        screen = RecordingScreen()
        station = self.root / "station.toml"
        order = Order(self.seeds, self.audio, self.root / "feeds", station, self.engine, 2, first=first)
        return build(order, screen, now=lambda: now), screen

    def episode(self, slug: str) -> Episode:
        episode = read_episode(self.audio / slug)
        assert episode is not None
        return episode


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every published file; the index and the lock are the program's own memory."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (".index.json", ".lock")
    }
