"""Pagination of a long feed: the newest items in the feed itself, older ones on archive pages (RFC 5005)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.publish.feed.podcast_namespace import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry

NEWEST = 300
"""Most items in the feed that clients subscribe to."""
ON_PAGE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a feed: the one clients subscribe to, or an archive page."""

    name: str
    """Its file in ``feeds``."""
    current: str
    """The file clients subscribe to."""
    entries: Sequence[Entry]
    """Newest first."""
    older: str = ""
    """The archive page with what came before; empty: nothing did."""
    newer: str = ""
    """The archive page with what came after; empty: none."""

    @property
    def is_archive(self) -> bool:
        return self.name != self.current


def parts_of(name: str, entries: Sequence[Entry]) -> Iterator[Part]:
    """The files of the feed ``name`` of ``entries`` (newest first), the one clients subscribe to last.

    Pages fill from the oldest episode on, so that a page stays as it is when episodes are added
    (RFC 5005, section 4).
    """
    count = max(0, -(-(len(entries) - NEWEST) // ON_PAGE))
    pages = [f"{name}-archive-{page:04}.xml" for page in range(1, count + 1)]
    current = f"{name}.xml"
    for page, (file, older, newer) in enumerate(zip(pages, ["", *pages], [*pages[1:], ""], strict=False)):
        end = len(entries) - page * ON_PAGE
        yield Part(file, current, entries[end - ON_PAGE : end], older, newer)
    yield Part(current, current, entries[: len(entries) - count * ON_PAGE], older=pages[-1] if pages else "")


def history_tags(part: Part, addresses: Addresses) -> Iterator[Tag]:
    """How a client finds everything from any part."""
    if not part.is_archive and not part.older:
        yield Tag("fh:complete")
        return
    if part.is_archive:
        yield Tag("fh:archive")
        yield _link("current", part.current, addresses)
    if part.older:
        yield _link("prev-archive", part.older, addresses)
    if part.newer:
        yield _link("next-archive", part.newer, addresses)


def _link(rel: str, name: str, addresses: Addresses) -> Tag:
    return Tag("atom:link", attributes={"rel": rel, "href": addresses.feed(name), "type": "application/rss+xml"})
