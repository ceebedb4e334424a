"""A few words for the loudspeakers, and the bell: mastered as an episode is, as plain WAV files."""

from __future__ import annotations

import tempfile
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.studio.production import floating, once, workshop_lead
from pipeline.studio.sound import chime
from pipeline.studio.sound.mastering import master
from pipeline.studio.sound.trim import RATE
from pipeline.studio.stitch import stitch
from pipeline.system.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from pipeline.model import Clip, Line
    from pipeline.station import Station


def announce(lines: Sequence[Line], clips: Iterable[Clip], station: Station, path: Path, *, lead: bool) -> None:
    """Write what ``clips`` say, one for each of ``lines``, to ``path``; ``lead``: behind chime and label for synthetic
    speech.

    Raises:
        StudioError: as :func:`pipeline.studio.stitch.stitch`.
        OutputError: it cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        programme = stitch(lines, clips, station.pauses, Path(folder) / "spool")
        opening = _lead(station) if lead else np.zeros(0, np.int16)
        sound = np.concatenate(list(master(floating(once(programme, opening)), RATE, station.profiles.workshop)))
    _write(path, sound)


def ring(path: Path) -> None:
    """Write the bell for loudspeakers to ``path``.

    Raises:
        OutputError: it cannot be written.
    """
    _write(path, chime.ring(chime.CALLING))


def _lead(station: Station) -> NDArray[np.int16]:
    """What comes before a few words: a label that is spoken in episodes would be longer than they are, so it is the
    rhythm here."""
    if station.programme.label != "spoken":
        return workshop_lead(station)
    parts = [workshop_lead(station), chime.rhythm(), np.zeros(chime.BEFORE_RHYTHM, np.int16)]
    return np.concatenate(parts)


def _write(path: Path, sound: NDArray[np.int16]) -> None:
    with whole_file(path) as temporary, wave.open(str(temporary), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.astype("<i2").tobytes())
