"""The ``podcast:`` namespace, and what else feedgen 1.0.0 has no words for, as a feedgen extension.

Sources: the podcast namespace's tag specification, PSP-1 (the podcast standards project), RFC 5005 and
Apple’s list of tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from feedgen.ext.base import BaseExtension
from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "podcast": "https://podcastindex.org/namespace/1.0",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "fh": "http://purl.org/syndication/history/1.0",
    }
)
_GUID_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Fixed by the podcast namespace for ``podcast:guid``."""


def podcast_guid(feed_url: str) -> str:
    """``podcast:guid`` of a feed that is first published at ``feed_url``: UUIDv5 of it without scheme and end slash."""
    return str(uuid5(_GUID_NAMESPACE, feed_url.partition("://")[2].rstrip("/")))


@cache
def _qualified(name: str) -> str:
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


class Tag(NamedTuple):
    """One element: ``Tag("podcast:locked", "yes", {"owner": "…"})``.

    A tuple, because a long feed has thousands of them and nothing is made sooner.
    """

    name: str
    """With a prefix of :data:`NAMESPACES`."""
    text: str = ""
    attributes: Mapping[str, str] = MappingProxyType({})
    children: tuple[Tag, ...] = ()

    def append_to(self, parent: _Element) -> None:
        """Write it as the last child of ``parent``."""
        element = etree.SubElement(parent, _qualified(self.name), dict(self.attributes))
        if self.text:
            element.text = self.text
        for child in self.children:
            child.append_to(element)


class ChannelTags(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Tags of the channel, in the order they are to stand in; the stylesheet; and no date where there is none."""

    def __init__(self) -> None:
        self.tags: list[Tag] = []
        self.stylesheet = ""
        self.dated = True

    def extend_ns(self) -> dict[str, str]:
        return dict(NAMESPACES)

    def extend_rss(self, feed: _Element) -> _Element:
        channel = feed[0]
        if self.stylesheet:
            feed.addprevious(etree.ProcessingInstruction("xml-stylesheet", f'type="text/xsl" href="{self.stylesheet}"'))
        if not self.dated:
            for element in channel.findall("lastBuildDate"):
                channel.remove(element)
        for tag in self.tags:
            tag.append_to(channel)
        return feed
