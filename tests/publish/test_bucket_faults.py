"""Buckets that hang, lie or stumble: what is there is whole or nothing leads to it, and an operator is told in time."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import PublishError
from pipeline.manifest import episode_to_json as manifest
from pipeline.publish import upload
from pipeline.publish.bucket import client
from pipeline.publish.bucket.client import ANSWER_SECONDS, CONNECT_SECONDS, PAUSES, QUIET_SECONDS
from pipeline.publish.bucket.s3 import Uploaded
from pipeline.station import PublishSettings
from tests.doubles.bucket import Asked, Bucket, bucket_double, listing, tag_of
from tests.publish.samples import STATION, cover, episode, lay_out, publish

FEED = "radio/feeds/podcast.xml"
MASTER = "radio/audio_out/notice-00001/notice-00001-podcast.mp3"
FEEDS = (FEED, "radio/feeds/workshop.m3u")
PLATE = "radio/audio_out/station.json"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """One that is asked again at once."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(client, "PAUSES", (0.01, 0.02, 0.03))
    with bucket_double() as bucket:
        monkeypatch.setenv("AWS_ENDPOINT_URL", bucket.address)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "the-factory")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield bucket


class House:
    """A station with one episode, built."""

    def __init__(self, root: Path) -> None:
        self.station = replace(STATION, publish=PublishSettings("s3://b/radio"))
        self.audio, self.feeds = root / "audio_out", root / "feeds"
        self.build(1)

    def build(self, *numbers: int) -> None:
        episodes = [episode(number) for number in numbers]
        lay_out(self.audio, *episodes)
        publish(episodes, self.station, audio_out=self.audio, feeds=self.feeds)
        (self.feeds / "cover.jpg").write_bytes(cover())

    def upload(self) -> Uploaded:
        return upload(self.station, audio_out=self.audio, feeds=self.feeds, tell=lambda _line: None)

    def content(self, key: str) -> bytes:
        return (self.audio.parent / key.removeprefix("radio/")).read_bytes()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def at(command: str, key: str, do: Callable[[Asked], object], times: int = 10_000) -> Callable[[Asked], bool]:
    """A fault at one place, the first ``times`` it is asked for; what is asked for without a key is the list."""
    left = [times]

    def fault(asked: Asked) -> bool:
        if (asked.command, asked.key) != (command, key) or left[0] == 0:
            return False
        left[0] -= 1
        do(asked)
        return True

    return fault


def drop(asked: Asked) -> None:
    asked.answer(200, ETag=tag_of(asked.body()))


