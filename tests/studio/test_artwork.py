"""Covers as podcast directories take them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import OutputError, StudioError
from pipeline.studio.cover import artwork
from pipeline.studio.cover.artwork import episode_cover, jpeg, show_cover
from pipeline.studio.cover.designs import DESIGNS, PALETTES, Palette, Wording, drawn
from tests.studio.scenes import imprint, station

TITLES = (
    "安全第一",
    "关于开展2026年“安康杯”劳动竞赛的通知——致全体职工",
    "第十四届全国职工职业技能大赛在我市开幕，" * 3,
)


def opened(path: Path) -> Image.Image:
    image = Image.open(path)
    image.load()
    return image


def markers(content: bytes) -> Iterator[int]:
    at = 2
    while content[at] == 0xFF and content[at + 1] != 0xDA:
        yield content[at + 1]
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("title", TITLES)
def test_a_cover_is_what_directories_take(design: str, title: str) -> None:
    image = drawn(design, Wording(title, "车间之声", "2026年11月20日 · 厂工会", title))
    content = jpeg(image, artwork.LARGEST)
    assert len(content) < 500_000
    read = Image.open(io.BytesIO(content))
    assert (read.format, read.mode, read.size) == ("JPEG", "RGB", (3000, 3000))
    found = list(markers(content))
    assert 0xC0 in found  # baseline
    assert 0xC2 not in found  # progressive


@pytest.mark.parametrize("design", DESIGNS)
def test_nothing_touches_the_edge(design: str) -> None:
    # The longest words at each place; the margins must stay as they are without any.
    full = drawn(design, Wording("安全生产月" * 12, "某某某某集团有限公司工会广播站" * 3, "厂工会" * 40, "s"))
    bare = drawn(design, Wording("一", "", "", "s"))
    for image_edge, bare_edge in (
        (np.asarray(full)[:, :150], np.asarray(bare)[:, :150]),
        (np.asarray(full)[:, -150:], np.asarray(bare)[:, -150:]),
    ):
        np.testing.assert_array_equal(image_edge, bare_edge)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_long_station_and_a_long_footer_stand_one_above_the_other() -> None:
    """On the calm cover both share a line where it is long enough; else neither lies on the other."""
    station = "某某某某某某某工业园联合工会广播站"
    footer = "2026年11月22日 · 某某某某工业园联合工会宣传部"
    rows = slice(2590, 2960)
    both, above, below = (
        np.asarray(drawn("calm", Wording("一", *words, "s")).convert("L"))[rows] < 200
        for words in ((station, footer), (station, ""), ("", footer))
    )
    inked = np.flatnonzero(both.any(axis=1))
    assert (np.diff(inked) > 20).any()  # a gap between two lines
    assert both.sum() >= above.sum() + 0.9 * below.sum()


@pytest.mark.parametrize("palette", PALETTES)
def test_colours_can_be_told_apart(palette: Palette) -> None:
    assert contrast(palette.ink, palette.ground) > 7
    assert contrast(palette.accent, palette.ground) > 4.5


def test_colours_depend_on_the_episode_alone() -> None:
    def seen(seed: str) -> bytes:
        return drawn("banner", Wording("安全", "车间之声", "", seed)).reduce(30).tobytes()

    assert seen("a") == seen("a")
    assert len({seen(f"{n}") for n in range(8)}) == 8


def test_an_episode_has_a_cover_a_thumbnail_and_a_small_one_for_its_tag(tmp_path: Path) -> None:
    episode_cover(imprint(), station(), tmp_path, picture=None)
    sizes = {name: opened(tmp_path / name).size for name in ("cover.jpg", "thumb.jpg", "tag.jpg")}
    assert sizes == {"cover.jpg": (3000, 3000), "thumb.jpg": (320, 320), "tag.jpg": (600, 600)}
    assert (tmp_path / "tag.jpg").stat().st_size < 100_000
    assert (tmp_path / "thumb.jpg").stat().st_size < 40_000


def test_a_title_without_anything_to_draw_falls_back_to_the_slug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Wording] = []

    def watched(_design: str, wording: Wording) -> Image.Image:
        shown.append(wording)
        return Image.new("RGB", (600, 600))

    monkeypatch.setattr(artwork, "drawn", watched)
    episode_cover(imprint(title="😀"), station(), tmp_path, picture=None)
    assert shown[0].title == "notice"
    assert shown[0].footer == "2026年11月20日 · 厂工会"


@pytest.mark.parametrize(
    ("size", "mode", "side"),
    [((2000, 1500), "RGB", 1500), ((400, 500), "L", 1400), ((4000, 3100), "RGBA", 3000), ((1500, 1500), "P", 1500)],
)
def test_the_operators_picture_is_made_square(size: tuple[int, int], mode: str, side: int, tmp_path: Path) -> None:
    Image.new(mode, size, 128 if mode in "LP" else None).save(tmp_path / "own.png")
    episode_cover(imprint(), station(), tmp_path, picture=tmp_path / "own.png")
    cover = opened(tmp_path / "cover.jpg")
    assert (cover.size, cover.mode) == ((side, side), "RGB")


def test_a_busy_picture_is_squeezed_below_the_limit(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (1400, 1400, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "own.png")
    episode_cover(imprint(), station(), tmp_path, picture=tmp_path / "own.png")
    assert (tmp_path / "cover.jpg").stat().st_size < 500_000
    assert (tmp_path / "tag.jpg").stat().st_size < 100_000
    assert opened(tmp_path / "cover.jpg").size == (1400, 1400)


def test_a_picture_that_no_quality_fits_is_made_smaller() -> None:
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 256, (600, 600, 3), np.uint8))
    content = jpeg(noise, 15_000)
    assert len(content) <= 15_000
    assert Image.open(io.BytesIO(content)).width < 600


@pytest.mark.parametrize("content", [None, b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_wrong_picture_is_told(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "own.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudioError, match=r"own\.png: is not a picture.*\[cover\] picture"):
        show_cover(station(), tmp_path / "cover.jpg", picture=path)
    assert not (tmp_path / "cover.jpg").exists()


def test_the_programme_has_a_cover_of_its_own(tmp_path: Path) -> None:
    show_cover(station(), tmp_path / "feeds" / "cover.jpg", picture=None)
    first = (tmp_path / "feeds" / "cover.jpg").read_bytes()
    assert opened(tmp_path / "feeds" / "cover.jpg").size == (3000, 3000)
    show_cover(station(), tmp_path / "again.jpg", picture=None)
    assert (tmp_path / "again.jpg").read_bytes() == first


def test_a_cover_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "cover.jpg").mkdir()
    with pytest.raises(OutputError):
        show_cover(station(), tmp_path / "cover.jpg", picture=None)
