"""PCM, as it is made, through ffmpeg's standard input into a tagged MP3; the same bytes on any day and any machine."""

from __future__ import annotations

import errno
import os
import platform
import selectors
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import numpy as np

from pipeline.errors import StudioError
from pipeline.messages import _
from pipeline.system.files import told_as_output_error

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MP3_RATE = 44_100
"""Samples a second of every MP3: what the most modest loudspeakers take."""
HASTE = 7
"""On LAME's scale from 0 to 9. Speech below 12 kHz leaves bits to spare: without noise shaping, at 64 kbit/s, it comes
out nearer to the original (log-spectral distance below 8 kHz 1.1 dB, with haste 5 1.8 dB) in two thirds of the time."""
EXTENSIONS = "sse2" if platform.machine().lower() in ("x86_64", "amd64") else "0"
"""Of the processor that ffmpeg may use: what every machine of the kind has, so that sums are taken in the same order
on all of them. Resampling takes half the time that it takes without."""
STALLED = 120.0
"""Seconds without any progress after which ffmpeg counts as hanging; it needs some milliseconds."""
ALIKE = ("-fflags", "+bitexact", "-flags:a", "+bitexact", "-flags:v", "+bitexact")
"""No version of the encoder in the file."""


def encode_mp3(
    pcm: Iterable[NDArray[np.int16]],
    rate: int,
    path: Path,
    *,
    kilobits: int,
    tags: str,
    picture: Path | None = None,
) -> int:
    """Write ``pcm``, mono at ``rate``, as an MP3 of constant bit rate to ``path``; return how many samples it was.

    ``tags`` is the text of an ffmetadata file; ``picture`` is a JPEG for the tag.

    Raises:
        StudioError: ffmpeg is missing, fails, dies or hangs.
        OutputError: the disk is full.
    """
    metadata = path.with_suffix(".tags")
    with told_as_output_error(path):
        metadata.write_text(tags, encoding="utf-8")
    command = [ffmpeg(), "-hide_banner", "-nostats", "-v", "error", "-y", "-xerror"]
    command += ["-cpuflags", EXTENSIONS, "-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0"]
    command += ["-f", "ffmetadata", "-i", str(metadata)]
    command += ["-i", str(picture)] if picture else []
    command += ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
    if picture:
        command += ["-map", "2:v", "-c:v", "copy", "-disposition:v", "attached_pic"]
        command += ["-metadata:s:v", "title=Cover", "-metadata:s:v", "comment=Cover (front)"]
    # Resampled in floating point: whole numbers would add their own noise.
    command += ["-af", f"aresample={MP3_RATE}:internal_sample_fmt=fltp:out_sample_fmt=fltp", "-threads", "1"]
    command += ["-c:a", "libmp3lame", "-b:a", f"{kilobits}k", "-compression_level", str(HASTE)]
    # ID3v2.3, and no ID3v1: every player reads it, and the old one cannot hold Chinese.
    command += ["-id3v2_version", "3", "-write_id3v1", "0", *ALIKE, "-f", "mp3", str(path)]
    fed = run_ffmpeg(command, pcm, path)
    with told_as_output_error(metadata):
        metadata.unlink()
    return fed


def ffmpeg() -> str:
    """The ffmpeg that comes with the package ``imageio-ffmpeg`` (or ``IMAGEIO_FFMPEG_EXE`` names).

    Raises:
        StudioError: there is none.
    """
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (RuntimeError, OSError) as exc:
        raise StudioError(_("ffmpeg is missing"), next=_("run make setup again")) from exc


def run_ffmpeg(command: list[str], pcm: Iterable[NDArray[np.int16]], path: Path) -> int:
    """Feed ``pcm`` to ``command``, which writes ``path``; return how many samples it took.

    Raises:
        StudioError, OutputError: as :func:`encode_mp3`.
    """
    fed = 0
    with tempfile.TemporaryFile() as said, _running(command, said, path) as process:
        try:
            with _feeding(process) as feed:
                for block in pcm:
                    feed(memoryview(block.astype("<i2", copy=False).tobytes()))
                    fed += block.size
            code = process.wait(STALLED)
        except BrokenPipeError:
            # It has gone; its exit code and last words say why.
            code = process.wait(STALLED) or -1
        except (_Stalled, subprocess.TimeoutExpired) as exc:
            raise StudioError(
                _("ffmpeg hangs"), where=path.name, next=_("run make again; if it hangs again, run make setup")
            ) from exc
        if code != 0:
            _refuse(code, _last_words(said), path)
    return fed


class _Stalled(Exception):
    """ffmpeg has taken nothing for :data:`STALLED` seconds."""


@contextmanager
def _running(command: list[str], said: IO[bytes], path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process, with its messages in ``said``; ended when the block ends, however it does."""
    try:
        process = subprocess.Popen(  # noqa: S603  (our own arguments, no shell)
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, bufsize=0
        )
    except OSError as exc:
        raise StudioError(
            _("ffmpeg cannot be started ({reason})").format(reason=exc.strerror),
            where=path.name,
            next=_("run make setup again"),
        ) from exc
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdin:
            process.stdin.close()


@contextmanager
def _feeding(process: subprocess.Popen[bytes]) -> Iterator[Callable[[memoryview], None]]:
    """A function that hands over all of a block, waiting no longer than :data:`STALLED` for each bite."""
    stdin = process.stdin
    if stdin is None:  # pragma: no cover - it was opened with a pipe
        raise BrokenPipeError
    os.set_blocking(stdin.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(stdin, selectors.EVENT_WRITE)

        def feed(data: memoryview) -> None:
            while data:
                if not ready.select(STALLED):
                    raise _Stalled
                data = data[stdin.write(data) or 0 :]

        yield feed
        ready.unregister(stdin)
    stdin.close()


def _refuse(code: int, words: str, path: Path) -> None:
    if os.strerror(errno.ENOSPC) in words:
        with told_as_output_error(path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    raise StudioError(
        _("ffmpeg failed ({reason})").format(reason=words or _("exit code {code}").format(code=code)),
        where=path.name,
        next=_("run make again; if it fails again, run make setup"),
    )


def _last_words(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
