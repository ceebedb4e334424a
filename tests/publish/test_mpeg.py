"""The length of an MP3 is read from its frames, whatever its kind."""

from __future__ import annotations

import subprocess

import imageio_ffmpeg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish.mpeg import NotMpeg, read_mpeg
from tests.publish.samples import FRAME, ID3


@pytest.mark.parametrize(
    ("header", "size", "seconds"),
    [
        ("fffb50c0", 208, 1152 / 44_100),  # MPEG-1, 64 kbit/s, 44.1 kHz
        ("fffb52c0", 209, 1152 / 44_100),  # the same, padded
        ("fff344c4", 96, 576 / 24_000),  # MPEG-2, 32 kbit/s, 24 kHz
        ("ffe318c4", 72, 576 / 8_000),  # MPEG-2.5, 8 kbit/s, 8 kHz
    ],
)
def test_frames_of_each_version(header: str, size: int, seconds: float) -> None:
    frame = bytes.fromhex(header).ljust(size, b"\0")
    assert read_mpeg(frame * 7).seconds == pytest.approx(7 * seconds)


def test_a_tag_at_either_end_is_no_sound() -> None:
    mpeg = read_mpeg(ID3 + FRAME * 3 + b"TAG".ljust(128, b"\0"))
    assert mpeg.seconds == pytest.approx(3 * 1152 / 44_100)
    assert mpeg.id3 == {"CHAP", "CTOC"}


def test_the_older_tag_is_read_too() -> None:
    body = b"CHAP\0\0\0\x90\0\0" + bytes(144)
    tag = b"ID3\x03\0\0\0\0\x01" + bytes([len(body) - 128]) + body
    assert read_mpeg(tag + FRAME).id3 == {"CHAP"}


@pytest.mark.parametrize("rate", [44_100, 24_000, 8_000])
@pytest.mark.parametrize("kind", [("-b:a", "64k"), ("-q:a", "4")], ids=["constant", "variable"])
def test_what_an_encoder_makes_lasts_what_it_was_given(rate: int, kind: tuple[str, str]) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "s16le", "-ac", "1", "-ar", str(rate), "-i", "-"]
    encoded = subprocess.run(  # noqa: S603  # our own ffmpeg
        [*command, *kind, "-f", "mp3", "-"], input=bytes(6 * rate), capture_output=True, check=True
    )
    assert read_mpeg(encoded.stdout).seconds == pytest.approx(3, abs=0.25)


@given(st.binary(max_size=300))
def test_anything_else_is_refused_with_its_place(content: bytes) -> None:
    try:
        assert read_mpeg(content).seconds > 0
    except NotMpeg as exc:
        assert str(exc)