def keep_half(asked: Asked) -> None:
    content = asked.body()
    asked.bucket.objects[asked.key] = content[: len(content) // 2]
    asked.answer(200, ETag=tag_of(content))


def keep_other(asked: Asked) -> None:
    content = asked.body()
    asked.bucket.objects[asked.key] = content[:-9] + b"?" + content[-8:]
    asked.answer(200, ETag=tag_of(content))


def keep_nothing_of_it(asked: Asked) -> None:
    asked.bucket.objects[asked.key] = b""
    asked.answer(200, ETag=tag_of(asked.body()))


def captive_portal(asked: Asked) -> None:
    asked.body()
    asked.answer(200, b"<html><p>Please log in", Content_Type="text/html")


LIES = [drop, keep_half, keep_other, keep_nothing_of_it, captive_portal]


@pytest.mark.parametrize(
    ("lie", "key"), [*((lie, MASTER) for lie in LIES), *((keep_half, key) for key in (*FEEDS, PLATE))]
)
def test_a_lying_200_is_found_and_no_feed_leads_to_what_is_not_there(
    bucket: Bucket, house: House, lie: Callable[[Asked], None], key: str
) -> None:
    bucket.fault = at("PUT", key, lie)
    told = rf"s3://b/{key}: the bucket says that it has taken this file, and does not give it back as it is → ask"
    with pytest.raises(PublishError, match=told if lie is not captive_portal else "the upload stopped"):
        house.upload()
    assert key in FEEDS or FEED not in bucket.objects
    bucket.fault = None
    if key == PLATE:
        bucket.objects.pop(PLATE, None)  # whose place it is cannot be read: the operator takes it away
    house.upload()
    assert {key: house.content(key) for key in bucket.objects} == bucket.objects
    assert house.upload().sent == 0


def test_an_empty_list_goes_up_and_is_read_back(bucket: Bucket, house: House) -> None:
    house.build()
    house.upload()
    assert bucket.objects["radio/feeds/workshop.m3u"] == b""


def test_a_store_that_gives_a_little_later_what_it_has_taken_is_believed(bucket: Bucket, house: House) -> None:
    bucket.fault = at("GET", MASTER, lambda asked: asked.refuse(404, "NoSuchKey"), times=2)
    house.upload()
    assert bucket.asked.count(f"GET {MASTER}") == 3


def test_a_store_that_knows_no_ranges_is_believed(bucket: Bucket, house: House) -> None:
    def whole(asked: Asked) -> bool:
        if asked.command == "GET" and asked.key in bucket.objects:
            asked.answer(200, bucket.objects[asked.key])
            return True
        return False

    bucket.fault = whole
    assert house.upload().sent == len(bucket.objects)


def test_a_big_file_is_not_fetched_whole_to_be_believed(
    bucket: Bucket, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "READ_BACK", 1000)
    given = []

    def count(asked: Asked) -> bool:
        if asked.command == "GET" and asked.key == MASTER:
            given.append(asked.headers["range"])
        return False

    bucket.fault = count
    house.upload()
    assert given == ["bytes=-1000"]


def test_what_the_bucket_says_it_has_removed_and_has_not_is_told(bucket: Bucket, house: House) -> None:
    house.build(1, 2)
    house.upload()
    house.build(2)
    bucket.fault = at("DELETE", MASTER, lambda asked: asked.answer(204))
    with pytest.raises(PublishError, match=rf"s3://b/{MASTER}: the bucket says that it has removed this file"):
        house.upload()
    assert b"notice-00001" not in bucket.objects[FEED]


def without_reading(asked: Asked) -> None:
    asked.hang()


def after_reading(asked: Asked) -> None:
    asked.body()
    asked.hang()


def in_the_answer(asked: Asked) -> None:
    asked.body()
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nhalf")
    asked.hang()


def byte_by_byte(asked: Asked) -> None:
    asked.body()
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not asked.bucket.closed.wait(0.1):
        asked.wfile.write(b"y")


HANGING = [without_reading, after_reading, in_the_answer, byte_by_byte]


GIVEN_UP = r"nothing has moved for 2 seconds|the upload stopped \(.*imeout"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds, not fifty."""
    monkeypatch.setattr(client, "QUIET_SECONDS", 2)
    monkeypatch.setattr(client, "ANSWER_SECONDS", 1)


@pytest.mark.parametrize(
    ("hang", "command", "key"),
    [
        *((hang, command, key) for hang in HANGING for command, key in [("PUT", MASTER), ("GET", "")]),
        *((after_reading, command, key) for command, key in [("PUT", FEED), ("GET", PLATE), ("GET", FEED)]),
    ],
)
def test_whatever_hangs_is_told_and_given_up(
    bucket: Bucket, house: House, impatient: None, hang: Callable[[Asked], None], command: str, key: str
) -> None:
    bucket.fault = at(command, key, hang)
    with pytest.raises(PublishError, match=GIVEN_UP):
        house.upload()
    bucket.closed.set()
    bucket.fault = None
    house.upload()
    assert bucket.objects[FEED] == house.content(FEED)


def test_a_hanging_removal_is_given_up(bucket: Bucket, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.build(1, 2)
    house.upload()
    house.build(2)
    monkeypatch.setattr(client, "QUIET_SECONDS", 2)
    bucket.fault = at("DELETE", MASTER, after_reading)
    with pytest.raises(PublishError, match=GIVEN_UP):
        house.upload()


def test_a_hang_that_passes_is_got_over(bucket: Bucket, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", 1)
    bucket.fault = at("PUT", MASTER, after_reading, times=1)
    house.upload()
    assert bucket.objects[MASTER] == house.content(MASTER)


def test_a_slow_line_is_not_given_up_as_long_as_something_moves(
    bucket: Bucket, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file takes longer than an answer is waited for, and than patience lasts where nothing moves."""
    monkeypatch.setattr(client, "ANSWER_SECONDS", 8)
    monkeypatch.setattr(client, "QUIET_SECONDS", 8)
    master = house.audio / "notice-00001" / "notice-00001-podcast.mp3"
    content = bytes(30_000_000)
    master.write_bytes(content)
    one = episode(1)
    longer = replace(one, files={**one.files, "podcast": replace(one.files["podcast"], bytes=len(content))})
    house.audio.joinpath("notice-00001", "episode.json").write_bytes(manifest(longer))

    def slowly(asked: Asked) -> None:
        pause, got = threading.Event(), b""
        while len(got) < len(content):
            got += asked.rfile.read(500_000)
            pause.wait(0.2)
        bucket.objects[asked.key] = got
        asked.answer(200, ETag=tag_of(got))

    bucket.fault = at("PUT", MASTER, slowly)
    house.upload()
    assert bucket.objects[MASTER] == content


def reset(asked: Asked) -> None:
    asked.connection.shutdown(socket.SHUT_RDWR)
    asked.close_connection = True


def reset_in_the_middle(asked: Asked) -> None:
    if asked.command == "PUT":
        asked.rfile.read(1000)
    else:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nhalf")
    reset(asked)


def refusing(status: int, code: str) -> Callable[[Asked], None]:
    def refuse(asked: Asked) -> None:
        asked.body()
        asked.refuse(status, code)

    return refuse


STUMBLES = [
    refusing(500, "InternalError"),
    refusing(503, "SlowDown"),
    refusing(429, "Throttling"),
    refusing(400, "RequestTimeout"),
    reset,
    reset_in_the_middle,
]


@pytest.mark.parametrize(
    ("stumble", "command", "key"),
    [
        *((stumble, "PUT", MASTER) for stumble in STUMBLES),
        *((stumble, "GET", key) for stumble in (STUMBLES[0], reset_in_the_middle) for key in ("", FEED)),
    ],
)
def test_a_bucket_that_stumbles_is_asked_again(
    bucket: Bucket, house: House, stumble: Callable[[Asked], object], command: str, key: str
) -> None:
    bucket.fault = at(command, key, stumble, times=3)
    house.upload()
    assert {key: house.content(key) for key in bucket.objects} == bucket.objects


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (403, "AccessDenied", "access is refused"),
        (401, "InvalidAccessKeyId", "access is refused"),
        (404, "NoSuchBucket", "there is no such bucket"),
        (400, "EntityTooLarge", "the upload stopped"),
        (507, "InsufficientStorage", "the upload stopped"),
        (301, "PermanentRedirect", "the upload stopped"),
    ],
)
def test_a_refusal_is_told_at_once(bucket: Bucket, house: House, status: int, code: str, told: str) -> None:
    bucket.fault = at("PUT", MASTER, refusing(status, code))
    with pytest.raises(PublishError, match=f"s3://b/radio: {told}"):
        house.upload()
    assert FEED not in bucket.objects


