"""Addresses of their own for loudspeakers: a player that reads a list asks for what is in it without a password.

``audio_out/.devices.json`` holds names and keys as they are, so that an address can be shown again; who can read the
folder has the audio anyway.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import PublishError, UsageError
from pipeline.messages import _
from pipeline.system.files import told_as_output_error, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DEVICES = ".devices.json"
PREFIX = "/k/"
"""Before the key in an address."""
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""What can be typed into a loudspeaker without being mistaken for something else; 32 of them, 5 bits each."""
_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Device:
    """A loudspeaker, or whatever plays."""

    name: str
    key: str

    def address(self, base: str, file: str) -> str:
        """Where it finds ``file`` of ``feeds``; ``base`` as feeds have it."""
        return f"{base}{PREFIX}{self.key}/feeds/{file}"


def read_devices(audio_out: Path) -> list[Device]:
    """All devices, by name.

    Raises:
        PublishError: their record is damaged.
    """
    path = audio_out / DEVICES
    try:
        record = json.loads(path.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as exc:
        raise _damaged(path) from exc
    if not isinstance(record, dict) or not all(isinstance(key, str) and key for key in record.values()):
        raise _damaged(path)
    return [Device(name, key) for name, key in sorted(record.items())]


def add_device(audio_out: Path, name: str) -> Device:
    """A new device with an address that nobody can guess.

    Raises:
        UsageError: the name cannot be used, or there is one of that name.
        PublishError: the record of devices is damaged.
        OutputError: it cannot be written.
    """
    if not name.strip() or not name.isprintable():
        raise UsageError(_("a device needs a name that can be shown"), next=_("choose one, e.g. hall-3"))
    known = {device.name: device.key for device in read_devices(audio_out)}
    if name in known:
        raise UsageError(
            _("there is a device of this name already"),
            where=name,
            next=_("choose another name, or remove that one first"),
        )
    device = Device(name, "".join(secrets.choice(_LETTERS) for _letter in range(_LENGTH)))
    _write(audio_out, known | {name: device.key})
    return device


def remove_device(audio_out: Path, name: str) -> None:
    """Have the address of ``name`` answer no more, from the next request on.

    Raises:
        UsageError: there is no such device.
        PublishError: the record of devices is damaged.
        OutputError: it cannot be written.
    """
    known = {device.name: device.key for device in read_devices(audio_out)}
    if name not in known:
        raise UsageError(_("there is no such device"), where=name, next=_("run `broadcast device` to see them"))
    del known[name]
    _write(audio_out, known)


def _write(audio_out: Path, keys: Mapping[str, str]) -> None:
    path = audio_out / DEVICES
    write_whole(path, (json.dumps(dict(sorted(keys.items())), ensure_ascii=False, indent=0) + "\n").encode())
    with told_as_output_error(path):
        path.chmod(0o600)


def _damaged(path: Path) -> PublishError:
    return PublishError(
        _("is damaged; it holds the addresses of loudspeakers"),
        where=path,
        next=_("restore it from a backup, or delete it and give each loudspeaker a new address"),
    )
