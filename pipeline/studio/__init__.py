"""Sound becomes an episode: stitched, mastered, encoded, captioned, with a cover.

``produce`` makes one episode's folder, ``show_cover`` the programme's picture, and ``fingerprint`` changes whenever
the same clips would give other bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.model import Clip, Episode, Imprint, Line
    from pipeline.station import Station

__all__ = ["fingerprint", "produce", "show_cover"]


def produce(
    imprint: Imprint,
    lines: Sequence[Line],
    clips: Iterable[Clip],
    station: Station,
    folder: Path,
    *,
    picture: Path | None = None,
) -> Episode:
    """Make all files of one episode in ``folder`` and return what its manifest says.

    ``clips`` come one at a time in the order of ``lines``. The files replace their predecessors together at the
    end, ``episode.json`` last; until then, and after any error, the old episode stands. ``picture`` is the operator's
    own cover.

    Raises:
        StudioError: clips and lines do not match, a clip is silent, ffmpeg or the picture fails.
        OutputError: a file cannot be written.
    """
    # numpy, scipy, pydub and Pillow are wanted only when there is something to make.
    from pipeline.studio.production import produce as made

    return made(imprint, lines, clips, station, folder, picture=picture)


def show_cover(station: Station, path: Path, *, picture: Path | None = None) -> None:
    """Draw the programme's own cover, a square JPEG below 500 kB, at ``path``.

    Raises:
        StudioError: ``picture`` is missing or is no picture.
        OutputError: the file cannot be written.
    """
    # Pillow is wanted only when there is something to draw.
    from pipeline.studio.artwork import show_cover as drawn

    drawn(station, path, picture=picture)


def fingerprint() -> str:
    """A hash of this room's recipe: its code, and the versions of the libraries that decide the bytes; cheap to ask."""
    from pipeline.studio.recipe import fingerprint as taken

    return taken()
