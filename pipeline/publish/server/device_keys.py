"""Which of the addresses asked for are a device's: ``/k/<key>/…``."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.errors import PublishError
from pipeline.publish.devices import DEVICES, PREFIX, read_devices
from pipeline.publish.server.static_paths import stamp_of


class DeviceKeys:
    """The keys that open now."""

    def __init__(self, audio_out: Path) -> None:
        self._audio_out, self._record = audio_out, str(audio_out / DEVICES)
        self._digests: frozenset[bytes] = frozenset()
        self._seen: tuple[int, ...] | None = None

    def is_stale(self) -> bool:
        """Whether a device was added or removed since :meth:`read`."""
        return stamp_of(self._record) != self._seen

    def read(self) -> None:
        """Learn which devices there are; none where their record is damaged."""
        self._seen = stamp_of(self._record)
        try:
            self._digests = frozenset(_digest(device.key) for device in read_devices(self._audio_out))
        except PublishError:
            self._digests = frozenset()

    def split(self, path: str) -> tuple[str | None, str]:
        """What stands before a device's ``path`` (``/k/<key>``), and the rest; None and all of it where it is no
        device's."""
        if not path.startswith(PREFIX):
            return None, path
        key, _slash, rest = path.removeprefix(PREFIX).partition("/")
        # By its hash: how long the look-up takes tells nothing of the keys.
        return (f"{PREFIX}{key}", f"/{rest}") if _digest(key) in self._digests else (None, path)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
