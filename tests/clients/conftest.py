"""A small programme on the air: built, published under the server's own address, and served by a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.model import Episode
from pipeline.publish import publish
from pipeline.station import read_station
from tests.conftest import ROOT
from tests.golden.tree import NOW, make_tree


@dataclass(frozen=True, slots=True)
class OnAir:
    """A running ``broadcast serve`` and what it serves."""

    address: str
    """Scheme, host and port, without a final slash."""
    folder: Path
    """Holds ``audio_out`` and ``feeds``."""
    episodes: tuple[Episode, ...]
    """Newest first."""
    name: str
    """The station's."""

    def feed(self, profile: str) -> str:
        """The address of ``profile``'s feed."""
        return f"{self.address}/feeds/{profile}.xml"

    def audio(self, profile: str) -> dict[str, bytes]:
        """What a listener is to receive: the audio's address, and its bytes as they lie on the disk."""
        files = {one.slug: self.folder / "audio_out" / one.slug / one.files[profile].published for one in self.episodes}
        return {f"{self.address}/audio_out/{slug}/{path.name}": path.read_bytes() for slug, path in files.items()}


@pytest.fixture(scope="session")
def on_air(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnAir]:
    folder = tmp_path_factory.mktemp("on_air")
    made = make_tree(folder)
    assert not made.failures
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = folder / "station.toml"
    shipped = (ROOT / "station.toml").read_text(encoding="utf-8")
    settings.write_text(shipped.replace('base_url = ""', f'base_url = "{address}"'), encoding="utf-8")
    station, _settings = read_station(settings)
    episodes = sorted(made.made, key=lambda episode: episode.date, reverse=True)
    publish(episodes, station, audio_out=folder / "audio_out", feeds=folder / "feeds", now=NOW)
    with _serving(folder, port):
        yield OnAir(address, folder, tuple(episodes), station.name)


class _serving:  # noqa: N801  # reads as a word in `with`
    def __init__(self, folder: Path, port: int) -> None:
        folders = ["--audio-out", str(folder / "audio_out"), "--feeds", str(folder / "feeds")]
        command = [sys.executable, "-m", "pipeline", "serve", *folders, "--station", str(folder / "station.toml")]
        self.process = subprocess.Popen(  # noqa: S603  # our own program
            [*command, "--port", str(port)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def __enter__(self) -> None:
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                return
        raise AssertionError("".join(said))

    def __exit__(self, *_exc: object) -> None:
        self.process.terminate()
        assert self.process.stdout is not None
        rest = self.process.stdout.read()
        self.process.stdout.close()
        self.process.wait(timeout=20)
        assert "Traceback" not in rest, rest
