"""Files that pages and feeds refer to, the same for every station."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pipeline.publish.addresses import STYLESHEET

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT, WORKER = "broadcast.js", "worker.js"
_WHOLE = (STYLESHEET, "broadcast.css", WORKER)
_PARTS = (
    "basics",
    "player",
    "failures",
    "queue",
    "transcript",
    "programme",
    "search",
    "sharing",
    "marking",
    "keeping",
    "pages",
)
"""Of the script, in the order in which they stand in it."""


def shipped() -> Iterator[tuple[str, bytes]]:
    """Each: name in ``feeds``, content."""
    folder = files("pipeline.publish.site") / "templates"
    for name in _WHOLE:
        yield name, (folder / name).read_bytes()
    parts = [(folder / "script" / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS]
    # One file, since each would be asked for with every page; a function around it, since names at the top are global.
    yield SCRIPT, "\n".join(['"use strict";', "(() => {", *parts, "})();", ""]).encode()
