"""Checks what a feed says above its items against the station and what was published before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.messages import _
from pipeline.publish.checks.findings import Finding
from pipeline.publish.feed.podcast_namespace import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from pipeline.publish.addresses import Addresses

_AGAIN = _("run make again")
_NS = dict(NAMESPACES)


def channel_findings(
    channel: _Element, name: str, addresses: Addresses, *, guid: str, private: bool
) -> Iterator[Finding]:
    """``name``: the feed's file; ``guid``: the ``podcast:guid`` that it was given; ``private``: for the house alone."""
    link = channel.find("atom:link[@rel='self']", _NS)
    if link is not None and link.get("href") != addresses.feed(name):
        what = _("calls itself {found}, and is {meant}").format(found=link.get("href"), meant=addresses.feed(name))
        yield Finding("error", name, what, _("correct base_url in station.toml, then run make again"))
    found = channel.findtext("podcast:guid", "", _NS)
    if found and found != guid:
        what = _("podcast:guid is {found}, it was given {meant}; directories take the feed for another one").format(
            found=found, meant=guid
        )
        yield Finding("warning", name, what, _AGAIN)
    newest = channel.findtext("item/pubDate", "")
    if channel.findtext("lastBuildDate", "") != newest:
        what = _("lastBuildDate is not the newest episode's date; clients fetch the feed for nothing")
        yield Finding("warning", name, what, _AGAIN)
    if all(channel.find(path, _NS) is None for path in ("fh:complete", "fh:archive", "atom:link[@rel='prev-archive']")):
        yield Finding("warning", name, _("is neither complete nor leads to what came before (RFC 5005)"), _AGAIN)
    if private and channel.findtext("itunes:block", "", _NS).lower() != "yes":
        what = _("itunes:block is missing, and the station is private: directories may list it")
        yield Finding("warning", name, what, _AGAIN)
