"""One whole episode, made once for all tests that only look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pipeline.studio import produce
from tests.studio.scenes import imprint, news, station

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Episode, Line


@dataclass(frozen=True)
class Made:
    """An episode with every profile on."""

    folder: Path
    episode: Episode
    lines: list[Line]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made") / "notice"
    lines, clips = news()
    house = station(sip={"enabled": True, "seconds": 5, "repeat": 2}, workshop={"repeat": 2})
    return Made(folder, produce(imprint(), lines, iter(clips), house, folder), lines)
