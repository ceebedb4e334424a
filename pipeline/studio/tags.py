"""What an episode's audio files say of themselves: ID3 by way of ffmpeg's metadata file, and the label's JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Chapter, Imprint
    from pipeline.station import Station

LANGUAGE = "zho"
"""ISO 639-2 of what is spoken."""
MOST_CHAPTERS = 255
"""ID3's table of contents counts its entries in one byte; ``chapters.json`` has all."""


def full_tags(imprint: Imprint, station: Station, chapters: Sequence[Chapter], samples: int, rate: int) -> str:
    """Everything for players on phones, with chapters, as an ffmetadata file.

    ``chapters`` and ``samples``, the length of the audio, are counted at ``rate``.
    """
    text = _metadata(
        _brief(imprint, station)
        | {"genre": "Podcast", "language": LANGUAGE, "track": str(imprint.number) if imprint.number else ""}
        | _label(imprint, station)
    )
    told = chapters[:MOST_CHAPTERS]
    ends = [*(chapter.start for chapter in told), samples][1:]
    for chapter, end in zip(told, ends, strict=bool(told)):
        text += f"[CHAPTER]\nTIMEBASE=1/{rate}\nSTART={chapter.start}\nEND={end}\ntitle={_escaped(chapter.title)}\n"
    return text


def small_tags(imprint: Imprint, station: Station) -> str:
    """The few tags that modest loudspeakers cope with, as an ffmetadata file."""
    return _metadata(_brief(imprint, station) | _label(imprint, station))


def label_json(imprint: Imprint, station: Station) -> str:
    """The metadata field ``AIGC`` of GB 45438-2025, annex E: synthetic for certain, by whom, which item.

    The house that makes the programme is also the one that spreads it.
    """
    house = station.author or station.name
    return json.dumps(
        {
            "Label": "1",
            "ContentProducer": house,
            "ProduceID": imprint.guid,
            "ReservedCode1": "",
            "ContentPropagator": house,
            "PropagateID": imprint.guid,
            "ReservedCode2": "",
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _brief(imprint: Imprint, station: Station) -> dict[str, str]:
    return {
        "title": imprint.title,
        "artist": imprint.author or station.author,
        "album": station.name,
        "date": imprint.date[:10],
    }


def _label(imprint: Imprint, station: Station) -> dict[str, str]:
    return {} if station.programme.label == "off" else {"AIGC": label_json(imprint, station)}


def _metadata(tags: dict[str, str]) -> str:
    return ";FFMETADATA1\n" + "".join(f"{key}={_escaped(value)}\n" for key, value in tags.items() if value)


def _escaped(value: str) -> str:
    r"""``value`` on one line, with ffmetadata's special characters ``= ; # \`` behind a backslash.

    Backslashes at its end go: ffmpeg takes one before a line's end for a line that goes on, escaped or not.
    """
    return re.sub(r"([=;#\\])", r"\\\1", " ".join(value.split()).rstrip("\\"))
