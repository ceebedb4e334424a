"""What of this room, of its settings and of the libraries it uses decides an episode's bytes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.system.code_digest import code_digest

if TYPE_CHECKING:
    from pipeline.station import Station

SOUND = ("studio/production.py", "studio/sound", "studio/stitch.py", "studio/tags.py")
TEXTS = ("studio/captions.py", "studio/transcript.py")
COVER = ("studio/cover",)
SIP = ("studio/sip.py",)
ENCODER = ("imageio-ffmpeg", "numpy", "scipy")
"""Packages whose next version may round or encode otherwise …"""
DRAWING = ("justmytype-intl-cjk", "pillow")
"""… or draw otherwise."""


def of_episode(station: Station, title: str) -> list[Any]:
    """Of one episode called ``title``: code, libraries and settings that reach its files, as values for a hash.

    Profiles that are switched off make nothing; the folder for USB sticks is made of finished masters.
    """
    profiles = station.profiles
    return [
        code_digest(*SOUND, *TEXTS, packages=ENCODER),
        code_digest(*SIP) if profiles.sip.enabled else "",
        asdict(profiles.podcast) if profiles.podcast.enabled else "",
        # SIP loudspeakers' parts are mastered as for the workshop.
        asdict(profiles.workshop) if profiles.workshop.enabled or profiles.sip.enabled else "",
        asdict(profiles.sip) if profiles.sip.enabled else "",
        asdict(station.pauses),
        of_cover(station, title),
    ]


def of_cover(station: Station, *texts: str) -> list[Any]:
    """Of a cover that shows ``texts``: how it is drawn, and between which words its lines may break."""
    from pipeline.studio.cover.line_breaks import pieces  # late: it loads the dictionary

    return [code_digest(*COVER, packages=DRAWING), asdict(station.cover), [pieces(text) for text in texts]]
