"""A pytest plugin: no test may be skipped for want of a program or package that can be had.

python -m pytest -p tests.clients.required

Such a test says "not installed" in the reason for its skip; here it fails. What a system or a version of Python cannot
do is still skipped.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

WANTING = "not installed"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test."""
    report = yield
    _demand(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole module that skips itself."""
    report = yield
    _demand(report)
    return report


def _demand(report: Any) -> None:
    if not report.skipped or not isinstance(report.longrepr, tuple):
        return
    path, line, reason = report.longrepr
    if WANTING in reason:
        report.outcome = "failed"
        report.longrepr = f"{path}:{line}: must not be skipped here: {reason}"
