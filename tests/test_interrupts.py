"""An interruption that comes where Python drops exceptions is raised all the same, a moment later."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
import soundfile

from pipeline.system.interrupts import never_lost


class Dying:
    """Interrupted while it dies."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


class Interrupted(BytesIO):
    """A file in memory whose reader is interrupted, once, while it asks where it stands."""

    asked = 0

    def tell(self) -> int:
        self.asked += 1
        if self.asked == 1:
            signal.raise_signal(signal.SIGINT)
        return super().tell()


def dies() -> None:
    Dying()


def calls_back() -> None:
    sound = BytesIO()
    soundfile.write(sound, np.zeros(100, np.int16), 8_000, format="FLAC")
    soundfile.read(Interrupted(sound.getvalue()))


@pytest.mark.parametrize("work", [dies, calls_back])
def test_an_interruption_that_python_drops_is_raised_a_moment_later(work: Callable[[], None]) -> None:
    with pytest.raises(KeyboardInterrupt), never_lost():
        work()
        time.sleep(10)  # the wait that it must end


def test_other_dropped_exceptions_are_told_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    class Faulty:
        def __del__(self) -> None:
            raise ValueError("while it dies")

    told = []
    monkeypatch.setattr("sys.unraisablehook", lambda what: told.append(str(what.exc_value)))
    with never_lost():
        Faulty()
    assert told == ["while it dies"]
