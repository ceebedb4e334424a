"""A place in a bucket, asked with patience that has an end, and believed only when it can be read back."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import PublishError, UsageError, package_missing
from pipeline.messages import _

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
    from pathlib import Path

    from pipeline.publish.bucket.plan import Parcel

T = TypeVar("T")

AT_ONCE = 4
"""Files under way."""
QUIET_SECONDS = 50
"""Without a byte taken or an answer, over all tries, after which a request is given up."""
CONNECT_SECONDS, ANSWER_SECONDS = 10, 25
"""Of one try."""
PAUSES = (0.5, 1.0, 2.0)
"""Seconds before a request is tried again."""
_MISSING = {"404", "NoSuchKey", "NotFound"}
_PASSING = {"BadDigest", "IncompleteBody", "RequestTimeout", "SlowDown", "Throttling"}
"""What a bucket calls its errors: a key that is not there, and what another try may mend."""
READ_BACK = 1 << 20
"""Bytes from the end of a file that are read back after it was sent: all of most, and enough to tell that the rest has
come."""


class Place:
    """A bucket, or a folder in one. Keys are relative to it.

    Everything raises PublishError where nothing has moved for :data:`QUIET_SECONDS`, and aiobotocore's own errors,
    which :func:`place_at` translates.
    """

    def __init__(self, s3: Any, target: str) -> None:
        """``s3`` is aiobotocore's client, ``target`` the place as ``station.toml`` names it."""
        self._s3 = s3
        self._bucket, _slash, folder = target.removeprefix("s3://").strip("/").partition("/")
        self._prefix = f"{folder}/" if folder else ""
        self._root = f"s3://{self._bucket}/{folder}".rstrip("/")

    async def check_owner(self, plate: str, ours: bytes) -> None:
        """Raise unless the place is empty, or ours: what else is there would be removed.

        ``plate``: the key of the file by which a station is known, ``ours`` what this station's holds.

        Raises:
            UsageError: another station is there, or files of somebody.
        """
        held = await self._read(plate)
        if held is None:
            async for key, _size, _tag in self._listed(""):
                raise UsageError(
                    _("files are there already that are not this station’s ({first})").format(first=key),
                    where=self._root,
                    next=_("choose an empty folder in [publish] target, or take away what is there"),
                )
            return
        try:
            names = json.loads(held[1])
        except ValueError:
            names = None
        wanted = json.loads(ours)
        if not isinstance(names, dict) or not any(names.get(name) == guid for name, guid in wanted.items()):
            raise UsageError(
                _("another station is published there"),
                where=self._root,
                next=_("choose another folder in [publish] target"),
            )

    async def listing(self, *folders: str) -> dict[str, tuple[int, str]]:
        """Size in bytes and ``ETag`` of all that is in ``folders``, by key."""
        return {key: (size, tag) for folder in folders async for key, size, tag in self._listed(f"{folder}/")}

    async def put(self, parcels: Iterable[Parcel], sum_of: Callable[[Parcel], str]) -> None:
        """Have ``parcels`` be there, whole; ``sum_of`` gives the MD5 sum of one, in hexadecimal.

        Raises:
            PublishError: the bucket says that it has taken one, and has not.
        """

        async def put_one(parcel: Parcel) -> None:
            kind, caching = parcel.headers
            told = {
                "ContentType": kind,
                "CacheControl": caching,
                "ContentMD5": base64.b64encode(bytes.fromhex(sum_of(parcel))).decode(),
            }

            async def sent(patience: _Patience) -> None:
                with _Watched(parcel.path, patience) as content:
                    await self._s3.put_object(**self._named(parcel.key), **told, Body=content)

            await self._patiently(sent, parcel.key)
            await self._check_held(parcel)

        await _each(parcels, put_one)

    async def remove(self, keys: Iterable[str]) -> None:
        """Have ``keys`` be there no more.

        Raises:
            PublishError: the bucket says that it has removed one, and has not.
        """

        async def remove_one(key: str) -> None:
            await self._patiently(lambda _patience: self._s3.delete_object(**self._named(key)), key)
            if await self._read(key, at_most=0) is not None:
                raise PublishError(
                    _("the bucket says that it has removed this file, and has not"),
                    where=f"{self._root}/{key}",
                    next=_("ask whoever runs the bucket, then run make publish again"),
                )

        await _each(keys, remove_one)

    async def _check_held(self, parcel: Parcel) -> None:
        size = parcel.path.stat().st_size
        with parcel.path.open("rb") as file:
            file.seek(max(0, size - READ_BACK))
            wanted = size, file.read()
        for pause in (*PAUSES, None):
            if await self._read(parcel.key, at_most=size) == wanted:
                return
            if pause is not None:  # not every store gives at once what it has taken
                await asyncio.sleep(pause)
        raise PublishError(
            _("the bucket says that it has taken this file, and does not give it back as it is"),
            where=f"{self._root}/{parcel.key}",
            next=_("ask whoever runs the bucket, then run make publish again: it goes on where it stopped"),
        )

    async def _read(self, key: str, *, at_most: int = READ_BACK) -> tuple[int, bytes] | None:
        """Length of what is at ``key`` and its end, up to :data:`READ_BACK` bytes; None: nothing is there.

        No more than one byte above ``at_most`` is read, whatever comes.
        """
        # There is no end of nothing.
        end = {"Range": f"bytes=-{READ_BACK}"} if at_most else {}

        async def got(patience: _Patience) -> tuple[int, bytes]:
            answer = await self._s3.get_object(**self._named(key), **end)
            content = bytearray()
            async with answer["Body"] as body:
                while len(content) <= at_most and (block := await body.read(1 << 16)):
                    content += block
                    patience.moved_by(len(block))
            _unit, _slash, total = answer.get("ContentRange", "").rpartition("/")
            return int(total) if total.isdecimal() else len(content), bytes(content[-READ_BACK:])

        from botocore.exceptions import ClientError

        try:
            return await self._patiently(got, key)
        except ClientError as exc:
            if exc.response["Error"]["Code"] in _MISSING:
                return None
            if exc.response["Error"]["Code"] == "InvalidRange":
                return 0, b""
            raise

    async def _listed(self, folder: str) -> AsyncIterator[tuple[str, int, str]]:
        """Key, size and ``ETag`` of all whose key begins with ``folder``; what consoles put there to show an empty
        folder is passed over."""
        asked = {"Bucket": self._bucket, "Prefix": f"{self._prefix}{folder}"}
        tokens = set()
        while True:
            page = await self._patiently(lambda _patience: self._s3.list_objects_v2(**asked), folder)
            for item in page.get("Contents", ()):
                if item["Size"] or not item["Key"].endswith("/"):
                    yield item["Key"].removeprefix(self._prefix), item["Size"], item.get("ETag", "").strip('"')
            if page.get("IsTruncated") is False:
                return
            token = page.get("NextContinuationToken")
            if not token or token in tokens:  # were it believed, what was withdrawn would stay there
                raise PublishError(
                    _("the bucket’s list of its files is not whole"),
                    where=self._root,
                    next=_("ask whoever runs the bucket"),
                )
            tokens.add(token)
            asked["ContinuationToken"] = token

    def _named(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": f"{self._prefix}{key}"}

    async def _patiently(self, attempt: Callable[[_Patience], Awaitable[T]], key: str) -> T:
        """What ``attempt`` gives; what may pass is tried again as long as there is patience."""
        patience = _Patience()
        for pause in (*PAUSES, None):
            try:
                return await self._watched(attempt, patience, key)
            except Exception as exc:
                if pause is None or patience.left() <= pause or not _may_pass(exc):
                    raise
                await asyncio.sleep(pause)
        raise AssertionError  # the last pause is None

    async def _watched(self, attempt: Callable[[_Patience], Awaitable[T]], patience: _Patience, key: str) -> T:
        patience.begin()
        task = asyncio.ensure_future(attempt(patience))
        try:
            while not task.done() and (left := patience.left()) > 0:
                await asyncio.wait({task}, timeout=left)
            if task.done():
                return task.result()
        finally:
            task.cancel()
        raise PublishError(
            _("nothing has moved for {n} seconds").format(n=QUIET_SECONDS),
            where=f"{self._root}/{key}",
            next=_("check the network and AWS_ENDPOINT_URL, then run make publish again: it goes on where it stopped"),
        )


class _Patience:
    """Ends :data:`QUIET_SECONDS` after a request has got further than in any try before."""

    def __init__(self) -> None:
        self._clock = asyncio.get_running_loop().time
        self._until = self._clock() + QUIET_SECONDS
        self._furthest = 0
        self._moved = 0

    def begin(self) -> None:
        """A new try."""
        self._moved = 0

    def moved_by(self, size: int) -> None:
        """So many bytes have been handed on in this try."""
        self._moved += size
        if self._moved > self._furthest:
            self._furthest = self._moved
            self._until = self._clock() + QUIET_SECONDS

    def left(self) -> float:
        """Seconds."""
        return self._until - self._clock()


class _Watched(io.FileIO):
    """A file on its way; signing and sending it read the same bytes in each try."""

    def __init__(self, path: Path, patience: _Patience) -> None:
        super().__init__(path)
        self._patience = patience

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(-1 if size is None else size) or b""
        self._patience.moved_by(len(block))
        return block


def _may_pass(exc: Exception) -> bool:
    from aiohttp import ClientError as ConnectionFailed
    from botocore.exceptions import ClientError, HTTPClientError

    if isinstance(exc, ClientError):
        status = exc.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= 500 or status == 429 or exc.response["Error"]["Code"] in _PASSING
    return isinstance(exc, HTTPClientError | ConnectionFailed)


async def _each(items: Iterable[T], do: Callable[[T], Awaitable[None]]) -> None:
    """``do`` each of ``items``, :data:`AT_ONCE` at a time; the first that fails ends all."""
    rest = iter(items)

    async def work() -> None:
        for item in rest:
            await do(item)

    workers = [asyncio.ensure_future(work()) for _number in range(AT_ONCE)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


@asynccontextmanager
async def place_at(target: str) -> AsyncIterator[Place]:
    """The place that ``target`` names; credentials, region and endpoint are what AWS's own tools would take here.

    Raises:
        UsageError: aiobotocore is not installed.
        PublishError: the bucket cannot be reached, read or written.
    """
    try:
        from aiobotocore.config import AioConfig
        from aiobotocore.session import get_session
        from aiohttp import ClientError as ConnectionFailed
        from botocore import exceptions
        from botocore.parsers import ResponseParserError
    except ImportError as exc:
        raise package_missing("aiobotocore", "[publish] target") from exc
    config = AioConfig(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        retries={"total_max_attempts": 1},  # they are made here, within one patience
        request_checksum_calculation="when_required",  # the MD5 sum goes along, which every store knows
        response_checksum_validation="when_required",
    )
    unknown = (exceptions.NoCredentialsError, exceptions.PartialCredentialsError, exceptions.CredentialRetrievalError)
    try:
        async with get_session().create_client("s3", config=config) as s3:
            yield Place(s3, target)
    except exceptions.ClientError as exc:
        raise _refused(exc, target) from exc
    except (*unknown, exceptions.ProfileNotFound) as exc:
        raise _no_access(exc, target) from exc
    except (exceptions.BotoCoreError, ConnectionFailed, ResponseParserError, OSError, ValueError) as exc:
        raise _stopped(exc, target) from exc


def _refused(exc: Any, target: str) -> PublishError:
    code, status = exc.response["Error"]["Code"], exc.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if code == "NoSuchBucket":
        what = _("there is no such bucket")
        return PublishError(what, where=target, next=_("create it, or correct [publish] target"))
    return _no_access(exc, target) if status in (401, 403) else _stopped(exc, target)


def _no_access(exc: Exception, target: str) -> PublishError:
    return PublishError(
        _("access is refused ({reason})").format(reason=exc),
        where=target,
        next=_("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, and check what they may do"),
    )


def _stopped(exc: Exception, target: str) -> PublishError:
    return PublishError(
        _("the upload stopped ({reason})").format(reason=str(exc) or type(exc).__name__),
        where=target,
        next=_("check the network and AWS_ENDPOINT_URL, then run make publish again: it goes on where it stopped"),
    )
