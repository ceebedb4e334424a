"""Sound becomes an episode: stitched, mastered, encoded, captioned, with a cover.

``produce`` makes one episode's folder, ``notices`` tells what of it an operator should know, ``show_cover`` and
``usb_folder`` make what belongs to all of them. What, besides the clips, decides an episode's bytes stands in
:mod:`pipeline.studio.deciding`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.errors import BroadcastError
    from pipeline.model import Clip, Episode, Imprint, Line
    from pipeline.station import Station
    from pipeline.studio.usb import Mastered

__all__ = ["notices", "produce", "show_cover", "usb_folder"]


def produce(
    imprint: Imprint,
    lines: Sequence[Line],
    clips: Iterable[Clip],
    station: Station,
    folder: Path,
    *,
    picture: Path | None = None,
) -> Episode:
    """Make all files of one episode and return what its manifest says; they stand ready for
    :func:`pipeline.staging.change_over` to bring them into ``folder``, and what stood there stands there still.

    ``clips`` come one at a time in the order of ``lines``. ``picture`` is the operator's own cover.

    Raises:
        StudioError: clips and lines do not match, a clip is silent, ffmpeg or the picture fails.
        OutputError: a file cannot be written.
    """
    # numpy, scipy, pydub and Pillow are wanted only when there is something to make.
    from pipeline.studio.production import produce as made

    return made(imprint, lines, clips, station, folder, picture=picture)


def notices(episode: Episode, station: Station) -> list[str]:
    """What an operator should know about a made episode and need not act on at once; cheap to ask."""
    if not station.profiles.sip.enabled:
        return []
    # scipy is wanted only where there is something to tell.
    from pipeline.studio import sip

    return sip.notices(episode.cues, station.profiles.sip.seconds)


def show_cover(station: Station, cover: Path, *, picture: Path | None = None) -> None:
    """Make the programme's ``cover``, a square JPEG below 500 kB; ``picture`` is the operator's own.

    Raises:
        StudioError: ``picture`` is missing or is no picture.
        OutputError: the file cannot be written.
    """
    from pipeline.studio.cover import artwork  # late: Pillow is wanted only when there is something to draw

    artwork.show_cover(station, cover, picture=picture)


def usb_folder(station: Station, episodes: Sequence[Mastered], *, audio_out: Path) -> dict[str, BroadcastError]:
    """Make the USB folder in ``audio_out`` of ``episodes``, or take it away where the profile is off.

    Returns why an episode could not be put there, by its slug.

    Raises:
        OutputError: the folder cannot be written.
    """
    from pipeline.studio import usb

    if station.profiles.usb.enabled:
        return usb.usb_folder(episodes, audio_out, station.profiles.usb.repeat)
    usb.remove_usb_folder(audio_out)
    return {}
