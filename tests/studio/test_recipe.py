"""The room's fingerprint."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

import pytest

from pipeline.studio import fingerprint, recipe


def test_it_stays_until_something_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = recipe.fingerprint.__wrapped__
    usual = fingerprint()
    assert usual == fingerprint() == taken()
    copy = tmp_path / "studio"
    shutil.copytree(Path(recipe.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(recipe, "__file__", str(copy / "recipe.py"))
    assert taken() == usual
    (copy / "sound" / "chime.py").write_text((copy / "sound" / "chime.py").read_text() + "\n# another\n")
    changed = taken()
    assert changed != usual
    (copy / "sound" / "shaping.npz").write_bytes(b"other numbers")
    assert taken() not in (usual, changed)
    changed = taken()
    monkeypatch.setattr(metadata, "version", lambda _package: "99")
    assert taken() != changed