ENDLESS = "<IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken>"
CUT_OFF = "<IsTruncated>true</IsTruncated>"


@pytest.mark.parametrize("after", [ENDLESS, CUT_OFF])
def test_a_list_without_an_end_is_told(bucket: Bucket, house: House, after: str) -> None:
    """Were it believed, what was withdrawn would stay there."""
    house.upload()
    bucket.fault = at("GET", "", lambda asked: asked.answer(200, listing(bucket.objects, "", after).encode()))
    with pytest.raises(PublishError, match="list of its files is not whole"):
        house.upload()


@pytest.mark.parametrize(
    "nonsense", [b"", b"<html><p>Please log in", b"<ListBucketResult><Contents/>", b"\xff\xfe", b"{}"]
)
def test_an_answer_that_is_no_list_is_told(bucket: Bucket, house: House, nonsense: bytes) -> None:
    bucket.fault = at("GET", "", lambda asked: asked.answer(200, nonsense))
    with pytest.raises(PublishError, match="s3://b/radio"):
        house.upload()
    assert bucket.objects == {}


def test_within_a_minute() -> None:
    """A try that hangs, once more as long as patience lasts, and the pauses between."""
    assert QUIET_SECONDS < 60
    assert CONNECT_SECONDS < ANSWER_SECONDS < QUIET_SECONDS
    assert sum(PAUSES) < QUIET_SECONDS
