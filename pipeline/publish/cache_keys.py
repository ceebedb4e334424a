"""Tells what need not be made again: a key for each page and archive page, of all that would change its bytes.

Making ten thousand pages takes seconds; finding that they are the ones that stand there already takes a fraction.
"""

from __future__ import annotations

from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from pipeline.model import Episode
    from pipeline.publish.addresses import Addresses
    from pipeline.station import Station

_ABOUT = (
    "fingerprint", "slug", "guid", "title", "date", "author", "source", "number", "engine", "engine_reason", "voices",
    "synthetic", "rate", "samples", "words_estimated", "until", "urgent", "first",
)  # fmt: skip


class Keys:
    """Keys of what is published of one station."""

    def __init__(self, station: Station, addresses: Addresses) -> None:
        self._common = blake2b(repr((station, addresses)).encode("utf-8", "backslashreplace"), digest_size=16)
        # The code and the templates that make the pages: a new version of the program makes them anew.
        _add_folder(self._common, files("pipeline.publish"))

    def of_page(self, episode: Episode, folder: str = "", *, expired: bool = False) -> str:
        """All that an episode's page depends on, the folder of its files and whether it has ended included. Words lie
        within cues to the sample, so cues stand for them."""
        cues = [(cue.start, cue.end, cue.text, cue.pause) for cue in episode.cues]
        about = [*(getattr(episode, name) for name in _ABOUT), expired]
        return self._of(folder, about, episode.chapters, sorted(episode.files.items()), cues)

    def of_list(self, name: str, *decided_by: object) -> str:
        """All that a file depends on that lists episodes: what else decides it, and the keys of their pages, which say
        more of them than any list."""
        return self._of(name, *decided_by)

    def _of(self, *values: object) -> str:
        key = self._common.copy()
        key.update(repr(values).encode("utf-8", "backslashreplace"))
        return key.hexdigest()


def _add_folder(key: blake2b, folder: Traversable) -> None:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_file():
            key.update(entry.read_bytes())
        elif entry.name != "__pycache__":
            _add_folder(key, entry)
