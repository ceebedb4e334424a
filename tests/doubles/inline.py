"""Worker processes that are none: what is submitted is done here and now, where a test can break it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from pipeline.build import mastering_process


class InlinePool(Executor):
    """As ``workers()`` gives one."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as exc:
            future.set_exception(exc)
        return future

    def end(self) -> None:
        pass


def mastered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have episodes mastered in this process."""
    monkeypatch.setattr(mastering_process, "workers", lambda *_arguments: InlinePool())
