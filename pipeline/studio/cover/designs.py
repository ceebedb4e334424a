"""Three covers, drawn from a title, a station's name and a line below: for a wall, a phone and a list of thumbnails."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageColor, ImageDraw

from pipeline.studio.cover.typesetting import LEADING, Setting, fit, font

if TYPE_CHECKING:
    from collections.abc import Iterator

SIDE = 3000
"""Pixels: the largest that podcast directories take."""
MARGIN = 260
SMALLEST = 84
"""Pixels of the smallest letters: a 36th of the side can be read on a wall."""
WAVES = 1000
"""Radius, in pixels, of the outermost sound wave on the calm cover."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is written on a cover; all of it drawable."""

    title: str
    station: str
    footer: str
    seed: str
    """Decides colours and pattern, and nothing else."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours that go together; ``ink`` on ``ground`` and ``ground`` on ``accent`` have a contrast above 4.5 : 1."""

    ground: str
    accent: str
    ink: str


PALETTES = (
    Palette("#9E1B1B", "#F6C453", "#FFF6E5"),  # banner red, brass
    Palette("#0F3D5E", "#F2A541", "#F4F8FB"),  # steel blue, warning amber
    Palette("#14532D", "#E9C46A", "#F5FAF3"),  # machine green, brass
    Palette("#3B2667", "#F4B9A7", "#F9F5FF"),  # night shift violet, furnace pink
    Palette("#1F2937", "#F28F3B", "#F8FAFC"),  # graphite, safety orange
    Palette("#7A3E12", "#FFD58A", "#FFF8EC"),  # rust, lamp
    Palette("#0B4F55", "#FFC857", "#F1FAFA"),  # petrol, brass
)


def drawn(design: str, wording: Wording) -> Image.Image:
    """The cover as an RGB picture of :data:`SIDE` pixels."""
    palette = PALETTES[_bytes(wording.seed)[0] % len(PALETTES)]
    return DESIGNS[design](wording, palette)


def _banner(wording: Wording, palette: Palette) -> Image.Image:
    """A brass band with the station's name above the title, the voice's own pattern below it."""
    picture = Image.new("RGB", (SIDE, SIDE), palette.ground)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, SIDE, 470), fill=palette.accent)
    draw.rectangle((0, 500, SIDE, 522), fill=palette.accent)
    _one_line(draw, wording.station, (MARGIN, 235), 230, palette.ground, weight=800)
    title = fit(wording.title, SIDE - 2 * MARGIN, 1480, largest=520, smallest=170, weight=800)
    _text(draw, title, (MARGIN, 522 + (2240 - 522) // 2), palette.ink, weight=800)
    base = 2500
    pattern = _mixed(palette.ground, palette.accent, 0.35)
    for left, height in _bars(wording.seed, MARGIN, SIDE - MARGIN, 62):
        draw.rounded_rectangle((left, base - height, left + 34, base + height), radius=17, fill=pattern)
    if wording.footer:
        _one_line(draw, wording.footer, (MARGIN, 2790), 118, palette.accent, weight=500)
    return picture


def _stripes(wording: Wording, palette: Palette) -> Image.Image:
    """Diagonal stripes as on a gantry, around a plain field with the title."""
    mask = Image.new("L", (SIDE, SIDE), 0)
    stripes = ImageDraw.Draw(mask)
    broad = 300
    for left in range(-SIDE, SIDE, 2 * broad):
        stripes.polygon([(left, SIDE), (left + broad, SIDE), (left + broad + SIDE, 0), (left + SIDE, 0)], fill=255)
    picture = Image.new("RGB", (SIDE, SIDE), palette.accent)
    picture.paste(palette.ground, (0, 0), mask)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, broad, SIDE, SIDE - broad), fill=palette.ground)
    _one_line(draw, wording.station, (MARGIN, 560), 170, palette.accent, weight=700)
    draw.rectangle((MARGIN, 690, MARGIN + 360, 712), fill=palette.accent)
    title = fit(wording.title, SIDE - 2 * MARGIN, 1420, largest=520, smallest=170, weight=900)
    _text(draw, title, (MARGIN, 1520), palette.ink, weight=900)
    if wording.footer:
        _one_line(draw, wording.footer, (MARGIN, 2470), 118, palette.accent, weight=500)
    return picture


