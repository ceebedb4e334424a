"""Where the desk finds and keeps things."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipeline.build.sources import DRAFTS
from pipeline.publish.misread import MISREAD

DESK = ".desk"
"""In ``audio_out``: the journal, what it can bring back, and uploads that are still arriving."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folders and the file of one station."""

    seeds: Path
    audio_out: Path
    feeds: Path
    station: Path

    @property
    def drafts(self) -> Path:
        return self.seeds / DRAFTS

    @property
    def desk(self) -> Path:
        return self.audio_out / DESK

    @property
    def misread(self) -> Path:
        return self.audio_out / MISREAD

    @property
    def incoming(self) -> Path:
        return self.desk / "incoming"


def digest(content: bytes) -> str:
    """By which the desk knows contents, in the journal and of what a page was made from."""
    return hashlib.sha256(content).hexdigest()


def version_of(path: Path) -> str:
    """The :func:`digest` of a file; empty where none stands."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return ""
