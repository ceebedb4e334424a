"""What begins or ends by itself is published though nothing is made: for a running server, and before an upload."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline.build import output_folder
from pipeline.build.identities import Identities
from pipeline.build.index import Index
from pipeline.build.publishing import Publishing
from pipeline.build.run import cover_picture
from pipeline.publish import next_change
from pipeline.station import read_station


def turn_over(station: Path, *, audio_out: Path, feeds: Path, now: datetime) -> None:
    """Bring ``feeds`` to the moment ``now`` (with an offset), unless they are so already.

    Raises:
        AtWork: another run is at work, which does this itself.
        UsageError: the last one was cut off.
        StationError: ``station`` cannot be read.
        PublishError, OutputError: it cannot be published.
    """
    with output_folder.at_rest(audio_out):
        turn_over_at_rest(station, audio_out=audio_out, feeds=feeds, now=now)


def turn_over_at_rest(station: Path, *, audio_out: Path, feeds: Path, now: datetime) -> None:
    """The same for who holds ``audio_out`` already."""
    change = next_change(feeds)
    if change is None or change > now:
        return
    settings, file = read_station(station)
    index = Index(audio_out)
    if not index.entries:
        index.recall(output_folder.standing(audio_out), (), 0)
    publishing = Publishing(
        settings,
        cover_picture(settings, file),
        audio_out=audio_out,
        feeds=feeds,
        index=index,
        identities=Identities(audio_out),
        now=lambda: now.astimezone(settings.zone),
    )
    try:
        publishing.finish()
    finally:
        publishing.close()
        index.write()