def _calm(wording: Wording, palette: Palette) -> Image.Image:
    """Paper, waves of sound from a corner, much room."""
    paper = "#F7F3EA"
    picture = Image.new("RGB", (SIDE, SIDE), paper)
    # Drawn at twice the size and reduced: the edges come out smooth.
    waves = Image.new("L", (2 * WAVES, 2 * WAVES), 0)
    arcs = ImageDraw.Draw(waves)
    for radius in range(2 * WAVES, 0, -2 * WAVES // 4):
        arcs.circle((2 * WAVES, 0), radius, fill=255)
        arcs.circle((2 * WAVES, 0), radius - 2 * WAVES // 8, fill=0)
    picture.paste(palette.ground, (SIDE - WAVES, 0), waves.reduce(2))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((MARGIN, 2560, SIDE - MARGIN, 2572), fill=palette.ground)
    _one_line(draw, wording.station, (MARGIN, 2680), 132, palette.ground, weight=700)
    if wording.footer:
        both = font(132, 700).getlength(wording.station) + font(104, 400).getlength(wording.footer)
        beside = both < SIDE - 2 * MARGIN - 132
        at, anchor = ((SIDE - MARGIN, 2680), "rm") if beside else ((MARGIN, 2832), "lm")
        _one_line(draw, wording.footer, at, 104, "#4B4B4B", weight=400, anchor=anchor)
    title = fit(wording.title, SIDE - 2 * MARGIN, 1360, largest=460, smallest=150, weight=600)
    _text(draw, title, (MARGIN, 2420 - title.height // 2), "#1E1E1E", weight=600)
    return picture


DESIGNS: dict[str, Callable[[Wording, Palette], Image.Image]] = {
    "banner": _banner,
    "stripes": _stripes,
    "calm": _calm,
}


def _text(draw: ImageDraw.ImageDraw, setting: Setting, at: tuple[int, int], fill: str, *, weight: int) -> None:
    """Draw ``setting`` with its left edge and its middle at ``at``."""
    left, middle = at
    type_ = font(setting.size, weight)
    step = setting.size * LEADING
    first = middle - step * (len(setting.lines) - 1) / 2
    for number, line in enumerate(setting.lines):
        # An opening bracket has room on its left: moved out, the edge looks straight.
        inset = type_.getmask(line[0]).getbbox()[0] if line[0] in "《（“‘「『【" else 0
        draw.text((left - inset, round(first + number * step)), line, font=type_, fill=fill, anchor="lm")


def _one_line(
    draw: ImageDraw.ImageDraw, text: str, at: tuple[int, int], size: int, fill: str, *, weight: int, anchor: str = "lm"
) -> None:
    room = SIDE - 2 * MARGIN
    while (width := font(size, weight).getlength(text)) > room and size > SMALLEST:
        size = max(SMALLEST, size * 9 // 10)
    while width > room:
        text = text.removesuffix("…")[:-1] + "…"
        width = font(size, weight).getlength(text)
    draw.text(at, text, font=font(size, weight), fill=fill, anchor=anchor)


def _mixed(one: str, other: str, share: float) -> tuple[int, ...]:
    """The colour that lies ``share`` of the way from ``one`` to ``other``."""
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return tuple(round(first + share * (second - first)) for first, second in pairs)


def _bars(seed: str, left: int, right: int, apart: int) -> Iterator[tuple[int, int]]:
    """A voice's wave as bars: left edge and half height of each, from the hash of ``seed``."""
    noise = _bytes(seed, (right - left) // apart + 1)
    for number, byte in enumerate(noise):
        yield left + number * apart, 26 + byte * 120 // 255


def _bytes(seed: str, length: int = 1) -> bytes:
    return hashlib.shake_128(seed.encode()).digest(length)
