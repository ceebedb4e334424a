"""Tells what need not be made again: a key for each page and archive page, of all that would change its bytes.

Making ten thousand pages takes seconds; finding that they are the ones that stand there already takes a fraction.
"""

from __future__ import annotations

from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from pipeline.model import Episode
    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.feed.paged import Part
    from pipeline.publish.site.pagination import Page
    from pipeline.station import Station

_ABOUT = (
    "fingerprint", "slug", "guid", "title", "date", "author", "source", "number", "engine", "engine_reason", "voices",
    "synthetic", "rate", "samples", "words_estimated",
)  # fmt: skip


class Keys:
    """Keys of one edition; those of the episodes' pages come first."""

    def __init__(self, station: Station, addresses: Addresses) -> None:
        self._common = blake2b(repr((station, addresses)).encode("utf-8", "backslashreplace"), digest_size=16)
        # The code and the templates that make the pages: a new version of the program makes them anew.
        _add_folder(self._common, files("pipeline.publish"))
        self._pages: dict[str, str] = {}
        """By slug."""

    def of_page(self, episode: Episode) -> str:
        """All that an episode's page depends on. Words lie within cues to the sample, so cues stand for them."""
        cues = [(cue.start, cue.end, cue.text, cue.pause) for cue in episode.cues]
        about = [getattr(episode, name) for name in _ABOUT]
        key = self._pages[episode.slug] = self._of(about, episode.chapters, sorted(episode.files.items()), cues)
        return key

    def of_part(self, part: Part, guid: str) -> str:
        """All that a file of a feed depends on."""
        return self._of(part.name, part.current, part.older, part.newer, guid, self._about(part.entries))

    def of_programme(self, page: Page, *counts: int) -> str:
        """All that a page of the programme depends on."""
        return self._of(page.name, page.newer, page.older, counts, self._about(page.entries))

    def _about(self, entries: Sequence[Entry]) -> list[str]:
        """What is said of episodes in a list is less than what their pages say."""
        return [self._pages[entry.slug] for entry in entries]

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
