"""The face of the room: which engines there are, and what it costs to look."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import pipeline.voice
from pipeline.errors import EngineMissing
from pipeline.station import Station
from pipeline.voice import ENGINES, open_engine

STATION = Station()


def test_every_engine_opens_under_its_name() -> None:
    assert set(ENGINES) == {"kokoro", "edge", "tone"}
    for name in ENGINES:
        assert open_engine(name, STATION).name == name


def test_the_presenters_of_the_station_exist() -> None:
    presenters = STATION.voice.presenters
    for name in ENGINES:
        assert set(getattr(presenters, name)) <= {voice.name for voice in open_engine(name, STATION).voices()}


def test_an_unknown_engine_is_refused_with_the_choice() -> None:
    with pytest.raises(EngineMissing, match="no engine espeak → choose from: kokoro, edge, tone"):
        open_engine("espeak", STATION)


def test_an_engine_without_its_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(pipeline.voice.ENGINES, "edge")
    with pytest.raises(EngineMissing, match="edge is not installed → run: pip install edge-tts"):
        open_engine("edge", STATION)


def test_looking_loads_nothing_heavy() -> None:
    script = (
        "import sys; import pipeline.voice; from pipeline.voice.kokoro.blended.engine import KokoroBlends as K; "
        "K().voices(); K().fingerprint; "
        "heavy = {'numpy', 'onnxruntime', 'jieba', 'soundfile', 'edge_tts', 'aiohttp', 'multiprocessing'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)  # noqa: S603  # a command of our own
    assert said.stdout.strip() == "[]"
