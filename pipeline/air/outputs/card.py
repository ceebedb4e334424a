"""The sound card, by the package ``miniaudio``: ALSA, PulseAudio or PipeWire, whichever the machine has."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.air.samples import RATE
from pipeline.air.sound_card import miniaudio
from pipeline.errors import AirError
from pipeline.messages import _

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

BUFFER = 100
"""Milliseconds that the card has in hand."""
MOST = RATE // 4
"""Samples that wait for it at most. Its clock is not ours: where it is slower, what is over is left out."""


class Card:
    """The default device."""

    def __init__(self, backends: Sequence[Any] = ()) -> None:
        """``backends`` are miniaudio's; empty: whichever there are.

        Raises:
            AirError: the package or the device is not there.
        """
        package = miniaudio()
        self._waiting: deque[NDArray[np.int16]] = deque()
        self._lock = threading.Lock()
        try:
            self._device = package.PlaybackDevice(
                output_format=package.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE,
                buffersize_msec=BUFFER, backends=list(backends), app_name="broadcast",
            )  # fmt: skip
            pulling = self._pulled()
            next(pulling)
            self._device.start(pulling)
        except package.MiniaudioError as exc:
            raise AirError(_("there is no sound card ({reason})").format(reason=exc)) from exc

    def write(self, block: NDArray[np.int16]) -> None:
        with self._lock:
            self._waiting.append(block)
            while sum(each.size for each in self._waiting) > MOST:
                self._waiting.popleft()

    def abort(self) -> None:
        """Handing over does not wait."""

    def close(self) -> None:
        self._device.close()

    def _pulled(self) -> Generator[bytes, int, None]:
        """What the device asks for, in its own thread: so many samples, silence where there are none."""
        wanted = yield b""
        while True:
            wanted = yield self._take(wanted).tobytes()

    def _take(self, wanted: int) -> NDArray[np.int16]:
        taken = np.zeros(wanted, np.int16)
        filled = 0
        with self._lock:
            while filled < wanted and self._waiting:
                block = self._waiting.popleft()
                part = block[: wanted - filled]
                taken[filled : filled + part.size] = part
                filled += part.size
                if part.size < block.size:
                    self._waiting.appendleft(block[part.size :])
        return taken
