"""Files become sounds: decoded once by ffmpeg to plain samples on the disk, from where any sample is at hand at once.

So what is on can be joined in its middle, to the sample, also by an engine that has just been started.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.air.ffmpeg import last_words, started
from pipeline.air.mixing.items import Pcm
from pipeline.air.samples import RATE, seconds
from pipeline.errors import AirError
from pipeline.messages import _
from pipeline.system.files import told_as_output_error, whole_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

PATIENCE = 900.0
"""Seconds that ffmpeg may take for one file."""
LONGEST = 4 * 3600
"""Seconds of a file that are played, at most."""
KEPT = 2 * seconds(8 * 3600)
"""Bytes of samples that are kept on the disk, at most, but for the file decoded last: eight hours of sound, 2.8 GB."""
POLITE = 10
"""The priority (nice) that decoding has."""
_NOTES = ((659.26, 0.0), (523.25, 0.6))
"""Hz and seconds: E5, C5."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """Decodes files into one folder."""

    ffmpeg: str
    folder: Path

    def sound(self, path: Path) -> Pcm:
        """The sound of the file at ``path``, decoded now unless that was done before.

        Raises:
            AirError: it is not there, or holds no sound.
            OutputError: the samples cannot be written.
        """
        decoded = self.place(path)
        if not _used(decoded):
            with whole_file(decoded) as temporary:
                self._decode(path, temporary)
            self._make_room(decoded)
        with told_as_output_error(decoded):
            return Pcm(np.memmap(decoded, np.int16, "r"))

    def place(self, path: Path) -> Path:
        """Where the samples of the file at ``path``, as it is now, lie or are going to lie.

        Raises:
            AirError: it is not there.
        """
        try:
            facts = path.stat()
        except OSError as exc:
            raise AirError(
                _("cannot be read ({reason})").format(reason=exc.strerror),
                where=path,
                next=_("put it there, or correct its name in station.toml"),
            ) from exc
        named = f"{path.resolve()}\0{facts.st_size}\0{facts.st_mtime_ns}"
        return self.folder / f"{hashlib.sha256(named.encode()).hexdigest()[:24]}.pcm"

    def _make_room(self, newest: Path) -> None:
        """Remove samples, those first that have not been used for the longest time, until :data:`KEPT` is kept.

        What plays goes on: a file that is open is there until it is closed.
        """
        with told_as_output_error(self.folder):
            files = {each: each.stat() for each in self.folder.glob("*.pcm") if each != newest}
            kept = sum(facts.st_size for facts in files.values())
            for decoded in sorted(files, key=lambda each: files[each].st_mtime_ns):
                if kept <= KEPT:
                    return
                decoded.unlink(missing_ok=True)
                kept -= files[decoded].st_size

    def _decode(self, path: Path, into: Path) -> None:
        command = [self.ffmpeg, "-hide_banner", "-nostats", "-nostdin", "-v", "error", "-y", "-threads", "1"]
        command += ["-i", str(path), "-map", "0:a:0", "-t", str(LONGEST)]
        command += ["-ac", "1", "-ar", str(RATE), "-f", "s16le", str(into)]
        with started(command) as process:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, POLITE)
            try:
                _out, said = process.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                said = _("it takes too long").encode()
        if process.returncode or into.stat().st_size < 2 * seconds(0.01):
            raise AirError(
                _("holds no sound that can be played ({reason})").format(reason=last_words(said) or "?"),
                where=path,
                next=_("put another file in its place"),
            )


def _used(decoded: Path) -> bool:
    """Note that ``decoded`` is in use; whether it is there."""
    try:
        os.utime(decoded)
    except FileNotFoundError:
        return False
    except OSError:  # somebody else's: then it looks older than it is
        return decoded.exists()
    return True


def built_in_bell() -> Pcm:
    """Two strokes that need no file: what plays when nothing else can."""
    sound = np.zeros(seconds(2.4))
    for hertz, begin in _NOTES:
        time = np.arange(sound.size - seconds(begin)) / RATE
        sound[seconds(begin) :] += 0.3 * np.exp(-time / 0.5) * np.sin(2 * np.pi * hertz * time)
    return Pcm(_pcm(sound * np.minimum(1.0, np.arange(sound.size)[::-1] / seconds(0.1))))


def tone(hertz: float, length: int) -> Pcm:
    """A tone of −20 dB that begins and ends softly, to try an output with."""
    time = np.arange(length)
    edge = np.minimum(1.0, np.minimum(time, time[::-1]) / seconds(0.01))
    return Pcm(_pcm(0.1 * edge * np.sin(2 * np.pi * hertz * time / RATE)))


def _pcm(sound: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.rint(sound * 32_767).astype(np.int16)
