"""A pytest plugin: no test may be skipped for a program that ``make test-clients`` installs.

python -m pytest -p tests.clients.required

Such a test names ``make test-clients`` in the reason for its skip, which tells people what to do; here it fails.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

NAMED = "make test-clients"


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
    if NAMED in reason:
        report.outcome = "failed"
        report.longrepr = f"{path}:{line}: must not be skipped here: {reason}"
