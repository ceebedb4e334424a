"""The checklist for a feed: each element that must or should be there, and what it must look like.

Sources: RSS 2.0, PSP-1 (the podcast standards project), Apple's requirements, the podcast namespace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.messages import N_, _, shown
from pipeline.publish.checks.findings import Finding
from pipeline.publish.feed.channel import DESCRIPTION_BYTES
from pipeline.publish.feed.podcast_namespace import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.etree import _Element

    from pipeline.publish.checks.findings import Level

MEDIA_EXTENSIONS = {".mp3": "audio/mpeg", ".wav": "audio/wav", ".m4a": "audio/mp4"}

CHANNEL: tuple[tuple[Level, str], ...] = (
    ("error", "title"),
    ("error", "link"),
    ("error", "description"),
    ("error", "language"),
    ("error", "atom:link[@rel='self']"),
    ("error", "itunes:category[@text]"),
    ("error", "itunes:explicit"),
    ("error", "itunes:image[@href]"),
    ("warning", "copyright"),
    ("warning", "itunes:author"),
    ("warning", "itunes:owner"),
    ("warning", "itunes:type"),
    ("warning", "podcast:guid"),
    ("warning", "podcast:locked"),
    ("warning", "podcast:medium"),
    ("warning", "podcast:updateFrequency[@rrule]"),
    ("warning", "podcast:person"),
    ("warning", "podcast:txt[@purpose='ai-content']"),
)
ITEM: tuple[tuple[Level, str], ...] = (
    ("error", "title"),
    ("error", "guid"),
    ("error", "enclosure[@url][@length][@type]"),
    ("error", "pubDate"),
    ("warning", "link"),
    ("warning", "description"),
    ("warning", "content:encoded"),
    ("warning", "itunes:duration"),
    ("warning", "itunes:image[@href]"),
    ("warning", "itunes:explicit"),
    ("warning", "podcast:transcript"),
)
TIMED: tuple[tuple[Level, str], ...] = (
    ("warning", "podcast:transcript[@type='text/vtt']"),
    ("warning", "podcast:transcript[@type='application/x-subrip']"),
    ("warning", "podcast:chapters[@url]"),
)
"""Only where the times of captions are those of the enclosure: in the feed for phones."""


def feed_findings(root: _Element, name: str, *, timed: bool) -> Iterator[Finding]:
    """Everything that can be told of the feed file ``name`` from its own text."""
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield Finding("error", name, _("is no RSS 2.0"), _("run make again"))
        return
    declared = set(root.nsmap.values())
    for prefix in ("itunes", "podcast", "atom", "content"):
        if NAMESPACES[prefix] not in declared:
            yield Finding("error", name, _("does not declare the namespace {prefix}").format(prefix=prefix), "")
    if (root.getroottree().docinfo.encoding or "").upper() != "UTF-8":
        yield Finding("error", name, _("is not UTF-8"), _("run make again"))
    yield from _missing(channel, CHANNEL, name)
    yield from _odd(channel, _CHANNEL_LOOKS, name)
    items = channel.findall("item")
    for item in items:
        where = f"{name}, {(item.findtext('title') or '').strip() or item.findtext('guid') or '?'}"
        yield from _missing(item, ITEM + TIMED if timed else ITEM, where)
        yield from _odd(item, _ITEM_LOOKS, where)
    yield from _repeated([item.findtext("guid") or "" for item in items], name, _("this GUID stands twice: {value}"))
    urls = [enclosure.get("url", "") for enclosure in channel.iterfind("item/enclosure")]
    yield from _repeated(urls, name, _("two episodes have this enclosure: {value}"))


def _missing(element: _Element, rules: Sequence[tuple[Level, str]], where: str) -> Iterator[Finding]:
    for level, path in rules:
        found = element.find(path, dict(NAMESPACES))
        if found is None or not (found.text or found.attrib or len(found)):
            name = path.partition("[")[0]
            yield Finding(level, where, _("{name} is missing").format(name=name), shown(_REMEDIES.get(name, "")))


_REMEDIES = {
    "copyright": N_("fill in copyright in station.toml"),
    "itunes:author": N_("fill in author in station.toml"),
    "podcast:txt": N_("switch the label for synthetic speech on in station.toml"),
}


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element or attribute must look like where it is there."""

    level: Level
    path: str
    attribute: str
    """Empty: the element's text."""
    good: Callable[[str], bool]
    complaint: str


def _odd(element: _Element, looks: Sequence[_Look], where: str) -> Iterator[Finding]:
    for look in looks:
        for found in element.iterfind(look.path, dict(NAMESPACES)):
            value = (found.get(look.attribute) if look.attribute else found.text) or ""
            if value and not look.good(value):
                yield Finding(look.level, where, f"{look.path}: {look.complaint} ({value[:80]})", "")


def _short(value: str) -> bool:
    return len(value.encode()) <= DESCRIPTION_BYTES


def _dated(value: str) -> bool:
    try:
        return parsedate_to_datetime(value).tzinfo is not None
    except ValueError:
        return False


def _media_url(value: str) -> bool:
    return value.isascii() and urlsplit(value).path.lower().endswith(tuple(MEDIA_EXTENSIONS))


def _image_url(value: str) -> bool:
    return value.isascii() and value.lower().endswith((".jpg", ".jpeg", ".png"))


def _boolean(value: str) -> bool:
    return value in ("true", "false")


def _whole_number(value: str) -> bool:
    return bool(re.fullmatch(r"[1-9]\d*", value, re.ASCII))


_CHANNEL_LOOKS = (
    _Look("error", "description", "", _short, _("is longer than 4,000 bytes")),
    _Look("error", "itunes:explicit", "", _boolean, _("must be true or false")),
    _Look("error", "itunes:image", "href", _image_url, _("must be an ASCII address that ends in .jpg or .png")),
    _Look("error", "lastBuildDate", "", _dated, _("is no RFC 2822 date")),
    _Look("warning", "podcast:locked", "", lambda value: value in ("yes", "no"), _("must be yes or no")),
)
_ITEM_LOOKS = (
    _Look("error", "pubDate", "", _dated, _("is no RFC 2822 date")),
    _Look("error", "enclosure", "url", _media_url, _("must be an ASCII address that ends in the media's extension")),
    _Look("error", "enclosure", "length", _whole_number, _("must be a number of bytes")),
    _Look("error", "itunes:explicit", "", _boolean, _("must be true or false")),
    _Look("warning", "itunes:image", "href", _image_url, _("must be an ASCII address that ends in .jpg or .png")),
    _Look("warning", "itunes:duration", "", _whole_number, _("must be whole seconds")),
    _Look("warning", "description", "", _short, _("is longer than 4,000 bytes")),
)


def _repeated(values: Sequence[str], where: str, complaint: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for value in values:
        if value and value in seen:
            remedy = _("remove one of the two episodes' folders and run make again")
            yield Finding("error", where, complaint.format(value=value), remedy)
        seen.add(value)
