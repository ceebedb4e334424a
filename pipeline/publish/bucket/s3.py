"""Brings a bucket up to date with what is published here: S3, or anything that speaks its language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipeline.errors import PublishError, StationError, UsageError, package_missing
from pipeline.messages import _
from pipeline.publish.bucket.plan import AUDIO, FEEDS, Parcel, Turn, shipment
from pipeline.publish.published import FEED_GUIDS
from pipeline.system.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.station import Station

SUMS = ".sums.json"
"""In ``feeds``: MD5 sums known by size and date, so that only what changed is read. A memory, not a record."""
AT_ONCE = 4
"""Files under way; each is in memory while it is."""
ONE_PIECE = 5 * 2**30
"""Bytes up to which S3 takes a file in one go; then the bucket's ``ETag`` is the MD5 sum of the content."""
_RACY_NS = 2_000_000_000
"""A file changed this shortly before the sums were written may change again with the same date."""
CONNECT_SECONDS, ANSWER_SECONDS, TRIES = 10, 60, 3


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
    ``tell`` is told what is being done.

    Raises:
        StationError: no target, or no ``base_url``.
        UsageError: nothing is built, or another station is there, or s3fs is not installed.
        PublishError: the bucket cannot be reached, read or written.
    """
    if not station.publish.target:
        raise StationError(
            _("publish.target is empty"), where="station.toml", next=_('write one: target = "s3://bucket/folder"')
        )
    parcels = shipment(station, audio_out=audio_out, feeds=feeds)
    sums = _Sums(feeds / SUMS)
    with _bucket_at(station.publish.target) as bucket:
        bucket.check_owner((audio_out / FEED_GUIDS).read_bytes())
        there = bucket.listing()
        wanted = [parcel for parcel in parcels if not _same(parcel, there.get(parcel.key), sums)]
        sums.write(parcels)
        for turn, group in groupby(wanted, key=lambda parcel: parcel.turn):
            bucket.put(files := list(group))
            tell(_("{what}: {n} files").format(what=_what(turn), n=len(files)))
        gone = sorted(there.keys() - {parcel.key for parcel in parcels})
        bucket.remove(gone)
    size = sum(parcel.path.stat().st_size for parcel in wanted)
    return Uploaded(len(wanted), size, len(gone), len(parcels) - len(wanted))


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


class _Bucket:
    """A bucket, or a folder in one. Keys are relative to it."""

    def __init__(self, files: Any, root: str) -> None:
        """``files`` is an s3fs file system."""
        self._files = files
        self._root = root

    def check_owner(self, names: bytes) -> None:
        """Raise unless the place is free, or ours: two stations at one place would remove each other's episodes."""
        try:
            held = json.loads(self._files.cat_file(f"{self._root}/{AUDIO}/{FEED_GUIDS}"))
        except FileNotFoundError:
            return
        except ValueError:
            held = {}
        ours = json.loads(names)
        if not any(held.get(name) == guid for name, guid in ours.items()):
            raise UsageError(
                _("another station is published there"),
                where=f"s3://{self._root}",
                next=_("choose another folder in [publish] target"),
            )

    def listing(self) -> dict[str, tuple[int, str]]:
        """Size and ``ETag`` of all that is there, by key."""
        found: dict[str, Any] = {}
        for part in (AUDIO, FEEDS):
            found |= self._files.find(f"{self._root}/{part}", detail=True)
        prefix = f"{self._root}/"
        return {path.removeprefix(prefix): (facts["size"], facts["ETag"].strip('"')) for path, facts in found.items()}

    def put(self, parcels: Sequence[Parcel]) -> None:
        for (kind, caching), group in groupby(sorted(parcels, key=_headers), key=_headers):
            alike = list(group)
            self._files.put(
                [str(parcel.path) for parcel in alike],
                [f"{self._root}/{parcel.key}" for parcel in alike],
                batch_size=AT_ONCE,
                chunksize=ONE_PIECE,
                ContentType=kind,
                CacheControl=caching,
            )

    def remove(self, keys: Sequence[str]) -> None:
        for key in keys:  # one by one: the answer to a removal of many does not fail when some of them did
            self._files.rm_file(f"{self._root}/{key}")


def _headers(parcel: Parcel) -> tuple[str, str]:
    return parcel.headers


@contextmanager
def _bucket_at(target: str) -> Iterator[_Bucket]:
    """The bucket of ``target``; credentials, region and endpoint are what AWS's own tools would take here."""
    try:
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
        from s3fs import S3FileSystem
    except ImportError as exc:
        raise package_missing("s3fs", "[publish] target") from exc
    waits = {"connect_timeout": CONNECT_SECONDS, "read_timeout": ANSWER_SECONDS}
    files = S3FileSystem(
        config_kwargs=waits | {"retries": {"mode": "standard", "total_max_attempts": TRIES}},
        skip_instance_cache=True,
        use_listings_cache=False,
    )
    files.retries = TRIES
    root = target.removeprefix("s3://").rstrip("/")
    try:
        yield _Bucket(files, root)
    except FileNotFoundError as exc:
        what = _("there is no such bucket")
        raise PublishError(what, where=target, next=_("create it, or correct [publish] target")) from exc
    except (PermissionError, NoCredentialsError) as exc:
        raise PublishError(
            _("access is refused ({reason})").format(reason=exc),
            where=target,
            next=_("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, and check what they may do"),
        ) from exc
    except (OSError, BotoCoreError, ClientError) as exc:
        raise PublishError(
            _("the upload stopped ({reason})").format(reason=str(exc) or type(exc).__name__),
            where=target,
            next=_("check the network and AWS_ENDPOINT_URL, then run make publish again: it goes on where it stopped"),
        ) from exc
    finally:
        files.close_session(files.loop, files.s3)
