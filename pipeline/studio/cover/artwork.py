"""Cover files: JPEG as podcast directories ask for it, drawn or from the operator's own picture."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from pipeline.errors import StudioError
from pipeline.messages import _
from pipeline.studio.cover.designs import SIDE, Wording, drawn
from pipeline.studio.cover.typesetting import drawable
from pipeline.system.files import told_as_output_error, write_whole

if TYPE_CHECKING:
    from pipeline.model import Imprint
    from pipeline.station import Station

COVER, THUMB, TAG = "cover.jpg", "thumb.jpg", "tag.jpg"
LARGEST = 499_000
"""Bytes of a cover; directories refuse 500 kB."""
SMALLEST_SIDE = 1400
"""Pixels; directories refuse less."""
THUMB_SIDE, TAG_SIDE = 320, 600
TAG_LARGEST = 99_000
"""Bytes of the picture inside an MP3."""
QUALITIES = (92, 88, 84, 80, 75, 70, 65, 60, 50, 40, 30, 20, 10)


def episode_cover(imprint: Imprint, station: Station, folder: Path, *, picture: Path | None) -> None:
    """Put :data:`COVER`, :data:`THUMB` and :data:`TAG`, the one for the MP3's tag, into ``folder``.

    Raises:
        StudioError: ``picture`` is missing or is no picture.
        OutputError: a file cannot be written.
    """
    year, month, day = imprint.date[:10].split("-")
    footer = " · ".join(filter(None, (f"{int(year)}年{int(month)}月{int(day)}日", imprint.author or station.author)))
    title = drawable(imprint.title) or imprint.slug
    wording = Wording(title, drawable(station.name), drawable(footer), imprint.slug)
    image = _own(picture) if picture else drawn(station.cover.design, wording)
    for name, side, largest in (
        (COVER, image.width, LARGEST),
        (THUMB, THUMB_SIDE, LARGEST),
        (TAG, TAG_SIDE, TAG_LARGEST),
    ):
        with told_as_output_error(folder / name):
            (folder / name).write_bytes(jpeg(_scaled(image, side), largest))


def show_cover(station: Station, path: Path, *, picture: Path | None = None) -> None:
    """Draw the programme's own cover, a square JPEG below 500 kB, at ``path``.

    Raises:
        StudioError: ``picture`` is missing or is no picture.
        OutputError: the file cannot be written.
    """
    name = drawable(station.name)
    wording = Wording(name, drawable(station.author) or name, drawable(station.description), station.name)
    image = _own(picture) if picture else drawn(station.cover.design, wording)
    write_whole(path, jpeg(image, LARGEST))


def jpeg(image: Image.Image, largest: int) -> bytes:
    """``image`` as a baseline JPEG of at most ``largest`` bytes, as good as that allows."""
    for quality in QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, optimize=True, progressive=False)
        if file.tell() <= largest:
            return file.getvalue()
    return jpeg(_scaled(image, image.width * 3 // 4), largest)


def _own(path: Path) -> Image.Image:
    """The operator's picture, cut square about its middle, at a size that directories take."""
    try:
        with Image.open(path) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as exc:
        raise StudioError(
            _("is not a picture that can be read ({reason})").format(reason=exc),
            where=path,
            next=_("give [cover] picture a JPEG or PNG, or leave it empty"),
        ) from exc
    ground = Image.new("RGBA", upright.size, "white")
    flat = Image.alpha_composite(ground, upright).convert("RGB")
    side = min(max(min(flat.size), SMALLEST_SIDE), SIDE)
    return ImageOps.fit(flat, (side, side), Image.Resampling.LANCZOS)


def _scaled(image: Image.Image, side: int) -> Image.Image:
    # Reduced by whole pixels first, to twice what is wanted at the least: looks the same in a fifth of the time.
    return image if image.width == side else image.resize((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
