"""Gives a reading a voice: engines that turn readings into clips, and the store that keeps every clip made.

Importing this room is cheap; an engine, its libraries and its weights are loaded when it is first asked to speak.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import EngineMissing
from pipeline.messages import _
from pipeline.voice.clip_store import ClipStore
from pipeline.voice.synthesis import Recording, play

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.station import Station
    from pipeline.voice.engine import Engine

__all__ = ["ENGINES", "ClipStore", "Recording", "open_engine", "play"]


def _kokoro(station: Station) -> Engine:
    from pipeline.voice.kokoro.blended.engine import KokoroBlends
    from pipeline.voice.kokoro.model_by_path import KokoroByPath

    return KokoroByPath(Path(station.kokoro.model)) if station.kokoro.model else KokoroBlends()


def _edge(station: Station) -> Engine:
    from pipeline.voice.edge.engine import EdgeEngine

    return EdgeEngine(proxy=station.edge.proxy, at_once=station.edge.at_once, listen=station.edge.listen)


def _tone(_station: Station) -> Engine:
    from pipeline.voice.tone import ToneEngine

    return ToneEngine()


_PACKAGES = {"kokoro": "onnxruntime", "edge": "edge_tts", "tone": "numpy"}
"""What an engine cannot do without."""

ENGINES: dict[str, Callable[[Station], Engine]] = {
    name: opener
    for name, opener in {"kokoro": _kokoro, "edge": _edge, "tone": _tone}.items()
    if find_spec(_PACKAGES[name])
}
"""How to open each engine that is installed here, by the word in ``station.toml``."""


def open_engine(name: str, station: Station) -> Engine:
    """The engine ``name``, set up as ``station`` wants it; no network, nothing heavy loaded.

    Raises:
        EngineMissing: there is no such engine, or its package is not installed.
    """
    if name in ENGINES:
        return ENGINES[name](station)
    if name in _PACKAGES:
        raise EngineMissing(
            _("the engine {name} is not installed").format(name=name),
            next=_("run: pip install {package}").format(package=_PACKAGES[name].replace("_", "-")),
        )
    raise EngineMissing(
        _("there is no engine {name}").format(name=name),
        next=_("choose from: {engines}").format(engines=", ".join(ENGINES)),
    )
