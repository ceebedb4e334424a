"""From a word or an address in ``station.toml`` to what opens that output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from pipeline.air.outputs.card import Card
from pipeline.air.outputs.program import Program, hls, icecast, pulse, rtp
from pipeline.air.outputs.telephone import PAYLOAD, Telephone
from pipeline.station_air import CODECS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.air.outputs.sink import Sink

HLS = "hls"
"""The folder of the live playlist, below that of the air."""


@dataclass(frozen=True, slots=True)
class Place:
    """What outputs need to know of where they are."""

    ffmpeg: str
    folder: Path
    """That of the air."""
    station: str
    """The station's name, as players show it."""

    def opening(self, output: str) -> Callable[[], Sink]:
        """What opens ``output``, as it stands in ``station.toml``; it raises AirError or OSError."""
        if output == "card":
            return Card
        if output.startswith("rtp:"):
            return self._rtp(output)
        if output == "hls":
            return lambda: Program(self.ffmpeg, hls(self.folder / HLS))
        if output == "pulse":
            return lambda: Program(self.ffmpeg, pulse(self.station))
        return lambda: Program(self.ffmpeg, icecast(output, self.station))

    def _rtp(self, output: str) -> Callable[[], Sink]:
        parts = urlsplit(output)
        host, port = parts.hostname or "", parts.port or 0
        codec = dict(parse_qsl(parts.query)).get("codec", CODECS[0])
        if codec in PAYLOAD:
            return lambda: Telephone(host, port, codec)
        description = self.folder / "sdp" / f"{host}-{port}.sdp"
        return lambda: Program(self.ffmpeg, rtp(f"[{host}]" if ":" in host else host, port, codec, description))
