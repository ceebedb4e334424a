"""Outputs that ffmpeg makes: HLS, Icecast, PulseAudio, and RTP with G.722, Opus or MP3."""

from __future__ import annotations

import fcntl
import subprocess
import tempfile
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING, cast

from pipeline.air.ffmpeg import last_words, started
from pipeline.air.samples import RATE
from pipeline.errors import AirError
from pipeline.messages import _
from pipeline.system.priority import put_before_others

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

PIPE = 16_384
"""Bytes that wait in the pipe to ffmpeg, at most: 0.17 s."""
LIST = "live.m3u8"
"""The HLS playlist."""
SEGMENT = 2
"""Seconds."""
SEGMENT_NAME = "live-%d.ts"
SEGMENTS = 6
"""How many the playlist has."""
GRACE = 0.5
"""Seconds that ffmpeg is given to end by itself."""
_READ = ("-fflags", "nobuffer", "-probesize", "32", "-analyzeduration", "0", "-f", "s16le", "-ar", str(RATE))
_CODECS = {
    "g722": ("-c:a", "g722", "-ar", "16000"),
    "opus": ("-c:a", "libopus", "-b:a", "48k", "-application", "lowdelay", "-frame_duration", "20"),
    "mp3": ("-c:a", "libmp3lame", "-b:a", "128k", "-ar", "44100"),
}


class Program:
    """ffmpeg, fed through its standard input."""

    def __init__(self, ffmpeg: str, output: Sequence[str]) -> None:
        """``output`` are its arguments behind the input.

        Raises:
            AirError: it cannot be started.
        """
        command = [ffmpeg, "-hide_banner", "-nostats", "-v", "error", *_READ, "-ac", "1", "-i", "pipe:0", *output]
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process
        try:
            self._process = started(command, stdin=subprocess.PIPE, stderr=self._said, bufsize=0)
        except AirError:
            self._said.close()
            raise
        put_before_others(self._process.pid)
        self._stdin = cast("IO[bytes]", self._process.stdin)  # it was opened with a pipe
        with suppress(OSError, AttributeError):
            fcntl.fcntl(self._stdin, fcntl.F_SETPIPE_SZ, PIPE)

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def write(self, block: NDArray[np.int16]) -> None:
        data = memoryview(block.astype("<i2", copy=False).tobytes())
        try:
            while data:
                data = data[self._stdin.write(data) or 0 :]
        except (BrokenPipeError, ValueError) as exc:
            raise AirError(self._last_words() or _("ffmpeg has ended")) from exc

    def abort(self) -> None:
        self._process.kill()

    def close(self) -> None:
        with suppress(OSError):
            self._stdin.close()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()

    def _last_words(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        self._said.seek(0)
        return last_words(self._said.read())


def hls(folder: Path) -> list[str]:
    """Arguments for a live playlist in ``folder`` that players find again after a restart."""
    folder.mkdir(parents=True, exist_ok=True)
    _remove_left(folder)
    flags = "delete_segments+append_list+omit_endlist+temp_file"
    return [
        "-c:a", "aac", "-b:a", "96k", "-f", "hls", "-hls_time", str(SEGMENT), "-hls_list_size", str(SEGMENTS),
        "-hls_flags", flags, "-hls_segment_filename", str(folder / SEGMENT_NAME), str(folder / LIST),
    ]  # fmt: skip


def _remove_left(folder: Path) -> None:
    """Remove the segments that one that was killed has left: players are done with them, and the next knows none."""
    try:
        listed = (folder / LIST).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        listed = []
    long_ago = time.time() - 2 * SEGMENTS * SEGMENT
    with suppress(OSError):
        for segment in folder.glob(SEGMENT_NAME.replace("%d", "*")):
            if segment.name not in listed and segment.stat().st_mtime < long_ago:
                segment.unlink()


def icecast(address: str, name: str) -> list[str]:
    """Arguments for an Icecast mount, as the source called ``name``."""
    return [
        "-c:a",
        "libmp3lame",
        "-b:a",
        "128k",
        "-content_type",
        "audio/mpeg",
        "-ice_name",
        name,
        "-f",
        "mp3",
        address,
    ]


def pulse(name: str) -> list[str]:
    """Arguments for PulseAudio's or PipeWire's default sink."""
    return ["-f", "pulse", "-name", name, "-buffer_duration", "100", name]


def rtp(host: str, port: int, codec: str, description: Path) -> list[str]:
    """Arguments for RTP; ``description`` is the SDP file that is written for receivers."""
    description.parent.mkdir(parents=True, exist_ok=True)
    address = f"rtp://{host}:{port}?ttl=16"
    return [*_CODECS[codec], "-flush_packets", "1", "-f", "rtp", "-sdp_file", str(description), address]
