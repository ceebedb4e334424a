"""A few sample documents on the air: built with the ``tone`` engine, served, and Chromium to look at them."""

from __future__ import annotations

import fcntl
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize

from pipeline.build import Order, build, output_folder
from pipeline.model import Episode
from pipeline.publish import publish
from pipeline.publish.server.app import app
from pipeline.station import Station, read_station
from tests.doubles.screen import RecordingScreen
from tests.golden.tree import SEEDS

ROOT = Path(__file__).parents[3]
SETTINGS = ROOT / "station.toml"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1280, height=860)
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
"""The latest sample is today's."""


@dataclass(frozen=True)
class House:
    """What was built, and where it is to be had."""

    folder: Path
    served: str
    """Address of ``feeds`` on the server."""

    @property
    def disk(self) -> str:
        """Address of ``feeds`` opened from the disk."""
        return (self.folder / "feeds").as_uri()

    @property
    def episodes(self) -> list[Episode]:
        """Newest first."""
        return sorted(output_folder.standing(self.folder / "audio_out"), key=lambda one: one.date, reverse=True)


def build_once(folder: Path) -> None:
    """Build into ``folder``, unless another process of this test run has, or is about to: then wait for it."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "lock").stat().st_size:
            return
        shutil.copytree(SEEDS, folder / "seeds")
        shutil.copy(ROOT / "seeds" / "2026-06-15-heat-safety.html", folder / "seeds")
        audio_out, feeds = folder / "audio_out", folder / "feeds"
        order = Order(folder / "seeds", audio_out, feeds, SETTINGS, "tone", 2)
        build(order, RecordingScreen(), now=lambda: NOW)
        publish(output_folder.standing(audio_out), station_of_house(), audio_out=audio_out, feeds=feeds, now=NOW)
        lock.write("built\n")


def station_of_house() -> Station:
    return replace(read_station(SETTINGS)[0], base_url="http://10.0.0.5:8000")


@contextmanager
def on_the_air(folder: Path) -> Iterator[House]:
    """Serve what :func:`build_once` makes in ``folder`` on a free port of this machine."""
    build_once(folder)
    audio_out, feeds, station = folder / "audio_out", folder / "feeds", station_of_house()
    config = uvicorn.Config(
        app(station, audio_out=audio_out, feeds=feeds), port=0, log_level="error", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the server did not start")
        port = server.servers[0].sockets[0].getsockname()[1]
        yield House(folder, f"http://127.0.0.1:{port}/feeds")
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def looked_at(
    browser: Browser, house: House, *, viewport: ViewportSize = DESKTOP, dark: bool = False, script: bool = True
) -> Iterator[Page]:
    """A page in a browser that has been nowhere yet; on leaving, it must have been quiet and stayed at home."""
    complaints: list[str] = []

    def gate(route: Route) -> None:
        address = route.request.url
        if address.startswith((house.served.removesuffix("feeds"), "file:", "data:")):
            route.continue_()
            return
        complaints.append(f"asked for {address}")
        route.abort()

    context: BrowserContext = browser.new_context(
        viewport=viewport,
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    context.route("**/*", gate)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == [], complaints
