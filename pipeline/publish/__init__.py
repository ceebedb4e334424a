"""Episodes become feeds, playlists and pages; what was published can be checked, served and uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipeline.model import Episode
    from pipeline.publish.bucket import Uploaded
    from pipeline.publish.edition import Edition
    from pipeline.publish.fetch import Fetch
    from pipeline.publish.findings import Finding
    from pipeline.station import Station


def publish(episodes: Sequence[Episode], station: Station, *, audio_out: Path, feeds: Path) -> Edition:
    """Bring ``feeds`` up to date with ``episodes``; see :func:`pipeline.publish.edition.bring_out`."""
    # lxml, feedgen and Jinja2 take longer to import than a build with nothing to do takes.
    from pipeline.publish.edition import bring_out

    return bring_out(episodes, station, audio_out=audio_out, feeds=feeds)


def check(audio_out: Path, feeds: Path, station: Station, fetch: Fetch | None = None) -> list[Finding]:
    """What is wrong with what is published; see :func:`pipeline.publish.inspection.inspect`."""
    # lxml, which an idle build does not need.
    from pipeline.publish.inspection import inspect

    return inspect(audio_out, feeds, station, fetch)


def serve(station: Station, *, audio_out: Path, feeds: Path, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve what is published until a signal comes; see :func:`pipeline.publish.server.serve`."""
    # Starlette and uvicorn, which only this command needs.
    from pipeline.publish import server

    server.serve(server.app(station, audio_out=audio_out, feeds=feeds), host=host, port=port, ready=ready)


def upload(station: Station, *, audio_out: Path, feeds: Path, tell: Callable[[str], None]) -> Uploaded:
    """Bring the bucket of ``[publish] target`` up to date; see :func:`pipeline.publish.bucket.upload`."""
    # What talks to a bucket is late itself; only this command needs it.
    from pipeline.publish import bucket

    return bucket.upload(station, audio_out=audio_out, feeds=feeds, tell=tell)
