"""The cores a build may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.system.cores import usable_cores


@pytest.mark.parametrize(
    ("quota", "cores"),
    [
        ("max 100000", 8),
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("10000 100000", 1),
        ("9900000 100000", 8),
        ("?", 8),
    ],
)
def test_affinity_and_quota(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, cores: int) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(8)), raising=False)
    path = tmp_path / "cpu.max"
    path.write_text(quota + "\n")
    assert usable_cores(path) == cores
    assert usable_cores(tmp_path / "none") == 8
