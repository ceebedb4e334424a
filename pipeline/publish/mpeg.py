"""Reads an MP3's length from its frames, and the names of its ID3 frames: enough to hold a feed to its word, and to
tell how much of a file is a minute of sound.

Frame header: ISO/IEC 11172-3, section 2.4.1.3, and 13818-3 for the lower rates; ID3v2.3 and 2.4 from id3.org.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from pipeline.messages import _

_KILOBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Layer III of MPEG-1."""
_KILOBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Layer III of MPEG-2 and 2.5."""
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""By the header's version bits."""


class NotMpeg(ValueError):
    """The bytes are no whole MP3 file; the message says at which byte."""


@dataclass(frozen=True, slots=True)
class Mpeg:
    """What an MP3 file holds."""

    seconds: float
    """Of all frames that carry sound."""
    id3: frozenset[str]
    """Names of its ID3v2 frames: ``TIT2``, ``CHAP`` …"""


def read_mpeg(content: bytes) -> Mpeg:
    """What the MP3 file ``content`` holds.

    Raises:
        NotMpeg: something that is neither a frame nor a tag stands in it, or its last frame is cut off.
    """
    names, place = _id3(content)
    end = len(content) - 128 if content[-128:-125] == b"TAG" else len(content)
    seconds, first = 0.0, True
    while place < end:
        size, duration = _frame(content, place)
        if place + size > end:
            raise NotMpeg(_("the frame at byte {place} is cut off").format(place=place))
        # The encoder's own note about the file is a frame without sound.
        if not (first and _is_note(content[place : place + size])):
            seconds += duration
        first = False
        place += size
    if not seconds:
        raise NotMpeg(_("no frame with sound"))
    return Mpeg(seconds, frozenset(names))


def minute_of(file: BinaryIO) -> tuple[int, int]:
    """Where the sound of an MP3 file of constant bit rate begins, and how many bytes a minute of it has.

    Raises:
        NotMpeg: no frame stands where it should.
    """
    head = file.read(10)
    start = 10 + _seven_bits(head[6:]) if head[:3] == b"ID3" and len(head) == 10 else 0
    file.seek(start)
    size, duration = _frame(file.read(4), 0)
    return start, round(60 * size / duration)


def _frame(content: bytes, place: int) -> tuple[int, float]:
    """Bytes and seconds of the frame at ``place``."""
    header = int.from_bytes(content[place : place + 4])
    version, layer = header >> 19 & 3, header >> 17 & 3
    kilobits, rate, padding = header >> 12 & 15, header >> 10 & 3, header >> 9 & 1
    # Eleven bits of sync, a known version, layer III, a bit rate and a sample rate from the table.
    if header >> 21 != 0x7FF or version == 1 or layer != 1 or kilobits in (0, 15) or rate == 3:
        raise NotMpeg(_("no frame at byte {place}").format(place=place))
    hertz = _RATES[version][rate]
    if version == 3:
        return 144_000 * _KILOBITS_1[kilobits] // hertz + padding, 1152 / hertz
    return 72_000 * _KILOBITS_2[kilobits] // hertz + padding, 576 / hertz


def _is_note(frame: bytes) -> bool:
    return any(mark in frame[4:60] for mark in (b"Xing", b"Info", b"VBRI"))


def _id3(content: bytes) -> tuple[list[str], int]:
    """Names of the frames of the ID3v2 tag at the beginning, and where it ends."""
    if content[:3] != b"ID3" or len(content) < 10:
        return [], 0
    version = content[3]
    end = 10 + _seven_bits(content[6:10])
    names, place = [], 10
    while place + 10 <= end and content[place] != 0:
        names.append(content[place : place + 4].decode("latin-1"))
        size = content[place + 4 : place + 8]
        place += 10 + (_seven_bits(size) if version == 4 else int.from_bytes(size))
    return names, end


def _seven_bits(size: bytes) -> int:
    value = 0
    for byte in size:
        value = value << 7 | byte & 0x7F
    return value
