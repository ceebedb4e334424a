"""Episodes become feeds, playlists and pages; what was published can be checked, served and uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from pipeline.model import Episode
    from pipeline.publish.bucket.s3 import Uploaded
    from pipeline.publish.checks.findings import Finding
    from pipeline.publish.checks.over_http import Fetch
    from pipeline.publish.publication import Edition
    from pipeline.station import Station


def publish(episodes: Iterable[Episode], station: Station, *, audio_out: Path, feeds: Path, now: datetime) -> Edition:
    """Bring ``feeds`` to what ``episodes`` are at ``now``; see :func:`pipeline.publish.publication.bring_out`."""
    # lxml, feedgen and Jinja2 take longer to import than a build with nothing to do takes.
    from pipeline.publish.publication import bring_out

    return bring_out(episodes, station, audio_out=audio_out, feeds=feeds, now=now)


def next_change(feeds: Path) -> datetime | None:
    """When what is published in ``feeds`` is to be otherwise, though nothing is made; None: never."""
    from pipeline.publish.published import read_ledger  # late, as all here

    return read_ledger(feeds).changes


def check(
    audio_out: Path, feeds: Path, station: Station, fetch: Fetch | None = None, *, now: datetime
) -> list[Finding]:
    """What is wrong at ``now`` with what is published; see :func:`pipeline.publish.checks.report.inspect`."""
    # lxml, which an idle build does not need.
    from pipeline.publish.checks.report import inspect

    return inspect(audio_out, feeds, station, fetch, now=now)


def serve(
    station: Station,
    *,
    audio_out: Path,
    feeds: Path,
    host: str,
    port: int,
    ready: Callable[[], None],
    turn_over: Callable[[], None],
    now: Callable[[], datetime],
) -> None:
    """Serve what is published until a signal comes; see :func:`pipeline.publish.server.app.serve`. ``turn_over`` and
    ``now`` are as for :class:`pipeline.publish.server.turning.Turning`."""
    # Starlette and uvicorn, which only this command needs.
    from pipeline.publish.server import app
    from pipeline.publish.server.turning import Turning

    application = app.app(station, audio_out=audio_out, feeds=feeds)
    app.serve(application, host=host, port=port, ready=ready, turning=Turning(feeds, turn_over, now=now))


def upload(station: Station, *, audio_out: Path, feeds: Path, tell: Callable[[str], None]) -> Uploaded:
    """Bring the bucket of ``[publish] target`` up to date; see :func:`pipeline.publish.bucket.s3.upload`."""
    # What talks to a bucket is late itself; only this command needs it.
    from pipeline.publish.bucket import s3

    return s3.upload(station, audio_out=audio_out, feeds=feeds, tell=tell)
