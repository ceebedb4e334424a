"""A screen that remembers what it was told."""

from __future__ import annotations


class RecordingScreen:
    """Counts and lists what a build reports."""

    def __init__(self) -> None:
        self.waiting = 0
        self.episodes: list[tuple[str, str, int]] = []
        """Source, engine, sentences."""
        self.sentences = 0
        self.notices: list[str] = []
        self.finished_bytes = 0
        self.log: list[str] = []
        """Sources begun and documents done with, in order."""

    def planned(self, waiting: int, size: int) -> None:
        self.waiting = waiting

    def started(self, source: str, title: str, engine: str, sentences: int) -> None:
        self.episodes.append((source, engine, sentences))
        self.log.append(source)

    def sentence(self) -> None:
        self.sentences += 1

    def finished(self, size: int) -> None:
        self.finished_bytes += size
        self.log.append("done")

    def notice(self, where: str, text: str) -> None:
        self.notices.append(f"{where}: {text}")
