"""A machine without any network is set up from the folder that ``make bundle`` made elsewhere, and speaks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_nothing_leaves import NAMESPACE, allowed

LEFT_BEHIND = shutil.ignore_patterns(".venv", ".git", "bundle", "node_modules", "__pycache__", ".*_cache", "*.egg-info")


@pytest.mark.slow
def test_a_closed_machine_is_set_up_from_a_bundle(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if not request.config.pluginmanager.hasplugin("tests.clients.required"):
        pytest.skip("a bundle is not installed: make test-clients makes one, which takes a network and minutes")
    if not allowed(*NAMESPACE):
        pytest.skip("this kernel allows no network namespace")
    made = tmp_path / "bundle"
    subprocess.run(["make", "bundle", f"BUNDLE={made}"], cwd=ROOT, check=True, capture_output=True)  # noqa: S603, S607  # ours
    closed = tmp_path / "closed"
    shutil.copytree(ROOT, closed, ignore=LEFT_BEHIND)
    made.rename(closed / "bundle")
    (tmp_path / "home").mkdir()
    # What is installed is compiled when it is first used: most of it is not, here.
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "PIP_NO_COMPILE": "1"}

    def there(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  # ours
            [*NAMESPACE, *command], cwd=closed, env=environment, capture_output=True, text=True, check=False
        )

    done = there("make", "setup", f"PYTHON={sys.executable}")
    assert done.returncode == 0, done.stderr
    assert "from bundle/" in done.stdout
    said = there(".venv/bin/broadcast", "say", "今天停电。", "--engine", "kokoro", "-o", "a.wav")
    assert said.returncode == 0, said.stderr
    assert (closed / "a.wav").stat().st_size > 24_000

    (closed / "bundle" / "PYTHON").write_text("3.9 Linux x86_64\n")
    spoilt = there("make", "setup", f"PYTHON={sys.executable}")
    assert spoilt.returncode == 2
    assert "did not arrive whole" in spoilt.stderr
