"""Of what type each file is that is handed out, by this program's server and by a bucket."""

from __future__ import annotations

import re
from pathlib import PurePath

from pipeline.publish.feed.item import CHAPTERS

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m3u": "audio/x-mpegurl",
    ".m3u8": "audio/x-mpegurl",  # not Apple's type: by that VLC takes it for HLS, and plays nothing
    ".mp3": "audio/mpeg",
    ".opml": "text/x-opml; charset=utf-8",
    ".png": "image/png",
    ".srt": "application/x-subrip; charset=utf-8",
    ".svg": "image/svg+xml",
    ".vtt": "text/vtt; charset=utf-8",
    ".wav": "audio/wav",
    ".xml": "application/rss+xml; charset=utf-8",
    ".xsl": "text/xsl; charset=utf-8",
}


LIVE = re.compile(r"live\.m3u8|live-\d+\.ts", re.ASCII)
"""Names of the files by which players hear what is on the air (HLS, RFC 8216)."""
_OF_LIVE = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t"}


def type_of(path: PurePath) -> str:
    """The ``Content-Type`` of a file."""
    if LIVE.fullmatch(path.name):
        return _OF_LIVE[path.suffix]
    name, kind = CHAPTERS
    return kind if path.name == name else TYPES.get(path.suffix.lower(), "application/octet-stream")
