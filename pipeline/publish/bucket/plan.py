"""What a bucket is to hold: the files that feeds and manifests name, each with its headers and its turn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import StationError, UsageError
from pipeline.manifest import MANIFEST, read_episode
from pipeline.messages import _
from pipeline.publish.addresses import COVER, THUMB, addresses_of, page_name
from pipeline.publish.feed.item import CHAPTERS, TRANSCRIPTS
from pipeline.publish.media_types import type_of
from pipeline.publish.programmes import programmes_of
from pipeline.publish.published import FEED_GUIDS, read_ledger
from pipeline.publish.site.assets import SCRIPT, WORKER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.station import Station

AUDIO, FEEDS = "audio_out", "feeds"
"""The two folders as the feeds' addresses know them."""


class Turn(IntEnum):
    """When a file goes up: nothing leads to what is not there yet."""

    NAMES = 0
    """By which the station is known; they also tell that the place is taken."""
    AUDIO = 1
    BESIDE_AUDIO = 2
    """Covers, captions, chapters."""
    PAGES = 3
    """Of episodes, and what pages are made with."""
    LISTS = 4
    """Pages of the programme, search, archive pages of the feeds."""
    FEEDS = 5
    """What clients and loudspeakers ask for again and again."""


FRESH_SECONDS = {
    Turn.NAMES: 300,
    Turn.AUDIO: 86_400,
    Turn.BESIDE_AUDIO: 3_600,
    Turn.PAGES: 300,
    Turn.LISTS: 300,
    Turn.FEEDS: 300,
}
"""For how long a cache may hand it out unasked. A corrected episode keeps its address, so its audio is not for ever."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file and how it is to be kept."""

    key: str
    """Its place: ``feeds/podcast.xml``."""
    path: Path
    turn: Turn

    @property
    def headers(self) -> tuple[str, str]:
        """``Content-Type`` and ``Cache-Control``."""
        return type_of(self.path), f"public, max-age={FRESH_SECONDS[self.turn]}"


def shipment(station: Station, *, audio_out: Path, feeds: Path) -> list[Parcel]:
    """All files that are published, in the order in which they are to go up.

    Raises:
        StationError: the station has no ``base_url``.
        UsageError: nothing is built, or not for that address, or something is missing.
        OutputError: a manifest is damaged.
    """
    _check_addresses(station, audio_out, feeds)
    ledger = read_ledger(feeds)
    current = {f"{programme.name}.xml" for programme in programmes_of(station)}
    pages = {page_name(slug) for slug in ledger.guids}
    parcels = [_parcel(AUDIO, audio_out, FEED_GUIDS, Turn.NAMES), _parcel(FEEDS, feeds, COVER, Turn.PAGES)]
    parcels += [_parcel(FEEDS, feeds, name, _turn(name, current, pages)) for name in sorted(ledger.files)]
    for slug in sorted(ledger.guids):
        parcels += _episode(audio_out, slug)
    for parcel in parcels:
        if not parcel.path.is_file():
            raise _unbuilt(_("is missing"), parcel.path)
    return sorted(parcels, key=lambda parcel: (parcel.turn, parcel.key))


def _check_addresses(station: Station, audio_out: Path, feeds: Path) -> None:
    """Raise unless what is built leads listeners to where it is going."""
    if not station.base_url:
        raise StationError(
            _("base_url is empty, so the feeds lead to this machine"),
            where="station.toml",
            next=_("write under [station] where listeners reach the bucket, then run make"),
        )
    addresses = addresses_of(station, audio_out=audio_out, feeds=feeds)
    if addresses.audio != f"../{AUDIO}":
        raise UsageError(
            _("the pages here lead to {folder} for audio, in a bucket it is {wanted}").format(
                folder=addresses.audio, wanted=f"../{AUDIO}"
            ),
            where=feeds,
            next=_("keep the folders feeds and audio_out beside one another"),
        )
    for programme in programmes_of(station):
        name = f"{programme.name}.xml"
        try:
            content = (feeds / name).read_bytes()
        except OSError as exc:
            raise _unbuilt(_("is missing"), feeds / name) from exc
        if addresses.feed(name).encode() not in content:
            raise _unbuilt(_("was made for another address than {base}").format(base=addresses.base), feeds / name)


def _turn(name: str, current: Iterable[str], pages: Iterable[str]) -> Turn:
    if name in current or name.endswith((".m3u", ".m3u8")):
        return Turn.FEEDS
    if name in pages or name.endswith((".css", ".xsl")) or name in (SCRIPT, WORKER):
        return Turn.PAGES
    return Turn.LISTS


def _episode(audio_out: Path, slug: str) -> Iterator[Parcel]:
    episode = read_episode(audio_out / slug)
    if episode is None:
        raise _unbuilt(_("is missing"), audio_out / slug / MANIFEST)
    for audio in episode.files.values():
        parcel = _parcel(AUDIO, audio_out, f"{slug}/{audio.published}", Turn.AUDIO)
        if parcel.path.is_file() and parcel.path.stat().st_size != audio.bytes:
            raise _unbuilt(_("is not as long as its manifest says"), parcel.path)
        yield parcel
    if any(profile.startswith("sip-") for profile in episode.files):
        yield _parcel(AUDIO, audio_out, f"{slug}/sip/play.m3u", Turn.BESIDE_AUDIO)
    for name in (COVER, THUMB, CHAPTERS[0], *(name for name, _mime, _timed in TRANSCRIPTS)):
        yield _parcel(AUDIO, audio_out, f"{slug}/{name}", Turn.BESIDE_AUDIO)


def _parcel(part: str, folder: Path, name: str, turn: Turn) -> Parcel:
    return Parcel(f"{part}/{name}", folder / name, turn)


def _unbuilt(what: str, where: Path) -> UsageError:
    return UsageError(what, where=where, next=_("run make first"))
