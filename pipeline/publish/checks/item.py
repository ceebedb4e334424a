"""Checks an item of a feed against the manifest of its episode: what must be the same, and what should be told."""

from __future__ import annotations

import re
from email.utils import format_datetime
from typing import TYPE_CHECKING

from pipeline.messages import _
from pipeline.publish.checks.findings import Finding
from pipeline.publish.entries import entry_of
from pipeline.publish.feed.item import TRANSCRIPTS
from pipeline.publish.feed.podcast_namespace import NAMESPACES
from pipeline.publish.schedule.same_titles import is_called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from pipeline.model import AudioFile, Episode
    from pipeline.publish.addresses import Addresses
    from pipeline.publish.programmes import Programme

_AGAIN = _("run make again")
_NS = dict(NAMESPACES)


def item_findings(
    item: _Element, where: str, episode: Episode, audio: AudioFile, programme: Programme, addresses: Addresses
) -> Iterator[Finding]:
    """Whether ``item`` tells of ``episode`` what its manifest says; ``audio`` is the programme's master of it.

    Raises:
        PublishError: the manifest has no GUID or no date.
    """
    entry = entry_of(episode)
    enclosure = item.find("enclosure")
    attributes = {} if enclosure is None else {str(key): str(value) for key, value in enclosure.items()}
    title = item.findtext("title") or ""
    must = {
        "title": (title, title if is_called(title, entry.title) else entry.title),
        "guid": (item.findtext("guid"), entry.guid),
        "pubDate": (item.findtext("pubDate"), format_datetime(entry.date)),
        "enclosure url": (attributes.get("url"), addresses.episode(episode.slug, audio.published)),
        "enclosure length": (attributes.get("length"), str(audio.bytes)),
        "enclosure type": (attributes.get("type"), audio.mime),
        "itunes:duration": (item.findtext("itunes:duration", None, _NS), str(max(1, round(audio.milliseconds / 1000)))),
    }
    for field, (found, meant) in must.items():
        if found != meant:
            what = _("{field} is “{found}”, the manifest says “{meant}”").format(field=field, found=found, meant=meant)
            yield Finding("error", where, what, _AGAIN)
    yield from _extras(item, where, episode, programme, addresses)


def _extras(
    item: _Element, where: str, episode: Episode, programme: Programme, addresses: Addresses
) -> Iterator[Finding]:
    """What clients can do without and listeners should not have to."""
    wanted = [kind for _name, kind, timed in TRANSCRIPTS if programme.timed or not timed]
    kinds = [found.get("type") for found in item.iterfind("podcast:transcript", _NS)]
    if kinds and kinds != wanted:  # where there is none at all, the checklist has told
        what = _("podcast:transcript stands for {found}; the best comes first: {wanted}").format(
            found=", ".join(map(str, kinds)), wanted=", ".join(wanted)
        )
        yield Finding("warning", where, what, _AGAIN)
    loud = episode.files.get(programme.alternate)
    if loud is not None:
        source = item.find("podcast:alternateEnclosure/podcast:source", _NS)
        if source is None or source.get("uri") != addresses.episode(episode.slug, loud.published):
            yield Finding("warning", where, _("podcast:alternateEnclosure does not lead to the other master"), _AGAIN)
    if not episode.number:
        return
    for name in ("itunes:episode", "podcast:episode"):
        if item.findtext(name, None, _NS) != str(episode.number):
            what = _("{name} is not the episode's number, {number}").format(name=name, number=episode.number)
            yield Finding("warning", where, what, _AGAIN)
    for name in ("itunes:season", "podcast:season"):
        if not re.fullmatch(r"\d{4}", item.findtext(name, "", _NS), re.ASCII):
            yield Finding("warning", where, _("{name} is no year").format(name=name), _AGAIN)
    if re.search(rf"第\s*{episode.number}\s*期|^\s*#?{episode.number}\s*[.、:：]", item.findtext("title", "")):
        remedy = _("leave it out of the document's title: clients show it beside")
        yield Finding("warning", where, _("the title holds the episode's number"), remedy)
