"""What every test may ask for."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

# No clock decides a test on a busy machine, and the same commit always sees the same examples.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

# English messages whoever runs the tests. Here and not in a fixture: the catalogue is chosen at the first import.
for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
    os.environ.pop(variable, None)

# A shell starts what runs in its background deaf to Ctrl-C, and children inherit it; tests that send one need ears.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def ended_workers() -> Iterator[None]:
    """Worker processes leave when the last test has, not when the interpreter does: what they ran is counted then."""
    yield
    from pipeline.system import worker_pool  # not above: the catalogue

    for pool in worker_pool._pools.values():
        pool.shutdown(wait=True)


@pytest.fixture
def own_workers() -> Iterator[None]:
    """For tests that end worker processes by force: those of other tests, and what was counted in them, stay whole."""
    from pipeline.system import worker_pool

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_pool, "_pools", {})
        yield
        worker_pool.end_workers()


@pytest.fixture
def station_file(tmp_path: Path) -> Path:
    """A copy of the shipped ``station.toml`` to spoil."""
    path = tmp_path / "station.toml"
    path.write_bytes((ROOT / "station.toml").read_bytes())
    return path
