"""Stored sounds that no episode needs any more are removed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.build import output_folder
from pipeline.errors import UsageError
from pipeline.manifest import MANIFEST
from pipeline.messages import _
from pipeline.voice import ClipStore

DAY = 24 * 60 * 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Which of the sounds that no episode needs may stay: a sentence that comes back need not be spoken again."""

    days: float
    """Those unused for longer go."""
    gigabytes: float
    """Of the whole store; beyond it the longest unused go."""


def prune(audio_out: Path, limits: Limits, now: float) -> tuple[int, int]:
    """Remove stored sounds beyond ``limits`` at the time ``now``; how many they were, and their bytes.

    Those that a standing episode is made of stay, whatever the limits: when one of its sentences changes, the others
    are taken from the store.

    Raises:
        UsageError: there is no such folder, a run is at work there, or the last one was cut off.
        OutputError: a file cannot be removed.
    """
    if not audio_out.is_dir():
        raise UsageError(_("there is no such folder"), where=audio_out, next=_("run make first"))
    with output_folder.at_rest(audio_out):
        store = ClipStore(audio_out / output_folder.CLIPS)
        needed = store.noted(path.parent.name for path in audio_out.glob(f"*/{MANIFEST}"))
        pruned = store.prune(needed, now=now, max_age=limits.days * DAY, max_bytes=round(limits.gigabytes * 1e9))
    return pruned.clips, pruned.bytes
