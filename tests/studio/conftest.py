"""One whole episode, made once for all tests that only look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pipeline.staging import change_over
from pipeline.studio import produce
from tests.studio.scenes import imprint, news, station

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.model import Clip, Episode, Imprint, Line
    from pipeline.station import Station


@dataclass(frozen=True)
class Made:
    """An episode with every profile on."""

    folder: Path
    episode: Episode
    lines: list[Line]


def produced(  # as produce
    imprint: Imprint,
    lines: Sequence[Line],
    clips: Iterable[Clip],
    station: Station,
    folder: Path,
    *,
    picture: Path | None = None,
) -> Episode:
    """``produce``, and its files brought into ``folder``."""
    episode = produce(imprint, lines, clips, station, folder, picture=picture)
    change_over(folder)
    return episode


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made") / "notice"
    lines, clips = news()
    house = station(sip={"enabled": True, "seconds": 5, "repeat": 2}, workshop={"repeat": 2})
    return Made(folder, produced(imprint(), lines, iter(clips), house, folder), lines)
