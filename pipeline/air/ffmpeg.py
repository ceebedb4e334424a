"""ffmpeg in a process of its own, with our own arguments and never through a shell."""

from __future__ import annotations

import subprocess
from typing import IO, TYPE_CHECKING

from pipeline.errors import AirError
from pipeline.messages import _

if TYPE_CHECKING:
    from collections.abc import Sequence


def started(
    command: Sequence[str],
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
    stderr: int | IO[bytes] = subprocess.PIPE,
    bufsize: int = -1,
) -> subprocess.Popen[bytes]:
    """The process of ``command``; the streams are those of :class:`subprocess.Popen`.

    Raises:
        AirError: it cannot be started.
    """
    try:
        return subprocess.Popen(  # noqa: S603  # our own arguments, no shell
            command, stdin=stdin, stdout=stdout, stderr=stderr, bufsize=bufsize
        )
    except OSError as exc:
        raise AirError(_("ffmpeg cannot be started ({reason})").format(reason=exc.strerror)) from exc


def last_words(said: bytes) -> str:
    """The last line of what it wrote to stderr; empty where it wrote nothing."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else ""
