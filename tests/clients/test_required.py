"""Where every client has to be there, a test that skips for want of one fails the run; other skips stay skips."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

TESTS = {
    "test_one.py": "import pytest\n@pytest.mark.skipif(True, reason='{reason}')\ndef test(): pass\n",
    "test_module.py": "import pytest\npytest.skip('{reason}', allow_module_level=True)\n",
    "test_late.py": "import pytest\ndef test(): pytest.skip('{reason}')\n",
}


@pytest.mark.parametrize(
    ("reason", "plugin", "fail"),
    [
        ("gpo: not installed; make test-clients installs it", True, len(TESTS)),
        ("gpo: not installed; make test-clients installs it", False, 0),
        ("the system has no named pipes", True, 0),
    ],
)
def test_skips(tmp_path: Path, reason: str, plugin: bool, fail: int) -> None:
    for name, text in TESTS.items():
        (tmp_path / name).write_text(text.format(reason=reason))
    (tmp_path / "test_good.py").write_text("def test(): pass\n")
    (tmp_path / "empty.ini").write_text("[pytest]\n")
    chosen = ["-p", "tests.clients.required"] if plugin else []
    command = [sys.executable, "-m", "pytest", *chosen, "-p", "no:cacheprovider", "-c", str(tmp_path / "empty.ini")]
    run = subprocess.run(  # noqa: S603  # pytest itself
        [*command, "--continue-on-collection-errors", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"PYTEST_ADDOPTS": ""},  # this very plugin may have been asked for in it
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.returncode != 0) is (fail > 0), run.stdout + run.stderr
    last = run.stdout.splitlines()[-1]
    told = {0: f"1 passed, {len(TESTS)} skipped"}.get(fail, "1 failed, 1 passed, 2 errors")
    assert told in last
