"""A few sample documents on the air: built with the ``tone`` engine, served, and Chromium to look at them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Route

from pipeline import shelf
from pipeline.build import Order, build
from pipeline.model import Episode
from pipeline.publish import publish
from pipeline.publish.server import app
from pipeline.station import read_station
from tests.doubles.screen import RecordingScreen
from tests.golden.tree import SEEDS

ROOT = Path(__file__).parents[3]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}


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
        return sorted(shelf.standing(self.folder / "audio_out"), key=lambda one: one.date, reverse=True)


@contextmanager
def on_the_air(folder: Path) -> Iterator[House]:
    """Build into ``folder`` and serve it on a free port of this machine."""
    audio_out, feeds, settings = folder / "audio_out", folder / "feeds", ROOT / "station.toml"
    seeds = folder / "seeds"
    shutil.copytree(SEEDS, seeds)
    shutil.copy(ROOT / "seeds" / "2026-06-15-heat-safety.html", seeds)
    order = Order(seeds, audio_out, feeds, settings, "tone", 2)
    build(order, RecordingScreen(), now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    station = replace(read_station(settings)[0], base_url="http://10.0.0.5:8000")
    publish(shelf.standing(audio_out), station, audio_out=audio_out, feeds=feeds)
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
    browser: Browser, house: House, *, viewport: dict[str, int] = DESKTOP, dark: bool = False, script: bool = True
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
        viewport={"width": viewport["width"], "height": viewport["height"]},
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
    assert complaints == []
