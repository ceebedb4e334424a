"""Brings a bucket up to date with what is published here: S3, or anything that speaks its language."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.errors import StationError
from pipeline.messages import _, ngettext
from pipeline.publish.addresses import COVER
from pipeline.publish.bucket.client import place_at
from pipeline.publish.bucket.plan import AUDIO, FEEDS, Parcel, Turn, shipment
from pipeline.publish.published import FEED_GUIDS
from pipeline.staging import is_made_for
from pipeline.system.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.station import Station

SUMS = ".sums.json"
"""In ``feeds``: MD5 sums known by size and date, so that only what changed is read. A memory, not a record."""
_PAGES = {".css", ".html", ".js", ".json", ".m3u", ".m3u8", ".opml", ".xml", ".xsl"}
"""Endings of what is made in ``feeds`` besides the cover."""
_RACY_NS = 2_000_000_000
"""A file changed this shortly before the sums were written may change again with the same date."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """How an upload went."""

    sent: int
    """Files."""
    bytes: int
    """Of those."""
    removed: int
    kept: int
    """Files that the bucket had already."""


def upload(station: Station, *, audio_out: Path, feeds: Path, tell: Callable[[str], None]) -> Uploaded:
    """Make ``[publish] target`` hold what is published here: what changed goes up, in the order of
    :class:`~pipeline.publish.bucket.plan.Turn`; then what is published no more is removed.

    Cut off at any moment, no feed there leads to what is not there, and the next upload goes on where it stopped.
    ``tell`` is told what is being done. What is there and is not of our making stays.

    Raises:
        StationError: no target, or no ``base_url``.
        UsageError: nothing is built, or something of somebody else's is there, or aiobotocore is not installed.
        PublishError: the bucket cannot be reached, read or written, or is not to be trusted.
    """
    if not station.publish.target:
        raise StationError(
            _("publish.target is empty"), where="station.toml", next=_('write one: target = "s3://bucket/folder"')
        )
    parcels = shipment(station, audio_out=audio_out, feeds=feeds)
    names = (audio_out / FEED_GUIDS).read_bytes()
    return asyncio.run(_upload(station.publish.target, parcels, names, _Sums(feeds / SUMS), tell))


async def _upload(
    target: str, parcels: Sequence[Parcel], names: bytes, sums: _Sums, tell: Callable[[str], None]
) -> Uploaded:
    async with place_at(target) as place:
        await place.check_owner(f"{AUDIO}/{FEED_GUIDS}", names)
        there = await place.listing(AUDIO, FEEDS)
        wanted = [parcel for parcel in parcels if not _same(parcel, there.get(parcel.key), sums)]
        sums.write(parcels)
        for turn, group in groupby(wanted, key=lambda parcel: parcel.turn):
            await place.put(files := list(group), sums.of)
            tell(ngettext("{what}: {n} file", "{what}: {n} files", len(files)).format(what=_what(turn), n=len(files)))
        rest = sorted(there.keys() - {parcel.key for parcel in parcels})
        gone = [key for key in rest if _is_ours(key)]
        await place.remove(gone)
        if foreign := len(rest) - len(gone):
            tell(_("files there that this program has not made, and that stay: {n}").format(n=foreign))
    size = sum(parcel.path.stat().st_size for parcel in wanted)
    return Uploaded(len(wanted), size, len(gone), len(parcels) - len(wanted))


def _is_ours(key: str) -> bool:
    """Whether this program puts files there by such a name: only those may be removed."""
    folder, _slash, name = key.partition("/")
    if folder == FEEDS:
        return name == COVER or ("/" not in name and PurePosixPath(name).suffix in _PAGES)
    slug, _slash, file = name.partition("/")
    return is_made_for(slug, file)


def _what(turn: Turn) -> str:
    return {
        Turn.NAMES: _("the station's name plate"),
        Turn.AUDIO: _("audio"),
        Turn.BESIDE_AUDIO: _("covers and captions"),
        Turn.PAGES: _("pages"),
        Turn.LISTS: _("lists"),
        Turn.FEEDS: _("feeds"),
    }[turn]


def _same(parcel: Parcel, held: tuple[int, str] | None, sums: _Sums) -> bool:
    return held is not None and held[0] == parcel.path.stat().st_size and held[1] == sums.of(parcel)


class _Sums:
    """MD5 sums of files; a file that has its size and date from before is not read again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, list[Any]] = {}
        self._written_ns = 0
        try:
            self._written_ns = path.stat().st_mtime_ns
            record = json.loads(path.read_bytes())
            self._known = record if isinstance(record, dict) else {}
        except (OSError, ValueError):
            pass  # nothing is known

    def of(self, parcel: Parcel) -> str:
        """In hexadecimal."""
        facts = parcel.path.stat()
        known = self._known.get(parcel.key)
        settled = facts.st_mtime_ns < self._written_ns - _RACY_NS
        if settled and isinstance(known, list) and known[:2] == [facts.st_size, facts.st_mtime_ns]:
            return str(known[2])
        with parcel.path.open("rb") as file:
            found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
        self._known[parcel.key] = [facts.st_size, facts.st_mtime_ns, found]
        return found

    def write(self, parcels: Sequence[Parcel]) -> None:
        """Keep what is known of ``parcels``."""
        known = {parcel.key: self._known[parcel.key] for parcel in parcels if parcel.key in self._known}
        write_whole(self._path, json.dumps(known, separators=(",", ":")).encode())
