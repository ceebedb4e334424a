"""Making the golden build, and what of it is compared."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from pipeline.build import Order, Summary, build
from pipeline.publish.site.assets import shipped
from tests.doubles.screen import RecordingScreen

HERE = Path(__file__).parent
SEEDS = HERE / "seeds"
EXPECTED = HERE / "expected"
STATION = HERE.parent.parent / "station.toml"

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
"""The second of the two notices is today's."""
TEXTS = {".css", ".html", ".js", ".json", ".m3u", ".m3u8", ".opml", ".srt", ".vtt", ".xml", ".xsl"}
_HASHES = re.compile(rb'(: )"[0-9a-f]{16,64}"')


def make_tree(folder: Path, screen: RecordingScreen | None = None) -> Summary:
    """Build the golden seeds with the ``tone`` engine into ``folder``."""
    order = Order(SEEDS, folder / "audio_out", folder / "feeds", STATION, "tone", 2)
    return build(order, screen or RecordingScreen(), now=lambda: NOW)


def golden_files(folder: Path) -> dict[str, bytes]:
    """Every text of the tree by its name; audio and pictures are known by their lengths in the manifests.

    The fingerprint stands for the program's own code and sums stand for audio and pictures: they are blotted out. Of
    what is published as it is shipped, the golden tree only says so.
    """
    return {
        path.relative_to(folder).as_posix(): _HASHES.sub(rb'\1"*"', _content(path))
        for path in sorted(folder.rglob("*"))
        if path.suffix in TEXTS and not path.name.startswith(".")
    }


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    return b"as it is shipped\n" if dict(shipped()).get(path.name) == content else content
