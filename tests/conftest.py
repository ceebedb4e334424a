"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

# No clock decides a test on a busy machine, and the same commit always sees the same examples.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """English messages whoever runs the tests, and no proxy but the one a test sets."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def station_file(tmp_path: Path) -> Path:
    """A copy of the shipped ``station.toml`` to spoil."""
    path = tmp_path / "station.toml"
    path.write_bytes((ROOT / "station.toml").read_bytes())
    return path
