"""What was compressed for one listener is there for the next, as long as the file is the same."""

from __future__ import annotations

import asyncio
import gzip
from io import BytesIO

from pipeline.publish.server.compressed import CompressedFiles


def asked(files: CompressedFiles, name: str, state: str, content: bytes) -> tuple[bytes, bool]:
    """What is sent, and whether the file was read."""
    file = BytesIO(content)
    sent = asyncio.run(files.content(file, name, state))
    return gzip.decompress(sent), file.tell() > 0


def test_a_feed_is_compressed_once_and_anew_when_it_changes() -> None:
    files = CompressedFiles()
    assert asked(files, "podcast.xml", "1", b"old " * 999) == (b"old " * 999, True)
    assert asked(files, "podcast.xml", "1", b"unread") == (b"old " * 999, False)
    assert asked(files, "podcast.xml", "2", b"new") == (b"new", True)
    assert asked(files, "workshop.xml", "1", b"other") == (b"other", True)


def test_no_more_is_kept_than_there_is_room_for_and_what_is_asked_for_stays() -> None:
    files = CompressedFiles(most=60)
    for name in ("a", "b"):
        asked(files, name, "1", b"x")
    for name in ("a", "c", "a", "d"):
        asked(files, name, "1", b"x")
    assert asked(files, "a", "1", b"unread") == (b"x", False)
    assert asked(files, "b", "1", b"again") == (b"again", True)
    huge = bytes(range(256)) * 9
    assert [asked(files, "huge", "1", huge) for _time in range(2)] == [(huge, True)] * 2
