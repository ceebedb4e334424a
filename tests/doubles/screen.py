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
        self.finished_documents: list[str] = []
        self.syllables = self.said = 0
        """Told beforehand, and one by one."""
        self.log: list[str] = []
        """Sources begun and documents done with, in order."""

    def planned(self, waiting: int) -> None:
        self.waiting = waiting

    def started(self, source: str, title: str, engine: str, sentences: int, syllables: int) -> None:
        self.episodes.append((source, engine, sentences))
        self.log.append(source)
        self.syllables += syllables

    def sentence(self, syllables: int) -> None:
        self.sentences += 1
        self.said += syllables

    def finished(self, source: str) -> None:
        self.finished_documents.append(source)
        self.log.append("done")

    def notice(self, where: str, text: str) -> None:
        self.notices.append(f"{where}: {text}")
