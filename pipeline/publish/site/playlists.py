"""Lists for players that know no feeds: M3U playlists and OPML."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.airtime import first_moment
from pipeline.publish.programmes import title_of
from pipeline.publish.xml_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from pipeline.publish.addresses import Addresses
    from pipeline.publish.entries import Entry
    from pipeline.publish.programmes import Programme
    from pipeline.station import Station


SIP_LIST = "sip.m3u"
"""In ``feeds``."""


def for_loudspeakers(entries: Sequence[Entry], station: Station, now: datetime) -> list[Entry]:
    """Those of ``entries`` (newest first) that loudspeakers play at the moment ``now``, in their order: the newest day
    first, each day from its beginning, what is urgent before the rest of its day."""
    zone = station.zone  # not worked out for each of thousands
    since = first_moment(now, zone, station.programme.days)
    by_day = groupby(_on(entries, now, since), key=lambda entry: entry.date.astimezone(zone).date())
    return [entry for _day, programme in by_day for entry in _urgent_first(reversed(list(programme)))]


def for_today(entries: Sequence[Entry], station: Station, now: datetime) -> list[Entry]:
    """Those of ``entries`` (newest first) that are due today, urgent ones first, then as the station has it."""
    since = first_moment(now, station.zone, 1)
    due = list(_on(entries, now, since))
    return _urgent_first(due if station.programme.today == "newest" else reversed(due))


def _on(entries: Sequence[Entry], now: datetime, since: datetime) -> Iterator[Entry]:
    """Those of ``entries`` (newest first) that are on the air at ``now``, begun after ``since`` or bound to an end."""
    old = False
    for entry in entries:
        bound = entry.airtime.ends is not None
        old = old or (not bound and entry.date < since)
        if (bound or not old) and entry.airtime.is_on(now, since):  # of thousands most need no such look
            yield entry


def _urgent_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: not entry.airtime.urgent)


def m3u8(ordered: Sequence[Entry], profile: str, addresses: Addresses, title: str) -> bytes:
    """An extended M3U playlist of ``ordered`` entries, in UTF-8."""
    lines = ["#EXTM3U", f"#PLAYLIST:{title}"]
    for entry in ordered:
        lines.append(f"#EXTINF:{entry.seconds(profile)},{entry.title}")
        lines.append(addresses.episode(entry.folder, entry.files[profile].published))
    return "\n".join([*lines, ""]).encode()


def m3u(ordered: Sequence[Entry], profile: str, addresses: Addresses) -> bytes:
    """The same for the most modest devices: addresses only, ASCII."""
    lines = [addresses.episode(entry.folder, entry.files[profile].published) for entry in ordered]
    return "\n".join([*lines, ""]).encode("ascii")


def sip_parts(entry: Entry) -> list[str]:
    """The parts for SIP loudspeakers, as they are published, in their order."""
    return [file.published for profile, file in sorted(entry.files.items()) if profile.startswith("sip-")]


def sip_m3u(ordered: Sequence[Entry], addresses: Addresses, repeat: int) -> bytes:
    """What SIP loudspeakers play: the parts of each of ``ordered``, ``repeat`` times one after the other; ASCII."""
    lines = [addresses.episode(entry.folder, part) for entry in ordered for part in sip_parts(entry) * repeat]
    return "\n".join([*lines, ""]).encode("ascii")


def opml(programmes: Sequence[Programme], station: Station, addresses: Addresses) -> bytes:
    """OPML 2.0 with the station's feeds, for taking them over into a client at one go."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = one_line(station.name)
    body = etree.SubElement(root, "body")
    for programme in programmes:
        title = title_of(station, programme)
        address = addresses.feed(f"{programme.name}.xml")
        etree.SubElement(
            body,
            "outline",
            {"type": "rss", "text": title, "title": title, "xmlUrl": address, "htmlUrl": addresses.home},
        )
    return etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True)
