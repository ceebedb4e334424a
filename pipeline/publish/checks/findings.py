"""What ``broadcast check`` finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]
"""``error``: some client will fail. ``warning``: some client shows less than it could."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    level: Level
    where: str
    """A file, and a place in it."""
    what: str
    next: str
    """What to do; may be empty."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f" → {self.next}" if self.next else "")
